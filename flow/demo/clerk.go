package demo

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"edov/flow"
)

// ClerkState is one way a Clerk instance can be set up.
type ClerkState struct {
	ID, Title string
	Breaks    []string // IDs of the checks of severity error or warning that fail

	development, off, unusable, maintenance, otherApp bool
}

// ClerkStates lists the states of the Clerk look-alike, the right one first.
func ClerkStates() []ClerkState {
	return []ClerkState{
		{ID: "ready", Title: "A production instance, everything right"},
		{ID: "development", Title: "A development instance with Clerk's shared credentials", development: true},
		{ID: "not-enabled", Title: "The Microsoft connection is not enabled", off: true, Breaks: []string{"clerk-enabled"}},
		{ID: "not-usable", Title: "Enabled, but not for sign-up and sign-in", unusable: true, Breaks: []string{"clerk-usable"}},
		{ID: "other-app", Title: "Clerk uses another app than the one you edit", otherApp: true, Breaks: []string{"clerk-client-id"}},
		{ID: "easie-reuse", Title: "The credentials of an EASIE connection are used", otherApp: true, Breaks: []string{"clerk-client-id"}},
		{ID: "maintenance", Title: "The instance is in maintenance mode", maintenance: true, Breaks: []string{"clerk-maintenance"}},
	}
}

// LookupClerk finds a state by its ID.
func LookupClerk(id string) (ClerkState, bool) {
	for _, s := range ClerkStates() {
		if s.ID == id {
			return s, true
		}
	}
	return ClerkState{}, false
}

// clerkHost is the Frontend API's host in the demo's keys.
const clerkHost = "clerk.contoso.example"

// otherClientID is an app that nobody here edits: that of somebody else, or the
// one that Clerk shares among its customers.
const otherClientID = "9e4b7c21-0f6d-4a83-b5e9-7d1c2a8f6043"

// Clerk reads the look-alike of Clerk's Frontend API.
func (s *Server) Clerk() flow.Clerk {
	key := flow.PublishableKey{Production: !s.clerk.development, Host: clerkHost}
	if s.clerk.development {
		key.Host = "bold-lynx-13.clerk.accounts.dev"
	}
	return flow.Clerk{Key: key, Base: s.url}
}

// PublishableKey is the key of the look-alike, as a page would carry it.
func (s *Server) PublishableKey() string {
	key := s.Clerk().Key
	prefix := "pk_test_"
	if key.Production {
		prefix = "pk_live_"
	}
	return prefix + base64.RawStdEncoding.EncodeToString([]byte(key.Host+"$"))
}

func (s *Server) devBrowser(w http.ResponseWriter, _ *exchange) {
	writeJSON(w, http.StatusOK, map[string]any{"object": "dev_browser", "id": s.devBrowserToken})
}

// clerkAllowed refuses calls to a development instance without its token.
func (s *Server) clerkAllowed(w http.ResponseWriter, x *exchange) bool {
	if !s.clerk.development || x.URL.Query().Get("__clerk_db_jwt") == s.devBrowserToken {
		return true
	}
	writeJSON(w, http.StatusUnauthorized, map[string]any{"errors": []any{map[string]any{
		"message": "Browser unauthenticated", "long_message": "Unable to authenticate this browser for your development instance.", "code": "dev_browser_unauthenticated",
	}}})
	return false
}

func (s *Server) clerkEnvironment(w http.ResponseWriter, x *exchange) {
	if !s.clerkAllowed(w, x) {
		return
	}
	board, kind := s.setup.board(), "production"
	if s.clerk.development {
		kind = "development"
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"object": "environment", "maintenance_mode": s.clerk.maintenance,
		"display_config": map[string]any{"instance_environment_type": kind, "application_name": "Contoso"},
		"user_settings": map[string]any{"social": map[string]any{"oauth_microsoft": map[string]any{
			"enabled": board.Enabled, "required": false, "authenticatable": board.Enabled && board.Usable,
			"strategy": "oauth_microsoft", "not_selectable": false, "deprecated": false, "name": "Microsoft",
		}}},
	})
}

func (s *Server) clerkPortal(w http.ResponseWriter, x *exchange) {
	if s.clerkAllowed(w, x) {
		writeJSON(w, http.StatusOK, map[string]any{"object": "account_portal", "allowed": true, "enabled": true})
	}
}

// clerkSignIn begins a sign-in: its answer has the address of Microsoft's page.
func (s *Server) clerkSignIn(w http.ResponseWriter, x *exchange) {
	if !s.clerkAllowed(w, x) {
		return
	}
	board := s.setup.board()
	if x.FormValue("strategy") != "oauth_microsoft" || !board.Enabled {
		writeJSON(w, http.StatusUnprocessableEntity, map[string]any{"errors": []any{map[string]any{"message": "is invalid", "long_message": "oauth_microsoft does not match one of the allowed values for parameter strategy", "code": "form_param_value_invalid"}}})
		return
	}
	client := otherClientID // Clerk's shared app
	if board.Custom {
		client = board.ClientID
	}
	if client == "" {
		writeJSON(w, http.StatusUnprocessableEntity, map[string]any{"errors": []any{map[string]any{"message": "Missing OAuth configuration", "long_message": "The Microsoft connection uses custom credentials, but has no Client ID.", "code": "oauth_config_missing"}}})
		return
	}
	key := s.Clerk().Key
	query := url.Values{
		"client_id": {client}, "response_type": {"code"}, "scope": {"openid profile email"}, "redirect_uri": {key.RedirectURI()}, "state": {randomText(32)},
	}
	s.remember(query.Get("state"))
	writeJSON(w, http.StatusOK, map[string]any{"response": map[string]any{
		"object": "sign_in", "status": "needs_first_factor",
		"first_factor_verification": map[string]any{
			"status": "unverified", "strategy": "oauth_microsoft",
			"external_verification_redirect_url": strings.Replace(s.url, "http://", "https://", 1) + "/common/oauth2/v2.0/authorize?" + query.Encode(),
		},
	}})
}
