package secret

import (
	"edov/flow"
	"edov/inspect/words"
)

// CredentialName names a credential without its value.
func CredentialName(c flow.Credential) string {
	name := words.Cut(c.Name)
	if name == "" {
		name = "without a description"
	}
	if c.Hint != "" {
		name += " (" + c.Hint + "…)"
	}
	return name
}

// Thresholds are the days before a secret's end at which edov speaks up.
type Thresholds struct {
	SecretWarning int // days; zero: 30
	SecretNote    int // days; zero: 90
}

func (t Thresholds) WithDefaults() Thresholds {
	if t.SecretWarning <= 0 {
		t.SecretWarning = 30
	}
	if t.SecretNote <= 0 {
		t.SecretNote = 90
	}
	return t
}
