package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// bind makes a key with the words that the footer shows for it.
func bind(shown, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

// The keys that mean the same on every screen.
var keys = struct {
	Up, Down, PageUp, PageDown, Top, Bottom, Open, Back, NextPane, PreviousPane,
	Help, Palette, Quit, Interrupt, Suspend, Copy, OpenLink key.Binding
}{
	Up:           bind("↑/k", "up", "up", "k"),
	Down:         bind("↓/j", "down", "down", "j"),
	PageUp:       bind("pgup", "page up", "pgup", "ctrl+b"),
	PageDown:     bind("pgdn", "page down", "pgdown", "ctrl+f", " "),
	Top:          bind("g", "top", "home", "g"),
	Bottom:       bind("G", "bottom", "end", "G"),
	Open:         bind("↵", "open", "enter", "l", "right"),
	Back:         bind("esc", "back", "esc", "h", "left", "backspace"),
	NextPane:     bind("tab", "pane", "tab"),
	PreviousPane: bind("shift+tab", "pane before", "shift+tab"),
	Help:         bind("?", "help", "?"),
	Palette:      bind(":", "commands", ":", "ctrl+p"),
	Quit:         bind("q", "quit", "q"),
	Interrupt:    bind("ctrl+c", "quit", "ctrl+c"),
	Suspend:      bind("ctrl+z", "to the shell", "ctrl+z"),
	Copy:         bind("y", "copy", "y"),
	OpenLink:     bind("o", "open link", "o"),
}

// as gives a key other words, where it does something more special.
func as(b key.Binding, does string) key.Binding {
	return key.NewBinding(key.WithKeys(b.Keys()...), key.WithHelp(b.Help().Key, does))
}

// pressed reports whether a message is one of the given keys.
func pressed(msg tea.Msg, bindings ...key.Binding) bool {
	k, ok := msg.(tea.KeyMsg)
	return ok && key.Matches(k, bindings...)
}

// pasted returns the text of a bracketed paste.
func pasted(msg tea.Msg) (string, bool) {
	k, ok := msg.(tea.KeyMsg)
	if !ok || !k.Paste {
		return "", false
	}
	return string(k.Runes), true
}

// keyFor makes the message of pressing a binding's first key, so that a click
// on the footer and the palette do what the key does.
func keyFor(b key.Binding) tea.KeyMsg {
	name := b.Keys()[0]
	for _, t := range []tea.KeyType{tea.KeyEnter, tea.KeyEsc, tea.KeyTab, tea.KeyShiftTab, tea.KeyUp, tea.KeyDown, tea.KeyPgUp, tea.KeyPgDown, tea.KeyHome, tea.KeyEnd, tea.KeyCtrlP, tea.KeyCtrlC, tea.KeyCtrlS, tea.KeyCtrlR, tea.KeyCtrlO, tea.KeyCtrlU, tea.KeyCtrlY} {
		if (tea.KeyMsg{Type: t}).String() == name {
			return tea.KeyMsg{Type: t}
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
