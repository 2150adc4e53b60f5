package credential

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"

	"edov/flow/lazy"
)

// Bytes never fails: crypto/rand ends the program rather than return fewer.
func Bytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// Text is n random bytes as base64url.
func Text(n int) string { return base64.RawURLEncoding.EncodeToString(Bytes(n)) }

// Below is a random number from 0 to n-1.
func Below(n int64) int64 {
	v, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		return 0
	}
	return v.Int64()
}

// GUID is a random GUID (RFC 9562 section 5.4).
func GUID() string {
	b := Bytes(16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// NameGUID is the GUID of a name: the same at every start.
func NameGUID(name string) string {
	h := sha256.Sum256([]byte(name))
	third, fourth := uint16(h[6])<<4|uint16(h[7])>>4, uint16(h[8])<<4|uint16(h[9])>>4
	return fmt.Sprintf("%x-%x-4%03x-8%03x-%x", h[:4], h[4:6], third, fourth, h[10:16])
}

var guidShape = lazy.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)

// IsGUID reports whether a text has the form of a GUID.
func IsGUID(text string) bool { return guidShape.MatchString(text) }

// RH has the form of the claim rh (entra.md 3.1).
func RH() string { return "1.A" + Text(38) + "." }

// Grant has the form of an authorization code or a refresh token of a
// work account: the form of the claim rh, then n random bytes.
func Grant(n int) string { return RH() + "AgABBAIAAA" + Text(n) }

// HintLength is how much of a client secret's value Microsoft keeps readable.
const HintLength = 3

// Secret has the form of a client secret's value: 40 characters with a
// tilde among them (entra.md section 8).
func Secret() string { return secretFrom(Bytes(30)) }

// SecretOf is the value of a secret that was added on the pages, by its Secret
// ID. It is computed, so that it is the same at the next start without being
// stored. It opens nothing but this demo.
func SecretOf(keyID string) string {
	sum := sha256.Sum256([]byte("edov demo tenant, client secret " + strings.ToLower(keyID)))
	return secretFrom(sum[:30])
}

func secretFrom(bytes []byte) string {
	text := strings.ReplaceAll(base64.RawURLEncoding.EncodeToString(bytes), "-", ".")
	return text[:3] + "8Q~" + text[3:37]
}
