package openid

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// page is what all pages show.
type page struct {
	Nonce  string // lets the page's own style and script through its policy
	Title  string
	App    string
	Action string // where its form goes

	Accounts  []listedAccount // sign-in
	Directory string
	Username  string // consent
	Account   tenant.Account
	Scopes    []permission
	Text      string      // error
	Fields    []web.Field // form post
}

type listedAccount struct {
	Account              tenant.Account
	Name, Username, Note string
	Initial              string
	Checked              bool
}

// destination is where a sign-in leads.
func (p page) destination() string {
	text := "to continue to " + p.App
	if p.Directory != "" {
		text += " at " + p.Directory
	}
	return text
}

type permission struct{ Title, Text string }

// permissions are the scopes in the words of a consent page.
var permissions = map[string]permission{
	"openid":  {"Sign you in", "The app learns who you are."},
	"profile": {"View your basic profile", "The app sees your name and username."},
	"email":   {"View your email address", "The app sees your primary email."},
	"offline_access": {
		"Maintain access to data you have given it access to",
		"The app keeps this access when you are not using it.",
	},
}

// show writes a page of the sign-in. Everything is inlined, and its forms may
// go to the redirect URI as well.
func (s *Server) show(
	w http.ResponseWriter, status int, layout func(page) templ.Component, redirect string, p page,
) {
	p.Nonce = web.Nonce()
	if app := s.setup.App(); app != nil {
		p.App = app.Name
	}
	web.Show(w, status, layout(p), p.Nonce, redirect)
}

// again is the address that repeats the request.
func (req *request) again() string {
	return "/" + req.Segment + "/oauth2/v2.0/authorize?" + req.params.Encode()
}

// showSignIn lists the accounts: first the one of the login hint, else the
// scenario's, or in the practice the first one that may sign in here.
func (s *Server) showSignIn(w http.ResponseWriter, _ *web.Exchange, req *request) {
	first := s.scenario.Person().Account
	fits := func(p tenant.Person) bool { _, f := signIn(req.Authority, p, req.app); return f == nil }
	if i := slices.IndexFunc(tenant.People, fits); s.scenario.Unregistered && i >= 0 {
		first = tenant.People[i].Account
	}
	for _, p := range tenant.People {
		if hint := req.params.Get("login_hint"); hint != "" && hint == p.Username {
			first = p.Account
		}
	}
	var list []listedAccount
	for _, p := range tenant.People {
		entry := listedAccount{
			Account: p.Account, Name: p.Name, Username: p.Username, Note: p.Note, Initial: p.Name[:1],
			Checked: p.Account == first,
		}
		if entry.Checked {
			list = slices.Insert(list, 0, entry)
			continue
		}
		list = append(list, entry)
	}
	s.show(w, http.StatusOK, signInPage, req.redirect, page{
		Title: "Pick an account", Action: req.again(), Accounts: list, Directory: req.Name,
	})
}

func (s *Server) showConsent(w http.ResponseWriter, _ *web.Exchange, req *request, p tenant.Person) {
	var asked []permission
	for _, scope := range req.scopes {
		entry, known := permissions[scope]
		if !known {
			entry = permission{"Use the app's own API", "The app requests " + scope + "."}
		}
		asked = append(asked, entry)
	}
	s.show(w, http.StatusOK, consentPage, req.redirect, page{
		Title: "Permissions requested", Action: req.again(), Username: p.Username, Account: p.Account, Scopes: asked,
	})
}

// showError is Microsoft's own error page: the app never learns of it.
func (s *Server) showError(w http.ResponseWriter, x *web.Exchange, f *failure) {
	status := f.Status
	if status != http.StatusMethodNotAllowed {
		status = http.StatusOK // as Entra answers
	}
	s.show(w, status, errorPage, "", page{
		Title: "Sorry, but we're having trouble signing you in.", Text: f.pageText(x),
	})
}

// showFormPost is the page that posts the answer to the app (OAuth 2.0 Form
// Post Response Mode section 2). Without JavaScript its button does.
func (s *Server) showFormPost(w http.ResponseWriter, _ *web.Exchange, req *request, answer url.Values) {
	p := page{Title: "Working...", Action: req.redirect}
	for _, name := range []string{
		"code", "error", "error_description", "error_subcode", "error_uri", "state", "session_state",
	} {
		if answer.Has(name) {
			p.Fields = append(p.Fields, web.Field{Name: name, Value: answer.Get(name)})
		}
	}
	s.show(w, http.StatusOK, postPage, req.redirect, p)
}
