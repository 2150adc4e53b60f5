package workspace

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/report/diff"
	"edov/inspect/secret"
	"edov/inspect/uri"
	"edov/ui/provision"
	"edov/ui/store"
	"edov/ui/workspace/sentence"
)

// demos keeps the demo tenants that were started, one for a scenario, so that a
// second sign-in meets the same tenant and differs only in what really changed.
type demos struct {
	mu       sync.Mutex
	running  map[string]*demo.Server
	rotation map[string]store.Rotation // that was begun, by scenario
}

func (d *demos) start(s demo.Scenario, o demo.Options) (*demo.Server, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if server, ok := d.running[s.ID]; ok {
		return server, nil
	}
	server, err := demo.Start(s, o)
	if err != nil {
		return nil, errors.New("can't start the demo tenant: all ports of this machine may be in use")
	}
	if d.running == nil {
		d.running = map[string]*demo.Server{}
	}
	d.running[s.ID] = server
	return server, nil
}

// stop ends the demo tenant of a scenario, if it runs.
func (d *demos) stop(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if server, ok := d.running[id]; ok {
		_ = server.Close()
		delete(d.running, id)
	}
	delete(d.rotation, id)
}

// Play makes a scenario the subject, as its card describes it: what was changed at it before is gone.
func (d *Desk) Play(scenario demo.Scenario, ownBrowser bool) {
	d.demos.stop(scenario.ID)
	d.Begin(&Subject{Scenario: &scenario, OwnBrowser: ownBrowser}, nil)
}

func (d *demos) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, server := range d.running {
		_ = server.Close()
		delete(d.running, id)
	}
}

// world is where a sign-in takes place.
type world struct {
	env        flow.Env
	connection flow.Connection
	pasted     <-chan string // what the demo's user pastes
	demo       *demo.Server  // nil: Microsoft
}

// enter starts the demo tenant if the subject needs it.
func (d *Desk) enter(s *Subject) (*world, error) {
	connection, ownBrowser := s.typed()
	if s.Scenario == nil {
		return &world{env: d.Env, connection: connection}, nil
	}
	o := demo.Options{Now: d.Env.Now}
	if s.practice != nil {
		s.practice.options(&o)
	}
	server, err := d.demos.start(*s.Scenario, o)
	if err != nil {
		return nil, err
	}
	w := &world{env: server.Env(), connection: server.Connection(), pasted: server.Pasted(), demo: server}
	if s.practice != nil {
		w.connection = s.practice.fill(connection, server)
	}
	w.env.Getenv, w.env.Wait = d.Env.Getenv, d.Env.Wait
	if ownBrowser {
		w.env.Browser = d.Env.Browser // nil: the system's
	}
	return w, nil
}

// judged is a run of a session.
func (d *Desk) judged(of *Subject, session *flow.Session, at time.Time) *Run {
	r := &Run{Subject: of, Session: session, Report: check.Judge(session, at, secret.Thresholds{}), At: at}
	if of != nil {
		r.changes = of.changes.Load()
	}
	return r
}

// SignIn runs one sign-in and checks it. pastes are the user's; tell learns of
// each event.
func (d *Desk) SignIn(ctx context.Context, s *Subject, pastes <-chan string, tell func(flow.Event)) *Run {
	w, err := d.enter(s)
	if err != nil {
		now := d.Now()
		return d.judged(s, &flow.Session{
			Schema: flow.SessionSchema, Program: d.Program, Origin: flow.OriginSignIn, StartedAt: now, EndedAt: now,
			Failure: &flow.Failure{Stage: flow.StageListener, Kind: flow.FailureLocal, Summary: err.Error()},
		}, now)
	}
	var news []flow.Event
	observe := func(e flow.Event) {
		if e.Kind != flow.EventIgnored || len(news) < 200 {
			news = append(news, e)
		}
		tell(e)
	}
	opts := flow.SignInOptions{
		Observe: observe, Paste: either(ctx, pastes, w.pasted), Timeout: d.Timeout, Program: d.Program,
	}
	once := func(ctx context.Context, c flow.Connection) (*flow.Session, *report.Report) {
		return d.signInOnce(ctx, s, w, c, opts)
	}
	r := &Run{Subject: s, changes: s.changes.Load()}
	if s.awaits() {
		tellWait := func(words string) { observe(flow.Event{Kind: flow.EventWarning, At: d.Now(), Text: words}) }
		r.Session, r.Report = provision.ProveClaims(ctx, w.env, w.connection, once, tellWait)
		r.Awaited = provision.Awaited(r.Report)
		s.await(len(r.Awaited) > 0)
	} else {
		r.Session, r.Report = once(ctx, w.connection)
	}
	r.At, r.News = r.Session.EndedAt, news
	return r
}

// signInOnce is one sign-in, with the registration beside it.
func (d *Desk) signInOnce(
	ctx context.Context, s *Subject, w *world, c flow.Connection, opts flow.SignInOptions,
) (*flow.Session, *report.Report) {
	if c.Prompt == "none" && s.awaits() {
		opts.Timeout = provision.SilentLimit
	}
	session := flow.SignIn(ctx, w.env, c, opts)
	switch {
	case ctx.Err() != nil:
	case w.demo != nil:
		s.readDemo(ctx, w, session)
	default: // the one that was read before
		session.Registration = s.Registration(session.Request.ClientID)
	}
	return session, d.judged(s, session, session.EndedAt).Report
}

