package widget

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Bind makes a key with the words that the footer shows for it.
func Bind(shown, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(shown, does))
}

// Keys mean the same on every screen.
var Keys = struct {
	Up, Down, PageUp, PageDown, Top, Bottom, Open, Back, NextPane, PreviousPane, Pane,
	Filter, NextProblem, PreviousProblem,
	Help, Palette, Quit, Interrupt, Suspend, Copy, OpenLink key.Binding
}{
	Up:              Bind("↑/k", "up", "up", "k"),
	Down:            Bind("↓/j", "down", "down", "j"),
	PageUp:          Bind("pgup", "page up", "pgup", "ctrl+b"),
	PageDown:        Bind("pgdn", "page down", "pgdown", "ctrl+f"),
	Top:             Bind("g", "top", "home", "g"),
	Bottom:          Bind("G", "bottom", "end", "G"),
	Open:            Bind("↵", "open", "enter", "l", "right"),
	Back:            Bind("esc", "back", "esc", "h", "left", "backspace"),
	NextPane:        Bind("tab", "pane", "tab"),
	PreviousPane:    Bind("shift+tab", "previous pane", "shift+tab"),
	Pane:            Bind("1-9", "pane by its number", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
	Filter:          Bind("/", "filter", "/"),
	NextProblem:     Bind("n", "next problem", "n"),
	PreviousProblem: Bind("N", "previous problem", "N"),
	Help:            Bind("?", "help", "?"),
	Palette:         Bind(":", "commands", ":", "ctrl+p"),
	Quit:            Bind("q", "quit", "q"),
	Interrupt:       Bind("ctrl+c", "quit", "ctrl+c"),
	Suspend:         Bind("ctrl+z", "suspend", "ctrl+z"),
	Copy:            Bind("y", "copy", "y"),
	OpenLink:        Bind("o", "open link", "o"),
}

// As gives a key other words, where it does something more special.
func As(b key.Binding, does string) key.Binding {
	return key.NewBinding(key.WithKeys(b.Keys()...), key.WithHelp(b.Help().Key, does))
}

// Pressed reports whether a message is one of the given keys.
//
//go:noinline
func Pressed(msg tea.Msg, bindings ...key.Binding) bool {
	k, ok := msg.(tea.KeyMsg)
	return ok && key.Matches(k, bindings...)
}

// KeyFor makes the message of pressing a binding's first key, so that a click
// on the footer and the palette do what the key does.
func KeyFor(b key.Binding) tea.KeyMsg {
	name := b.Keys()[0]
	for t := tea.KeyCtrlZ; t >= tea.KeyCtrlA; t-- { // enter and tab are among them
		if (tea.KeyMsg{Type: t}).String() == name {
			return tea.KeyMsg{Type: t}
		}
	}
	for _, t := range []tea.KeyType{
		tea.KeyEsc, tea.KeyShiftTab, tea.KeyUp, tea.KeyDown, tea.KeyPgUp, tea.KeyPgDown, tea.KeyHome, tea.KeyEnd,
		tea.KeyLeft, tea.KeyRight, tea.KeyBackspace,
	} {
		if (tea.KeyMsg{Type: t}).String() == name {
			return tea.KeyMsg{Type: t}
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
