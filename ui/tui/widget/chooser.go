package widget

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"
)

// Chooser is a list in a pop-up, of which one row is chosen; with a filter it is found by
// typing some letters of its label in their order, or words of its note.
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

// fill lists the rows that the filter lets through, the best match first.
func (c *Chooser) fill() {
	if c.filter == nil || strings.TrimSpace(c.filter.Value()) == "" {
		c.list.Set(c.all, nil)
		return
	}
	want := strings.TrimSpace(c.filter.Value())
	var rows []Row
	found := map[int]bool{}
	for _, m := range fuzzy.FindFrom(want, labels(c.all)) {
		rows, found[m.Index] = append(rows, c.all[m.Index]), true
	}
	for i, r := range c.all {
		if !found[i] && holds(Row{Label: r.Note, Words: r.Words}, strings.Fields(strings.ToLower(want))) {
			rows = append(rows, r)
		}
	}
	if rows == nil {
		rows = []Row{{Label: "no match", Heading: true}}
	}
	c.list.Set(rows, nil)
}

// labels are the rows as the texts of a fuzzy search.
type labels []Row

func (l labels) String(i int) string { return l[i].Label }
func (l labels) Len() int            { return len(l) }

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
	title := c.Title
	if more := len(c.list.Rows) - room; more > 0 {
		title += " (" + strconv.Itoa(more) + " more)"
	}
	return st.Box(title, append(lines, c.list.View(st, width-2, room)...), width)
}
