package openid

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

const (
	// backdate is how long before its issue a token of Entra begins.
	backdate = 5 * time.Minute
	// Lifetimes from iat to exp, as measured (entra.md 2.3).
	workLife     = 3900 * time.Second
	personalLife = 86700 * time.Second
)

// grant is what a user has agreed to.
type grant struct {
	tenant.Identity
	scopes []string
	nonce  string
	sid    string
}

func (g grant) has(scope string) bool { return slices.Contains(g.scopes, scope) }

// resourceScope is the scope of the app's own API, "" if none was requested.
func (g grant) resourceScope() string {
	for _, scope := range g.scopes {
		if strings.HasPrefix(scope, registration.APIURI(g.Client)) {
			return scope
		}
	}
	return ""
}

// issuer is the v2 issuer of a tenant.
func (s *Server) issuer(tid string) string { return s.url + "/" + tid + "/v2.0" }

// idToken issues the ID token.
func (s *Server) idToken(g grant, app *registration.App, now time.Time) string {
	key := s.keyFor(g.Identity)
	if s.scenario.ForeignKey {
		key = s.otherKey(g.Identity)
	}
	token := seal(key, map[string]any{"typ": "JWT", "alg": "RS256", "kid": key.id}, s.idClaims(g, app, now))
	if s.scenario.BadSignature {
		token = spoil(token)
	}
	return token
}

// idClaims are the claims of a real ID token (entra.md 3.1): without at_hash and
// c_hash, which /token never sends.
func (s *Server) idClaims(g grant, app *registration.App, now time.Time) map[string]any {
	claims := s.baseClaims(g, now)
	claims["aud"], claims["iss"], claims["ver"] = g.Client, s.issuer(g.TenantID), "2.0"
	if g.nonce != "" {
		claims["nonce"] = g.nonce
	}
	if !g.IsPersonal() {
		claims["sid"] = g.sid
	}
	if g.Guest {
		claims["acct"], claims["idp"] = 1, g.HomeProvider()
	}
	g.addProfile(claims, app.OptionalClaims.IDToken, app)
	for name, value := range s.scenario.Claims {
		if value == nil {
			delete(claims, name)
			continue
		}
		claims[name] = value
	}
	return claims
}

// baseClaims are in every token. Personal accounts have no rh and no uti.
func (s *Server) baseClaims(g grant, now time.Time) map[string]any {
	start, life := now.Add(-backdate), workLife
	if g.IsPersonal() {
		life = personalLife
	}
	claims := map[string]any{
		"iat": start.Unix(), "nbf": start.Unix(), "exp": start.Add(life).Unix(),
		"sub": g.Subject(), "tid": g.TenantID, "aio": credential.Text(90),
	}
	if !g.IsPersonal() {
		claims["rh"], claims["uti"] = credential.RH(), credential.Text(16)
	}
	return claims
}

// addProfile adds what the scopes profile and email stand for, and what the
// registration asks for besides. xms_edov comes only together with email
// (entra.md 4.2), and only when requested.
func (g grant) addProfile(claims map[string]any, asked []registration.OptionalClaim, app *registration.App) {
	if g.has("profile") {
		claims["name"], claims["preferred_username"], claims["oid"] = g.Name, g.Username, g.ObjectID
		g.addNames(claims, asked)
	}
	if !g.has("email") || withholds(app, g.Identity) {
		return
	}
	claims["email"] = g.Email
	if g.EDOV != nil && registration.HasClaim(asked, "xms_edov") {
		claims["xms_edov"] = g.EDOV
	}
}

// addNames adds optional claims that need the scope profile as well.
func (g grant) addNames(claims map[string]any, asked []registration.OptionalClaim) {
	first, last, _ := strings.Cut(g.Name, " ")
	for name, value := range map[string]string{"given_name": first, "family_name": last, "upn": g.Username} {
		if registration.HasClaim(asked, name) && (name != "upn" || !g.IsPersonal()) {
			claims[name] = value
		}
	}
}

// withholds reports whether the registration has an email left out that its
// domain's owner did not verify (removeUnverifiedEmailClaim).
func withholds(a *registration.App, id tenant.Identity) bool {
	return a.RemoveUnverified != nil && *a.RemoveUnverified && id.EDOV == false
}

