package flow

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"edov/flow/strictjson"
)

// codeGrant is what an authorization code is redeemed with (RFC 6749 section
// 4.1.3, RFC 7636 section 4.5).
type codeGrant struct {
	Code, Verifier Secret
	RedirectURI    string // the same string as in the authorization request
}

// redeem sends the token request: one POST that is never repeated, since using a code twice may
// revoke its tokens.
func (cl *client) redeem(ctx context.Context, tokenEndpoint string, g codeGrant) (*Tokens, *Failure) {
	with := []carried{carriesCode, carriesVerifier}
	form := url.Values{
		"grant_type":    {"authorization_code"},
		"client_id":     {cl.c.ClientID},
		"code":          {g.Code.Reveal()},
		"redirect_uri":  {g.RedirectURI},
		"code_verifier": {g.Verifier.Reveal()},
	}
	secret := cl.c.Secret
	if cl.c.Public {
		secret = Secret{}
	}
	if !secret.IsZero() {
		with = append(with, carriesSecret)
	}
	req, err := cl.tokenRequest(ctx, tokenEndpoint, form, secret)
	if err != nil {
		return nil, tokenProtocol("the address of the token endpoint is not valid")
	}
	cl.sends(g.Code, g.Verifier)
	a, err := cl.exchange("token", req, maxTokens, with)
	if err != nil {
		f := cl.explain(err, req.URL)
		f.Stage = StageToken
		return nil, f
	}
	tokens, f := readTokens(a)
	if f != nil {
		f.HTTPStatus = a.status
		return nil, f
	}
	tokens.ReceivedAt = cl.env.now()
	return tokens, nil
}

