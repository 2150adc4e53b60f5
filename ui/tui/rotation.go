package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/secret"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

var (
	// keyOpenStep opens the page on which something is set.
	keyOpenStep   = as(widget.Keys.OpenLink, action.InRotation, action.OpenStep)
	keyDoRotation = act(action.InRotation, action.DoRotation)
	// What takes the place of a command line in two of the steps.
	keyTestSecret  = act(action.InRotation, action.Test)
	keyEnterSecret = act(action.InRotation, action.EditConnection)
)

// replaceSecret plans the next half of replacing a subject's secret.
func (c *common) replaceSecret(of *workspace.Subject) *changing {
	return newChanging(c, of, "Replace the secret", func(at *workspace.Placing) workspace.Planner {
		return c.Rotate(of, at)
	})
}

// halfOf is the key that plans the half of a replacement which comes next, by its name. It may read a file: not for a
// frame.
func (c *common) halfOf(at action.Place, known *workspace.Secrets) key.Binding {
	if a, ok := c.Offered(at, workspace.On{Secrets: known}, action.DoRotation); ok {
		return widget.As(keyDoRotation, lower(a.Name))
	}
	return keyDoRotation
}

// registrationRead tells all screens that an app registration was read, after a change or again: what they show of it
// is out of date.
type registrationRead struct {
	of *workspace.Subject
	is *appreg.App
}

// read tells of the registration of a run; nil: there is none.
func read(of *workspace.Subject, r *workspace.Run) tea.Cmd {
	if of == nil || r == nil || r.Session == nil || r.Session.Registration == nil {
		return nil
	}
	return func() tea.Msg { return registrationRead{of, r.Session.Registration} }
}

// rotation is the way from one client secret to the next, step by step, with
// what the registration proves of it.
type rotation struct {
	*common
	subject *workspace.Subject
	steps   []secret.RotationStep
	outlook secret.RotationOutlook
	half    key.Binding
	list    widget.Split
}

func newRotation(c *common, a *appreg.App) *rotation {
	r := &rotation{common: c, subject: c.Subject}
	r.list.Title = "Steps"
	r.list.Detail = r.detail
	r.fill(a)
	return r
}

// fill lists the steps, with what a registration shows of them.
func (r *rotation) fill(a *appreg.App) {
	r.steps, r.outlook = r.Rotation(a)
	r.half = r.halfOf(action.InRotation, nil)
	r.list.Rows = nil
	for i, step := range r.steps {
		label := fmt.Sprintf("%d  %s", i+1, step.Title)
		r.list.Rows = append(r.list.Rows, widget.Row{Mark: r.stepMark(step), Label: label, Value: step})
	}
	r.list.Seek(func(value any) bool { return value.(secret.RotationStep).State != secret.StepDone })
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

func (r *rotation) rows() *widget.Split { return &r.list }

func (r *rotation) Title() (name, status string) {
	if r.outlook.Outage {
		return "Replace a secret", "sign-ins fail until then"
	}
	return "Replace a secret", "without downtime"
}

func (r *rotation) Keys() []key.Binding {
	read, test, enter := keyReadAgain, keyTestSecret, keyEnterSecret
	read.SetEnabled(r.Subject != nil)
	test.SetEnabled(r.Subject != nil)
	enter.SetEnabled(r.Subject != nil && r.Subject.CanEnterSecret())
	list := []key.Binding{
		widget.As(widget.Keys.Open, "details"), test, enter, keyOpenStep,
		as(read, action.InRotation, action.RereadSecrets), widget.Keys.Copy, widget.Keys.Back,
	}
	if r.Subject != nil && r.Subject.CanRotate() {
		list = slices.Insert(list, 1, r.half)
	}
	return list
}

func (r *rotation) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(registrationRead); ok {
		if m.of == r.subject {
			r.fill(m.is)
		}
		return nav{}, nil
	}
	selected, ok := r.list.Selected()
	switch {
	case widget.Pressed(msg, keyDoRotation) && r.Subject != nil && r.Subject.CanRotate():
		return open(r.replaceSecret(r.Subject)), nil
	case widget.Pressed(msg, keyTestSecret) && r.Subject != nil:
		return r.test(), nil
	case widget.Pressed(msg, keyEnterSecret) && r.Subject != nil && r.Subject.TakesSecret():
		return open(newSecretEntry(r.common, r.Subject)), nil
	case widget.Pressed(msg, keyEnterSecret) && r.Subject != nil && r.Subject.CanEnterSecret():
		return open(newForm(r.common, false, false)), nil
	case widget.Pressed(msg, keyReadAgain) && r.Subject != nil:
		return replace(newReading(r.common, r.Subject, func(s *flow.Session) screen {
			return newRotation(r.common, s.Registration)
		})), nil
	case ok && widget.Pressed(msg, widget.Keys.OpenLink):
		step := selected.Value.(secret.RotationStep)
		if r.Subject.HasPage(step.At, step.Link) {
			return nav{}, r.openPlace(r.Subject, step.At, step.Link)
		}
		return toast("this step has no page in the portal"), nil
	case ok && widget.Pressed(msg, widget.Keys.Copy):
		return nav{}, r.copy("the step", selected.Value.(secret.RotationStep).Do)
	case r.list.Update(msg):
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

func (r *rotation) View(width, height int) string {
	paint := r.style.Faint.Render
	if r.outlook.Outage {
		paint = r.style.Bad.Render
	}
	lines := widget.Indent(widget.Styled(widget.Wrap(r.text(r.outlook.Words), width-2), paint), 1)
	lines = append(lines, "")
	lines = append(lines, r.list.View(r.style, width, max(1, height-len(lines)))...)
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

func (r *rotation) detail(selected widget.Row, width int) []string {
	step := selected.Value.(secret.RotationStep)
	lines := widget.Styled(widget.Wrap(step.Title, width), r.style.Strong.Render)
	state := map[string]string{
		secret.StepDone:    "done",
		secret.StepOpen:    "to do",
		secret.StepUnknown: "can't be checked automatically",
	}[step.State]
	lines = append(lines, r.stepMark(step)+" "+state, "")
	lines = append(lines, widget.Wrap(step.Do, width)...)
	if a, ok := r.RotationAction(step); ok {
		k := act(action.InRotation, a.ID).Help()
		lines = append(lines, "", r.style.Key.Render(r.style.KeyName(k.Key))+" "+k.Desc)
	}
	if label, words := step.Seen(); words != "" {
		lines = append(lines, "")
		lines = append(lines, widget.Labelled(r.style.Faint.Render(label), r.text(words), 6, width)...)
	}
	return lines
}
