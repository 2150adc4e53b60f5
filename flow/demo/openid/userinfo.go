package openid

import (
	"net/http"
	"strings"

	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// Bearer is whom an access token was issued to.
type Bearer struct {
	tenant.Identity
	ReadsMe bool // it may read /me of Microsoft Graph
}

// maxBearers is how many access tokens are remembered.
const maxBearers = 1000

// remember notes whom an access token was issued to.
func (s *Server) remember(token string, b Bearer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bearers.Add(token, b)
}

// Bearer finds whom an access token was issued to.
func (s *Server) Bearer(token string) (Bearer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bearers.Get(token)
}

// userinfo answers for an access token issued here (OpenID Connect Core 5.3).
func (s *Server) userinfo(w http.ResponseWriter, x *web.Exchange) {
	bearer, ok := strings.CutPrefix(x.Header.Get("Authorization"), "Bearer ")
	id, known := s.Bearer(bearer)
	if !ok || !known {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		web.WriteJSON(w, http.StatusUnauthorized, map[string]any{"error": map[string]string{
			"code": "InvalidAuthenticationToken", "message": "Access token is missing or malformed.",
		}})
		return
	}
	first, last, _ := strings.Cut(id.Name, " ")
	answer := map[string]any{"sub": id.Subject(), "name": id.Name, "given_name": first, "family_name": last}
	if id.Email != "" {
		answer["email"] = id.Email
	}
	web.WriteJSON(w, http.StatusOK, answer)
}
