package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/demo"
	"edov/ui/tui/widget"
	"edov/ui/workspace/action"
)

// scenarios lists what can be seen at the demo tenant.
type scenarios struct {
	*common
	list widget.Split
}

var (
	keyPlay    = act(action.InScenarios, action.Play)
	keyBrowser = act(action.InScenarios, action.PlayBrowser)
)

func newScenarios(c *common) *scenarios {
	s := &scenarios{common: c}
	s.list.Ratio = 50
	s.list.Title = "Scenarios"
	s.list.Detail = s.detail
	// symptom is how people call what this scenario shows, to be found by it.
	symptom := func(s demo.Scenario) string {
		if slices.Contains(s.Breaks, "email-verified") {
			return "email not verified with Clerk"
		}
		return ""
	}
	var group any
	for _, scenario := range demo.Scenarios() {
		if group != any(scenario.Group) {
			group = scenario.Group
			s.list.AddHeading(string(scenario.Group))
		}
		mark := c.style.Good.Render(c.style.Pass)
		switch {
		case scenario.Warns:
			mark = c.style.Warn.Render(c.style.Warning)
		case len(scenario.Breaks) > 0:
			mark = c.style.Bad.Render(c.style.Fail)
		}
		s.list.Rows = append(s.list.Rows, widget.Row{
			Mark: mark, Label: scenario.Title, Value: scenario,
			Words: strings.Join(append([]string{scenario.ID, symptom(scenario)}, scenario.Breaks...), " "),
		})
	}
	s.list.Settle()
	if c.Subject != nil && c.Subject.Scenario != nil {
		s.list.Seek(func(value any) bool { return value.(demo.Scenario).ID == c.Subject.Scenario.ID })
	}
	return s
}

func (s *scenarios) Init() tea.Cmd { return nil }

func (s *scenarios) Close() {}

func (s *scenarios) rows() *widget.Split { return &s.list }

func (s *scenarios) Title() (name, status string) {
	return "Demo scenarios", "demo tenant, not Microsoft"
}

func (s *scenarios) Keys() []key.Binding {
	about := widget.As(keyReadStep, "about it")
	about.SetEnabled(!s.list.ShowsBoth() && !s.list.Inside)
	return []key.Binding{keyPlay, keyBrowser, about, widget.Keys.Back}
}

func (s *scenarios) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case widget.Pressed(msg, keyPlay):
		return s.start(false), nil
	case widget.Pressed(msg, keyBrowser):
		return s.start(true), nil
	case s.list.Update(msg):
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	default:
		if c, ok := msg.(widget.Click); ok && s.list.IsOn(c) {
			return s.start(false), nil
		}
	}
	return nav{}, nil
}

// start signs in at the selected scenario.
func (s *scenarios) start(ownBrowser bool) nav {
	r, ok := s.list.Selected()
	if !ok {
		return nav{}
	}
	return s.play(r.Value.(demo.Scenario), ownBrowser)
}

// play signs in at a scenario.
func (c *common) play(scenario demo.Scenario, ownBrowser bool) nav {
	c.Play(scenario, ownBrowser)
	return open(newSignin(c, c.Subject, nil))
}

func (s *scenarios) View(width, height int) string {
	return strings.Join(s.list.View(s.style, width, height), "\n")
}

func (s *scenarios) detail(r widget.Row, width int) []string {
	scenario := r.Value.(demo.Scenario)
	lines := widget.Styled(widget.Wrap(s.text(scenario.Title), width), s.style.Strong.Render)
	lines = append(lines, "")
	lines = append(lines, widget.Wrap(s.text(scenario.Doc), width)...)
	if len(scenario.Breaks) > 0 {
		lines = append(lines, "")
		label, checks := "Fails", strings.Join(scenario.Breaks, ", ")
		if scenario.Warns {
			label = "Warns"
		}
		lines = append(lines, widget.Labelled(s.style.Faint.Render(label), checks, 9, width)...)
	}
	lines = append(lines, "")
	command := "edov demo " + scenario.ID + " --headless"
	return append(lines, widget.Labelled(s.style.Faint.Render("Command"), command, 9, width)...)
}
