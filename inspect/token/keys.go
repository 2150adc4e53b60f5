package token

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/inspect/words"
)

// Key is one signing key of a key set (RFC 7517), as published.
type Key struct {
	ID                string
	Issuer            string // Entra's own member; may be the {tenantid} template; empty when not published
	CloudInstanceName string
	Public            *rsa.PublicKey // nil when the key cannot be used
	Refused           string         // why it cannot be used; empty when it can
	// Other is set when it is unusable because it is for something else, as keys of a set may be: another type, use or
	// algorithm.
	Other  bool
	Leaked bool // its private part is published
	X5T    string

	// others are further issuers that other answers publish the same key for:
	// the set of common names the template, the tenant's own set the tenant.
	others []string
	// from are the addresses of the answers that name no issuer for it.
	from []string
}

// Issuers are all issuers the key is published for.
func (k *Key) Issuers() []string {
	if k.Issuer == "" {
		return nil
	}
	return append([]string{k.Issuer}, k.others...)
}

// IsOfTenant reports whether Microsoft publishes the key at the address of a tenant of the issuer's cloud, such as that
// of an app's own keys. Where a key names no issuer, this alone says whose tokens it may sign.
func (k *Key) IsOfTenant(tid, iss string) bool {
	of, err := url.Parse(iss)
	if err != nil || !IsID(tid) {
		return false
	}
	cloud, known := entra.CloudOfHost(of.Host)
	return known && slices.ContainsFunc(k.from, func(address string) bool {
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.User != nil || !strings.HasPrefix(u.Path, "/"+tid+"/discovery/") {
			return false
		}
		host, ok := entra.CloudOfHost(u.Host)
		return ok && host == cloud
	})
}

// KeyRing is the union of all key sets seen.
type KeyRing struct {
	Keys  []Key
	Notes []string // odd but harmless things, for the check keys-well-formed
	// Symmetric are the key IDs of keys that are secrets; none of them is used.
	Symmetric []string
	// Faults are reasons to refuse a whole set: duplicate kid, not a key set.
	Faults []string
}

// SymmetricNote is a note on a key that is a secret.
const SymmetricNote = "a symmetric key is published among the signing keys; it was ignored"

// NewKeyRing joins the answers of a jwks_uri: Microsoft's differ from request to request, and a key seen once counts.
func NewKeyRing(sets []flow.KeySet) *KeyRing {
	ring := &KeyRing{}
	for i := range sets {
		set := known.read(sets[i].Raw)
		for j := range set.keys {
			key := set.keys[j]
			if key.Issuer == "" {
				key.from = []string{sets[i].URL}
			}
			ring.add(key)
		}
		ring.Notes = append(ring.Notes, set.notes...)
		ring.Symmetric = append(ring.Symmetric, set.symmetric...)
		if set.fault != "" {
			ring.Faults = append(ring.Faults, set.fault)
		}
	}
	return ring
}

// keySet is what one answer says. It is not changed once it was read.
type keySet struct {
	keys             []Key
	notes, symmetric []string
	fault            string // why none of its keys is used
}

func readKeySet(raw []byte) *keySet {
	v, err := strictjson.Parse(raw, strictjson.Document)
	if err != nil {
		return &keySet{fault: "the signing keys can't be read: " + err.Error()}
	}
	keys := v.Get("keys")
	if keys.Kind != strictjson.Array {
		return &keySet{fault: "the response for the signing keys has no list of keys"}
	}
	set := new(keySet)
	set.take(keys.Elems())
	return set
}

