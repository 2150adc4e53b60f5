package flow

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"time"
)

// isOffline reports whether the network is why the metadata was not loaded: there was no
// response, or one from something in between. A server that is busy or fails does not
// count.
func isOffline(f *Failure) bool {
	page := f.Kind == FailureNetwork && f.Description != ""
	switch status := f.HTTPStatus; {
	case status == http.StatusNetworkAuthenticationRequired:
		return true
	case status >= 500 || status == http.StatusTooManyRequests:
		return false
	case status >= 400:
		return page
	case status >= 300: // Microsoft does not redirect this request
		return true
	}
	return f.Kind == FailureNetwork
}

// explainOffline completes a failure of the network, which ends the sign-in.
func (l *loader) explainOffline(f *Failure) {
	f.Kind = FailureNetwork
	u, err := url.Parse(l.known.TokenEndpoint)
	if err != nil {
		return
	}
	if proxy, _ := l.attempt.client.proxyFor(u); proxy == "" {
		f.Hint += "; edov has to reach Microsoft too, not only your browser: " +
			"if your browser uses a proxy, set HTTPS_PROXY"
	}
}

// noticed notes the outcome of one request.
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

// unreachable is why Microsoft cannot be reached; nil if that is not known to be so.
func (l *loader) unreachable() *Failure {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.outOfReach {
		return nil
	}
	return l.metaFailure
}

// silence is the failure of a wait in which Microsoft did not respond to edov either; nil if
// it did.
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

// reachable waits until the server seems reachable: its metadata is loaded, or nothing has
// failed for a moment. It returns false if the server cannot be reached.
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
	case <-l.stumbled: // the request is tried again
	}
	return closes(ctx, l.gotMeta) && l.unreachable() == nil
}

// closes waits for a channel to be closed; false if ctx ends first.
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

// withoutMetadata continues without metadata that is late, with Microsoft's known endpoints.
// The metadata of a test server was loaded before the browser opened.
func (l *loader) withoutMetadata(failure *Failure) (*Metadata, *Failure) {
	if l.best() == nil {
		return nil, failure
	}
	l.mu.Lock()
	if l.metadata == nil && l.metaFailure == nil {
		l.metaFailure = lateFailure(StageMetadata, "the metadata request timed out")
	}
	l.mu.Unlock()
	l.attempt.warn("the metadata request timed out; using Microsoft's known endpoints")
	return l.best(), nil
}

// asked notes that the key server asked to wait.
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

// settleKeys notes whether the token's key was found. late is set if the time ran out.
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
		l.keysFailure = lateFailure(StageKeys, "the request for the signing keys timed out")
	}
}

func lateFailure(stage Stage, summary string) *Failure {
	return &Failure{
		Stage: stage, Kind: FailureNetwork, Summary: summary,
		Hint: "sign in again; if it happens again, check the network and the proxy",
	}
}
