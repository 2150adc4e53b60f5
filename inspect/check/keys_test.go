package check

import (
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/mint"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
)

const tenantIssuer = mint.TenantIssuer

func public() *rsa.PublicKey { return mint.Public() }

// otherKey is a usable key that is not the signing key.
func otherKey() *rsa.PublicKey { return mint.OtherPublic() }

// A key may sign for each issuer that any answer publishes it for, and for no
// other.
func TestKeyOfSeveralIssuers(t *testing.T) {
	personal := strings.ReplaceAll(templateIssuer, entra.TenantTemplate, entra.ConsumersTenant)
	for _, test := range []struct {
		first, second string
		want          report.Outcome
	}{
		{templateIssuer, tenantIssuer, report.Pass},
		{personal, tenantIssuer, report.Pass},
		{personal, "https://login.microsoftonline.com/" + testClient + "/v2.0", report.Fail},
	} {
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.KeySets = append(keySet(jwk("k1", test.first, public())), keySet(jwk("k1", test.second, public()))...)
		expect(t, judge(s), "idtoken-key-issuer", test.want)
	}
}

// What makes a key or a set unusable (security rows).
func TestUnusableKeys(t *testing.T) {
	n := func(x *big.Int) string { return `"` + b64(x.Bytes()) + `"` }
	bits := func(count uint) *big.Int {
		return new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), count-1), big.NewInt(1))
	}
	even := new(big.Int).Add(public().N, big.NewInt(1))
	zeroFirst := `"` + b64(append([]byte{0}, public().N.Bytes()...)) + `"`
	for _, test := range []struct{ name, member, value, reason string }{
		{"66 use enc", "use", `"enc"`, "use"},
		{"66 use null", "use", "null", "use"},
		{"66 key_ops encrypt", "key_ops", `["encrypt"]`, "key_ops"},
		{"66 key_ops a text", "key_ops", `"verify"`, "key_ops"},
		{"66 alg RS512", "alg", `"RS512"`, "alg"},
		{"67 n of 1024 bits", "n", n(bits(1024)), "1024 bits"},
		{"67 n of 2047 bits", "n", n(bits(2047)), "2047 bits"},
		{"67 n of 16384 bits", "n", n(bits(16384)), "more than 8192 bits"},
		{"67 n even", "n", n(even), "even"},
		{"67 n zero", "n", `"AA"`, "valid number"},
		{"67 n empty", "n", `""`, "valid number"},
		{"67 n a number", "n", "5", "valid number"},
		{"67 n with a leading zero", "n", zeroFirst, "valid number"},
		{"67 n in plain base64", "n", `"` + base64.StdEncoding.EncodeToString(public().N.Bytes()) + `"`, "valid number"},
		{"67 e is 1", "e", `"AQ"`, "exponent"},
		{"67 e is 2", "e", `"Ag"`, "exponent"},
		{"67 e is 3", "e", `"Aw"`, "exponent"},
		{"67 e is 2^64 and more", "e", `"` + b64(append([]byte{1}, make([]byte, 8)...)) + `"`, "exponent"},
		{"67 e with padding", "e", `"AQAB="`, "valid number"},
		{"67 e negative", "e", `"-1"`, "valid number"},
		{"68 d", "d", `"AQAB"`, "private part"},
		{"68 p", "p", `"AQAB"`, "private part"},
		{"68 oth", "oth", `[]`, "private part"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := signedIn(t, sign(t, goodHeader, claimsText(t)))
			s.KeySets = keySet(jwk("k1", templateIssuer, public(), test.member, test.value))
			r := judge(s)
			f := expect(t, r, "idtoken-key-strength", report.Fail)
			if !strings.Contains(f.Summary, test.reason) {
				t.Errorf("summary %q does not speak of %q", f.Summary, test.reason)
			}
			expect(t, r, "idtoken-signature", report.Skip)
			expect(t, r, "keys-well-formed", report.Fail)
		})
	}
}

