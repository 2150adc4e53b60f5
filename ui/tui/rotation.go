package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/secret"
)

// rotation is the way from one client secret to the next, step by step, with
// what the registration proves of it.
type rotation struct {
	*common
	steps   []secret.RotationStep
	outlook secret.RotationOutlook
	list    split
}

func newRotation(c *common, a *flow.AppRegistration) *rotation {
	cloud := flow.CloudGlobal
	if c.subject != nil {
		cloud = c.subject.connection.Cloud
	}
	now := c.now()
	r := &rotation{common: c, outlook: secret.JudgeRotation(a, now)}
	r.steps = secret.Rotation(a, cloud, now, secret.Thresholds{})
	r.list.detail = r.detail
	for i, step := range r.steps {
		r.list.rows = append(r.list.rows, row{mark: r.stepMark(step), label: fmt.Sprintf("%d  %s", i+1, step.Title), value: step})
	}
	for i, step := range r.steps {
		if step.State == secret.StepOpen {
			r.list.cursor = i
			break
		}
	}
	return r
}

func (r *rotation) stepMark(s secret.RotationStep) string {
	switch s.State {
	case secret.StepDone:
		return r.style.Good.Render(r.style.Pass)
	case secret.StepOpen:
		return r.style.Warn.Render(r.style.Warning)
	}
	return r.style.Faint.Render(r.style.Unknown)
}

func (r *rotation) Init() tea.Cmd { return nil }

func (r *rotation) Close() {}

func (r *rotation) Title() (name, status string) {
	if r.outlook.Outage {
		return "Replace a secret", "sign-ins fail until then"
	}
	return "Replace a secret", "without an outage"
}

func (r *rotation) Keys() []key.Binding {
	read := keyReadAgain
	read.SetEnabled(r.subject != nil)
	return []key.Binding{as(keys.Open, "details"), as(keys.OpenLink, "open in the portal"), as(read, "look again"), keys.Copy, keys.Back}
}

func (r *rotation) Update(msg tea.Msg) (nav, tea.Cmd) {
	selected, ok := r.list.selected()
	switch {
	case pressed(msg, keyReadAgain) && r.subject != nil:
		return replace(newReading(r.common, r.subject, func(s *flow.Session) screen { return newRotation(r.common, s.Registration) })), nil
	case ok && pressed(msg, keys.OpenLink):
		step := selected.value.(secret.RotationStep)
		if step.Link != "" || r.subject.isDemo() && step.At != "" {
			return nav{}, r.openPlace(r.subject, step.At, step.Link)
		}
		return toast("this step has no page in the portal"), nil
	case ok && pressed(msg, keys.Copy):
		return nav{}, r.copy("the step", selected.value.(secret.RotationStep).Do)
	case r.list.update(msg):
	case pressed(msg, keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

func (r *rotation) View(width, height int) string {
	paint := r.style.Faint.Render
	if r.outlook.Outage {
		paint = r.style.Bad.Render
	}
	lines := indent(styled(wrap(r.text(r.outlook.Words), width-2), paint), 1)
	lines = append(lines, "")
	lines = append(lines, r.list.view(r.common, width, max(1, height-len(lines)))...)
	return strings.Join(page(lines, 0, height), "\n")
}

func (r *rotation) detail(selected row, width int) []string {
	step := selected.value.(secret.RotationStep)
	lines := styled(wrap(step.Title, width), r.style.Strong.Render)
	state := map[string]string{secret.StepDone: "done", secret.StepOpen: "to do", secret.StepUnknown: "cannot be seen from here"}[step.State]
	lines = append(lines, r.stepMark(step)+" "+state, "")
	lines = append(lines, wrap(step.Do, width)...)
	if label, words := step.Seen(); words != "" {
		lines = append(lines, "")
		lines = append(lines, labelled(r.style.Faint.Render(label), r.text(words), 6, width)...)
	}
	return lines
}
