package workspace

import (
	"context"
	"slices"
	"sync"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/visible"
	"edov/inspect/guide"
	"edov/ui/store"
)

// practice is the demo tenant in which nothing is set up yet: the user walks
// through the guide there, with the tenant's own pages for the portal.
type practice struct {
	mu      sync.Mutex
	setup   *demo.Setup   // to begin with; nil: nothing is registered
	port    int           // to serve on, if it is free
	mine    bool          // no other edov has it: it is saved
	release func()        // lets another edov have it
	keyID   string        // of the secret that the user entered
	changed chan struct{} // something was changed on the pages
	server  *demo.Server  // nil: it was not started yet
	over    bool          // it was forgotten: nothing of it is saved any more
}

// newPractice is the subject of a practice, new or as it was left.
func newPractice(start *store.PracticeStart) *Subject {
	scenario := demo.Practice()
	p := &practice{changed: make(chan struct{}, 1), mine: start.Mine, release: start.Release}
	s := &Subject{Scenario: &scenario, practice: p}
	s.Connection = flow.Connection{Tenant: "common", Product: "Clerk", ProductRedirectURI: demo.ProductRedirectURI}
	if kept := start.Kept; kept != nil {
		p.setup, p.keyID, p.port = kept.Setup, kept.SecretKeyID, kept.Port
		s.Connection.ClientID, s.Connection.SecretExpires = kept.ClientID, kept.SecretExpires
		if uri := kept.ProductURI; uri != "" && !slices.Contains(demo.ProductRedirectURIs(), uri) {
			s.Connection.ProductRedirectURI = uri // else of another product, whose guide this is not
		}
	}
	if start.Last != nil {
		s.Last = &Run{Subject: s, Report: start.Last, At: start.Last.JudgedAt}
	}
	return s.begun(start.Way)
}

// NewPractice is a practice that was never begun, and is not saved.
func NewPractice() *Subject {
	return newPractice(&store.PracticeStart{Way: new(guide.Progress), Mine: true, Release: func() {}})
}

// options are those with which the demo tenant is started.
func (p *practice) options(o *demo.Options) {
	o.Setup, o.Port = p.setup, p.port
	o.Changed = func(demo.Setup) { p.told() }
}

// told says that there is something new to look at.
func (p *practice) told() {
	select {
	case p.changed <- struct{}{}:
	default: // it is known already
	}
}

// fill puts what the user entered into the connection of the running tenant.
func (p *practice) fill(typed flow.Connection, server *demo.Server) flow.Connection {
	c := server.Connection()
	c.ClientID, c.Tenant, c.Public = typed.ClientID, typed.Tenant, typed.Public
	c.Secret, c.SecretExpires = typed.Secret, typed.SecretExpires
	c.ProductRedirectURI = typed.ProductRedirectURI
	if typed.RedirectURI != "" {
		c.RedirectURI = typed.RedirectURI
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.server = server
	if !typed.Secret.IsZero() {
		p.keyID = server.SecretKeyID(typed.Secret) // empty for a wrong one: it is not to come back
	} else if value, ok := server.SecretValue(p.keyID); ok {
		c.Secret = value
	}
	return c
}

func (p *practice) hasSecret() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		_, ok := p.server.SecretValue(p.keyID)
		return ok
	}
	return p.keyID != ""
}

// kept is what to save of the practice now; nil: nothing has begun.
func (p *practice) kept(c flow.Connection) *store.Practice {
	p.mu.Lock()
	defer p.mu.Unlock()
	setup, port := p.setup, p.port
	if p.server != nil {
		now := p.server.Setup()
		setup, port = &now, p.server.Port()
	}
	if setup == nil {
		return nil
	}
	if p.server == nil && !c.Secret.IsZero() {
		p.keyID = setup.SecretKeyID(c.Secret)
	}
	return &store.Practice{
		Setup: setup, ClientID: c.ClientID, SecretKeyID: p.keyID, SecretExpires: c.SecretExpires,
		ProductURI: c.ProductRedirectURI, Port: port,
	}
}

// end keeps what is still to be written of a practice from coming back.
func (p *practice) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
}

// isOver holds for a practice that was forgotten.
func (s *Subject) isOver() bool {
	if s.practice == nil {
		return false
	}
	s.practice.mu.Lock()
	defer s.practice.mu.Unlock()
	return s.practice.over
}

// isRegistered reports whether the practice's app exists.
func (p *practice) isRegistered() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.server == nil || p.server.Setup().App != nil
}

