package demo

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"edov/flow"
)

// tokenResponse is the answer of the token endpoint (RFC 6749 section 5.1) in
// Entra's order.
type tokenResponse struct {
	TokenType    string `json:"token_type"`
	Scope        string `json:"scope"`
	ExpiresIn    int    `json:"expires_in"`
	ExtExpiresIn int    `json:"ext_expires_in"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
}

// token is the token endpoint.
func (s *Server) token(w http.ResponseWriter, x *exchange) {
	if x.Method == http.MethodPost && x.FormValue("grant_type") == "client_credentials" {
		s.clientCredentials(w, x)
		return
	}
	app := s.setup.current()
	g, f := s.redeem(x, app)
	if f != nil {
		writeFailure(w, x, f)
		return
	}
	access, life := s.accessToken(g, app, x.now)
	answer := tokenResponse{
		TokenType: "Bearer", Scope: g.scope(), AccessToken: access,
		ExpiresIn: int(life/time.Second) - 1, ExtExpiresIn: int(life/time.Second) - 1,
	}
	if g.has("openid") {
		answer.IDToken = s.idToken(g, app, x.now)
	}
	if g.has("offline_access") {
		answer.RefreshToken = newCredential(400)
	}
	s.remember(answer.RefreshToken, signatureOf(answer.IDToken), signatureOf(access))
	s.mu.Lock()
	s.bearers[access], s.readers[access] = g.identity, g.has(flow.ScopeMe)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, answer)
}

// clientCredentials answers a try of the secret without a user (RFC 6749
// section 4.4). Like Entra, it needs a concrete tenant.
func (s *Server) clientCredentials(w http.ResponseWriter, x *exchange) {
	a, ok := lookupAuthority(x.PathValue("tenant"))
	app := s.setup.current()
	var f *failure
	switch {
	case !ok:
		f = fail(90002, x.PathValue("tenant"))
	case a.name == "":
		f = fail(50059)
	case a.name != contoso.name:
		f = fail(700016, x.PostForm.Get("client_id"), a.name)
	default:
		f = s.authenticate(x, app, a)
	}
	if f != nil {
		writeFailure(w, x, f)
		return
	}
	access := randomText(200)
	s.remember(access)
	writeJSON(w, http.StatusOK, tokenResponse{TokenType: "Bearer", ExpiresIn: 3599, ExtExpiresIn: 3599, AccessToken: access})
}

// signatureOf is the part of a token that makes it a credential: the whole of
// an opaque one.
func signatureOf(token string) string { return token[strings.LastIndexByte(token, '.')+1:] }

// scope is what was granted.
func (g grant) scope() string {
	return strings.TrimSpace(g.graphScopes() + " " + g.resourceScope())
}

// redeem looks at a token request. The client is looked at before the code, as
// at Entra.
func (s *Server) redeem(x *exchange, app *App) (grant, *failure) {
	if x.Method != http.MethodPost {
		return grant{}, fail(900561, x.Method)
	}
	kind, _, err := mime.ParseMediaType(x.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return grant{}, fail(900144, "grant_type") // no parameter is seen in another body
	}
	if x.ParseForm() != nil {
		return grant{}, fail(9002313)
	}
	a, ok := lookupAuthority(x.PathValue("tenant"))
	if !ok {
		return grant{}, fail(90002, x.PathValue("tenant"))
	}
	switch grantType := x.PostForm.Get("grant_type"); grantType {
	case "authorization_code":
	case "":
		return grant{}, fail(900144, "grant_type")
	default:
		return grant{}, fail(70003, grantType)
	}
	if f := s.authenticate(x, app, a); f != nil {
		return grant{}, f
	}
	code, verifier := x.PostForm.Get("code"), x.PostForm.Get("code_verifier")
	if code == "" {
		return grant{}, fail(900144, "code")
	}
	s.remember(verifier)
	return s.codes.redeem(code, x.now, func(c issuedCode) *failure {
		redirect := x.PostForm.Get("redirect_uri")
		switch {
		case !app.is(c.client): // the app it was issued to is gone
			return fail(9002313)
		case c.segment != a.segment:
			return fail(700005, c.segment, a.segment)
		case c.redirectURI != redirect:
			return fail(500112, redirect, c.redirectURI)
		case !c.verified(verifier):
			return fail(501481)
		}
		return nil
	})
}

// authenticate checks the client (RFC 6749 section 2.3.1), by post or basic.
// What is asked of it depends on the platform of the redirect URI; without one,
// as of Web.
func (s *Server) authenticate(x *exchange, app *App, a authority) *failure {
	id, secret := x.PostForm.Get("client_id"), x.PostForm.Get("client_secret")
	if user, password, ok := x.BasicAuth(); ok {
		id, _ = url.QueryUnescape(user)
		secret, _ = url.QueryUnescape(password)
	}
	if f := checkClient(app, id, a); f != nil {
		return f
	}
	browser := x.Header.Get("Origin") != ""
	switch platform := app.platform(x.PostForm.Get("redirect_uri")); {
	case platform == flow.PlatformSPA && !browser:
		return fail(9002327)
	case platform == flow.PlatformSPA && secret == "":
		return nil
	case platform == flow.PlatformPublic && secret != "":
		return fail(700025)
	case platform == flow.PlatformPublic:
		return nil
	case browser && secret != "":
		return fail(9002326) // a browser must not hold a secret
	case secret == "":
		return fail(7000218)
	}
	return s.checkSecret(app, secret, x.now)
}

// checkSecret tells a wrong value, a Secret ID among them, from one that is
// right and past its end.
func (s *Server) checkSecret(app *App, value string, now time.Time) *failure {
	found, ok := s.setup.find(value)
	switch {
	case !ok:
		return fail(7000215, app.ClientID)
	case !now.Before(found.End):
		return fail(7000222, app.ClientID)
	}
	return nil
}

func checkClient(app *App, id string, a authority) *failure {
	directory := a.name
	if directory == "" {
		directory = contoso.name
	}
	switch {
	case id == "":
		return fail(900144, "client_id")
	case !guidShape.MatchString(id):
		return fail(700038, id)
	case !app.is(id):
		return fail(700016, id, directory)
	}
	return nil
}

// verified applies PKCE (RFC 7636 section 4.6). A verifier without a challenge
// is ignored.
func (c issuedCode) verified(verifier string) bool {
	if c.challenge == "" {
		return true
	}
	if !c.plain {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(verifier), []byte(c.challenge)) == 1
}

// userinfo answers for an access token issued here (OpenID Connect Core 5.3).
func (s *Server) userinfo(w http.ResponseWriter, x *exchange) {
	bearer, ok := strings.CutPrefix(x.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	id, known := s.bearers[bearer]
	s.mu.Unlock()
	if !ok || !known {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		writeJSON(w, http.StatusUnauthorized, map[string]any{"error": map[string]string{
			"code": "InvalidAuthenticationToken", "message": "Access token is missing or malformed.",
		}})
		return
	}
	first, last, _ := strings.Cut(id.name, " ")
	answer := map[string]any{"sub": id.subject(), "name": id.name, "given_name": first, "family_name": last}
	if id.email != "" {
		answer["email"] = id.email
	}
	writeJSON(w, http.StatusOK, answer)
}
