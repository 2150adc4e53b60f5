// Package calendar writes a list of client secrets as an iCalendar file (RFC 5545),
// so that a calendar reminds you before a secret expires.
//
// Each secret that has not expired is one all-day event, with reminders 30, 14, 7
// and 1 days before it. One that has expired and was not replaced is an event on the
// day on which the file was made. The file says in its description what it leaves out: a
// calendar without an event must not look like "nothing expires".
package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"edov/flow/visible"
	"edov/inspect/secret"
)

// alarmDays are how many days before the expiry date an event reminds.
var alarmDays = []int{30, 14, 7, 1}

// whatHappens is what the description of an event says about the expiry date.
const whatHappens = "%s %s, at %s. After that, every sign-in fails (AADSTS7000222). " +
	"Add a second secret, put it in place, test it, then remove this one: edov guide rotate."

// Secrets writes the file. The UID of a secret stays the same from one file to the
// next, so that importing a newer file changes the event instead of adding another.
func Secrets(r *secret.Report) []byte {
	c := ics.NewCalendarFor("edov")
	c.SetMethod(ics.MethodPublish)
	c.SetName("Client secrets")
	if notes := r.CalendarNotes(); len(notes) > 0 {
		words := visible.Line(strings.Join(notes, ". "))
		c.SetDescription(words)
		c.SetXWRCalDesc(words) // the one that most programs read
	}
	reminders, overdue := r.Reminders(), r.Overdue()
	if len(reminders)+len(overdue) == 0 {
		addUTC(c)
	}
	for i, l := range overdue {
		addOverdue(c, r, l, i)
	}
	for i, l := range reminders {
		addEvent(c, r, l, len(overdue)+i)
	}
	return []byte(c.Serialize(ics.WithNewLineWindows)) // RFC 5545 section 3.1
}

// hasHappened is what the description of an event says about a secret that expired before the file was made.
const hasHappened = "%s %s, at %s: sign-ins that use it fail (AADSTS7000222). Add a new secret, put it in place, " +
	"test it, then remove this one: edov guide rotate."

// addOverdue adds what should be done today.
func addOverdue(c *ics.Calendar, r *secret.Report, l secret.Line, i int) {
	e := newEvent(c, r, l, i, r.JudgedAt.UTC())
	stands := secret.Expiry(r.JudgedAt, l.Ends)
	e.SetSummary(visible.Line("Client secret " + stands + ", replace it: " + titleOf(l)))
	e.SetDescription(visible.Line(fmt.Sprintf(hasHappened, titleOf(l), stands, l.Ends.UTC().Format(time.RFC3339))))
}

// newEvent is an event of one whole day.
func newEvent(c *ics.Calendar, r *secret.Report, l secret.Line, i int, day time.Time) *ics.VEvent {
	e := c.AddEvent(eventID(l, i))
	e.SetDtStampTime(r.JudgedAt)
	e.SetAllDayStartAt(day)
	e.SetAllDayEndAt(day.AddDate(0, 0, 1))
	// A program keeps the event with the higher number, so later files need one.
	e.SetSequence(int(r.JudgedAt.Unix() / 60))
	e.SetTimeTransparency(ics.TransparencyTransparent)
	return e
}

func addEvent(c *ics.Calendar, r *secret.Report, l secret.Line, i int) {
	day := l.Ends.Add(-time.Second).UTC() // the last whole day on which the secret works
	e := newEvent(c, r, l, i, day)
	stands := secret.Expiry(day, l.Ends) // a day later or before, "in 9 days" would no longer be true
	e.SetSummary(visible.Line("Client secret " + stands + ": " + titleOf(l)))
	e.SetDescription(visible.Line(fmt.Sprintf(whatHappens, titleOf(l), stands, l.Ends.UTC().Format(time.RFC3339))))
	for _, days := range alarmDays {
		a := e.AddAlarm()
		a.SetAction(ics.ActionDisplay)
		a.SetTrigger(fmt.Sprintf("-P%dD", days))
		a.SetDescription(visible.Line(titleOf(l) + " " + secret.Expiry(l.Ends.AddDate(0, 0, -days), l.Ends)))
	}
}

// addUTC gives a calendar without events the one component that RFC 5545 requires
// (section 3.6): a time zone, which no program displays.
func addUTC(c *ics.Calendar) {
	standard := c.AddTimezone("Etc/UTC").AddStandard()
	standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty("TZOFFSETFROM", "+0000")
	standard.SetProperty("TZOFFSETTO", "+0000")
}

func titleOf(l secret.Line) string {
	if l.App == "" {
		return l.Label()
	}
	return l.App + ", " + l.Label()
}

// eventID is the UID of a secret's event. Without a Secret ID, the app and the
// name have to identify it.
func eventID(l secret.Line, i int) string {
	id := l.KeyID + l.AppID
	if l.KeyID == "" {
		id = l.AppID + l.App + l.Name
	}
	if id == "" {
		id = fmt.Sprint(i)
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16]) + "@edov"
}
