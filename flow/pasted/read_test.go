package pasted

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"edov/flow"
)

func TestRead(t *testing.T) {
	for _, c := range readCases {
		s, notes, err := Read([]byte(c.text), "")
		if err != nil || s.Tokens == nil {
			t.Errorf("%s: %+v, %v", c.name, s, err)
			continue
		}
		id, access := s.Tokens.IDToken.Compact(), s.Tokens.AccessToken.Compact()
		if id != c.wantID || access != c.wantAT || s.Origin != flow.OriginPasted || s.Schema != flow.SessionSchema {
			t.Errorf("%s: another token: %d and %d characters, notes %q", c.name, len(id), len(access), notes)
		}
		if (s.Tokens.AccessTokenHash != "") != (c.wantAT != "") {
			t.Errorf("%s: hash %q", c.name, s.Tokens.AccessTokenHash)
		}
		all := strings.Join(notes, "\n")
		if (c.note == "") != (all == "") || !strings.Contains(all, c.note) {
			t.Errorf("%s: notes %q", c.name, notes)
		}
		if strings.Contains(all, "canary") || strings.Contains(all, "eyJ") || len(all) > 400 {
			t.Errorf("%s: a note repeats the input: %q", c.name, notes)
		}
	}
}

// A token is found however wide the window was that wrapped it.
func TestReadUnwrapsAtAnyWidth(t *testing.T) {
	if testing.Short() { // the race detector: it starts no goroutine
		t.Skip("no goroutine is started")
	}
	for _, token := range []string{fullToken, shortToken, accessJWT, shortToken + "+/x=", padded} {
		for width := 1; width < len(token); width++ {
			for _, prefix := range []string{"", "> ", "  "} {
				s, notes, err := Read([]byte(wrapped(token, prefix, width)), "id")
				if err != nil || s.Tokens.IDToken.Compact() != token || len(notes) != 1 || !strings.Contains(notes[0], "lines") {
					t.Fatalf("width %d, prefix %q: %v, %q", width, prefix, err, notes)
				}
			}
		}
	}
}

func TestReadSaysWhatIsNoToken(t *testing.T) {
	for _, c := range noTokenCases {
		s, _, err := Read([]byte(c.text), "")
		var no *NoToken
		if s != nil || !errors.As(err, &no) || no.Form != c.form || no.What == "" || no.Hint == "" {
			t.Errorf("%s: %+v, %+v of %.60q", c.form, s, err, c.text)
			continue
		}
		for _, words := range []string{no.What, no.Hint} {
			if strings.Contains(words, "canary") || len(words) > 260 || strings.ContainsAny(words, "\n\x1b") {
				t.Errorf("%s: %q", c.form, words)
			}
		}
	}
}

// Where a token is damaged or cut, the answer says so.
func TestReadSaysWhere(t *testing.T) {
	parts := strings.Split(shortToken, ".")
	for text, want := range map[string]string{
		shortToken[:20]:                      "in its header",
		parts[0]:                             "after its header",
		parts[0] + "." + parts[1][:20]:       "in its claims",
		parts[0] + "." + parts[1]:            "after its claims",
		"eyJhbGciOi*" + shortToken[11:]:      "character 11 of its header (the first part) is not valid",
		parts[0] + ".e30x." + parts[2]:       "claims (the second part)",
		shortToken + ".x":                    "has 4 parts",
		parts[0][:24] + "." + parts[1] + ".": "header (the first part) is incomplete",
	} {
		if _, _, err := Read([]byte(text), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %q", err, want)
		}
	}
}

// With a kind, that one of several tokens is used, even an access token that edov cannot read.
func TestReadOfAKind(t *testing.T) {
	both := jsonOf(map[string]any{"idToken": fullToken, "accessToken": accessJWT})
	for kind, want := range map[string]string{"id": fullToken + " ", "access": " " + accessJWT} {
		s, _, err := Read([]byte(both), kind)
		if err != nil || s.Tokens.IDToken.Compact()+" "+s.Tokens.AccessToken.Compact() != want {
			t.Errorf("%s: %+v, %v", kind, s, err)
		}
	}
	s, _, err := Read([]byte("EwBwA8l6BAAU"+canarySecret), "access")
	if err != nil || !s.Tokens.AccessToken.Opaque() {
		t.Errorf("opaque: %v", err)
	}
	_, _, err = Read([]byte(fullToken), "refresh")
	if err == nil || !strings.Contains(err.Error(), "id or access") {
		t.Errorf("refresh: %v", err)
	}
}

// Errors and sessions are read as before.
func TestReadOfFailuresAndSessions(t *testing.T) {
	for _, text := range []string{
		"AADSTS7000215: Invalid client secret provided.",
		"http://localhost:8400/callback?error=access_denied&error_description=AADSTS7000215%3a+no&state=" + otherToken,
		`{"error":"invalid_client","error_description":"AADSTS7000215: no"}`,
		`{"id":"x","userPrincipalName":"a@b.example","status":{"errorCode":7000215,"failureReason":"Invalid."}}`,
		`{"value":[{"status":{"errorCode":0}},{"status":{"errorCode":7000215,"failureReason":"Invalid."}}]}`,
		`[{"ResultType":"7000215","ResultDescription":"Invalid client secret."}]`,
		utf16Of(`{"error":"invalid_client","error_description":"AADSTS7000215: no"}`, binary.LittleEndian, true),
	} {
		if s, _, err := Read([]byte(text), ""); err != nil || s.Failure.Code() != 7000215 || s.Tokens != nil {
			t.Errorf("%.60q: %+v, %v", text, s, err)
		}
	}
	tokens := &flow.Tokens{IDToken: flow.NewToken(fullToken)}
	saved := jsonOf(&flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginSignIn, Tokens: tokens})
	if s, notes, err := Read([]byte(saved), ""); err != nil || s.Origin != flow.OriginLoaded || len(notes) != 0 {
		t.Errorf("%+v, %q, %v", s, notes, err)
	}
}

