package check

import (
	"strings"

	"edov/inspect/change"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// The methods below make the Results that checks return, so that a check reads as the list of its outcomes. Checks call
// them in hundreds of places: with a copy of each there, the program would be 0.1 MB larger.

//go:noinline
func (in *Input) pass(summary string, evidence ...report.Evidence) *Result {
	return in.result(report.Pass, summary, evidence)
}

//go:noinline
func (in *Input) fail(summary string, evidence ...report.Evidence) *Result {
	return in.result(report.Fail, summary, evidence)
}

//go:noinline
func (in *Input) skip(why string) *Result { return in.result(report.Skip, why, nil) }

//go:noinline
func (in *Input) unknown(why string, evidence ...report.Evidence) *Result {
	return in.result(report.Unknown, why, evidence)
}

// result takes the next place in the room for results: there are many, and all of a report are needed as long.
func (in *Input) result(o report.Outcome, summary string, evidence []report.Evidence) *Result {
	if len(in.room) == 0 {
		in.room = make([]Result, 8)
	}
	r := &in.room[0]
	in.room = in.room[1:]
	r.Outcome, r.Summary, r.Evidence = o, summary, evidence
	return r
}

// because adds why it may be so: the likeliest cause first, each in a line.
//
//go:noinline
func (r *Result) because(causes ...string) *Result {
	for i, c := range causes {
		causes[i] = inOneLine(c)
	}
	r.Why = strings.Join(causes, "\n")
	return r
}

// inOneLine keeps a cause that quotes a text from outside from becoming two.
func inOneLine(cause string) string { return strings.ReplaceAll(cause, "\n", " ") }

// fix adds what to do. It names places as portal.Fill knows them: {portal:manifest}.
func (r *Result) fix(text string) *Result {
	r.Fix = portal.Fill(text)
	return r
}

// change adds exact changes to the app registration.
//
//go:noinline
func (r *Result) change(edits ...*change.Edit) *Result {
	for _, e := range edits {
		if e != nil {
			r.Changes = append(r.Changes, *e)
		}
	}
	return r
}

// inCase names the case for other parts of edov.
func (r *Result) inCase(c report.Case) *Result {
	r.Case = c
	return r
}

// as lowers the severity of this one result.
//
//go:noinline
func (r *Result) as(s report.Severity) *Result {
	r.Severity = s
	return r
}

// claim is evidence on one claim: its JSON text, so that types are seen.
func claim(t *token.JWT, name, want string) report.Evidence {
	return report.Evidence{Label: name, Got: words.JSONText(t.Claims.Get(name)), Want: want}
}