// take reads the keys of the set. A key ID that stands there twice, be it for
// another type of key, leaves open which one is meant: none is used.
func (s *keySet) take(entries []strictjson.Value) {
	entries = slices.DeleteFunc(slices.Clone(entries), func(v strictjson.Value) bool {
		return v.StrOf("use") == "enc" && hasTwin(entries, v)
	})
	seen := map[string]bool{}
	for _, entry := range entries {
		kid := entry.StrOf("kid")
		if kid != "" && seen[kid] {
			s.fault = "the key ID " + kid + " occurs twice among the signing keys; none of them was used"
			return
		}
		seen[kid] = true
	}
	for _, entry := range entries {
		switch entry.StrOf("kty") {
		case "RSA":
			s.keys = append(s.keys, s.read(entry))
		case "oct":
			s.notes = append(s.notes, SymmetricNote)
			s.symmetric = append(s.symmetric, entry.StrOf("kid"))
		case "": // no key at all
		default: // RFC 7517 section 5: other types are ignored
			s.keys = append(s.keys, otherType(entry))
		}
	}
}

// hasTwin reports whether a key for encryption shares its ID with one for signatures: a verifier never uses the
// former, so that it is clear which one is meant (RFC 7517 section 4.2).
func hasTwin(entries []strictjson.Value, key strictjson.Value) bool {
	return slices.ContainsFunc(entries, func(other strictjson.Value) bool {
		return other.StrOf("kid") == key.StrOf("kid") && other.StrOf("use") != "enc"
	})
}

// add joins one key with what is known already.
func (r *KeyRing) add(key Key) {
	for i := range r.Keys {
		old := &r.Keys[i]
		switch {
		case old.ID != key.ID:
		case old.same(key):
			old.merge(key)
			return
		case key.ID != "":
			r.Faults = append(r.Faults, "two responses have different keys with the key ID "+key.ID+"; neither was used")
			old.Public, old.Refused = nil, "another response has a different key with its ID"
			return
		}
	}
	r.Keys = append(r.Keys, key)
}

// same reports whether two answers mean one key: the same numbers, and the
// same reason to refuse it, if any.
func (k *Key) same(other Key) bool {
	if k.Public == nil || other.Public == nil {
		return k.Public == nil && other.Public == nil && k.Refused == other.Refused
	}
	return k.Public.Equal(other.Public)
}

// merge takes over what only the other answer says: not all of Microsoft's
// addresses publish a key's issuer and cloud.
func (k *Key) merge(other Key) {
	switch {
	case other.Issuer == "" || slices.Contains(k.Issuers(), other.Issuer):
	case k.Issuer == "":
		k.Issuer = other.Issuer
	default:
		k.others = append(k.others, other.Issuer)
	}
	k.from = append(k.from, other.from...)
	if k.CloudInstanceName == "" {
		k.CloudInstanceName = other.CloudInstanceName
	}
}

// privateMembers are the members of an RSA private key (RFC 7518 section 6.3.2).
var privateMembers = []string{"d", "p", "q", "dp", "dq", "qi", "oth"}

func (s *keySet) read(entry strictjson.Value) Key {
	key := Key{
		ID: entry.StrOf("kid"), Issuer: entry.StrOf("issuer"),
		CloudInstanceName: entry.StrOf("cloud_instance_name"), X5T: entry.StrOf("x5t"),
	}
	var public *rsa.PublicKey
	refused, other := keyUse(entry)
	if refused == "" {
		public, refused = rsaKey(entry)
	}
	for _, name := range privateMembers {
		if entry.Has(name) {
			refused, other, key.Leaked = "its private part is published: anyone can sign with it", false, true
		}
	}
	key.Other = other
	if key.Refused = refused; refused == "" {
		key.Public = public
		s.noteCertificate(key, entry)
	}
	return key
}

// otherType is a key of another type than RSA.
func otherType(entry strictjson.Value) Key {
	return Key{
		ID: entry.StrOf("kid"), Refused: "its type (kty) is " + words.Cut(entry.StrOf("kty")) + ", not RSA",
		Other: true, Leaked: entry.Has("d"), // RFC 7518 section 6.2.2, RFC 8037 section 2
	}
}

