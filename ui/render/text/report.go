package text

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/visible"
	"edov/inspect/change"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Options say how much of a report is shown.
type Options struct {
	Style
	Verbose bool // passed and skipped checks, exchanges and claims too
	Claims  bool // the tokens' claims too
	// Products shows how every auth product would treat the email; without it, only
	// the best known are named.
	Products bool
	// Explain is what explains a check, before its ID; empty: the command.
	Explain string
}

type writer struct {
	b strings.Builder
	o Options
	// column is where the text of each finding begins.
	column int
	// said are the values under "Microsoft said"; findings do not repeat them.
	said  []string
	fixes map[string]string // fixes written out, with the finding's ID
	// changes are those shown already, by place and result.
	changes map[string]bool
}

// line writes one line. It is the last place that keeps control characters from the
// terminal, whatever a caller forgot. Values pass visible before they are wrapped
// too, so that a line end inside one cannot begin a new line.
func (w *writer) line(text string) { w.b.WriteString(w.o.plain(visible.Line(text)) + "\n") }

// block writes lines, the first of which begins with a coloured word.
func (w *writer) block(code, word string, lines []string) {
	rest := visible.Line(lines[0][len(word):])
	w.b.WriteString(w.o.paint(code, word) + w.o.plain(rest) + "\n")
	w.lines(lines[1:])
}

func (w *writer) lines(lines []string) {
	for _, line := range lines {
		w.line(line)
	}
}

// Report writes a report as text.
func Report(out io.Writer, r *report.Report, o Options) error {
	w := &writer{o: o}
	w.verdict(r)
	w.serverSaid(r)
	w.findings(r)
	if o.Claims || o.Verbose {
		w.tokens(r)
	}
	w.products(r)
	w.network(r)
	w.counts(r)
	_, err := io.WriteString(out, w.b.String())
	return err
}

func (w *writer) verdict(r *report.Report) {
	word, code := Mark(r.Conclude(report.Error).Mark)
	w.block(code, word, w.o.labelled(pad(word, 6), visible.Line(r.Headline), w.o.width()))
	w.cause(r)
	if r.Detail != "" {
		w.lines(w.o.labelled("      ", visible.Line(r.Detail), w.o.width()))
	}
	w.line("")
}

// cause says in a sentence what is wrong, if the headline doesn't, and what to do next.
func (w *writer) cause(r *report.Report) {
	card := r.Card()
	if card.Cause == nil {
		return
	}
	if body := strings.TrimSuffix(card.Body, "."); !strings.Contains(strings.ToLower(r.Headline), strings.ToLower(body)) {
		w.part("cause", card.Body)
	}
	next := card.Fix
	if card.Cause.Next == report.NextRead {
		next = w.explain(card.Cause.ID)
	}
	w.part("next", next)
	w.part("also", card.Also)
}

func (w *writer) explain(id string) string { return cmp.Or(w.o.Explain, "edov explain ") + id }

// serverSaid shows the server's own words first; ours come with the finding.
func (w *writer) serverSaid(r *report.Report) {
	f := r.Failure
	if f == nil || f.Description == "" && f.OAuthError == "" {
		return
	}
	w.line(fault.Said(r.Request))
	w.said = []string{"AADSTS" + strconv.Itoa(f.Code())} // in the headline
	w.said = append(w.said, w.failure("      ", f)...)
	w.line("")
}

// failure writes the server's own words about a failure, and returns them.
func (w *writer) failure(indent string, f *flow.Failure) (values []string) {
	for _, part := range []struct{ label, value string }{
		{"error", f.OAuthError},
		{"message", fault.Words(f)},
		{"correlation ID", f.CorrelationID},
		{"trace ID", f.TraceID},
		{"time", f.Timestamp},
	} {
		if part.value != "" {
			values = append(values, part.value)
			w.lines(w.o.labelled(indent+pad(part.label, 16), visible.Line(part.value), w.o.width()))
		}
	}
	return values
}

