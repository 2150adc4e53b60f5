package workspace

import (
	"maps"
	"slices"
	"strings"
)

// Kind is how a field is answered.
type Kind int

// The kinds of fields.
const (
	TextField Kind = iota
	SecretField
	ChoiceField
)

// Option is one answer of a ChoiceField.
type Option struct{ Value, Label string }

// Field is one question of the form.
type Field struct {
	Key     string // as flow.Fault names it
	Label   string
	About   string // where the value is found, and how to write it
	Kind    Kind
	Options []Option
	Value   string        // the answer as text
	about   func() string // About, where other answers change it
	// Suggested is set while Value is an idea of edov's, and not what is so.
	Suggested bool
}

// Words are About, as the answers so far have it.
func (f *Field) Words() string {
	if f.about != nil {
		return f.about()
	}
	return f.About
}

// Page is some fields that are asked together.
type Page struct {
	Title  string // the heading above them; empty: none
	Fields []*Field
	shown  func() bool // nil: always
}

// Questions are the pages of a form, and what was answered so far.
type Questions struct {
	Pages []*Page
	began map[string]string
}

// begin remembers the answers that edov suggests.
func (f *Questions) begin() { f.began = f.values() }

// Field is one field by its key.
func (f *Questions) Field(key string) *Field {
	for _, p := range f.Pages {
		for _, field := range p.Fields {
			if field.Key == key {
				return field
			}
		}
	}
	return &Field{}
}

func (f *Questions) value(key string) string { return strings.TrimSpace(f.Field(key).Value) }

// Shown reports whether a page is asked with the answers so far.
func (p *Page) Shown() bool { return p.shown == nil || p.shown() }

// At is on which page a field is, of how many.
func (f *Questions) At(key string) (at, pages int) {
	for _, p := range f.Pages {
		if p.Shown() {
			pages++
		}
		if slices.ContainsFunc(p.Fields, func(field *Field) bool { return field.Key == key }) {
			at = pages
		}
	}
	return at, pages
}

func (f *Questions) values() map[string]string {
	values := map[string]string{}
	for _, p := range f.Pages {
		for _, field := range p.Fields {
			values[field.Key] = field.Value
		}
	}
	return values
}

// Changed holds when something would be lost.
func (f *Questions) Changed() bool { return !maps.Equal(f.began, f.values()) }
