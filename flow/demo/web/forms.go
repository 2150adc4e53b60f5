package web

import (
	"crypto/subtle"
	"net/http"

	"edov/flow/demo/credential"
)

// Fields of the forms of the demo's own pages.
const (
	FieldToken = "edov_token" // what only the demo's own pages know
	FieldDo    = "do"         // which of a page's buttons was pressed
)

// Forms accepts the forms that the demo's own pages send, and no others.
type Forms struct{ token string }

// NewForms makes the token that every form carries, and adds it to the ledger.
func NewForms(issued *credential.Ledger) *Forms {
	f := &Forms{token: credential.Text(24)}
	issued.Add(f.token)
	return f
}

// Token is what a page writes into the field FieldToken of its forms.
func (f *Forms) Token() string { return f.token }

// Accept parses a form. When it is not one of the demo's own, it answers the
// request itself and reports false.
func (f *Forms) Accept(w http.ResponseWriter, x *Exchange) bool {
	if x.ParseForm() != nil {
		w.WriteHeader(http.StatusBadRequest)
		return false
	}
	if !f.own(x) {
		refuseForm(w)
		return false
	}
	return true
}

// own reports whether a form was sent by a page of this server: the browser
// must not say otherwise, and the form must hold what only the pages know.
// Another site can post a form here, but cannot read a page.
func (f *Forms) own(x *Exchange) bool {
	if http.NewCrossOriginProtection().Check(x.Request) != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(x.PostForm.Get(FieldToken)), []byte(f.token)) == 1
}

// refuseForm answers a form that is not from this server, or from before it was
// last started: then the page was left open and has to be reloaded.
func refuseForm(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	const text = "This form was rejected. If the page was open before edov was restarted, go back and reload it.\n"
	_, _ = w.Write([]byte(text)) // the browser may have gone
}

// Pressed finds what the pressed button of a form stands for. When there is
// nothing, it answers the request itself and reports false.
func Pressed[A any](f *Forms, w http.ResponseWriter, x *Exchange, actions map[string]A) (do A, ok bool) {
	if !f.Accept(w, x) {
		return do, false
	}
	do, ok = actions[x.PostForm.Get(FieldDo)]
	if !ok {
		NotFound(w, x)
	}
	return do, ok
}
