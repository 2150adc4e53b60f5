package openid

import (
	"net/http"
	"net/url"
	"strings"

	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
	"edov/flow/entra"
)

// discovery answers with the v2 metadata document. Its members are those of
// the real one (entra.md 1.4), among them endpoints the demo does not have. Its
// Microsoft Graph is the look-alike on this server: that of Microsoft must not
// get the demo's tokens.
func (s *Server) discovery(w http.ResponseWriter, x *web.Exchange) {
	a, ok := tenant.FindAuthority(x.PathValue("tenant"))
	if !ok {
		writeFailure(w, x, fail(90002, x.PathValue("tenant")))
		return
	}
	base := s.url + "/" + a.Segment
	var region any // null on common
	if a.Tenant != "" {
		region = "EU"
	}
	w.Header().Set("Cache-Control", "max-age=86400, private")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	web.WriteJSON(w, http.StatusOK, map[string]any{
		"issuer":                                s.url + "/" + a.IssuerTenant() + "/v2.0",
		"authorization_endpoint":                base + "/oauth2/v2.0/authorize",
		"token_endpoint":                        base + "/oauth2/v2.0/token",
		"device_authorization_endpoint":         base + "/oauth2/v2.0/devicecode",
		"end_session_endpoint":                  base + "/oauth2/v2.0/logout",
		"jwks_uri":                              base + "/discovery/v2.0/keys",
		"kerberos_endpoint":                     base + "/kerberos",
		"userinfo_endpoint":                     s.url + "/oidc/userinfo",
		"response_types_supported":              []string{"code"},
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic"},
		"claims_supported": []string{
			"sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host",
			"aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash",
			"email",
		},
		"request_uri_parameter_supported": false,
		"http_logout_supported":           true,
		"frontchannel_logout_supported":   true,
		"tenant_region_scope":             region,
		"cloud_instance_name":             "microsoftonline.com",
		"cloud_graph_host_name":           "graph.windows.net",
		"msgraph_host":                    x.Host,
		"rbac_url":                        "https://pas.windows.net",
	})
}

// instance answers what MSAL asks about a login host that it does not know: this one has no other names.
func (s *Server) instance(w http.ResponseWriter, x *web.Exchange) {
	const api = "1.1"
	endpoint, err := url.Parse(x.URL.Query().Get("authorization_endpoint"))
	if err != nil || endpoint.Host != x.Host {
		writeFailure(w, x, fail(50049))
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	segment, _, _ := strings.Cut(strings.TrimPrefix(endpoint.Path, "/"), "/")
	web.WriteJSON(w, http.StatusOK, map[string]any{
		"tenant_discovery_endpoint": s.url + "/" + segment + "/v2.0/.well-known/openid-configuration",
		"api-version":               api,
		"metadata": []any{map[string]any{
			"preferred_network": x.Host, "preferred_cache": x.Host, "aliases": []string{x.Host},
		}},
	})
}

// jwks answers with the keys an authority publishes: work keys under the
// template (or the tenant's own issuer), the personal key under its fixed
// issuer; organizations has no personal keys (entra.md 1.5).
func (s *Server) jwks(w http.ResponseWriter, x *web.Exchange) {
	a, ok := tenant.FindAuthority(x.PathValue("tenant"))
	if !ok {
		writeFailure(w, x, fail(90002, x.PathValue("tenant")))
		return
	}
	s.mu.Lock()
	hidden := s.keysSeen < s.scenario.KeyAnswers
	s.keysSeen++
	s.mu.Unlock()
	signsPersonal := s.scenario.Person().Account == tenant.AccountPersonal
	keys := []map[string]any{}
	if a.Work && (!hidden || signsPersonal) {
		keys = append(keys, s.keys.work.jwk(s.url+"/"+a.IssuerTenant()+"/v2.0"))
	}
	if a.Segment != "organizations" && (!hidden || !signsPersonal) {
		keys = append(keys, s.keys.personal.jwk(s.issuer(entra.ConsumersTenant)))
	}
	w.Header().Set("Cache-Control", "max-age=86400, private")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	web.WriteJSON(w, http.StatusOK, map[string]any{"keys": keys})
}
