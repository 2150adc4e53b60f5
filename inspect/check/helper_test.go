package check

import (
	"encoding/json"
	"flag"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/mint"
	"edov/inspect/report"
	"edov/inspect/secret"
)

var update = flag.Bool("update", false, "write generated files anew")

// noon is the time of every judgement in these tests.
var noon = mint.Noon()

const (
	testClient = mint.Client
	testTenant = mint.Tenant
)

// unsigned makes a token with an empty signature, as in a loaded session.
func unsigned(t testing.TB, header, claims any) flow.Token {
	t.Helper()
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(mint.Unsigned(claims).Compact(), ".")
	return flow.NewToken(mint.Base64(text) + "." + rest)
}

func workClaims(changes ...any) map[string]any { return mint.Claims(changes...) }

var workHeader = map[string]any{"alg": "RS256", "kid": "k1", "typ": "JWT"}

// session is a finished sign-in of a work account as it is loaded from disk.
func session(t testing.TB, changes ...any) *flow.Session {
	return &flow.Session{
		Schema: flow.SessionSchema, Origin: flow.OriginLoaded, StartedAt: noon.Add(-2 * time.Minute), Program: "edov test",
		Request: flow.Request{
			Cloud: entra.Global, Authority: "https://login.microsoftonline.com", Tenant: "common", ClientID: testClient,
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
func expect(t *testing.T, r *report.Report, id string, want report.Outcome) *report.Finding {
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
