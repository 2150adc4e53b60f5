package text

import (
	"io"
	"strings"

	"edov/flow/visible"
	"edov/inspect/secret"
)

// Secrets writes the list of secrets with a bar for the time each has left.
func Secrets(out io.Writer, r *secret.Report, s Style) error {
	w := &writer{o: Options{Style: s}}
	verdict := r.Judge()
	word, code := stateMark(verdict.State)
	w.block(code, word, s.labelled(pad(word, 6), verdict.Headline, s.width()))
	w.line("")
	if len(r.Secrets) > 0 {
		w.secretTable(r)
		w.line("")
	}
	for _, remark := range r.Remarks() {
		w.lines(s.wrap(visible.Line(remark), s.width()))
	}
	w.lines(s.wrap(r.Counted(r.Counts.All())+" of "+plural(r.Registrations, "registration"), s.width()))
	_, err := io.WriteString(out, w.b.String())
	return err
}

func stateMark(s secret.CredentialState) (word, code string) {
	switch s {
	case secret.StateExpired:
		return "FAIL", red
	case secret.StateEnding:
		return "WARN", yellow
	case secret.StateValid:
		return "ok", green
	case secret.StateReplaced:
		return "old", dim
	case secret.StateFuture:
		return "new", dim
	}
	return "?", yellow
}

func (w *writer) secretTable(r *secret.Report) {
	const fixed = 6 + 12 + 21 + 12 + 6 // mark, expiry date, time left, bar, hint
	room := w.o.width() - fixed
	if room < 20 {
		w.secretBlocks(r)
		return
	}
	heads := pad("expires", 12) + pad("when", 21) + pad("time left", 12) + pad("hint", 6)
	w.line(pad("", 6) + heads + "app: secret")
	for _, l := range r.Secrets {
		word, code := stateMark(l.State)
		text := pad(word, 6) + pad(secret.LastDay(l.Ends), 12) + pad(l.When(r.JudgedAt), 21) +
			pad(lifeBar(w.o.Style, l), 12) + pad(visible.Line(l.Hint), 6)
		lines := w.o.wrap(secretName(l), room)
		w.block(code, word, []string{text + lines[0]})
		for _, line := range lines[1:] {
			w.line(strings.Repeat(" ", fixed) + line)
		}
	}
}

// secretBlocks writes the secrets one below the other, where there is no room for a table.
func (w *writer) secretBlocks(r *secret.Report) {
	for _, l := range r.Secrets {
		word, code := stateMark(l.State)
		when := secret.LastDay(l.Ends) + "  " + l.When(r.JudgedAt)
		w.block(code, word, w.o.labelled(pad(word, 6), when, w.o.width()))
		w.line(strings.TrimRight(pad("", 6)+lifeBar(w.o.Style, l)+"  "+visible.Line(l.Hint), " "))
		w.lines(w.o.labelled(pad("", 6), secretName(l), w.o.width()))
	}
}

func secretName(l secret.Line) string {
	name := visible.Line(l.Label())
	if l.App != "" {
		name = visible.Line(l.App) + ": " + name
	}
	return name
}

// lifeBar is the bar of one secret.
func lifeBar(s Style, l secret.Line) string {
	left, of := l.Life()
	return s.Bar(left, of, 10)
}

// Bar shows the days left of a secret as a part of its life, in width cells: a new one is full. As long as the secret
// works, at least one cell is full.
func (s Style) Bar(days, of, width int) string {
	full, empty := "█", "░"
	if s.ASCII {
		full, empty = "#", "."
	}
	n := min((max(days, 0)*width+of/2)/of, width)
	if days > 0 && n == 0 {
		n = 1
	}
	return strings.Repeat(full, n) + strings.Repeat(empty, width-n)
}

// Rotation writes the steps of replacing a secret.
func Rotation(out io.Writer, app string, steps []secret.RotationStep, outlook secret.RotationOutlook, s Style) error {
	w := &writer{o: Options{Style: s}}
	title := "Replace a client secret"
	if !outlook.Outage {
		title += " without downtime"
	}
	if app != "" {
		title += ": " + visible.Line(app)
	}
	w.lines(s.wrap(title, s.width()))
	w.line("")
	for i, step := range steps {
		word, code := "todo", yellow
		switch step.State {
		case secret.StepDone:
			word, code = "ok", green
		case secret.StepUnknown:
			word, code = "step", dim
		}
		w.block(code, word, s.labelled(pad(word, 6)+string(rune('1'+i))+"  ", step.Title, s.width()))
		indent := strings.Repeat(" ", len("ok    1  "))
		for _, text := range []string{step.Do, step.Command, step.Link} {
			if text != "" {
				w.lines(s.labelled(indent, visible.Line(text), s.width()))
			}
		}
		if label, words := step.Seen(); words != "" {
			w.lines(s.labelled(indent+label+": ", visible.Line(words), s.width()))
		}
		w.line("")
	}
	w.lines(s.wrap(visible.Line(outlook.Words), s.width()))
	_, err := io.WriteString(out, w.b.String())
	return err
}
