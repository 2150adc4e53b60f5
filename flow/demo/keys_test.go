package demo

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"testing"
)

func verify(key signingKey, input string, signature []byte) bool {
	sum := sha256.Sum256([]byte(input))
	return rsa.VerifyPKCS1v15(&key.private.PublicKey, crypto.SHA256, sum[:], signature) == nil
}

// published is one entry of a jwks_uri.
type published struct {
	KTY, Use, Kid, X5T, N, E, Issuer string
	X5C                              []string
}

func (s *Server) published(t *testing.T, segment string) []published {
	t.Helper()
	a := s.get(t, "/"+segment+"/discovery/v2.0/keys")
	if a.status != http.StatusOK || strings.Contains(a.body, `"alg"`) {
		t.Fatalf("status %d, or an alg, in %s", a.status, a.body)
	}
	var set struct{ Keys []published }
	a.json(t, &set)
	return set.Keys
}

func TestKeysHaveEntrasShape(t *testing.T) {
	s := start(t, "healthy", Options{})
	for _, k := range s.published(t, "common") {
		der, err := base64.StdEncoding.DecodeString(k.X5C[0])
		if err != nil || len(k.X5C) != 1 {
			t.Fatalf("x5c: %d entries, %v", len(k.X5C), err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		thumb := sha1.Sum(der)
		if want := base64.RawURLEncoding.EncodeToString(thumb[:]); k.Kid != want || k.X5T != want {
			t.Errorf("kid %q, x5t %q, want %q", k.Kid, k.X5T, want)
		}
		n, err := base64.RawURLEncoding.DecodeString(k.N)
		if err != nil || cert.PublicKey.(*rsa.PublicKey).N.Cmp(new(big.Int).SetBytes(n)) != 0 {
			t.Errorf("n is not the certificate's (%v)", err)
		}
		if k.KTY != "RSA" || k.Use != "sig" || k.E != "AQAB" || len(n) != 256 {
			t.Errorf("kty %q, use %q, e %q, %d bytes", k.KTY, k.Use, k.E, len(n))
		}
	}
}

func TestKeysOfEachAuthority(t *testing.T) {
	s := start(t, "healthy", Options{})
	template, personal, own := s.url+"/{tenantid}/v2.0", s.url+"/"+personalTenant+"/v2.0", s.url+"/"+contoso.id+"/v2.0"
	for segment, want := range map[string]string{
		"common": template + " " + personal, "organizations": template, "consumers": personal,
		contoso.id: own + " " + personal, contoso.domain: own + " " + personal,
	} {
		var got []string
		for _, k := range s.published(t, segment) {
			got = append(got, k.Issuer)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: issuers %q, want %q", segment, got, want)
		}
	}
}

func TestKeyFlickers(t *testing.T) {
	s := start(t, "key-flicker", Options{})
	has := func() bool {
		for _, k := range s.published(t, "common") {
			if k.Kid == s.keys.work.id {
				return true
			}
		}
		return false
	}
	if first, second := has(), has(); first || !second {
		t.Errorf("signing key in the first answer: %v, in the second: %v", first, second)
	}
}

func TestDiscovery(t *testing.T) {
	s := start(t, "healthy", Options{})
	for segment, tenant := range map[string]string{
		"common": "{tenantid}", "organizations": "{tenantid}", "consumers": personalTenant,
		contoso.id: contoso.id, contoso.domain: contoso.id,
	} {
		a := s.get(t, "/"+segment+"/v2.0/.well-known/openid-configuration")
		var doc map[string]json.RawMessage
		a.json(t, &doc)
		for name, want := range map[string]string{
			"issuer":                 s.url + "/" + tenant + "/v2.0",
			"authorization_endpoint": s.url + "/" + segment + "/oauth2/v2.0/authorize",
			"token_endpoint":         s.url + "/" + segment + "/oauth2/v2.0/token",
			"jwks_uri":               s.url + "/" + segment + "/discovery/v2.0/keys",
		} {
			var got string
			if err := json.Unmarshal(doc[name], &got); err != nil || got != want {
				t.Errorf("%s: %s is %q, want %q", segment, name, got, want)
			}
		}
		// Entra leaves these out; a client must live with it.
		for _, name := range []string{"code_challenge_methods_supported", "grant_types_supported", "authorization_response_iss_parameter_supported"} {
			if doc[name] != nil {
				t.Errorf("%s: %s is there", segment, name)
			}
		}
	}
	var body errorBody
	a := s.get(t, "/nowhere.example/v2.0/.well-known/openid-configuration")
	a.json(t, &body)
	if a.status != http.StatusBadRequest || body.Codes[0] != 90002 {
		t.Errorf("unknown tenant: status %d, codes %v", a.status, body.Codes)
	}
}
