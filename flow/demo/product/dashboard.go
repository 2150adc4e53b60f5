package product

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"edov/flow/demo/registration"
	"edov/flow/demo/scenario"
	"edov/flow/demo/web"
)

const dashboardPath = "/dashboard"

// DashboardURL is the page of the product's Microsoft connection.
func (s *Server) DashboardURL() string { return s.url + dashboardPath }

// dashboardActions are the buttons of the dashboard. They return the name of the
// notice to show.
var dashboardActions = map[string]func(d *registration.Draft, form url.Values) (notice string, err error){
	"add": addConnection, "save": saveConnection, "remove": removeConnection,
}

// dashboardNotices are what the dashboard can say after a change. The address
// has the name only: no link can make the page say something else.
var dashboardNotices = map[string]string{
	"connected":    "The Microsoft connection was added.",
	"saved":        "Saved.",
	"incomplete":   "Saved. To sign users in, enter both the Client ID and the Client Secret.",
	"disconnected": "The Microsoft connection was removed.",
}

// addConnection adds Microsoft with the product's shared app, as the product
// does before anything else is known.
func addConnection(d *registration.Draft, _ url.Values) (notice string, err error) {
	d.Dashboard.Enabled, d.Dashboard.Usable = true, true
	return "connected", nil
}

func removeConnection(d *registration.Draft, _ url.Values) (notice string, err error) {
	d.Dashboard = registration.Dashboard{}
	return "disconnected", nil
}

// saveConnection saves the form. An empty field for the secret leaves the saved
// one, because no page ever shows it again.
func saveConnection(d *registration.Draft, form url.Values) (notice string, err error) {
	b := &d.Dashboard
	b.Usable, b.Custom = form.Has("usable"), form.Has("custom")
	b.ClientID = strings.TrimSpace(form.Get("client_id"))
	secret := strings.TrimSpace(form.Get("client_secret"))
	if err := cmp.Or(b.Check(), registration.CheckSecret(secret)); err != nil {
		return "", err
	}
	if secret != "" {
		d.EnterSecret(secret)
	}
	if b.Custom && (b.ClientID == "" || b.SecretKeyID == "") {
		return "incomplete", nil
	}
	return "saved", nil
}

func (s *Server) dashboard(w http.ResponseWriter, x *web.Exchange) {
	s.showDashboard(w, http.StatusOK, web.Frame{Notice: dashboardNotices[x.URL.Query().Get("notice")]})
}

func (s *Server) dashboardChange(w http.ResponseWriter, x *web.Exchange) {
	do, ok := web.Pressed(s.forms, w, x, dashboardActions)
	if !ok {
		return
	}
	var notice string
	err := s.setup.Change(func(d *registration.Draft) (err error) {
		notice, err = do(d, x.PostForm)
		return err
	})
	if err != nil {
		s.showDashboard(w, http.StatusUnprocessableEntity, web.Frame{Error: web.Sentence(err), Form: x.PostForm})
		return
	}
	http.Redirect(w, x.Request, dashboardPath+"?notice="+notice, http.StatusSeeOther)
}

// dashboardView is what the dashboard shows.
type dashboardView struct {
	web.Frame
	Dashboard   registration.Dashboard
	RedirectURI string
}

func (s *Server) showDashboard(w http.ResponseWriter, status int, f web.Frame) {
	board := s.setup.Dashboard()
	if f.Error != "" { // what was entered stays; the secret does not
		board.ClientID, board.Usable, board.Custom = f.Typed("client_id"), f.Form.Has("usable"), f.Form.Has("custom")
	}
	f.Title, f.Nonce, f.Token = "SSO connections", web.Nonce(), s.forms.Token()
	v := dashboardView{f, board, s.redirectURI()}
	if v.RedirectURI == scenario.ProductRedirectURI {
		v.RedirectURI = s.Clerk().Key.RedirectURI() // that of a development instance differs
	}
	web.Show(w, status, dashboardPage(v), f.Nonce, "")
}
