package secret

import (
	"strings"

	"edov/inspect/words"
)

// Reminders are the secrets that a calendar can remind you of: those that have not expired yet.
func (r *Report) Reminders() []Line {
	var out []Line
	for _, l := range r.Secrets {
		if !l.Ends.IsZero() && r.JudgedAt.Before(l.Ends) {
			out = append(out, l)
		}
	}
	return out
}

// Overdue are the secrets that have expired and were not replaced: a calendar has them on the day it was made.
func (r *Report) Overdue() []Line {
	var out []Line
	for _, l := range r.Secrets {
		if !l.Ends.IsZero() && !r.JudgedAt.Before(l.Ends) && l.State == StateExpired {
			out = append(out, l)
		}
	}
	return out
}

// maxUnreminded bounds how many secrets a note names.
const maxUnreminded = 5

// CalendarNotes say what is missing from a calendar of these secrets, and why.
func (r *Report) CalendarNotes() []string {
	var missing []string
	n := 0
	for _, l := range r.Secrets {
		if !l.Ends.IsZero() {
			continue // it is in the calendar, or no longer used
		}
		if n++; n <= maxUnreminded {
			name := l.Label()
			if r.Registrations > 1 && l.App != "" {
				name = l.App + ", " + name
			}
			missing = append(missing, name+" has no known expiry date")
		}
	}
	if n > maxUnreminded {
		missing = append(missing, words.Count(n-maxUnreminded, "other", "others"))
	}
	list := strings.Join(missing, ", ")
	events := len(r.Reminders()) + len(r.Overdue())
	var out []string
	switch {
	case events > 0 && n > 0:
		out = append(out, "not in the calendar: "+list)
	case events > 0:
	case n > 0:
		out = append(out, "the calendar is empty: "+list)
	case r.Counts.Replaced > 0:
		out = append(out, "the calendar is empty: all secrets have expired and were replaced")
	default:
		out = append(out, "the calendar is empty: there are no secrets")
	}
	if r.More > 0 {
		out = append(out, "left out of the calendar: "+words.Count(r.More, "secret that expires", "secrets that expire")+
			" later; --limit 0 adds them")
	}
	return append(out, r.notRead()...)
}
