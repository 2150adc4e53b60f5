package product

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"edov/flow"
	"edov/flow/demo/credential"
	"edov/flow/demo/web"
)

// clerkHost is the Frontend API's host in the demo's keys.
const clerkHost = "clerk.contoso.example"

// OtherClientID is an app that is not in the demo tenant: another customer's, or
// the one that Clerk shares among its customers.
const OtherClientID = "9e4b7c21-0f6d-4a83-b5e9-7d1c2a8f6043"

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

func (s *Server) devBrowser(w http.ResponseWriter, _ *web.Exchange) {
	web.WriteJSON(w, http.StatusOK, map[string]any{"object": "dev_browser", "id": s.browserID})
}

// clerkAllowed refuses calls to a development instance without its token.
func (s *Server) clerkAllowed(w http.ResponseWriter, x *web.Exchange) bool {
	if !s.clerk.development || x.URL.Query().Get("__clerk_db_jwt") == s.browserID {
		return true
	}
	web.WriteJSON(w, http.StatusUnauthorized, map[string]any{"errors": []any{map[string]any{
		"message":      "Browser unauthenticated",
		"long_message": "Unable to authenticate this browser for your development instance.",
		"code":         "dev_browser_unauthenticated",
	}}})
	return false
}

func (s *Server) clerkEnvironment(w http.ResponseWriter, x *web.Exchange) {
	if !s.clerkAllowed(w, x) {
		return
	}
	board, kind := s.setup.Dashboard(), "production"
	if s.clerk.development {
		kind = "development"
	}
	web.WriteJSON(w, http.StatusOK, map[string]any{
		"object": "environment", "maintenance_mode": s.clerk.maintenance,
		"display_config": map[string]any{"instance_environment_type": kind, "application_name": "Contoso"},
		"user_settings": map[string]any{"social": map[string]any{"oauth_microsoft": map[string]any{
			"enabled": board.Enabled, "required": false, "authenticatable": board.Enabled && board.Usable,
			"strategy": "oauth_microsoft", "not_selectable": false, "deprecated": false, "name": "Microsoft",
		}}},
	})
}

func (s *Server) clerkPortal(w http.ResponseWriter, x *web.Exchange) {
	if s.clerkAllowed(w, x) {
		web.WriteJSON(w, http.StatusOK, map[string]any{"object": "account_portal", "allowed": true, "enabled": true})
	}
}

// clerkSignIn begins a sign-in: its answer has the address of Microsoft's page.
func (s *Server) clerkSignIn(w http.ResponseWriter, x *web.Exchange) {
	if !s.clerkAllowed(w, x) {
		return
	}
	board := s.setup.Dashboard()
	if x.FormValue("strategy") != "oauth_microsoft" || !board.Enabled {
		web.WriteJSON(w, http.StatusUnprocessableEntity, map[string]any{
			"errors": []any{
				map[string]any{
					"message":      "is invalid",
					"long_message": "oauth_microsoft does not match one of the allowed values for parameter strategy",
					"code":         "form_param_value_invalid",
				},
			},
		})
		return
	}
	client := OtherClientID // Clerk's shared app
	if board.Custom {
		client = board.ClientID
	}
	if client == "" {
		web.WriteJSON(w, http.StatusUnprocessableEntity, map[string]any{
			"errors": []any{
				map[string]any{
					"message":      "Missing OAuth configuration",
					"long_message": "The Microsoft connection uses custom credentials, but has no Client ID.",
					"code":         "oauth_config_missing",
				},
			},
		})
		return
	}
	key := s.Clerk().Key
	query := url.Values{
		"client_id": {client}, "response_type": {"code"}, "scope": {"openid profile email"},
		"redirect_uri": {key.RedirectURI()}, "state": {credential.Text(32)},
	}
	s.issued.Add(query.Get("state"))
	web.WriteJSON(w, http.StatusOK, map[string]any{"response": map[string]any{
		"object": "sign_in", "status": "needs_first_factor",
		"first_factor_verification": map[string]any{
			"status": "unverified", "strategy": "oauth_microsoft",
			"external_verification_redirect_url": strings.Replace(s.url, "http://", "https://", 1) +
				"/common/oauth2/v2.0/authorize?" + query.Encode(),
		},
	}})
}
