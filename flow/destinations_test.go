package flow

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"edov/flow/appreg"
	"edov/flow/entra"
)

// The addresses that TestDestinations asks about. Those that it does not list must receive
// nothing.
const (
	toLogin    = "https://login.microsoftonline.com/t"
	toAlias    = "https://login.windows.net/t"
	toRegion   = "https://westus2.login.microsoft.com/t"
	toUSGov    = "https://login.microsoftonline.us/t"
	toGraph    = "https://graph.microsoft.com/v1.0/me"
	toUSGraph  = "https://graph.microsoft.us/v1.0/me"
	toOwn      = "https://id.example/t"
	toOwnGraph = "https://id.example:8443/v1.0/me"
	toNamed    = "https://token.example/t"
	toClerk    = "https://clerk.example.com/v1/environment"
	toLocal    = "http://127.0.0.1:5/v1.0/me"
	toSupabase = "https://api.supabase.com/v1/projects/aaaaaaaaaaaaaaaaaaaa/config/auth"
)

var destinationsAsked = []string{
	toLogin, toAlias, toRegion, toUSGov, toGraph, toUSGraph, toOwn, toOwnGraph, toNamed, toClerk, toLocal,
	toSupabase, "http://api.supabase.com/v1/projects", "https://api.supabase.com.evil.example/v1/projects",
	"https://api.supabase.com:8443/v1/projects", "https://aaaaaaaaaaaaaaaaaaaa.supabase.co/auth/v1",
	"https://evil.example/", "https://graph.microsoft.com.evil.example/", "https://a.b.login.microsoft.com/t",
	"https://login.microsoftonline.com.evil.example/t", "https://x@login.microsoftonline.com.evil.example/",
	"https://login.microsoftonline.com:8443/t", "http://login.microsoftonline.com/t", "http://graph.microsoft.com/v1.0/me",
	"http://id.example/t", "https://clerk.example.com:1/", "http://127.0.0.2:5/", "https:///t", "/t",
}

// TestDestinations holds the table to who may receive what: for each kind of
// credential the addresses that may, of all that are asked about.
func TestDestinations(t *testing.T) {
	login, own := []string{toLogin, toAlias}, []string{toOwn}
	azure := []string{toLogin, toAlias, toRegion}
	for _, c := range []struct {
		name     string
		of       Connection
		frontend string
		allowed  map[carried][]string
	}{
		{"Microsoft", Connection{}, "https://clerk.example.com", map[carried][]string{
			carriesSecret: login, carriesCode: login, carriesVerifier: login, carriesUserToken: {toGraph},
			carriesAzure: azure, carriesAzureToken: {toGraph},
			carriesBrowserToken: {toClerk}, carriesDemoToken: {toLocal},
			carriesSupabaseToken: {toSupabase}, carriesProductSecret: {toSupabase},
		}},
		{"US government", Connection{Cloud: entra.USGov}, "", map[carried][]string{
			carriesSecret: {toUSGov}, carriesCode: {toUSGov}, carriesVerifier: {toUSGov}, carriesUserToken: {toUSGraph},
			carriesAzure: {toUSGov}, carriesAzureToken: {toUSGraph},
			carriesBrowserToken: {toLocal}, carriesDemoToken: {toLocal},
			carriesSupabaseToken: {toSupabase}, carriesProductSecret: {toSupabase},
		}},
		{"test server", Connection{Authority: "https://id.example", TrustAuthority: true}, "", map[carried][]string{
			carriesSecret: own, carriesCode: own, carriesVerifier: own, carriesUserToken: {toOwnGraph},
			carriesAzure: azure, carriesAzureToken: {toGraph},
			carriesBrowserToken: {toLocal}, carriesDemoToken: {toLocal},
			carriesSupabaseToken: {toSupabase}, carriesProductSecret: {toSupabase},
		}},
	} {
		w := newWire(Env{}, c.of)
		w.frontend = c.frontend
		w.known.Store(&Metadata{TokenEndpoint: toNamed, GraphHost: "id.example:8443"})
		if len(c.allowed) != len(destinations) {
			t.Errorf("%s: the table has %d kinds, the test %d", c.name, len(destinations), len(c.allowed))
		}
		for kind := range destinations {
			for _, address := range destinationsAsked {
				u, err := url.Parse(address)
				if err != nil {
					t.Fatal(err)
				}
				err = w.refuse(u, []carried{kind})
				if (err == nil) != slices.Contains(c.allowed[kind], address) {
					t.Errorf("%s: the %s to %s: %v", c.name, kind, address, err)
				}
			}
		}
		if w.refuse(&url.URL{Scheme: "https", Host: "login.microsoftonline.com"}, []carried{"something new"}) == nil {
			t.Errorf("%s: a kind that the table does not know is sent", c.name)
		}
	}
}

