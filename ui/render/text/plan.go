package text

import (
	"io"
	"strconv"
	"strings"

	"edov/flow/plan"
	"edov/flow/visible"
)

// Plan writes what is to be changed, step by step, before the question whether to do it.
func Plan(out io.Writer, p *plan.Plan, s Style) error {
	w := &writer{o: Options{Style: s}}
	for _, line := range p.Target.Words() {
		w.lines(wrap(line, s.width()))
	}
	for i, step := range p.Steps {
		w.line("")
		w.planStep(i, &step, p.Target)
	}
	w.line("")
	for _, line := range p.Needs() {
		w.lines(wrap(line, s.width()))
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

func (w *writer) planStep(i int, step *plan.Step, t plan.Target) {
	number := pad(strconv.Itoa(i+1), 3)
	title := labelled(number, visible.Line(step.Title), w.o.width())
	w.block(bold, title[0], title)
	w.planPart("step", step.ID)
	w.planPart("why", strings.Join(step.Why, ", "))
	if step.Widens != "" {
		w.block(red, "   WIDENS", labelled("   WIDENS ", visible.Line(step.Widens), w.o.width()))
	}
	w.planPart("where", step.Place)
	for _, c := range step.Shown() {
		w.planPart("change", c.Path)
		w.planPart("from", c.Before)
		w.planPart("to", c.After)
	}
	if r := step.Request(t); r != nil {
		w.planPart("sends", r.Method+" "+r.Path)
	}
	w.planPart("undo", step.UndoWords())
	w.planPart("proof", step.Proof)
}

func (w *writer) planPart(label, value string) {
	if strings.TrimSpace(value) != "" {
		w.lines(labelled("   "+pad(label, 7), visible.Line(value), w.o.width()))
	}
}

// Outcome writes what became of a plan.
func Outcome(out io.Writer, r *plan.Result, s Style) error {
	w := &writer{o: Options{Style: s}}
	for _, step := range r.Steps {
		word, code := outcomeMark(step.Outcome)
		w.block(code, word, labelled(pad(word, 10)+" ", visible.Line(step.Title), s.width()))
		if f := step.Failure; f != nil {
			for _, line := range []string{f.Summary, f.Description} {
				if line != "" {
					w.lines(labelled("           ", visible.Line(line), s.width()))
				}
			}
			if f.Hint != "" {
				w.lines(labelled("           hint: ", visible.Line(f.Hint), s.width()))
			}
		}
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

func outcomeMark(o plan.Outcome) (word, code string) {
	switch o {
	case plan.WasDone:
		return "done", green
	case plan.Already:
		return "already so", dim
	case plan.NotBegun:
		return "not begun", dim
	case plan.Unsure:
		return "unsure", yellow
	}
	return "FAIL", red
}
