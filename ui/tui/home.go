package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// home is the first screen: what there is to do, and the connection at a
// glance. Before there is a connection it welcomes.
type home struct {
	*common
	menu widget.Split
	top  int // the line on which the menu was drawn
}

func newHome(c *common) *home { return &home{common: c} }

// question is what was typed into the filter.
type question string

var keyConnection = act(action.InGuide, action.EditConnection)

func (h *home) Init() tea.Cmd { return nil }

func (h *home) Close() {}

// rows is the menu, which can be filtered as every list.
func (h *home) rows() *widget.Split { return &h.menu }

func (h *home) Title() (name, status string) {
	if h.Subject == nil {
		return "", "test Sign in with Microsoft"
	}
	return "", h.Subject.Name()
}

func (h *home) Keys() []key.Binding {
	copyURI := as(widget.Keys.Copy, action.Home, action.CopyRedirect)
	copyURI.SetEnabled(h.Subject.IsMine())
	move := widget.Bind("↑/↓", "move", "up", "down")
	return []key.Binding{widget.Keys.Open, move, keyConnection, copyURI}
}

func (h *home) Update(msg tea.Msg) (nav, tea.Cmd) {
	h.fill()
	if c, ok := msg.(widget.Click); ok {
		c.Y -= h.top
		msg = c
	}
	switch {
	case widget.Pressed(msg, widget.Keys.Copy) && h.Subject.IsMine():
		return nav{}, h.copy("the redirect URI", h.Subject.RedirectURI())
	case widget.Pressed(msg, keyConnection):
		return h.chooseConnection(), nil
	case widget.Pressed(msg, widget.Keys.Open):
		return h.choose()
	case h.menu.Update(msg):
	default:
		if c, ok := msg.(widget.Click); ok && h.menu.IsOn(c) {
			return h.choose()
		}
	}
	return nav{}, nil
}

func (h *home) choose() (nav, tea.Cmd) {
	r, _ := h.menu.Selected()
	switch v := r.Value.(type) {
	case action.Action:
		return h.openAction(v.ID)
	case question:
		return open(explainTyped(h.common, string(v))), nil
	}
	return nav{}, nil
}

func (h *home) fill() {
	name := func(v any) string {
		a, _ := v.(action.Action)
		return a.Name
	}
	rows := h.actions()
	if text := h.menu.FilterText(); text != "" { // what fits no action may be a question
		label := "Look it up: "
		if utf8.RuneCountInString(text) >= widget.FilterLimit {
			label = fmt.Sprintf("Look up the first %d characters: ", widget.FilterLimit)
		}
		rows = append(rows, widget.Row{Label: label + h.text(text), Words: text, Value: question(text)})
	}
	h.menu.Set(rows, func(a, b any) bool { return name(a) == name(b) })
}

func (h *home) actions() []widget.Row {
	var rows []widget.Row
	for _, a := range h.offered() {
		right := a.Note
		if a.Warn {
			right = h.style.Warning + " " + right
		}
		row := widget.Row{Label: a.Name, Right: right, Value: a}
		if h.Subject == nil {
			row.Note = a.Does
		}
		rows = append(rows, row)
	}
	return rows
}

// offered are the actions of the menu: what has a key or a place in every footer is left out.
func (h *home) offered() []action.Action {
	list := h.Actions(action.Home, workspace.On{})
	for _, id := range []action.ID{action.Practice, action.Remind, action.CheckComputer} {
		if a, ok := h.Offered(action.Anywhere, workspace.On{}, id); ok {
			list = append(list, a)
		}
	}
	return slices.DeleteFunc(list, func(a action.Action) bool { return a.ID == action.CopyRedirect })
}

// menuWidth is the number of the menu's columns beside the connection: no name of an action is cut.
func (h *home) menuWidth() int {
	width := 26
	for _, r := range h.menu.Rows {
		if _, ok := r.Value.(action.Action); ok {
			width = max(width, widget.Cells(r.Label)+2)
		}
	}
	return width
}

// menuHeight is the number of the menu's lines: a filter has one of its own.
func (h *home) menuHeight() int {
	if h.menu.IsFiltered() {
		return len(h.menu.Rows) + 1
	}
	return len(h.menu.Rows)
}

// welcome is drawn with a blank line above and below.
var welcome = append(append([]string{""}, widget.Indent(sentence.Welcome(), 2)...), "")

func (h *home) View(width, height int) string {
	h.fill()
	if h.Subject == nil {
		return h.first(width, height)
	}
	h.top = 0
	if width < widget.Narrow {
		lines := h.menu.View(h.style, width, min(h.menuHeight(), height))
		lines = append(lines, h.style.Faint.Render(strings.Repeat(h.style.Rule, width)))
		return strings.Join(widget.Page(append(lines, h.glance(width)...), 0, height), "\n")
	}
	left := h.menuWidth()
	right := width - left - 1
	lines := widget.Beside(h.menu.View(h.style, left, height), h.glance(right), left, right, " ")
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

// first is the welcome. With little room the sentences go, the choices stay.
func (h *home) first(width, height int) string {
	above, title, below := welcome, 1, []string{"", sentence.NothingSent}
	if height < len(welcome)+h.menuHeight()+len(below) {
		above, title = welcome[1:2], 0
		below = below[:max(0, min(len(below), height-len(above)-h.menuHeight()))]
	}
	h.top = len(above)
	var lines []string
	for i, line := range above {
		line = widget.Cut(line, width)
		if i == title {
			line = h.style.Strong.Render(line)
		}
		lines = append(lines, line)
	}
	lines = append(lines, h.menu.View(h.style, width, min(h.menuHeight(), height-len(above)-len(below)))...)
	for _, line := range below {
		lines = append(lines, h.style.Faint.Render(widget.Cut("  "+line, width)))
	}
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

// glance is the connection in a few lines.
func (h *home) glance(width int) []string {
	mark := func(r *workspace.Run) string {
		mark, _ := h.verdictMark(r.Report)
		return strings.TrimSpace(mark)
	}
	return h.style.Table(h.Facts(mark), 12, width) // a client ID fits beside the menu in 80 columns
}

// verdictMark is the symbol and colour of a report as a whole.
func (c *common) verdictMark(r *report.Report) (mark string, paint func(...string) string) {
	return c.sign(r.Conclude(report.Error).Mark)
}
