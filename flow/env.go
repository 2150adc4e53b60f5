package flow

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"time"
)

// Env is the outside world as flow sees it. The zero value is the real one;
// tests and the demo tenant put their own in its place.
type Env struct {
	// Now tells the time; nil means time.Now.
	Now func() time.Time
	// Browser opens a URL for the user; nil means the system's browser in
	// the order of OpenBrowser. It returns how it was opened, in words for
	// the user ("xdg-open"). A failure is never fatal to a sign-in.
	Browser func(ctx context.Context, url string) (how string, err error)
	// HTTP carries requests; nil means a transport with the limits of
	// newTransport.
	HTTP http.RoundTripper
	// Observe is told when a request waits because the server asks for it
	// (EventRetry); nil: nobody is. A sign-in tells its own observer.
	Observe func(Event)
	// Rand is the source of state, nonce and verifier; nil means crypto/rand.
	Rand io.Reader
	// Getenv reads the environment; nil means os.Getenv.
	Getenv func(string) string
}

func (e Env) now() time.Time {
	if e.Now == nil {
		return time.Now()
	}
	return e.Now()
}

func (e Env) random() io.Reader {
	if e.Rand == nil {
		return rand.Reader
	}
	return e.Rand
}

func (e Env) getenv(name string) string {
	if e.Getenv == nil {
		return os.Getenv(name)
	}
	return e.Getenv(name)
}
