package openid

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"math/big"
	"sync"
	"time"

	"edov/flow/demo/credential"
)

// signingKey is an RSA key with the certificate that names it.
type signingKey struct {
	private *rsa.PrivateKey
	cert    []byte // DER
	id      string // kid and x5t: base64url of the certificate's SHA-1, as at Entra
}

// Keys are the keys of the demo tenant. Work and personal accounts have
// different ones, and the personal key's issuer is fixed.
type Keys struct{ work, personal signingKey }

// KeysOfProcess are the keys of all demo tenants of this process. They are made when they
// are first asked for: RSA keys take most of a start, and a tenant's issuer, not its keys,
// says whose token it is.
var KeysOfProcess = sync.OnceValues(newKeys)

// newKeys makes both keys at once.
func newKeys() (*Keys, error) {
	var made [2]*rsa.PrivateKey
	var errs [2]error
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() { made[i], errs[i] = rsa.GenerateKey(rand.Reader, 2048) })
	}
	all.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	return NewKeys(made[0], made[1])
}

// NewKeys are the keys of a tenant whose private keys are known already.
func NewKeys(work, personal *rsa.PrivateKey) (*Keys, error) {
	keys := &Keys{}
	var errs [2]error
	// The names of Microsoft's certificates.
	keys.work, errs[0] = newSigningKey("accounts.accesscontrol.windows.net", work)
	keys.personal, errs[1] = newSigningKey("Live ID STS Signing Public Key", personal)
	return keys, errors.Join(errs[:]...)
}

func newSigningKey(name string, private *rsa.PrivateKey) (signingKey, error) {
	template := credential.Template(name, 5*365*24*time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return signingKey{}, err
	}
	thumb := sha1.Sum(der) // a name, not a protection
	return signingKey{private: private, cert: der, id: base64.RawURLEncoding.EncodeToString(thumb[:])}, nil
}

// jwk is the key as a jwks_uri shows it: without alg, as at Entra.
func (k signingKey) jwk(issuer string) map[string]any {
	return map[string]any{
		"kty": "RSA", "use": "sig", "kid": k.id, "x5t": k.id,
		"n":   base64.RawURLEncoding.EncodeToString(k.private.N.Bytes()),
		"e":   base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.private.E)).Bytes()),
		"x5c": []string{base64.StdEncoding.EncodeToString(k.cert)}, "issuer": issuer,
	}
}

// sign makes the RS256 signature of the input (RFC 7518 section 3.3).
func (k signingKey) sign(input string) []byte {
	sum := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k.private, crypto.SHA256, sum[:])
	if err != nil {
		panic("demo: " + err.Error()) // a key of this package that cannot sign
	}
	return signature
}
