package flow

import (
	"encoding/base64"
	"fmt"
	"strings"

	"edov/flow/strictjson"
)

// Token is a token as received. Its text form has no signature, so that a saved Session
// contains no usable token; Compact is the complete token. The text form of a token that
// is not a three-part JWT (a personal account's access token) is only a mark.
type Token struct {
	compact Secret    // hidden from package fmt where it calls no method
	sent    *scrubber // what to hide in it; nil: nothing that is known
}

// opaqueMark stands for a token that is not a JWT in the saved form.
const opaqueMark = "opaque"

// NewToken wraps a token as received.
func NewToken(compact string) Token { return Token{compact: NewSecret(compact)} }

// Compact returns the token as received, or without its signature in a loaded Session. It is
// a live credential: never print it.
func (t Token) Compact() string { return t.compact.Reveal() }

// IsZero reports whether there is no token.
func (t Token) IsZero() bool { return t.compact.IsZero() }

// Opaque reports whether the token does not have the three parts of a JWS.
func (t Token) Opaque() bool {
	return t.Compact() == opaqueMark || strings.Count(t.Compact(), ".") != 2
}

// String never shows the token.
func (t Token) String() string { return t.compact.String() }

// GoString never shows the token.
func (t Token) GoString() string { return t.String() }

// Format keeps every verb of package fmt from showing the token.
func (t Token) Format(f fmt.State, _ rune) { fmt.Fprint(f, t.String()) }

// MarshalText writes header and claims with an empty signature, without what the server
// repeated of the request.
func (t Token) MarshalText() ([]byte, error) {
	if t.IsZero() {
		return nil, nil
	}
	if t.Opaque() {
		return []byte(opaqueMark), nil
	}
	parts := strings.Split(t.Compact(), ".")
	return []byte(t.hidePart(parts[0]) + "." + t.hidePart(parts[1]) + "."), nil
}

// UnmarshalText reads what MarshalText wrote. A signature in it is not of edov, and is left out: beside keys of the
// same document it would prove nothing.
func (t *Token) UnmarshalText(text []byte) error {
	compact := string(text)
	if at := strings.LastIndexByte(compact, '.'); strings.Count(compact, ".") == 2 {
		compact = compact[:at+1]
	}
	t.compact = NewSecret(compact)
	return nil
}

// Peek reads header and claims without trusting them: only to know what the token is, and which keys to load. What
// cannot be read does not exist.
func (t Token) Peek() (header, claims strictjson.Value) {
	parts := strings.Split(t.Compact(), ".")
	if len(parts) != 3 {
		return header, claims
	}
	read := func(part string) strictjson.Value {
		raw, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil {
			return strictjson.Value{}
		}
		v, err := strictjson.Parse(raw, strictjson.Token)
		if err != nil {
			return strictjson.Value{}
		}
		return v
	}
	return read(parts[0]), read(parts[1])
}
