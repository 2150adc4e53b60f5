package diff

import (
	"slices"
	"strings"
	"time"

	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Diff is what changed between two reports on the same connection.
type Diff struct {
	Before time.Time `json:"before"` // when each was judged
	After  time.Time `json:"after"`
	// Verdict, Headline and Email are set only where they differ.
	Verdict  *Change `json:"verdict,omitempty"`
	Headline *Change `json:"headline,omitempty"`
	Email    *Change `json:"email,omitempty"` // the verdict on the address
	// OtherAccount: another user signed in, so that claims differ for that reason alone.
	OtherAccount bool            `json:"other_account,omitempty"`
	Findings     []FindingChange `json:"findings"` // worse, then better, then others
	Claims       []ClaimChange   `json:"claims"`
	// Routine names claims that differ in every sign-in and say nothing.
	Routine []string `json:"routine,omitempty"`
}

// Change is one value before and after.
type Change struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// FindingChange is a check whose outcome or severity has changed.
type FindingChange struct {
	ID     string          `json:"id"`
	Title  string          `json:"title"`
	Before report.Outcome  `json:"before"` // empty: the check was not in that report
	After  report.Outcome  `json:"after"`
	Now    *report.Finding `json:"now"`
	Turn   Direction       `json:"turn"`
}

// Says is what a reader is told of the check: what it found now, where that is a problem, and else the title, which is
// true of a check that passed.
func (c FindingChange) Says() string {
	if c.Now.Problem() {
		return c.Now.Summary
	}
	return c.Title
}

// Other is what Says leaves out: the title of a check that failed, or what one that passed found.
func (c FindingChange) Other() string {
	if c.Now.Problem() {
		return "Check: " + c.Title
	}
	return c.Now.Summary
}

// Direction says whether a change is for the better.
type Direction string

// The directions of a change.
const (
	Worse  Direction = "worse"
	Better Direction = "better"
	Other  Direction = "other"
)

// ClaimChange is a claim or header member whose value has changed.
type ClaimChange struct {
	Token  string `json:"token"` // "id", "access", "id header", "access header"
	Name   string `json:"name"`
	Before string `json:"before"` // JSON text, or "absent"
	After  string `json:"after"`
}

// Between says what changed from one report to the next.
func Between(before, after *report.Report) *Diff {
	d := &Diff{Before: before.JudgedAt, After: after.JudgedAt, Findings: []FindingChange{}, Claims: []ClaimChange{}}
	d.Verdict = changed(before.Conclude(report.Error).Verdict, after.Conclude(report.Error).Verdict)
	d.Headline = changed(before.Headline, after.Headline)
	d.Email = changed(before.Email.Verdict, after.Email.Verdict)
	b, a := before.Account, after.Account
	d.OtherAccount = b.Object != "" && a.Object != "" && (b.Object != a.Object || b.Tenant != a.Tenant)
	d.compareFindings(before, after)
	for _, kind := range []string{"id", "access"} {
		was, is := tokenOf(before, kind), tokenOf(after, kind)
		d.compareObject(kind, was.Claims, is.Claims)
		d.compareObject(kind+" header", was.Header, is.Header)
	}
	slices.Sort(d.Routine)
	d.Routine = slices.Compact(d.Routine)
	return d
}

func changed(before, after string) *Change {
	if before == after {
		return nil
	}
	return &Change{Before: before, After: after}
}

func tokenOf(r *report.Report, kind string) report.TokenReport {
	for _, t := range r.Tokens {
		if t.Kind == kind {
			return t
		}
	}
	return report.TokenReport{}
}

func (d *Diff) compareFindings(before, after *report.Report) {
	changes := map[Direction][]FindingChange{}
	for _, is := range after.Findings {
		was := before.Find(is.ID)
		if was.Outcome == is.Outcome && was.Severity == is.Severity {
			continue // only numbers may differ
		}
		turn := direction(was, is)
		if turn == Worse && is.ID == "email-present" && !d.OtherAccount && removes(before, after) {
			turn = Other
		}
		changes[turn] = append(changes[turn], FindingChange{
			ID: is.ID, Title: is.Title, Before: was.Outcome, After: is.Outcome, Now: is, Turn: turn,
		})
	}
	for _, turn := range []Direction{Worse, Better, Other} {
		d.Findings = append(d.Findings, changes[turn]...)
	}
}

// direction calls a change for the better or the worse only where a problem
// came or went: a check that is skipped now, or was not looked at before, was not fixed.
func direction(was, is *report.Finding) Direction {
	switch {
	case was.Problem() && is.Outcome == report.Pass:
		return Better
	case !was.Problem() && is.Problem() && is.Severity != report.Note:
		return Worse
	}
	return Other
}

// removes holds where an address that nothing proved was in the token, and the app was set to remove such: that it is
// missing now is what was wanted.
func removes(before, after *report.Report) bool {
	app := after.Registration
	return before.Email.Verdict == proof.EmailNotVerified && before.Find("unverified-email-removed").Problem() &&
		app != nil && app.RemoveUnverifiedEmail.Value == "true"
}

// routine are the claims that differ in every sign-in, so that a change of them says nothing.
var routine = []string{
	"exp", "nbf", "iat", "auth_time", "nonce", "uti", "aio", "rh", "sid", "c_hash", "at_hash", "xms_ftd", "login_hint",
	"kid", "x5t",
}

func (d *Diff) compareObject(token string, before, after strictjson.Value) {
	compare := func(name string) {
		was, is := words.JSONText(before.Get(name)), words.JSONText(after.Get(name))
		switch {
		case was == is:
		case slices.Contains(routine, name) && was != words.Absent && is != words.Absent:
			d.Routine = append(d.Routine, name)
		default:
			d.Claims = append(d.Claims, ClaimChange{Token: token, Name: name, Before: was, After: is})
		}
	}
	for _, m := range after.Members() {
		compare(m.Name)
	}
	for _, m := range before.Members() {
		if !after.Has(m.Name) {
			compare(m.Name)
		}
	}
}

// Empty reports whether nothing of significance changed.
func (d *Diff) Empty() bool {
	return d.Verdict == nil && d.Headline == nil && d.Email == nil && len(d.Findings) == 0 && len(d.Claims) == 0
}

// Summary is the change in one line.
func (d *Diff) Summary() string {
	var parts []string
	for _, p := range []struct {
		turn  Direction
		words string
	}{{Worse, "worse: "}, {Better, "fixed: "}} {
		var ids []string
		for _, f := range d.Findings {
			if f.Turn == p.turn {
				ids = append(ids, f.ID)
			}
		}
		if len(ids) > 0 {
			parts = append(parts, p.words+strings.Join(ids, ", "))
		}
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, "; ")
	case d.Empty():
		return "nothing changed"
	case d.Verdict != nil:
		return "the verdict was " + d.Verdict.Before + " and is " + d.Verdict.After + "; no check changed for better or worse"
	case d.OtherAccount:
		return "another account signed in; no check changed for better or worse"
	case len(d.Claims) > 0:
		return words.Count(len(d.Claims), "claim has", "claims have") + " changed; no check changed for better or worse"
	}
	return "no check changed for better or worse"
}
