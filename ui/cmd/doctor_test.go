package cmd

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"edov/flow"
)

// TestEveryVariableIsDocumented: docs/ci.md lists the variables that stand in for flags, and no others.
func TestEveryVariableIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"EDOV_CONNECTION": true, "EDOV_NO_HISTORY": true}
	for _, rule := range flagRules {
		for _, flag := range strings.Fields(rule.names) {
			if rule.env {
				known[variableOf(flag)] = true
			}
		}
	}
	parts := strings.Split(string(page), "`")
	listed := map[string]bool{}
	for i := 1; i < len(parts); i += 2 {
		if name := parts[i]; strings.HasPrefix(name, "EDOV_") && name != "EDOV_" {
			listed[name] = true
		}
	}
	for name := range known {
		if !listed[name] {
			t.Errorf("docs/ci.md leaves out %s", name)
		}
	}
	for name := range listed {
		if !known[name] {
			t.Errorf("docs/ci.md lists %s, which stands in for nothing", name)
		}
	}
}

// answers is a network in which every server answers the same way.
type answers func(*http.Request) (*http.Response, error)

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

func doctorRun(t *testing.T, network answers, args ...string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := Program{
		Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Version: "test",
		Env: flow.Env{HTTP: network, Getenv: func(string) string { return "" }},
	}
	code := p.Main(context.Background(), append([]string{"doctor"}, args...))
	return ran{code, stdout.String(), stderr.String()}
}

// TestDoctorOffline: without --online nothing is sent, and nothing of the network is said to be fine.
func TestDoctorOffline(t *testing.T) {
	never := answers(func(r *http.Request) (*http.Response, error) {
		t.Errorf("a request to %s", r.URL)
		return nil, errors.New("none")
	})
	got := doctorRun(t, never, "--port", "18441")
	if got.code != ExitClean || strings.Count(got.stdout, "add --online to ask") != 3 {
		t.Errorf("exit code %d: %s%s", got.code, got.stdout, got.stderr)
	}
}

// TestDoctorOnline: each server has a line; a clock that is off is a problem, and so is a server out of reach.
func TestDoctorOnline(t *testing.T) {
	for _, test := range []struct {
		off   time.Duration
		lost  bool
		code  int
		wants []string
	}{
		{0, false, ExitClean, []string{"ok    login.microsoftonline.com", "ok    graph.microsoft.com", "ok    clock"}},
		{20 * time.Minute, false, ExitProblems, []string{"FAIL  clock", "ahead of login.microsoftonline.com"}},
		{0, true, ExitProblems, []string{"FAIL  login.microsoftonline.com", "?     clock", "no server said what time it is"}},
	} {
		network := answers(func(r *http.Request) (*http.Response, error) {
			if test.lost || r.Method != http.MethodHead {
				return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: r.URL.Host, IsNotFound: true}}
			}
			if r.Header.Get("Authorization") != "" || r.ContentLength > 0 {
				t.Errorf("more than a look was sent to %s", r.URL)
			}
			header := http.Header{"Date": {time.Now().Add(-test.off).UTC().Format(http.TimeFormat)}}
			return &http.Response{StatusCode: http.StatusOK, Header: header, Body: http.NoBody, Request: r}, nil
		})
		got := doctorRun(t, network, "--online", "--port", "18441")
		if got.code != test.code {
			t.Errorf("%v: exit code %d", test, got.code)
		}
		for _, want := range test.wants {
			if !strings.Contains(strings.Join(strings.Fields(got.stdout), " "), strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%v: no %q in\n%s", test, want, got.stdout)
			}
		}
	}
}

// TestDoctorPort: a port that another program holds is a problem, with the way out.
func TestDoctorPort(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	got := doctorRun(t, nil, "--port", port)
	if got.code != ExitProblems || !strings.Contains(got.stdout, "FAIL  redirect port") ||
		!strings.Contains(got.stdout, "--fallback-port") {
		t.Errorf("exit code %d: %s", got.code, got.stdout)
	}
}
