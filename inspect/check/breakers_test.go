package check

import (
	"maps"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/flow/mint"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// shortKey is a set with one key that is too short to use.
const shortKey = `{"keys":[{"kty":"RSA","kid":"k1","n":"AQAB","e":"AQAB"}]}`

// breakers makes each check fail by the smallest change to a healthy session.
// What needs a real signature is broken by a scenario of the demo.
func breakers(t *testing.T) map[string]*flow.Session {
	all := signInBreakers(t)
	maps.Copy(all, claimBreakers(t))
	maps.Copy(all, tokenBreakers(t))
	return all
}

// signInBreakers break what was entered, the sign-in, the metadata and the keys.
func signInBreakers(t *testing.T) map[string]*flow.Session {
	return map[string]*flow.Session{
		"secret-shape": changed(t, func(s *flow.Session) { s.Request.SecretShape = "guid" }),
		"client-auth":  changed(t, func(s *flow.Session) { s.Request.ClientAuth = "none" }),
		"signin-completed": refused(t, flow.Failure{
			Stage: flow.StageAuthorize, Kind: flow.FailureProtocol,
			Summary: "nonsense came back",
		}),
		"client-known":      refusedWith(t, 700016),
		"account-types":     refusedWith(t, 50194),
		"redirect-accepted": refusedWith(t, 50011),
		"platform-web":      refused(t, tokenError("invalid_client", "", 700025)),
		"secret-accepted":   refused(t, tokenError("invalid_client", "", 7000222)),
		"consent-given":     refusedWith(t, 65004),
		"user-allowed":      refusedWith(t, 50105),
		"request-accepted":  refusedWith(t, 70011),
		"callback-issuer":   changed(t, func(s *flow.Session) { s.Callback.Issuer = "https://evil.example/" }),
		"callback-origin":   changed(t, func(s *flow.Session) { s.Callback.Origin = "https://evil.example" }),
		"callback-mode":     changed(t, func(s *flow.Session) { s.Callback.Via = "paste" }),
		"strays":            changed(t, func(s *flow.Session) { s.Ignored = []flow.Ignored{{Reason: "wrong state"}} }),
		"scopes-granted":    changed(t, func(s *flow.Session) { s.Tokens.Scope = "openid" }),
		"token-type":        changed(t, func(s *flow.Session) { s.Tokens.TokenType = "pop" }),
		"token-expires":     changed(t, func(s *flow.Session) { s.Tokens.ExpiresIn = "-1" }),
		"idtoken-received": changed(t, // (security 49 of TestEachCheckFails)
			func(s *flow.Session) { s.Tokens.IDToken = flow.Token{} }),
		"metadata-loaded": changed(t, func(s *flow.Session) {
			s.Metadata, s.Problems = nil, unreachable(flow.StageMetadata)
		}),
		"metadata-issuer": changed(t, func(s *flow.Session) {
			s.Metadata.Issuer = "https://evil.example/{tenantid}/v2.0"
		}),
		"metadata-endpoints": changed(t, func(s *flow.Session) { s.Metadata.TokenEndpoint = "https://evil.example/token" }),
		"keys-loaded":        changed(t, func(s *flow.Session) { s.Problems = unreachable(flow.StageKeys) }),
		"keys-well-formed":   changed(t, func(s *flow.Session) { s.KeySets = publishedSet(shortKey) }),
		"clock-in-step": changed(t, func(s *flow.Session) {
			s.Exchanges = []flow.Exchange{{Start: noon, Date: noon.Add(time.Hour)}}
		}),
	}
}

// claimBreakers break the claims, the access token and the client secret.
func claimBreakers(t *testing.T) map[string]*flow.Session {
	return map[string]*flow.Session{
		"email-present":        session(t, "email", nil),
		"email-format":         session(t, "email", "a@b@c"),
		"edov-present":         session(t, "xms_edov", nil),
		"edov-type":            session(t, "xms_edov", "1"),
		"email-verified-claim": session(t, "email_verified", true),
		"object-id":            session(t, "oid", nil),
		"product-accepts":      changed(t, func(s *flow.Session) { s.Request.Product = "dex, OIDC" }),
		"account-guest":        session(t, "acct", 1),
		"groups-complete":      session(t, "_claim_names", map[string]any{"groups": "src1"}),
		"account-personal":     session(t, "tid", entra.ConsumersTenant),
		"email-not-identity":   session(t, "preferred_username", "other@contoso.example"),
		"accesstoken-received": changed(t, func(s *flow.Session) { s.Tokens.AccessToken = flow.Token{} }),
		"accesstoken-kind":     session(t),
		"accesstoken-edov": changed(t, func(s *flow.Session) {
			s.Tokens.AccessToken = unsigned(t, workHeader, workClaims("xms_edov", nil))
		}),
		"accesstoken-format": changed(t, func(s *flow.Session) {
			s.Tokens.AccessToken = unsigned(t, map[string]any{"alg": "none"}, workClaims("scp", "x"))
		}),
		"accesstoken-signature": ownAccess(t, sign(t, goodHeader, claimsText(t, "scp", "x"))+"AAAA"),
		"accesstoken-issuer":    ownAccess(t, sign(t, goodHeader, claimsText(t, "scp", "x", "iss", "https://evil.example/"))),
		"accesstoken-not-id":    ownAccess(t, sign(t, goodHeader, claimsText(t))),
		"accesstoken-user":      ownAccess(t, sign(t, goodHeader, claimsText(t, "scp", "x", "oid", testClient))),
		"accesstoken-authority": ownAccessOf(t, "consumers"),
		"accesstoken-lifetime": ownAccess(t, sign(t, goodHeader, claimsText(t, "scp", "x", "exp", noon.Add(-time.Hour).Unix(),
			"nbf", noon.Add(-2*time.Hour).Unix()))),
		"secret-expiry":       changed(t, func(s *flow.Session) { s.Request.SecretExpires = noon.Add(-time.Hour) }),
		"secret-expiry-known": changed(t, func(s *flow.Session) { s.Request.SecretExpires = time.Time{} }),
	}
}

// tokenBreakers break the ID token as a token.
func tokenBreakers(t *testing.T) map[string]*flow.Session {
	return map[string]*flow.Session{
		"keys-issuer":        changed(t, func(s *flow.Session) { s.KeySets = publishedSet(strongKey) }),
		"idtoken-not-access": session(t, "scp", "User.Read"),
		"idtoken-format":     changed(t, func(s *flow.Session) { s.Tokens.IDToken = flow.NewToken("a.b") }),
		"idtoken-header":     withHeader(t, "crit", []string{"exp"}),
		"idtoken-type":       withHeader(t, "typ", "at+jwt"),
		"idtoken-algorithm":  withHeader(t, "alg", "none"),
		"idtoken-names":      session(t, "AUD", "other"),
		"idtoken-key": changed(t, func(s *flow.Session) {
			s.KeySets = publishedSet(strings.Replace(strongKey, "k1",
				"k2", 1))
		}),
		"idtoken-key-strength": changed(t, func(s *flow.Session) { s.KeySets = publishedSet(shortKey) }),
		"idtoken-version":      session(t, "ver", "1.0"),
		"idtoken-issuer":       session(t, "iss", "https://evil.example/"),
		"idtoken-tenant":       session(t, "tid", "contoso"),
		"idtoken-authority":    changed(t, func(s *flow.Session) { s.Request.Tenant = "consumers" }),
		"idtoken-audience":     session(t, "aud", "other"),
		"idtoken-azp":          session(t, "azp", "other"),
		"idtoken-nonce":        session(t, "nonce", "other"),
		"idtoken-lifetime": session(t, "exp", noon.Add(-time.Hour).Unix(), "iat", noon.Add(-2*time.Hour).Unix(), "nbf",
			noon.Add(-2*time.Hour).Unix()),
		"idtoken-issued-at": session(t, "iat", noon.Add(time.Hour).Unix()),
		"idtoken-length":    session(t, "exp", noon.AddDate(0, 0, 3).Unix()),
		"idtoken-subject":   session(t, "sub", nil),
		"idtoken-cloud": changed(t, func(s *flow.Session) {
			s.Metadata.CloudInstanceName = "microsoftonline.com"
			s.KeySets = publishedSet(strings.Replace(strongKey, `"kty"`, `"cloud_instance_name":"microsoftonline.us","kty"`, 1))
		}),
		"idtoken-at-hash": changed(t, func(s *flow.Session) {
			s.Tokens.IDToken, s.Tokens.AccessTokenHash = unsigned(t, workHeader, workClaims("at_hash", "AAAA")), "BBBB"
		}),
		"idtoken-c-hash": changed(t, func(s *flow.Session) {
			s.Tokens.IDToken, s.Callback.CodeHash = unsigned(t, workHeader, workClaims("c_hash", "AAAA")), "BBBB"
		}),
	}
}

// changed is a healthy session with one change.
func changed(t *testing.T, change func(*flow.Session)) *flow.Session {
	s := session(t)
	change(s)
	return s
}

// withHeader is a session whose ID token has one member of its header changed.
func withHeader(t *testing.T, name string, value any) *flow.Session {
	h := maps.Clone(workHeader)
	h[name] = value
	return changed(t, func(s *flow.Session) { s.Tokens.IDToken = unsigned(t, h, workClaims()) })
}

// refusedWith is a sign-in that Microsoft refused with a number.
func refusedWith(t *testing.T, code int) *flow.Session {
	return refused(t, flow.Failure{
		Stage: flow.StageAuthorize, Kind: flow.FailureOAuth, OAuthError: "invalid_request", Codes: []int{code},
	})
}

func unreachable(stage flow.Stage) []flow.Failure {
	return []flow.Failure{{Stage: stage, Kind: flow.FailureNetwork, Summary: "no network"}}
}

func publishedSet(raw string) []flow.KeySet {
	return []flow.KeySet{{URL: publishedKeys, Raw: []byte(raw)}}
}

// ownAccess is a sign-in that got an access token of the app's own.
func ownAccess(t *testing.T, token string) *flow.Session {
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	s.Tokens.AccessToken = flow.NewToken(token)
	return s
}

// ownAccessOf is such a sign-in at a tenant.
func ownAccessOf(t *testing.T, tenant string) *flow.Session {
	s := ownAccess(t, sign(t, goodHeader, claimsText(t, "scp", "x")))
	s.Request.Tenant = tenant
	return s
}

// publishedKeys is where Microsoft's keys come from.
const publishedKeys = mint.PublishedKeys

// strongKey is a key set with one usable key, which names no issuer. No
// one has its private part.
var strongKey = `{"keys":[{"kty":"RSA","use":"sig","kid":"k1","n":"` + strings.Repeat("wbEx", 85) + `wQ","e":"AQAB"}]}`

// extras make the checks pass that a healthy session leaves out.
func extras(t *testing.T) []*flow.Session {
	s := session(t, "azp", testClient, "at_hash", "AAAA", "c_hash", "BBBB")
	s.Tokens.AccessTokenHash, s.Callback.CodeHash = "AAAA", "BBBB"
	s.Tokens.AccessToken = unsigned(t, workHeader, workClaims("scp", "x"))
	s.KeySets = []flow.KeySet{{URL: publishedKeys, Raw: []byte(strings.Replace(strongKey, `"kty"`,
		`"cloud_instance_name":"microsoftonline.com","issuer":"https://login.microsoftonline.com/{tenantid}/v2.0","kty"`,
		1))}}
	s.Metadata.CloudInstanceName = "microsoftonline.com"
	return []*flow.Session{session(t), s, ownAccess(t, sign(t, goodHeader, claimsText(t, "scp", "x")))}
}

// TestEachCheckFailsAndPasses: no check may be one that always says the same.
func TestEachCheckFailsAndPasses(t *testing.T) {
	failed, passed := map[string]bool{}, map[string]bool{}
	note := func(s *flow.Session, now time.Time) {
		for _, f := range Judge(s, now, secret.Thresholds{}).Findings {
			failed[f.ID] = failed[f.ID] || f.Outcome == report.Fail
			passed[f.ID] = passed[f.ID] || f.Outcome == report.Pass
			if f.Outcome == report.Broken {
				t.Errorf("%s broke: %v", f.ID, f.Evidence)
			}
		}
	}
	for _, s := range breakers(t) {
		note(s, noon)
	}
	for _, s := range extras(t) {
		note(s, noon)
	}
	for _, s := range settingSessions(t) {
		note(s, noon)
	}
	note(session(t, "groups", []any{"1b2645f7-8b7f-4210-b41c-50352d7a91c4"}), noon)
	for _, me := range []flow.Me{
		{ID: "1b2645f7-8b7f-4210-b41c-50352d7a91c4", Mail: "ada@contoso.example"},
		{ID: "1b2645f7-8b7f-4210-b41c-50352d7a91c4"},
		{ID: "another"},
	} {
		s := session(t)
		s.Me = &me
		note(s, noon)
	}
	for _, s := range clerkSessions(t) {
		note(s, noon)
		s.Registration = manifest(t, "healthy")[0].Registration
		note(s, noon)
		s.Registration.RedirectURIs = []appreg.RedirectURI{{
			URI:      "https://clerk.example.com/v1/oauth_callback",
			Platform: appreg.PlatformWeb,
		}}
		note(s, noon)
	}
	for _, id := range []string{"healthy", "bad-signature", "foreign-key", "edov-false"} {
		s, _ := demo.Lookup(id)
		server, err := demo.Start(s, demo.Options{})
		if err != nil {
			t.Fatal(err)
		}
		c := server.Connection()
		c.AnyPort = true
		note(flow.SignIn(t.Context(), server.Env(), c, flow.SignInOptions{Paste: server.Pasted(), Timeout: time.Minute}),
			time.Now())
		server.Close()
	}
	for _, c := range Checks() {
		if !failed[c.ID] || !passed[c.ID] {
			t.Errorf("%s: made to fail %t, made to pass %t", c.ID, failed[c.ID], passed[c.ID])
		}
	}
}

// settingSessions are app registrations, right and wrong, alone or with the
// connection's client secret.
func settingSessions(t *testing.T) []*flow.Session {
	var list []*flow.Session
	for name := range manifestFaults {
		list = append(list, manifest(t, name)...)
	}
	other := manifest(t, "healthy")[0]
	other.Request.ClientID = testClient
	other.Registration.MatchSecret(flow.NewSecret("another-secret"))
	own := manifest(t, "healthy-answer")[0]
	own.Request.ClientID = own.Registration.AppID.Value
	own.Registration.MatchSecret(flow.NewSecret("Xy8~a-secret"))
	own.Registration.RemoveUnverifiedEmail = appreg.Setting[string]{Value: "true", Known: true}
	own.Registration.Credentials = append(own.Registration.Credentials,
		appreg.Credential{Kind: appreg.CredentialCertificate, End: noon.AddDate(1, 0, 0)})
	return append(list, other, own)
}

// clerkSessions are Clerk instances right and wrong in each way.
func clerkSessions(t *testing.T) []*flow.Session {
	var list []*flow.Session
	add := func(change func(*flow.ClerkInstance)) {
		c := &flow.ClerkInstance{
			Host: "clerk.example.com", Production: true, RedirectURI: "https://clerk.example.com/v1/oauth_callback",
			AccountPortal: "https://accounts.example.com/sign-in",
			HasMicrosoft:  true, Enabled: true, Authenticatable: true, PortalKnown: true, PortalEnabled: true,
			SignIn: &flow.ClerkSignIn{
				Tenant: "common", ClientID: testClient,
				RedirectURI: "https://clerk.example.com/v1/oauth_callback", Scopes: []string{"openid", "email"},
			},
		}
		change(c)
		list = append(list, &flow.Session{
			Origin: flow.OriginClerk, Clerk: c,
			Request: flow.Request{ClientID: testClient, Product: "Clerk"},
		})
	}
	add(func(*flow.ClerkInstance) {})
	add(func(c *flow.ClerkInstance) { c.Production = false })
	add(func(c *flow.ClerkInstance) { c.Enabled = false })
	add(func(c *flow.ClerkInstance) { c.Authenticatable = false })
	add(func(c *flow.ClerkInstance) { c.Maintenance = true })
	add(func(c *flow.ClerkInstance) { c.PortalEnabled = false })
	add(func(c *flow.ClerkInstance) {
		c.SignIn = &flow.ClerkSignIn{
			Tenant: "contoso", ClientID: "other", RedirectURI: "https://other.example/",
			Scopes: []string{"openid"},
		}
	})
	unregistered := *list[0]
	unregistered.Registration = manifest(t, "no-web-platform")[0].Registration
	return append(list, &unregistered)
}

// TestEachCheckFails breaks one thing after another.
func TestEachCheckFails(t *testing.T) {
	cases := breakers(t)
	for id, s := range cases {
		t.Run(id, func(t *testing.T) {
			f := expect(t, judge(s), id, report.Fail)
			if f.Summary == "" || strings.HasSuffix(f.Summary, ".") {
				t.Errorf("summary %q", f.Summary)
			}
			if f.Severity == report.Error && f.Fix == "" && id != "signin-completed" {
				t.Error("an error without a fix")
			}
		})
	}
}
