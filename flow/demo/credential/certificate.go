package credential

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"time"
)

// Template is a certificate to be signed: for a name, valid from an hour
// ago and for a time.
func Template(name string, life time.Duration) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(Bytes(8)),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(life),
	}
}