// TestMisdirectedRequestsAreNotSent: each request that carries a credential asks
// the table first.
func TestMisdirectedRequestsAreNotSent(t *testing.T) {
	const evil = "https://evil.example"
	sent := 0
	env := Env{HTTP: roundTrip(func(*http.Request) (*http.Response, error) {
		sent++
		return nil, fmt.Errorf("no")
	})}
	confidential := Connection{Secret: NewSecret(canarySecret)}
	graph := Graph{Base: evil, Bearer: func(context.Context) (Secret, error) { return NewSecret(graphToken), nil }}
	redeem := func(c Connection, address string) *Failure {
		_, f := newWire(env, c).redeem(t.Context(), address, canaryGrant)
		return f
	}
	for name, send := range map[string]func() *Failure{
		"code":                    func() *Failure { return redeem(confidential, evil+"/token") },
		"code of a public client": func() *Failure { return redeem(Connection{Public: true}, evil+"/token") },
		"code of a test server":   func() *Failure { return redeem(trusted("https://id.example"), tokenAddress) },
		"Azure token": func() *Failure {
			_, f := graph.Application(t.Context(), env, graphClient)
			return f
		},
		"Azure token, list": func() *Failure {
			return graph.Applications(t.Context(), env, func(*appreg.App) {}, func(string) {})
		},
		"Supabase token": func() *Failure {
			_, f := Supabase{Ref: "aaaaaaaaaaaaaaaaaaaa", Token: NewSecret(graphToken), Base: evil}.AuthConfig(t.Context(), env)
			return f
		},
		"secret for Supabase": func() *Failure {
			s := Supabase{Ref: "aaaaaaaaaaaaaaaaaaaa", Token: NewSecret(graphToken), Base: evil}
			return s.SetAuthConfig(t.Context(), env, []byte(canarySecret), NewSecret(canarySecret))
		},
		"browser token": func() *Failure {
			s := &clerkSession{cl: newWire(env, Connection{}).client, base: evil, browser: "canary-browser-token"}
			_, f := s.ask(t.Context(), http.MethodGet, "/v1/environment", nil)
			return f
		},
		"Azure credentials": func() *Failure {
			transport := &azureTransport{cl: newWire(env, Connection{}).client}
			req, _ := http.NewRequest(http.MethodPost, evil+"/token", strings.NewReader("client_secret="+canarySecret))
			if _, err := transport.RoundTrip(req); err == nil {
				t.Error("Azure credentials: no error")
			}
			return transport.failure()
		},
	} {
		f := send()
		if sent != 0 {
			t.Errorf("%s: %d requests were sent", name, sent)
		}
		switch {
		case f == nil || f.Kind != FailureLocal || f.Stage == "" || !strings.Contains(f.Summary, "edov didn't send the"):
			t.Errorf("%s: %+v", name, f)
		case f.Hint == "" || strings.Contains(fmt.Sprint(*f), "canary"):
			t.Errorf("%s: no hint, or the credential is in it: %+v", name, f)
		}
	}
}

