package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/demo"
)

// scenarios lists what can be seen at the demo tenant.
type scenarios struct {
	*common
	list split
}

var (
	keyPlay    = bind("↵", "sign in", "enter")
	keyBrowser = bind("b", "sign in with my browser", "b")
)

func newScenarios(c *common) *scenarios {
	s := &scenarios{common: c}
	s.list.ratio = 50
	s.list.detail = s.detail
	for _, scenario := range demo.Scenarios() {
		mark := c.style.Good.Render(c.style.Pass)
		if len(scenario.Breaks) > 0 {
			mark = c.style.Bad.Render(c.style.Fail)
		}
		s.list.rows = append(s.list.rows, row{mark: mark, label: scenario.Title, value: scenario})
	}
	if c.subject != nil && c.subject.scenario != nil {
		for i, r := range s.list.rows {
			if r.value.(demo.Scenario).ID == c.subject.scenario.ID {
				s.list.cursor = i
			}
		}
	}
	return s
}

func (s *scenarios) Init() tea.Cmd { return nil }

func (s *scenarios) Close() {}

func (s *scenarios) Title() (name, status string) {
	return "Demo scenarios", "demo tenant, not Microsoft"
}

func (s *scenarios) Keys() []key.Binding {
	about := as(bind("l", "about it", "l", "right"), "about it")
	about.SetEnabled(!s.list.drawn.wide && !s.list.inside)
	return []key.Binding{keyPlay, keyBrowser, about, keys.Back}
}

func (s *scenarios) Update(msg tea.Msg) (nav, tea.Cmd) {
	was := s.list.cursor
	switch {
	case pressed(msg, keyPlay):
		return s.start(false), nil
	case pressed(msg, keyBrowser):
		return s.start(true), nil
	case s.list.update(msg):
	case pressed(msg, keys.Back):
		return back(), nil
	default:
		if c, ok := msg.(click); ok && c.y == was-s.list.offset {
			return s.start(false), nil
		}
	}
	return nav{}, nil
}

// start signs in at the selected scenario.
func (s *scenarios) start(ownBrowser bool) nav {
	r, ok := s.list.selected()
	if !ok {
		return nav{}
	}
	scenario := r.value.(demo.Scenario)
	s.subject = &subject{scenario: &scenario, ownBrowser: ownBrowser}
	return open(newSignin(s.common, s.subject, nil))
}

func (s *scenarios) View(width, height int) string {
	return strings.Join(s.list.view(s.common, width, height), "\n")
}

func (s *scenarios) detail(r row, width int) []string {
	scenario := r.value.(demo.Scenario)
	lines := styled(wrap(s.text(scenario.Title), width), s.style.Strong.Render)
	lines = append(lines, "")
	lines = append(lines, wrap(s.text(scenario.Doc), width)...)
	if len(scenario.Breaks) > 0 {
		lines = append(lines, "")
		lines = append(lines, labelled(s.style.Faint.Render("fails"), strings.Join(scenario.Breaks, ", "), 7, width)...)
	}
	lines = append(lines, "")
	return append(lines, labelled(s.style.Faint.Render("same"), "edov demo "+scenario.ID+" --headless", 7, width)...)
}
