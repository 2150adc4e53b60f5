package flow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// maxTries is how often a GET is sent, at most.
const maxTries = 3

// maxWaits is how long servers may make one run wait, in total.
const maxWaits = 60 * time.Second

// waits is what remains of that time.
type waits struct {
	mu   sync.Mutex
	left time.Duration
}

func newWaits() *waits { return &waits{left: maxWaits} }

// take allows a wait, unless it is longer than what remains or than ctx lasts.
func (w *waits) take(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < d {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if d > w.left {
		return false
	}
	w.left -= d
	return true
}

// Pause waits unless ctx ends first; the error is that of ctx.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// get loads a document. It tries again only where that is harmless and may help: without a
// connection, and after 429, 502, 503 or 504.
func (cl *client) get(ctx context.Context, stage Stage, name, address string, limit int64) (*reply, *Failure) {
	noAddress := &Failure{Stage: stage, Kind: FailureProtocol, Summary: "the address of the " + name + " is not valid"}
	u, err := url.Parse(address)
	if err != nil {
		return nil, noAddress
	}
	for try := 1; ; try++ {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return nil, noAddress
		}
		cl.head(req)
		with, failure := cl.authorize(ctx, req)
		if failure != nil {
			return nil, failure
		}
		a, err := cl.exchange(name, req, limit, with)
		wait, again := retryWait(a, err, try)
		if again && try < maxTries && ctx.Err() == nil && cl.waits.take(ctx, wait) {
			if err == nil {
				cl.tellWait(u, wait)
			}
			if err = cl.pause(ctx, wait); err == nil {
				continue
			}
		}
		if err != nil {
			f := cl.explain(err, u)
			f.Stage = stage
			return nil, f
		}
		return a, nil
	}
}

// tellWait tells that a server asks to wait, unless that is over before it is read.
func (cl *client) tellWait(u *url.URL, wait time.Duration) {
	if wait >= time.Second {
		words := "the server asked to wait " + waitWords(wait) + "; will try again"
		cl.tell(Event{Kind: EventRetry, URL: bareURL(u), Duration: wait, Text: words})
	}
}

// retryWait says whether to try a GET again, and after what time.
func retryWait(a *reply, err error, try int) (time.Duration, bool) {
	wait := time.Duration(try) * 300 * time.Millisecond
	if err != nil {
		return wait, isConnectError(err)
	}
	switch a.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return 0, false
	}
	if a.asksWait {
		wait = a.wait
	}
	return wait, true
}

// longestWait replaces a larger number of seconds.
const longestWait = 1 << 32

// parseRetryAfter reads seconds or an HTTP date (RFC 9110 section 10.2.3). ok is false for
// anything else.
func parseRetryAfter(value string, now time.Time) (wait time.Duration, ok bool) {
	// A number out of range stands for a long wait too.
	seconds, err := strconv.ParseInt(value, 10, 64)
	if (err == nil || errors.Is(err, strconv.ErrRange)) && seconds >= 0 {
		return time.Duration(min(seconds, longestWait)) * time.Second, true
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(date.Sub(now), 0), true
	}
	return 0, false
}

// busy says that a server is busy, and how long it asks to wait.
func busy(server string, a *reply) (summary, hint string) {
	status := " (HTTP " + strconv.Itoa(a.status) + ")"
	if !a.asksWait || a.wait < time.Second {
		return server + " is busy" + status, "wait a minute and try again"
	}
	return server + " asks to wait " + waitWords(a.wait) + status, "try again after that"
}

// busyFailure is the failure of a server that is too busy, which says nothing about the
// connection.
func busyFailure(stage Stage, a *reply) *Failure {
	f := &Failure{Stage: stage, Kind: FailureNetwork, HTTPStatus: a.status}
	f.Summary, f.Hint = busy("the server", a)
	return f
}

// isBusy reports whether a server asks to try again later.
func (a *reply) isBusy() bool {
	return a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable && a.asksWait
}

// waitWords is a duration in words.
func waitWords(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", d.Round(time.Second)/time.Second)
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", d.Round(time.Minute)/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", d.Round(time.Hour)/time.Hour)
	}
	return "more than a day"
}
