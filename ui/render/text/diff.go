package text

import (
	"fmt"
	"io"
	"time"

	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/report/diff"
)

// Diff writes what changed from one report to the next.
func Diff(w io.Writer, before, after *report.Report, d *diff.Diff) {
	at := func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
	fmt.Fprintf(w, "from %s\n  to %s\n\n%s\n", at(before.JudgedAt), at(after.JudgedAt), visible.Line(d.Summary()))
	if d.OtherAccount {
		fmt.Fprintln(w, "a different account signed in, which also changes claims")
	}
	if h := d.Headline; h != nil {
		fmt.Fprintf(w, "\nbefore  %s\nnow     %s\n", visible.Line(h.Before), visible.Line(h.After))
	}
	if len(d.Findings) > 0 {
		fmt.Fprintln(w)
	}
	for _, f := range d.Findings {
		was := string(f.Before)
		if was == "" {
			was = "not checked"
		}
		fmt.Fprintf(w, "%s %s, was %s\n", pad(visible.Line(f.ID), 26), f.Now.Mark(), was)
	}
	if len(d.Claims) > 0 {
		fmt.Fprintln(w)
	}
	for _, c := range d.Claims {
		fmt.Fprintln(w, visible.Line(fmt.Sprintf("%s %s: %s, was %s", c.Token, c.Name, c.After, c.Before)))
	}
}
