package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/tui/widget"
)

// help lists all keys of the screen it was asked on, then those that work
// everywhere.
type help struct {
	*common
	of   string
	keys []key.Binding
	list widget.Split
}

func newHelp(c *common, of screen) *help {
	name, _ := of.Title()
	if name == "" {
		name = "Home"
	}
	h := &help{common: c, of: name, keys: keysOf(of)}
	add := func(b key.Binding) {
		if b.Enabled() && b.Help().Desc != "" {
			h.list.Rows = append(h.list.Rows, widget.Row{Label: widget.Fit(c.style.KeyName(b.Help().Key), 11) + b.Help().Desc})
		}
	}
	heading := h.list.AddHeading
	heading("On this screen")
	for _, b := range h.keys {
		add(b)
	}
	if t, ok := of.(interface{ hasTabs() bool }); ok && t.hasTabs() {
		add(widget.Keys.Pane)
	}
	heading("Everywhere")
	for _, b := range []key.Binding{
		widget.As(widget.Keys.Up, "up"), widget.Keys.Down, widget.Keys.PageUp, widget.Keys.PageDown,
		widget.Keys.Top, widget.Keys.Bottom, widget.Keys.Open, widget.Keys.Back, widget.Keys.Palette, widget.Keys.Help,
		widget.Keys.Suspend, widget.Keys.Quit, widget.Keys.Interrupt,
	} {
		add(b)
	}
	heading("Symbols")
	for _, s := range [][2]string{
		{c.style.Pass, "passed"},
		{c.style.Fail, "failed: needs a fix"},
		{c.style.Warning, "warning: works now, but may break later"},
		{c.style.Unknown, "not checked"},
		{c.style.Note, "note"},
		{c.style.Skip, "skipped: does not apply"},
		{c.style.Said, "in the guide: marked as done"},
		{c.style.Todo, "in the guide: not done"},
	} {
		h.list.Rows = append(h.list.Rows, widget.Row{Label: widget.Fit(strings.TrimSpace(s[0]), 11) + s[1]})
	}
	heading("From the command line")
	for _, line := range []string{
		"edov demo NAME --headless   sign in to the demo tenant, print the report",
		"edov signin --client-id ID  sign in to Microsoft, print the report",
		"edov inspect FILE           check a token",
		"edov --accessible           line by line, for screen readers",
	} {
		h.list.Rows = append(h.list.Rows, widget.Row{Label: line})
	}
	h.list.Settle()
	return h
}

func (h *help) Init() tea.Cmd { return nil }

func (h *help) Close() {}

func (h *help) rows() *widget.Split { return &h.list }

func (h *help) Title() (name, status string) { return "Help", h.of }

func (h *help) Keys() []key.Binding {
	return []key.Binding{widget.Keys.Back, widget.As(widget.Keys.Up, "move")}
}

func (h *help) Update(msg tea.Msg) (nav, tea.Cmd) {
	if h.list.Update(msg) {
		return nav{}, nil
	}
	if widget.Pressed(msg, widget.Keys.Back, widget.Keys.Help, widget.Keys.Open) {
		return back(), nil
	}
	return nav{}, nil
}

func (h *help) View(width, height int) string {
	return strings.Join(h.list.View(h.style, width, height), "\n")
}
