package flow

import "strings"

// Token is a token as received. Its text form has no signature, so that a saved Session
// contains no usable token; Compact is the complete token. The text form of a token that
// is not a three-part JWT (a personal account's access token) is only a mark.
type Token struct {
	compact string
	sent    *scrubber // what to hide in it; nil: nothing that is known
}

// opaqueMark stands for a token that is not a JWT in the saved form.
const opaqueMark = "opaque"

// NewToken wraps a token as received.
func NewToken(compact string) Token { return Token{compact: compact} }

// Compact returns the token as received, or without its signature in a loaded Session. It is
// a live credential: never print it.
func (t Token) Compact() string { return t.compact }

// IsZero reports whether there is no token.
func (t Token) IsZero() bool { return t.compact == "" }

// Opaque reports whether the token does not have the three parts of a JWS.
func (t Token) Opaque() bool { return t.compact == opaqueMark || strings.Count(t.compact, ".") != 2 }

// String never shows the token.
func (t Token) String() string { return NewSecret(t.compact).String() }

// GoString never shows the token.
func (t Token) GoString() string { return t.String() }

// MarshalText writes header and claims with an empty signature, without what the server
// repeated of the request.
func (t Token) MarshalText() ([]byte, error) {
	if t.IsZero() {
		return nil, nil
	}
	if t.Opaque() {
		return []byte(opaqueMark), nil
	}
	parts := strings.Split(t.compact, ".")
	return []byte(t.hidePart(parts[0]) + "." + t.hidePart(parts[1]) + "."), nil
}

// UnmarshalText reads what MarshalText wrote.
func (t *Token) UnmarshalText(text []byte) error {
	t.compact = string(text)
	return nil
}
