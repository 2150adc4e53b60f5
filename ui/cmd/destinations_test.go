//go:build unix

package cmd

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
)

// What goes where, by the test's own words for credentials: they are found by
// their values, anywhere in a request.
const (
	aSecret   = "client secret"
	aCode     = "code"
	aVerifier = "verifier"
	aToken    = "access token"
	anIDToken = "ID token"
	aRefresh  = "refresh token"
	azSecret  = "Azure secret"
	azToken   = "Azure token" // found by az, or issued for the Azure secret
	aBrowser  = "browser token"
	aPasted   = "pasted token"
)

const (
	theLogin = "https://login.microsoftonline.com"
	theGraph = "https://graph.microsoft.com"
	theClerk = "https://bold-lynx-13.clerk.accounts.dev"
)

// destinationRun is one command of TestWhatGoesWhere. In args and want, words in capitals
// stand for what is known at run time only.
type destinationRun struct {
	name, args string
	pasted     bool   // standard input is a token, not the secret
	graphHost  string // what the test server names as its Graph; empty: itself
	principal  bool   // Azure credentials by variables, not by az
	want       []string
	says       string
}

const (
	signinArgs = "signin --secret-stdin --port PORT --client-id CLIENT "
	atTest     = signinArgs + "--authority TEST --trust-authority "
	probeArgs  = "secrets --probe --client-id CLIENT --tenant TENANT --secret-stdin "
	clerkArgs  = "clerk --publishable-key KEY "
	redeemed   = ": client secret, code, verifier"
)

var destinationRuns = []destinationRun{
	{name: "signin", args: signinArgs, want: []string{"LOGIN" + redeemed}},
	{name: "signin --me", args: signinArgs + "--me", want: []string{"GRAPH: access token", "LOGIN" + redeemed}},
	{
		name: "signin --me, US government", args: signinArgs + "--me --cloud usgov",
		want: []string{"https://graph.microsoft.us: access token", "https://login.microsoftonline.us" + redeemed},
	},
	{
		name: "signin --app live --me", args: signinArgs + "--app live --me",
		want: []string{"GRAPH: Azure token, access token", "LOGIN" + redeemed},
	},
	{
		name: "signin --scope of Graph", args: signinArgs + "--me --scope openid --scope GRAPH/User.Read",
		want: []string{"GRAPH: access token", "LOGIN" + redeemed},
	},
	{
		name: "signin --scope of an API", args: signinArgs + "--scope openid --scope api://CLIENT/access",
		want: []string{"LOGIN" + redeemed},
	},
	{
		name: "signin --scope of an API, --me", args: signinArgs + "--me --scope openid --scope api://CLIENT/access",
		says: "me: this needs an access token for Microsoft Graph",
	},
	{name: "test server", args: atTest, want: []string{"TEST" + redeemed}},
	{name: "test server --me", args: atTest + "--me", want: []string{"TEST: access token, client secret, code, verifier"}},
	{
		name: "test server that names Microsoft's Graph, --me", args: atTest + "--me", graphHost: "graph.microsoft.com",
		want: []string{"TEST" + redeemed},
		says: "note: your profile (/me) wasn't read: this test server's Graph is on graph.microsoft.com",
	},
	{
		name: "test server that names another, --me", args: atTest + "--me", graphHost: "evil.example",
		want: []string{"TEST" + redeemed}, says: "  hint: leave out --me",
	},
	{name: "test server --app live", args: atTest + "--app live", want: []string{"GRAPH: Azure token", "TEST" + redeemed}},
	{name: "inspect", args: "inspect -", pasted: true},
	{name: "inspect --keys URL", args: "inspect - --keys https://keys.example/t/discovery/v2.0/keys", pasted: true},
	{name: "app --live", args: "app --live --client-id CLIENT", want: []string{"GRAPH: Azure token"}},
	{name: "app --live --all", args: "app --live --all", want: []string{"GRAPH: Azure token"}},
	{
		name: "app --live, service principal", args: "app --live --client-id CLIENT", principal: true,
		want: []string{"GRAPH: Azure token", "LOGIN: Azure secret"},
	},
	{name: "secrets --live --all", args: "secrets --live --all", want: []string{"GRAPH: Azure token"}},
	{name: "guide rotate --live", args: "guide rotate --live --client-id CLIENT", want: []string{"GRAPH: Azure token"}},
	{name: "secrets --probe", args: probeArgs, want: []string{"LOGIN: client secret"}, says: "ok"},
	{
		name: "secrets --probe at a test server", args: probeArgs + "--authority TEST --trust-authority",
		want: []string{"TEST: client secret"}, says: "ok",
	},
	{name: "clerk", args: clerkArgs, want: []string{"CLERK: browser token"}},
	{name: "clerk --start-sign-in", args: clerkArgs + "--start-sign-in", want: []string{"CLERK: browser token"}},
}

