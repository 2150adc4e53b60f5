package inspect

import "strings"

// trust says how far the ID token of a run can be believed. It is read from the findings, so that it cannot say other than
// they do.
type trust struct {
	state trustState
	why   string // the summary of the finding that decided; empty for a genuine token
}

type trustState int

const (
	trustNone      trustState = iota // there is no ID token
	trustGenuine                     // every check on it that matters passed
	trustUnchecked                   // nothing is wrong with it, and something that matters was not checked
	trustRefused                     // a product that checks it refuses it
)

// trustOf reads the findings of the checks on the ID token. A warning refuses no token; a check that broke has checked
// nothing.
func trustOf(findings []Finding) trust {
	var t trust
	for _, f := range findings {
		if f.Severity != Error || !isTokenCheck(f.ID) {
			continue
		}
		if state := trustStateOf(f.Outcome); state > t.state {
			t = trust{state: state, why: f.Summary}
		}
	}
	if t.state == trustGenuine {
		t.why = ""
	}
	return t
}

func trustStateOf(o Outcome) trustState {
	switch o {
	case Pass:
		return trustGenuine
	case Unknown, Broken:
		return trustUnchecked
	case Fail:
		return trustRefused
	}
	return trustNone
}

// isTokenCheck holds for the checks on the ID token itself, by their IDs. Whether one came is a matter of the sign-in.
func isTokenCheck(id string) bool {
	return strings.HasPrefix(id, "idtoken-") && id != "idtoken-received"
}

// reason is why the token is not believed, for a sentence.
func (t trust) reason() string {
	switch t.state {
	case trustRefused:
		return "the ID token cannot be trusted: " + t.why
	case trustUnchecked:
		return "the ID token was not fully checked: " + t.why
	}
	return ""
}
