package inspect

import "crypto/rsa"

// Key is one signing key of a key set (RFC 7517), as published.
type Key struct {
	ID                string
	Issuer            string // Entra's own member; may be the {tenantid} template; empty when not published
	CloudInstanceName string
	Public            *rsa.PublicKey // nil when the key cannot be used
	Refused           string         // why it cannot be used; empty when it can
	X5T               string
}

// KeyRing is the union of all key sets seen.
type KeyRing struct {
	Keys  []Key
	Notes []string // odd but harmless things, for the check keys-well-formed
	// Faults are reasons to refuse a whole set: duplicate kid, not a key set.
	Faults []string
}
