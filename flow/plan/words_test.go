package plan

import (
	"fmt"
	"strings"
	"testing"
)

func removal(id, before string) Step {
	return Step{
		ID: id, Service: ServiceGraph, Action: RemoveSecret,
		Changes: []Change{{Path: secretPath, Before: []byte(before), After: null}},
	}
}

// TestRemovals: the question says how many secrets are removed, and each step names its own in words.
func TestRemovals(t *testing.T) {
	worker := removal("b", `{"keyId":"`+aKey+`","displayName":"worker","hint":"Xy8","endDateTime":"2027-06-01T08:00:00Z"}`)
	p := &Plan{Target: Target{Name: "Shop"}, Steps: []Step{worker}}
	if q := p.Question(p.Made); !strings.Contains(q, "removes 1 client secret:") {
		t.Error(q)
	}
	p.Steps = append(p.Steps, removal("c", `{"keyId":"`+aKey+`"}`))
	if q := p.Question(p.Made); !strings.Contains(q, "removes 2 client secrets:") {
		t.Error(q)
	}
	end, _ := worker.secretEnd()
	old := &Plan{Target: p.Target, Made: end.AddDate(0, 0, 2), Steps: []Step{worker}}
	if q := old.Question(old.Made); !strings.Contains(q, "removes 1 expired client secret, which no program") {
		t.Error(q)
	}
	if q := old.Question(end); !strings.Contains(q, "removes 1 client secret:") { // a file may claim a time
		t.Error(q)
	}
	old.Steps = p.Steps // of the second the expiry date is not known
	if q := old.Question(old.Made); !strings.Contains(q, "removes 2 client secrets:") {
		t.Error(q)
	}
	for i, want := range []string{"worker (Xy8…), expiry date 2027-06-01", "Secret ID " + aKey} {
		shown := fmt.Sprint(p.Steps[i].Shown())
		words := p.Steps[i].SecretWords()
		if words != want || !strings.Contains(shown, want) || strings.Count(shown, aKey) != 1 {
			t.Errorf("%q, shown as %s", words, shown)
		}
	}
}

// TestRemovedUnderAnotherName: a secret that is not called what the step says, or begins differently, is another one.
func TestRemovedUnderAnotherName(t *testing.T) {
	const web = `","displayName":"web","hint":"Xy8","endDateTime":"2027-06-01T08:00:00Z"}`
	now := parsed([]byte(`[{"keyId":"` + aKey + web + `]`))
	for before, want := range map[string]State{
		`{"keyId":"` + aKey + `"}`:                                    Pending,
		`{"keyId":"` + aKey + `","displayName":"web","hint":"Xy8"}`:   Pending,
		`{"keyId":"` + aKey + `","displayName":"other"}`:              Changed,
		`{"keyId":"` + aKey + `","displayName":"web","hint":"other"}`: Changed,
	} {
		s := removal("a", before)
		if _, state := removed(now.Elems(), &s); state != want {
			t.Errorf("%s: %s, not %s", before, state, want)
		}
	}
}

// TestShownMarks: what stands for a value that a plan does not have is shown in words, and only outside Microsoft
// Graph.
func TestShownMarks(t *testing.T) {
	s := Step{Service: ServiceFile, Action: Install, Changes: []Change{
		{Path: "AZURE_CLIENT_SECRET", Before: []byte(OldSecretMark), After: []byte(NewSecretMark)},
		{Path: "AZURE_CLIENT_ID", Before: null, After: []byte(NewAppMark)},
		{Path: BackupPath, Before: null, After: []byte(`"20261128T203414Z"`)},
	}}
	want := "[{AZURE_CLIENT_SECRET the client secret before the new client secret} " +
		"{AZURE_CLIENT_ID not set the client ID of the new app}]"
	if got := fmt.Sprint(s.Shown()); got != want {
		t.Error(got)
	}
	s.Action = Restore
	if !strings.Contains(fmt.Sprint(s.Shown()), "{AZURE_CLIENT_SECRET the new client secret the client secret before}") {
		t.Errorf("an undo goes the other way: %v", s.Shown())
	}
	s.Service, s.Action = ServiceGraph, Patch
	if got := fmt.Sprint(s.Shown()); strings.Contains(got, "the new client secret") || !strings.Contains(got, `"secret"`) {
		t.Errorf("at Microsoft Graph it is a value: %s", got)
	}
}

// TestQuestionAndProof: what is created is called so, and a proof names the server that it is made at.
func TestQuestionAndProof(t *testing.T) {
	p := &Plan{Target: Target{Name: "My app", TestServer: true}, Steps: []Step{{Action: CreateApp}}}
	if got := p.Question(p.Made); got != "Create My app in the demo tenant? 1 step." {
		t.Error(got)
	}
	s := Step{Action: AddSecret, Proof: "trying it at Microsoft, and a sign-in"}
	if got := s.ProofWords(p.Target); got != "trying it at the demo tenant, and a sign-in" {
		t.Error(got)
	}
	if got := s.ProofWords(Target{}); got != s.Proof {
		t.Error(got)
	}
}
