package tui

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// timeline is the steps of one sign-in, as far as they have come.
type timeline struct {
	began time.Time
	steps [stepCount]step
	frame int // of the spinner
}

type stepState int

const (
	pending stepState = iota
	running
	finished
	missed // did not work, but the sign-in goes on
	broken
)

type step struct {
	state stepState
	text  string
	took  time.Duration
	since time.Time // when it began to run; zero: not shown
}

// The steps in the order in which they are shown.
const (
	stepListen = iota
	stepMetadata
	stepBrowser
	stepWait
	stepCallback
	stepRedeem
	stepVerify
	stepCount
)

func newTimeline(of *workspace.Subject) *timeline {
	t := &timeline{}
	who := "you to sign in at " + flow.Microsoft
	switch {
	case of == nil:
	case of.Scenario == nil:
		who = "you to sign in at " + of.Connection.Server()
	case of.OwnBrowser:
		who = "you to sign in at the demo tenant"
	default:
		who = "the built-in demo user"
	}
	for i, text := range [stepCount]string{
		"listening on this machine", "metadata and signing keys", "browser opened", "waiting for " + who,
		"response received", "code redeemed for tokens", "tokens verified",
	} {
		t.steps[i].text = text
	}
	t.steps[stepListen].state = running
	return t
}

// observe takes in one event of flow.
func (t *timeline) observe(e flow.Event) {
	if t.began.IsZero() {
		t.began = e.At
	}
	at := func(i int, state stepState, text string, took time.Duration) {
		t.steps[i].state, t.steps[i].took = state, took
		if text != "" {
			t.steps[i].text = text
		}
	}
	switch e.Kind {
	case flow.EventListening:
		at(stepListen, finished, "listening on "+hostOf(e.URL)+" ("+strings.Join(e.Addrs, " and ")+")", 0)
		t.steps[stepMetadata].state, t.steps[stepMetadata].since = running, e.At
	case flow.EventURL:
		t.steps[stepBrowser].state = running
		t.steps[stepWait].state, t.steps[stepWait].since = running, e.At
	case flow.EventBrowserOpened:
		at(stepBrowser, finished, "opened: "+e.Text, 0)
	case flow.EventBrowserFailed:
		at(stepBrowser, missed, "couldn't open a browser: "+e.Text, 0)
	case flow.EventMetadata:
		at(stepMetadata, running, "metadata received, waiting for signing keys", e.Duration)
	case flow.EventKeys:
		at(stepMetadata, finished, fmt.Sprintf("metadata and %s", workspace.Plural(e.Count, "signing key")), e.Duration)
	case flow.EventKeysAgain:
		at(stepMetadata, running, e.Text, 0)
	case flow.EventCallback:
		at(stepWait, finished, "", e.At.Sub(t.steps[stepWait].since))
		if t.steps[stepBrowser].state == running {
			t.steps[stepBrowser].state = finished
		}
		at(stepCallback, finished, "response received ("+e.Text+")", 0)
		t.steps[stepRedeem].state, t.steps[stepRedeem].since = running, e.At
	case flow.EventRedeemed:
		at(stepRedeem, finished, "", e.Duration)
		t.steps[stepVerify].state, t.steps[stepVerify].since = running, e.At
	case flow.EventFailed:
		t.fail(e.Failure)
	}
}

// fail marks the step that was running. Where the network does not reach the
// server, that is the metadata: nothing that waits for the user is to blame.
func (t *timeline) fail(f *flow.Failure) {
	if f != nil && f.Stage == flow.StageMetadata {
		t.steps[stepMetadata].state, t.steps[stepMetadata].text = broken, f.Summary
		for _, i := range []int{stepBrowser, stepWait} {
			if t.steps[i].state == running {
				t.steps[i].state = pending
			}
		}
		return
	}
	for _, i := range []int{stepVerify, stepRedeem, stepWait, stepMetadata, stepListen} {
		if t.steps[i].state == running {
			t.steps[i].state = broken
			return
		}
	}
}

// judged ends the timeline with the report.
func (t *timeline) judged(r *report.Report) {
	for _, token := range r.Tokens {
		if token.Kind != "id" {
			continue
		}
		s := &t.steps[stepVerify]
		switch token.Verification.State {
		case proof.Verified:
			s.state, s.text = finished, "ID token verified"
		case proof.VerifyFailed:
			s.state, s.text = broken, "the ID token's signature is wrong"
		default:
			s.state, s.text = missed, "the ID token's signature was not checked"
		}
	}
}

// lines draws the steps. now is for the clock of the one that runs.
func (t *timeline) lines(c *common, width int, now time.Time) []string {
	out := make([]string, 0, stepCount)
	for _, s := range t.steps {
		mark, text, took := c.style.Dot, c.text(s.text), ""
		switch s.state {
		case pending:
			out = append(out, c.style.Faint.Render(widget.Cut("  "+mark+" "+text, width)))
			continue
		case running:
			mark = c.style.Accent.Render(c.style.Spinner[t.frame%len(c.style.Spinner)])
			if !s.since.IsZero() && now.Sub(s.since) >= time.Second {
				took = clock(now.Sub(s.since))
			}
		case finished:
			mark = c.style.Good.Render(strings.TrimSpace(c.style.Pass))
		case missed:
			mark = c.style.Warn.Render(strings.TrimSpace(c.style.Warning))
		case broken:
			mark = c.style.Bad.Render(strings.TrimSpace(c.style.Fail))
		}
		if s.state == finished && s.took > 0 {
			took = inWords(s.took)
		}
		room := width - 4 - widget.Cells(took) - 1
		out = append(out, widget.Ends("  "+mark+" "+widget.Cut(text, room), c.style.Faint.Render(took)+" ", width))
	}
	return out
}

func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

// waterfall draws how long the exchanges took.
func waterfall(c *common, exchanges []flow.Exchange, width int) []string {
	var bars []widget.Bar
	for _, e := range exchanges {
		took := fmt.Sprintf("%7s ms", milliseconds(e.DurationMS))
		bars = append(bars, widget.Bar{Label: c.text(e.Name), Value: e.DurationMS, Right: took})
	}
	return c.style.Bars(bars, width)
}

// milliseconds has a decimal where a whole number would say nothing.
func milliseconds(ms float64) string {
	if ms < 10 {
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.0f", ms)
}
