package tui

import (
	"strings"

	"edov/flow"
	"edov/flow/plan"
	"edov/ui/tui/widget"
	"edov/ui/workspace/sentence"
)

// fill lists the steps: all of them while one chooses, and those that were
// chosen from then on.
func (s *changing) fill() {
	var rows []widget.Row
	p := s.plan.Plan
	if s.runs() {
		p = s.plan.Chosen()
	}
	if s.changed != nil {
		p = s.changed.Plan
		mark, _ := s.sumUp()
		rows = append(rows, widget.Row{Mark: mark, Label: s.text("What came of it"), Value: outcome{}})
	}
	for i, step := range p.Steps {
		r := widget.Row{Mark: s.box(&step), Label: s.text(step.Title), Value: step.ID}
		switch n, known := s.news[step.ID]; {
		case s.changed != nil && s.changed.Result != nil:
			o := s.changed.Result.Steps[i].Outcome
			r.Mark, r.Right = s.outcomeMark(o), " "+string(o)
		case s.runs() && known && n.Outcome != "":
			r.Mark, r.Right = s.outcomeMark(n.Outcome), " "+string(n.Outcome)
		case s.runs() && known:
			r.Mark = s.style.Accent.Render(s.style.Spinner[s.frame%len(s.style.Spinner)])
			if r.Right = " changing"; n.Waiting > 0 {
				r.Right = " waiting " + clock(n.Waiting)
			}
		case s.runs(), s.changed != nil:
			r.Mark = s.style.Faint.Render(s.style.Todo)
		}
		rows = append(rows, r)
	}
	s.list.Set(rows, func(a, b any) bool { return a == b })
}

// box is the box of a step that can be switched, in red if it lets more people
// in.
func (s *changing) box(step *plan.Step) string {
	mark := "[ ]"
	if s.plan.IsOn(step.ID) {
		mark = "[x]"
	}
	if step.Widens != "" {
		return s.style.Bad.Render(mark + " !")
	}
	return mark
}

func (s *changing) outcomeMark(o plan.Outcome) string {
	switch o {
	case plan.WasDone, plan.Already:
		return s.style.Good.Render(s.style.Pass)
	case plan.Failed:
		return s.style.Bad.Render(s.style.Fail)
	case plan.Unsure:
		return s.style.Warn.Render(s.style.Unknown)
	}
	return s.style.Faint.Render(s.style.Skip)
}

// sumUp is the mark of a plan that was carried out, and its words with why it
// stopped.
func (s *changing) sumUp() (mark string, lines []painted) {
	f := s.changed.Failure()
	lines = []painted{{s.changed.Words(), s.style.Strong.Render}}
	switch {
	case f == nil:
		return s.style.Good.Render(s.style.Pass), lines
	case f.Kind == flow.FailureCancelled:
		return s.style.Warn.Render(s.style.Warning), lines
	}
	return s.style.Bad.Render(s.style.Fail), append(lines, s.failure(f)...)
}

// painted is a sentence and its look.
type painted struct {
	words string
	paint func(...string) string
}

// failure says why something was not done.
func (s *changing) failure(f *flow.Failure) []painted {
	list := []painted{{f.Summary, s.style.Bad.Render}, {f.Description, s.style.Faint.Render}}
	if f.Hint != "" {
		list = append(list, painted{"hint: " + f.Hint, s.style.Faint.Render})
	}
	return list
}

func (s *changing) paint(list []painted, width int) []string {
	var lines []string
	for _, p := range list {
		lines = append(lines, widget.Styled(widget.Wrap(s.text(p.words), width), p.paint)...)
	}
	return lines
}

