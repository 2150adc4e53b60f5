package web

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strings"
)

// Form is the form of a page: where it goes, what it holds already, and which
// buttons it has.
type Form struct {
	Action  string
	Fields  url.Values
	Buttons []Field
}

// Field is one name and value of a form.
type Field struct{ Name, Value string }

// ReadPage reads a page of the demo: its form, if it has one, and the text of
// an error page. It fails when the page is not well formed: the demo's pages
// are, so that an XML parser with HTML's exceptions is enough.
func ReadPage(html string) (form *Form, errorText string, err error) {
	d := xml.NewDecoder(strings.NewReader(html))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	inError := false
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return form, strings.TrimSpace(errorText), nil
		case err != nil:
			return nil, "", errors.New("the page is not well formed")
		}
		switch t := token.(type) {
		case xml.StartElement:
			inError = attribute(t, "id") == "edov-error"
			if t.Name.Local == "form" {
				form = &Form{Action: attribute(t, "action"), Fields: url.Values{}}
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

// add collects what a browser would send: hidden fields and the radio button
// that is chosen. Buttons count only when pressed.
func (f *Form) add(e xml.StartElement) {
	name, value := attribute(e, "name"), attribute(e, "value")
	switch {
	case e.Name.Local == "button":
		f.Buttons = append(f.Buttons, Field{name, value})
	case e.Name.Local == "input" && (attribute(e, "type") == "hidden" || attribute(e, "checked") != ""):
		f.Fields.Add(name, value)
	}
}

// Press adds a button: the one with the value, else the first.
func (f *Form) Press(value string) {
	for i, b := range f.Buttons {
		if b.Value == value || i == 0 {
			if b.Name != "" {
				f.Fields.Set(b.Name, b.Value)
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
