package report

import (
	"strings"
)

// Trust says how far the ID token of a run can be believed. It is read from the findings, so that it cannot say other than
// they do.
type Trust struct {
	State TrustState
	Why   string // the summary of the finding that decided; empty for a genuine token
}

type TrustState int

const (
	NoToken   TrustState = iota // there is no ID token
	Genuine                     // every check on it that matters passed
	Unchecked                   // nothing is wrong with it, and something that matters was not checked
	Refused                     // a product that checks it refuses it
)

// TrustOf reads the findings of the checks on the ID token. A warning refuses no token; a check that broke has checked
// nothing.
func TrustOf(findings []Finding) Trust {
	var t Trust
	for _, f := range findings {
		if f.Severity != Error || !isTokenCheck(f.ID) {
			continue
		}
		if state := trustStateOf(f.Outcome); state > t.State {
			t = Trust{State: state, Why: f.Summary}
		}
	}
	if t.State == Genuine {
		t.Why = ""
	}
	return t
}

func trustStateOf(o Outcome) TrustState {
	switch o {
	case Pass:
		return Genuine
	case Unknown, Broken:
		return Unchecked
	case Fail:
		return Refused
	}
	return NoToken
}

// isTokenCheck holds for the checks on the ID token itself, by their IDs. Whether one came is a matter of the sign-in.
func isTokenCheck(id string) bool {
	return strings.HasPrefix(id, "idtoken-") && id != "idtoken-received"
}

// Reason is why the token is not believed, for a sentence.
func (t Trust) Reason() string {
	switch t.State {
	case Refused:
		return "the ID token cannot be trusted: " + t.Why
	case Unchecked:
		return "the ID token was not fully checked: " + t.Why
	}
	return ""
}
