package check_test

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/mint"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// The test plans for relying parties of the OpenID Foundation's conformance suite, with their modules, as its sources
// have them (gitlab.com/openid/conformance-suite, net.openid.conformance.openid.client, read 2026-11-29). Form Post RP
// has the modules of Basic RP, with the response by form_post. The last plan has every module there is for the code
// flow and all others; what is in no certified plan is listed for itself.
var (
	basicRP = []string{
		"oidcc-client-test",
		"oidcc-client-test-invalid-iss",
		"oidcc-client-test-missing-sub",
		"oidcc-client-test-invalid-aud",
		"oidcc-client-test-missing-iat",
		"oidcc-client-test-kid-absent-single-jwks",
		"oidcc-client-test-kid-absent-multiple-jwks",
		"oidcc-client-test-idtoken-sig-rs256",
		"oidcc-client-test-idtoken-sig-none",
		"oidcc-client-test-invalid-sig-rs256",
		"oidcc-client-test-userinfo-invalid-sub",
		"oidcc-client-test-nonce-invalid",
		"oidcc-client-test-scope-userinfo-claims",
		"oidcc-client-test-client-secret-basic",
	}
	configRP = []string{
		"oidcc-client-test-discovery-openid-config",
		"oidcc-client-test-discovery-jwks-uri-keys",
		"oidcc-client-test-discovery-issuer-mismatch",
		"oidcc-client-test-idtoken-sig-none",
		"oidcc-client-test-signing-key-rotation-just-before-signing",
		"oidcc-client-test-signing-key-rotation",
	}
	otherRP = []string{
		"oidcc-client-test-missing-aud",
		"oidcc-client-test-userinfo-bearer-header",
		"oidcc-client-test-userinfo-bearer-body",
		"oidcc-client-test-nonce-unless-code-flow",
		"oidcc-client-test-missing-chash",
		"oidcc-client-test-invalid-chash",
		"oidcc-client-test-invalid-athash",
		"oidcc-client-test-missing-athash",
		"oidcc-client-test-form-post-error",
		"oidcc-client-test-invalid-sig-hs256",
		"oidcc-client-test-invalid-sig-es256",
		"oidcc-client-test-aggregated-claims",
		"oidcc-client-test-distributed-claims",
		"oidcc-client-test-mtls-endpoint-aliases",
		"oidcc-client-test-discovery-webfinger-acct",
		"oidcc-client-test-discovery-webfinger-url",
		"oidcc-client-test-dynamic-registration",
		"oidcc-client-test-request-uri-signed-rs256",
		"oidcc-client-test-request-uri-signed-none",
		"oidcc-client-test-userinfo-signed",
	}
)

// conformance is what one module demands of edov.
type conformance struct {
	faults
	// refused is the check that has to fail; "sign-in" where the sign-in has to stop; empty: all is accepted.
	refused string
	connect func(*flow.Connection) // what the module needs of the connection
	me      bool                   // the profile is read at Microsoft Graph
	runs    int                    // sign-ins, one after the other; zero: 1
	// also looks at what edov sent and got.
	also func(t *testing.T, p *provider, s *flow.Session)
	// not says why the module does not apply to edov; empty: it does.
	not string
}

// Why some modules do not apply.
const (
	noUserinfo  = "edov requests no userinfo: it judges the ID token, and reads the profile of Microsoft Graph with --me"
	noHybrid    = "only a token of the authorization endpoint needs it: edov uses the code flow"
	noWebFinger = "the issuer is entered: Microsoft has no WebFinger"
	noRequest   = "edov sends no request object: Microsoft reads none"
)

