package report

import (
	"fmt"
	"slices"
	"testing"

	"edov/flow"
	"edov/inspect/change"
)

func failing(id, summary, fix string, changes ...change.Edit) *Finding {
	return &Finding{ID: id, Severity: Error, Outcome: Fail, Summary: summary, Fix: fix, Changes: changes}
}

func TestCausesOf(t *testing.T) {
	note := &Finding{ID: "n", Severity: Note, Outcome: Fail, Summary: "a note", Fix: "Read it"}
	warning := &Finding{ID: "w", Severity: Warning, Outcome: Fail, Summary: "a warning", Fix: "Read it"}
	unknown := &Finding{ID: "u", Severity: Error, Outcome: Unknown, Summary: "not in the document"}
	other := &Finding{ID: "u2", Severity: Error, Outcome: Unknown, Summary: "not in the document"}
	symptom := failing("signin-completed", "Microsoft refused", "")
	symptom.Evidence = []Evidence{{Label: "see", Got: "secret-accepted"}}
	for name, c := range map[string]struct {
		findings []*Finding
		want     [][]string
	}{
		"nothing":      {[]*Finding{{ID: "p", Outcome: Pass}}, nil},
		"a note alone": {[]*Finding{note}, nil},
		"a note joins": {[]*Finding{note, warning}, [][]string{{"w", "n"}}},
		"worst first":  {[]*Finding{warning, failing("e", "an error", "Do it")}, [][]string{{"e"}, {"w"}}},
		"one fix":      {[]*Finding{failing("a", "x", "Do it"), failing("b", "y", "Do it")}, [][]string{{"a", "b"}}},
		"no fix":       {[]*Finding{failing("a", "x", ""), failing("b", "y", "")}, [][]string{{"a"}, {"b"}}},
		"one fix, changes": {[]*Finding{
			failing("a", "x", "Do", change.Edit{Path: "p"}),
			failing("b", "y", "Do", change.Edit{Path: "q"}),
		}, [][]string{{"a"}, {"b"}}},
		"not in document": {[]*Finding{unknown, other}, [][]string{{"u", "u2"}}},
		"pointed at": {
			[]*Finding{symptom, failing("secret-accepted", "expired", "New one")},
			[][]string{{"secret-accepted", "signin-completed"}},
		},
		"by the table": {
			[]*Finding{
				warning, failing("idtoken-lifetime", "too early", "Wait"),
				{ID: "clock-in-step", Severity: Warning, Outcome: Fail, Summary: "behind"},
			},
			[][]string{{"clock-in-step", "idtoken-lifetime"}, {"w"}},
		},
	} {
		var got [][]string
		for _, cause := range CausesOf(c.findings) {
			got = append(got, cause.Findings)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTitled(t *testing.T) {
	for what, want := range map[string]string{
		"client secret has expired (AADSTS7000222)":                     "Client secret has expired",
		"xms_edov is missing from the ID token":                         "xms_edov is missing from the ID token",
		"api.acceptMappedClaims is on":                                  "api.acceptMappedClaims is on",
		"edov's redirect URI is not registered":                         "edov's redirect URI is not registered",
		"acceptMappedClaims is on in an app that others can use beyond": "acceptMappedClaims is on in an app that others can use…",
		"a short thing: " + string(make([]byte, 60)):                    "A short thing",
	} {
		if got := titled(what); got != want {
			t.Errorf("%q became %q, want %q", what, got, want)
		}
	}
}

func TestCard(t *testing.T) {
	r := &Report{Findings: []*Finding{failing("edov-present", "xms_edov is missing; email is there", "Add it")}}
	r.Tally()
	r.Decide()
	c := r.Card()
	if c.Mark != MarkFail || c.Cause == nil || c.Body != "xms_edov is missing." || c.Fix != "Add it" || c.Title == "" {
		t.Errorf("the card is %+v", c)
	}
	if !slices.Equal(c.Cause.Findings, []string{"edov-present"}) {
		t.Errorf("the cause is %+v", c.Cause)
	}
}

// TestCardAlso: what else must be fixed is named beside the top cause; warnings, notes and the unknown are not.
func TestCardAlso(t *testing.T) {
	warning := &Finding{ID: "w", Severity: Warning, Outcome: Fail, Summary: "a warning", Fix: "Read it"}
	unknown := &Finding{ID: "u", Severity: Error, Outcome: Unknown, Summary: "not seen"}
	expired, email, nonce := failing("a", "expired", "Again"), failing("b", "email is missing; so", "Add it"),
		failing("c", "foreign nonce", "Look")
	for want, findings := range map[string][]*Finding{
		"":                                     {expired, warning, unknown},
		"email is missing":                     {expired, email, warning},
		"email is missing, and 1 more problem": {expired, email, nonce},
	} {
		r := &Report{Findings: findings}
		r.Tally()
		r.Decide()
		if got := r.Card().Also; got != want {
			t.Errorf("beside the top cause: %q, want %q", got, want)
		}
	}
}

// TestInRegistration: a finding that names the app registration is not said to be in it once more.
func TestInRegistration(t *testing.T) {
	for summary, want := range map[string]string{
		"no secret is listed":                           "in the app registration, no secret is listed",
		"the secret is not in the app registration":     "the secret is not in the app registration",
		"the app registration has no such redirect URI": "the app registration has no such redirect URI",
	} {
		if got := InRegistration(summary); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestNetworkComesFirst: where the network stopped the sign-in, the card says so, and an expired secret beside it;
// where it was something else, the secret comes first.
func TestNetworkComesFirst(t *testing.T) {
	expired := failing("secret-expiry", "the client secret expired 1 day ago", "Add a new one")
	for kind, want := range map[flow.FailureKind][2]string{
		flow.FailureNetwork: {"Can't reach the server.", "the client secret expired 1 day ago"},
		flow.FailureLocal:   {"The client secret expired 1 day ago.", ""},
	} {
		r := &Report{Origin: flow.OriginSignIn, Failure: &flow.Failure{Kind: kind}, Findings: []*Finding{
			expired, {ID: "signin-completed", Severity: Error, Outcome: Unknown, Summary: "can't reach the server", Fix: "Wait"},
		}}
		r.Decide()
		if card := r.Card(); card.Body != want[0] || card.Also != want[1] {
			t.Errorf("%s: %+v", kind, card)
		}
	}
}
