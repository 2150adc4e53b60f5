package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/workspace"
)

// TestKeysInOnePiece: a slow connection delivers several keys together, and none of them is lost.
func TestKeysInOnePiece(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{Scenarios: true}, 80, 24)
	d.until("1/")
	d.together("jjj")
	d.until("4/")
	d.together("kkkkkkkkkkkkkkkkkkkk")
	d.until("1/")
	d.together("jG")
	d.until("25/25")
	d.together("g/secr")
	d.until("/secr")
}

// TestPasteWithoutBrackets: a terminal without bracketed paste sends a text as if it was typed; its letters are no
// keys.
func TestPasteWithoutBrackets(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{Options: workspace.Options{ReadFile: noFiles("", "")}}, 80, 24)
	d.together("query AADSTS50011: The redirect URI does not match")
	d.until("> Explain an error")
	d.until("AADSTS50011")
}

// TestNamesOfKeysAreText: a word that is the name of a key, and comes in one piece, is a word.
func TestNamesOfKeysAreText(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 100, 24)
	choose(d, "Explain an error")
	for _, word := range strings.Fields("they enter a code or esc tab home end") {
		d.together(word)
		d.together(" ")
	}
	d.until("> they enter a code or esc tab home end")
}

// together is what a terminal delivers in one piece.
func (d *driver) together(text string) {
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)})
}
