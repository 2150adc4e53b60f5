package secret

import (
	"cmp"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/jsonout"
	"edov/inspect/foremost"
	"edov/inspect/words"
)

// Kind and Schema say what the JSON form of a Report is, described in docs/schema/secrets.schema.json.
const (
	Kind   = "edov-secrets"
	Schema = 1
)

// Report lists the secrets and certificates of one or many app registrations by expiry date.
type Report struct {
	Kind          string    `json:"kind"` // Kind
	Schema        int       `json:"schema"`
	Program       string    `json:"program,omitempty"`
	JudgedAt      time.Time `json:"judged_at"`
	Verdict       string    `json:"verdict"` // VerdictPass, VerdictFail or VerdictUnknown: see Judge
	WithinDays    int       `json:"within_days"`
	Registrations int       `json:"registrations"`
	Counts        Counts    `json:"counts"`
	Secrets       []Line    `json:"secrets"`          // by expiry date; the replaced last
	More          int       `json:"more,omitempty"`   // left out of Secrets, the least urgent
	Faults        []string  `json:"faults,omitempty"` // registrations whose secrets were not read, the first few
	FaultCount    int       `json:"fault_count,omitempty"`
	// NotYet says of which registrations no secret is valid yet, the first few.
	NotYet      []string `json:"not_yet,omitempty"`
	NotYetCount int      `json:"not_yet_count,omitempty"`
	// CertificatesUnknown counts registrations that were read with their secrets and without keyCredentials.
	CertificatesUnknown int `json:"certificates_unknown,omitempty"`
	// Values counts the values of secrets and private keys that are in the document.
	Values int `json:"values,omitempty"`
	// InUse is what the list shows of the client secret that was given to be found in it; nil: none could be compared.
	InUse *Used `json:"in_use,omitempty"`
	// Partial is set when the list has more than was read; Reason says why.
	Partial bool   `json:"partial,omitempty"`
	Reason  string `json:"reason,omitempty"`

	certificates int // how many of Counts are certificates
	startUnread  int // how many of Counts.Undated have an expiry date
}

// Counts counts credentials by state.
type Counts struct {
	Expired  int `json:"expired"`
	Ending   int `json:"ending"`
	Valid    int `json:"valid"`
	Future   int `json:"future"`
	Undated  int `json:"undated"`
	Replaced int `json:"replaced"`
}

// All is the number of credentials.
func (c Counts) All() int {
	return c.Expired + c.Ending + c.Valid + c.Future + c.Undated + c.Replaced
}

// of is the count of one state.
func (c *Counts) of(state CredentialState) *int {
	switch state {
	case StateExpired:
		return &c.Expired
	case StateEnding:
		return &c.Ending
	case StateValid:
		return &c.Valid
	case StateFuture:
		return &c.Future
	case StateReplaced:
		return &c.Replaced
	}
	return &c.Undated
}

// Of is the count of one state.
func (c Counts) Of(state CredentialState) int { return *c.of(state) }

// Line is one credential in a Report.
type Line struct {
	State   CredentialState `json:"state"`
	Kind    string          `json:"kind"`
	App     string          `json:"app,omitempty"` // display name
	AppID   string          `json:"app_id,omitempty"`
	Name    string          `json:"name,omitempty"`
	KeyID   string          `json:"key_id,omitempty"`
	Hint    string          `json:"hint,omitempty"`
	Created time.Time       `json:"created,omitzero"`
	// StartUnread is set where the start date can't be read and may be to come.
	StartUnread bool      `json:"start_unread,omitempty"`
	Ends        time.Time `json:"ends,omitzero"`
	DaysLeft    int       `json:"days_left"` // negative when expired
	InUse       bool      `json:"in_use,omitempty"`
	// UseKnown is set where a secret was given whose hint tells which one is in use: without it, InUse says nothing.
	UseKnown bool `json:"-"`
}

// longestLife is the longest lifetime that the portal gives a secret, in days (Certificates & secrets > New client
// secret > Expires: 24 months).
const longestLife = 730

// Life is how many days are left of a secret, and of how many days in all. Where it is not known when it was made, that
// is the longest lifetime that the portal gives.
func (l Line) Life() (left, of int) {
	of = longestLife
	if !l.Created.IsZero() && l.Created.Before(l.Ends) {
		of = max(1, words.Days(l.Created, l.Ends))
	}
	return max(0, l.DaysLeft), of
}

// Collector makes a Report of registrations that arrive one by one. It holds only as many credentials as limit
// allows, those that expire soonest, so that its memory does not grow with the number of registrations.
type Collector struct {
	now    time.Time
	report Report
	lines  *foremost.List[Line]
	used   usedTally
}

// NewCollector begins a report. A credential that expires within days counts as about to expire. A limit of 0 lists
// all.
func NewCollector(now time.Time, days, limit int) *Collector {
	return &Collector{
		now: now, lines: foremost.New(limit, compareLines), used: usedTally{now: now},
		report: Report{Kind: Kind, Schema: Schema, JudgedAt: now.UTC(), WithinDays: days},
	}
}