// TestWhatGoesWhere runs every command that sends something, and looks for each credential in each
// request: only the listed servers receive any.
func TestWhatGoesWhere(t *testing.T) {
	issuer := base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"` + theLogin + "/" + demo.TenantID + `/v2.0"}`))
	pasted := "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0." + issuer + ".Y2FuYXJ5LW9mLWEtcGFzdGVkLXRva2Vu"
	for _, test := range destinationRuns {
		t.Run(test.name, func(t *testing.T) {
			w := watch(t, startHealthy(t))
			w.graphHost = test.graphHost
			secret := w.server.Connection().Secret.Reveal()
			w.known[pasted] = aPasted
			if test.principal {
				w.known[secret] = azSecret
				azure(t, secret)
			} else {
				w.known[tokenOfAz] = azToken
				azure(t, "")
			}
			stdin := secret
			if test.pasted {
				stdin = pasted
			}
			fill := strings.NewReplacer(
				"PORT", freePort(t), "TEST", w.server.URL(), "KEY", w.server.PublishableKey(), "CLIENT", demo.ClientID,
				"TENANT", demo.TenantID, "LOGIN", theLogin, "GRAPH", theGraph, "CLERK", theClerk,
			).Replace
			var want []string
			for _, line := range test.want {
				want = append(want, fill(line))
			}
			p, out := w.program(stdin)
			p.Main(t.Context(), strings.Fields(fill(test.args)))
			got := w.carried()
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("credentials went to\n%q\nwant\n%q\n%s", got, want, out)
			}
			if test.pasted && len(w.sent) == 0 || !strings.Contains(out.String(), test.says) {
				t.Errorf("%d requests; it does not say %q:\n%s", len(w.sent), test.says, out)
			}
		})
	}
}

func startHealthy(t *testing.T) *demo.Server {
	t.Helper()
	scenario, _ := demo.Lookup("healthy")
	state, _ := demo.LookupClerk("development")
	server, err := demo.Start(scenario, demo.Options{Clerk: state})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server
}

// TestWhatGoesWhereInTheDemo: the demo tenant's credentials stay on it.
func TestWhatGoesWhereInTheDemo(t *testing.T) {
	for name, me := range map[string]bool{"demo": false, "demo --me": true} {
		t.Run(name, func(t *testing.T) {
			w := watch(t, startHealthy(t))
			w.known[w.directory] = azToken
			p, out := w.program("")
			env := w.server.Env()
			env.HTTP = w
			f, o := &demoFlags{responseMode: flow.ModeFormPost, me: me}, &output{format: "text", failOn: "never"}
			if err := p.signInAtDemo(t.Context(), w.server, env, f, o); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			want := []string{aSecret, aCode, aVerifier}
			if me {
				want = append(want, aToken)
			}
			slices.Sort(want)
			if got := w.carried(); !slices.Equal(got, []string{w.server.URL() + ": " + strings.Join(want, ", ")}) {
				t.Errorf("credentials went to %v", got)
			}
		})
	}
}

// TestWhatGoesWhereLineByLine is the line by line program: it reads the
// registration as edov app --live does.
func TestWhatGoesWhereLineByLine(t *testing.T) {
	w := watch(t, startHealthy(t))
	azure(t, "")
	w.known[tokenOfAz] = azToken
	p, out := w.program("")
	c := w.server.Connection()
	c.Authority, c.TrustAuthority = "", false
	talkOf(t, p, c, out, "App registration", "Ask Microsoft Graph", "quit")
	if got := w.carried(); !slices.Equal(got, []string{theGraph + ": " + azToken}) {
		t.Errorf("credentials went to %v\n%s", got, out)
	}
}
