package demo

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strings"
)

// htmlForm is the form of a page: where it goes, what it holds already, and
// which buttons it has.
type htmlForm struct {
	action  string
	fields  url.Values
	buttons []field
}

// readPage reads a page of this package: its form, if it has one, and the text
// of an error page. The pages are well-formed, so that a parser of XML that is
// told about HTML's liberties is enough.
func readPage(html string) (form *htmlForm, errorText string, err error) {
	d := xml.NewDecoder(strings.NewReader(html))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	inError := false
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return form, strings.TrimSpace(errorText), nil
		case err != nil:
			return nil, "", errors.New("the page cannot be read")
		}
		switch t := token.(type) {
		case xml.StartElement:
			inError = attribute(t, "id") == "edov-error"
			if t.Name.Local == "form" {
				form = &htmlForm{action: attribute(t, "action"), fields: url.Values{}}
			} else if form != nil {
				form.add(t)
			}
		case xml.EndElement:
			inError = false
		case xml.CharData:
			if inError {
				errorText += string(t)
			}
		}
	}
}

// add takes over what a browser would send: hidden fields and the radio button
// that is chosen. Buttons count only when pressed.
func (f *htmlForm) add(e xml.StartElement) {
	name, value := attribute(e, "name"), attribute(e, "value")
	switch {
	case e.Name.Local == "button":
		f.buttons = append(f.buttons, field{name, value})
	case e.Name.Local == "input" && (attribute(e, "type") == "hidden" || attribute(e, "checked") != ""):
		f.fields.Add(name, value)
	}
}

// press adds a button: the one with the value, else the first.
func (f *htmlForm) press(value string) {
	for i, b := range f.buttons {
		if b.Value == value || i == 0 {
			if b.Name != "" {
				f.fields.Set(b.Name, b.Value)
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
