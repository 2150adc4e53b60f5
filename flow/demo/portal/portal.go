package portal

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/registration"
	"edov/flow/demo/web"
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

const portalPath = "/portal/"

// Server shows the pages of the app registration.
type Server struct {
	url   string
	setup *registration.State
	forms *web.Forms
	now   func() time.Time
}

// New makes the pages at a URL.
func New(url string, setup *registration.State, forms *web.Forms, now func() time.Time) *Server {
	return &Server{url: url, setup: setup, forms: forms, now: now}
}

// Routes are the pages by pattern.
func (s *Server) Routes() map[string]web.Handler {
	return map[string]web.Handler{
		"GET /portal/{$}":      s.page,
		"GET /portal/{blade}":  s.page,
		"POST /portal/{blade}": s.change,
	}
}

// URL is a page of the app registration: "" is the list, "register" the
// form for a new one, and the others have the names of flow.PortalLink:
// "Overview", "Authentication", "Credentials", "TokenConfiguration",
// "CallAnAPI", "Manifest".
func (s *Server) URL(blade string) string { return s.url + portalPath + url.PathEscape(blade) }

// action is what a button does to the setup. It returns the name of the notice
// to show and, where that is another one, the page to show it on.
type action func(s *Server, d *registration.Draft, form url.Values) (done, error)

type done struct {
	notice string
	blade  *string // nil: the same page
}

// actions are the buttons of the portal by page.
var actions = map[string]map[string]action{
	bladeRegister:       {"register": register},
	bladeOverview:       {"delete": deleteApp},
	bladeAuthentication: {"add-redirect": addRedirect, "remove-redirect": removeRedirect, "save": saveAuthentication},
	bladeSecrets:        {"add": addSecret, "delete": deleteSecret},
	bladeClaims:         {"add": addClaims, "remove": removeClaim},
	bladePermissions:    {"add": addPermission, "remove": removePermission},
	bladeManifest:       {"save": saveManifest},
}

// notices are what a page can say after a change. The address has only the name
// of one: a link cannot make a page say something else.
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
}

func (s *Server) page(w http.ResponseWriter, x *web.Exchange) {
	blade := x.PathValue("blade")
	if _, known := bladeTitles[blade]; !known {
		web.NotFound(w, x)
		return
	}
	if s.setup.App() == nil && needsApp(blade) {
		http.Redirect(w, x.Request, portalPath, http.StatusSeeOther)
		return
	}
	s.showBlade(w, http.StatusOK, blade, view{
		Frame: web.Frame{Notice: notices[x.URL.Query().Get("notice")]}, reveal: isLookedAt(x),
	})
}

// isLookedAt reports whether a person opened the page, by hand or from another
// page of this server. What is shown only once must not be spent on a request
// that another site makes.
func isLookedAt(x *web.Exchange) bool {
	site := x.Header.Get("Sec-Fetch-Site")
	return x.Method == http.MethodGet && (site == "" || site == "none" || site == "same-origin")
}

func needsApp(blade string) bool { return blade != bladeList && blade != bladeRegister }

// errNoApp stops an action on a registration that is not there, as from a page
// that was open while the app was deleted.
var errNoApp = errors.New("there is no app registration yet")

func (s *Server) change(w http.ResponseWriter, x *web.Exchange) {
	blade := x.PathValue("blade")
	do, ok := web.Pressed(s.forms, w, x, actions[blade])
	if !ok {
		return
	}
	var outcome done
	err := s.setup.Change(func(d *registration.Draft) (err error) {
		outcome, err = do(s, d, x.PostForm)
		return err
	})
	switch {
	case errors.Is(err, errNoApp):
		http.Redirect(w, x.Request, portalPath, http.StatusSeeOther)
	case err != nil:
		v := view{Frame: web.Frame{Error: web.Sentence(err), Form: x.PostForm}}
		s.showBlade(w, http.StatusUnprocessableEntity, blade, v)
	default:
		if outcome.blade != nil {
			blade = *outcome.blade
		}
		http.Redirect(w, x.Request, portalPath+blade+"?notice="+outcome.notice, http.StatusSeeOther)
	}
}

// onApp is an action that needs the registration.
func onApp(do func(s *Server, d *registration.Draft, form url.Values) (string, error)) action {
	return func(s *Server, d *registration.Draft, form url.Values) (done, error) {
		if d.App == nil {
			return done{}, errNoApp
		}
		notice, err := do(s, d, form)
		return done{notice: notice}, err
	}
}

// platforms are the platforms in the portal's order.
var platforms = []string{appreg.PlatformWeb, appreg.PlatformSPA, appreg.PlatformPublic}
