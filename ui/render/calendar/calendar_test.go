package calendar

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ical "github.com/emersion/go-ical"

	"edov/flow/appreg"
	"edov/inspect/secret"
)

func calendarReport(now time.Time, name string) *secret.Report {
	c := secret.NewCollector(now, 30, 0)
	day := time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC)
	c.Add(&appreg.App{
		AppID:       appreg.Setting[string]{Value: "6731de76-14a6-49ae-97bc-6eba6914391e"},
		DisplayName: appreg.Setting[string]{Value: name},
		Credentials: []appreg.Credential{
			{
				Kind: appreg.CredentialSecret, KeyID: "0b7a5c1e-3f42-4d96-8e0b-5a1c7d2f9e64", Name: "web",
				Start: day.AddDate(-1, 0, 0), End: day,
			},
			{
				Kind: appreg.CredentialCertificate, KeyID: "1c8b6d2f-4a53-4e07-9f1c-6b2d8e3a0f75", Name: "cert",
				End: day.AddDate(1, 0, 0),
			},
			{
				Kind: appreg.CredentialSecret, KeyID: "ended", Name: "old",
				Start: day.AddDate(-2, 0, 0), End: day.AddDate(-1, 0, 0),
			},
		},
	})
	return c.Report()
}

// TestCalendar reads the file with another library: one event for each secret
// that has not ended, four alarms each, on the last day it works.
func TestCalendar(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, name := range []string{
		"Example", "a;b,c\\d\r\nBEGIN:VEVENT\r\nX:\x1b[2J", strings.Repeat("ä", 300),
		"émoji 🔑 日本",
	} {
		data := Secrets(calendarReport(now, name))
		for _, line := range strings.Split(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\n\r\x1b") {
				t.Errorf("a line of %d octets: %q (RFC 5545 section 3.1)", len(line), line)
			}
		}
		cal, err := ical.NewDecoder(bytes.NewReader(data)).Decode()
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if err := ical.NewEncoder(&bytes.Buffer{}).Encode(cal); err != nil { // which holds it to RFC 5545
			t.Errorf("%q: %v", name, err)
		}
		events := cal.Events()
		if len(events) != 2 {
			t.Fatalf("%q: %d events", name, len(events))
		}
		start, err := events[0].DateTimeStart(time.UTC)
		if err != nil || start.Format(time.DateOnly) != "2026-12-02" {
			t.Errorf("it is on %s (%v)", start, err)
		}
		var triggers []string
		for _, child := range events[0].Children {
			if child.Name == ical.CompAlarm {
				triggers = append(triggers, child.Props.Get(ical.PropTrigger).Value)
			}
		}
		if got := strings.Join(triggers, " "); got != "-P30D -P14D -P7D -P1D" {
			t.Errorf("alarms %s", got)
		}
	}
}

// TestCalendarAgain: a later file has the same UIDs and counts as newer.
func TestCalendarAgain(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	read := func(now time.Time) (uids []string, sequence int) {
		cal, err := ical.NewDecoder(bytes.NewReader(Secrets(calendarReport(now, "Example")))).Decode()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range cal.Events() {
			uid, err := e.Props.Text(ical.PropUID)
			if err != nil {
				t.Fatal(err)
			}
			uids = append(uids, uid)
			sequence, err = e.Props.Get(ical.PropSequence).Int()
			if err != nil {
				t.Fatal(err)
			}
		}
		return uids, sequence
	}
	first, n := read(now)
	again, m := read(now.AddDate(0, 0, 3))
	if strings.Join(first, " ") != strings.Join(again, " ") || first[0] == first[1] || m <= n || m > 1<<31-1 {
		t.Errorf("%v then %v, sequence %d then %d", first, again, n, m)
	}
}

// TestEmptyCalendar: with nothing to remind of the file is a valid calendar all
// the same, has no event, and says why, whatever the secret is called. What has
// expired is to be replaced today.
func TestEmptyCalendar(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, name := range []string{"web", "a;b,c\\d\r\nBEGIN:VEVENT\r\nX:\x1b[2J", strings.Repeat("ä", 300), "émoji 🔑 日本"} {
		ends := map[string]time.Time{"": now.AddDate(0, 0, -2), "has no known expiry date": {}}
		for want, end := range ends {
			c := secret.NewCollector(now, 30, 0)
			secret := appreg.Credential{Kind: appreg.CredentialSecret, Name: name, End: end}
			c.Add(&appreg.App{CredentialsKnown: true, Credentials: []appreg.Credential{secret}})
			data := Secrets(c.Report())
			for _, line := range strings.Split(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
				if len(line) > 75 || strings.ContainsAny(line, "\n\r\x1b") {
					t.Errorf("a line of %d octets: %q (RFC 5545 section 3.1)", len(line), line)
				}
			}
			cal, err := ical.NewDecoder(bytes.NewReader(data)).Decode()
			if err != nil {
				t.Fatalf("%q: %v", name, err)
			}
			if err := ical.NewEncoder(&bytes.Buffer{}).Encode(cal); err != nil { // which holds it to RFC 5545
				t.Errorf("%q: %v", name, err)
			}
			if want == "" { // it expired: that is an event of today
				start, err := cal.Events()[0].DateTimeStart(time.UTC)
				if title, _ := cal.Events()[0].Props.Text(ical.PropSummary); err != nil || len(cal.Events()) != 1 ||
					start.Format(time.DateOnly) != "2026-11-24" ||
					!strings.Contains(title, "expired 2 days ago (2026-11-22), replace it") {
					t.Errorf("%q: %d events, %q at %s", name, len(cal.Events()), title, start)
				}
				continue
			}
			why, err := cal.Props.Text(ical.PropDescription)
			said := strings.Contains(why, "the calendar is empty") && strings.Contains(why, want)
			if err != nil || len(cal.Events()) > 0 || !said {
				t.Errorf("%q: %d events, %q, %v", name, len(cal.Events()), why, err)
			}
		}
	}
}
