package markdown

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Report writes the report for an issue or a chat. All text from outside is
// made inert: no markup, link, mention or HTML in it survives.
func Report(r *report.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", strings.ToUpper(r.Verdict), Inert(r.Headline))
	if r.Detail != "" {
		fmt.Fprintf(&b, "%s\n\n", Inert(r.Detail))
	}
	reportProblems(&b, r)
	for _, t := range r.Tokens {
		tokenClaims(&b, t)
	}
	reportExchanges(&b, r)
	fmt.Fprintf(&b, "%d passed, %d skipped, %d unknown; %s, %s, %s. Judged at %s",
		r.Counts.Passed, r.Counts.Skipped, r.Counts.Unknown+r.Counts.Broken, words.Count(r.Counts.Errors, "error", "errors"),
		words.Count(r.Counts.Warnings, "warning", "warnings"), words.Count(r.Counts.Notes, "note", "notes"), r.JudgedAt.UTC().Format("2006-01-02 15:04:05 UTC"))
	if r.Program != "" {
		fmt.Fprintf(&b, " by %s", Inert(r.Program))
	}
	b.WriteString(".\n")
	return b.String()
}

// Unread lists what was not read beside the reports of many
// registrations; empty when all was.
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

func reportProblems(b *strings.Builder, r *report.Report) {
	var problems []report.Finding
	for _, severity := range report.Severities {
		for _, f := range r.Findings {
			if f.Severity == severity && (f.Problem() || f.Outcome == report.Unknown) {
				problems = append(problems, f)
			}
		}
	}
	if len(problems) == 0 {
		b.WriteString("No check found anything.\n\n")
		return
	}
	b.WriteString("| | check | found | what to do |\n|---|---|---|---|\n")
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

// markdownChange shows what to change in the registration.
func findingChange(b *strings.Builder, f report.Finding) {
	if f.Outcome != report.Fail {
		return
	}
	for _, e := range f.Changes {
		shown := e.Shown()
		place := flow.Place{Path: shown.Path, Line: e.Place.Line}
		fmt.Fprintf(b, "Change for %s, %s:\n\n- from %s\n- to %s\n\n", code(f.ID), code(place.String()), code(shown.Before), code(shown.After))
	}
}

func tokenClaims(b *strings.Builder, t report.TokenReport) {
	fmt.Fprintf(b, "## %s\n\nSignature: %s", Inert(t.Describe), t.Verification.State.Words())
	if t.Verification.Reason != "" {
		fmt.Fprintf(b, " (%s)", Inert(t.Verification.Reason))
	}
	b.WriteString("\n\n")
	if t.Claims.Kind != strictjson.Object || len(t.Claims.Members) == 0 {
		return
	}
	b.WriteString("| claim | value |\n|---|---|\n")
	for _, m := range t.Claims.Members {
		fmt.Fprintf(b, "| %s | %s |\n", code(words.Cut(m.Name)), code(words.JSONText(m.Value)))
	}
	b.WriteString("\n")
}

func reportExchanges(b *strings.Builder, r *report.Report) {
	if len(r.Exchanges) == 0 {
		return
	}
	b.WriteString("## Network\n\n| request | address | answer | time |\n|---|---|---|---|\n")
	for _, e := range r.Exchanges {
		answer := fmt.Sprintf("%d, %d bytes", e.Status, e.Bytes)
		if e.Error != "" {
			answer = Inert(e.Error)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %.0f ms |\n", Inert(e.Name), code(e.URL), answer, e.DurationMS)
	}
	b.WriteString("\n")
}

// inertRunes are what Markdown and its dialects give a meaning to; each is
// written as a character reference, which no dialect reads as markup.
const inertRunes = "\\`*_{}[]()<>#+!|&~@$^=\""

// Inert makes text plain for Markdown: invisible runes are made visible, lines
// become breaks, and markup characters are written as references. Addresses do
// not become links, for their colon is a reference too.
func Inert(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteString("<br>")
		}
		line = visible.Line(line)
		for j, c := range line {
			switch {
			case c == '_' && isWordBetween(line, j): // as in xms_edov: no emphasis begins or ends inside a word
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

// isWordBetween holds for one byte that has letters or digits on both sides.
func isWordBetween(line string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(line[:at])
	after, _ := utf8.DecodeRuneInString(line[at+1:])
	return words.IsWord(before) && words.IsWord(after)
}

// isListNumber holds for a line that Markdown takes for a part of a list.
func isListNumber(line string) bool {
	rest := strings.TrimLeft(line, "0123456789")
	return rest != line && (rest == "" || rest[0] == '.' || rest[0] == ')')
}

// code writes text as a code span: its fence is longer than any run of
// backticks inside. A bar would end a table's cell even there, so it is shown
// as the broken bar.
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

// Explanation writes an explanation for an issue or a chat.
func Explanation(e fault.Explanation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", Inert(e.ID), Inert(e.Title))
	if f := e.Failure; f != nil {
		fmt.Fprintf(&b, "Said: %s %s\n\n", code(f.OAuthError), Inert(fault.Words(f)))
	}
	for _, part := range [][2]string{{"Cause", e.Cause}, {"Check", e.Check}, {"Fix", e.Fix}, {"Who", e.WhoWords()}, {"Again", e.RetryWords()}} {
		if part[1] != "" {
			fmt.Fprintf(&b, "- **%s.** %s\n", part[0], Inert(part[1]))
		}
	}
	for _, o := range e.Others {
		fmt.Fprintf(&b, "- **Also.** %s: %s\n", Inert(o.ID), Inert(o.Title))
	}
	return b.String()
}
