package report

import (
	"edov/flow"
)

// The kinds of Account.
const (
	AccountWork     = "work"
	AccountPersonal = "personal"
	AccountGuest    = "guest"
	AccountUnknown  = "unknown"
)

// Phrase says the kind of account in words, for a sentence.
func (a Account) Phrase() string {
	switch a.Kind {
	case AccountPersonal:
		return "personal Microsoft account"
	case AccountGuest:
		return "guest of tenant " + shortID(a.Tenant)
	case AccountWork:
		return "work account of tenant " + shortID(a.Tenant)
	}
	return ""
}

// shortID keeps the ends of a GUID; other text stays, bounded.
func shortID(id string) string {
	if flow.IsGUID(id) {
		return id[:4] + "…" + id[len(id)-4:]
	}
	return Cut(id)
}

// The meanings of a claim that says yes or no.
const (
	MeansTrue    = "true"
	MeansFalse   = "false"
	MeansUnclear = "unclear"
)

// Distrust makes a verdict one about what the claims would mean.
func (v EmailVerdict) Distrust(why string) EmailVerdict {
	switch v.Verdict {
	case EmailVerified:
		why += "; were it genuine, the email would be verified"
	case EmailNotVerified:
		why += "; even if it were genuine, the email would not be verified"
	}
	v.Verdict, v.Reason = EmailCannotTell, why
	return v
}