// TestGraphOfTestServers: a test server's token goes to that server only.
func TestGraphOfTestServers(t *testing.T) {
	const loopback = "http://127.0.0.1:7001"
	for _, test := range []struct{ authority, named, want string }{
		{"https://id.example", "id.example", "https://id.example"},
		{"https://id.example/realms/x", "id.example", "https://id.example"},
		{"https://id.example:8443", "id.example:8443", "https://id.example:8443"},
		{"https://id.example", "ID.example", "https://ID.example"},
		{"https://id.example", "id.example:9443", "https://id.example:9443"}, // its certificate vouches for it
		{loopback, "127.0.0.1:7001", loopback},
		{loopback, "127.0.0.1:7002", ""}, // any program on this machine
		{loopback, "localhost:7001", ""},
		{loopback, "127.0.0.1", ""},
		{loopback, "graph.microsoft.com", ""},
		{"https://id.example", "", ""},
		{"https://id.example", "graph.microsoft.com", ""},
		{"https://id.example", "evil.example", ""},
		{"https://id.example", "id.example.evil.example", ""},
		{"https://id.example", "graph.id.example", ""},
		{"https://id.example", "id.example@evil.example", ""},
		{"https://id.example", "evil.example@id.example", ""},
		{"https://id.example", "id.example/path", ""},
		{"https://id.example", "id.example?x", ""},
		{"https://id.example", "id.example#x", ""},
		{"https://id.example", "https://id.example", ""},
		{"https://id.example", "http://id.example", ""},
		{"https://id.example", "id.example:0", ""},
		{"https://id.example", "id.example:", ""},
		{"https://id.example", "id.example:99999", ""},
		{"https://id.example", "id.example\x1b[2J", ""},
		{"https://id.example", " id.example", ""},
	} {
		base, why := trusted(test.authority).graphOf(&Metadata{GraphHost: test.named})
		if base != test.want || (why == "") != (base != "") || strings.ContainsAny(why, "\x1b\n") {
			t.Errorf("%q at %s: %q, %q", test.named, test.authority, base, why)
		}
	}
	if base, _ := trusted(loopback).graphOf(nil); base != "" {
		t.Errorf("without metadata: %q", base)
	}
	for cloud, want := range map[entra.Cloud]string{
		entra.Global: "https://graph.microsoft.com", entra.USGov: "https://graph.microsoft.us",
		entra.China: "https://microsoftgraph.chinacloudapi.cn",
	} {
		base, _ := Connection{Cloud: cloud}.graphOf(&Metadata{GraphHost: "evil.example"})
		if base != want || entra.GraphBase(cloud) != want {
			t.Errorf("%s: %q", cloud, base)
		}
	}
}

// TestNoMixture: a test server does not get a code of Microsoft's, nor Microsoft
// one of the test server's.
func TestNoMixture(t *testing.T) {
	refused := map[string]bool{"authorization_endpoint": true, "token_endpoint": true, "jwks_uri": false}
	hosts := []string{
		"login.microsoftonline.com", "LOGIN.microsoftonline.com", "login.microsoftonline.us",
		"sts.windows.net",
	}
	for member := range refused {
		for _, host := range hosts {
			members := map[string]any{"issuer": "https://id.example"}
			for name := range refused {
				members[name] = "https://id.example/x"
			}
			members[member] = "https://" + host + "/common/x"
			w := newWire(Env{HTTP: &answering{body: microsoftDocument(members)}}, trusted("https://id.example"))
			_, f := w.metadata(t.Context())
			if (f != nil) != refused[member] {
				t.Errorf("%s at %s: %+v", member, host, f)
			}
			if f != nil && (f.Kind != FailureProtocol || !strings.Contains(f.Summary, member)) {
				t.Errorf("%s at %s: %+v", member, host, f)
			}
		}
	}
}