// Add takes the credentials of one registration.
func (s *Collector) Add(a *appreg.App) {
	s.report.Registrations++
	s.report.Values += len(a.PrivateNames)
	s.gaps(a)
	s.notYet(a)
	s.used.add(a)
	for i, c := range a.Credentials {
		line := Line{
			State: s.stateOf(a, i), Kind: c.Kind, InUse: c.InUse,
			UseKnown: a.SecretMatch == appreg.MatchOne || a.SecretMatch == appreg.MatchNone,
			App:      words.Cut(a.DisplayName.Value), AppID: words.Cut(a.AppID.Value),
			Name: words.Cut(c.Name), KeyID: words.Cut(c.KeyID), Hint: c.Hint, Created: c.Start, Ends: c.End,
			StartUnread: c.MayStartLater(s.now),
		}
		if !c.End.IsZero() {
			line.DaysLeft = DaysLeft(s.now, c.End)
		}
		s.count(line)
		if s.lines.Add(line) {
			s.report.More++
		}
	}
}

// stateOf is the state of one credential in the list, whose headline tells what expires: also of one that is not valid
// yet, and soon won't be any more.
func (s *Collector) stateOf(a *appreg.App, i int) CredentialState {
	state := StateOf(a.Credentials, i, s.now, s.report.WithinDays)
	if state == StateFuture && byEnd(a.Credentials[i].End, s.now, s.report.WithinDays) == StateEnding {
		return StateEnding
	}
	return state
}

// gaps notes what a document leaves out of a registration, once for each. A document about one secret claims
// nothing about others.
func (s *Collector) gaps(a *appreg.App) {
	switch {
	case a.Form == appreg.FormTyped, a.SecretOnly:
	case a.Alone:
		s.Stop("this is one secret or certificate alone, and its app, other secrets and other certificates are not in the " +
			"document; use az ad app show --id CLIENT-ID")
	case a.CredentialsCut:
		s.Fault(nameOf(a) + ": @odata.nextLink says that there are more secrets or certificates, and they were not read")
	case !a.CredentialsKnown && a.CertificatesUnknown:
		s.Fault(nameOf(a) + ": passwordCredentials and keyCredentials are missing, " +
			"so its secrets and certificates are unknown")
	case !a.CredentialsKnown:
		s.Fault(nameOf(a) + ": passwordCredentials is missing, so its secrets are unknown")
	case a.CertificatesUnknown:
		s.report.CertificatesUnknown++
	}
}

// notYet notes a registration that cannot sign in yet.
func (s *Collector) notYet(a *appreg.App) {
	first, ok := firstToStart(a, s.now)
	if !ok {
		return
	}
	s.report.NotYetCount++
	if len(s.report.NotYet) < maxFaults {
		name := words.Cut(a.DisplayName.Value)
		if name != "" {
			name += ": "
		}
		s.report.NotYet = append(s.report.NotYet, name+CredentialName(first)+" starts "+Day(first.Start))
	}
}

func (s *Collector) count(l Line) {
	*s.report.Counts.of(l.State)++
	if l.Kind == appreg.CredentialCertificate {
		s.report.certificates++
	}
	if l.State == StateUndated && !l.Ends.IsZero() {
		s.report.startUnread++
	}
}

// maxFaults bounds how many faults are listed one by one.
const maxFaults = 10

// Fault notes a registration whose secrets could not be read, and why; the others still count.
func (s *Collector) Fault(why string) {
	s.report.FaultCount++
	if len(s.report.Faults) < maxFaults {
		s.report.Faults = append(s.report.Faults, why)
	}
}

// Stop notes that the list has more than was read, and why.
func (s *Collector) Stop(reason string) {
	if s.report.Partial {
		reason = s.report.Reason + "; " + reason
	}
	s.report.Partial, s.report.Reason = true, reason
}

// Report is the result.
func (s *Collector) Report() *Report {
	r := s.report
	if r.Secrets = s.lines.Sorted(); r.Secrets == nil {
		r.Secrets = []Line{}
	}
	if used := s.used.used(!r.Partial && r.FaultCount == 0); used.Standing != StandingNotGiven {
		r.InUse = &used
	}
	r.Verdict = r.Judge().Verdict
	return &r
}

// compareLines orders by expiry date, with the undated and then the replaced last.
func compareLines(a, b Line) int {
	if n := a.rank() - b.rank(); n != 0 {
		return n
	}
	if n := a.Ends.Compare(b.Ends); n != 0 {
		return n
	}
	return cmp.Or(strings.Compare(a.App, b.App), strings.Compare(a.AppID, b.AppID), strings.Compare(a.KeyID, b.KeyID))
}

func (l Line) rank() int {
	switch l.State {
	case StateReplaced:
		return 2
	case StateUndated:
		return 1
	}
	return 0
}

// JSON is the master form of the report.
func (r *Report) JSON() ([]byte, error) { return jsonout.Indented(r) }

// LastDay is the last day on which a credential with this end is valid; "?" for one without a date.
func LastDay(end time.Time) string {
	if end.IsZero() {
		return "?"
	}
	return flow.LastDay(end)
}

// Day is a date in UTC; "?" for the zero time.
func Day(t time.Time) string {
	if t.IsZero() {
		return "?"
	}
	return t.UTC().Format(time.DateOnly)
}

// When compares a credential's expiry date with a time: "in 9 days", "3 days ago".
func (l Line) When(now time.Time) string {
	if l.Ends.IsZero() {
		return "no known expiry date"
	}
	return When(now, l.Ends)
}

// Label names a credential within its app.
func (l Line) Label() string {
	name := l.Name
	if name == "" {
		name = l.KeyID
	}
	if name == "" {
		name = "without a description"
	}
	if l.Kind == appreg.CredentialCertificate {
		name += " (certificate)"
	}
	if l.InUse {
		name += " (in use)"
	}
	return name
}
