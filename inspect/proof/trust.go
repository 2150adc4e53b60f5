package proof

// Trust says how far the ID token of a run can be believed.
type Trust struct {
	State  TrustState
	Why    string // the summary of the finding that decided; empty for a genuine token
	Timely Timely
}

// Timely is when a token that is refused for its times alone would be taken; empty where more is wrong with it.
type Timely string

// The values of Timely.
const (
	IfNew   Timely = "if it were new"             // it expired
	ByClock Timely = "with a clock that is right" // this machine's is wrong, as the server's time shows
)

// TrustState is how far a token can be believed.
type TrustState int

// The states of a Trust, in rising order of what speaks against the token: the highest one that a finding gives
// counts.
const (
	NoToken   TrustState = iota // there is no ID token
	Genuine                     // every check on it that matters passed
	Unchecked                   // nothing is wrong with it, and something that matters was not checked
	Refused                     // a product that checks it refuses it
)

// Reason is why the token is not believed, for a sentence; empty for one that is.
func (t Trust) Reason() string {
	switch t.State {
	case Refused:
		return "the ID token can't be trusted: " + t.Why
	case Unchecked:
		return "the ID token was not fully checked: " + t.Why
	}
	return ""
}

// Verification is what can be said about a token's signature.
type Verification struct {
	State  VerificationState `json:"state"`
	Reason string            `json:"reason,omitempty"`
	KeyID  string            `json:"kid,omitempty"`
}

// NoSignature is the reason where decoded claims were given: nothing was, or can be, verified.
const NoSignature = "no signature: these are decoded claims"

// VerificationState is one of the four honest answers about a signature.
type VerificationState string

// The states of a verification.
const (
	Verified        VerificationState = "verified"
	VerifyFailed    VerificationState = "failed"
	NotChecked      VerificationState = "not-checked"
	CannotBeChecked VerificationState = "cannot-be-checked"
)

// Words is the state in words.
func (s VerificationState) Words() string {
	switch s {
	case Verified:
		return "verified"
	case VerifyFailed:
		return "failed"
	case CannotBeChecked:
		return "can't be checked"
	}
	return "not checked"
}
