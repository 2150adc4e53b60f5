package check

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"os"
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// The public key, in each form an attacker has it, as a shared secret (security 77).
func TestPublicKeyAsSecret(t *testing.T) {
	der, err := x509.MarshalPKIXPublicKey(public())
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	for name, secret := range map[string][]byte{
		"77 PEM": text, "77 PEM without line end": text[:len(text)-1], "77 DER": der,
		"77 PKCS1":   x509.MarshalPKCS1PublicKey(public()),
		"77 modulus": public().N.Bytes(), "77 JWK": []byte(jwk("k1", templateIssuer, public())), "77 empty": nil,
		"77 client secret": []byte("secret"),
	} {
		signed := b64([]byte(`{"alg":"HS256","kid":"k1","typ":"JWT"}`)) + "." + b64([]byte(claimsText(t)))
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(signed))
		r := judge(signedIn(t, signed+"."+b64(mac.Sum(nil))))
		if expect(t, r, "idtoken-algorithm", report.Fail); r.Tokens[0].Verification.State != proof.NotChecked {
			t.Errorf("%s: %+v", name, r.Tokens[0].Verification)
		}
		expect(t, r, "idtoken-key", report.Skip) // no key is looked for
	}
}

// The samples of Microsoft's documentation are read, and told apart. The
// first is printed there with characters that base64url has not.
func TestDocumentedTokens(t *testing.T) {
	for file, want := range map[string]map[string]report.Outcome{
		"docs-id-token-v1": {
			"idtoken-format": report.Fail, "idtoken-not-access": report.Pass,
			"idtoken-version": report.Skip,
		},
		"docs-id-token-v2-personal-account": {
			"idtoken-format": report.Pass, "idtoken-not-access": report.Pass,
			"idtoken-version": report.Pass, "idtoken-issuer": report.Pass, "idtoken-tenant": report.Pass,
			"idtoken-lifetime": report.Fail, "idtoken-length": report.Skip,
		},
		"docs-access-token-v1": {"idtoken-not-access": report.Fail, "idtoken-format": report.Skip},
		"docs-access-token-v2": {"idtoken-not-access": report.Fail, "idtoken-format": report.Skip},
	} {
		t.Run(file, func(t *testing.T) {
			data, err := os.ReadFile("../../testdata/token/" + file + ".jwt")
			if err != nil {
				t.Fatal(err)
			}
			s := &flow.Session{
				Schema: flow.SessionSchema, Origin: flow.OriginPasted,
				Tokens: &flow.Tokens{IDToken: flow.NewToken(strings.TrimSpace(string(data)))},
			}
			r := judge(s)
			for id, outcome := range want {
				expect(t, r, id, outcome)
			}
			if want["idtoken-format"] != report.Fail && r.Tokens[0].Claims.Get("ver").Str() == "" {
				t.Error("the claims are not shown")
			}
		})
	}
}
