package flow

import (
	"fmt"
	"log/slog"

	"edov/flow/mask"
)

// redacted replaces a secret in any output.
const redacted = mask.Redacted

// Secret holds a value that must never be shown: a client secret, a code, a verifier, a refresh
// token. Every way of printing it (fmt with any verb, JSON, text, slog) prints "[redacted]";
// only Reveal returns the value. The zero Secret means "no secret".
type Secret struct{ value string }

// NewSecret wraps a secret value.
func NewSecret(value string) Secret { return Secret{value: value} }

// Reveal returns the value itself. Call it only to send or examine the value, never to print it.
func (s Secret) Reveal() string { return s.value }

// IsZero reports whether there is no secret. encoding/json uses it for
// "omitzero".
func (s Secret) IsZero() bool { return s.value == "" }

// String returns "[redacted]", or "" for no secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// GoString keeps %#v from printing the value.
func (s Secret) GoString() string { return s.String() }

// Format keeps every verb of package fmt from printing the value.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// MarshalText keeps encoders from writing the value; JSON uses it too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps package slog from logging the value.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
