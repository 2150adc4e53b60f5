package report

import (
	"strings"

	"edov/inspect/proof"
)

// TrustOf reads from the findings of the checks on the ID token how far it can be believed, so that the two can't
// disagree. A warning refuses no token; a check that broke has checked nothing.
func TrustOf(findings []*Finding) proof.Trust {
	var t proof.Trust
	cases := map[Case]bool{}
	for _, f := range findings {
		if f.Severity != Error || !isTokenCheck(f.ID) {
			continue
		}
		if state := trustStateOf(f.Outcome); state > t.State {
			t = proof.Trust{State: state, Why: f.Summary}
		}
		if f.Outcome == Fail {
			cases[f.Case] = true
		}
	}
	switch {
	case len(cases) != 1:
	case cases[CaseExpired]:
		t.Timely = proof.IfNew
	case cases[CaseClock]:
		t.Timely = proof.ByClock
	}
	if t.State == proof.Genuine {
		t.Why = ""
	}
	return t
}

func trustStateOf(o Outcome) proof.TrustState {
	switch o {
	case Pass:
		return proof.Genuine
	case Unknown, Broken:
		return proof.Unchecked
	case Fail:
		return proof.Refused
	}
	return proof.NoToken
}

// isTokenCheck holds for the checks on the ID token itself, by their IDs. Whether one came is a matter of the
// sign-in.
func isTokenCheck(id string) bool {
	return strings.HasPrefix(id, "idtoken-") && id != "idtoken-received"
}
