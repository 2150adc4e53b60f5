package cmd

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"edov/flow"
	"edov/flow/visible"
	"edov/inspect/secret"
)

// alarmDays are how many days before its end a secret's event reminds.
var alarmDays = []int{30, 14, 7, 1}

// calendar is a file with one event for each secret that has not ended (RFC
// 5545), and what it does not remind of in its description. The UID of a secret
// stays the same, so that importing the file again changes the event instead of
// adding one.
func calendar(r *secret.Report) []byte {
	c := ics.NewCalendarFor("edov")
	c.SetMethod(ics.MethodPublish)
	c.SetName("Client secrets")
	if notes := r.CalendarNotes(); len(notes) > 0 {
		words := visible.Line(strings.Join(notes, ". "))
		c.SetDescription(words)
		c.SetXWRCalDesc(words) // what most programs read
	}
	reminders := r.Reminders()
	if len(reminders) == 0 {
		addUTC(c)
	}
	for i, l := range reminders {
		e := c.AddEvent(eventID(l, i))
		e.SetDtStampTime(r.JudgedAt)
		// The last whole day on which it works.
		last := l.Ends.Add(-time.Second).UTC()
		e.SetAllDayStartAt(last)
		e.SetAllDayEndAt(last.AddDate(0, 0, 1))
		// Later files have to count as newer ones.
		e.SetSequence(int(r.JudgedAt.Unix() / 60))
		e.SetSummary(visible.Line(fmt.Sprintf("Client secret ends: %s", titleOf(l))))
		e.SetDescription(visible.Line(fmt.Sprintf("%s ends at %s. Then every sign-in fails (AADSTS7000222). Add a second one, put it in place, test it, remove this one: edov guide rotate.", titleOf(l), l.Ends.UTC().Format(time.RFC3339))))
		e.SetTimeTransparency(ics.TransparencyTransparent)
		for _, days := range alarmDays {
			a := e.AddAlarm()
			a.SetAction(ics.ActionDisplay)
			a.SetTrigger(fmt.Sprintf("-P%dD", days))
			a.SetDescription(visible.Line(fmt.Sprintf("%s ends on %s", titleOf(l), flow.LastDay(l.Ends))))
		}
	}
	return []byte(c.Serialize(ics.WithNewLineWindows)) // RFC 5545 section 3.1
}

// addUTC gives a calendar without events the component that RFC 5545 demands
// (section 3.6): a time zone, of which no program shows anything.
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

// eventID names a secret's event. Where the key ID is not known, app and name
// stand in for it.
func eventID(l secret.Line, i int) string {
	id := l.KeyID + l.AppID
	if l.KeyID == "" {
		id = l.AppID + l.App + l.Name
	}
	if id == "" {
		id = fmt.Sprint(i)
	}
	return fmt.Sprintf("%s@edov", hashOf(id))
}
