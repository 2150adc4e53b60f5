package report

import (
	"strings"

	"edov/flow"
	"edov/inspect/words"
)

// settingsLine is the headline on settings that are checked without a sign-in: an app registration, Clerk's side, or
// both.
func settingsLine(r *Report) said {
	errors, warnings := r.Problems(Error), r.Counts.Warnings
	switch {
	case errors > 0:
		return problems(errors, "problem", r.sideOf(Error), r.firstOf(Error))
	case r.Undecided():
		if f, ok := r.FirstUnknown(); ok {
			return said{title: "not all settings checked", body: f.Summary}
		}
		if len(r.Unread) > 0 {
			return said{title: "not all registrations were read", body: r.Unread[0]}
		}
		return only("too few settings are in the document to judge the app registration")
	case warnings > 0:
		return problems(warnings, "warning", "", r.firstOf(Warning)).behind(r.sound())
	}
	where := r.side(r.Clerk != nil, r.Registration != nil)
	if n := r.Counts.Unknown; n > 0 {
		where += ", but " + words.Count(n, "setting was", "settings were") + " not checked"
	}
	return only("no problem found " + where)
}

// problems is a headline that counts, and names the first.
func problems(n int, what, where, first string) said {
	title := strings.TrimSpace(words.Count(n, what, what+"s") + " " + where)
	return said{title: title, first: n > 1, body: first}
}

// behind puts a headline behind another sentence.
func (s said) behind(sentence string) said {
	s.title = sentence + "; " + s.title
	return s
}

// sound is what holds where no error was found.
func (r *Report) sound() string {
	sound, found := "no setting breaks sign-in", "no setting found that breaks sign-in"
	if r.ofPart() {
		sound = "nothing in this part of an app registration breaks sign-in"
		found = "nothing found in this part of an app registration that breaks sign-in"
	}
	if n := r.Counts.Unknown; n > 0 {
		sound = found + ", but " + words.Count(n, "was", "were") + " not checked"
	}
	if f := r.Find("optional-edov"); f.Problem() && f.Severity == Warning {
		sound += ", but emails stay unverified"
	}
	return sound
}

func (r *Report) firstOf(s Severity) string {
	for _, f := range r.Findings {
		if f.Problem() && f.Severity == s {
			return f.Summary
		}
	}
	return ""
}

// sideOf says where the problems of a severity are.
func (r *Report) sideOf(s Severity) string {
	clerk, registration := false, false
	for _, f := range r.Findings {
		if f.Problem() && f.Severity == s {
			clerk, registration = clerk || isClerks(f.ID), registration || !isClerks(f.ID)
		}
	}
	return r.side(clerk, registration)
}

// isClerks holds for the checks of Clerk's settings, by their IDs.
func isClerks(id string) bool { return strings.HasPrefix(id, "clerk-") }

func (r *Report) side(clerk, registration bool) string {
	switch {
	case clerk && registration:
		return "on Clerk's side and in the app registration"
	case clerk:
		return "on Clerk's side"
	case r.ofPart():
		return "in this part of an app registration"
	}
	return "in the app registration"
}

// ofPart holds for a report on a part of an app registration: of what the document leaves out, nothing was checked.
func (r *Report) ofPart() bool {
	return r.Origin == flow.OriginRegistration && r.Registration != nil && r.Registration.Partial
}
