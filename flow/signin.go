package flow

import (
	"context"
	"net"
	"time"
)

// SignInOptions is what a sign-in needs beside the connection.
type SignInOptions struct {
	// Observe is told what happens, in order, from one goroutine at a time.
	// It must not block for long. Nil is allowed.
	Observe func(Event)
	// Paste delivers texts the user pasted: the full redirect URL, its query
	// or fragment, or the text of Microsoft's error page. It races the
	// listener. Nil means nobody can paste.
	Paste <-chan string
	// Timeout bounds the wait for the callback; zero means DefaultTimeout.
	Timeout time.Duration
	// NoBrowser keeps flow from opening a browser; the URL is still announced.
	NoBrowser bool
	// Me asks Microsoft Graph about the user too, with the access token that
	// comes (Session.Me). Why it was not asked is in the Session's problems, and
	// told by EventWarning.
	Me bool
	// Program goes into the Session and the User-Agent: "edov 1.0.0".
	Program string
}

// DefaultTimeout is how long a sign-in waits for the user.
const DefaultTimeout = 5 * time.Minute

// EventKind names a piece of news from a running sign-in.
type EventKind string

// The news of a sign-in, in the usual order.
const (
	EventListening     EventKind = "listening"      // Addrs, URL: the redirect URI
	EventURL           EventKind = "url"            // URL: the authorization request, ready to be opened
	EventBrowserOpened EventKind = "browser-opened" // Text: how
	EventBrowserFailed EventKind = "browser-failed" // Text: why; not fatal
	EventMetadata      EventKind = "metadata"       // Duration
	EventKeys          EventKind = "keys"           // Count: keys known by now; Duration
	EventIgnored       EventKind = "ignored"        // Text: why; Count: strays so far
	EventPasteRefused  EventKind = "paste-refused"  // Text: why, for the user
	EventWarning       EventKind = "warning"        // Text: something odd that does not end the flow; Failure or nil
	EventRetry         EventKind = "retry"          // Text: the server asks to wait; Duration: so long from At
	EventWaiting       EventKind = "waiting"        // Duration: so long nothing has come back; told once
	EventCallback      EventKind = "callback"       // Text: via
	EventRedeemed      EventKind = "redeemed"       // Duration
	EventKeysAgain     EventKind = "keys-again"     // the token's key was not among those seen
	EventFailed        EventKind = "failed"         // Failure
	EventDone          EventKind = "done"
)

// Event is one piece of news.
type Event struct {
	Kind     EventKind
	At       time.Time
	Text     string
	URL      string
	Addrs    []string
	Count    int
	Duration time.Duration
	Failure  *Failure
}

// SignIn runs one sign-in and always returns its Session, finished or not; the
// Session's Failure says why it ended early. It returns when the tokens are
// in, when the attempt failed, when the time is up or when ctx ends, and by
// then the port is free again.
//
// Where it waits it has these bounds: the caller's ctx, opts.Timeout for the
// user, and the limits of the HTTP client for each request; once the answer is
// here, metadata and keys have five seconds, and what is missing then is among
// the problems. A network that does not reach Microsoft ends it at once: the
// token request would fail for the same reason. The last event is EventDone or
// EventFailed.
func SignIn(ctx context.Context, env Env, c Connection, opts SignInOptions) *Session {
	return signIn(ctx, env, c, opts, defaultPace)
}

// pace is how fast things go; tests change it so that they need not wait.
type pace struct {
	limits limits
	listen listenFunc
	// ticks says when to fetch the keys again during the wait.
	ticks func() (ticks <-chan time.Time, stop func())
	// settle is how long a failed attempt waits for metadata and keys that
	// are still under way, so that they can be judged too.
	settle time.Duration
	// evidence is how long metadata and keys may hold up the end once the answer
	// is here, all in all.
	evidence time.Duration
	// glance is how long the browser waits for a first sign that the server can
	// be reached.
	glance time.Duration
	// pause waits before a request is sent again.
	pause func(ctx context.Context, d time.Duration) error
	// patience is after how long without an answer the user is asked what the
	// browser shows: most failures of Microsoft's page never come back.
	patience time.Duration
}

// warmEvery is shorter than the time after which servers and routers drop an
// idle connection, commonly 60 s and more.
const warmEvery = 45 * time.Second

var defaultPace = pace{
	limits: defaultLimits,
	listen: net.Listen,
	settle: 2 * time.Second, evidence: 5 * time.Second, glance: 400 * time.Millisecond,
	pause: pause,
	ticks: func() (<-chan time.Time, func()) {
		t := time.NewTicker(warmEvery)
		return t.C, t.Stop
	},
	patience: 45 * time.Second,
}

func signIn(ctx context.Context, env Env, c Connection, opts SignInOptions, p pace) *Session {
	a := &attempt{env: env, c: c.withDefaults(), opts: opts, pace: p, left: p.evidence}
	a.session = &Session{Schema: SessionSchema, Program: opts.Program, Origin: OriginSignIn, StartedAt: env.now(), Request: a.c.record()}
	if a.opts.Timeout <= 0 {
		a.opts.Timeout = DefaultTimeout
	}
	inner, cancel := context.WithCancel(ctx)
	failure := a.run(inner)
	cancel()
	a.stop()
	return a.finish(ctx, failure)
}

