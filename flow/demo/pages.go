package demo

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pages = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// page is what all pages show.
type page struct {
	Nonce  string // lets the page's own style and script through its policy
	Title  string
	App    string
	Action string // where its form goes

	Accounts  []listedAccount // sign-in
	Directory string
	Username  string // consent
	Account   Account
	Scopes    []permission
	Text      string  // error
	Fields    []field // form post
}

type listedAccount struct {
	Account              Account
	Name, Username, Note string
	Initial              string
	Checked              bool
}

type permission struct{ Title, Text string }

type field struct{ Name, Value string }

// permissions are the scopes in the words of a consent page.
var permissions = map[string]permission{
	"openid":         {"Sign you in", "The app learns that it is you who signs in."},
	"profile":        {"View your basic profile", "The app sees your name and user name."},
	"email":          {"View your email address", "The app sees your primary address."},
	"offline_access": {"Maintain access to data you have given it access to", "The app keeps what you allowed, also when you are not using it."},
}

// show writes a page of the sign-in. Everything is inlined, and its forms may
// go to the redirect URI as well.
func (s *Server) show(w http.ResponseWriter, status int, name, redirect string, p page) {
	p.Nonce = randomText(16)
	if app := s.setup.current(); app != nil {
		p.App = app.Name
	}
	target := ""
	if u, err := url.Parse(redirect); err == nil && u.Host != "" {
		target = " " + u.Scheme + "://" + u.Host
	}
	writePage(w, status, name, p.Nonce, target, p)
}

// writePage makes a page under a policy that lets nothing in but what has the
// nonce, and its forms go nowhere but to the demo tenant and the target.
func writePage(w http.ResponseWriter, status int, name, nonce, target string, data any) {
	var body bytes.Buffer
	if err := pages.ExecuteTemplate(&body, name, data); err != nil {
		panic("demo: " + err.Error()) // a page of this package that cannot be made
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; img-src data:; style-src 'nonce-"+nonce+
		"'; script-src 'nonce-"+nonce+"'; form-action 'self'"+target)
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the browser may have gone
}

// again is the address that repeats the request.
func (req *request) again() string {
	return "/" + req.segment + "/oauth2/v2.0/authorize?" + req.params.Encode()
}

// showSignIn lists the accounts: first the one of the login hint, else the
// scenario's.
func (s *Server) showSignIn(w http.ResponseWriter, _ *exchange, req *request) {
	first := s.scenario.person().account
	for _, p := range people {
		if hint := req.params.Get("login_hint"); hint != "" && hint == p.username {
			first = p.account
		}
	}
	var list []listedAccount
	for _, p := range people {
		entry := listedAccount{Account: p.account, Name: p.name, Username: p.username, Note: p.note, Initial: p.name[:1], Checked: p.account == first}
		if entry.Checked {
			list = slices.Insert(list, 0, entry)
			continue
		}
		list = append(list, entry)
	}
	s.show(w, http.StatusOK, "signin.html", req.redirect, page{Title: "Pick an account", Action: req.again(), Accounts: list, Directory: req.name})
}

func (s *Server) showConsent(w http.ResponseWriter, _ *exchange, req *request, p person) {
	var asked []permission
	for _, scope := range req.scopes {
		entry, known := permissions[scope]
		if !known {
			entry = permission{"Use the app's own API", "The app asks for " + scope + "."}
		}
		asked = append(asked, entry)
	}
	s.show(w, http.StatusOK, "consent.html", req.redirect, page{Title: "Permissions requested", Action: req.again(), Username: p.username, Account: p.account, Scopes: asked})
}

// showError is Microsoft's own error page: the app is never told.
func (s *Server) showError(w http.ResponseWriter, x *exchange, f *failure) {
	status := f.status
	if status != http.StatusMethodNotAllowed {
		status = http.StatusOK // as Entra answers
	}
	s.show(w, status, "error.html", "", page{Title: "Sorry, but we're having trouble signing you in.", Text: f.pageText(x)})
}

// showFormPost is the page that posts the answer to the app (OAuth 2.0 Form
// Post Response Mode section 2). Without JavaScript its button does.
func (s *Server) showFormPost(w http.ResponseWriter, _ *exchange, req *request, answer url.Values) {
	p := page{Title: "Working...", Action: req.redirect}
	for _, name := range []string{"code", "error", "error_description", "error_subcode", "error_uri", "state", "session_state"} {
		if answer.Has(name) {
			p.Fields = append(p.Fields, field{name, answer.Get(name)})
		}
	}
	s.show(w, http.StatusOK, "post.html", req.redirect, p)
}
