package tui

import (
	"github.com/charmbracelet/bubbles/textinput"
	"github.com/charmbracelet/huh"

	"edov/flow/mask"
)

// This file draws what the user types. A secret may land in any field: pasted
// with the lines of an .env file, or beside the field it was meant for. It stays
// typed, so that nothing is lost, and is not seen.

// typedLine is a line to type in as it is shown.
func typedLine(in textinput.Model) string {
	if mask.Typed(in.Value()) {
		in.EchoMode = textinput.EchoPassword
	}
	return in.View()
}

// formKeys are Huh's, but for the filter of its lists: those are short, and what
// is typed into the filter would be drawn as it is.
func formKeys() *huh.KeyMap {
	k := huh.NewDefaultKeyMap()
	k.Select.Filter.SetEnabled(false)
	return k
}

// answerOf is where a field of the form keeps what is typed.
type answerOf struct {
	field *huh.Input
	value *string
}

// keepIn makes a field of the form keep its text in value, and begin with it.
func keepIn(field *huh.Input, value *string) *huh.Input {
	a := answerOf{field, value}
	a.show()
	return field.Accessor(a)
}

func (a answerOf) Get() string { return *a.value }

func (a answerOf) Set(text string) {
	*a.value = text
	a.show()
}

func (a answerOf) show() {
	mode := huh.EchoModeNormal
	if a.field.GetKey() == "secret" || mask.Typed(*a.value) {
		mode = huh.EchoModePassword
	}
	a.field.EchoMode(mode)
}
