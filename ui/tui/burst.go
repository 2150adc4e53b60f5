package tui

import (
	"slices"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// burst is how many different letters in one piece are still taken for keys. More at once is what a terminal without
// bracketed paste sends for a paste: as keys, its letters would do anything.
const burst = 8

// keyNames are the names of keys ("enter", "esc"). Such a word that comes in one piece has the name of that key, and
// bindings would take it for the key.
var keyNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for t := firstKey; t <= lastKey; t++ {
		if t != tea.KeyRunes {
			names[tea.Key{Type: t}.String()] = true
		}
	}
	return names
})

// The range of Bubble Tea's types of keys: control codes, and below them what it counts downwards.
const (
	firstKey tea.KeyType = -128
	lastKey  tea.KeyType = 127
)

// keys takes what came in one piece. A slow connection delivers several keys together ("jjj", "2G"), which Bubble Tea
// hands over as one message that no binding matches.
func (a *app) keys(m tea.KeyMsg) tea.Cmd {
	if m.Type != tea.KeyRunes || m.Paste || len(m.Runes) < 2 {
		return a.key(m)
	}
	if a.typing() && !keyNames()[string(m.Runes)] {
		return a.key(m)
	}
	held := !slices.ContainsFunc(m.Runes, func(r rune) bool { return r != m.Runes[0] })
	if len(m.Runes) > burst && !held {
		m.Paste = true
		return a.key(m)
	}
	var cmds []tea.Cmd
	for _, r := range m.Runes {
		cmds = append(cmds, a.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: m.Alt}))
	}
	return tea.Batch(cmds...)
}