// Mark is the word for a mark, and its colour.
func Mark(m report.Mark) (word, code string) {
	switch m {
	case report.MarkPass:
		return "ok", green
	case report.MarkFail:
		return "FAIL", red
	case report.MarkWarning:
		return "WARN", yellow
	case report.MarkSkip:
		return "skip", dim
	case report.MarkBroken:
		return "BROKEN", red
	case report.MarkNote:
		return "note", dim
	}
	return "?", yellow
}

// findings shows the problems, worst first; the rest only with Verbose.
func (w *writer) findings(r *report.Report) {
	for _, f := range r.Findings {
		if f.Rank() < report.QuietRank || w.o.Verbose {
			w.column = max(w.column, len("FAIL  ")+columns(f.ID)+2)
		}
	}
	w.column = min(w.column, maxColumn)
	for _, f := range r.ByCause() {
		w.finding(f, f.Rank() < 3)
	}
	if !w.o.Verbose {
		return
	}
	for _, f := range r.Findings {
		if f.Rank() == report.QuietRank {
			word, code := Mark(f.Mark())
			text := f.Title
			if f.Outcome == report.Skip {
				text = f.Summary
			}
			w.head(word, code, f.ID, text)
		}
	}
	w.line("")
}

// maxColumn keeps a long ID, which only a report from elsewhere can have, from
// pushing every text to the right.
const maxColumn = 30

// head is the first line of a finding.
func (w *writer) head(word, code, id, text string) {
	label := pad(pad(word, 6)+visible.Line(id)+"  ", w.column)
	w.block(code, word, w.o.labelled(label, visible.Line(text), w.o.width()))
}

func (w *writer) finding(f *report.Finding, full bool) {
	word, code := Mark(f.Mark())
	if w.explained(f) {
		w.head(word, code, f.ID, f.Summary)
		w.part("see", w.explain(f.ID))
		w.line("")
		return
	}
	w.head(word, code, f.ID, f.Summary)
	if !full {
		for _, e := range f.Evidence {
			if hasLine(e) {
				w.part("at", e.Label)
			}
		}
		w.why(f)
		w.fix(f)
		w.line("")
		return
	}
	w.part("check", f.Title)
	see := f.ID
	for _, e := range f.Evidence {
		if e.Want == "" && slices.Contains(w.said, e.Got) {
			continue
		}
		if e.Label == "see" { // the check that explains the cause
			see = e.Got
			continue
		}
		label := ""
		if len(f.Evidence) > 1 || e.Want == "" || hasLine(e) {
			label = e.Label + " "
		}
		w.part("got", label+e.Got)
		w.part("want", e.Want)
	}
	w.why(f)
	w.fix(f)
	w.change(f)
	if f.Outcome == report.Fail {
		w.part("see", w.explain(see))
	}
	w.line("")
}

// hasLine reports whether evidence is a line of a manifest.
func hasLine(e report.Evidence) bool { return strings.HasPrefix(e.Label, "line ") }

// why writes the causes, each on lines of its own.
func (w *writer) why(f *report.Finding) {
	causes := words.Causes(f.Why)
	if len(causes) == 1 {
		w.part("why", causes[0])
		return
	}
	for i, c := range causes {
		label := "      " + pad("", 7) + "- "
		if i == 0 {
			label = "      " + pad("why", 7) + "- "
		}
		w.lines(w.o.labelled(label, visible.Line(c), w.o.width()))
	}
}

// fix writes what to do. A fix that two findings share is written out once.
func (w *writer) fix(f *report.Finding) {
	if first, ok := w.fixes[f.Fix]; ok && f.Fix != "" {
		w.part("fix", "same as for "+first)
		return
	}
	if w.fixes == nil {
		w.fixes = map[string]string{}
	}
	w.fixes[f.Fix] = f.ID
	w.part("fix", f.Fix)
}

