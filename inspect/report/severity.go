package report

// WithoutLineEnd says how to write a secret without a line end after it.
const WithoutLineEnd = "write it without one: printf %s or echo -n into a file, --from-literal with kubectl create " +
	"secret"

// Severity says what a failing check means to the reader. The package comment defines the three.
type Severity string

// The severities, worst first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Outcome is what came of one check in one run.
type Outcome string

// The outcomes of a check.
const (
	Pass    Outcome = "pass"
	Fail    Outcome = "fail"
	Skip    Outcome = "skip"    // does not apply, or needs a check that failed
	Unknown Outcome = "unknown" // not checked; the summary says why
	Broken  Outcome = "broken"  // the check itself panicked: a defect of edov
)

// Step is the part of the setup that a check belongs to, in the words of the setup guide.
type Step string

// The steps of connecting an app, in order.
const (
	StepConnection Step = "connection"  // client ID, tenant, secret as typed
	StepSignIn     Step = "sign-in"     // request, callback, token request
	StepOpenID     Step = "openid"      // metadata, keys, the ID token as such
	StepClaims     Step = "claims"      // email, xms_edov and the account
	StepAccess     Step = "access"      // the access token
	StepSecret     Step = "secret"      // the client secret and its expiry date
	StepService    Step = "environment" // clock and network

	// The parts of an app registration. Its optional claims belong to StepClaims, its secrets to StepSecret.
	StepRegistration Step = "registration" // account types, versions, switches
	StepRedirect     Step = "redirect"     // redirect URIs and the logout URL
	StepPermissions  Step = "permissions"  // API permissions

	// StepProduct is the auth product's own side.
	StepProduct Step = "product"
)

// Evidence is one observation that decided a check. Values are as they came; whoever shows them makes them visible
// and harmless first (package flow/visible).
type Evidence struct {
	Label string `json:"label"`          // what was looked at: "iss"
	Got   string `json:"got"`            // what was there: JSON text for claims
	Want  string `json:"want,omitempty"` // what would have passed
}
