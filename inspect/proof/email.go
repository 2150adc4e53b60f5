package proof

import "strings"

// EmailVerdict answers: is the owner of this email verified, by Microsoft or by the user's organization?
type EmailVerdict struct {
	Verdict string    `json:"verdict"` // EmailVerified, EmailNotVerified or EmailCannotTell
	Address string    `json:"address,omitempty"`
	Reason  string    `json:"reason"` // one sentence
	EDOV    EDOVClaim `json:"xms_edov"`
}

// The verdicts of an EmailVerdict.
const (
	EmailVerified    = "verified"
	EmailNotVerified = "not-verified"
	EmailCannotTell  = "cannot-tell"
)

// Unclear is what is wrong with a value of xms_edov that products read differently.
const Unclear = "xms_edov is present, but its value has no clear meaning"

// NotGiven follows the name of a claim that decoded claims lack, where they are only a part of a token's.
const NotGiven = " is not among the claims that were given"

// EDOVClaim is xms_edov as it was found in the ID token.
type EDOVClaim struct {
	Present bool   `json:"present"`
	Type    string `json:"type,omitempty"`    // JSON type: "boolean", "string", "number", "null", ...
	Raw     string `json:"raw,omitempty"`     // JSON text as received
	Meaning string `json:"meaning,omitempty"` // MeansTrue, MeansFalse or MeansUnclear
}

// The meanings of a claim that says yes or no.
const (
	MeansTrue    = "true"
	MeansFalse   = "false"
	MeansUnclear = "unclear"
)

// What Distrust says that the claims would mean, behind why they prove nothing.
const (
	wouldBe    = "; if it were genuine, the email would be verified: "
	wouldNotBe = "; even if it were genuine, the email would not be verified"
)

// Distrust makes a verdict one about what the claims would mean.
func (v EmailVerdict) Distrust(why string) EmailVerdict {
	switch v.Verdict {
	case EmailVerified:
		why += wouldBe + v.Reason
	case EmailNotVerified:
		why += wouldNotBe
	}
	v.Verdict, v.Reason = EmailCannotTell, why
	return v
}

// IfGenuine is what the claims mean if the token is genuine after all, as the end of a sentence; empty for a verdict
// that is not a Distrust, or says nothing of it. It reads the reason, since that is what a report's file has.
func (v EmailVerdict) IfGenuine() string {
	if v.Verdict != EmailCannotTell {
		return ""
	}
	if _, reason, ok := strings.Cut(v.Reason, wouldBe); ok {
		return "the email is verified: " + reason
	}
	if strings.HasSuffix(v.Reason, wouldNotBe) {
		return "the email is not verified"
	}
	return ""
}
