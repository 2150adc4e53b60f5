package demo

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
)

// randomBytes never fails: crypto/rand ends the program rather than give less.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// randomText is n random bytes as base64url.
func randomText(n int) string { return base64.RawURLEncoding.EncodeToString(randomBytes(n)) }

// randomBelow is a random number from 0 to n-1.
func randomBelow(n int64) int64 {
	v, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		return 0
	}
	return v.Int64()
}

// newGUID is a random GUID (RFC 9562 section 5.4).
func newGUID() string {
	b := randomBytes(16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// newRH has the form of the claim rh (entra.md 3.1).
func newRH() string { return "1.A" + randomText(38) + "." }

// newCredential has the form of an authorization code or a refresh token of a
// work account: what the claim rh has, and the credential behind it.
func newCredential(n int) string { return newRH() + "AgABBAIAAA" + randomText(n) }

// newSecret has the shape of a client secret's value: 40 characters, among
// them a tilde (entra.md section 8).
func newSecret() string { return secretFrom(randomBytes(30)) }

// secretOf is the value of a secret that was made on the pages, by its Secret ID:
// the same at the next start, without being kept. It opens nothing but this demo.
func secretOf(keyID string) string {
	sum := sha256.Sum256([]byte("edov demo tenant, client secret " + strings.ToLower(keyID)))
	return secretFrom(sum[:30])
}

func secretFrom(bytes []byte) string {
	text := strings.ReplaceAll(base64.RawURLEncoding.EncodeToString(bytes), "-", ".")
	return text[:3] + "8Q~" + text[3:37]
}
