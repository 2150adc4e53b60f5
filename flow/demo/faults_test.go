package demo_test

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// The limits of these tests, which nothing comes to.
const (
	signInLimit = 20 * time.Second
	caseLimit   = time.Minute
)

// faultJobs are what edov does over the network, with the exchanges of each. A job gives what ended it, and whether all
// was as without the proxy.
var faultJobs = []struct {
	name      string
	exchanges []string
	run       func(t *testing.T, s demotest.Visitor, env flow.Env) (f *flow.Failure, complete bool)
}{
	{"sign-in", []string{"metadata", "keys", "token", "me"}, faultySignIn},
	{"registration", []string{"registration"}, func(t *testing.T, s demotest.Visitor, env flow.Env) (*flow.Failure, bool) {
		app, f := s.Graph().Application(t.Context(), env, demo.ClientID)
		return f, app != nil && app.AppID.Value == demo.ClientID && app.RemoveUnverifiedEmail.Known
	}},
	{"list", []string{"registration"}, func(t *testing.T, s demotest.Visitor, env flow.Env) (*flow.Failure, bool) {
		apps, faults := 0, 0
		f := s.Graph().Applications(t.Context(), env, func(*appreg.App) { apps++ }, func(string) { faults++ })
		return f, apps == 5 && faults == 0 // the app and those that are about to expire
	}},
	{"change", []string{"change"}, func(t *testing.T, s demotest.Visitor, env flow.Env) (*flow.Failure, bool) {
		a, f := s.Graph().Call(t.Context(), env, flow.GraphCall{
			Method: "PATCH", Path: "/v1.0/applications/" + s.Setup().App.ObjectID, Body: []byte(`{"displayName":"shop"}`),
		})
		return f, a.Status == 204
	}},
	{"new secret", []string{"change"}, func(t *testing.T, s demotest.Visitor, env flow.Env) (*flow.Failure, bool) {
		a, f := s.Graph().Call(t.Context(), env, flow.GraphCall{
			Method: "POST", Path: "/v1.0/applications/" + s.Setup().App.ObjectID + "/addPassword",
			Body: []byte(`{"passwordCredential":{"displayName":"new"}}`),
		})
		return f, a.Status == 200 && !a.Secret.IsZero()
	}},
	{"clerk", []string{"clerk", "clerk more", "clerk sign-in"}, faultyClerk},
}

func faultyClerk(t *testing.T, s demotest.Visitor, env flow.Env) (*flow.Failure, bool) {
	in, f := s.Clerk().Read(t.Context(), env, true)
	return f, in != nil && in.PortalKnown && in.SignIn != nil
}

// faultySignIn signs in, and demands that the port is free afterwards.
func faultySignIn(t *testing.T, s demotest.Visitor, env flow.Env) (*flow.Failure, bool) {
	c := s.Connection()
	c.AnyPort, c.ResponseMode = true, flow.ModeQuery
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	session := flow.SignIn(ctx, env, c, flow.SignInOptions{
		Me: true, Timeout: signInLimit, Program: "edov test",
		Observe: func(e flow.Event) {
			if e.Kind == flow.EventBrowserFailed { // a damaged address: a person would close the browser
				cancel()
			}
		},
	})
	if u, err := url.Parse(session.Request.RedirectURI); err == nil && u.Port() != "" && u.Port() != "8400" {
		l, err := net.Listen("tcp4", "127.0.0.1:"+u.Port())
		if err != nil {
			t.Errorf("the port is not free: %v", err)
		} else {
			l.Close()
		}
	}
	for i := range session.Problems {
		named(t, &session.Problems[i])
	}
	r := check.Judge(session, time.Now(), secret.Thresholds{})
	return session.Failure, r.Verdict == report.VerdictPass && session.Me != nil
}

// TestFaultsOnTheWire damages every exchange in every way, at every place of its response: edov ends with success or a
// named failure, sends no token request and no change twice, and leaves no port, goroutine or descriptor behind.
func TestFaultsOnTheWire(t *testing.T) {
	left := leftovers(t)
	cases := 0
	t.Run("all", func(t *testing.T) {
		for _, job := range faultJobs {
			for _, exchange := range job.exchanges {
				if testing.Short() && exchange != "token" && exchange != "change" {
					continue // what must not be repeated
				}
				for _, how := range faultWays {
					for _, where := range faultPlaces {
						f := wireFault{exchange, how, where}
						cases++
						t.Run(job.name+"/"+f.String(), func(t *testing.T) {
							t.Parallel()
							runFault(t, f, job.run)
						})
					}
				}
			}
		}
	})
	t.Logf("%d cases", cases)
	left(t)
}

func runFault(
	t *testing.T, f wireFault, run func(*testing.T, demotest.Visitor, flow.Env) (f *flow.Failure, complete bool),
) {
	s := demotest.Start(t, "healthy", demo.Options{})
	p := startFaultProxy(t, s.URL(), f)
	defer p.close()
	transport := p.transport()
	defer transport.CloseIdleConnections()
	env := s.Env()
	env.HTTP = transport
	begin := time.Now()
	failure, complete := run(t, s, env)
	if took := time.Since(begin); took > caseLimit {
		t.Errorf("it took %v", took)
	}
	if p.count(f.exchange) == 0 {
		t.Error("the exchange did not take place")
	}
	for _, once := range []string{"token", "change", "clerk sign-in"} {
		if n := p.count(once); n > 1 {
			t.Errorf("%s was requested %d times", once, n)
		}
	}
	switch {
	case failure != nil:
		named(t, failure)
		fallthrough
	case !complete:
		// A response that is all there is used, however it came.
		if f.how == "two pieces" || f.how == "shortened" && f.where == "after the body" {
			t.Errorf("the whole response came: complete %t, %+v", complete, failure)
		}
	}
}

// named demands that a failure says what happened in edov's words.
func named(t *testing.T, f *flow.Failure) {
	t.Helper()
	kinds := []flow.FailureKind{
		flow.FailureOAuth, flow.FailureProtocol, flow.FailureNetwork, flow.FailureTimeout, flow.FailureCancelled,
		flow.FailureLocal,
	}
	if f.Stage == "" || !slices.Contains(kinds, f.Kind) || f.Summary == "" && f.OAuthError == "" {
		t.Errorf("no name: %+v", f)
	}
	for _, raw := range []string{"EOF", "malformed", "net/http", "tcp ", "i/o timeout", "broken pipe", "transport"} {
		if strings.Contains(f.Summary, raw) {
			t.Errorf("a library's words: %q", f.Summary)
		}
	}
}
