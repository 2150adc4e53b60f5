package check

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/golang-jwt/jwt/v5"

	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
)

// BenchmarkJudge is all of edov's work on one sign-in: keys looked up, token
// decoded and verified, every check run, the report made. The keys are known,
// as go-oidc's are.
func BenchmarkJudge(b *testing.B) {
	s := signedIn(b, sign(b, goodHeader, claimsText(b)))
	for b.Loop() {
		if r := judge(s); r.Verdict != report.VerdictPass {
			b.Fatal(r.Headline)
		}
	}
}

// BenchmarkJudgeNewKeys is the same with keys that have to be read each time.
func BenchmarkJudgeNewKeys(b *testing.B) {
	s := signedIn(b, sign(b, goodHeader, claimsText(b)))
	var others [64][]byte // more than are kept
	for i := range others {
		others[i] = append(slices.Clone(s.KeySets[0].Raw), bytes.Repeat([]byte(" "), i)...)
	}
	for i := 0; b.Loop(); i++ {
		s.KeySets[0].Raw = others[i%len(others)]
		if r := judge(s); r.Verdict != report.VerdictPass {
			b.Fatal(r.Headline)
		}
	}
}

// BenchmarkDecodeAndVerify is the gate and the signature alone.
func BenchmarkDecodeAndVerify(b *testing.B) {
	s := signedIn(b, sign(b, goodHeader, claimsText(b)))
	ring := token.NewKeyRing(s.KeySets)
	for b.Loop() {
		t := token.Decode("id", s.Tokens.IDToken)
		if t.Verify(ring, s.Origin); t.Verification.State != proof.Verified {
			b.Fatal(t.Verification.Reason)
		}
	}
}

// BenchmarkRawRSA is the floor: one signature check and nothing else.
func BenchmarkRawRSA(b *testing.B) {
	token := sign(b, goodHeader, claimsText(b))
	dot := strings.LastIndexByte(token, '.')
	sum := sha256.Sum256([]byte(token[:dot]))
	signature, err := base64.RawURLEncoding.DecodeString(token[dot+1:])
	if err != nil {
		b.Fatal(err)
	}
	public := &signingKey().PublicKey
	for b.Loop() {
		if err := rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], signature); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGoOIDC is the yardstick: a well-known verifier on the same token.
func BenchmarkGoOIDC(b *testing.B) {
	token := sign(b, goodHeader, claimsText(b))
	verifier := oidc.NewVerifier("https://login.microsoftonline.com/"+testTenant+"/v2.0",
		&oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{&signingKey().PublicKey}},
		&oidc.Config{ClientID: testClient, Now: func() time.Time { return noon }})
	for b.Loop() {
		if _, err := verifier.Verify(context.Background(), token); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGolangJWT is golang-jwt alone with strict options.
func BenchmarkGolangJWT(b *testing.B) {
	token := sign(b, goodHeader, claimsText(b))
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(func() time.Time { return noon }), jwt.WithAudience(testClient))
	key := func(*jwt.Token) (any, error) { return &signingKey().PublicKey, nil }
	for b.Loop() {
		if _, err := parser.Parse(token, key); err != nil {
			b.Fatal(err)
		}
	}
}
