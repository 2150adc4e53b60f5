package secret

import (
	"edov/flow/appreg"
)

// CredentialName names a credential without its value.
func CredentialName(c appreg.Credential) string { return c.Label() }

// Thresholds are the days before a secret expires at which edov warns.
type Thresholds struct {
	SecretWarning int // days; zero: 30
	SecretNote    int // days; zero: 90
}

// WithDefaults puts the default in place of each threshold that is not set.
func (t Thresholds) WithDefaults() Thresholds {
	if t.SecretWarning <= 0 {
		t.SecretWarning = 30
	}
	if t.SecretNote <= 0 {
		t.SecretNote = 90
	}
	return t
}
