package rollout

import (
	_ "embed"
	"encoding/json"
	"sync"
	"time"

	"edov/flow"
	"edov/inspect/report"
)

// Kind and Schema name the JSON form of a Report.
const (
	Kind   = "edov-tenant"
	Schema = 1
)

// Trouble is why a user may not be able to sign in, or not as themselves.
type Trouble string

// The kinds of trouble.
const (
	NoMail     Trouble = "no-mail"
	Unverified Trouble = "unverified-domain"
	Guest      Trouble = "guest"
	Shared     Trouble = "shared-mail"
)

// The IDs of the checks, in their order.
const (
	checkMail    = "users-mail"
	checkDomain  = "mail-domains"
	checkGuests  = "guests"
	checkShared  = "shared-mail"
	checkDomains = "verified-domains"
	checkConsent = "user-consent"
	checkSecrets = "app-secrets"
)

// Report says who may have trouble signing in.
type Report struct {
	Kind     string    `json:"kind"`
	Schema   int       `json:"schema"`
	Program  string    `json:"program,omitempty"`
	JudgedAt time.Time `json:"judged_at"`
	Source   string    `json:"source"`
	Product  string    `json:"product,omitempty"`
	Verdict  string    `json:"verdict"` // VerdictPass, VerdictFail or VerdictUnknown of package report
	Headline string    `json:"headline"`
	Users    Users     `json:"users"`
	Checks   []Check   `json:"checks"`
	// Others is what the product does with users who have no trouble; nil without a product.
	Others  *Effect             `json:"others,omitempty"`
	Domains []flow.TenantDomain `json:"domains,omitempty"`
	// List is the users with trouble, where it was asked for; More counts those left out.
	List []Line `json:"list,omitempty"`
	More int    `json:"more,omitempty"`
	// Faults are users who couldn't be read, the first few.
	Faults     []string `json:"faults,omitempty"`
	FaultCount int      `json:"fault_count,omitempty"`
	Partial    bool     `json:"partial,omitempty"` // not all users were read
	Reason     string   `json:"reason,omitempty"`  // why
}

// Users counts the users.
type Users struct {
	Read     int `json:"read"`
	Disabled int `json:"disabled"`
	// StateUnknown counts users of whom it isn't known whether they are disabled. They count as able to sign in.
	StateUnknown int `json:"state_unknown"`
	// KindUnknown counts users able to sign in of whom it isn't known whether they are guests.
	KindUnknown int `json:"kind_unknown"`
	Trouble     int `json:"trouble"` // able to sign in, with trouble that the product minds
}

// Able counts those who can sign in.
func (u Users) Able() int { return u.Read - u.Disabled }

// Check is one finding about the tenant.
type Check struct {
	ID       string          `json:"id"`
	Title    string          `json:"title"` // true when it passes
	Outcome  report.Outcome  `json:"outcome"`
	Severity report.Severity `json:"severity"` // of a failure
	Count    int             `json:"count"`    // of users; 0 for checks of the tenant itself
	Summary  string          `json:"summary"`
	Means    string          `json:"means,omitempty"`
	Effects  []Effect        `json:"effects,omitempty"` // what the product would do
	Fix      string          `json:"fix,omitempty"`
	Sources  []string        `json:"sources,omitempty"`

	about string // what is looked at: "shared mails"
}

// Mark is the mark of a check.
func (k Check) Mark() report.Mark {
	return (&report.Finding{Outcome: k.Outcome, Severity: k.Severity}).Mark()
}

// Effect is what the product would do with some users.
type Effect struct {
	When    string `json:"when,omitempty"`  // under which condition; empty: always
	Count   int    `json:"count,omitempty"` // of users
	Verdict string `json:"verdict"`         // a Seen constant of package proof
	Reason  string `json:"reason"`
}

// Line is one user with trouble.
type Line struct {
	Troubles      []Trouble `json:"troubles"`
	ID            string    `json:"id,omitempty"`
	PrincipalName string    `json:"user_principal_name,omitempty"`
	Mail          string    `json:"mail,omitempty"`
	Verdicts      []string  `json:"verdicts,omitempty"` // of the product; several: it depends
}

//go:embed checks.json
var checksJSON []byte

// tableRow is one check of checks.json.
type tableRow struct {
	ID       string          `json:"id"`
	About    string          `json:"about"`
	Title    string          `json:"title"`
	Severity report.Severity `json:"severity"`
	Means    string          `json:"means"`
	Fix      string          `json:"fix"`
	Sources  []string        `json:"sources"`
}

// checkTable reads the table once, when a report is made.
var checkTable = sync.OnceValue(func() []tableRow {
	var rows []tableRow
	if err := json.Unmarshal(checksJSON, &rows); err != nil {
		panic("rollout: checks.json: " + err.Error()) // it is part of the program; a test reads it
	}
	return rows
})
