package proof

// EmailVerdict answers: is the owner of this email verified, by Microsoft or by the user's organization?
type EmailVerdict struct {
	Verdict string    `json:"verdict"` // EmailVerified, EmailNotVerified or EmailCannotTell
	Address string    `json:"address,omitempty"`
	Reason  string    `json:"reason"` // one sentence
	EDOV    EDOVClaim `json:"xms_edov"`
	// IfGenuine is what the claims mean if a token that proves nothing is genuine after all; zero where the verdict
	// rests on something else.
	IfGenuine Meaning `json:"if_genuine,omitzero"`
}

// Meaning is what claims mean by themselves.
type Meaning struct {
	Verdict string `json:"verdict"` // EmailVerified or EmailNotVerified
	Reason  string `json:"reason"`
}

// Words are the meaning as the end of a sentence: "the email is verified: ..."; empty for the zero Meaning.
func (m Meaning) Words() string {
	switch m.Verdict {
	case EmailVerified:
		return "the email is verified: " + m.Reason
	case EmailNotVerified:
		return "the email is not verified"
	}
	return ""
}

// The verdicts of an EmailVerdict.
const (
	EmailVerified    = "verified"
	EmailNotVerified = "not-verified"
	EmailCannotTell  = "cannot-tell"
)

// Personal is why the email of a personal account is verified without xms_edov.
const Personal = "this is a personal account, whose address Microsoft documents as verified"

// Unclear is what is wrong with a value of xms_edov that products read differently.
const Unclear = "xms_edov is present, but its value has no clear meaning"

// UnclearVerified is what is wrong with such a value of email_verified, which outweighs xms_edov.
const UnclearVerified = "email_verified is present, but its value has no clear meaning"

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

// Distrust makes a verdict one about what the claims would mean.
func (v EmailVerdict) Distrust(why string) EmailVerdict {
	switch v.Verdict {
	case EmailVerified:
		v.IfGenuine, why = Meaning{v.Verdict, v.Reason}, why+"; if it were genuine, the email would be verified"
	case EmailNotVerified:
		v.IfGenuine, why = Meaning{v.Verdict, v.Reason}, why+"; even if it were genuine, the email would not be verified"
	}
	v.Verdict, v.Reason = EmailCannotTell, why
	return v
}

// Unclear holds where the claims were read, and one that decides has a value that products read differently.
func (v EmailVerdict) Unclear() bool {
	return v.Verdict == EmailCannotTell && (v.Reason == Unclear || v.Reason == UnclearVerified)
}
