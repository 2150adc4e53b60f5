package cmd

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/report"
	"edov/ui/provision"
)

// lateProof is what a proof came to at a demo tenant whose tokens show a change late.
type lateProof struct {
	code   int
	told   string
	waits  []time.Duration
	silent int // sign-ins that asked the user for nothing
	asked  int // the others
}

// proveLate fixes the app of a demo tenant, and proves it. lost is set where the browser's session can't be used
// again; stop, where the user stops the first wait.
func proveLate(t *testing.T, lag int, lost, stop bool) (l lateProof) {
	t.Helper()
	scenario, _ := demo.Lookup("half-done")
	server, err := demo.Start(scenario, demo.Options{ClaimLag: lag})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	site := provision.AtDemo(server, "edov test")
	request := flow.Request{ClientID: demo.ClientID, Product: "Clerk", ProductRedirectURI: demo.ProductRedirectURI}
	r, failure := site.Judged(t.Context(), request, time.Now())
	if failure != nil {
		t.Fatal(failure)
	}
	pl, failure := site.Fix(t.Context(), r, r.Fixable(report.Warning), nil, time.Now())
	if failure != nil {
		t.Fatal(failure)
	}
	done, _, _, err := provision.Carry(t.Context(), pl, provision.Carrying{Doers: site.Doers()})
	if err != nil || done.Failure() != nil {
		t.Fatal(err, done.Failure())
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	site.Env.Browser = func(ctx context.Context, address string) (string, error) {
		u, err := url.Parse(address)
		if err != nil {
			return "", err
		}
		q := u.Query()
		if q.Get("prompt") != "none" {
			l.asked++
			return server.Play(ctx, address)
		}
		l.silent++
		if lost {
			q.Set("login_hint", "someone.else@contoso.example")
		}
		u.RawQuery = q.Encode()
		return server.Play(ctx, u.String())
	}
	wait := func(ctx context.Context, d time.Duration) error {
		l.waits = append(l.waits, d)
		if stop {
			cancel()
		}
		return ctx.Err()
	}
	var out, errs bytes.Buffer
	p := Program{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Version: "test", Env: flow.Env{Wait: wait},
	}
	o := output{format: "text", failOn: "error"}
	l.code = p.complain(p.proveFix(ctx, site, &registrationFlags{}, true, &o))
	l.told = errs.String()
	return l
}

// TestLateClaims: a proof waits for claims that were added just now, with bounds and words, asks the user to sign in
// only once, and says that they may need more time where nothing else is wrong.
func TestLateClaims(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name       string
		lag        int
		lost, stop bool
		code       int
		waits      []time.Duration
		silent     int
		says       []string
	}{
		{name: "at once", code: ExitClean},
		{
			name: "late", lag: 2, code: ExitClean, waits: []time.Duration{10 * s, 10 * s}, silent: 2,
			says: []string{
				"xms_edov isn't in the token yet; trying again in 10 s (2 of 6)",
				"xms_edov isn't in the token yet; trying again in 10 s (3 of 6)",
			},
		},
		{
			name: "too late", lag: 99, code: ExitUnfinished, silent: 5,
			waits: []time.Duration{10 * s, 10 * s, 20 * s, 30 * s, 60 * s},
			says: []string{
				"trying again in 1 min (6 of 6)",
				"edov: xms_edov isn't in the token yet: the change is made, and may need more time",
			},
		},
		{
			name: "session lost", lag: 2, lost: true, code: ExitUnfinished, waits: []time.Duration{10 * s}, silent: 1,
			says: []string{"the browser's session can't be used again", "may need more time"},
		},
		{
			name: "stopped", lag: 2, stop: true, code: ExitUnfinished, waits: []time.Duration{10 * s},
			says: []string{"edov: stopped: xms_edov isn't in the token yet: the change is made, and may need more time"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := proveLate(t, c.lag, c.lost, c.stop)
			if l.code != c.code || l.asked != 1 || l.silent != c.silent || fmt.Sprint(l.waits) != fmt.Sprint(c.waits) {
				t.Errorf("%+v", l)
			}
			for _, words := range c.says {
				if !strings.Contains(l.told, words) {
					t.Errorf("not told: %s\n%s", words, l.told)
				}
			}
		})
	}
}