// Sets of which no key may be used (security rows).
func TestRefusedSets(t *testing.T) {
	good := jwk("k1", templateIssuer, public())
	for name, raw := range map[string]string{
		"63 no JSON":               `<html>`,
		"63 keys missing":          `{}`,
		"63 keys an object":        `{"keys":{}}`,
		"63 keys null":             `{"keys":null}`,
		"63 too many keys":         `{"keys":[` + strings.Repeat(`{"kty":"RSA"},`, 10000) + `{}]}`,
		"63 a key of 1 MiB":        `{"keys":[{"kty":"RSA","n":"` + strings.Repeat("A", 1<<20) + `"}]}`,
		"63 a member twice":        `{"keys":[` + good + `],"keys":[]}`,
		"65 the same key twice":    `{"keys":[` + good + `,` + good + `]}`,
		"65 another key":           `{"keys":[` + good + `,` + jwk("k1", templateIssuer, otherKey()) + `]}`,
		"65 another kind of key":   `{"keys":[` + good + `,{"kty":"EC","kid":"k1"}]}`,
		"65 a symmetric key first": `{"keys":[{"kty":"oct","kid":"k1"},` + good + `]}`,
	} {
		t.Run(name, func(t *testing.T) {
			ring := token.NewKeyRing([]flow.KeySet{{URL: "keys", Raw: []byte(raw)}})
			if len(ring.Keys) != 0 || len(ring.Faults) != 1 {
				t.Fatalf("%d keys, faults %v", len(ring.Keys), ring.Faults)
			}
			s := signedIn(t, sign(t, goodHeader, claimsText(t)))
			s.KeySets = []flow.KeySet{{URL: "keys", Raw: []byte(raw)}}
			r := judge(s)
			expect(t, r, "idtoken-key", report.Fail)
			if r.Email.Verdict != proof.EmailCannotTell {
				t.Errorf("email %s", r.Email.Verdict)
			}
		})
	}
	if ring := token.NewKeyRing(append([]flow.KeySet{{Raw: []byte(`{}`)}}, keySet(good)...)); len(ring.Usable()) != 1 {
		t.Error("a broken response spoils a good one")
	}
}

// What else stands in a set leaves its good keys usable (security rows).
func TestHarmlessNeighbours(t *testing.T) {
	good := jwk("k1", templateIssuer, public(), "alg", `"RS256"`, "key_ops", `["sign","verify"]`)
	for name, neighbour := range map[string]string{
		"64 unknown kty": `{"kty":"XYZ","kid":"x"}`, "64 no kty": `{}`, "64 no object": `7`, "64 null": `null`,
		"68 symmetric": `{"kty":"oct","kid":"s","k":"AAAA"}`,
	} {
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.KeySets = keySet(neighbour, good)
		if f := judge(s).Find("idtoken-signature"); f.Outcome != report.Pass {
			t.Errorf("%s: %s", name, f.Summary)
		}
	}
}

// Suite tests kid-absent: one usable key is meant; among several none is.
func TestTokenWithoutKeyID(t *testing.T) {
	good := jwk("k1", templateIssuer, public())
	for _, test := range []struct {
		name string
		sets []flow.KeySet
		want report.Outcome
	}{
		{"one key", keySet(good), report.Pass},
		{"one usable key", keySet(good, jwk("k2", templateIssuer, public(), "use", `"enc"`)), report.Pass},
		{"two keys", keySet(good, jwk("k2", templateIssuer, otherKey())), report.Fail},
		{"no usable key", keySet(jwk("k1", templateIssuer, public(), "use", `"enc"`)), report.Fail},
	} {
		s := signedIn(t, sign(t, `{"alg":"RS256"}`, claimsText(t)))
		s.KeySets = test.sets
		r := judge(s)
		expect(t, r, "idtoken-key", test.want)
		if verified := r.Tokens[0].Verification.State == proof.Verified; verified != (test.want == report.Pass) {
			t.Errorf("%s: %+v", test.name, r.Tokens[0].Verification)
		}
	}
}

// TestKeyInAnAnswerThatDidNotCome: where the keys could not be loaded again, a
// key that is not among the others may be published all the same (security 72).
func TestKeyInAnAnswerThatDidNotCome(t *testing.T) {
	s := session(t)
	s.KeySets = keySet(jwk("another", templateIssuer, otherKey()))
	expect(t, judge(s), "idtoken-key", report.Fail)
	s.Problems = []flow.Failure{{Stage: flow.StageKeys, Summary: "the key server did not answer in time"}}
	r := judge(s)
	if f := expect(t, r, "idtoken-key", report.Unknown); !strings.Contains(f.Summary, "did not answer in time") {
		t.Errorf("it says %q", f.Summary)
	}
	if r.Email.Verdict == proof.EmailVerified {
		t.Error("the email is called verified")
	}
}

// TestNetworkFailureIsTheHeadline: nothing else takes its place, and no
// finding says to look at the registration.
func TestNetworkFailureIsTheHeadline(t *testing.T) {
	const why = "the name login.microsoftonline.com is not known to the DNS"
	s := refused(t, flow.Failure{Stage: flow.StageMetadata, Kind: flow.FailureNetwork, Summary: why})
	s.Callback, s.Metadata, s.KeySets = nil, nil, nil
	r := judge(s)
	if r.Headline != "sign-in incomplete: "+why || r.Verdict != report.VerdictUnknown {
		t.Errorf("the headline is %q", r.Headline)
	}
	for _, f := range r.Findings {
		all := f.Summary + f.Why + f.Fix
		for _, blame := range []string{"no sign-in within", "registr", "user"} {
			if f.Problem() && strings.Contains(all, blame) {
				t.Errorf("%s blames the wrong side: %s", f.ID, all)
			}
		}
	}
}
