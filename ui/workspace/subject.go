package workspace

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/uri"
	"edov/ui/provision"
	"edov/ui/store"
)

// Subject is what is tested: the user's connection, a scenario of the demo
// tenant, or the practice. The fields are set before it is used, or by the
// methods below.
type Subject struct {
	Connection flow.Connection
	Scenario   *demo.Scenario // nil: Microsoft
	OwnBrowser bool           // in the demo: not the built-in user
	Saved      *store.Saved   // nil: the connection is not saved
	Last       *Run           // the newest run

	publishableKey string // of the Clerk instance, as entered; it is public
	practice       *practice
	renewed        atomic.Bool  // a client secret was added since the program was started
	changes        atomic.Int32 // how often edov changed it since the program was started
	changedAt      atomic.Int64 // when it did last, in Unix nanoseconds; zero: never

	progress *guide.Progress // through the setup guide
	base     *guide.Progress // progress as it was written last, under baseKey; never changed
	baseKey  string
	// unwritten is what a write that failed began with, by its key. Only Work
	// uses it.
	unwritten map[string]*guide.Progress

	mu           sync.Mutex // of what jobs use too
	registration *appreg.App
	clerk        *flow.ClerkInstance
	awaiting     bool // the registration was changed, and the claims of that were not seen yet
}

// savedSubject is the subject of a saved connection.
func savedSubject(saved *store.Saved, way *guide.Progress) *Subject {
	return (&Subject{Connection: saved.Connection, Saved: saved}).begun(way)
}

// Name is what the user calls it.
func (s *Subject) Name() string {
	switch {
	case s == nil:
		return ""
	case s.practice != nil:
		return "practice at the demo tenant"
	case s.Scenario != nil:
		return "demo tenant"
	case s.Connection.Name != "":
		return s.Connection.Name
	}
	return "my connection"
}

// IsDemo holds for a scenario of the demo tenant, and for the practice: their
// app exists only there.
func (s *Subject) IsDemo() bool { return s != nil && s.Scenario != nil }

// IsPractice holds for the practice of the setup guide.
func (s *Subject) IsPractice() bool { return s != nil && s.practice != nil }

// IsMine holds for what the user describes: a connection, or the practice's.
func (s *Subject) IsMine() bool { return s != nil && (s.Scenario == nil || s.practice != nil) }

// RedirectURI is the one that has to be registered for a test.
func (s *Subject) RedirectURI() string {
	if s.Connection.RedirectURI == "" {
		return flow.DefaultRedirectURI
	}
	return s.Connection.RedirectURI
}

// Product is the auth product that it is for.
func (s *Subject) Product() string {
	if s.Scenario != nil {
		return "Clerk" // which the demo tenant's app is for
	}
	return s.Connection.Product
}

// Set changes the connection.
func (s *Subject) Set(c flow.Connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Connection = c
}

// SetOwnBrowser says who signs in at the demo tenant.
func (s *Subject) SetOwnBrowser(own bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.OwnBrowser = own
}

func (s *Subject) typed() (c flow.Connection, ownBrowser bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Connection, s.OwnBrowser
}

// Registration is the app registration that was read, if it is that of the
// client ID; nil: none. Any goroutine may ask.
func (s *Subject) Registration(clientID string) *appreg.App {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.registration == nil || clientID != "" && !strings.EqualFold(s.registration.AppID.Value, clientID) {
		return nil
	}
	return s.registration
}

// SetRegistration remembers the app registration, which was read just now.
func (s *Subject) SetRegistration(a *appreg.App, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.ReadAt = at
	s.registration = a
}

// SetClerk remembers the Clerk instance, which is checked along from then on.
func (s *Subject) SetClerk(in *flow.ClerkInstance, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in != nil {
		in.ReadAt = at
	}
	s.clerk = in
}

func (s *Subject) clerkInstance() *flow.ClerkInstance {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clerk
}