var conformanceModules = map[string]conformance{
	"oidcc-client-test": {also: func(t *testing.T, p *provider, s *flow.Session) {
		q := p.authURL
		if q.Get("response_type") != "code" || !slices.Contains(strings.Fields(q.Get("scope")), "openid") ||
			q.Get("state") == "" || q.Get("nonce") == "" || q.Get("code_challenge_method") != "S256" {
			t.Errorf("the authorization request is %v", q)
		}
		if p.asked("/token") != 1 {
			t.Errorf("%d token requests", p.asked("/token"))
		}
	}},
	"oidcc-client-test-invalid-iss": {refused: "idtoken-issuer", faults: faults{claims: ending("iss", "1")}},
	"oidcc-client-test-missing-sub": {refused: "idtoken-subject", faults: faults{claims: without("sub")}},
	"oidcc-client-test-invalid-aud": {refused: "idtoken-audience", faults: faults{claims: ending("aud", "1")}},
	"oidcc-client-test-missing-aud": {refused: "idtoken-audience", faults: faults{claims: without("aud")}},
	"oidcc-client-test-missing-iat": {refused: "idtoken-issued-at", faults: faults{claims: without("iat")}},
	"oidcc-client-test-kid-absent-single-jwks": {faults: faults{
		header: without("kid"), keys: always(jwk(mint.Public(), "")),
	}},
	// A client may refuse it or try each key. edov refuses: which key is meant is not known.
	"oidcc-client-test-kid-absent-multiple-jwks": {refused: "idtoken-key", faults: faults{
		header: without("kid"), keys: always(jwk(mint.Public(), ""), jwk(mint.OtherPublic(), "")),
	}},
	"oidcc-client-test-idtoken-sig-rs256": {faults: faults{header: with("alg", "RS256")}},
	// A client may accept it in the code flow. edov refuses: Microsoft signs every token.
	"oidcc-client-test-idtoken-sig-none": {refused: "idtoken-algorithm", faults: faults{
		header: with("alg", "none"), seal: func(string) string { return "" },
	}},
	"oidcc-client-test-invalid-sig-rs256": {refused: "idtoken-signature", faults: faults{
		seal: func(string) string { return mint.Base64(make([]byte, 256)) },
	}},
	"oidcc-client-test-invalid-sig-hs256": {refused: "idtoken-algorithm", faults: faults{
		header: with("alg", "HS256"), seal: hs256("the client secret or a public key"),
	}},
	"oidcc-client-test-invalid-sig-es256": {refused: "idtoken-algorithm", faults: faults{
		header: with("alg", "ES256"), seal: func(string) string { return mint.Base64(make([]byte, 64)) },
	}},
	"oidcc-client-test-nonce-invalid": {refused: "idtoken-nonce", faults: faults{claims: ending("nonce", "1")}},
	"oidcc-client-test-nonce-unless-code-flow": {also: func(t *testing.T, p *provider, s *flow.Session) {
		if p.authURL.Get("nonce") == "" {
			t.Error("no nonce was sent, which edov does in the code flow too")
		}
	}},
	"oidcc-client-test-invalid-athash": {refused: "idtoken-at-hash", faults: faults{claims: with("at_hash", "AAAA")}},
	"oidcc-client-test-invalid-chash":  {refused: "idtoken-c-hash", faults: faults{claims: with("c_hash", "AAAA")}},
	"oidcc-client-test-missing-athash": {not: noHybrid},
	"oidcc-client-test-missing-chash":  {not: noHybrid},

	// The module is about userinfo. At Microsoft that is a part of Microsoft Graph, whose profile edov reads instead,
	// and compares with the ID token in the same way.
	"oidcc-client-test-userinfo-invalid-sub": {
		refused: "me-is-user", me: true,
		faults: faults{me: with("id", "00000000-0000-0000-0000-0000000000ff")},
	},
	"oidcc-client-test-userinfo-bearer-header": {me: true, also: func(t *testing.T, p *provider, s *flow.Session) {
		if s.Me == nil || p.asked("/me") != 1 {
			t.Fatalf("/me was read %d times: %+v", p.asked("/me"), s.Problems)
		}
		for _, r := range p.requests {
			if !strings.HasSuffix(r.URL.Path, "/me") {
				continue
			}
			inHeader := strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ")
			if !inHeader || strings.Contains(r.URL.RawQuery, "access_token") {
				t.Errorf("%s %s without the access token in its header alone", r.Method, r.URL)
			}
		}
	}},
	"oidcc-client-test-userinfo-bearer-body": {not: "edov sends an access token in the header only, as Microsoft Graph demands"},
	"oidcc-client-test-userinfo-signed":      {not: noUserinfo},
	"oidcc-client-test-aggregated-claims":    {not: noUserinfo},
	"oidcc-client-test-distributed-claims":   {not: noUserinfo},
	"oidcc-client-test-scope-userinfo-claims": {also: func(t *testing.T, p *provider, s *flow.Session) {
		scopes := strings.Fields(p.authURL.Get("scope"))
		if !slices.Contains(scopes, "profile") || !slices.Contains(scopes, "email") {
			t.Errorf("the scopes requested are %q", scopes)
		}
	}},
	"oidcc-client-test-client-secret-basic": {
		faults: faults{metadata: with("token_endpoint_auth_methods_supported", []string{"client_secret_basic"})},
		also: func(t *testing.T, p *provider, s *flow.Session) {
			for i, r := range p.requests {
				if !strings.HasSuffix(r.URL.Path, "/token") {
					continue
				}
				form, _ := url.ParseQuery(p.bodies[i])
				if id, value, ok := r.BasicAuth(); !ok || id != demo.ClientID || value == "" || form.Has("client_secret") {
					t.Errorf("the client authenticates with %q, and a form of %v", id, slices.Sorted(maps.Keys(form)))
				}
			}
		},
	},

	"oidcc-client-test-discovery-openid-config": {also: func(t *testing.T, p *provider, s *flow.Session) {
		if p.asked("/.well-known/openid-configuration") != 1 || s.Metadata == nil {
			t.Errorf("the metadata was requested %d times", p.asked("/.well-known/openid-configuration"))
		}
	}},
	"oidcc-client-test-discovery-jwks-uri-keys": {
		faults: faults{metadata: ending("jwks_uri", randomKeys), signs: func(int) bool { return false }},
		also: func(t *testing.T, p *provider, s *flow.Session) {
			if p.asked("/keys"+randomKeys) != 1 || p.asked("/keys") != 0 {
				t.Error("the keys were not loaded from the address in the metadata")
			}
		},
	},
	"oidcc-client-test-discovery-issuer-mismatch": {
		refused: "sign-in", faults: faults{metadata: ending("issuer", "INVALID")},
		also: func(t *testing.T, p *provider, s *flow.Session) {
			if p.authURL != nil || s.Failure.Stage != flow.StageMetadata || s.Failure.Kind != flow.FailureProtocol {
				t.Errorf("the sign-in went on to %v, and ended with %+v", p.authURL, s.Failure)
			}
		},
	},
	"oidcc-client-test-signing-key-rotation-just-before-signing": {
		faults: faults{signs: func(int) bool { return true }, keys: func(issued int) []string {
			if issued == 0 {
				return nil // the demo's, until the token is made
			}
			return []string{jwk(mint.Public(), mintedKey)}
		}},
		also: func(t *testing.T, p *provider, s *flow.Session) {
			if len(s.KeySets) != 2 {
				t.Errorf("%d key sets were loaded, want those from before and after the change", len(s.KeySets))
			}
		},
	},
	"oidcc-client-test-signing-key-rotation": {
		runs: 2,
		faults: faults{signs: func(issued int) bool { return issued == 2 }, keys: func(issued int) []string {
			if issued == 0 {
				return nil
			}
			return []string{jwk(mint.Public(), mintedKey)}
		}},
	},

	// Errors are read in this mode too: no user is signed in, and none may be asked.
	"oidcc-client-test-form-post-error": {
		refused: "sign-in", connect: func(c *flow.Connection) { c.Prompt, c.ResponseMode = "none", flow.ModeFormPost },
		also: func(t *testing.T, p *provider, s *flow.Session) {
			if f := s.Failure; f.Kind != flow.FailureOAuth || f.OAuthError != "login_required" || p.asked("/token") != 0 {
				t.Errorf("it ended with %+v", f)
			}
		},
	},
	"oidcc-client-test-mtls-endpoint-aliases":    {not: "edov authenticates with a client secret, not with a certificate"},
	"oidcc-client-test-discovery-webfinger-acct": {not: noWebFinger},
	"oidcc-client-test-discovery-webfinger-url":  {not: noWebFinger},
	"oidcc-client-test-dynamic-registration":     {not: "the app is registered by a person: Microsoft has no dynamic registration"},
	"oidcc-client-test-request-uri-signed-rs256": {not: noRequest},
	"oidcc-client-test-request-uri-signed-none":  {not: noRequest},
}

