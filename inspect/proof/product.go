package proof

// Product is what edov knows of an auth product, whatever the token.
type Product struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Rule   string `json:"rule"`  // the cases in words
	Links  string `json:"links"` // what it does with an account of the same email
	Source string `json:"source"`
	Date   string `json:"date,omitempty"` // of the source; empty: it may be outdated
}

// ProductVerdict is how one auth product would treat the email of this token.
type ProductVerdict struct {
	*Product
	Verdict string `json:"verdict"` // one of the Seen constants
	Reason  string `json:"reason"`
	Basis   Basis  `json:"basis"` // of the rule, or of the case of it that holds
	// New is the verdict on a token with the same claims at its time, where this one is refused for its times alone.
	New string `json:"new,omitempty"`
	// Change is the one change that would alter the verdict; empty where there is none, or nothing to alter.
	Change string `json:"change,omitempty"`
	// Stranger simulates nOAuth: the same token, as if an administrator of another tenant had given one of their
	// accounts a victim's address.
	Stranger string `json:"stranger"`
	// StrangerIf is the condition for StrangerIn: the stranger has to be able to sign in at all.
	StrangerIf string `json:"stranger_if,omitempty"`
}

// The verdicts of a product.
const (
	SeenVerified    = "verified"
	SeenNotVerified = "not-verified"
	SeenNoEmail     = "no-email" // it takes no email from this token, or drops it
	SeenRejected    = "rejected" // the sign-in fails
	SeenUnknown     = "unknown"  // the token does not show it
)

// What a product does with the stranger of a simulated nOAuth.
const (
	StrangerIn      = "lets-in"
	StrangerOut     = "keeps-out"
	StrangerUnknown = "unknown"
)

// Basis says how a product's rule is known.
type Basis string

// The bases of a rule. Only the first is a fact.
const (
	FromSource Basis = "source"     // read in its source code
	Documented Basis = "documented" // its documentation says so; the source is closed or was not read
	Inferred   Basis = "inferred"   // concluded; neither source nor documentation says it
)

// Distrust is what the verdict is worth for a token that was refused or not checked.
func (p ProductVerdict) Distrust(t Trust) ProductVerdict {
	was := p.Verdict
	p.Stranger, p.StrangerIf, p.Change = StrangerUnknown, "", ""
	if t.State == Refused {
		reason := "a product that checks the ID token refuses it: " + t.Why
		if t.Timely != "" && was != SeenRejected {
			p.New = was
			reason += "; " + string(t.Timely) + ": " + p.Reason
		}
		p.Verdict, p.Reason = SeenRejected, reason
		return p
	}
	p.Verdict = SeenUnknown
	reason := "unknown: " + t.Reason()
	if was != SeenUnknown {
		reason += "; if the token is genuine: " + p.Reason
	}
	p.Reason = reason
	return p
}
