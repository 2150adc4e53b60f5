package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/tui/widget"
)

// screen is one page of the program. Screens are pointers: Update changes the
// screen in place, and only ever from the event loop. View may remember where
// it drew things, so that a click can be told.
type screen interface {
	Init() tea.Cmd                     // run when first shown
	Update(msg tea.Msg) (nav, tea.Cmd) // handle a message, say where to go
	View(width, height int) string     // draw in the given room
	Keys() []key.Binding               // for the footer, the help and the palette
	Title() (name, status string)      // the line above: left and right
	Close()                            // called once, on leaving the stack
}

// typist is a screen that takes text now: letters are not commands then.
type typist interface{ typing() bool }

// lister is a screen with a list: it can be filtered, and n and N go through its problems. The list may be nil.
type lister interface{ rows() *widget.Split }

// paster is a screen that takes a paste itself, though it is no typist. On all others a paste is judged or explained.
type paster interface{ takesPaste() }

// popup is a screen drawn over the one below it, in as much room as it needs.
type popup interface{ popup() (atBottom bool) }

// busy is a screen that would lose something if the program quit now: then it
// gives the question to ask before; empty: it would not.
type busy interface{ busy() string }

const askStopSignIn = "A sign-in is running. Stop it and quit?"

// nav is what a screen wants to happen to the stack. The zero value is to
// stay. Pops happen first.
type nav struct {
	pop   int
	push  []screen
	home  bool // pop all but the first
	quit  bool
	toast string // one line that goes away by itself
	stays bool   // not by itself: with the next key
}

func open(screens ...screen) nav { return nav{push: screens} }

func replace(screens ...screen) nav { return nav{pop: 1, push: screens} }

func back() nav { return nav{pop: 1} }

func toast(text string) nav { return nav{toast: text} }

// pasted returns the text of a bracketed paste.
func pasted(msg tea.Msg) (string, bool) {
	k, ok := msg.(tea.KeyMsg)
	if !ok || !k.Paste {
		return "", false
	}
	return string(k.Runes), true
}
