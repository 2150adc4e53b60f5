package flow

import (
	"context"
	"net"
	"time"
)

// SignInOptions is what a sign-in needs besides the connection.
type SignInOptions struct {
	// Observe is called for each event, in order, from one goroutine at a time. It must not
	// block for long. Nil is allowed.
	Observe func(Event)
	// Paste delivers texts that the user pasted: the full redirect URL, its query or
	// fragment, or the text of Microsoft's error page. The first valid response counts,
	// from here or from the listener. Nil means that pasting is not possible.
	Paste <-chan string
	// Timeout bounds the wait for the callback; zero means DefaultTimeout.
	Timeout time.Duration
	// NoBrowser prevents opening a browser; there is still an EventURL.
	NoBrowser bool
	// Me also reads the user's profile from Microsoft Graph, with the access token of the
	// sign-in (Session.Me). If that fails, the reason is in the Session's problems and in
	// an EventWarning.
	Me bool
	// Program goes into the Session and the User-Agent: "edov 1.0.0".
	Program string
}

// DefaultTimeout is how long a sign-in waits for the user.
const DefaultTimeout = 5 * time.Minute

// EventKind is the kind of an event of a running sign-in.
type EventKind string

// The events of a sign-in, in the usual order.
const (
	EventListening     EventKind = "listening"      // Addrs, URL: the redirect URI
	EventURL           EventKind = "url"            // URL: the authorization request, ready to be opened
	EventBrowserOpened EventKind = "browser-opened" // Text: how
	EventBrowserFailed EventKind = "browser-failed" // Text: why; not fatal
	EventMetadata      EventKind = "metadata"       // Duration
	EventKeys          EventKind = "keys"           // Count: keys known so far; Duration
	EventIgnored       EventKind = "ignored"        // Text: why; Count: strays so far
	EventPasteRefused  EventKind = "paste-refused"  // Text: why, for the user
	EventWarning       EventKind = "warning"        // Text: something unusual but not fatal; Failure or nil
	EventRetry         EventKind = "retry"          // Text: the server asked to wait; Duration: how long, from At
	EventWaiting       EventKind = "waiting"        // Duration: for how long there was no response; only once
	EventCallback      EventKind = "callback"       // Text: via
	EventRedeemed      EventKind = "redeemed"       // Duration
	EventKeysAgain     EventKind = "keys-again"     // the token's key was not among those loaded
	EventFailed        EventKind = "failed"         // Failure
	EventDone          EventKind = "done"
)

// Event is something that happened in a sign-in.
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

// SignIn runs one sign-in and always returns its Session, finished or not; the Session's Failure
// says why it ended early. It returns when it has the tokens, when the attempt fails or times
// out, or when ctx ends. By then the port is released.
//
// These are the limits of its waits: the caller's ctx, opts.Timeout for the user, and the
// limits of the HTTP client for each request. Once the response is received, metadata and keys
// have five seconds; what is missing then is listed in the problems. If the network does not
// reach Microsoft, it ends immediately: the token request would fail for the same reason. The
// last event is EventDone or EventFailed.
func SignIn(ctx context.Context, env Env, c Connection, opts SignInOptions) *Session {
	return signIn(ctx, env, c, opts, defaultPace)
}

// pace is the timing of a sign-in, which tests change so that they do not have to wait.
type pace struct {
	limits limits
	listen listenFunc
	// ticks says when to load the keys again during the wait.
	ticks func() (ticks <-chan time.Time, stop func())
	// settle is how long a failed attempt waits for metadata and keys that are still being
	// loaded, so that they can be checked too.
	settle time.Duration
	// evidence is how long metadata and keys may delay the end once the response is
	// received, in total.
	evidence time.Duration
	// glance is how long opening the browser waits for a first sign that the server is
	// reachable.
	glance time.Duration
	// pause waits before a request is sent again.
	pause func(ctx context.Context, d time.Duration) error
	// patience is how long there is no response before the user is asked what the browser
	// shows: most errors of Microsoft's page are never sent to the redirect URI.
	patience time.Duration
}

// warmEvery is shorter than the time after which servers and routers close an idle connection,
// commonly 60 s and more.
const warmEvery = 45 * time.Second

var defaultPace = pace{
	limits: defaultLimits,
	listen: net.Listen,
	settle: 2 * time.Second, evidence: 5 * time.Second, glance: 400 * time.Millisecond,
	pause: Pause,
	ticks: func() (<-chan time.Time, func()) {
		t := time.NewTicker(warmEvery)
		return t.C, t.Stop
	},
	patience: 45 * time.Second,
}

func signIn(ctx context.Context, env Env, c Connection, opts SignInOptions, p pace) *Session {
	a := &attempt{env: env, c: c.withDefaults(), opts: opts, pace: p, left: p.evidence}
	a.session = &Session{
		Schema: SessionSchema, Program: opts.Program, Origin: OriginSignIn, StartedAt: env.now(), Request: a.c.record(),
	}
	if a.opts.Timeout <= 0 {
		a.opts.Timeout = DefaultTimeout
	}
	inner, cancel := context.WithCancel(ctx)
	a.cancel = cancel
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
	defer bound.closeListeners() // if it ends before they are served
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

// wait takes the response from the listener or from what the user pastes.
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

// redeem sends the only request between callback and result, and loads the keys again only if the
// token's key is not among those loaded.
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

// within runs f in what remains of the time for metadata and keys once the response is received.
// late is set if that time is up.
func (a *attempt) within(ctx context.Context, f func(ctx context.Context)) (late bool) {
	begin := time.Now()
	bounded, cancel := context.WithTimeout(ctx, a.left)
	defer cancel()
	f(bounded)
	a.left = max(0, a.left-time.Since(begin))
	return bounded.Err() != nil && ctx.Err() == nil
}
