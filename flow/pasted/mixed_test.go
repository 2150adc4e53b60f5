package pasted

import (
	"errors"
	"strings"
	"testing"

	"edov/flow/decoded"
)

// Only of the claims that are judged it matters that a time can't be read.
func TestNotesOfTheJudgedClaims(t *testing.T) {
	newest := `{"aud":"app","iss":"https://x.example/y","sub":"s1","iat":1796000000,"exp":1796003600}`
	other := `{"aud":"app","iss":"https://x.example/y","sub":"s2","iat":"soon","exp":1790003600}`
	for text, want := range map[string]bool{newest + "\n" + other: false, other: true} {
		_, notes, err := Read([]byte(text), "")
		if err != nil || strings.Contains(strings.Join(notes, "\n"), "a time can't be read") != want {
			t.Errorf("%s: %v, %q", text, err, notes)
		}
	}
}

// What is not known of one of two tokens is not known of both.
func TestEither(t *testing.T) {
	all := decoded.Claims{Partial: true, Untyped: true, Own: true, Loose: true, Mixed: true}
	if got := either(decoded.Claims{}, all); got != all {
		t.Errorf("%+v", got)
	}
}

// Settings, accounts and certificates are no tokens.
func TestReadOfOtherTypes(t *testing.T) {
	for _, text := range []string{
		"ObjectId    : o1\nAppId       : a1\nTenantId    : t1\nDisplayName : Ann\n",
		"config: {TenantID:t1 ObjectID:o1 Name:prod Email:ops@x.example}",
		"TenantId: t1\nObjectId: o1\nName: Ann\nRoles: Reader\n",
		"Subject: CN=example.com\nIssuer: Amazon\nExpiry: 2027-01-01T00:00:00Z\nNotBefore: 2026-01-01T00:00:00Z\n",
		"__ = 5", `text with "__": 3 inside`, "function(a){var _=1,__=2;return _}",
	} {
		s, _, err := Read([]byte(text), "")
		var no *NoToken
		if s != nil || !errors.As(err, &no) {
			t.Errorf("%q: %v, %+v", text, err, s)
		}
	}
}