// keyUse says why a key is not meant for RS256 signatures (RFC 7517 section 4).
// other is set when it is meant for something else, and not just malformed.
func keyUse(entry strictjson.Value) (refused string, other bool) {
	if use := entry.Get("use"); use.Exists() && use.Str() != "sig" {
		return "its use is " + words.JSONText(use) + ", not sig", use.Str() != ""
	}
	if alg := entry.Get("alg"); alg.Exists() && alg.Str() != "RS256" {
		return "its alg is " + words.JSONText(alg) + ", not RS256", alg.Str() != ""
	}
	verifies := func(v strictjson.Value) bool { return v.Str() == "verify" }
	if ops := entry.Get("key_ops"); ops.Exists() && !slices.ContainsFunc(ops.Elems(), verifies) {
		return "its key_ops do not include verify", ops.Kind == strictjson.Array
	}
	return "", false
}

// The bounds of an RSA key. Entra's have 2048 bits; NIST SP 800-131A requires no less, and more than 8192 only cost
// time.
const (
	MinKeyBits = 2048
	MaxKeyBits = 8192
)

// rsaKey reads modulus and exponent (RFC 7518 section 6.3.1). The exponent is
// 65537 in every key Entra ever published.
func rsaKey(entry strictjson.Value) (*rsa.PublicKey, string) {
	n, okN := positiveInt(entry.StrOf("n"))
	e, okE := positiveInt(entry.StrOf("e"))
	switch {
	case !okN || !okE:
		return nil, "its n or e is not a valid number"
	case n.BitLen() < MinKeyBits:
		return nil, fmt.Sprintf("it has only %d bits; fewer than %d are not safe", n.BitLen(), MinKeyBits)
	case n.BitLen() > MaxKeyBits:
		return nil, fmt.Sprintf("it has more than %d bits", MaxKeyBits)
	case n.Bit(0) == 0:
		return nil, "its modulus is even, so it is not an RSA key"
	case !e.IsInt64() || e.Int64() != 65537:
		return nil, "its exponent is not 65537"
	}
	return &rsa.PublicKey{N: n, E: 65537}, ""
}

// positiveInt reads a Base64urlUInt (RFC 7518 section 2): no padding, no
// leading zero byte.
func positiveInt(text string) (*big.Int, bool) {
	raw, err := strictBase64.DecodeString(text)
	if err != nil || len(raw) == 0 || raw[0] == 0 {
		return nil, false
	}
	return new(big.Int).SetBytes(raw), true
}

// noteCertificate compares the key with its certificate. The key counts as n
// and e say; a difference is only odd.
func (s *keySet) noteCertificate(key Key, entry strictjson.Value) {
	chain := entry.Get("x5c").Elems()
	if len(chain) == 0 {
		return
	}
	der, err := base64.StdEncoding.DecodeString(chain[0].Str())
	if err != nil {
		s.notes = append(s.notes, "the certificate of key "+key.ID+" can't be read")
		return
	}
	sum := sha1.Sum(der) //nolint:gosec // see the import
	if key.X5T != "" && key.X5T != base64.RawURLEncoding.EncodeToString(sum[:]) {
		s.notes = append(s.notes, "the thumbprint x5t of key "+key.ID+" does not match its certificate")
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		s.notes = append(s.notes, "the certificate of key "+key.ID+" can't be read")
		return
	}
	if public, ok := cert.PublicKey.(*rsa.PublicKey); !ok || !public.Equal(key.Public) {
		s.notes = append(s.notes, "the certificate of key "+key.ID+" holds a different key")
	}
}

// Find returns the key that a token's header names; nil where none is meant. Without a key ID it is the only usable
// key (OpenID Connect Core 10.1); among several it is none.
func (r *KeyRing) Find(header strictjson.Value) *Key {
	if !header.Has("kid") {
		usable := r.Usable()
		if len(usable) == 1 {
			return usable[0]
		}
		return nil
	}
	kid := header.StrOf("kid")
	for i := range r.Keys {
		if kid != "" && r.Keys[i].ID == kid {
			return &r.Keys[i]
		}
	}
	return nil
}

// Usable are the keys that a signature can be checked with.
func (r *KeyRing) Usable() []*Key {
	var usable []*Key
	for i := range r.Keys {
		if r.Keys[i].Public != nil {
			usable = append(usable, &r.Keys[i])
		}
	}
	return usable
}
