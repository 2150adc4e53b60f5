package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"time"

	"edov/flow/together"
)

// loader loads metadata and keys while the user signs in, so that only the token request is
// left after the callback. The endpoints of Microsoft's clouds are known, so both are
// loaded at once; for a trusted test server, the metadata has to come first.
//
// It loads the keys repeatedly during the wait: that keeps the connection to the server
// open, and collects all keys, since Microsoft's servers do not all return the same ones.
type loader struct {
	attempt *attempt
	known   *Metadata // nil for a trusted test server

	running          together.Group
	gotMeta, gotKeys chan struct{} // closed at the first response or error
	stumbled         chan struct{} // closed when a request for the metadata got no response
	resting          chan struct{} // closed when the wait is over
	stumbleOnce      sync.Once
	restOnce         sync.Once
	mu               sync.Mutex
	metadata         *Metadata
	keySets          []KeySet
	metaFailure      *Failure
	outOfReach       bool     // metaFailure is a failure of the network
	answered         bool     // the server has responded to something
	keysFailure      *Failure // the last one, nil after a success
	keysWarned       bool
	keyMissing       bool          // the token's key is in none of keySets
	keysWait         time.Duration // for which the key server last asked; zero: none
}

func newLoader(a *attempt, known *Metadata) *loader {
	return &loader{
		attempt: a, known: known, gotMeta: make(chan struct{}), gotKeys: make(chan struct{}),
		stumbled: make(chan struct{}), resting: make(chan struct{}),
	}
}

func (l *loader) start(ctx context.Context) {
	l.running.Stop = l.attempt.cancel
	l.running.Go(func() {
		defer close(l.gotMeta)
		l.fetchMetadata(ctx)
	})
	l.running.Go(func() { l.loadKeys(ctx) })
}

// loadKeys loads the keys, and again at every tick until the wait is over.
func (l *loader) loadKeys(ctx context.Context) {
	if l.known == nil {
		<-l.gotMeta // ends with ctx
	}
	if l.best() != nil {
		l.fetchKeys(ctx, l.best().JWKSURI)
	}
	close(l.gotKeys)
	if l.best() == nil {
		return
	}
	ticks, stop := l.attempt.pace.ticks()
	defer stop()
	for {
		select {
		case <-ticks:
			l.fetchKeys(ctx, l.best().JWKSURI)
		case <-l.resting:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (l *loader) fetchMetadata(ctx context.Context) {
	begin := time.Now()
	md, failure := l.attempt.client.metadata(ctx)
	offline := l.known != nil && failure != nil && isOffline(failure)
	if offline {
		l.explainOffline(failure)
	}
	l.mu.Lock()
	l.metadata = md
	if ctx.Err() == nil { // cancelling is no failure of the server
		l.metaFailure, l.outOfReach = failure, offline
	}
	l.mu.Unlock()
	switch {
	case failure == nil:
		l.attempt.tell(Event{Kind: EventMetadata, URL: md.URL, Duration: time.Since(begin)})
	case ctx.Err() == nil && l.known != nil && !offline:
		l.attempt.warn("the metadata couldn't be loaded (" + failure.Summary + "); using Microsoft's known endpoints")
	}
}

func (l *loader) fetchKeys(ctx context.Context, url string) {
	begin := time.Now()
	set, failure := l.attempt.client.keySet(ctx, url)
	l.mu.Lock()
	warn := failure != nil && !l.keysWarned && ctx.Err() == nil
	l.keysWarned = l.keysWarned || warn
	if ctx.Err() == nil {
		l.keysFailure, l.keysWait = failure, 0
	}
	if failure == nil && !l.seen(set) {
		l.keySets = append(l.keySets, *set)
	}
	count := countKeys(l.keySets)
	l.mu.Unlock()
	// An error that also affects the metadata is reported with it.
	if warn && closes(ctx, l.gotMeta) && l.unreachable() == nil {
		l.attempt.warn("the signing keys couldn't be loaded (" + failure.Summary + ")")
	}
	if failure == nil {
		l.attempt.tell(Event{Kind: EventKeys, URL: url, Count: count, Duration: time.Since(begin)})
	}
}

// seen reports whether the same response came before.
func (l *loader) seen(set *KeySet) bool {
	for _, s := range l.keySets {
		if s.URL == set.URL && bytes.Equal(s.Raw, set.Raw) {
			return true
		}
	}
	return false
}

// countKeys counts different key IDs. The client has checked the form of the sets.
func countKeys(sets []KeySet) int {
	kids := map[string]bool{}
	for _, s := range sets {
		var set struct {
			Keys []struct {
				Kid string `json:"kid"`
			} `json:"keys"`
		}
		if json.Unmarshal(s.Raw, &set) != nil {
			continue
		}
		for _, k := range set.Keys {
			kids[k.Kid] = true
		}
	}
	return len(kids)
}

// discovered is the metadata that was loaded, or nil.
func (l *loader) discovered() *Metadata {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.metadata
}

// best is what is known about the server so far.
func (l *loader) best() *Metadata {
	if md := l.discovered(); md != nil {
		return md
	}
	return l.known
}

// endpoints returns what the authorization request needs; immediately for Microsoft's
// clouds.
func (l *loader) endpoints(ctx context.Context) (*Metadata, *Failure) {
	if l.known != nil {
		return l.known, nil
	}
	return l.final(ctx)
}

// final waits for the metadata. For Microsoft's clouds, a failure to load it does not end
// the sign-in.
func (l *loader) final(ctx context.Context) (*Metadata, *Failure) {
	if !closes(ctx, l.gotMeta) {
		return nil, cancelled(ctx, StageMetadata)
	}
	if md := l.best(); md != nil {
		return md, nil
	}
	if ctx.Err() != nil {
		return nil, cancelled(ctx, StageMetadata)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return nil, l.metaFailure
}

// ensureKey looks for the token's key: among those that are loaded, in another response from
// the same address, and finally in the tenant's and the app's own keys. A missing key is not judged here.
func (l *loader) ensureKey(ctx context.Context, idToken Token) {
	if !closes(ctx, l.gotKeys) {
		return
	}
	kid, _ := tokenKeyID(idToken)
	if kid == "" || l.has(kid) {
		return
	}
	l.attempt.tell(Event{Kind: EventKeysAgain, Text: "the token's signing key wasn't among those loaded"})
	for _, address := range moreKeys(l.best(), idToken) {
		if address != "" && !l.has(kid) {
			l.fetchKeys(ctx, address)
		}
	}
}

func (l *loader) has(kid string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return hasKey(l.keySets, kid)
}

// rest ends the repeated loading: the wait is over.
func (l *loader) rest() { l.restOnce.Do(func() { close(l.resting) }) }

// settle waits a moment for metadata and keys.
func (l *loader) settle(ctx context.Context, limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for _, got := range []chan struct{}{l.gotMeta, l.gotKeys} {
		select {
		case <-got:
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// stop returns when nothing is running; the context has ended.
func (l *loader) stop() {
	l.rest()
	l.running.Wait()
}

// fill adds what was loaded to the Session. A request that was cut off by the end of the
// attempt is no problem, and the failure that ended the attempt is not listed again, nor
// is its effect on the keys.
func (l *loader) fill(s *Session, ended *Failure) {
	s.Metadata, s.KeySets = l.metadata, l.keySets
	for _, f := range []*Failure{l.metaFailure, l.keysFailure} {
		missing := f != nil && (f == l.metaFailure || len(l.keySets) == 0 || l.keyMissing)
		if missing && f != ended && (ended == nil || ended != l.unreachable()) {
			s.Problems = append(s.Problems, *f)
		}
	}
}
