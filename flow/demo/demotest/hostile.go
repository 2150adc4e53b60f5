package demotest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"edov/flow/demo/web"
)

// Text is what a page is filled with: the text of a field, by the field's name.
type Text func(field string) string

// Hostile is a text that a page must show as text, wherever it stands.
func Hostile(field string) string {
	return `javascript:alert("` + field + `")//'"></textarea></title></style><script>alert(1)</script>&amp;{{.}}`
}

// Filled is a value whose strings all have a text, named by the way to them
// ("App.Secrets.Name"). Pointers are set, slices have one element, and what is
// true or false is true. Maps and unexported fields stay as they are.
func Filled[V any](text Text) V {
	var v V
	fill(reflect.ValueOf(&v).Elem(), "", text)
	return v
}

func fill(v reflect.Value, name string, text Text) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text(name))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), name, text)
	case reflect.Struct:
		for _, field := range reflect.VisibleFields(v.Type()) {
			if field.IsExported() && !field.Anonymous {
				fill(v.FieldByIndex(field.Index), strings.TrimPrefix(name+"."+field.Name, "."), text)
			}
		}
	default: // numbers cannot be hostile
	}
}

// Inert renders a page with hostile text, and with plain text. It reports a
// page whose elements, attributes, scripts or styles depend on the text, or one
// with an address that runs a script. It returns all that the page shows.
func Inert(t TB, page string, render func(Text) templ.Component) (shown string) {
	t.Helper()
	plain, _ := read(t, render(func(field string) string { return field }))
	outline, shown := read(t, render(Hostile))
	if len(plain) != len(outline) {
		t.Errorf("%s: %d elements and attributes, and %d with hostile text", page, len(plain), len(outline))
	}
	for i, part := range outline[:min(len(plain), len(outline))] {
		if part != plain[i] {
			t.Errorf("%s: hostile text makes %q of %q", page, part, plain[i])
			break
		}
	}
	return shown
}

// read is the outline of a page, and all text that it shows or holds in an
// attribute.
func read(t TB, page templ.Component) (outline []string, shown string) {
	t.Helper()
	var b strings.Builder
	if err := page.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if _, _, err := web.ReadPage(b.String()); err != nil {
		t.Errorf("%v: %s", err, b.String())
	}
	root, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	var texts strings.Builder
	for n := range root.Descendants() {
		switch n.Type {
		case html.ElementNode:
			outline = append(outline, "<"+n.Data+">")
			for _, a := range n.Attr {
				outline = append(outline, n.Data+" "+a.Key)
				fmt.Fprintln(&texts, a.Val)
				if slices.Contains([]string{"href", "src", "action", "formaction"}, a.Key) &&
					strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("<%s %s=%q> runs a script", n.Data, a.Key, a.Val)
				}
			}
		case html.TextNode:
			if n.Parent.Data == "script" || n.Parent.Data == "style" {
				outline = append(outline, n.Data)
				continue
			}
			fmt.Fprintln(&texts, n.Data)
		default:
			outline = append(outline, n.Data)
		}
	}
	return outline, texts.String()
}

// EachShown reports the fields of a filled value that are on none of the pages:
// they were not tested. Hidden are those that no page shows as they are.
func EachShown[V any](t TB, shown string, hidden ...string) {
	t.Helper()
	Filled[V](func(field string) string {
		isShown, isHidden := strings.Contains(shown, Hostile(field)), slices.Contains(hidden, field)
		switch {
		case isShown && isHidden:
			t.Errorf("%s is on a page", field)
		case !isShown && !isHidden:
			t.Errorf("%s is on no page", field)
		}
		return ""
	})
}
