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
		fmt.Fprintln(w, "another account signed in, so claims differ for that reason too")
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
			was = "not looked at"
		}
		fmt.Fprintf(w, "%-26s %s, was %s\n", visible.Line(f.ID), f.After, was)
	}
	if len(d.Claims) > 0 {
		fmt.Fprintln(w)
	}
	for _, c := range d.Claims {
		fmt.Fprintf(w, "%s %s: %s, was %s\n", visible.Line(c.Token), visible.Line(c.Name), visible.Line(c.After), visible.Line(c.Before))
	}
}
