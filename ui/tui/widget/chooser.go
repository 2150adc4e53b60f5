package widget

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Chooser is a list in a pop-up, of which one row is chosen; with a filter it is found by
// typing a part of its label.
type Chooser struct {
	Title  string
	all    []Row
	filter *Input // nil: none
	list   Split
}

// NewChooser makes a chooser of rows.
func NewChooser(title string, rows []Row) *Chooser {
	c := &Chooser{Title: title, all: rows}
	c.fill()
	return c
}

// Filter adds a line to type in. The placeholder says what to type.
func (c *Chooser) Filter(placeholder string) {
	in := NewInput("> ", 60)
	in.Placeholder = placeholder
	in.Focus()
	c.filter = &in
}

// IsTyping reports whether letters are text for the filter.
func (c *Chooser) IsTyping() bool { return c.filter != nil }

// Keys are those of the pop-up.
func (c *Chooser) Keys() []key.Binding {
	return []key.Binding{
		Bind("↵", "choose", "enter"), Bind("↑/↓", "move", "up", "down"), Bind("esc", "close", "esc"),
	}
}

// All are the rows, whatever the filter lets through.
func (c *Chooser) All() []Row { return c.all }

// fill lists the rows that the filter lets through.
func (c *Chooser) fill() {
	want := ""
	if c.filter != nil {
		want = strings.ToLower(c.filter.Value())
	}
	var rows []Row
	for _, r := range c.all {
		if strings.Contains(strings.ToLower(r.Label), want) {
			rows = append(rows, r)
		}
	}
	c.list.Set(rows, nil)
}

// Update takes a key or a click. done reports that the pop-up is to be closed: chosen is
// then the value of the row, or nil if none was chosen.
func (c *Chooser) Update(msg tea.Msg) (chosen any, done bool, cmd tea.Cmd) {
	if m, ok := msg.(Click); ok {
		chosen, done = c.clicked(m)
		return chosen, done, nil
	}
	switch {
	case Pressed(msg, Bind("", "", "esc")):
		return nil, true, nil
	case Pressed(msg, Bind("", "", "enter")):
		chosen, done = c.choose()
		return chosen, done, nil
	case Pressed(msg, Bind("", "", "up", "down")):
		c.list.Update(msg)
		return nil, false, nil
	}
	if _, isKey := msg.(tea.KeyMsg); c.filter == nil || !isKey {
		c.list.Update(msg)
		return nil, false, nil
	}
	cmd = c.filter.Update(msg)
	c.list.Cursor = 0
	c.fill()
	return nil, false, cmd
}

// clicked chooses the row under a click.
func (c *Chooser) clicked(m Click) (chosen any, done bool) {
	y := m.Y - 3 // rule, title, blank
	if c.filter != nil {
		y--
	}
	i := c.list.offset + y
	if y < 0 || y >= c.list.drawn.list.height || i >= len(c.list.Rows) {
		return nil, false
	}
	c.list.Cursor = i
	return c.choose()
}

func (c *Chooser) choose() (chosen any, done bool) {
	r, ok := c.list.Selected()
	return r.Value, ok
}

// View draws the pop-up, in at most height lines.
func (c *Chooser) View(st *Style, width, height int) string {
	var lines []string
	if c.filter != nil {
		c.filter.Width = max(4, width-8)
		lines = append(lines, c.filter.View())
	}
	room := max(1, min(len(c.list.Rows), height-6))
	return st.Box(c.Title, append(lines, c.list.View(st, width-2, room)...), width)
}
