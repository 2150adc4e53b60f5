package demo

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"

	"edov/flow"
)

// The names of the portal's pages, which are those of flow.PortalLink, and the
// form for a new registration.
const (
	bladeList           = ""
	bladeRegister       = "register"
	bladeOverview       = "Overview"
	bladeAuthentication = "Authentication"
	bladeSecrets        = "Credentials"
	bladeClaims         = "TokenConfiguration"
	bladePermissions    = "CallAnAPI"
	bladeManifest       = "Manifest"
)

const (
	portalPath    = "/portal/"
	dashboardPath = "/dashboard"

	fieldToken = "edov_token" // what only the demo's own pages know
	fieldDo    = "do"         // which of a page's buttons was pressed
)

// PortalURL is a page of the app registration: "" is the list, "register" the
// form for a new one, and the others have the names of flow.PortalLink:
// "Overview", "Authentication", "Credentials", "TokenConfiguration",
// "CallAnAPI", "Manifest".
func (s *Server) PortalURL(blade string) string { return s.url + portalPath + url.PathEscape(blade) }

// DashboardURL is the page of the auth product's Microsoft connection.
func (s *Server) DashboardURL() string { return s.url + dashboardPath }

// action is what a button does to the setup. It returns the name of the notice
// to show and, where that is another one, the page to show it on.
type action func(s *Server, d *draft, form url.Values) (done, error)

type done struct {
	notice string
	blade  *string // nil: the same page
}

// portalActions are the buttons of the portal by page.
var portalActions = map[string]map[string]action{
	bladeRegister:       {"register": register},
	bladeOverview:       {"delete": deleteApp},
	bladeAuthentication: {"add-redirect": addRedirect, "remove-redirect": removeRedirect, "save": saveAuthentication},
	bladeSecrets:        {"add": addSecret, "delete": deleteSecret},
	bladeClaims:         {"add": addClaims, "remove": removeClaim},
	bladePermissions:    {"add": addPermission, "remove": removePermission},
	bladeManifest:       {"save": saveManifest},
}

var dashboardActions = map[string]action{"add": addConnection, "save": saveConnection, "remove": removeConnection}

// notices are what a page can say after a change. The address has the name
// only: nobody can make a page say something else.
var notices = map[string]string{
	"registered":         "The application was registered.",
	"deleted":            "The application was deleted.",
	"saved":              "Saved.",
	"redirect-added":     "The redirect URI was added.",
	"redirect-removed":   "The redirect URI was removed.",
	"secret-added":       "The client secret was added.",
	"secret-deleted":     "The client secret was deleted.",
	"claims-added":       "The optional claims were added.",
	"email-added":        "The optional claims were added, and the Microsoft Graph permission email with them.",
	"claim-removed":      "The optional claim was removed.",
	"permission-added":   "The permission was added.",
	"permission-removed": "The permission was removed.",
	"connected":          "The Microsoft connection was added.",
	"incomplete":         "Saved. Client ID and Client Secret are both needed before anybody can sign in.",
	"disconnected":       "The Microsoft connection was removed.",
}

func (s *Server) portalPage(w http.ResponseWriter, x *exchange) {
	blade := x.PathValue("blade")
	if _, known := bladeTitles[blade]; !known {
		s.notFound(w, x)
		return
	}
	if s.setup.current() == nil && needsApp(blade) {
		http.Redirect(w, x.Request, portalPath, http.StatusSeeOther)
		return
	}
	s.showBlade(w, http.StatusOK, blade, view{Notice: notices[x.URL.Query().Get("notice")], Form: url.Values{}, reveal: isLookedAt(x)})
}

// isLookedAt reports whether a person opened the page, by hand or from another
// page of this server. What is shown only once must not be spent on a request
// that another site makes.
func isLookedAt(x *exchange) bool {
	site := x.Header.Get("Sec-Fetch-Site")
	return x.Method == http.MethodGet && (site == "" || site == "none" || site == "same-origin")
}

func needsApp(blade string) bool { return blade != bladeList && blade != bladeRegister }

func (s *Server) portalChange(w http.ResponseWriter, x *exchange) {
	blade := x.PathValue("blade")
	outcome, err, ok := s.act(w, x, portalActions[blade])
	switch {
	case !ok:
	case errors.Is(err, errNoApp):
		http.Redirect(w, x.Request, portalPath, http.StatusSeeOther)
	case err != nil:
		s.showBlade(w, http.StatusUnprocessableEntity, blade, view{Error: sentence(err), Form: x.PostForm})
	default:
		if outcome.blade != nil {
			blade = *outcome.blade
		}
		http.Redirect(w, x.Request, portalPath+blade+"?notice="+outcome.notice, http.StatusSeeOther)
	}
}

func (s *Server) dashboard(w http.ResponseWriter, x *exchange) {
	s.showDashboard(w, http.StatusOK, view{Notice: notices[x.URL.Query().Get("notice")], Form: url.Values{}})
}

func (s *Server) dashboardChange(w http.ResponseWriter, x *exchange) {
	outcome, err, ok := s.act(w, x, dashboardActions)
	switch {
	case !ok:
	case err != nil:
		s.showDashboard(w, http.StatusUnprocessableEntity, view{Error: sentence(err), Form: x.PostForm})
	default:
		http.Redirect(w, x.Request, dashboardPath+"?notice="+outcome.notice, http.StatusSeeOther)
	}
}

// errNoApp stops an action on a registration that is not there, as from a page
// that was open while the app was deleted.
var errNoApp = errors.New("there is no app registration")

// act does what the pressed button stands for. It is not ok when the request
// was answered already.
func (s *Server) act(w http.ResponseWriter, x *exchange, actions map[string]action) (outcome done, err error, ok bool) {
	if x.ParseForm() != nil {
		w.WriteHeader(http.StatusBadRequest)
		return done{}, nil, false
	}
	if !s.fromOwnPage(x) {
		refuseForm(w)
		return done{}, nil, false
	}
	do := actions[x.PostForm.Get(fieldDo)]
	if do == nil {
		s.notFound(w, x)
		return done{}, nil, false
	}
	err = s.setup.change(func(d *draft) error {
		outcome, err = do(s, d, x.PostForm)
		return err
	})
	return outcome, err, true
}

// fromOwnPage reports whether a form was sent by a page of this server: the
// browser must not say otherwise, and the form must hold what only the pages
// know. Another site can post a form here, but cannot read a page.
func (s *Server) fromOwnPage(x *exchange) bool {
	if http.NewCrossOriginProtection().Check(x.Request) != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(x.PostForm.Get(fieldToken)), []byte(s.formToken)) == 1
}

// refuseForm answers a form that is none of this server's, or of its earlier
// start: then the page was left open, and has to be loaded again.
func refuseForm(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte("This form was not taken. If the page was open since an earlier start of edov, go back and reload it.\n")) // the browser may have gone
}

// onApp is an action that needs the registration.
func onApp(do func(s *Server, d *draft, form url.Values) (string, error)) action {
	return func(s *Server, d *draft, form url.Values) (done, error) {
		if d.App == nil {
			return done{}, errNoApp
		}
		notice, err := do(s, d, form)
		return done{notice: notice}, err
	}
}

// platforms are the platforms in the portal's order.
var platforms = []string{flow.PlatformWeb, flow.PlatformSPA, flow.PlatformPublic}