// accessToken issues a token for the app's own API when one of its scopes was
// requested, else one for Microsoft Graph. It also says how long it is valid.
func (s *Server) accessToken(g grant, app *registration.App, now time.Time) (token string, life time.Duration) {
	// 60 to 90 minutes at random, as documented for access tokens.
	life = time.Hour + time.Duration(credential.Below(1800))*time.Second
	switch scope := g.resourceScope(); {
	case scope != "":
		return s.ownToken(g, app, strings.TrimPrefix(scope, registration.APIURI(g.Client)), now, life), life
	case g.IsPersonal():
		return "EwB" + base64.StdEncoding.EncodeToString(credential.Bytes(900)), life // no JWT at all
	}
	return s.graphToken(g, app, now, life), life
}

// ownToken is a v2 token for the app itself, with the optional claims that its
// registration asks for in access tokens.
func (s *Server) ownToken(g grant, app *registration.App, scope string, now time.Time, life time.Duration) string {
	claims := s.baseClaims(g, now)
	claims["exp"] = now.Add(life).Unix()
	claims["aud"], claims["iss"], claims["ver"] = g.Client, s.issuer(g.TenantID), "2.0"
	claims["azp"], claims["azpacr"], claims["scp"] = g.Client, "1", scope
	g.addProfile(claims, app.OptionalClaims.AccessToken, app)
	for _, name := range []string{"email", "xms_edov"} {
		if value, changed := s.scenario.Claims[name]; changed && value == nil {
			delete(claims, name)
		} else if changed {
			claims[name] = value
		}
	}
	key := s.keyFor(g.Identity)
	return seal(key, map[string]any{"typ": "JWT", "alg": "RS256", "kid": key.id}, claims)
}

// graphToken has Microsoft Graph's form: v1 claims, and a nonce in the header
// that is hashed before signing, so that only Graph can verify it. By
// design (entra.md 3.2).
func (s *Server) graphToken(g grant, app *registration.App, now time.Time, life time.Duration) string {
	claims := s.baseClaims(g, now)
	first, last, _ := strings.Cut(g.Name, " ")
	for name, value := range map[string]any{
		"exp": now.Add(life).Unix(), "aud": appreg.GraphAppID,
		"iss": "https://sts.windows.net/" + g.TenantID + "/", "ver": "1.0",
		"acct": 0, "acr": "1", "amr": []string{"pwd"}, "app_displayname": app.Name, "appid": g.Client, "appidacr": "1",
		"given_name": first, "family_name": last, "name": g.Name, "idtyp": "user", "ipaddr": "127.0.0.1",
		"oid": g.ObjectID, "scp": g.graphScopes(), "unique_name": g.Username, "upn": g.Username,
	} {
		claims[name] = value
	}
	if g.Guest {
		claims["acct"], claims["idp"] = 1, g.HomeProvider()
	}
	key, nonce := s.keyFor(g.Identity), credential.Text(32)
	header := map[string]any{"typ": "JWT", "nonce": nonce, "alg": "RS256", "x5t": key.id, "kid": key.id}
	shown := encode(header) + "." + encode(claims)
	sum := sha256.Sum256([]byte(nonce))
	header["nonce"] = base64.RawURLEncoding.EncodeToString(sum[:])
	return shown + "." + base64.RawURLEncoding.EncodeToString(key.sign(encode(header)+"."+encode(claims)))
}

// graphScopes are the granted scopes as the scp claim and the token response
// name them.
func (g grant) graphScopes() string {
	var granted []string
	for _, scope := range g.scopes {
		if scope != "offline_access" && !strings.HasPrefix(scope, registration.APIURI(g.Client)) {
			granted = append(granted, scope)
		}
	}
	return strings.Join(granted, " ")
}

// clientInfo names the account at its home tenant, as MSAL asks with client_info=1: base64url of uid and utid.
func clientInfo(id tenant.Identity) string {
	return encode(map[string]string{"uid": id.OID, "utid": id.Home})
}

func (s *Server) keyFor(id tenant.Identity) signingKey {
	if id.IsPersonal() {
		return s.keys.personal
	}
	return s.keys.work
}

func (s *Server) otherKey(id tenant.Identity) signingKey {
	if id.IsPersonal() {
		return s.keys.work
	}
	return s.keys.personal
}

func encode(v any) string { return base64.RawURLEncoding.EncodeToString(web.JSON(v)) }

// seal makes a compact JWS (RFC 7515 section 3.1).
func seal(key signingKey, header, claims map[string]any) string {
	input := encode(header) + "." + encode(claims)
	return input + "." + base64.RawURLEncoding.EncodeToString(key.sign(input))
}

// spoil changes the signature in its middle, so that it stays well formed.
func spoil(token string) string {
	b, i := []byte(token), len(token)-100
	if b[i] == 'A' {
		b[i] = 'B'
	} else {
		b[i] = 'A'
	}
	return string(b)
}