// tokenRequest makes a request of the token endpoint, with the client secret where the server takes it.
func (cl *client) tokenRequest(
	ctx context.Context, address string, form url.Values, secret Secret,
) (*http.Request, error) {
	basic := !secret.IsZero() && cl.wantsBasic()
	if !secret.IsZero() && !basic {
		form.Set("client_secret", secret.Reveal())
	}
	if basic {
		form.Del("client_id") // the header has it
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	cl.head(req)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if basic { // RFC 6749 section 2.3.1: both are form-encoded first
		req.SetBasicAuth(url.QueryEscape(cl.c.ClientID), url.QueryEscape(secret.Reveal()))
	}
	// Without GetBody, the transport cannot send the request again.
	req.GetBody = nil
	return req, nil
}

// wantsBasic reports whether a test server takes the client secret in the Authorization header only: its metadata
// lists client_secret_basic without client_secret_post, or lists no method, which means the same (OpenID Connect
// Discovery 3). Microsoft takes both.
func (cl *client) wantsBasic() bool {
	md := cl.known.Load()
	if cl.c.Authority == "" || md == nil {
		return false
	}
	v, err := strictjson.Parse(md.Raw, strictjson.Document)
	if err != nil {
		return false
	}
	methods := v.Get("token_endpoint_auth_methods_supported")
	lists := func(name string) bool {
		return slices.ContainsFunc(methods.Elems(), func(m strictjson.Value) bool { return m.Str() == name })
	}
	return !methods.Exists() || lists("client_secret_basic") && !lists("client_secret_post")
}

func tokenProtocol(summary string) *Failure {
	return &Failure{
		Stage: StageToken, Kind: FailureProtocol, Summary: summary,
		Hint: "a token endpoint does not respond like this (RFC 6749 section 5); a proxy may have changed it",
	}
}

// readTokens reads the response of the token endpoint, without what was sent: a server may repeat
// the request.
func readTokens(a *reply) (*Tokens, *Failure) {
	if a.status >= 300 && a.status < 400 {
		return nil, tokenProtocol("the token endpoint redirects to another address; the request wasn't sent there")
	}
	if isHTML(a) {
		return nil, htmlFailure(StageToken, "tokens", a)
	}
	v, err := strictjson.Parse(a.body, strictjson.Document)
	v = a.sent.response(v)
	f, isError := FailureOfJSON(v)
	switch {
	case a.isBusy() && (f == nil || len(f.Codes) == 0):
		return nil, busyFailure(StageToken, a)
	case err == nil && isError:
		return nil, f
	case a.status != http.StatusOK:
		return nil, unexpectedStatus(StageToken, "tokens", a)
	case err != nil:
		return nil, tokenProtocol("the token response can't be read: " + a.sent.text(err.Error()))
	case v.Kind != strictjson.Object:
		return nil, tokenProtocol("the token response can't be read: it is not a JSON object")
	}
	return TokensOf(v)
}

// tokenMembers are the members that must not be ambiguous: they have one spelling and one type.
var tokenMembers = []string{"access_token", "id_token", "token_type", "refresh_token"}

// IsTokenMember reports whether a member of a token response has this name and holds, or names, a token.
func IsTokenMember(name string) bool { return slices.Contains(tokenMembers, name) }

// TokensOf reads a token response (RFC 6749 section 5.1), which only has to be unambiguous.
// Package inspect checks whether it contains everything that was requested.
func TokensOf(v strictjson.Value) (*Tokens, *Failure) {
	for _, name := range tokenMembers {
		if len(v.Twins(name)) > 0 {
			return nil, tokenProtocol("the token response has " + name + " twice, in different letter case")
		}
		if m := v.Get(name); m.Exists() && (m.Kind != strictjson.String || !isTokenText(m.Text)) {
			return nil, tokenProtocol("the " + name + " of the token response is not a valid string")
		}
	}
	t := &Tokens{
		IDToken:         NewToken(v.StrOf("id_token")),
		HasRefreshToken: v.Has("refresh_token"),
		TokenType:       cut(v.StrOf("token_type"), 64),
		Scope:           cut(v.StrOf("scope"), 4096),
	}
	if expires := v.Get("expires_in"); expires.Exists() {
		t.ExpiresIn = cut(expires.Compact(), 64)
	}
	for _, name := range v.Names() {
		t.Members = append(t.Members, cut(name, 64))
	}
	if refresh := NewSecret(v.StrOf("refresh_token")); !refresh.IsZero() {
		t.refresh = &refresh
	}
	t.SetAccess(NewToken(v.StrOf("access_token")))
	if t.AccessToken.IsZero() && t.IDToken.IsZero() {
		return nil, tokenProtocol("the token response contains no token")
	}
	return t, nil
}

// SetAccess takes an access token with the hash that the ID token may name (at_hash).
func (t *Tokens) SetAccess(access Token) {
	t.AccessToken, t.AccessTokenHash = access, ""
	if !access.IsZero() {
		t.AccessTokenHash = leftHash(access.Compact())
	}
}

// isTokenText reports whether a text can be in a header: visible ASCII, not empty.
func isTokenText(s string) bool {
	return s != "" && !strings.ContainsFunc(s, notPrintable)
}

// leftHash is the hash of at_hash and c_hash for RS256 (OpenID Connect Core
// 3.1.3.6, 3.3.2.11): the left half of SHA-256, base64url.
func leftHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}

// hasKey reports whether one of the sets has a key with this ID.
func hasKey(sets []KeySet, kid string) bool {
	for _, set := range sets {
		v, err := strictjson.Parse(set.Raw, strictjson.Document)
		if err != nil {
			continue
		}
		for _, key := range v.Get("keys").Elems() {
			if key.StrOf("kid") == kid {
				return true
			}
		}
	}
	return false
}

// tokenKeyID is the key ID and the tenant that a token names.
func tokenKeyID(t Token) (kid, tid string) {
	header, claims := t.Peek()
	return header.StrOf("kid"), claims.StrOf("tid")
}

// AccessClaim names a claim that only access tokens have (Microsoft, access token claims reference, optional claims
// reference): scp, or appid, idtyp and the like of app-only ones; empty where there is none.
func AccessClaim(claims strictjson.Value) string {
	for _, name := range []string{"scp", "appidacr", "azpacr", "appid", "idtyp"} {
		if claims.Has(name) {
			return name
		}
	}
	return ""
}