// The changes of the modules.
func with(name string, value any) func(map[string]any) {
	return func(m map[string]any) { m[name] = value }
}

func without(name string) func(map[string]any) { return func(m map[string]any) { delete(m, name) } }

func ending(name, end string) func(map[string]any) {
	return func(m map[string]any) { m[name] = m[name].(string) + end }
}

func always(keys ...string) func(int) []string { return func(int) []string { return keys } }

// TestConformance plays the modules of the conformance suite for relying parties by their names.
func TestConformance(t *testing.T) {
	for plan, is := range map[string]struct {
		mode    string
		modules []string
	}{
		"Basic RP":     {flow.ModeQuery, basicRP},
		"Form Post RP": {flow.ModeFormPost, basicRP},
		"Config RP":    {flow.ModeQuery, configRP},
		"other":        {flow.ModeQuery, otherRP},
	} {
		for _, name := range is.modules {
			m, ok := conformanceModules[name]
			t.Run(plan+"/"+name, func(t *testing.T) {
				switch {
				case !ok:
					t.Fatal("no row")
				case m.not != "":
					t.Skip("does not apply: " + m.not)
				}
				t.Parallel()
				m.run(t, is.mode)
			})
		}
	}
	for name := range conformanceModules {
		if !slices.Contains(slices.Concat(basicRP, configRP, otherRP), name) {
			t.Errorf("%s is in no plan", name)
		}
	}
}

