// Package github writes reports as workflow commands of GitHub Actions, which become annotations of the run and, with a
// file and line, of the changed lines.
//
// Every line is a command, so that no text from outside can be one of its own: the runner also looks for its older
// commands, "##[...]", within lines that are none. Values are escaped as the runner unescapes them (actions/toolkit,
// packages/core/src/command.ts).
package github

import (
	"strconv"
	"strings"

	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Reports writes an annotation for each problem, for what was not checked, and one for each verdict. unread is what
// was not read of many app registrations.
func Reports(reports []*report.Report, unread []string) []byte {
	var b strings.Builder
	for _, r := range reports {
		for _, f := range r.ByCause() {
			finding(&b, r, f)
		}
		c := r.Conclude(report.Error)
		command(&b, "notice", place{title: "edov: " + c.Verdict, file: r.File()}, subject(r)+c.Headline)
	}
	for _, why := range unread {
		command(&b, "warning", place{title: "edov: not read"}, why)
	}
	return []byte(b.String())
}

func finding(b *strings.Builder, r *report.Report, f *report.Finding) {
	p := place{title: "edov: " + f.ID}
	if p.file = r.File(); p.file != "" {
		p.line = f.Place().Line
	}
	said := subject(r) + report.Capital(f.Summary) + "."
	kind := "notice"
	switch {
	case f.Outcome == report.Unknown:
		p.title += " (not checked)"
		if f.Severity == report.Error {
			kind = "warning"
		}
	case f.Severity == report.Error:
		kind = "error"
	case f.Severity == report.Warning:
		kind = "warning"
	}
	if f.Fix != "" {
		said += "\nFix: " + report.Capital(f.Fix) + "."
	}
	command(b, kind, p, said)
}

// subject names the app in front of a message that has no file to say which.
func subject(r *report.Report) string {
	if s := r.Subject(); r.File() == "" && s != "" {
		return words.Cut(s) + ": "
	}
	return ""
}

// place is where an annotation stands.
type place struct {
	title, file string
	line        int
}

// command writes one workflow command. Line ends of said are edov's own.
func command(b *strings.Builder, kind string, p place, said string) {
	b.WriteString("::" + kind + " ")
	if p.file != "" {
		b.WriteString("file=" + property(p.file) + ",")
		if p.line > 0 {
			b.WriteString("line=" + strconv.Itoa(p.line) + ",")
		}
	}
	b.WriteString("title=" + property(p.title) + "::")
	for i, line := range strings.Split(said, "\n") {
		if i > 0 {
			b.WriteString("%0A")
		}
		b.WriteString(data(line))
	}
	b.WriteString("\n")
}

// data escapes the text of a command.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(visible.Line(s))
}

// property escapes the value of a property.
func property(s string) string { return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s)) }