// Large inputs take time in proportion to their size: one that took the square
// of it would need hours here, more than a test is given.
func TestReadIsLinear(t *testing.T) {
	if testing.Short() { // the race detector: it starts no goroutine
		t.Skip("no goroutine is started")
	}
	for name, text := range map[string]string{
		"starts":      strings.Repeat("eyJ", 1<<16),
		"words":       strings.Repeat("eyJ ", 1<<16),
		"lines":       strings.Repeat("eyJh\n", 1<<15),
		"dots":        "eyJ" + strings.Repeat(".", 1<<18),
		"escapes":     strings.Repeat("%25", 1<<16) + "eyJ",
		"quotes":      strings.Repeat(">", 1<<18),
		"token lines": shortToken + "\n" + strings.Repeat("a\n", 1<<17),
		"braces":      strings.Repeat("{", 1<<18),
		"names":       strings.Repeat("a=eyJ&", 1<<15),
		"tokens":      strings.Repeat(shortToken+"\n", 1<<9),
		"too large":   strings.Repeat("a", 17<<20),
	} {
		_, notes, err := Read([]byte(text), "")
		if len(fmt.Sprint(notes)) > 1000 || err != nil && len(err.Error()) > 300 {
			t.Errorf("%s: %d notes, %.100v", name, len(notes), err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range readCases {
		f.Add([]byte(c.text))
	}
	for _, c := range noTokenCases {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		kind := []string{"", "id", "access"}[len(data)%3] // an input of each length comes again and again
		s, notes, err := Read(data, kind)
		var no *NoToken
		switch {
		case (s == nil) != (err != nil):
			t.Fatalf("a session %v and the error %v", s != nil, err)
		case err != nil && !errors.As(err, &no):
			t.Fatalf("an error of another kind: %T", err)
		case err == nil && s.Tokens == nil && s.Failure == nil && s.Origin != flow.OriginLoaded:
			t.Fatal("a session without evidence")
		}
		words := strings.Join(notes, "\n")
		if no != nil {
			words += no.What + no.Hint
		}
		if len(words) > 1200 {
			t.Fatalf("%d bytes of words", len(words))
		}
		if strings.ContainsFunc(words, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' }) {
			t.Fatalf("the input is repeated: %q", words)
		}
		again, _, _ := Read(data, kind)
		if jsonOf(s) != jsonOf(again) {
			t.Fatal("another result for the same input")
		}
	})
}

// What was given instead of the name of a file is identified, unless it could be a name.
func TestMistakenName(t *testing.T) {
	for name, want := range map[string]string{
		secretValue: "client-secret", testClientID: "guid", "sk_test_" + strings.Repeat("canary", 7): "clerk-secret-key",
		"50011":     "number",
		"token.jwt": "", "nowhere": "", "sub/folder-with-a-long-name/session.json": "", "{a}": "", fullToken: "",
	} {
		got := MistakenName(name)
		if got == nil && want != "" || got != nil && got.Form != want {
			t.Errorf("%.40s: %+v, want %q", name, got, want)
		}
	}
}

// TestErrorAndToken: an answer with both is refused, since its error would be
// lost; a log that has an error elsewhere, and a token that is null, are not.
func TestErrorAndToken(t *testing.T) {
	for _, text := range []string{
		`{"error":"invalid_client","id_token":"` + fullToken + `"}`,
		`{"id_token":"` + fullToken + `","error":{"code":"x","message":"y"}}`,
		`{"error":"invalid_client","access_token":"opaque"}`,
		`[{"error":"invalid_client","id_token":"` + fullToken + `"}]`,
		`{"body":"{\"error\":\"x\",\"id_token\":\"` + fullToken + `\"}"}`,
		"error=access_denied&id_token=" + fullToken,
		"https://x.example/cb#id_token=" + fullToken + "&error=access_denied",
	} {
		var no *NoToken
		if s, _, err := Read([]byte(text), ""); !errors.As(err, &no) || no.Form != "error-and-token" {
			t.Errorf("%.40s: %v, %v", text, s, err)
		}
	}
	s, _, err := Read([]byte(`{"error":"invalid_client","id_token":null}`), "")
	if err != nil || s.Failure == nil || s.Failure.OAuthError != "invalid_client" {
		t.Errorf("a token that is null: %v, %v", s, err)
	}
	for _, text := range []string{
		`{"error":null,"id_token":"` + fullToken + `"}`, "GET /?error=x\ntoken " + fullToken,
	} {
		if s, _, err := Read([]byte(text), ""); err != nil || s.Tokens == nil {
			t.Errorf("%.40s: %v", text, err)
		}
	}
}
