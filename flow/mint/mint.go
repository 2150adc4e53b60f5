// Package mint makes tokens, keys and key sets of its own, for the tests of whatever reads them. The product never
// mints a token; the demo tenant has keys of its own.
//
// What is minted is healthy unless a caller changes it, so that only the fault that a test is about is in it.
package mint

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
	"sync"
	"time"

	"edov/flow"
)

// The app and the tenant of minted tokens, and the issuers that Microsoft publishes for them.
const (
	Client         = "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"
	Tenant         = "3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175"
	TemplateIssuer = "https://login.microsoftonline.com/{tenantid}/v2.0"
	TenantIssuer   = "https://login.microsoftonline.com/" + Tenant + "/v2.0"
	Address        = "ada@contoso.example"
)

// Header is that of a healthy token.
const Header = `{"alg":"RS256","kid":"k1","typ":"JWT"}`

// PublishedKeys is where Microsoft's keys come from.
const PublishedKeys = "https://login.microsoftonline.com/common/discovery/v2.0/keys"

// Noon is a time at which minted tokens are valid.
func Noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// Key is the key of all signed tokens, new in each run.
var Key = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic("mint: " + err.Error())
	}
	return key
})

// Public is the public half of Key.
func Public() *rsa.PublicKey { return &Key().PublicKey }

// OtherPublic is a usable key that signed nothing; no one has its private half.
func OtherPublic() *rsa.PublicKey {
	return &rsa.PublicKey{N: new(big.Int).Add(Public().N, big.NewInt(2)), E: 65537}
}

// Base64 is the encoding of a token's parts.
func Base64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// Sign makes a token from raw header and claims, signed by Key.
func Sign(header, claims string) string {
	signed := Base64([]byte(header)) + "." + Base64([]byte(claims))
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, Key(), crypto.SHA256, sum[:])
	if err != nil {
		panic("mint: " + err.Error())
	}
	return signed + "." + Base64(signature)
}

// Unsigned makes a token with an empty signature, as in a loaded session, for a healthy header.
func Unsigned(claims any) flow.Token {
	return flow.NewToken(Base64([]byte(Header)) + "." + Base64(text(claims)) + ".")
}

func text(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("mint: " + err.Error())
	}
	return data
}

// Claims are those of a healthy work account, changed by the pairs of name and value given; a nil value removes a
// claim.
func Claims(changes ...any) map[string]any {
	noon := Noon()
	c := map[string]any{
		"aud": Client, "iss": TenantIssuer,
		"iat": noon.Add(-time.Minute).Unix(), "nbf": noon.Add(-time.Minute).Unix(), "exp": noon.Add(time.Hour).Unix(),
		"email": Address, "xms_edov": true, "name": "Ada", "preferred_username": Address,
		"oid": "1b2645f7-8b7f-4210-b41c-50352d7a91c4", "sub": "AAAA", "tid": Tenant, "ver": "2.0",
		"nonce": "n-0S6_WzA2Mj",
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if name := changes[i].(string); changes[i+1] == nil {
			delete(c, name)
		} else {
			c[name] = changes[i+1]
		}
	}
	return c
}

// ClaimsText are Claims as JSON.
func ClaimsText(changes ...any) string { return string(text(Claims(changes...))) }

// JWK writes a key as a key set has it; extra pairs of member and raw JSON win.
func JWK(kid, issuer string, key *rsa.PublicKey, extra ...string) string {
	members := map[string]string{
		"kty": `"RSA"`, "use": `"sig"`, "kid": `"` + kid + `"`, "issuer": `"` + issuer + `"`,
		"n": `"` + Base64(key.N.Bytes()) + `"`, "e": `"` + Base64(big.NewInt(int64(key.E)).Bytes()) + `"`,
	}
	for i := 0; i+1 < len(extra); i += 2 {
		members[extra[i]] = extra[i+1]
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		parts = append(parts, `"`+name+`":`+members[name])
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// KeySet is the answer of a jwks_uri with these keys.
func KeySet(keys ...string) []flow.KeySet {
	return []flow.KeySet{{URL: PublishedKeys, Raw: json.RawMessage(`{"keys":[` + strings.Join(keys, ",") + `]}`)}}
}
