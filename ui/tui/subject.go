package tui

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
)

// subject is what is tested: the user's connection, or a scenario of the demo
// tenant.
type subject struct {
	connection flow.Connection
	scenario   *demo.Scenario // nil: Microsoft
	ownBrowser bool           // in the demo: not the built-in user

	publishableKey string // of the Clerk instance, as typed; it is public

	// progress is the way through the setup guide. Only the event loop uses it.
	progress *guide.Progress
	base     *guide.Progress // progress as it was written last, under baseKey; never changed
	baseKey  string
	// unwritten is what a write that failed began with, by its key. Only the
	// keeper's work uses it.
	unwritten map[string]*guide.Progress
	last      *run         // the newest run
	practice  *practice    // nil: no practice of the guide
	saved     *store.Saved // nil: the connection is not kept

	// registration is what was read of the app in this program. Jobs use it;
	// hence the lock.
	mu           sync.Mutex
	registration *flow.AppRegistration
	clerk        *flow.ClerkInstance // as it was read last
}

// keepClerk remembers the Clerk instance, which is judged along from then on.
func (s *subject) keepClerk(in *flow.ClerkInstance, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in != nil {
		in.ReadAt = at
	}
	s.clerk = in
}

func (s *subject) clerkInstance() *flow.ClerkInstance {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clerk
}

// keep remembers the app registration, which was read just now.
func (s *subject) keep(a *flow.AppRegistration, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.ReadAt = at
	s.registration = a
}

// registrationOf is the registration that was read, if it is that of the
// client ID.
func (s *subject) registrationOf(clientID string) *flow.AppRegistration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.registration == nil || clientID != "" && !strings.EqualFold(s.registration.AppID.Value, clientID) {
		return nil
	}
	return s.registration
}

func (s *subject) name() string {
	switch {
	case s == nil:
		return ""
	case s.practice != nil:
		return "practice at the demo tenant"
	case s.scenario != nil:
		return "demo tenant"
	case s.connection.Name != "":
		return s.connection.Name
	}
	return "my connection"
}

// typed is the connection as the user typed it. Jobs read it through here.
func (s *subject) typed() flow.Connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connection
}

// setOwnBrowser says who signs in at the demo tenant, in the event loop.
func (s *subject) setOwnBrowser(own bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ownBrowser = own
}

func (s *subject) usesOwnBrowser() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ownBrowser
}

// setName gives the connection its name, in the event loop.
func (s *subject) setName(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connection.Name = name
}

// setConnection changes the connection, in the event loop.
func (s *subject) setConnection(c flow.Connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connection = c
}

// redirectURI is the one that has to be registered for a test.
func (s *subject) redirectURI() string {
	if s.connection.RedirectURI == "" {
		return flow.DefaultRedirectURI
	}
	return s.connection.RedirectURI
}

// run is one finished sign-in, or one judged paste, with all there is to show.
type run struct {
	subject *subject // nil: a token that was handed in
	session *flow.Session
	report  *report.Report
	news    []flow.Event // what happened, in order, without "ignored" floods
	at      time.Time
}

// demos keeps the demo tenants that were started, one for a scenario, so that a
// second sign-in meets the same tenant and differs only in what really changed.
// Jobs use it; hence the lock.
type demos struct {
	mu      sync.Mutex
	running map[string]*demo.Server
}

func (d *demos) start(s demo.Scenario, o demo.Options) (*demo.Server, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if server, ok := d.running[s.ID]; ok {
		return server, nil
	}
	server, err := demo.Start(s, o)
	if err != nil {
		return nil, errors.New("the demo tenant could not be started: another program may hold all ports of this machine")
	}
	if d.running == nil {
		d.running = map[string]*demo.Server{}
	}
	d.running[s.ID] = server
	return server, nil
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
func (s *subject) enter(c *common) (*world, error) {
	env := c.options.Env
	connection := s.typed()
	if s.scenario == nil {
		return &world{env: env, connection: connection}, nil
	}
	o := demo.Options{Now: env.Now}
	if s.practice != nil {
		s.practice.options(&o)
	}
	server, err := c.demos.start(*s.scenario, o)
	if err != nil {
		return nil, err
	}
	w := &world{env: server.Env(), connection: server.Connection(), pasted: server.Pasted(), demo: server}
	if s.practice != nil {
		w.connection = s.practice.fill(connection, server)
	}
	w.env.Getenv = env.Getenv
	if s.usesOwnBrowser() {
		w.env.Browser = env.Browser // nil: the system's
	}
	return w, nil
}

// signIn runs one sign-in and judges it. It is called in a job; pastes are the
// user's.
func (s *subject) signIn(ctx context.Context, c *common, pastes <-chan string, tell func(any)) *run {
	o := c.options
	w, err := s.enter(c)
	if err != nil {
		now := c.now()
		session := &flow.Session{
			Schema: flow.SessionSchema, Program: o.Program, Origin: flow.OriginSignIn, StartedAt: now, EndedAt: now,
			Failure: &flow.Failure{Stage: flow.StageListener, Kind: flow.FailureLocal, Summary: err.Error()},
		}
		return &run{subject: s, session: session, report: check.Judge(session, now, secret.Thresholds{}), at: now}
	}
	var news []flow.Event
	observe := func(e flow.Event) {
		if e.Kind != flow.EventIgnored || len(news) < 200 {
			news = append(news, e)
		}
		tell(e)
	}
	session := flow.SignIn(ctx, w.env, w.connection, flow.SignInOptions{
		Observe: observe, Paste: either(ctx, pastes, w.pasted), Timeout: o.Timeout, Program: o.Program,
	})
	s.addRegistration(ctx, c, w, session)
	report := check.Judge(session, session.EndedAt, secret.Thresholds{})
	return &run{subject: s, session: session, report: report, news: news, at: session.EndedAt}
}

// addRegistration puts the app registration beside a sign-in: the demo
// tenant's, or the one that was read before.
func (s *subject) addRegistration(ctx context.Context, c *common, w *world, session *flow.Session) {
	switch {
	case ctx.Err() != nil:
	case w.demo != nil:
		s.readDemo(ctx, w, session)
	default:
		session.Registration = s.registrationOf(session.Request.ClientID)
	}
}

// either joins two sources of pasted text until ctx ends.
func either(ctx context.Context, a, b <-chan string) <-chan string {
	out := make(chan string)
	go func() {
		for {
			var text string
			select {
			case text = <-a:
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