// Key is the name under which progress and reports are saved; empty: they are
// not.
func (s *Subject) Key() string {
	switch {
	case s == nil, s.Scenario != nil && s.practice == nil:
		return ""
	case s.practice != nil && !s.practice.mine:
		return ""
	case s.practice != nil:
		return store.PracticeKey
	case s.Saved != nil:
		return s.Saved.Connection.Name
	}
	return store.NewKey(guide.For(s.Product()))
}

// Progress is the way through the setup guide, made when it is first needed.
func (s *Subject) Progress() *guide.Progress {
	if s.progress == nil {
		s.progress = new(guide.Progress)
	}
	return s.progress
}

// begun takes the progress that was saved.
func (s *Subject) begun(way *guide.Progress) *Subject {
	if way != nil {
		s.progress, s.base, s.baseKey = way, way.Clone(), s.Key()
	}
	return s
}

// HasSecret holds when the secret was given, here or where it is saved.
func (s *Subject) HasSecret() bool {
	return s.Connection.Public || !s.Connection.Secret.IsZero() ||
		s.Saved != nil && s.Saved.HasSecret() ||
		s.practice != nil && s.practice.hasSecret()
}

// Run is one finished sign-in, or one checked document, with all there is to
// show.
type Run struct {
	Subject *Subject // nil: something pasted that belongs to no subject
	Session *flow.Session
	Report  *report.Report
	News    []flow.Event // what happened, in order, without floods
	At      time.Time
	// changes is how often the subject had been changed at that time.
	changes int32
	// Awaited are claims that were asked for by a change just now, and that the token does not have yet.
	Awaited []string
}

// IsOutdated holds for a run before a change that edov made: what it says may no longer be so.
func (r *Run) IsOutdated() bool {
	switch {
	case r == nil || r.Subject == nil:
		return false
	case r.Session == nil: // read from the history
		return r.At.UnixNano() < r.Subject.changedAt.Load()
	}
	return r.changes != r.Subject.changes.Load()
}

// NotYet says that a proof may need more time; empty: it does not.
func (r *Run) NotYet() string {
	if len(r.Awaited) == 0 {
		return ""
	}
	return provision.NotYet(r.Awaited) + ": the change may need more time"
}

// Related are the findings on the other side, sign-in or registration, that
// failed too.
func (r *Run) Related(f *report.Finding) []string {
	var names []string
	for _, id := range f.Related {
		for _, other := range r.Report.Findings {
			if other.ID == id && other.Rank() < report.QuietRank {
				names = append(names, id)
			}
		}
	}
	return names
}

// Verdict is the mark of the report as a whole.
func (r *Run) Verdict() report.Mark { return r.Report.Conclude(report.Error).Mark }

// Finding is the one of a check. The error names the checks that may be meant.
func (r *Run) Finding(id string) (*report.Finding, error) {
	var near []string
	for _, f := range r.Report.Findings {
		if f.ID == id {
			return f, nil
		}
		if id != "" && (strings.Contains(f.ID, id) || uri.Distance(id, f.ID) <= 2) {
			near = append(near, f.ID)
		}
	}
	words := "there is no check " + id
	if len(near) > 0 {
		words += "; did you mean " + strings.Join(near, ", ") + "?"
	}
	return nil, errors.New(words)
}

// CanRepeat holds for a sign-in of this program.
func (r *Run) CanRepeat() bool {
	origin := r.Report.Origin
	return r.Subject != nil && origin != flow.OriginRegistration && origin != flow.OriginClerk
}

// IsPasted holds for a token or a manifest that was pasted: there is nothing to sign in or to read again with.
func (r *Run) IsPasted() bool {
	return !r.CanRepeat() && !r.CanRead() && r.Report.Origin != flow.OriginClerk
}

// CanRead holds for a registration that can be read once more, to see whether a
// change has arrived.
func (r *Run) CanRead() bool {
	return r.Subject != nil && r.Report.Origin == flow.OriginRegistration &&
		(r.Subject.Scenario != nil || r.Report.Registration.Source == "Microsoft Graph")
}
