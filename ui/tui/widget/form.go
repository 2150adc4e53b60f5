package widget

import (
	"strings"

	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"edov/flow/mask"
)

// Dress gives a form of Huh's the looks and the keys of the program. The help below is
// the program's own. The filter of lists is off: they are short, and what is typed into
// it would be drawn as it is.
func (st *Style) Dress(f *huh.Form) *huh.Form {
	k := huh.NewDefaultKeyMap()
	k.Select.Filter.SetEnabled(false)
	return f.WithShowHelp(false).WithTheme(st.formTheme()).WithKeyMap(k)
}

// formTheme gives Huh the looks of the program.
func (st *Style) formTheme() *huh.Theme {
	t := huh.ThemeBase()
	t.FieldSeparator = lipgloss.NewStyle().SetString("\n\n")
	border := lipgloss.Border{Left: st.Divider}
	plain := lipgloss.NewStyle()
	t.Focused.Base = plain.PaddingLeft(1).BorderStyle(border).BorderLeft(true).BorderForeground(st.Accent.GetForeground())
	t.Focused.Title, t.Focused.Description = st.Selected, st.Faint
	t.Focused.ErrorMessage, t.Focused.ErrorIndicator = st.Bad, st.Bad.SetString(" "+strings.TrimSpace(st.Fail))
	t.Focused.SelectSelector = st.Selected.SetString(st.Cursor + " ")
	t.Focused.Option, t.Focused.SelectedOption = plain, st.Strong
	t.Focused.TextInput.Prompt, t.Focused.TextInput.Placeholder = st.Accent, st.Faint
	t.Blurred = t.Focused
	t.Blurred.Base = plain.PaddingLeft(2)
	t.Blurred.Title = st.Strong
	t.Blurred.SelectSelector = st.Faint.SetString(st.Cursor + " ")
	t.Blurred.TextInput.Prompt = st.Faint
	return t
}

// fieldValue is where a field of a form keeps what is typed.
type fieldValue struct {
	field  *huh.Input
	value  *string
	secret bool
}

// KeepIn makes a field of a form keep its text in value, and begin with it. The text of
// a secret is hidden, as is what looks like one.
func KeepIn(field *huh.Input, value *string, secret bool) *huh.Input {
	v := fieldValue{field, value, secret}
	v.show()
	return field.Accessor(v)
}

func (v fieldValue) Get() string { return *v.value }

func (v fieldValue) Set(text string) {
	*v.value = text
	v.show()
}

func (v fieldValue) show() {
	mode := huh.EchoModeNormal
	if v.secret || mask.Typed(*v.value) {
		mode = huh.EchoModePassword
	}
	v.field.EchoMode(mode)
}
