package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// help lists all keys of the screen it was asked on, then those that work
// everywhere.
type help struct {
	*common
	of   string
	keys []key.Binding
	list split
}

func newHelp(c *common, of screen) *help {
	name, _ := of.Title()
	if name == "" {
		name = "Home"
	}
	h := &help{common: c, of: name, keys: of.Keys()}
	add := func(b key.Binding) {
		if b.Help().Desc != "" {
			h.list.rows = append(h.list.rows, row{label: fit(b.Help().Key, 11) + b.Help().Desc})
		}
	}
	heading := func(text string) { h.list.rows = append(h.list.rows, row{label: text, heading: true}) }
	heading("On this screen")
	for _, b := range h.keys {
		add(b)
	}
	heading("Everywhere")
	for _, b := range []key.Binding{
		as(keys.Up, "up"), keys.Down, keys.PageUp, keys.PageDown, keys.Top, keys.Bottom,
		keys.Open, keys.Back, keys.Palette, keys.Help, keys.Suspend, keys.Quit, keys.Interrupt,
	} {
		add(b)
	}
	heading("Symbols")
	for _, s := range [][2]string{
		{c.style.Pass, "passed"},
		{c.style.Fail, "failed: must be mended"},
		{c.style.Warning, "warning: works, but will not for ever"},
		{c.style.Unknown, "could not be checked"},
		{c.style.Note, "note"},
		{c.style.Skip, "skipped: does not apply"},
		{c.style.Said, "in the guide: done, as you say"},
		{c.style.Todo, "in the guide: not yet"},
	} {
		h.list.rows = append(h.list.rows, row{label: fit(strings.TrimSpace(s[0]), 11) + s[1]})
	}
	heading("Without this screen")
	for _, line := range []string{
		"edov demo NAME --headless   sign in at the demo tenant, print the report",
		"edov signin --client-id ID  sign in at Microsoft, print the report",
		"edov inspect FILE           judge a token",
		"edov --accessible           the same line by line, for screen readers",
	} {
		h.list.rows = append(h.list.rows, row{label: line})
	}
	h.list.settle(1)
	return h
}

func (h *help) Init() tea.Cmd { return nil }

func (h *help) Close() {}

func (h *help) Title() (name, status string) { return "Help", h.of }

func (h *help) Keys() []key.Binding { return []key.Binding{keys.Back, as(keys.Up, "move")} }

func (h *help) Update(msg tea.Msg) (nav, tea.Cmd) {
	if h.list.update(msg) {
		return nav{}, nil
	}
	if pressed(msg, keys.Back, keys.Help, keys.Open) {
		return back(), nil
	}
	return nav{}, nil
}

func (h *help) View(width, height int) string {
	return strings.Join(h.list.view(h.common, width, height), "\n")
}
