package markdown

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Report writes a report.
func Report(r *report.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", strings.ToUpper(r.Verdict), Inert(r.Headline))
	topCause(&b, r)
	if r.Detail != "" {
		fmt.Fprintf(&b, "%s\n\n", Inert(r.Detail))
	}
	reportProblems(&b, r)
	for _, t := range r.Tokens {
		tokenClaims(&b, t)
	}
	reportProducts(&b, r)
	reportExchanges(&b, r)
	c := r.Counts
	fmt.Fprintf(&b, "%d passed, %d skipped, %d not checked; %s, %s, %s. Checked at %s",
		c.Passed, c.Skipped, c.Unknown+c.Broken, words.Count(c.Errors, "problem", "problems"),
		words.Count(c.Warnings, "warning", "warnings"), words.Count(c.Notes, "note", "notes"),
		r.JudgedAt.UTC().Format("2006-01-02 15:04:05 UTC"))
	if r.Program != "" {
		fmt.Fprintf(&b, " by %s", Inert(r.Program))
	}
	b.WriteString(".\n")
	return b.String()
}

// Overview writes the reports of many app registrations, and what was not read.
func Overview(reports []*report.Report, unread []string) string {
	var b strings.Builder
	for _, r := range reports {
		b.WriteString(Report(r) + "\n")
	}
	return b.String() + Unread(unread)
}

// Unread lists what was not read of many app registrations; empty if everything was.
func Unread(unread []string) string {
	if len(unread) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("## Not read\n\n")
	for _, why := range unread {
		fmt.Fprintf(&b, "- %s\n", Inert(words.Sentence(why)))
	}
	return b.String()
}

// topCause says in a sentence what is wrong, and what to do next.
func topCause(b *strings.Builder, r *report.Report) {
	card := r.Card()
	if card.Cause == nil {
		return
	}
	if card.Body != "" { // the headline says it otherwise
		fmt.Fprintf(b, "Cause: %s\n\n", Inert(card.Body))
	}
	if card.Fix != "" {
		fmt.Fprintf(b, "Next: %s\n\n", Inert(card.Fix))
	}
	if card.Also != "" {
		fmt.Fprintf(b, "Also: %s\n\n", Inert(card.Also))
	}
}

func reportProblems(b *strings.Builder, r *report.Report) {
	var problems []*report.Finding
	for _, severity := range report.Severities {
		for _, f := range r.Findings {
			if f.Severity == severity && (f.Problem() || f.Outcome == report.Unknown) {
				problems = append(problems, f)
			}
		}
	}
	if len(problems) == 0 {
		b.WriteString("No problems found.\n\n")
		return
	}
	b.WriteString("| | check | found | fix |\n|---|---|---|---|\n")
	for _, f := range problems {
		found := Inert(f.Summary)
		causes := words.Causes(f.Why)
		for _, c := range causes {
			found += "<br>" + bullet(causes) + Inert(c)
		}
		for _, e := range f.Evidence {
			found += "<br>" + Inert(e.Label) + ": " + code(e.Got)
			if e.Want != "" {
				found += ", want " + code(e.Want)
			}
		}
		label := string(f.Severity)
		if f.Outcome != report.Fail {
			label = string(f.Outcome)
		}
		fmt.Fprintf(b, "| %s | %s<br>%s | %s | %s |\n", label, Inert(f.Title), code(f.ID), found, Inert(f.Fix))
	}
	b.WriteString("\n")
	for _, f := range problems {
		findingChange(b, f)
	}
}

// bullet stands before each of several causes.
func bullet(causes []string) string {
	if len(causes) > 1 {
		return "• "
	}
	return ""
}

// findingChange shows what to change in the app registration.
func findingChange(b *strings.Builder, f *report.Finding) {
	if f.Outcome != report.Fail {
		return
	}
	for _, e := range f.Changes {
		shown := e.Shown()
		place := appreg.Place{Path: shown.Path, Line: e.Place.Line}
		fmt.Fprintf(b, "Change for %s, %s:\n\n- from %s\n- to %s\n\n",
			code(f.ID), code(place.String()), code(shown.Before), code(shown.After))
	}
}

