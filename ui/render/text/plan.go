package text

import (
	"io"
	"strconv"

	"edov/flow/plan"
	"edov/flow/visible"
)

// Plan writes what is to be changed, step by step, before the question whether to do it.
func Plan(out io.Writer, p *plan.Plan, s Style) error {
	w := &writer{o: Options{Style: s}}
	for _, line := range p.Words(p.Target) {
		w.lines(s.wrap(line, s.width()))
	}
	for i, step := range p.Steps {
		w.line("")
		w.planStep(i, &step, p.Target)
	}
	w.line("")
	for _, line := range p.Needs() {
		w.lines(s.wrap(line, s.width()))
	}
	_, err := io.WriteString(out, w.b.String())
	return err
}

func (w *writer) planStep(i int, step *plan.Step, t plan.Target) {
	number := pad(strconv.Itoa(i+1), 3)
	title := w.o.labelled(number, visible.Line(step.Title), w.o.width())
	w.block(bold, title[0], title)
	for _, f := range step.Facts(t) {
		if f[0] == plan.FactWidens {
			w.block(red, "   WIDENS", w.o.labelled("   WIDENS ", visible.Line(f[1]), w.o.width()))
			continue
		}
		w.planPart(f[0], f[1])
	}
}

func (w *writer) planPart(label, value string) {
	w.lines(w.o.labelled("   "+pad(label, 7), visible.Line(value), w.o.width()))
}

// Outcome writes what became of a plan.
func Outcome(out io.Writer, r *plan.Result, s Style) error {
	w := &writer{o: Options{Style: s}}
	for _, step := range r.Steps {
		word, code := outcomeMark(step.Outcome)
		w.block(code, word, s.labelled(pad(word, 10)+" ", visible.Line(step.Title), s.width()))
		if f := step.Failure; f != nil {
			for _, line := range []string{f.Summary, f.Description} {
				if line != "" {
					w.lines(s.labelled("           ", visible.Line(line), s.width()))
				}
			}
			if f.Hint != "" {
				w.lines(s.labelled("           hint: ", visible.Line(f.Hint), s.width()))
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
