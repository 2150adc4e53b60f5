package flow

import (
	"fmt"
	"log/slog"
	"strings"

	"edov/flow/mask"
)

// redacted replaces a secret in any output.
const redacted = mask.Redacted

// Secret holds a value that must never be shown: a client secret, a code, a verifier, a refresh
// token. Every way of printing it (fmt with any verb, JSON, text, slog) prints "[redacted]";
// only Reveal returns the value. The zero Secret means "no secret".
type Secret struct {
	// value is behind a pointer: package fmt calls no method of a field that is not exported, and would print the
	// letters of a string that such a field holds.
	value   *string
	_       [0]func() // == would compare the pointers: it does not compile
	lineEnd bool      // the file or the variable that it is from ends in a line end
}

// NewSecret wraps a secret value.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{value: &value}
}

// ReadSecret is a secret from a file or a variable, without one line end after it, which is no
// part of it. LineEnd reports whether there was one.
func ReadSecret(text string) Secret {
	value, lineEnd := strings.CutSuffix(text, "\n")
	if lineEnd {
		value = strings.TrimSuffix(value, "\r")
	}
	s := NewSecret(value)
	s.lineEnd = lineEnd
	return s
}

// LineEnd reports whether ReadSecret removed a line end, which another program that reads the
// same file may send as part of the secret.
func (s Secret) LineEnd() bool { return s.lineEnd }

// Reveal returns the value itself. Call it only to send or examine the value, never to print it.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether there is no secret. encoding/json uses it for
// "omitzero".
func (s Secret) IsZero() bool { return s.value == nil }

// String returns "[redacted]", or "" for no secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// GoString keeps %#v from printing the value.
func (s Secret) GoString() string { return s.String() }

// Format keeps the verbs of package fmt from printing the value: all but %p, which shows an address, and
// which go vet refuses for what is no pointer.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText keeps encoders from writing the value; JSON uses it too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps package slog from logging the value.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
