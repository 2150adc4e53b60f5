package demo

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
)

// addConnection adds Microsoft with the product's shared app, as the product
// does before anything else is known.
func addConnection(_ *Server, d *draft, _ url.Values) (done, error) {
	d.Dashboard.Enabled, d.Dashboard.Usable = true, true
	return done{notice: "connected"}, nil
}

func removeConnection(_ *Server, d *draft, _ url.Values) (done, error) {
	d.Dashboard = Dashboard{}
	return done{notice: "disconnected"}, nil
}

// maxTyped bounds a credential that somebody types.
const maxTyped = 200

// check refuses what cannot be shown: a saved dashboard may have been edited.
func (b Dashboard) check() error {
	return cmp.Or(checkText("the Client ID", b.ClientID, maxTyped, false), checkText("the Secret ID", b.SecretKeyID, maxTyped, false))
}

// saveConnection takes over the form. An empty field for the secret leaves the
// one that is there, since no page ever shows it again.
func saveConnection(s *Server, d *draft, form url.Values) (done, error) {
	b := &d.Dashboard
	b.Usable, b.Custom = form.Has("usable"), form.Has("custom")
	b.ClientID = strings.TrimSpace(form.Get("client_id"))
	secret := strings.TrimSpace(form.Get("client_secret"))
	if err := cmp.Or(b.check(), checkText("the Client Secret", secret, maxTyped, false)); err != nil {
		return done{}, err
	}
	if secret != "" {
		b.SecretKeyID = d.keyOf(secret)
		s.rememberTyped(secret)
	}
	if b.Custom && (b.ClientID == "" || b.SecretKeyID == "") {
		return done{notice: "incomplete"}, nil
	}
	return done{notice: "saved"}, nil
}

// rememberTyped adds a typed secret to Secrets, unless it is a GUID: then it is
// a Secret ID or a client ID, which are no secrets.
func (s *Server) rememberTyped(secret string) {
	if !guidShape.MatchString(secret) {
		s.remember(secret)
	}
}

// keyOf says which secret of the app a typed one is.
func (d *draft) keyOf(typed string) string {
	if found, ok := findSecret(d.App, d.values, typed); ok {
		return found.KeyID
	}
	return SecretOther
}

func (s *Server) showDashboard(w http.ResponseWriter, status int, v view) {
	board := s.setup.board()
	if v.Error != "" { // what was typed stays; the secret does not
		board.ClientID, board.Usable, board.Custom = v.Typed("client_id"), v.Form.Has("usable"), v.Form.Has("custom")
	}
	v.Title, v.Dashboard, v.RedirectURI = "SSO connections", board, s.Clerk().Key.RedirectURI()
	s.showView(w, status, "dashboard.html", v)
}
