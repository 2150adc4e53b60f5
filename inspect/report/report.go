package report

import (
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/portal"
	"edov/inspect/proof"
)

// Kind and Schema say what the JSON form of a Report is, described in docs/report.schema.json.
const (
	Kind   = "edov-report"
	Schema = 1
)

// Report is the judgement of one Session. Its JSON is the master form; text, Markdown and the screens render the
// same value.
type Report struct {
	Kind     string             `json:"kind"` // Kind
	Schema   int                `json:"schema"`
	Program  string             `json:"program,omitempty"`
	JudgedAt time.Time          `json:"judged_at"`
	Origin   flow.Origin        `json:"origin"`
	Verdict  string             `json:"verdict"`  // VerdictPass, VerdictFail or VerdictUnknown
	Headline string             `json:"headline"` // the one line the reader needs
	Detail   string             `json:"detail,omitempty"`
	Email    proof.EmailVerdict `json:"email"`
	Account  proof.Account      `json:"account"`
	Tokens   []TokenReport      `json:"tokens"` // ID token first; empty list when none came
	Findings []*Finding         `json:"findings"`
	Counts   Counts             `json:"counts"`
	Causes   []Cause            `json:"causes"` // what the findings come from, worst first
	Failure  *flow.Failure      `json:"failure,omitempty"`
	Request  flow.Request       `json:"request"`
	// Registration is the app registration that was checked, alone or beside a sign-in.
	Registration *appreg.App `json:"registration,omitempty"`
	// Clerk is the Clerk instance that was checked, alone or beside the rest.
	Clerk *flow.ClerkInstance `json:"clerk,omitempty"`
	// Products is how auth products would treat the email; empty without a readable ID token.
	Products []proof.ProductVerdict `json:"products,omitempty"`
	// Exchanges and Ignored are the Session's, so that a report alone shows what happened.
	Exchanges []flow.Exchange `json:"exchanges,omitempty"`
	Ignored   []flow.Ignored  `json:"ignored,omitempty"`
	// Unread says what was not read of the list that the app registration is of, if it need not be the one that was
	// meant. Such a report does not pass.
	Unread []string `json:"unread,omitempty"`
}

// TokenReport is one token, decoded.
type TokenReport struct {
	Kind         string             `json:"kind"` // "id", "access"
	Describe     string             `json:"describe"`
	Verification proof.Verification `json:"verification"`
	Header       strictjson.Value   `json:"header"` // null when it could not be read
	Claims       strictjson.Value   `json:"claims"`
}

// Finding is one check's result.
type Finding struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Severity Severity   `json:"severity"`
	Outcome  Outcome    `json:"outcome"`
	Case     Case       `json:"case,omitempty"`
	Step     Step       `json:"step"`
	Summary  string     `json:"summary"`
	Why      string     `json:"why,omitempty"` // causes, one a line: see words.Causes
	Fix      string     `json:"fix,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
	Refs     []string   `json:"refs"`
	// For a check of the app registration: the page of the portal, its address,
	// and the changes that fix it.
	Page    portal.Page   `json:"page,omitempty"`
	Link    string        `json:"link,omitempty"`
	Changes []change.Edit `json:"changes,omitempty"`
	// Related are the findings on the other side: the setting that causes what the token shows, or what the token
	// shows of the setting.
	Related []string `json:"related,omitempty"`
}

// Case tells the outcomes of one check apart where other parts of edov decide by it: they read no sentences.
type Case string

// The cases.
const (
	CaseExpired Case = "expired" // the token is too old, and not too young
	CaseClock   Case = "clock"   // the token is too young, because this machine's clock is behind the server's
)

// Counts sums up the findings.
type Counts struct {
	Passed   int `json:"passed"`
	Errors   int `json:"errors"` // failed, by severity
	Warnings int `json:"warnings"`
	Notes    int `json:"notes"`
	Skipped  int `json:"skipped"`
	Unknown  int `json:"unknown"`
	Broken   int `json:"broken"`
}