func (m conformance) run(t *testing.T, mode string) {
	healthy, _ := demo.Lookup("healthy")
	server, err := demo.Start(healthy, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	p := &provider{Server: server, faults: m.faults}
	var s *flow.Session
	for range max(m.runs, 1) {
		s = p.signIn(t, m.me, func(c *flow.Connection) {
			c.ResponseMode = mode
			if m.connect != nil {
				m.connect(c)
			}
		})
		m.judge(t, s)
	}
	if m.also != nil {
		m.also(t, p, s)
	}
}

// judge demands that nothing is wrong, or just that which has to be refused.
func (m conformance) judge(t *testing.T, s *flow.Session) {
	t.Helper()
	r := check.Judge(s, time.Now(), secret.Thresholds{})
	switch m.refused {
	case "":
		if s.Failure != nil || r.Verdict != report.VerdictPass {
			t.Errorf("not accepted: %s; %+v", r.Headline, s.Failure)
		}
		return
	case "sign-in":
		if s.Failure == nil || s.Tokens != nil || r.Verdict == report.VerdictPass {
			t.Fatalf("it went on: %s", r.Headline)
		}
		return
	}
	f := r.Find(m.refused)
	if s.Failure != nil || r.Verdict != report.VerdictFail || f.Outcome != report.Fail || f.Severity != report.Error {
		t.Errorf("%s is %s (%s); %s; %+v", m.refused, f.Outcome, f.Summary, r.Headline, s.Failure)
	}
	for _, f := range r.Findings {
		if f.Outcome == report.Fail && f.Severity == report.Error && f.ID != m.refused {
			t.Errorf("%s fails too: %s", f.ID, f.Summary)
		}
	}
}
