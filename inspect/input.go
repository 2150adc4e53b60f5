package inspect

import (
	"time"

	"edov/flow"
)

// Thresholds are the days before a secret's end at which edov speaks up.
type Thresholds struct {
	SecretWarning int // days; zero: 30
	SecretNote    int // days; zero: 90
}

// Input is everything a run of the checks may look at. Make it with NewInput.
type Input struct {
	Session    *flow.Session
	Now        time.Time
	Thresholds Thresholds
	// ID and Access are the decoded and verified tokens; nil when not there.
	ID     *JWT
	Access *JWT
	Keys   *KeyRing // all keys of the Session's key sets, joined
	Email  EmailVerdict
}
