package demo

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"sync"
	"time"
)

// signingKey is an RSA key with the certificate that names it.
type signingKey struct {
	private *rsa.PrivateKey
	cert    []byte // DER
	id      string // kid and x5t: base64url of the certificate's SHA-1, as at Entra
}

// keyPairs are the keys of the demo tenant. Work and personal accounts have
// different ones, and the personal key's issuer is fixed.
type keyPairs struct{ work, personal signingKey }

// certificates is what https needs.
type certificates struct {
	caPEM  []byte
	pool   *x509.CertPool
	server tls.Certificate
}

// makeKeys makes all keys at once: RSA keys take most of a start.
func makeKeys(https bool) (*keyPairs, *certificates, error) {
	keys := &keyPairs{}
	var certs *certificates
	var errs [3]error
	var all sync.WaitGroup
	// The names of Microsoft's certificates.
	all.Go(func() { keys.work, errs[0] = newSigningKey("accounts.accesscontrol.windows.net") })
	all.Go(func() { keys.personal, errs[1] = newSigningKey("Live ID STS Signing Public Key") })
	if https {
		all.Go(func() { certs, errs[2] = newCertificates() })
	}
	all.Wait()
	return keys, certs, errors.Join(errs[:]...)
}

func newSigningKey(name string) (signingKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return signingKey{}, err
	}
	template := newTemplate(name, 5*365*24*time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return signingKey{}, err
	}
	thumb := sha1.Sum(der) // a name, not a protection
	return signingKey{private: private, cert: der, id: base64.RawURLEncoding.EncodeToString(thumb[:])}, nil
}

func newTemplate(name string, life time.Duration) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(randomBytes(8)),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(life),
	}
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

// newCertificates makes a throwaway authority and a certificate for the
// loopback address.
func newCertificates() (*certificates, error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	ca := newTemplate("edov demo authority", 24*time.Hour)
	ca.IsCA, ca.BasicConstraintsValid, ca.KeyUsage = true, true, x509.KeyUsageCertSign
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	leaf := newTemplate("edov demo tenant", 24*time.Hour)
	leaf.KeyUsage, leaf.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	leaf.IPAddresses, leaf.DNSNames = []net.IP{net.IPv4(127, 0, 0, 1)}, []string{"localhost"}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), caKey)
	if err != nil {
		return nil, err
	}
	c := &certificates{pool: x509.NewCertPool(), server: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}
	c.caPEM = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER})
	c.pool.AppendCertsFromPEM(c.caPEM)
	return c, nil
}
