package cmd

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/browser"
	"edov/flow/visible"
	"edov/inspect/fault"
)

// say writes one line of progress to stderr. What is read during a sign-in may write
// lines too, hence the lock.
//
//go:noinline
func (p *Program) say(format string, args ...any) {
	if !p.isQuiet() {
		p.tell(format, args...)
	}
}

// tell writes a line to stderr that is needed to go on, also with --quiet: what to do by hand, or to type.
func (p *Program) tell(format string, args ...any) {
	if p.speaking != nil {
		p.speaking.Lock()
		defer p.speaking.Unlock()
	}
	fmt.Fprintf(p.Stderr, "%s\n", visible.Line(fmt.Sprintf(format, args...)))
}

// tellWait says that a server asked to wait, so that the pause has a reason.
func (p *Program) tellWait(e flow.Event) {
	if e.Kind == flow.EventRetry {
		p.say("%s", e.Text)
	}
}

func redirectURIAt(port int) string { return fmt.Sprintf("http://localhost:%d/callback", port) }

// progress says what a sign-in does, in lines on stderr.
type progress struct {
	p        *Program
	around   browser.Surroundings
	redirect string // the redirect URI
	remote   string // the ssh line, empty when not needed
	server   string // whose sign-in it is: "Microsoft"
	paste    bool
	verbose  bool
	byHand   bool // no browser is opened
	link     string
	began    time.Time

	answered bool // the response has arrived
}

// observe shows an event; with --verbose, with the time since the first one.
func (g *progress) observe(e flow.Event) {
	if g.began.IsZero() {
		g.began = e.At
	}
	say := g.p.say
	if g.verbose {
		say = func(format string, args ...any) {
			g.p.say("%7s  %s", e.At.Sub(g.began).Round(time.Millisecond), fmt.Sprintf(format, args...))
		}
	}
	switch e.Kind {
	case flow.EventListening:
		g.redirect = e.URL // the port really bound
		say("listening on %s (%s)", hostPort(e.URL), strings.Join(e.Addrs, " and "))
	case flow.EventURL:
		g.remote = g.around.ForwardCommand(g.redirect, e.URL) // of a test server, the page is on this machine too
		g.showLink(e.URL)
	case flow.EventBrowserOpened:
		if !g.answered { // the demo user is through with the pages before it is said to have opened them
			say("opened: %s", e.Text)
		}
	case flow.EventBrowserFailed:
		say("couldn't open a browser: %s", e.Text)
		if g.p.isQuiet() {
			g.p.tell("%s", g.link)
		}
	case flow.EventMetadata, flow.EventKeys:
		if g.verbose {
			say("%s loaded in %s", e.Kind, e.Duration.Round(time.Millisecond))
		}
	case flow.EventIgnored:
		say("ignored a request: %s (%d so far)", e.Text, e.Count)
	case flow.EventPasteRefused:
		say("not accepted: %s", e.Text)
	case flow.EventWarning:
		say("note: %s", e.Text)
		if e.Failure != nil && e.Failure.Hint != "" {
			say("  hint: %s", e.Failure.Hint)
		}
	case flow.EventRetry:
		say("%s", e.Text)
	case flow.EventWaiting:
		g.stillWaiting(e.Duration)
	case flow.EventCallback:
		g.answered = true
		say("response received (%s)", e.Text)
	case flow.EventRedeemed:
		say("authorization code redeemed in %s", e.Duration.Round(time.Millisecond))
	case flow.EventKeysAgain:
		say("%s; loading the keys again", e.Text)
	}
}

// showLink says where to sign in, and what to do where the browser is somewhere else.
func (g *progress) showLink(address string) {
	g.link = address
	if g.p.isQuiet() && g.byHand {
		g.p.tell("%s", address)
	}
	if g.p.played {
		g.p.say("the built-in demo user signs in")
		return
	}
	g.p.say("if your browser didn't open, use this link:")
	g.p.say("  %s", address)
	if g.remote != "" {
		g.p.say("is your browser on another machine? run this there first:")
		g.p.say("  %s", g.remote)
	}
	if g.paste {
		g.p.say("no response? paste the full redirect URI or %s's error text,", cmp.Or(g.server, flow.Microsoft))
		g.p.say("  then press Enter")
	}
}

// stillWaiting asks what the browser shows: most errors of Microsoft's sign-in page are
// never sent to the redirect URI.
func (g *progress) stillWaiting(d time.Duration) {
	g.p.say("no response for %s. What does the browser show?", d.Round(time.Second))
	for _, sight := range fault.Sights(fault.About{}) {
		g.p.say("  %s: %s", sight.Label, sight.Explanation.Title)
	}
	if g.paste {
		g.p.say("paste its text or the final URL here; edov explain explains an error")
	} else {
		g.p.say("edov explain explains an error")
	}
}

func hostPort(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return address
}
