package proof

import (
	"edov/flow/entra"
	"edov/inspect/words"
)

// Account says what kind of account signed in.
type Account struct {
	Kind   string `json:"kind"` // AccountWork, AccountPersonal, AccountGuest, AccountApp or AccountUnknown
	Tenant string `json:"tenant,omitempty"`
	Object string `json:"object_id,omitempty"`
	Name   string `json:"name,omitempty"`
}

// The kinds of Account.
const (
	AccountWork     = "work"
	AccountPersonal = "personal"
	AccountGuest    = "guest"
	AccountApp      = "app" // an app signed in for itself, without a user
	AccountUnknown  = "unknown"
)

// Phrase says the kind of account in words, for a sentence; empty for an unknown kind.
func (a Account) Phrase() string {
	switch a.Kind {
	case AccountPersonal:
		return "personal Microsoft account"
	case AccountGuest:
		return "guest of tenant " + shortID(a.Tenant)
	case AccountApp:
		return "an app of tenant " + shortID(a.Tenant) + ", without a user"
	case AccountWork:
		return "work account of tenant " + shortID(a.Tenant)
	}
	return ""
}

// shortID keeps the first and last characters of a GUID; other text stays, bounded.
func shortID(id string) string {
	if entra.IsGUID(id) {
		return id[:4] + "…" + id[len(id)-4:]
	}
	return words.Cut(id)
}
