package openid

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"mime"
	"net/http"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
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
	ClientInfo   string `json:"client_info,omitempty"`
}

// redeemed is what a code or a refresh token stands for.
type redeemed struct {
	consented   grant  // all that the user consented to
	grant              // of it, what this request gets
	redirect    string // the redirect URI of the sign-in
	refreshEnds time.Time
}

// token is the token endpoint.
func (s *Server) token(w http.ResponseWriter, x *web.Exchange) {
	if x.Method == http.MethodPost && x.FormValue("grant_type") == "client_credentials" {
		s.clientCredentials(w, x)
		return
	}
	app := s.setup.App()
	g, f := s.redeem(x, app)
	if f != nil {
		writeFailure(w, x, f)
		return
	}
	access, life := s.accessToken(g.grant, app, x.Now)
	answer := tokenResponse{
		TokenType: "Bearer", Scope: g.scope(), AccessToken: access,
		ExpiresIn: int(life/time.Second) - 1, ExtExpiresIn: int(life/time.Second) - 1,
	}
	if g.has("openid") {
		answer.IDToken = s.idToken(g.grant, s.claimsApp(app), x.Now)
	}
	if g.consented.has("offline_access") {
		answer.RefreshToken = s.refreshed(g, app, x.Now)
	}
	if x.PostForm.Get("client_info") == "1" {
		answer.ClientInfo = clientInfo(g.Identity)
	}
	s.issued.Add(answer.RefreshToken, signatureOf(answer.IDToken), signatureOf(access))
	s.remember(access, Bearer{g.Identity, len(g.granted(flow.ScopeMe)) > 0})
	if x.Header.Get("Origin") != "" {
		w.Header().Set("Access-Control-Allow-Origin", "*") // a single-page app may read it
	}
	web.WriteJSON(w, http.StatusOK, answer)
}

// clientCredentials answers a try of the secret without a user (RFC 6749
// section 4.4). Like Entra, it needs a concrete tenant.
func (s *Server) clientCredentials(w http.ResponseWriter, x *web.Exchange) {
	a, ok := tenant.FindAuthority(x.PathValue("tenant"))
	app := s.setup.App()
	var f *failure
	switch {
	case !ok:
		f = fail(90002, x.PathValue("tenant"))
	case a.Name == "":
		f = fail(50059)
	case a.Name != tenant.Contoso.Name:
		f = fail(700016, x.PostForm.Get("client_id"), a.Name)
	default:
		f = s.authenticate(x, app, a, "")
	}
	if f == nil && app.NoPrincipal {
		f = fail(7000229, app.ClientID, a.Tenant)
	}
	if f != nil {
		writeFailure(w, x, f)
		return
	}
	access := credential.Text(200)
	s.issued.Add(access)
	web.WriteJSON(w, http.StatusOK, tokenResponse{
		TokenType: "Bearer", ExpiresIn: 3599, ExtExpiresIn: 3599, AccessToken: access,
	})
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
func (s *Server) redeem(x *web.Exchange, app *registration.App) (redeemed, *failure) {
	a, f := readTokenRequest(x)
	if f != nil {
		return redeemed{}, f
	}
	var g redeemed
	switch grantType := x.PostForm.Get("grant_type"); grantType {
	case "authorization_code":
		g, f = s.codeGrant(x, app, a)
	case "refresh_token":
		g, f = s.refreshGrant(x, app, a)
	case "":
		f = fail(900144, "grant_type")
	default:
		f = fail(70003, grantType)
	}
	if f == nil {
		g.grant, f = g.consented.narrowed(x.PostForm.Get("scope"), app)
	}
	return g, f
}

// readTokenRequest reads the form of a token request.
func readTokenRequest(x *web.Exchange) (tenant.Authority, *failure) {
	if x.Method != http.MethodPost {
		return tenant.Authority{}, fail(900561, x.Method)
	}
	kind, _, err := mime.ParseMediaType(x.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return tenant.Authority{}, fail(900144, "grant_type") // no parameter is seen in another body
	}
	if x.ParseForm() != nil {
		return tenant.Authority{}, fail(9002313)
	}
	a, ok := tenant.FindAuthority(x.PathValue("tenant"))
	if !ok {
		return a, fail(90002, x.PathValue("tenant"))
	}
	return a, nil
}

// codeGrant redeems an authorization code (RFC 6749 section 4.1.3).
func (s *Server) codeGrant(x *web.Exchange, app *registration.App, a tenant.Authority) (redeemed, *failure) {
	redirect := x.PostForm.Get("redirect_uri")
	if f := s.authenticate(x, app, a, redirect); f != nil {
		return redeemed{}, f
	}
	code, verifier := x.PostForm.Get("code"), x.PostForm.Get("code_verifier")
	if code == "" {
		return redeemed{}, fail(900144, "code")
	}
	s.issued.Add(verifier)
	g, f := s.codes.redeem(code, x.Now, func(c issuedCode) *failure {
		switch {
		case !app.Is(c.Client): // the app it was issued to is gone
			return fail(9002313)
		case c.segment != a.Segment:
			return fail(700005, c.segment, a.Segment)
		case c.redirectURI != redirect:
			return fail(500112, redirect, c.redirectURI)
		case !c.verified(verifier):
			return fail(501481)
		}
		// The code is used only by a request that gets a token.
		_, f := c.narrowed(x.PostForm.Get("scope"), app)
		return f
	})
	return redeemed{consented: g, redirect: redirect}, f
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

// Claims answers a token request with the claims of its ID token, without HTTP,
// or with the error description. It is for the auth product's own page, which is
// on this server too.
func (s *Server) Claims(x *web.Exchange) (claims map[string]any, refused string) {
	app := s.setup.App()
	g, f := s.redeem(x, app)
	if f != nil {
		return nil, f.description(x)
	}
	return s.idClaims(g.grant, app, x.Now), ""
}