func tokenClaims(b *strings.Builder, t report.TokenReport) {
	fmt.Fprintf(b, "## %s\n\nSignature: %s", Inert(t.Describe), t.Verification.State.Words())
	if t.Verification.Reason != "" {
		fmt.Fprintf(b, " (%s)", Inert(t.Verification.Reason))
	}
	b.WriteString("\n\n")
	if t.Claims.Kind != strictjson.Object || len(t.Claims.Members()) == 0 {
		return
	}
	b.WriteString("| claim | value |\n|---|---|\n")
	for _, m := range t.Claims.Members() {
		fmt.Fprintf(b, "| %s | %s |\n", code(words.Cut(m.Name)), code(words.JSONText(m.Value)))
	}
	b.WriteString("\n")
}

func reportExchanges(b *strings.Builder, r *report.Report) {
	if len(r.Exchanges) == 0 {
		return
	}
	b.WriteString("## Network\n\n| request | address | response | time |\n|---|---|---|---|\n")
	for _, e := range r.Exchanges {
		answer := fmt.Sprintf("%d, %d bytes", e.Status, e.Bytes)
		if e.Error != "" {
			answer = Inert(e.Error)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %.0f ms |\n", Inert(e.Name), code(e.URL), answer, e.DurationMS)
	}
	b.WriteString("\n")
}

// inertRunes are the characters that Markdown and its dialects give a meaning. Each is
// written as a character reference, which no dialect reads as markup.
const inertRunes = "\\`*_{}[]()<>#+!|&~@$^=\""

// Inert makes text plain for Markdown: invisible characters become visible, line ends
// become breaks, and markup characters become references. Addresses do not become
// links, since their colon is a reference too.
func Inert(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteString("<br>")
		}
		line = visible.Line(line)
		for j, c := range line {
			switch {
			case c == '_' && isWordBetween(line, j): // as in xms_edov: no dialect ends emphasis inside a word
				b.WriteRune(c)
			case strings.ContainsRune(inertRunes, c), c == ':' && strings.HasPrefix(line[j:], "://"),
				c == '.' && strings.HasSuffix(strings.ToLower(line[:j]), "www"),
				j == 0 && (c == '-' || isListNumber(line)):
				fmt.Fprintf(&b, "&#%d;", c)
			default:
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}

// isWordBetween reports whether the byte at a place is between letters or digits.
func isWordBetween(line string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(line[:at])
	after, _ := utf8.DecodeRuneInString(line[at+1:])
	return words.IsWord(before) && words.IsWord(after)
}

// isListNumber reports whether Markdown takes a line for an item of a list.
func isListNumber(line string) bool {
	rest := strings.TrimLeft(line, "0123456789")
	return rest != line && (rest == "" || rest[0] == '.' || rest[0] == ')')
}

// code writes text as a code span, with a fence longer than any run of backticks
// inside. A bar would end a table cell even there, so a broken bar takes its place.
func code(s string) string {
	s = strings.ReplaceAll(visible.Line(s), "|", "¦")
	if strings.TrimSpace(s) == "" {
		return "(empty)"
	}
	longest, run := 0, 0
	for _, c := range s {
		if run++; c != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// Explanation writes what an error means.
func Explanation(e fault.Explanation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", Inert(e.ID), Inert(e.Title))
	if f := e.Said(); f != nil {
		fmt.Fprintf(&b, "Error: %s %s\n\n", code(f.OAuthError), Inert(fault.Words(f)))
	}
	for _, part := range e.Parts() {
		if part.Label == "" {
			fmt.Fprintf(&b, "  - %s\n", Inert(part.Text))
			continue
		}
		fmt.Fprintf(&b, "- **%s.** %s\n", words.Sentence(part.Label), Inert(part.Text))
	}
	return b.String()
}
