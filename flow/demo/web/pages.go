package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"edov/flow/demo/credential"
)

// Frame is what the pages around the app registration show: the portal's and
// the auth product's dashboard.
type Frame struct {
	Nonce         string // lets the page's own style and script through its policy
	Token         string // see Forms
	Title         string
	Notice, Error string
	Form          url.Values // what was entered, after an error

	Heading string   // above the menu
	Menu    []Choice // of the pages of one registration
}

// Choice is one of several in a form or a menu.
type Choice struct {
	Value, Text string
	Checked     bool
}

// Typed is what was entered in a field, after an error: cleaned of what no page
// can hold, because an error may be about exactly that.
func (f Frame) Typed(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, f.Form.Get(name))
}

// Show writes a page under a policy that lets nothing in but what has the
// nonce. Its forms go nowhere but to the demo tenant and to the redirect URI, if
// one is given.
func Show(w http.ResponseWriter, status int, page templ.Component, nonce, redirect string) {
	var body bytes.Buffer
	if err := page.Render(context.Background(), &body); err != nil {
		panic("demo: " + err.Error()) // a page of the demo that cannot be made
	}
	target := ""
	if u, err := url.Parse(redirect); err == nil && u.Host != "" {
		target = " " + u.Scheme + "://" + u.Host
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; img-src data:; "+
		"style-src 'nonce-"+nonce+"'; script-src 'nonce-"+nonce+"'; form-action 'self'"+target)
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the browser may have gone
}

// Nonce is a fresh value for Frame.Nonce.
func Nonce() string { return credential.Text(16) }

// Sentence words an error for a page.
func Sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
