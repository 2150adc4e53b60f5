package flow

import (
	"fmt"
	"log/slog"

	"edov/flow/mask"
)

// redacted stands wherever a secret would have been printed.
const redacted = mask.Redacted

// Secret holds a value that must never be shown: a client secret, a code, a
// verifier, a refresh token. Every way Go has of printing a value (fmt with
// any verb, JSON, text, slog) gives "[redacted]"; only Reveal gives the value.
// The zero Secret is "no secret".
type Secret struct{ value string }

// NewSecret wraps a secret value.
func NewSecret(value string) Secret { return Secret{value: value} }

// Reveal returns the value itself. Call it only where the value is put on the
// wire or examined, never where something is printed.
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