// head is what stands above the steps: the app and the tenant first.
func (s *changing) head() []painted {
	var list []painted
	t := s.plan.Plan.Target
	if s.changed != nil && s.changed.Result != nil {
		t = s.changed.Result.Target
	}
	for _, line := range s.plan.Plan.Words(t) {
		list = append(list, painted{line, s.style.Strong.Render})
	}
	switch {
	case s.changed != nil:
		_, words := s.sumUp()
		return append(list, words...)
	case s.plan.Refused != nil:
		list = append(list, s.failure(s.plan.Refused)...)
		return append(list, painted{sentence.ForAdmin, s.style.Warn.Render})
	}
	if !s.runs() {
		for _, line := range s.plan.Plan.Needs() {
			list = append(list, painted{line, s.style.Faint.Render})
		}
	}
	return append(list, painted{s.plan.Note, s.style.Warn.Render})
}

// least is how many lines the steps have at least.
const least = 5

func (s *changing) View(width, height int) string {
	if s.plan == nil {
		return strings.Join(widget.Page(s.planning(width), 0, height), "\n")
	}
	if s.runs() {
		s.fill()
	}
	lines := s.paint(s.head(), width-2)
	if room := max(2, height-least); len(lines) > room {
		lines = lines[:room]
	}
	lines = append(widget.Indent(lines, 1), "")
	foot := s.foot(width)
	lines = append(lines, s.list.View(s.style, width, max(1, height-len(lines)-len(foot)))...)
	return strings.Join(widget.Page(append(lines, foot...), 0, height), "\n")
}

// planning is shown while there is no plan.
func (s *changing) planning(width int) []string {
	lines := []string{""}
	if s.problem == nil {
		mark := s.style.Accent.Render(s.style.Spinner[s.frame%len(s.style.Spinner)])
		return append(lines, "  "+mark+" "+sentence.Planning)
	}
	return append(lines, s.unable(s.problem, width)...)
}

// foot says what the selected step lets in, where the details are not seen.
func (s *changing) foot(width int) []string {
	step := s.selected()
	if step == nil || step.Widens == "" || s.list.ShowsBoth() || s.list.Inside || s.changed != nil {
		return nil
	}
	words := widget.Wrap("! "+s.text(step.Widens), width-2)
	if len(words) > 2 {
		words = append(words[:1:1], widget.Cut(strings.Join(words[1:], " "), width-2))
	}
	return widget.Indent(widget.Styled(words, s.style.Bad.Render), 1)
}

// selected is the step that the cursor is on; nil: none.
func (s *changing) selected() *plan.Step {
	r, ok := s.list.Selected()
	if id, isStep := r.Value.(string); ok && isStep {
		return s.plan.Plan.Step(id)
	}
	return nil
}

// detail is all there is to know of a step, or of what came of the plan.
func (s *changing) detail(r widget.Row, width int) []string {
	id, ok := r.Value.(string)
	if !ok {
		return s.outcome(width)
	}
	step := s.plan.Plan.Step(id)
	if step == nil {
		return nil
	}
	lines := widget.Styled(widget.Wrap(s.text(step.Title), width), s.style.Strong.Render)
	if s.changed != nil && s.changed.Result != nil {
		for _, done := range s.changed.Result.Steps {
			if done.ID == id {
				lines = append(lines, s.outcomeMark(done.Outcome)+" "+string(done.Outcome))
				if done.Failure != nil {
					lines = append(lines, s.paint(s.failure(done.Failure), width)...)
				}
			}
		}
	}
	lines = append(lines, "")
	for _, f := range step.Facts(s.plan.Plan.Target) {
		switch f[0] {
		case plan.FactID:
		case plan.FactWidens:
			lines = append(lines, widget.Styled(widget.Wrap(f[0]+": "+s.text(f[1]), width), s.style.Bad.Render)...)
		default:
			lines = append(lines, widget.Labelled(s.style.Faint.Render(f[0]), s.text(f[1]), 8, width)...)
		}
	}
	return lines
}

// outcome is what came of the plan as a whole.
func (s *changing) outcome(width int) []string {
	_, list := s.sumUp()
	lines := s.paint(list, width)
	for _, words := range s.changed.After {
		lines = append(append(lines, ""), widget.Wrap(s.text(upper(words)), width)...)
	}
	if s.changed.IsRefused() {
		lines = append(append(lines, ""), widget.Styled(widget.Wrap(sentence.ForAdmin, width), s.style.Warn.Render)...)
	}
	return lines
}