// run is the steps of a sign-in in their order.
func (a *attempt) run(ctx context.Context) *Failure {
	faults := a.c.Validate()
	if a.opts.Me {
		faults = append(faults, a.c.ValidateMe()...)
	}
	if len(faults) > 0 {
		return &Failure{Stage: StageConnection, Kind: FailureLocal, Summary: faults[0].Error(), Hint: faults[0].Hint}
	}
	bound, failure := bind(a.pace.listen, a.c)
	if failure != nil {
		return failure
	}
	defer bound.closeListeners() // for the ways out before they are served
	a.announce(bound)

	a.client = newClient(a.env, a.c, a.opts.Program, a.record)
	a.client.pause, a.client.tell = a.pace.pause, a.retrying
	a.evidence = newLoader(a, a.c.endpoints())
	a.evidence.start(ctx)
	endpoints, failure := a.evidence.endpoints(ctx)
	if failure != nil {
		return failure
	}
	a.prepareMe(endpoints)
	auth, err := newAuthorization(a.env, a.c, endpoints.AuthorizationEndpoint, bound.redirectURI.String())
	if err != nil {
		return &Failure{Stage: StageAuthorize, Kind: FailureLocal, Summary: err.Error()}
	}
	a.request(auth)

	answer, failure := a.wait(ctx, bound, auth)
	a.evidence.rest()
	if failure == nil {
		failure = a.redeem(ctx, auth, answer)
	}
	if failure != nil && failure.Kind != FailureTimeout && failure.Stage != StageMetadata {
		a.evidence.settle(ctx, min(a.pace.settle, a.left))
	}
	return failure
}

// wait takes the answer from the listener or from the user's hands.
func (a *attempt) wait(ctx context.Context, bound *binding, auth *authorization) (response, *Failure) {
	turn := newTurnstile(auth.state, a.evidence.discovered)
	h := newCallbackHandler(bound.redirectURI, auth.mode)
	h.now, h.turnstile, h.stray, h.warn = a.env.now, turn, a.stray, a.warn
	h.foreign = func(origin string) bool { return foreignOrigin(origin, auth.url) }
	a.loopback = serve(bound, h, a.pace.limits)
	a.tell(Event{Kind: EventURL, URL: auth.url})
	a.openBrowser(ctx, auth.url)

	reader := &pasteReader{redirectURI: bound.redirectURI, now: a.env.now, turnstile: turn}
	paste := a.opts.Paste
	metadata := a.evidence.gotMeta
	timer := time.NewTimer(a.opts.Timeout)
	defer timer.Stop()
	late := time.NewTimer(a.pace.patience)
	defer late.Stop()
	for {
		select {
		case <-late.C:
			a.tell(Event{Kind: EventWaiting, Duration: a.pace.patience})
		case r := <-turn.out:
			a.arrived(r)
			return r, nil
		case <-metadata:
			metadata = nil
			if f := a.evidence.unreachable(); f != nil && len(turn.out) == 0 {
				return response{}, f
			}
		case text, ok := <-paste:
			if !ok {
				paste = nil
				continue
			}
			failure, refused := reader.read(text)
			if failure != nil {
				return response{}, failure
			}
			if refused != "" {
				a.tell(Event{Kind: EventPasteRefused, Text: refused})
			}
		case <-timer.C:
			if f := a.evidence.silence(); f != nil {
				return response{}, f
			}
			return response{}, a.timeoutFailure(auth.redirectURI)
		case <-ctx.Done():
			return response{}, cancelled(ctx, StageAuthorize)
		}
	}
}

// redeem makes the one request between callback and verdict, and asks for keys
// again only if the token's key was not among those seen.
func (a *attempt) redeem(ctx context.Context, auth *authorization, r response) *Failure {
	if f := responseFailure(r.params, a.evidence.discovered()); f != nil {
		return f
	}
	var endpoints *Metadata
	var failure *Failure
	late := a.within(ctx, func(ctx context.Context) { endpoints, failure = a.evidence.final(ctx) })
	if late && failure != nil {
		endpoints, failure = a.evidence.withoutMetadata(failure)
	}
	if failure == nil {
		failure = issuerFailure(r.params, endpoints)
	}
	if failure != nil {
		return failure
	}
	begin := time.Now()
	tokens, failure := a.client.redeem(ctx, endpoints.TokenEndpoint, codeGrant{
		Code: NewSecret(r.params.Get("code")), Verifier: auth.verifier, RedirectURI: auth.redirectURI,
	})
	a.received(tokens)
	if failure != nil {
		return failure
	}
	a.tell(Event{Kind: EventRedeemed, Duration: time.Since(begin)})
	late = a.within(ctx, func(ctx context.Context) { a.evidence.ensureKey(ctx, tokens.IDToken) })
	a.evidence.settleKeys(tokens.IDToken, late)
	a.readMe(ctx, tokens)
	return nil
}

// within runs f with what is left of the time that metadata and keys may take
// once the answer is here. late: that time is up.
func (a *attempt) within(ctx context.Context, f func(ctx context.Context)) (late bool) {
	begin := time.Now()
	bounded, cancel := context.WithTimeout(ctx, a.left)
	defer cancel()
	f(bounded)
	a.left = max(0, a.left-time.Since(begin))
	return bounded.Err() != nil && ctx.Err() == nil
}
