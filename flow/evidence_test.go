package flow

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"edov/flow/entra"
)

// unsigned makes a token with these claims; nothing verifies it here.
func unsigned(kid string, claims map[string]any) string {
	part := func(v any) string {
		text, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return part(map[string]any{"alg": "RS256", "kid": kid}) + "." + part(claims) + "." + canarySignature
}

func microsoftToken(kid string) string {
	return unsigned(kid, map[string]any{
		"iss": "https://login.microsoftonline.com/" + testTenant + "/v2.0",
		"tid": testTenant,
	})
}

// A Session survives being saved, but for the signatures of its tokens.
func TestSessionIsSavedAndLoaded(t *testing.T) {
	at := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	s := &Session{
		Schema: SessionSchema, Program: "edov 1.2.3", Origin: OriginSignIn, StartedAt: at, EndedAt: at.Add(time.Second),
		Request:  Connection{ClientID: testClientID, Secret: NewSecret(canarySecret), SecretExpires: at}.record(),
		Callback: &Callback{At: at, Via: "query", CodeHash: "x", Params: []string{"code", "state"}},
		Tokens: &Tokens{
			ReceivedAt: at, IDToken: NewToken(microsoftToken("k")),
			AccessToken: NewToken("opaque-and-" + canarySecret), HasRefreshToken: true, ExpiresIn: "3599",
		},
		Metadata: &Metadata{URL: "https://x.example", FetchedAt: at, Issuer: "i", Raw: json.RawMessage(`{"a":1.50}`)},
		KeySets:  []KeySet{{URL: "https://x.example", FetchedAt: at, Raw: json.RawMessage(`{"keys":[]}`)}},
		Problems: []Failure{{Stage: StageKeys, Kind: FailureNetwork, Summary: "no", Codes: []int{1, 2}}},
		Exchanges: []Exchange{{
			Name: "token", Method: "POST", URL: "https://x.example", Start: at, Date: at,
			DurationMS: 1.5,
		}},
		Ignored: []Ignored{{At: at, Reason: "other path"}},
	}
	saved, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, canary := range []string{canarySecret, canarySignature} {
		if strings.Contains(string(saved), canary) {
			t.Errorf("%s is saved", canary)
		}
	}
	got, err := LoadSession(saved)
	if err != nil {
		t.Fatal(err)
	}
	want := *s
	want.Origin = OriginLoaded
	tokens := *s.Tokens
	tokens.IDToken = NewToken(strings.TrimSuffix(microsoftToken("k"), canarySignature))
	tokens.AccessToken = NewToken(opaqueMark)
	want.Tokens = &tokens
	if !reflect.DeepEqual(got, &want) {
		t.Errorf("got  %#v\nwant %#v", got, &want)
	}
}

func TestLoadSessionRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "list": "[]", "no schema": `{"origin":"sign-in"}`, "zero": `{"schema":0}`, "negative": `{"schema":-1}`,
		"newer":       `{"schema":2}`,
		"two members": `{"schema":1,"schema":1}`, "wrong type": `{"schema":1,"tokens":"` + canarySecret + `"}`,
		"bad time": `{"schema":1,"started_at":"` + canarySecret + `"}`,
	} {
		if s, err := LoadSession([]byte(text)); err == nil || s != nil || strings.Contains(err.Error(), canarySecret) {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

func TestReadKeySet(t *testing.T) {
	for text, want := range map[string]string{
		`{"keys":[{"kid":"a"}]}`:         `{"keys":[{"kid":"a"}]}`,
		` {"kty":"RSA","kid":"a"} `:      `{"keys":[{"kty":"RSA","kid":"a"}]}`,
		`{"keys":[{"kty":"x","n":1.0}]}`: `{"keys":[{"kty":"x","n":1.0}]}`,
	} {
		set, err := ReadKeySet("keys.json", []byte(text))
		if err != nil || string(set.Raw) != want || set.URL != "keys.json" {
			t.Errorf("%s: %+v, %v", text, set, err)
		}
	}
	for _, text := range []string{
		"", "{}", `{"keys":{}}`, `{"keys":[]}`, "[]", "-----BEGIN PUBLIC KEY-----",
		`{"keys":[],"keys":[]}`,
	} {
		if _, err := ReadKeySet("keys.json", []byte(text)); err == nil ||
			!strings.Contains(err.Error(), "keys.json is not a set of signing keys") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// fetched runs FetchEvidence for a token against a server; microsoft sends
// what is meant for Microsoft's hosts there.
func fetched(t *testing.T, server *authServer, token string, c Connection, getsMicrosoft bool) *Session {
	t.Helper()
	s := &Session{Tokens: &Tokens{IDToken: NewToken(token)}}
	env := Env{}
	if getsMicrosoft {
		env.HTTP = msTransport{server}
	}
	FetchEvidence(t.Context(), env, c, s)
	return s
}

func TestFetchEvidence(t *testing.T) {
	for _, test := range []struct {
		name       string
		keySets    [][]string
		kid        string
		keys, sets int // requests for keys, sets kept
	}{
		{"key there", [][]string{{"key-1"}}, "key-1", 1, 1},
		{"key flickers", [][]string{{"other"}, {"key-1"}}, "key-1", 2, 2},
		{"key only in the tenant's own", [][]string{{"other"}, {"other"}, {"key-1"}}, "key-1", 3, 2},
		{"key nowhere", [][]string{{"other"}}, "key-1", 3, 1},
		{"no key named", [][]string{{"other"}}, "", 1, 1},
	} {
		server := newAuthServer(t)
		server.keySets = test.keySets
		s := fetched(t, server, microsoftToken(test.kid), Connection{ClientID: testClientID, Secret: NewSecret(canarySecret)},
			true)
		if server.count("keys") != test.keys || server.count("token") != 0 || len(s.KeySets) != test.sets ||
			s.Metadata == nil || len(s.Problems) != 0 || len(s.Exchanges) != test.keys+1 {
			t.Errorf("%s: %d requests for keys, %d sets, problems %+v", test.name, server.count("keys"), len(s.KeySets),
				s.Problems)
		}
	}
}

// An app with a signing key of its own has it published at an address of its own, at the same server.
func TestFetchEvidenceOfApp(t *testing.T) {
	for name, want := range map[string][][]string{
		"app": {{"other"}, {"other"}, {"other"}, {"key-1"}}, "nowhere": {{"other"}},
	} {
		server := newAuthServer(t)
		server.keySets = want
		claims := map[string]any{
			"iss": "https://login.microsoftonline.com/" + testTenant + "/v2.0", "tid": testTenant,
			"aud": "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35",
		}
		s := fetched(t, server, unsigned("key-1", claims), Connection{ClientID: testClientID}, true)
		last := s.Exchanges[len(s.Exchanges)-1]
		if server.count("keys") != 4 || last.Name != AppKeys || last.Status != 200 ||
			hasKey(s.KeySets, "key-1") != (name == "app") {
			t.Errorf("%s: %d requests for keys, %+v", name, server.count("keys"), last)
		}
	}
}

// Without the metadata the keys are asked for at Microsoft's known address.
func TestFetchEvidenceWithoutMetadata(t *testing.T) {
	server := newAuthServer(t)
	server.badMeta = true
	s := fetched(t, server, microsoftToken("key-1"), Connection{}, true)
	if s.Metadata != nil || len(s.KeySets) != 1 || len(s.Problems) != 1 || s.Problems[0].Stage != StageMetadata {
		t.Errorf("%+v", s)
	}
}

// Keys that cannot be loaded, or loaded again, leave what is there and say so;
// nothing takes their place (security rows).
func TestFetchEvidenceWithoutKeys(t *testing.T) {
	for name, test := range map[string]struct{ good, sets, problems int }{
		"72 never":      {0, 0, 1},
		"72 only first": {1, 1, 2}, // the same address again, then the tenant's own
	} {
		t.Run(name, func(t *testing.T) {
			server := newAuthServer(t)
			server.keySets = [][]string{{"other"}}
			asked := 0
			s := &Session{Tokens: &Tokens{IDToken: NewToken(microsoftToken("key-1"))}}
			FetchEvidence(t.Context(), Env{HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
				if strings.HasSuffix(r.URL.Path, "/keys") {
					if asked++; asked > test.good {
						return (&answering{status: http.StatusInternalServerError}).RoundTrip(r)
					}
				}
				return msTransport{server}.RoundTrip(r)
			})}, Connection{}, s)
			if len(s.KeySets) != test.sets || len(s.Problems) != test.problems || s.Problems[0].Stage != StageKeys ||
				s.Problems[0].HTTPStatus != 500 {
				t.Errorf("%d sets, problems %+v", len(s.KeySets), s.Problems)
			}
		})
	}
}

// The token's own word never sends a request to a foreign host.
func TestFetchEvidenceAsksNoForeignHost(t *testing.T) {
	for _, iss := range []any{
		"https://evil.example/" + testTenant + "/v2.0", "http://login.microsoftonline.com/" + testTenant + "/v2.0",
		"https://login.microsoftonline.com.evil.example/" + testTenant + "/v2.0",
		"https://x@login.microsoftonline.com/" + testTenant, "https://login.microsoftonline.com:8443/" + testTenant,
		"https://login.microsoftonline.com/../evil/v2.0",
		"https://login.microsoftonline.com/", "", nil, 7, "file:///etc/passwd",
		"https://login.microsoftonline.com/" + testTenant + "x/v2.0", "\x00",
	} {
		s := &Session{Tokens: &Tokens{IDToken: NewToken(unsigned("k", map[string]any{"iss": iss, "tid": testTenant}))}}
		asked := 0
		FetchEvidence(t.Context(), Env{HTTP: roundTrip(func(*http.Request) (*http.Response, error) {
			asked++
			return nil, fmt.Errorf("no")
		})}, Connection{}, s)
		if asked != 0 || len(s.Problems) != 1 || s.Problems[0].Hint == "" || strings.Contains(s.Problems[0].Summary, "evil") {
			t.Errorf("%v: asked %d times, %+v", iss, asked, s.Problems)
		}
	}
	FetchEvidence(t.Context(), Env{}, Connection{}, &Session{}) // nothing to ask for
}

// A v1 issuer names the cloud as well as a v2 one.
func TestMicrosoftIssuer(t *testing.T) {
	for iss, want := range map[string]entra.Cloud{
		"https://login.microsoftonline.com/" + testTenant + "/v2.0":        entra.Global,
		"https://sts.windows.net/" + testTenant + "/":                      entra.Global,
		"https://login.microsoftonline.us/" + testTenant + "/v2.0":         entra.USGov,
		"https://login.partner.microsoftonline.cn/" + testTenant + "/v2.0": entra.China,
	} {
		if cloud, tenant, ok := microsoftIssuer(iss); !ok || cloud != want || tenant != testTenant {
			t.Errorf("%s: %s, %s, %v", iss, cloud, tenant, ok)
		}
	}
}

func TestFetchEvidenceFromTestServer(t *testing.T) {
	server := newAuthServer(t)
	s := fetched(t, server, unsigned("key-1", map[string]any{"iss": server.URL}), server.connection(), false)
	if s.Metadata == nil || s.Metadata.Issuer != server.URL || len(s.KeySets) != 1 || len(s.Problems) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestFetchKeys(t *testing.T) {
	server := newAuthServer(t)
	s := &Session{}
	FetchKeys(t.Context(), Env{}, server.URL+"/keys", s)
	if len(s.KeySets) != 1 || len(s.Problems) != 0 || len(s.Exchanges) != 1 {
		t.Errorf("%+v", s)
	}
	for _, address := range []string{
		"http://id.example/keys", "file:///etc/passwd", "keys.json",
		"https://u:p@id.example/keys", "http://localhost.evil.example/", "https://", "://", "",
	} {
		s := &Session{}
		FetchKeys(t.Context(), Env{HTTP: roundTrip(func(*http.Request) (*http.Response, error) {
			t.Errorf("%s is asked", address)
			return nil, fmt.Errorf("no")
		})}, address, s)
		if len(s.Problems) != 1 || s.Problems[0].Hint == "" {
			t.Errorf("%s: %+v", address, s.Problems)
		}
	}
}

// TestRegistrationInSession: a saved session keeps the registration.
func TestRegistrationInSession(t *testing.T) {
	s := &Session{Schema: SessionSchema, Origin: OriginRegistration, Registration: healthyRegistration(t)}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadSession(data)
	if err != nil || again.Origin != OriginRegistration || again.Registration.AppID != s.Registration.AppID {
		t.Errorf("loaded %+v (%v)", again, err)
	}
}