// HasNoApp holds for a practice in which no app is registered.
func (s *Subject) HasNoApp() bool { return s.IsPractice() && !s.practice.isRegistered() }

// Look reads the registration and the auth product's side at the practice's
// demo tenant, without a sign-in; nil: it is no practice.
func (d *Desk) Look(ctx context.Context, s *Subject) (*Run, error) {
	if s.practice == nil {
		return nil, nil
	}
	w, err := d.enter(s)
	if err != nil {
		return nil, err
	}
	session := d.RegistrationSession(w.connection, nil)
	s.readDemo(ctx, w, session)
	if session.Registration == nil {
		session.Origin = flow.OriginClerk
	}
	return d.judged(s, session, d.Now()), nil
}

// Looked takes over what Look saw of a practice, and gives what to write.
func (d *Desk) Looked(r *Run) []Work {
	if r.Subject.HasNoApp() {
		r.Subject.Progress().Unregistered(r.At)
	}
	r.Subject.Progress().Observe(r.Report)
	return append(d.SaveWay(r.Subject), d.savePractice(r.Subject)...)
}

// Changed tells when something was changed on the pages of a practice.
func (s *Subject) Changed() <-chan struct{} { return s.practice.changed }

// Pages starts the demo tenant, whose pages stand for the portal.
func (d *Desk) Pages(s *Subject) (*demo.Server, error) {
	w, err := d.enter(s)
	if err != nil {
		return nil, err
	}
	return w.demo, nil
}

// readDemo puts the demo tenant's registration beside a session, and, for a
// practice, the auth product's side.
func (s *Subject) readDemo(ctx context.Context, w *world, session *flow.Session) {
	if s.practice == nil {
		w.demo.ReadRegistration(ctx, session)
		return
	}
	w.demo.ReadSetup(ctx, w.connection, session)
}

// Practice makes the practice the subject. The first time it has to be read
// before: then there is work to do, and Practice has to be called again.
func (d *Desk) Practice() (*Subject, []Work) {
	switch {
	case d.Practiced == nil && d.Store != nil:
		return nil, []Work{func(context.Context) News { return PracticeBegun{Start: d.Store.BeginPractice()} }}
	case d.Practiced == nil:
		d.Practiced = NewPractice()
	}
	d.Begin(d.Practiced, nil)
	return d.Practiced, nil
}

// AskAgain is the question before PracticeAgain.
const AskAgain = "Begin the practice again? Its app, its secrets and what is marked as done are forgotten."

// PracticeAgain forgets the practice; the work ends in PracticeBegun, with a new one. Where nothing is saved, the next
// Practice is new.
func (d *Desk) PracticeAgain() []Work {
	before := d.Practiced
	if !d.HoldsPractice() {
		return []Work{func(context.Context) News { return notBegun{} }}
	}
	d.Practiced = nil
	d.Clear()
	before.practice.end()
	d.demos.stop(before.Scenario.ID)
	if d.Store == nil {
		return nil
	}
	d.setGone(store.PracticeKey, true) // what is still to be written of it would come back
	return []Work{func(context.Context) News {
		defer before.practice.release()
		return begunAgain{d.Store.ForgetPractice()}
	}}
}

// HoldsPractice reports whether the practice is this program's to change: only the first edov that opened it has it.
func (d *Desk) HoldsPractice() bool { return d.Practiced != nil && d.Practiced.practice.mine }

// NotBegunAgain says why the practice stays as it is.
const NotBegunAgain = "Not begun again: another edov has the practice open. Close it first."

// notBegun tells that the practice was not begun again.
type notBegun struct{}

func (notBegun) take(*Desk) (string, []Work) { return NotBegunAgain, nil }

// begunAgain is a practice that was forgotten, or why it could not be: it is read again.
type begunAgain struct{ err error }

func (m begunAgain) take(d *Desk) (words string, next []Work) {
	d.setGone(store.PracticeKey, false)
	if m.err != nil {
		words = "Not deleted: " + visible.Line(m.err.Error())
	}
	return words, []Work{func(context.Context) News { return PracticeBegun{Start: d.Store.BeginPractice()} }}
}

// UsePractice remembers that the practice is used, so that the next start begins
// with it.
func (d *Desk) UsePractice(s *Subject) []Work {
	switch p := s.practice; {
	case p == nil:
		return nil
	case !p.mine:
		return []Work{func(context.Context) News { return notSaved{"another edov has the practice open"} }}
	}
	return d.write(store.PracticeKey, "used", func(st *store.Store) error { return st.Touch(store.PracticeKey) })
}
