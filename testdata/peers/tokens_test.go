package peers

import (
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"strings"

	"edov/flow/mint"
)

// member is one name and value of a JSON object, both as JSON text.
type member struct{ name, value string }

// draft is a token before it is joined: what mutations change.
type draft struct {
	header, claims []member
	rawHeader      func(string) string // changes the JSON text; nil: nothing
	rawClaims      func(string) string
	encode         func(part int, text string) string // of header and claims, before the signature; nil: base64url
	seal           func(input string) string          // the signature; nil: RS256
	after          func(token string) string          // changes the whole token; nil: nothing
}

func healthy() *draft {
	at := func(seconds int64) string { return fmt.Sprint(mint.Noon().Unix() + seconds) }
	return &draft{
		header: []member{{"alg", `"RS256"`}, {"kid", `"k1"`}, {"typ", `"JWT"`}},
		claims: []member{
			{"aud", `"` + mint.Client + `"`},
			{"iss", `"` + issuer + `"`},
			{"iat", at(-60)},
			{"nbf", at(-60)},
			{"exp", at(3600)},
			{"email", `"` + mint.Address + `"`},
			{"xms_edov", "true"},
			{"name", `"Ada"`},
			{"oid", `"1b2645f7-8b7f-4210-b41c-50352d7a91c4"`},
			{"sub", `"AAAA"`},
			{"tid", `"` + mint.Tenant + `"`},
			{"ver", `"2.0"`},
			{"nonce", `"n-0S6_WzA2Mj"`},
		},
	}
}

// token joins the draft.
func (d *draft) token() string {
	part := func(i int, members []member, change func(string) string) string {
		text := object(members)
		if change != nil {
			text = change(text)
		}
		if d.encode != nil {
			return d.encode(i, text)
		}
		return mint.Base64([]byte(text))
	}
	input := part(0, d.header, d.rawHeader) + "." + part(1, d.claims, d.rawClaims)
	seal := d.seal
	if seal == nil {
		seal = rs256
	}
	token := input + "." + seal(input)
	if d.after != nil {
		token = d.after(token)
	}
	return token
}

func object(members []member) string {
	var parts []string
	for _, m := range members {
		parts = append(parts, `"`+m.name+`":`+m.value)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// set replaces a member, or adds it.
func set(list *[]member, name, value string) {
	for i := range *list {
		if (*list)[i].name == name {
			(*list)[i].value = value
			return
		}
	}
	*list = append(*list, member{name, value})
}

func drop(list *[]member, name string) {
	var rest []member
	for _, m := range *list {
		if m.name != name {
			rest = append(rest, m)
		}
	}
	*list = rest
}

// insert puts a member in front or at the end, whatever is there already.
func insert(r *rand.Rand, list *[]member, name, value string) {
	m := member{name, value}
	if r.IntN(2) == 0 {
		*list = append([]member{m}, *list...)
	} else {
		*list = append(append([]member(nil), *list...), m)
	}
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// hs256 signs with a value that is public, for readers that take the key's type from the token.
func hs256(key []byte) func(string) string {
	return func(input string) string {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(input))
		return mint.Base64(mac.Sum(nil))
	}
}

// publicForms are the public key as text, which an attacker may use as a shared key.
func publicForms() [][]byte {
	der, err := x509.MarshalPKIXPublicKey(mint.Public())
	if err != nil {
		panic(err)
	}
	return [][]byte{
		der, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), mint.Public().N.Bytes(),
		x509.MarshalPKCS1PublicKey(mint.Public()), []byte(mint.JWK("k1", issuer, mint.Public())),
		{},
	}
}

// strays changes the bits of the last character of a part that stand for nothing. The text decodes to the same bytes
// unless a reader is strict.
func strays(r *rand.Rand, part string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	free := map[int]int{2: 16, 3: 4}[len(part)%4]
	if free == 0 {
		return part
	}
	at := strings.IndexByte(alphabet, part[len(part)-1])
	return part[:len(part)-1] + string(alphabet[at-at%free+r.IntN(free)])
}

// onPart changes one part of a token.
func onPart(r *rand.Rand, change func(string) string) func(string) string {
	i := r.IntN(3)
	return func(token string) string {
		parts := strings.Split(token, ".")
		if i < len(parts) {
			parts[i] = change(parts[i])
		}
		return strings.Join(parts, ".")
	}
}

func padded(s string) string {
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return s + "="
	}
	return base64.URLEncoding.EncodeToString(raw)
}

var b64 = base64.RawURLEncoding

// rs256 is the signature of mint's key, as text.
func rs256(input string) string {
	sum := sha256.Sum256([]byte(input))
	raw, err := rsa.SignPKCS1v15(nil, mint.Key(), crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return b64.EncodeToString(raw)
}
