package appreg

import (
	"strings"
	"time"

	"edov/flow/mask"
)

// Credential is a client secret (passwordCredential) or a certificate
// (keyCredential) of an app registration, without its value.
type Credential struct {
	Kind  string    `json:"kind"`           // CredentialSecret or CredentialCertificate
	KeyID string    `json:"key_id"`         // what the portal calls Secret ID
	Name  string    `json:"name,omitempty"` // displayName: Description in the portal
	Hint  string    `json:"hint,omitempty"` // first three characters of a secret's value
	Start time.Time `json:"start,omitzero"`
	// StartUnread is set for a start date that is there and can't be read. StartBy is when it has passed at the latest,
	// where it can be read in two ways.
	StartUnread bool      `json:"start_unread,omitempty"`
	StartBy     time.Time `json:"start_by,omitzero"`
	End         time.Time `json:"end,omitzero"`
	Usage       string    `json:"usage,omitempty"` // of a certificate: "Verify" or "Sign"
	// HasValue is set if the document contained the secret's value or a private key. The
	// value itself is dropped.
	HasValue bool `json:"has_value,omitempty"`
	// InUse is set for the connection's secret, MayBeInUse for each of several that start like it: see MatchSecret.
	InUse      bool  `json:"in_use,omitempty"`
	MayBeInUse bool  `json:"may_be_in_use,omitempty"`
	Place      Place `json:"place,omitzero"`
}

// MayStartLater holds where it can't be told whether a credential is valid yet.
func (c Credential) MayStartLater(now time.Time) bool {
	return c.StartUnread && (c.StartBy.IsZero() || now.Before(c.StartBy))
}

// Label names a credential for a person: its name, and how a secret begins.
func (c Credential) Label() string {
	name := mask.Shorten(c.Name, maxLabel)
	if name == "" {
		name = "without a description"
	}
	if c.Hint != "" {
		name += " (" + c.Hint + "…)"
	}
	return name
}

// The kinds of Credential.
const (
	CredentialSecret      = "secret"
	CredentialCertificate = "certificate"
)

// SecretMatch is the result of comparing a secret with the registration's hints. A hint has
// three characters: a difference is certain, a match is only likely.
type SecretMatch string

// The results of MatchSecret.
const (
	MatchNone    SecretMatch = "none"    // no secret of the registration begins like this one
	MatchOne     SecretMatch = "one"     // exactly one does
	MatchSeveral SecretMatch = "several" // more than one does
	MatchUnknown SecretMatch = ""        // no secret, or no hints to compare with
)

// maxLabel bounds a name from outside.
const maxLabel = 300

// hintLength is how many characters of a secret passwordCredential.hint has
// (Microsoft Graph, passwordCredential).
const hintLength = 3

// SecretInUse is the credential that MatchSecret marked; nil: none.
func (a *App) SecretInUse() *Credential {
	for i := range a.Credentials {
		if a.Credentials[i].InUse {
			return &a.Credentials[i]
		}
	}
	return nil
}

// UsedSecrets are those that the connection's secret may be, as MatchSecret marked them.
func (a *App) UsedSecrets() []Credential {
	var list []Credential
	for _, c := range a.Credentials {
		if c.InUse || c.MayBeInUse {
			list = append(list, c)
		}
	}
	return list
}

// MatchSecret marks the credential that a secret (flow.Secret) belongs to. It keeps no part of the
// secret.
func (a *App) MatchSecret(secret interface{ Reveal() string }) {
	value := secret.Reveal()
	a.SecretMatch = MatchUnknown
	var matches []int
	hints := 0
	for i := range a.Credentials {
		c := &a.Credentials[i]
		c.InUse, c.MayBeInUse = false, false
		if c.Kind != CredentialSecret || len(c.Hint) != hintLength {
			continue
		}
		hints++
		if strings.HasPrefix(value, c.Hint) {
			matches = append(matches, i)
		}
	}
	switch {
	case value == "", hints == 0 && (a.countSecrets() > 0 || !a.CredentialsKnown):
	case len(matches) == 0 && hints == a.countSecrets():
		a.SecretMatch = MatchNone
	case len(matches) == 1:
		a.SecretMatch = MatchOne
		a.Credentials[matches[0]].InUse = true
	case len(matches) > 1:
		a.SecretMatch = MatchSeveral
		for _, i := range matches {
			a.Credentials[i].MayBeInUse = true
		}
	}
}

func (a *App) countSecrets() int {
	n := 0
	for _, c := range a.Credentials {
		if c.Kind == CredentialSecret {
			n++
		}
	}
	return n
}
