package cmd

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"edov/flow"
	"edov/flow/demo"
)

// everywhere answers each request in the same way.
type everywhere func(*http.Request) (*http.Response, error)

func (f everywhere) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestSigninOffline: the command ends immediately, with the network as its headline and error, and
// does not blame the app registration.
func TestSigninOffline(t *testing.T) {
	var stdout, stderr bytes.Buffer
	opened := false
	p := Program{Stdin: strings.NewReader("a-secret-of-a-test-0123456789abcdef"), Stdout: &stdout, Stderr: &stderr}
	p.Env = flow.Env{
		Browser: func(context.Context, string) (string, error) {
			opened = true
			return "a test", nil
		},
		HTTP: everywhere(func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "read", Err: syscall.ECONNRESET} // which is not tried again
		}),
	}
	args := []string{"signin", "--client-id", demo.ClientID, "--secret-stdin", "--port", freePort(t)}
	code := p.Main(t.Context(), args)
	if code != ExitUnfinished || opened {
		t.Errorf("exit code %d, browser opened: %t", code, opened)
	}
	const why = "the connection to login.microsoftonline.com was closed"
	report := strings.Join(strings.Fields(stdout.String()), " ")
	if !strings.HasPrefix(report, "? sign-in incomplete: "+why) || strings.Contains(report, "timed out") {
		t.Errorf("the report is\n%s", &stdout)
	}
	if !strings.Contains(stderr.String(), "edov: "+why) || !strings.Contains(stderr.String(), "set HTTPS_PROXY") {
		t.Errorf("the error is\n%s", &stderr)
	}
}

// TestWaitsAreTold: the user learns that a server asked to wait, in a sign-in and in a command that
// only reads.
func TestWaitsAreTold(t *testing.T) {
	asks := flow.Event{Kind: flow.EventRetry, Text: "the server asks to wait 20 s; trying again"}
	var stderr bytes.Buffer
	p := Program{Stderr: &stderr}
	env, err := p.network(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	env.Observe(asks)
	(&progress{p: &p}).observe(asks)
	if got := stderr.String(); got != strings.Repeat(asks.Text+"\n", 2) {
		t.Errorf("told %q", got)
	}
}

// TestWarningWithAHint: what is not read is said with what to do.
func TestWarningWithAHint(t *testing.T) {
	var stderr bytes.Buffer
	g := &progress{p: &Program{Stderr: &stderr}}
	failure := &flow.Failure{Hint: "leave out --me"}
	g.observe(flow.Event{Kind: flow.EventWarning, Text: "your profile is not read", Failure: failure})
	if got := stderr.String(); got != "note: your profile is not read\n  hint: leave out --me\n" {
		t.Errorf("told %q", got)
	}
}

// TestOneReasonIsToldOnce: what stops the metadata and the keys alike is one note.
func TestOneReasonIsToldOnce(t *testing.T) {
	var stderr bytes.Buffer
	p := Program{Stderr: &stderr}
	dns := flow.Failure{Stage: flow.StageMetadata, Summary: "can't reach a DNS server", Hint: "check the network"}
	keys := dns
	keys.Stage = flow.StageKeys
	p.tellProblems([]flow.Failure{dns, keys, {Summary: "the address is not https"}})
	want := "note: can't reach a DNS server\n  hint: check the network\nnote: the address is not https\n"
	if got := stderr.String(); got != want {
		t.Errorf("told %q", got)
	}
}
