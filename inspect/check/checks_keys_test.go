package check

import (
	"strings"
	"testing"

	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/words"
)

// TestKeysForOtherUses: a set may hold keys that are not for RS256 signatures.
func TestKeysForOtherUses(t *testing.T) {
	good := jwk("k1", templateIssuer, public())
	for name, neighbours := range map[string][]string{
		"use enc":        {jwk("e1", templateIssuer, public(), "use", `"enc"`)},
		"a weak enc key": {jwk("e1", "", public(), "use", `"enc"`, "n", `"AQAB"`)},
		"alg RS512":      {jwk("e1", templateIssuer, public(), "alg", `"RS512"`)},
		"alg RSA-OAEP":   {jwk("e1", "", public(), "alg", `"RSA-OAEP-256"`)},
		"key_ops":        {jwk("e1", "", public(), "key_ops", `["wrapKey"]`)},
		"EC":             {`{"kty":"EC","kid":"e1","crv":"P-256","x":"AQ","y":"AQ","use":"sig","alg":"ES256"}`},
		"OKP and EC":     {`{"kty":"OKP","kid":"e1","crv":"Ed25519","x":"AQ"}`, `{"kty":"EC","kid":"e2"}`},
		"a future type":  {`{"kty":"AKP","kid":"e1","alg":"ML-DSA-44"}`},
	} {
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.KeySets = keySet(append(neighbours, good)...)
		r := judge(s)
		f := expect(t, r, "keys-well-formed", report.Pass)
		want := words.Count(len(neighbours), "key", "keys") + " for other uses"
		if len(f.Evidence) != 1 || f.Evidence[0].Got != want {
			t.Errorf("%s: %+v", name, f.Evidence)
		}
		expect(t, r, "keys-issuer", report.Pass)
		expect(t, r, "idtoken-signature", report.Pass)
	}
}

// TestOddKeys: what is really odd has a finding of its weight, and a proxy is
// looked for only where the keys are Microsoft's.
func TestOddKeys(t *testing.T) {
	good := jwk("k1", templateIssuer, public())
	for name, c := range map[string]struct {
		entry    string
		severity report.Severity
		says     string
	}{
		"private part":    {jwk("o1", "", otherKey(), "d", `"AQAB"`), report.Error, "private part"},
		"private enc key": {jwk("o1", "", otherKey(), "use", `"enc"`, "p", `"AQAB"`), report.Error, "private part"},
		"private EC key":  {`{"kty":"EC","kid":"o1","crv":"P-256","x":"AQ","y":"AQ","d":"AQ"}`, report.Error, "private part"},
		"symmetric":       {`{"kty":"oct","kid":"o1","k":"AQAB"}`, report.Warning, "symmetric"},
		"weak":            {jwk("o1", "", otherKey(), "n", `"AQAB"`), report.Warning, "bits"},
		"exponent":        {jwk("o1", "", otherKey(), "e", `"Aw"`), report.Warning, "exponent"},
		"use a number":    {jwk("o1", "", otherKey(), "use", "1"), report.Warning, "use"},
		"duplicate":       {good, report.Warning, "twice"},
		"certificate":     {jwk("o1", "", otherKey(), "x5c", `["AAAA"]`), report.Note, "certificate"},
	} {
		for _, at := range []struct {
			url   string
			proxy bool
		}{
			{"https://login.microsoftonline.com/common/discovery/v2.0/keys", true},
			{"https://id.test.example/keys", false},
			{"keys.json", false},
		} {
			s := signedIn(t, sign(t, goodHeader, claimsText(t)))
			s.KeySets = keySet(good, c.entry)
			s.KeySets[0].URL = at.url
			f := expect(t, judge(s), "keys-well-formed", report.Fail)
			if f.Severity != c.severity || !strings.Contains(f.Summary, c.says) || strings.Contains(f.Fix, "proxy") != at.proxy {
				t.Errorf("%s at %s: %s, %s; %s", name, at.url, f.Severity, f.Summary, f.Fix)
			}
		}
	}
}

// TestTokenOfSymmetricKey: such a key is not kept, but its ID is known.
func TestTokenOfSymmetricKey(t *testing.T) {
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	s.KeySets = keySet(`{"kty":"oct","kid":"k1","k":"AQAB"}`, jwk("k2", templateIssuer, otherKey()))
	if f := expect(t, judge(s), "idtoken-key", report.Fail); !strings.Contains(f.Summary, "names a symmetric key") {
		t.Error(f.Summary)
	}
}

// TestTokenOfAnotherKey: a token that names a key for another use is told so.
func TestTokenOfAnotherKey(t *testing.T) {
	for says, entry := range map[string]string{
		`use is "enc"`:      jwk("k1", templateIssuer, public(), "use", `"enc"`),
		`alg is "RS512"`:    jwk("k1", templateIssuer, public(), "alg", `"RS512"`),
		"type (kty) is EC,": `{"kty":"EC","kid":"k1","crv":"P-256","x":"AQ","y":"AQ"}`,
	} {
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.KeySets = keySet(entry, jwk("k2", templateIssuer, otherKey()))
		r := judge(s)
		for _, id := range []string{"idtoken-key-strength", "keys-well-formed"} {
			f := expect(t, r, id, report.Fail)
			if !strings.Contains(f.Summary, says) || !strings.Contains(f.Summary, "not for its signature") {
				t.Errorf("%s: %s", id, f.Summary)
			}
		}
		if v := r.Tokens[0].Verification; v.State != proof.NotChecked || !strings.Contains(v.Reason, says) {
			t.Errorf("%+v", v)
		}
	}
}

// TestEncryptionKeyOfTheSameID: a key for encryption that shares its ID with the signing key leaves nothing open.
func TestEncryptionKeyOfTheSameID(t *testing.T) {
	s := signedIn(t, sign(t, goodHeader, claimsText(t)))
	key := &signingKey().PublicKey
	s.KeySets = keySet(jwk("k1", templateIssuer, key, "use", `"enc"`), jwk("k1", templateIssuer, key))
	if r := judge(s); r.Verdict != report.VerdictPass {
		t.Errorf("%s: %s", r.Verdict, r.Headline)
	}
}

// TestForeignAlgorithm: a token of another server is told to be one, and not called changed.
func TestForeignAlgorithm(t *testing.T) {
	for iss, want := range map[string]bool{
		"https://abcd.supabase.co/auth/v1":                          true,
		"https://login.microsoftonline.com/" + testTenant + "/v2.0": false,
	} {
		f := judge(signedIn(t, sign(t, `{"alg":"HS256","kid":"k1"}`, claimsText(t, "iss", iss)))).Find("idtoken-algorithm")
		if f.Outcome != report.Fail || strings.Contains(f.Fix, "another server's") != want {
			t.Errorf("%s: %s", iss, f.Fix)
		}
	}
}
