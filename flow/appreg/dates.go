package appreg

import (
	"strconv"
	"strings"
	"time"

	"edov/flow/lazy"
	"edov/flow/mask"
	"edov/flow/strictjson"
)

// moment reads a time of RFC 3339, with any number of fraction digits: Microsoft writes 0
// to 7. Its documents also have placeholders, which read as zero. So does what can be
// read in two ways.
func moment(v strictjson.Value) time.Time {
	at, _ := dated(v.Str())
	return at
}

// isNoDate holds for what .NET writes where there is no date: the first moment that it knows.
func isNoDate(text string) bool {
	return strings.HasPrefix(text, "0001-01-01") || strings.HasPrefix(text, "/Date(-62135596800000")
}

// isUnread holds for a date that is there and can't be read: it says something, which is not what a missing one says.
func isUnread(v strictjson.Value) bool {
	text := strings.TrimSpace(v.Str())
	switch {
	case v.Kind == strictjson.None, v.Kind == strictjson.Null, v.Kind == strictjson.String && text == "", isNoDate(text):
		return false
	}
	return moment(v).IsZero()
}

// IsDate holds for a time that a document can have: RFC 3339 writes years of four digits, and JSON none beyond them.
// In UTC, since a time zone may lead into another year.
func IsDate(at time.Time) bool { year := at.UTC().Year(); return year >= 1 && year <= 9999 }

// dated reads a time as Microsoft, PowerShell and people write it; isDay: it has no time of day.
func dated(text string) (at time.Time, isDay bool) {
	if at, isDay = anyDate(text); !IsDate(at) {
		return time.Time{}, false
	}
	return at, isDay
}

// anyDate is dated for any year.
func anyDate(text string) (at time.Time, isDay bool) {
	if in, ok := strings.CutPrefix(text, "/Date("); ok { // Windows PowerShell writes milliseconds since 1970
		in, _, _ = strings.Cut(in, ")")
		if ms, err := strconv.ParseInt(in, 10, 64); err == nil {
			return time.UnixMilli(ms).UTC(), false
		}
	}
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at.UTC(), false
	}
	day, clock := splitClock(strings.TrimSpace(text))
	for _, layout := range dayLayouts {
		if on, err := time.Parse(layout, day); err == nil {
			return onClock(on, clock)
		}
	}
	month, dayOf, year, ok := numericDay(day)
	if !ok || twoWays(day) {
		return time.Time{}, false
	}
	on := time.Date(year, time.Month(month), dayOf, 0, 0, 0, 0, time.UTC)
	if on.Day() != dayOf || int(on.Month()) != month {
		return time.Time{}, false
	}
	return onClock(on, clock)
}

// dayLayouts are the forms of a day that have one meaning.
var dayLayouts = []string{
	time.DateOnly, "2006/1/2", "2 Jan 2006", "2 January 2006", "2-Jan-2006", "Jan 2, 2006", "January 2, 2006",
	"Jan 2 2006", "January 2 2006", "Monday, January 2, 2006", "Monday, 2 January 2006", "Mon, 2 Jan 2006",
}

// clockTime is the time of day that follows a day.
var clockTime = lazy.MustCompile(`^(.*?\d)(?:T|,? )(\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: [AaPp][Mm])?)$`)

func splitClock(text string) (day, clock string) {
	if m := clockTime.FindStringSubmatch(text); m != nil {
		return m[1], strings.ToUpper(m[2])
	}
	return text, ""
}

// onClock adds the time of day, which counts as UTC where nothing says otherwise.
func onClock(day time.Time, clock string) (at time.Time, isDay bool) {
	if clock == "" {
		return day, true
	}
	for _, layout := range []string{"15:04:05", "15:04", "3:04:05 PM", "3:04 PM"} {
		if of, err := time.Parse(layout, clock); err == nil {
			return day.Add(of.Sub(of.Truncate(24 * time.Hour))), false
		}
	}
	return time.Time{}, false
}

var numeric = lazy.MustCompile(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$`)

// numericDay reads a day of numbers, the month first. The day is first in 28/11/2027, and with dots everywhere.
func numericDay(text string) (month, day, year int, ok bool) {
	m := numeric.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, 0, false
	}
	month, _ = strconv.Atoi(m[1])
	day, _ = strconv.Atoi(m[2])
	year, _ = strconv.Atoi(m[3])
	if month > 12 || strings.Contains(text, ".") {
		month, day = day, month
	}
	return month, day, year, true
}

// twoWays reports whether a day is one day in America and another one in Europe: 11/12/2027.
func twoWays(text string) bool {
	day, _ := splitClock(strings.TrimSpace(text))
	month, dayOf, _, ok := numericDay(day)
	return ok && !strings.Contains(day, ".") && month <= 12 && dayOf <= 12 && month != dayOf
}

// end reads an expiry date. A day counts until its end, as ParseExpiry has it.
func (r *reader) end(v strictjson.Value) time.Time {
	at, isDay := dated(v.Str())
	switch {
	case isDay:
		return at.AddDate(0, 0, 1).Add(-time.Second)
	case at.IsZero() && twoWays(v.Str()):
		r.noteTwoWays(v)
	}
	return at
}

// start reads the start date of a credential into it.
func (r *reader) start(v strictjson.Value, c *Credential) {
	c.Start = moment(v)
	if c.StartUnread = isUnread(v); c.StartUnread && twoWays(v.Str()) {
		r.noteTwoWays(v)
		c.StartBy = latest(v.Str())
	}
}

// deleted reads the date on which the app was deleted.
func (r *reader) deleted(v strictjson.Value) {
	r.a.DeletedAt = moment(v)
	if r.a.DeletedUnread = isUnread(v); r.a.DeletedUnread && twoWays(v.Str()) {
		r.noteTwoWays(v)
	}
}

// latest is the end of the later one of two days that a text can mean.
func latest(text string) time.Time {
	day, _ := splitClock(strings.TrimSpace(text))
	month, dayOf, year, _ := numericDay(day)
	at := time.Date(year, time.Month(max(month, dayOf)), min(month, dayOf)+1, 0, 0, 0, 0, time.UTC)
	if !IsDate(at) {
		return time.Time{}
	}
	return at
}

// noteTwoWays notes the first date that can be read in two ways.
func (r *reader) noteTwoWays(v strictjson.Value) {
	if r.a.twoWays == "" {
		r.a.twoWays = mask.Cut(v.Text, 40)
	}
}

// dateNote says that a date was not read because it can be read in two ways; empty: there is none.
func (a *App) dateNote() string {
	if a.twoWays == "" {
		return ""
	}
	return "the date " + a.twoWays + " can be read in two ways, so edov did not read it; write it as 2027-01-31"
}