// await says whether the next sign-in waits for claims: the registration was changed.
func (s *Subject) await(yes bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.awaiting = yes
}

func (s *Subject) awaits() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.awaiting
}

// either joins two sources of pasted text until ctx ends.
func either(ctx context.Context, a, b <-chan string) <-chan string {
	out := make(chan string)
	go func() {
		for {
			var text string
			var open bool
			select {
			case text, open = <-a:
				if !open {
					a = nil
					continue
				}
			case text = <-b:
			case <-ctx.Done():
				return
			}
			select {
			case out <- text:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// Limit is how long a sign-in waits.
func (d *Desk) Limit() time.Duration {
	if d.Timeout <= 0 {
		return flow.DefaultTimeout
	}
	return d.Timeout
}

// CanTest says why a sign-in can't be tested yet.
func (s *Subject) CanTest() error {
	switch {
	case !s.IsMine():
	case s.Connection.ClientID == "" && s.IsPractice():
		return errors.New("a test needs the client ID: Setup guide > Do it for me makes an app, or enter it in " +
			"Setup guide > Connection")
	case s.Connection.ClientID == "":
		return errors.New("a test needs the client ID: enter it in Connection; the setup guide says where to find it")
	case s.practice != nil && !s.HasSecret():
		return errors.New("a test needs the client secret: enter it in Setup guide > Connection")
	}
	return nil
}

// BeforeTest is what to confirm before a connection is tested for the first
// time: the one thing that can't be checked from here, and that fails most first
// tests. Empty: nothing.
func (d *Desk) BeforeTest() string {
	s := d.Subject
	if s.Scenario != nil || d.Last != nil {
		return ""
	}
	return "Is " + s.RedirectURI() + " registered? App registrations > your app > " +
		uri.RegisterAt(s.RedirectURI(), s.Connection.Public) + "."
}

// RedirectPage is the page on which redirect URIs are registered, by its place and by its link.
func (d *Desk) RedirectPage() (at, link string) {
	c, registration := d.Subject.Connection, d.Subject.Registration(d.Subject.Connection.ClientID)
	places := portal.PlacesOf(flow.Request{Cloud: c.Cloud, Tenant: c.Tenant, ClientID: c.ClientID}, registration, nil)
	places.ClientID = c.ClientID
	return string(portal.PageAuthentication), places.Page(portal.PageAuthentication)
}

// NeedsSecret holds when a sign-in would fail for want of the secret.
func (s *Subject) NeedsSecret() bool {
	return s.Scenario == nil && !s.Connection.Public && s.Connection.Secret.IsZero()
}

// SecretPlace names where Unlock reads the client secret; empty: the user
// has to enter it.
func (s *Subject) SecretPlace() string {
	switch {
	case s.Saved == nil:
	case s.Saved.SecretFrom == store.SecretKeyring:
		return "your keyring"
	case s.Saved.SecretFrom == store.SecretCommand:
		return "the command that was saved for it"
	}
	return ""
}

// Unlock reads the client secret from where it is saved. The errors are the
// store's.
func (d *Desk) Unlock(ctx context.Context, s *Subject) (value flow.Secret, err error) {
	if s.Saved.SecretFrom == store.SecretCommand {
		return store.RunCommand(ctx, s.Saved.Command, nil, io.Discard, os.Environ())
	}
	return d.Store.Secret(ctx, s.Saved.Connection.Name)
}

// TakeSecret goes on with a secret, unless it can't be one: the error says why. The
// note says what was removed around it; empty: nothing. The secret is in memory from
// then on, until edov ends.
func (s *Subject) TakeSecret(value flow.Secret) (note string, err error) {
	c := s.Connection
	c.Secret = value
	for _, f := range c.Validate() {
		switch {
		case f.Field == "secret" && f.Trimmed:
			c.Secret, note = c.Trimmed().Secret, trimmed(f)
		case value.IsZero():
			return "", errors.New(sentence.NoSecretYet)
		case f.Field == "secret":
			return "", errors.New(f.Problem + ". " + f.Hint)
		}
	}
	s.Set(c)
	return note, nil
}

// SameOutcome says why a try of watching brought nothing new; empty: it did.
func SameOutcome(before, after *Run) string {
	f := after.Session.Failure
	if f != nil && (f.Kind == flow.FailureNetwork || f.Kind == flow.FailureTimeout || f.Kind == flow.FailureLocal) {
		return "could not finish: " + f.Summary
	}
	if diff.Between(before.Report, after.Report).Empty() {
		return "nothing changed"
	}
	return ""
}

// WatchEvery is the time from the end of one try of watching to the next.
const WatchEvery = time.Minute

// AboutWatching explains what watching does.
func AboutWatching(s *Subject) string {
	if s.Scenario != nil {
		return "Signs in again every minute until a result changes. The demo tenant's registration does not change by itself."
	}
	return "Signs in again every minute until a result changes. Your browser opens each time; " +
		"while you are signed in at " + s.Connection.Server() + " there is nothing to enter."
}
