package html

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
	"edov/ui/render/text"
)

//go:embed style.css
var style string

// Reports writes reports as one page. shared says that people were replaced by pseudonyms (report.Share), and the page
// says so. unread is what was not read of many app registrations.
func Reports(reports []*report.Report, unread []string, shared bool) ([]byte, error) {
	var b bytes.Buffer
	err := page(view{reports, unread, shared}).Render(context.Background(), &b)
	return b.Bytes(), err
}

// view is what the page shows.
type view struct {
	Reports []*report.Report
	Unread  []string
	Shared  bool
}

// title is the name of the page: the verdict of its only report.
func (v view) title() string {
	if len(v.Reports) == 1 {
		return "edov: " + line(v.Reports[0].Card().Title)
	}
	return fmt.Sprintf("edov: %d reports", len(v.Reports))
}

// policy allows the style by its hash, and nothing else.
func policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'"
}

func styleElement() string { return "<style>" + style + "</style>" }

func line(s string) string { return visible.Line(s) }

// about says which app the report is of, and where its registration was read.
func about(r *report.Report) string {
	app := line(words.Cut(r.Subject()))
	if id := line(words.Cut(r.Request.ClientID)); id != "" && id != app {
		app = strings.TrimPrefix(app+", client ID "+id, ", ")
	}
	if file := r.File(); file != "" {
		app = strings.TrimPrefix(app+", from "+line(file), ", ")
	}
	return app
}

// markWord is the word for a mark, markClass the classes that color it.
func markWord(m report.Mark) string {
	word, _ := text.Mark(m)
	return word
}

func markClass(m report.Mark) string { return "mark " + string(m) }

// quiet are the checks that passed or did not apply.
func quiet(r *report.Report) []*report.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f *report.Finding) bool { return f.Rank() < report.QuietRank })
}

// quietText says of a quiet check what it says elsewhere: the rule that holds, or why it does not apply.
func quietText(f *report.Finding) string {
	if f.Outcome == report.Skip {
		return line(f.Summary)
	}
	return line(f.Title)
}

// evidence leaves out what only points at another check.
func evidence(f *report.Finding) []report.Evidence {
	return slices.DeleteFunc(slices.Clone(f.Evidence), func(e report.Evidence) bool { return e.Label == "see" })
}

// edits are the changes that fix a failed finding, as the document writes them.
func edits(f *report.Finding) (list [][3]string) {
	if f.Outcome != report.Fail {
		return nil
	}
	for _, e := range f.Changes {
		shown := e.Shown()
		place := appreg.Place{Path: shown.Path, Line: e.Place.Line}
		list = append(list, [3]string{line(place.String()), line(shown.Before), line(shown.After)})
	}
	return list
}

// where is the file and the line of a finding.
func where(r *report.Report, f *report.Finding) string {
	p := f.Place()
	switch file := r.File(); {
	case p.Line == 0:
		return ""
	case file != "":
		return fmt.Sprintf("%s:%d, %s", line(file), p.Line, line(p.Path))
	}
	return line(p.String())
}

// sources are the addresses that edov's own check cites; those in a report's file may be anyone's.
func sources(f *report.Finding) (list []string) {
	if c, ok := check.Lookup(f.ID); ok {
		for _, s := range c.Doc().Sources {
			if strings.HasPrefix(s, "https://") {
				list = append(list, s)
			}
		}
	}
	return list
}

// portalLink is the finding's page of the portal, if it is one.
func portalLink(r *report.Report, f *report.Finding) string {
	blade := f.Page.Blade()
	if f.Link == "" || blade == "" || r.Registration == nil {
		return ""
	}
	if link := entra.PortalLink(r.Request.Cloud, blade, r.Registration.AppID.Value); link == f.Link {
		return link
	}
	return ""
}

// claim is one row of a token's table.
type claim struct{ Name, Value, Kind, Meaning string }

func claims(t report.TokenReport) (list []claim) {
	for _, m := range t.Header.Members() {
		list = append(list, claim{
			"header: " + line(words.Cut(m.Name)), value(m.Value), m.Value.Kind.String(), token.Meaning("header", m.Name),
		})
	}
	for _, m := range t.Claims.Members() {
		meaning := token.Meaning("", m.Name)
		if at, ok := token.TimeClaim(m.Name, m.Value); ok {
			meaning += ": " + at.Format("2006-01-02 15:04:05") + " UTC"
		}
		list = append(list, claim{line(words.Cut(m.Name)), value(m.Value), m.Value.Kind.String(), meaning})
	}
	return list
}

func value(v strictjson.Value) string { return line(words.JSONText(v)) }

// signature says whether a token's signature was verified, and why not.
func signature(t report.TokenReport) string {
	said := "Signature: " + t.Verification.State.Words()
	if t.Verification.Reason != "" {
		said += " (" + line(t.Verification.Reason) + ")"
	}
	return said
}

func takes(r *report.Report, p proof.ProductVerdict) string {
	said, _ := r.Takes(p)
	return said
}

func takesClass(r *report.Report, p proof.ProductVerdict) string {
	_, m := r.Takes(p)
	return markClass(m)
}

// answer is how a request ended.
func answer(e flow.Exchange) string {
	if e.Error != "" {
		return line(e.Error)
	}
	return fmt.Sprintf("%d, %d bytes, %.0f ms", e.Status, e.Bytes, e.DurationMS)
}

// foot says what was counted, when, and by what.
func foot(r *report.Report) string {
	c := r.Counts
	said := fmt.Sprintf("%d passed, %d skipped, %d not checked; %s, %s, %s. Checked at %s",
		c.Passed, c.Skipped, c.Unknown+c.Broken, words.Count(c.Errors, "problem", "problems"),
		words.Count(c.Warnings, "warning", "warnings"), words.Count(c.Notes, "note", "notes"),
		r.JudgedAt.UTC().Format("2006-01-02 15:04:05 UTC"))
	if r.Program != "" {
		said += " by " + line(r.Program)
	}
	return said + "."
}
