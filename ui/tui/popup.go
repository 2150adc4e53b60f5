package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// newInput makes a line to type in. Its cursor does not blink: that would be a
// clock on screens that need none.
func newInput(prompt string, limit int) textinput.Model {
	in := textinput.New()
	in.Prompt, in.CharLimit = prompt, limit
	in.Cursor.SetMode(cursor.CursorStatic)
	return in
}

// box frames lines for a pop-up, with rules above and below across the whole
// width, so that nothing of the screen behind reads as part of it.
func (c *common) box(title string, lines []string, width int) string {
	rule := c.style.Accent.Render(strings.Repeat(c.style.Rule, width))
	out := []string{rule}
	if title != "" {
		out = append(out, " "+c.style.Strong.Render(cut(title, width-2)), "")
	}
	for _, line := range lines {
		out = append(out, fit(" "+line, width))
	}
	return strings.Join(append(out, rule), "\n")
}

// confirm asks one question. Only its own keys answer it; everything else
// leaves it as it is.
type confirm struct {
	*common
	question, yes string
	do            func() (nav, tea.Cmd)
}

var (
	keyYes = bind("y", "yes", "y")
	keyNo  = bind("n", "no", "n", "esc", "q")
)

func newConfirm(c *common, question, yes string, do func() (nav, tea.Cmd)) *confirm {
	return &confirm{c, question, yes, do}
}

func (q *confirm) popup() {}

func (q *confirm) Init() tea.Cmd { return nil }

func (q *confirm) Close() {}

func (q *confirm) Title() (name, status string) { return "", "" }

func (q *confirm) Keys() []key.Binding { return []key.Binding{as(keyYes, q.yes), as(keyNo, "no")} }

func (q *confirm) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case pressed(msg, keyYes):
		n, cmd := q.do()
		n.pop++
		return n, cmd
	case pressed(msg, keyNo):
		return back(), nil
	}
	return nav{}, nil
}

func (q *confirm) View(width, _ int) string {
	answers := q.style.Key.Render("y") + " " + q.yes + "    " + q.style.Key.Render("n") + " no"
	lines := styled(wrap(q.question, width-2), q.style.Strong.Render)
	return q.box("", append(lines, "", answers), width)
}

// choice is one line of a chooser and what it does.
type choice struct {
	label, right string
	do           func() (nav, tea.Cmd)
}

// chooser is a pop-up list; with a filter it is the command palette.
type chooser struct {
	*common
	title   string
	choices []choice
	filter  *textinput.Model // nil: none
	list    split
}

func newChooser(c *common, title string, choices []choice) *chooser {
	s := &chooser{common: c, title: title, choices: choices}
	s.fill()
	return s
}

// newPalette lists all that can be done from here, to be found by typing.
func newPalette(a *app) *chooser {
	in := newInput("> ", 60)
	in.Placeholder = "type a command"
	in.Focus()
	s := &chooser{common: a.common, title: "Commands", filter: &in}
	top := a.top()
	for _, b := range top.Keys() {
		if b.Enabled() && b.Help().Desc != "" && b.Help().Desc != "move" && b.Help().Desc != "scroll" {
			s.choices = append(s.choices, choice{b.Help().Desc, b.Help().Key, func() (nav, tea.Cmd) { return top.Update(keyFor(b)) }})
		}
	}
	h := a.stack[0].(*home)
	for _, e := range h.entries() {
		s.choices = append(s.choices, choice{e.name, "", func() (nav, tea.Cmd) {
			n := e.open()
			n.home = true
			return n, nil
		}})
	}
	s.choices = append(s.choices,
		choice{"practise the setup guide", "", func() (nav, tea.Cmd) {
			n, cmd := a.practise()
			n.home = true
			return n, cmd
		}},
		choice{"home", "", func() (nav, tea.Cmd) { return nav{home: true}, nil }},
		choice{"help", "?", func() (nav, tea.Cmd) { return open(newHelp(a.common, top)), nil }},
		choice{"quit", "q", func() (nav, tea.Cmd) { return nav{}, func() tea.Msg { return quitMsg{} } }},
	)
	s.fill()
	return s
}

// quitMsg asks the root to quit as the key does, question included.
type quitMsg struct{}

func (s *chooser) popup() {}

func (s *chooser) typing() bool { return s.filter != nil }

func (s *chooser) Init() tea.Cmd { return nil }

func (s *chooser) Close() {}

func (s *chooser) Title() (name, status string) { return "", "" }

func (s *chooser) Keys() []key.Binding {
	return []key.Binding{as(bind("↵", "choose", "enter"), "choose"), as(bind("↑/↓", "move", "up", "down"), "move"), as(bind("esc", "close", "esc"), "close")}
}

func (s *chooser) fill() {
	var rows []row
	want := ""
	if s.filter != nil {
		want = strings.ToLower(s.filter.Value())
	}
	for _, c := range s.choices {
		if strings.Contains(strings.ToLower(c.label), want) {
			rows = append(rows, row{label: s.text(c.label), right: c.right, value: c})
		}
	}
	s.list.set(rows, nil)
}

func (s *chooser) Update(msg tea.Msg) (nav, tea.Cmd) {
	if c, ok := msg.(click); ok {
		c.y -= 3 // rule, title, blank
		if s.filter != nil {
			c.y--
		}
		if i := s.list.offset + c.y; c.y >= 0 && c.y < s.list.drawn.height && i < len(s.list.rows) {
			s.list.cursor = i
			return s.choose()
		}
		return nav{}, nil
	}
	switch {
	case pressed(msg, bind("", "", "esc")):
		return back(), nil
	case pressed(msg, bind("", "", "enter")):
		return s.choose()
	case pressed(msg, bind("", "", "up")), pressed(msg, bind("", "", "down")):
		s.list.update(msg)
		return nav{}, nil
	}
	if _, isKey := msg.(tea.KeyMsg); s.filter == nil || !isKey {
		s.list.update(msg)
		return nav{}, nil
	}
	in, cmd := s.filter.Update(msg)
	*s.filter = in
	s.list.cursor = 0
	s.fill()
	return nav{}, cmd
}

func (s *chooser) choose() (nav, tea.Cmd) {
	r, ok := s.list.selected()
	if !ok {
		return nav{}, nil
	}
	n, cmd := r.value.(choice).do()
	n.pop++
	return n, cmd
}

func (s *chooser) View(width, height int) string {
	var lines []string
	if s.filter != nil {
		s.filter.Width = max(4, width-8)
		lines = append(lines, typedLine(*s.filter))
	}
	room := clamp(len(s.list.rows), 1, max(1, height-6))
	return s.box(s.title, append(lines, s.list.view(s.common, width-2, room)...), width)
}