// explained reports whether a finding about a setting needs no details: its changes
// were all shown with the finding that the setting causes.
func (w *writer) explained(f *report.Finding) bool {
	for _, e := range f.Changes {
		if !w.changes[changeKey(e)] {
			return false
		}
	}
	return f.Page != "" && len(f.Changes) > 0 && len(f.Related) > 0
}

func changeKey(e change.Edit) string { return fmt.Sprint(e.Place.Line, e.Path, string(e.After)) }

// change shows the exact change to the app registration, once.
func (w *writer) change(f *report.Finding) {
	if f.Outcome != report.Fail {
		return
	}
	if w.changes == nil {
		w.changes = map[string]bool{}
	}
	for _, e := range f.Changes {
		if w.changes[changeKey(e)] {
			continue
		}
		w.changes[changeKey(e)] = true
		shown := e.Shown()
		place := appreg.Place{Path: shown.Path, Line: e.Place.Line}
		w.part("change", place.String())
		w.part("from", shown.Before)
		w.part("to", shown.After)
	}
}

func (w *writer) part(label, value string) {
	if strings.TrimSpace(value) != "" {
		w.lines(w.o.labelled("      "+pad(label, 7), visible.Line(value), w.o.width()))
	}
}

// network writes a line about the requests that were sent, and one about the stray
// requests that were ignored.
func (w *writer) network(r *report.Report) {
	if n := len(r.Exchanges); n > 0 {
		var sum, token float64
		for _, e := range r.Exchanges {
			sum += e.DurationMS
			if e.Name == "token" {
				token = e.DurationMS
			}
		}
		text := fmt.Sprintf("%s in %.0f ms", plural(n, "request"), sum)
		if token > 0 {
			text += fmt.Sprintf("; the token request took %.0f ms", token)
		}
		w.lines(w.o.wrap(text, w.o.width()))
		if w.o.Verbose {
			w.exchanges(r)
		}
	}
	if len(r.Ignored) > 0 {
		n, reasons, times := 0, []string(nil), map[string]int{}
		for _, i := range r.Ignored {
			if times[i.Reason] == 0 {
				reasons = append(reasons, i.Reason)
			}
			n += i.Count()
			times[i.Reason] += i.Count()
		}
		for i, reason := range reasons {
			reasons[i] = fmt.Sprintf("%d %s", times[reason], visible.Line(reason))
		}
		w.lines(w.o.wrap(plural(n, "other request")+" ignored: "+strings.Join(reasons, ", "), w.o.width()))
	}
}

func (w *writer) exchanges(r *report.Report) {
	for _, e := range r.Exchanges {
		reused := "new connection"
		if e.Reused {
			reused = "same connection"
		}
		status := fmt.Sprint(e.Status)
		if e.Error != "" {
			status = e.Error
		}
		words := fmt.Sprintf("%s %s %.0f ms, %s %s", e.Method, status, e.DurationMS, reused, e.URL)
		w.lines(w.o.labelled("  "+pad(visible.Line(e.Name), 9)+" ", visible.Line(words), w.o.width()))
	}
}

func (w *writer) counts(r *report.Report) {
	c := r.Counts
	parts := []string{fmt.Sprintf("%d passed", c.Passed)}
	for _, part := range []struct {
		n    int
		word string
	}{
		{c.Skipped, "%d skipped"},
		{c.Errors, "%d failed"},
		{c.Warnings, plural(c.Warnings, "warning")},
		{c.Notes, plural(c.Notes, "note")},
		{c.Unknown, "%d not checked"},
		{c.Broken, "%d broken"},
	} {
		if part.n == 0 {
			continue
		}
		if strings.Contains(part.word, "%d") {
			part.word = fmt.Sprintf(part.word, part.n)
		}
		parts = append(parts, part.word)
	}
	w.lines(w.o.wrap(strings.Join(parts, ", "), w.o.width()))
}

func plural(n int, word string) string { return words.Count(n, word, word+"s") }
