package flow

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"time"
)

// Env is the outside world as flow sees it. The zero value is the real world; tests and
// the demo tenant use their own.
type Env struct {
	// Now tells the time; nil means time.Now.
	Now func() time.Time
	// Browser opens a URL for the user; nil means browser.Open. It returns how, in words
	// for the user ("xdg-open"). A failure does not end a sign-in.
	Browser func(ctx context.Context, url string) (how string, err error)
	// HTTP sends requests; nil means a transport with the limits of newTransport.
	HTTP http.RoundTripper
	// Observe is called when a request waits because the server asks for it (EventRetry);
	// nil: ignored. A sign-in calls its own observer.
	Observe func(Event)
	// Rand is the source of state, nonce and verifier; nil means crypto/rand.
	Rand io.Reader
	// Getenv reads the environment; nil means os.Getenv.
	Getenv func(string) string
	// Wait waits before something is tried again, unless ctx ends; nil means Pause. A sign-in has its own waits.
	Wait func(ctx context.Context, d time.Duration) error
}

// Pause waits before something is tried again. The error is that of ctx, which ended.
func (e Env) Pause(ctx context.Context, d time.Duration) error {
	if e.Wait == nil {
		return Pause(ctx, d)
	}
	return e.Wait(ctx, d)
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
