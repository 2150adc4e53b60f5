package tui

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/workspace"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestSignInOffline: the sign-in ends with the network's fault as its headline.
func TestSignInOffline(t *testing.T) {
	t.Parallel()
	env := flow.Env{
		Getenv: func(string) string { return "" },
		HTTP: roundTrip(func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "read", Err: syscall.ECONNRESET} // which is not tried again
		}),
	}
	d := drive(t, Options{Options: workspace.Options{Env: env}}, 100, 30)
	c := flow.Connection{ClientID: demo.ClientID, Secret: flow.NewSecret("a-secret-of-sixteen")}
	c.RedirectURI = "http://localhost:8462/callback"
	d.app.Subject = &workspace.Subject{Connection: c}
	d.run(d.app.navigate(open(newSignin(d.app.common, d.app.Subject, nil)), true))
	d.until("Sign-in incomplete")
	d.until("The connection to login.microsoftonline.com was closed")
	if view := d.view(); strings.Contains(view, "no sign-in within") || !strings.Contains(view, "HTTPS_PROXY") {
		t.Errorf("the report is\n%s", view)
	}
}

// TestTimelineOffline marks the step that failed, and not that of the user.
func TestTimelineOffline(t *testing.T) {
	t.Parallel()
	line := newTimeline(nil)
	why := &flow.Failure{Stage: flow.StageMetadata, Summary: "there is no way to login.microsoftonline.com"}
	for _, e := range []flow.Event{
		{Kind: flow.EventListening, At: noon, URL: flow.DefaultRedirectURI},
		{Kind: flow.EventURL, At: noon, URL: "https://login.microsoftonline.com/"},
		{Kind: flow.EventFailed, At: noon, Failure: why},
	} {
		line.observe(e)
	}
	if s := line.steps[stepMetadata]; s.state != broken || s.text != why.Summary {
		t.Errorf("metadata: %+v", s)
	}
	for _, i := range []int{stepBrowser, stepWait} {
		if s := line.steps[i]; s.state != pending {
			t.Errorf("step %d: %+v", i, s)
		}
	}
}

// TestServerAsksToWait: the sign-in screen counts down, the others say it.
func TestServerAsksToWait(t *testing.T) {
	t.Parallel()
	asks := flow.Event{Kind: flow.EventRetry, Text: "the server asks to wait 20 s; trying again"}
	asks.At, asks.Duration = noon.Add(-5*time.Second), 20*time.Second
	a := still(t, 80, 24, func(c *common) []screen {
		s := waiting(c)
		s.event(asks)
		return []screen{s}
	})
	s := a.top().(*signin)
	for after, want := range map[time.Duration]bool{0: true, 14 * time.Second: true, 16 * time.Second: false} {
		s.now = noon.Add(after)
		text := fmt.Sprintf("The server asked edov to wait. Next try in %s.", clock(15*time.Second-after))
		if got := strings.Contains(a.View(), text); got != want {
			t.Errorf("after %v, %q: %t\n%s", after, text, got, a.View())
		}
	}
	a = still(t, 80, 24, func(c *common) []screen { return []screen{newReading(c, &workspace.Subject{}, nil)} })
	r := a.top().(*reading)
	r.Update(newsMsg{job: r.job.id, news: asks})
	if !strings.Contains(a.View(), asks.Text) {
		t.Errorf("reading:\n%s", a.View())
	}
	a = still(t, 80, 24, func(c *common) []screen { return []screen{newPaste(c, "")} })
	p := a.top().(*paste)
	p.text = "eyJ.a.b"
	p.judge()
	p.Update(newsMsg{job: p.job.id, news: asks})
	if !strings.Contains(a.View(), asks.Text) {
		t.Errorf("paste:\n%s", a.View())
	}
}

// unreachable are the reasons why a server is not reached, as the network gives them, and in words. (flow tries each
// with servers and proxies of its own; these here are not tried again, so that nothing waits.)
var unreachable = map[string]error{
	" refused the connection":       syscall.ECONNREFUSED,
	"DNS lookup failed for ":        &net.DNSError{IsNotFound: true},
	" timed out":                    context.DeadlineExceeded,
	" is not trusted on this machi": x509.UnknownAuthorityError{},
	"can't reach ":                  syscall.EHOSTUNREACH,
}

// TestUnreachable: each screen that needs the network says at once what it can't reach and why, and tries again by a
// key.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	for words, why := range unreachable {
		var tries atomic.Int32
		env := flow.Env{
			Getenv: func(string) string { return "" },
			HTTP: roundTrip(func(*http.Request) (*http.Response, error) {
				tries.Add(1)
				return nil, why
			}),
		}
		c := flow.Connection{ClientID: demo.ClientID, Secret: flow.NewSecret("a-secret-of-sixteen"), Product: "Clerk"}
		c.RedirectURI = "http://localhost:8463/callback"
		for _, s := range []struct {
			name, host, ready, again string
			open                     func(d *driver)
		}{
			{"sign-in", "login.microsoftonline.com", "Sign-in incomplete", "r", func(d *driver) {
				d.run(d.app.navigate(open(newSignin(d.app.common, d.app.Subject, nil)), true))
			}},
			{"clerk", "clerk.example.com", "ask Clerk", "enter", func(d *driver) {
				d.run(d.app.navigate(open(newClerk(d.app.common, d.app.Subject)), true))
				d.press("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k", "enter")
			}},
		} {
			tries.Store(0)
			d := drive(t, Options{Connection: &c, Options: workspace.Options{Env: env}}, 160, 40)
			s.open(d)
			d.until(s.ready)
			d.until(words)
			if view := d.view(); !strings.Contains(view, s.host) {
				t.Errorf("%s, %s: no %s in\n%s", s.name, words, s.host, view)
			}
			d.awake()
			first := tries.Load()
			d.press(s.again)
			d.untilTrue("another try", func() bool { return tries.Load() > first })
			d.until(words)
		}
	}
}
