package token_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"slices"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/mint"
	"edov/inspect/token"
)

// TestAnswersAreJoined: Microsoft's answers differ, and so may what they say
// of one key.
func TestAnswersAreJoined(t *testing.T) {
	plain, template := mint.JWK("k1", "", mint.Public()), mint.JWK("k1", mint.TemplateIssuer, mint.Public())
	own, other := mint.JWK("k1", mint.TenantIssuer, mint.Public()), mint.JWK("k1", mint.TemplateIssuer, mint.OtherPublic())
	for _, test := range []struct {
		name           string
		first, second  string
		usable, faults int
		issuers        []string
	}{
		{"the same twice", template, template, 1, 0, []string{mint.TemplateIssuer}},
		{"issuer known later", plain, template, 1, 0, []string{mint.TemplateIssuer}},
		{"issuer known earlier", template, plain, 1, 0, []string{mint.TemplateIssuer}},
		{"common and the tenant's own", template, own, 1, 0, []string{mint.TemplateIssuer, mint.TenantIssuer}},
		{"another key under the ID", template, other, 0, 1, []string{mint.TemplateIssuer}},
		{"no ID, the same key", mint.JWK("", "", mint.Public()), mint.JWK("", "", mint.Public()), 1, 0, nil},
		{"no ID, two keys", mint.JWK("", "", mint.Public()), mint.JWK("", "", mint.OtherPublic()), 2, 0, nil},
		{"refused, then usable", mint.JWK("k1", "", mint.Public(), "use", `"enc"`), plain, 0, 1, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			ring := token.NewKeyRing(append(mint.KeySet(test.first), mint.KeySet(test.second)...))
			if len(ring.Usable()) != test.usable || len(ring.Faults) != test.faults ||
				!slices.Equal(ring.Keys[0].Issuers(), test.issuers) {
				t.Errorf("%d usable, faults %v, issuers %v", len(ring.Usable()), ring.Faults, ring.Keys[0].Issuers())
			}
		})
	}
}

// TestCloudOfAJoinedKey: the cloud that only one of two answers names for a key is known of it, the first that does.
func TestCloudOfAJoinedKey(t *testing.T) {
	of := func(cloud string) []flow.KeySet {
		if cloud == "" {
			return mint.KeySet(mint.JWK("k1", "", mint.Public()))
		}
		return mint.KeySet(mint.JWK("k1", "", mint.Public(), "cloud_instance_name", `"`+cloud+`"`))
	}
	for _, test := range [][3]string{
		{"", "microsoftonline.com", "microsoftonline.com"},
		{"microsoftonline.com", "", "microsoftonline.com"},
		{"microsoftonline.com", "microsoftonline.us", "microsoftonline.com"},
		{"", "", ""},
	} {
		ring := token.NewKeyRing(append(of(test[0]), of(test[1])...))
		if len(ring.Keys) != 1 || ring.Keys[0].CloudInstanceName != test[2] {
			t.Errorf("%q: %+v", test, ring.Keys)
		}
	}
}

// A key counts as its n and e say; its certificate is only looked at (security 69).
func TestCertificates(t *testing.T) {
	certificate := func(key *rsa.PublicKey) []byte {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
			NotAfter: mint.Noon().Add(-time.Hour),
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, key, mint.Key())
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	chain := func(der []byte) string { return `["` + base64.StdEncoding.EncodeToString(der) + `"]` }
	own := certificate(mint.Public())
	sum := sha1.Sum(own) //nolint:gosec // see the import
	for _, test := range []struct {
		name, x5c, x5t string
		notes          int
	}{
		{"its own", chain(own), mint.Base64(sum[:]), 0},
		{"another key's", chain(certificate(mint.OtherPublic())), "", 1},
		{"another thumbprint", chain(own), mint.Base64(make([]byte, 20)), 1},
		{"no certificate", chain([]byte("x")), "", 1},
		{"no base64", `["*"]`, "", 1},
		{"empty", `[]`, "", 0},
	} {
		ring := token.NewKeyRing(mint.KeySet(mint.JWK("k1", mint.TemplateIssuer, mint.Public(), "x5c", test.x5c, "x5t",
			`"`+test.x5t+`"`)))
		if len(ring.Notes) != test.notes || len(ring.Usable()) != 1 || len(ring.Faults) != 0 {
			t.Errorf("%s: notes %v, %d usable, faults %v", test.name, ring.Notes, len(ring.Usable()), ring.Faults)
		}
	}
}

// FuzzKeyRing: no key set breaks the reader, and no weak key becomes usable.
func FuzzKeyRing(f *testing.F) {
	f.Add(string(mint.KeySet(mint.JWK("k1", mint.TemplateIssuer, mint.Public()))[0].Raw), `{"keys":[{"kty":"oct"}]}`)
	f.Add(`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","x5c":["AA=="],"key_ops":{}}]}`, `{"keys":[null,1,[],""]}`)
	f.Fuzz(func(t *testing.T, a, b string) {
		ring := token.NewKeyRing([]flow.KeySet{{Raw: []byte(a)}, {Raw: []byte(b)}})
		seen := map[string]bool{}
		for _, key := range ring.Keys {
			if (key.Public == nil) == (key.Refused == "") {
				t.Errorf("key %q: usable %t, refused %q", key.ID, key.Public != nil, key.Refused)
			}
			if key.Public != nil && (key.Public.N.BitLen() < token.MinKeyBits || key.Public.N.BitLen() > token.MaxKeyBits ||
				key.Public.E != 65537) {
				t.Errorf("key %q is weak", key.ID)
			}
			if key.ID != "" && seen[key.ID] {
				t.Errorf("two keys %q", key.ID)
			}
			seen[key.ID] = true
		}
	})
}
