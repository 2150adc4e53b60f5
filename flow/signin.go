package flow

import (
	"context"
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
	EventWarning       EventKind = "warning"        // Text: something odd that does not end the flow
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
// (The body follows in this file.)
func SignIn(ctx context.Context, env Env, c Connection, opts SignInOptions) *Session {
	return nil
}
