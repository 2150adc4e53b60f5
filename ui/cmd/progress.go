package cmd

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/visible"
	"edov/inspect/fault"
)

// say writes one line of progress to stderr. What is read beside a sign-in may
// speak too.
func (p Program) say(format string, args ...any) {
	if p.speaking != nil {
		p.speaking.Lock()
		defer p.speaking.Unlock()
	}
	fmt.Fprintf(p.Stderr, "%s\n", visible.Line(fmt.Sprintf(format, args...)))
}

// tellWait tells that a server asks to wait; otherwise nobody would know why
// nothing happens.
func (p Program) tellWait(e flow.Event) {
	if e.Kind == flow.EventRetry {
		p.say("%s", e.Text)
	}
}

func redirectURIAt(port int) string { return fmt.Sprintf("http://localhost:%d/callback", port) }

// progress tells what a sign-in does, in lines on stderr.
type progress struct {
	p       Program
	around  flow.Surroundings
	remote  string // the ssh line, empty when not needed
	server  string // who answers: "Microsoft"
	paste   bool
	verbose bool
	began   time.Time
}

// observe shows an event; at the most talkative level with the time since the
// first one.
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
		g.remote = g.around.ForwardCommand(e.URL) // the port really bound
		say("listening on %s (%s)", hostPort(e.URL), strings.Join(e.Addrs, " and "))
	case flow.EventURL:
		if g.p.played {
			return
		}
		g.p.say("sign in here, if no browser comes up:")
		g.p.say("  %s", e.URL)
		if g.remote != "" {
			g.p.say("is your browser on another machine? run this there first:")
			g.p.say("  %s", g.remote)
		}
		if g.paste {
			g.p.say("nothing comes back? paste the address the browser ended on, or")
			g.p.say("  %s's error text, and press Enter", cmp.Or(g.server, flow.Microsoft))
		}
	case flow.EventBrowserOpened:
		say("opened: %s", e.Text)
	case flow.EventBrowserFailed:
		say("no browser was opened: %s", e.Text)
	case flow.EventMetadata, flow.EventKeys:
		if g.verbose {
			say("%s loaded in %s", e.Kind, e.Duration.Round(time.Millisecond))
		}
	case flow.EventIgnored:
		say("ignored a request: %s (%d so far)", e.Text, e.Count)
	case flow.EventPasteRefused:
		say("not taken: %s", e.Text)
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
		say("the answer is here (%s)", e.Text)
	case flow.EventRedeemed:
		say("the code was redeemed in %s", e.Duration.Round(time.Millisecond))
	case flow.EventKeysAgain:
		say("%s; asking again", e.Text)
	}
}

// stillWaiting asks what the browser shows: most failures of Microsoft's page
// never come back here.
func (g *progress) stillWaiting(d time.Duration) {
	g.p.say("nothing has come back for %s; what does the browser show?", d.Round(time.Second))
	for _, sight := range fault.Sights(fault.About{}) {
		g.p.say("  %s: %s", sight.Label, sight.Explanation.Title)
	}
	if g.paste {
		g.p.say("paste its text here, or the address it ended on; edov explain tells more of an error")
	} else {
		g.p.say("edov explain tells more of an error")
	}
}

func hostPort(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return address
}
