package flow

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"edov/flow/browser"
	"edov/flow/together"
)

// maxIgnored bounds the stray requests listed in a Session; the others are only counted, in the last entry.
const maxIgnored = 100

// attempt is one running sign-in: the Session that it records, and what has to be stopped
// at its end. All events go through its mutex, so that they come in order, and none
// comes after the end.
type attempt struct {
	env  Env
	c    Connection
	opts SignInOptions
	pace pace

	client   *client
	evidence *loader
	left     time.Duration // for metadata and keys, once the response is here
	asksMe   bool          // Microsoft Graph is asked about the user
	loopback *loopback
	browser  together.Group
	cancel   context.CancelFunc // ends the attempt

	mu      sync.Mutex
	session *Session
	sent    []Secret // to be hidden in the Session
	strays  int
	secure  bool // a browser connected with https
	ended   bool
}

// tell passes an event on.
func (a *attempt) tell(e Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tellLocked(e)
}

func (a *attempt) tellLocked(e Event) {
	if a.ended || a.opts.Observe == nil {
		return
	}
	e.At = a.env.now()
	a.opts.Observe(e)
}

// retrying passes on that a server asked to wait.
func (a *attempt) retrying(e Event) {
	a.evidence.asked(e)
	a.tell(e)
}

func (a *attempt) warn(text string) { a.tell(Event{Kind: EventWarning, Text: text}) }

// record keeps one HTTP exchange; the client calls it.
func (a *attempt) record(e Exchange) {
	a.evidence.noticed(e)
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.ended {
		a.session.Exchanges = append(a.session.Exchanges, e)
	}
}

// stray records a request that did not end the wait.
func (a *attempt) stray(i Ignored) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return
	}
	a.strays++
	a.secure = a.secure || i.Reason == httpsReason
	a.session.Ignored = append(a.session.Ignored, i)
	if list := a.session.Ignored; len(list) > maxIgnored {
		list[maxIgnored-1] = Ignored{At: i.At, Reason: notListed, Times: a.strays - maxIgnored + 1}
		a.session.Ignored = list[:maxIgnored]
	}
	a.tellLocked(Event{Kind: EventIgnored, Text: i.Reason, Count: a.strays})
}

// announce says that edov is listening.
func (a *attempt) announce(b *binding) {
	uri := b.redirectURI.String()
	a.mu.Lock()
	a.session.Request.RedirectURI = uri
	a.mu.Unlock()
	a.tell(Event{Kind: EventListening, Addrs: b.addrs(), URL: uri})
	if b.warning != "" {
		a.warn(b.warning)
	}
}

// request records what is about to be sent.
func (a *attempt) request(auth *authorization) {
	a.sending(auth.state, auth.verifier)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.session.Request.Nonce = auth.nonce
}

// arrived records the authorization response and releases the port.
func (a *attempt) arrived(r response) {
	a.sending(NewSecret(r.params.Get("code")))
	a.mu.Lock()
	a.session.Callback = r.callback()
	a.mu.Unlock()
	a.tell(Event{Kind: EventCallback, Text: r.via})
	go a.loopback.close() // stop waits for it
}

func (a *attempt) received(tokens *Tokens) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.session.Tokens = tokens
}

// openBrowser starts the user's browser during the wait, unless the server cannot be
// reached: its page would not open either, or the sign-in could not be finished. A
// failure to open it does not end the sign-in.
func (a *attempt) openBrowser(ctx context.Context, url string) {
	if a.opts.NoBrowser {
		return
	}
	open := a.env.Browser
	if open == nil {
		open = func(ctx context.Context, url string) (string, error) { return browser.Open(ctx, a.env.Getenv, "", url) }
	}
	a.browser.Stop = a.cancel
	a.browser.Go(func() {
		if !a.evidence.reachable(ctx, a.pace.glance) {
			return
		}
		how, err := open(ctx, url)
		switch {
		case err == nil: // also where the answer came before the browser returned
			a.tell(Event{Kind: EventBrowserOpened, Text: how})
		case ctx.Err() == nil: // otherwise the attempt is over, whatever became of the browser
			a.tell(Event{Kind: EventBrowserFailed, Text: err.Error()})
		}
	})
}

// stop ends everything that runs with the attempt, whose context has ended.
func (a *attempt) stop() {
	if a.loopback != nil {
		a.loopback.close()
	}
	if a.evidence != nil {
		a.evidence.stop()
	}
	if a.client != nil {
		a.client.close()
	}
	a.browser.Wait()
}

// finish completes the Session.
func (a *attempt) finish(ctx context.Context, failure *Failure) *Session {
	a.mu.Lock()
	defer a.mu.Unlock()
	if failure != nil && ctx.Err() != nil {
		failure = cancelled(ctx, failure.Stage)
	}
	if a.evidence != nil {
		a.evidence.fill(a.session, failure)
	}
	a.session.Failure = failure
	a.session.EndedAt = a.env.now()
	a.hideSent()
	if failure != nil {
		a.tellLocked(Event{Kind: EventFailed, Failure: failure})
	} else {
		a.tellLocked(Event{Kind: EventDone, Duration: a.session.EndedAt.Sub(a.session.StartedAt)})
	}
	a.ended = true
	return a.session
}

// cancelled says that the caller ended the attempt.
func cancelled(ctx context.Context, stage Stage) *Failure {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Failure{Stage: stage, Kind: FailureTimeout, Summary: "the sign-in timed out"}
	}
	return &Failure{Stage: stage, Kind: FailureCancelled, Summary: "the sign-in was cancelled"}
}

// timeoutFailure names the likely reasons, the most likely first.
func (a *attempt) timeoutFailure(redirectURI string) *Failure {
	a.mu.Lock()
	secure, strays := a.secure, a.strays
	a.mu.Unlock()
	var hints []string
	if secure {
		hints = append(hints, "the browser used https: turn off its https-only mode for localhost")
	}
	around := browser.Around(a.env.Getenv)
	if command := around.ForwardCommand(redirectURI, a.c.Authority); command != "" {
		hints = append(hints, "if the browser is on another machine, run this there: "+command)
	} else if around.Container {
		hints = append(hints, "if the browser is outside this container, publish the port, or paste the final URL")
	}
	hints = append(hints, "if the browser shows an error, paste its text to see what it means",
		"check that "+redirectURI+" is registered"+a.c.registeredAt())
	switch {
	case strays == 1:
		hints = append(hints, "1 other request ignored")
	case strays > 1:
		hints = append(hints, fmt.Sprintf("%d other requests ignored", strays))
	}
	return &Failure{
		Stage: StageAuthorize, Kind: FailureTimeout,
		Summary: "timed out: no sign-in within " + roundDuration(a.opts.Timeout),
		Hint:    strings.Join(hints, "; "),
	}
}

func roundDuration(d time.Duration) string {
	if d >= time.Minute && d%time.Minute == 0 {
		if d == time.Minute {
			return "1 minute"
		}
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
	return d.String()
}
