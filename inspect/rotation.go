package inspect

import (
	"time"

	"edov/flow"
)

// RotationStep is one step of replacing a client secret without an outage.
type RotationStep struct {
	Title string `json:"title"`
	Do    string `json:"do"`
	State string `json:"state"` // StepDone, StepOpen or StepUnknown
	Proof string `json:"proof,omitempty"`
	Link  string `json:"link,omitempty"`
	At    string `json:"-"` // where it is done; empty: nowhere in the portal
}

// The states of a RotationStep.
const (
	StepDone    = "done"
	StepOpen    = "open"
	StepUnknown = "unknown" // nothing to tell it by
)

// Rotation is the way from one client secret to the next, with what the
// registration proves of it. a may be nil: then nothing is known. The order
// keeps sign-ins working: both secrets are valid until the old one is removed.
func Rotation(a *flow.AppRegistration, cloud flow.Cloud, now time.Time, th Thresholds) []RotationStep {
	th = th.withDefaults()
	steps := []RotationStep{
		{Title: "Add a second secret", Do: fixNewSecret + ". Choose an end within 12 months and name it after its use, such as clerk-" + now.UTC().Format("2006-01")},
		{Title: "Put it into the product", Do: "paste the Value into the product's settings (in Clerk: SSO connections > Microsoft > Use custom credentials) and save; tell edov too: edov connections edit NAME --secret-file FILE --secret-expires DATE"},
		{Title: "Test it", Do: "edov signin --client-id ID --secret-file FILE, with the new secret in the file; then sign in through the product once"},
		{Title: "Remove the old secret", Do: "Certificates & secrets > Client secrets: delete the old one by its Secret ID, then sign in once more"},
	}
	for i := range steps {
		steps[i].State = StepUnknown
	}
	steps[0].At, steps[1].At, steps[3].At = string(PageSecrets), AtProduct, string(PageSecrets)
	if a == nil {
		return steps
	}
	link := placesOf(flow.Request{Cloud: cloud}, a, nil).page(PageSecrets)
	steps[0].Link, steps[3].Link = link, link
	r := rotationState(a, now, time.Duration(th.SecretWarning)*24*time.Hour)
	switch {
	case r.lasting == 0:
		steps[0].State, steps[0].Proof = StepOpen, "no secret lasts longer than "+count(th.SecretWarning, "day", "days")
		if r.last.KeyID != "" {
			steps[0].Proof += "; the last, " + credentialName(r.last) + ", ends " + lastDay(r.last.End) + ", " + when(now, r.last.End)
		}
	case r.all == 1:
		steps[0].Proof = "there is one secret, " + credentialName(r.newest) + ", which lasts until " + lastDay(r.newest.End) + ": nothing has to be replaced yet"
	default:
		steps[0].State, steps[0].Proof = StepDone, credentialName(r.newest)+" lasts until "+lastDay(r.newest.End)
	}
	if r.inUse {
		steps[1].State, steps[1].Proof = StepOpen, "the connection still uses "+credentialName(r.used)
		if r.used.KeyID == r.newest.KeyID && r.lasting > 0 {
			steps[1].State, steps[1].Proof = StepDone, "the connection uses "+credentialName(r.used)
		}
	}
	switch {
	case r.lasting == 0:
	case r.all > 1:
		steps[3].State, steps[3].Proof = StepOpen, count(r.all-1, "older secret is", "older secrets are")+" still there"
	default:
		steps[3].State, steps[3].Proof = StepDone, "there is one secret only"
	}
	return steps
}

type rotation struct {
	all, lasting int
	newest, used flow.Credential
	last         flow.Credential // which ends last, valid or not
	inUse        bool
}

func rotationState(a *flow.AppRegistration, now time.Time, within time.Duration) rotation {
	var r rotation
	for i, c := range a.Credentials {
		if c.Kind != flow.CredentialSecret {
			continue
		}
		r.all++
		if c.End.After(r.last.End) {
			r.last = c
		}
		if credentialState(a.Credentials, i, now, within) == StateValid {
			r.lasting++
			if c.End.After(r.newest.End) {
				r.newest = c
			}
		}
		if c.InUse {
			r.used, r.inUse = c, true
		}
	}
	return r
}
