package flow

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"time"
)

// isOffline reports whether it is the network that keeps the metadata from
// coming: no answer came, or one of something in between. That a server is busy
// or broken is no sign of that.
func isOffline(f *Failure) bool {
	page := f.Kind == FailureNetwork && f.Description != ""
	switch status := f.HTTPStatus; {
	case status == http.StatusNetworkAuthenticationRequired:
		return true
	case status >= 500 || status == http.StatusTooManyRequests:
		return false
	case status >= 400:
		return page
	case status >= 300: // Microsoft's own do not lead elsewhere
		return true
	}
	return f.Kind == FailureNetwork
}

// explainOffline makes a failure that ends the sign-in of one that is the
// network's.
func (l *loader) explainOffline(f *Failure) {
	f.Kind = FailureNetwork
	u, err := url.Parse(l.known.TokenEndpoint)
	if err != nil {
		return
	}
	if proxy, _ := l.attempt.client.proxyFor(u); proxy == "" {
		f.Hint += "; edov itself has to reach Microsoft, not only your browser: " +
			"if the browser uses a proxy, set HTTPS_PROXY to it"
	}
}

// noticed takes in how one request went.
func (l *loader) noticed(e Exchange) {
	if e.Status == 0 {
		if e.Name == "metadata" {
			l.stumbleOnce.Do(func() { close(l.stumbled) })
		}
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answered = true
}

// unreachable is why Microsoft cannot be reached; nil while nothing says so.
func (l *loader) unreachable() *Failure {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.outOfReach {
		return nil
	}
	return l.metaFailure
}

// silence is the failure of a wait in which Microsoft has not answered even
// edov; nil when it has, or when it is no matter of the network.
func (l *loader) silence() *Failure {
	l.mu.Lock()
	quiet := l.known != nil && !l.answered
	l.mu.Unlock()
	u, err := url.Parse(l.attempt.c.authorityURL())
	if !quiet || err != nil {
		return nil //nolint:nilerr // an address that can't be read was refused before
	}
	f := l.attempt.client.explain(os.ErrDeadlineExceeded, u)
	f.Stage = StageMetadata
	l.explainOffline(f)
	return f
}

// reachable waits until the server can be taken for reachable: its metadata is
// here, or nothing has gone wrong for a moment. It is false when the server
// cannot be reached.
func (l *loader) reachable(ctx context.Context, moment time.Duration) bool {
	timer := time.NewTimer(moment)
	defer timer.Stop()
	select {
	case <-l.gotMeta:
		return l.unreachable() == nil
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	case <-l.stumbled: // it is tried again
	}
	return closes(ctx, l.gotMeta) && l.unreachable() == nil
}

// closes waits for a channel to be closed; false when ctx ends before that.
func closes(ctx context.Context, done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
	}
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

// withoutMetadata goes on without metadata that are late: with Microsoft's known
// endpoints. A test server has none; its metadata were here before the browser
// opened.
func (l *loader) withoutMetadata(failure *Failure) (*Metadata, *Failure) {
	if l.best() == nil {
		return nil, failure
	}
	l.mu.Lock()
	if l.metadata == nil && l.metaFailure == nil {
		l.metaFailure = lateFailure(StageMetadata, "the metadata server did not answer in time")
	}
	l.mu.Unlock()
	l.attempt.warn("the metadata did not come in time; Microsoft's known endpoints are used")
	return l.best(), nil
}

// asked notes that the key server asks to wait.
func (l *loader) asked(e Event) {
	md := l.best()
	if md == nil {
		return
	}
	u, err := url.Parse(md.JWKSURI)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil && e.URL == bareURL(u) {
		l.keysWait = e.Duration
	}
}

// settleKeys notes what came of looking for the token's key. late: there was no
// time left for it.
func (l *loader) settleKeys(idToken Token, late bool) {
	kid, _ := tokenKeyID(idToken)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keyMissing = kid != "" && !hasKey(l.keySets, kid)
	switch {
	case !late || !l.keyMissing && len(l.keySets) > 0:
	case l.keysWait > 0:
		l.keysFailure = lateFailure(StageKeys, "the key server asks to wait "+waitWords(l.keysWait))
	default:
		l.keysFailure = lateFailure(StageKeys, "the key server did not answer in time")
	}
}

func lateFailure(stage Stage, summary string) *Failure {
	return &Failure{
		Stage: stage, Kind: FailureNetwork, Summary: summary,
		Hint: "sign in again; if it repeats, something in between slows the traffic down",
	}
}
