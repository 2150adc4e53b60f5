package check

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/secret"
)

var update = flag.Bool("update", false, "write generated files anew")

// noon is the time of every judgement in these tests.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const (
	testClient = "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"
	testTenant = "3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175"
)

// unsigned makes a token with an empty signature, as in a loaded session.
func unsigned(t testing.TB, header, claims any) flow.Token {
	t.Helper()
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return flow.NewToken(part(header) + "." + part(claims) + ".")
}

// workClaims are those of a healthy work account, changed by the pairs given;
// a nil value takes a claim away.
func workClaims(changes ...any) map[string]any {
	c := map[string]any{
		"aud": testClient, "iss": "https://login.microsoftonline.com/" + testTenant + "/v2.0",
		"iat": noon.Add(-time.Minute).Unix(), "nbf": noon.Add(-time.Minute).Unix(), "exp": noon.Add(time.Hour).Unix(),
		"email": "ada@contoso.example", "xms_edov": true, "name": "Ada", "preferred_username": "ada@contoso.example",
		"oid": "1b2645f7-8b7f-4210-b41c-50352d7a91c4", "sub": "AAAA", "tid": testTenant, "ver": "2.0",
		"nonce": "n-0S6_WzA2Mj",
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if name := changes[i].(string); changes[i+1] == nil {
			delete(c, name)
		} else {
			c[name] = changes[i+1]
		}
	}
	return c
}

var workHeader = map[string]any{"alg": "RS256", "kid": "k1", "typ": "JWT"}

// session is a finished sign-in of a work account as it is loaded from disk.
func session(t testing.TB, changes ...any) *flow.Session {
	return &flow.Session{
		Schema: flow.SessionSchema, Origin: flow.OriginLoaded, StartedAt: noon.Add(-2 * time.Minute), Program: "edov test",
		Request: flow.Request{
			Cloud: flow.CloudGlobal, Authority: "https://login.microsoftonline.com", Tenant: "common", ClientID: testClient,
			Scopes: []string{"openid", "profile", "email"}, RedirectURI: "http://localhost:8400/callback",
			ResponseMode: flow.ModeFormPost,
			Nonce:        "n-0S6_WzA2Mj", ClientAuth: "secret", SecretShape: "value", SecretExpires: noon.AddDate(0, 6, 0),
		},
		Callback: &flow.Callback{At: noon, Via: flow.ModeFormPost, Origin: "https://login.microsoftonline.com"},
		Tokens: &flow.Tokens{
			ReceivedAt: noon, IDToken: unsigned(t, workHeader, workClaims(changes...)), AccessToken: flow.NewToken("opaque"),
			TokenType: "Bearer", ExpiresIn: "3599", Scope: "openid profile email",
		},
		Metadata: &flow.Metadata{
			URL:                   "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
			Issuer:                "https://login.microsoftonline.com/{tenantid}/v2.0",
			AuthorizationEndpoint: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
			TokenEndpoint:         "https://login.microsoftonline.com/common/oauth2/v2.0/token",
			JWKSURI:               "https://login.microsoftonline.com/common/discovery/v2.0/keys",
		},
	}
}

// refused is a sign-in that ended with a failure.
func refused(t testing.TB, f flow.Failure) *flow.Session {
	s := session(t)
	s.Tokens, s.Failure = nil, &f
	if f.Stage == flow.StageAuthorize {
		s.Callback = nil
	}
	return s
}

func judge(s *flow.Session) *report.Report { return Judge(s, noon, secret.Thresholds{}) }

// expect checks the outcome of one check.
func expect(t *testing.T, r *report.Report, id string, want report.Outcome) report.Finding {
	t.Helper()
	f := r.Find(id)
	if f.Outcome != want {
		t.Errorf("%s: %s (%s), want %s", id, f.Outcome, f.Summary, want)
	}
	return f
}

// bodyOnly is a failure of the token endpoint.
func tokenError(oauth, description string, codes ...int) flow.Failure {
	return flow.Failure{
		Stage: flow.StageToken, Kind: flow.FailureOAuth, HTTPStatus: 400, OAuthError: oauth,
		Description: description, Codes: codes,
	}
}
