package pasted

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"edov/flow"
)

// Canaries: none of them may be in an error or a note.
const (
	canarySecret    = "canary~secret-Value_of.the-app-0123456789ab"
	canaryCode      = "0.canary-code-of-the-user"
	canarySignature = "Y2FuYXJ5LXNpZ25hdHVyZQ"
	testClientID    = "6731de76-14a6-49ae-97bc-6eba6914391e"
	testTenant      = "4a43d3b1-5d0c-4f43-9a3c-0d2c5a1ede8f"
)

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

func TestParse(t *testing.T) {
	idToken, access := microsoftToken("k"), unsigned("k", map[string]any{"scp": "openid"})
	for _, test := range []struct {
		name, text, kind string
		wantID, wantAT   string
	}{
		{"ID token", idToken, "", idToken, ""},
		{"with blanks around", "\r\n " + idToken + "\n", "", idToken, ""},
		{"access token", access, "", "", access},
		{
			"app-only token", unsigned("k", map[string]any{"appid": "x", "roles": []string{}}), "", "",
			unsigned("k", map[string]any{"appid": "x", "roles": []string{}}),
		},
		{"access token said to be an ID token", access, "id", access, ""},
		{"ID token said to be an access token", idToken, "access", "", idToken},
		{"broken token", "ey.ey.", "", "ey.ey.", ""},
		{"token with a line end inside", "eyJ\nhbGc.e30.x", "", "eyJ\nhbGc.e30.x", ""},
		{"encrypted token", "eyJ.a.b.c.d", "", "eyJ.a.b.c.d", ""},
		{"opaque token", "EwBwA8l6BAAU", "access", "", "EwBwA8l6BAAU"},
		{
			"response", `{"token_type":"Bearer","id_token":"` + idToken + `","access_token":"` + access + `"}`, "", idToken,
			access,
		},
		{"response with kind", ` {"id_token":"` + idToken + `"} `, "access", idToken, ""},
	} {
		s, err := parse([]byte(test.text), test.kind)
		if err != nil || s.Tokens == nil {
			t.Errorf("%s: %+v, %v", test.name, s, err)
			continue
		}
		if s.Tokens.IDToken.Compact() != test.wantID || s.Tokens.AccessToken.Compact() != test.wantAT ||
			s.Origin != flow.OriginPasted || s.Schema != flow.SessionSchema || !s.Tokens.ReceivedAt.IsZero() {
			t.Errorf("%s: %#v", test.name, s)
		}
		if (s.Tokens.AccessTokenHash != "") != (test.wantAT != "") {
			t.Errorf("%s: hash %q", test.name, s.Tokens.AccessTokenHash)
		}
	}
}

func TestParseOfFailures(t *testing.T) {
	for _, text := range []string{
		`{"error":"invalid_client","error_description":"AADSTS7000215: no","error_codes":[7000215]}`,
		"AADSTS7000215: Invalid client secret provided. Trace ID: " + testTenant,
		"http://localhost:8400/callback?error=access_denied&error_description=AADSTS7000215%3a+no&state=x",
	} {
		s, err := parse([]byte(text), "")
		if err != nil || s.Failure.Code() != 7000215 || s.Tokens != nil || s.Origin != flow.OriginPasted {
			t.Errorf("%s: %+v, %v", text, s, err)
		}
	}
}

// What cannot be read is refused in words that quote nothing of it.
func TestParseRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "blanks": " \n\t", "object": "{}", "other object": `{"a":"` + canarySecret + `"}`,
		"JWS in JSON":      `{"payload":"x","signatures":[]}`,
		"flat JWS in JSON": `{"payload":"x","protected":"y","signature":"z"}`,
		"cut off":          `{"id_token":"` + canarySecret, "twice": `{"id_token":"a.b.c","id_token":"d.e.f"}`,
		"twin":                 `{"id_token":"a.b.c","ID_TOKEN":"d.e.f"}`,
		"null":                 `{"id_token":null}`,
		"redirect with a code": "http://localhost:8400/callback?code=" + canarySecret + "&state=x",
		"newer session":        `{"schema":99,"origin":"sign-in","started_at":"2026-01-01T00:00:00Z"}`,
		"odd session":          `{"schema":"` + canarySecret + `","origin":"sign-in","started_at":"2026-01-01T00:00:00Z"}`,
		"deep":                 strings.Repeat(`{"a":`, 100), "large": "{" + strings.Repeat(" ", 5<<20) + "}",
		"large text": strings.Repeat("a", 5<<20),
	} {
		s, err := parse([]byte(text), "")
		if err == nil || s != nil || strings.Contains(err.Error(), "canary") || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	for _, text := range []string{microsoftToken("k"), `{"id_token":"a.b.c"}`} {
		if _, err := parse([]byte(text), "refresh"); err == nil || !strings.Contains(err.Error(), "id or access") {
			t.Errorf("a token of kind refresh: %v", err)
		}
	}
}

// TestGraphErrors: an error of Microsoft Graph is no sign-in, unless it passes on one that was refused.
func TestGraphErrors(t *testing.T) {
	const denied = `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges",` +
		`"innerError":{"request-id":"r"}}}`
	for text, want := range map[string]string{
		denied: GraphError,
		`{"statusCode":403,"headers":{},"body":` + denied + `}`:                                 GraphError,
		`{"error":{"code":"abc8Q~not-a-real-secret-of-a-test-0123","message":"x"}}`:             GraphError + " quoting nothing",
		`{"error":{"code":"invalid_grant","message":"AADSTS7000222: The provided client ..."}}`: "",
		`{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret"}`: "",
	} {
		s, _, err := Read([]byte(text), "")
		var no *NoToken
		switch {
		case want == "" && (err != nil || s.Failure == nil):
			t.Errorf("%s: %v", text, err)
		case want != "" && (!errors.As(err, &no) || no.Form != GraphError ||
			(want == GraphError) != strings.Contains(no.What, "Authorization_RequestDenied") ||
			strings.Contains(no.What, "8Q~")):
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(microsoftToken("k")))
	f.Add([]byte(`{"id_token":"a.b.c","access_token":"d","expires_in":1e9}`))
	f.Add([]byte(`{"schema":1,"origin":"sign-in","started_at":"2026-01-01T00:00:00Z","tokens":{"id_token":"a.b."},"key_sets":[{"url":"x","raw":{}}]}`))
	f.Add([]byte("AADSTS50011: no"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, kind := range []string{"", "id", "access"} {
			s, err := parse(data, kind)
			if err != nil {
				if s != nil {
					t.Fatal("a session and an error")
				}
				continue
			}
			if s.Tokens == nil && s.Failure == nil && s.Origin != flow.OriginLoaded {
				t.Fatal("a session without evidence")
			}
			saved, err := json.Marshal(s)
			if err != nil {
				t.Fatalf("it cannot be saved: %v", err)
			}
			if _, err := flow.LoadSession(saved); err != nil {
				t.Fatalf("it cannot be loaded again: %v in %s", err, saved)
			}
		}
	})
}
