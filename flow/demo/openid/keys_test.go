package openid_test

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
	"edov/flow/entra"
)

func TestKeysHaveEntrasShape(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	for _, k := range s.Keys(t, "common") {
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
	s := demotest.Start(t, "healthy", demo.Options{})
	template, personal := s.URL()+"/{tenantid}/v2.0", s.URL()+"/"+entra.ConsumersTenant+"/v2.0"
	own := s.URL() + "/" + tenant.Contoso.ID + "/v2.0"
	for segment, want := range map[string]string{
		"common": template + " " + personal, "organizations": template, "consumers": personal,
		tenant.Contoso.ID: own + " " + personal, tenant.Contoso.Domain: own + " " + personal,
	} {
		var got []string
		for _, k := range s.Keys(t, segment) {
			got = append(got, k.Issuer)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: issuers %q, want %q", segment, got, want)
		}
	}
}

func TestKeyFlickers(t *testing.T) {
	s := demotest.Start(t, "key-flicker", demo.Options{})
	has := func() bool {
		for _, k := range s.Keys(t, "common") {
			if k.Kid == s.WorkKey(t).Kid {
				return true
			}
		}
		return false
	}
	if first, second := has(), has(); first || !second {
		t.Errorf("signing key in the first response: %v, in the second: %v", first, second)
	}
}

func TestDiscovery(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	for segment, tenant := range map[string]string{
		"common": "{tenantid}", "organizations": "{tenantid}", "consumers": entra.ConsumersTenant,
		tenant.Contoso.ID: tenant.Contoso.ID, tenant.Contoso.Domain: tenant.Contoso.ID,
	} {
		a := s.Get(t, "/"+segment+"/v2.0/.well-known/openid-configuration")
		var doc map[string]json.RawMessage
		a.JSON(t, &doc)
		for name, want := range map[string]string{
			"issuer":                 s.URL() + "/" + tenant + "/v2.0",
			"authorization_endpoint": s.URL() + "/" + segment + "/oauth2/v2.0/authorize",
			"token_endpoint":         s.URL() + "/" + segment + "/oauth2/v2.0/token",
			"jwks_uri":               s.URL() + "/" + segment + "/discovery/v2.0/keys",
		} {
			var got string
			if err := json.Unmarshal(doc[name], &got); err != nil || got != want {
				t.Errorf("%s: %s is %q, want %q", segment, name, got, want)
			}
		}
		// Entra leaves these out; a client must live with it.
		for _, name := range []string{
			"code_challenge_methods_supported", "grant_types_supported", "authorization_response_iss_parameter_supported",
		} {
			if doc[name] != nil {
				t.Errorf("%s: %s is present", segment, name)
			}
		}
	}
	var body demotest.Failure
	a := s.Get(t, "/nowhere.example/v2.0/.well-known/openid-configuration")
	a.JSON(t, &body)
	if a.Status != http.StatusBadRequest || body.Codes[0] != 90002 {
		t.Errorf("unknown tenant: status %d, codes %v", a.Status, body.Codes)
	}
}
