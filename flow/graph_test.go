package flow

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/flow/visible"
)

const (
	graphToken  = "canary-graph-access-token"
	graphClient = "6731de76-14a6-49ae-97bc-6eba6914391e"
)

// graphServer answers as the handler says, and fails the test if a token goes
// anywhere else.
func graphServer(t *testing.T, handle http.HandlerFunc) (Graph, Env) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("Authorization") != "Bearer "+graphToken {
			t.Errorf("%s with %q", r.Method, r.Header.Get("Authorization"))
		}
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	return Graph{Base: server.URL, Bearer: func(context.Context) (Secret, error) { return NewSecret(graphToken), nil }},
		Env{HTTP: server.Client().Transport}
}

func reply200(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, text) }
}

// list reads all registrations and gives what came and went wrong.
func (g Graph) listAll(t *testing.T, env Env) (names, faults []string, f *Failure) {
	t.Helper()
	f = g.Applications(t.Context(), env, func(a *appreg.App) { names = append(names, a.DisplayName.Value) },
		func(why string) { faults = append(faults, why) })
	return names, faults, f
}

func TestGraphApplication(t *testing.T) {
	body := string(file(t, "../testdata/manifest/healthy-answer.json"))
	behaviours := map[string]int{}
	g, env := graphServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$select") != selectBehaviors {
			io.WriteString(w, body)
			return
		}
		behaviours[r.URL.Path]++
		if strings.HasPrefix(r.URL.Path, "/v1.0/") { // where it is not known yet
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"error":{"code":"BadRequest","message":"Could not find a property"}}`)
			return
		}
		io.WriteString(w, `{"appId":"`+graphClient+`","authenticationBehaviors":{"removeUnverifiedEmailClaim":false}}`)
	})
	var exchanges []Exchange
	g.Record = func(e Exchange) { exchanges = append(exchanges, e) }
	a, f := g.Application(t.Context(), env, graphClient)
	if f != nil || a.AppID.Value != graphClient || a.RemoveUnverifiedEmail.Value != "false" ||
		a.Source != "Microsoft Graph" {
		t.Fatalf("%+v, %v", a, f)
	}
	if len(exchanges) != 3 || len(behaviours) != 2 {
		t.Errorf("%d requests, %v", len(exchanges), behaviours)
	}
	if _, f := g.Application(t.Context(), env, "x') or ('1"); f == nil || f.Kind != FailureLocal {
		t.Errorf("a client ID that is none: %v", f)
	}
}

// TestGraphPages follows the list and keeps what cannot be read to itself
// (security 121, 127).
func TestGraphPages(t *testing.T) {
	var g Graph
	g, env := graphServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") == "" {
			fmt.Fprintf(w, `{"value":[{"appId":"a","displayName":"one"},{"appId":7},{"appId":"b","passwordCredentials":null,"displayName":"two"}],"@odata.nextLink":"%s/v1.0/applications?$skiptoken=2"}`, g.Base)
			return
		}
		io.WriteString(w, `{"value":[{"appId":"c","displayName":"three"}]}`)
	})
	names, faults, f := g.listAll(t, env)
	if f != nil || strings.Join(names, " ") != "one two three" || len(faults) != 1 {
		t.Errorf("%v, %v, %v", names, faults, f)
	}
}

// TestGraphNextLinks: a page names no other server and no other list (security 121).
func TestGraphNextLinks(t *testing.T) {
	for name, link := range map[string]string{
		"other host":   "https://evil.example/v1.0/applications",
		"plain http":   "http://graph.microsoft.com/v1.0/applications",
		"other path":   "SELF/v1.0/users",
		"user":         "http://x@127.0.0.1/v1.0/applications",
		"no address":   "::",
		"loop":         "SELF/v1.0/applications?$skiptoken=1",
		"other scheme": "file:///etc/passwd",
	} {
		t.Run(name, func(t *testing.T) {
			var g Graph
			pages := 0
			g, env := graphServer(t, func(w http.ResponseWriter, _ *http.Request) {
				pages++
				fmt.Fprintf(w, `{"value":[{"appId":"a","displayName":"one"}],"@odata.nextLink":%q}`,
					strings.ReplaceAll(link, "SELF", g.Base))
			})
			names, _, f := g.listAll(t, env)
			if f == nil || len(names) == 0 || pages > 2 {
				t.Errorf("%d pages, %v, %v", pages, names, f)
			}
			if want := map[bool]string{true: "repeats a page", false: "continues on another server"}[name == "loop"]; f == nil ||
				!strings.Contains(f.Summary, want) {
				t.Errorf("%v, want %q", f, want)
			}
		})
	}
}

// TestGraphPagesStayAtMicrosoft looks at the decision alone: each address differs in one thing from a page that is
// followed. The guard of package destinations stands behind it, so that a whole reading can't show it.
func TestGraphPagesStayAtMicrosoft(t *testing.T) {
	list := graphList{of: ofRegistrations, items: "registrations", path: "/v1.0/applications"}
	page := func(link string) strictjson.Value {
		return strictjson.ObjectOf([]strictjson.Member{{Name: "@odata.nextLink", Value: strictjson.Text(link)}})
	}
	const own = "https://graph.microsoft.com/v1.0/applications?$skiptoken=x"
	for _, g := range []Graph{{}, {Base: "https://graph.microsoft.com"}} {
		for _, link := range []string{own, strings.Replace(own, "graph.microsoft.com", "GRAPH.microsoft.com", 1)} {
			if next, f := g.following(list, page(link)); next != link || f != nil {
				t.Errorf("%s: %q, %v", link, next, f)
			}
		}
		for name, with := range map[string][2]string{
			"other host":            {"graph.microsoft.com", "evil.example"},
			"other cloud":           {"graph.microsoft.com", "graph.microsoft.us"},
			"other scheme":          {"https:", "http:"},
			"file":                  {"https://graph.microsoft.com", "file://"},
			"user":                  {"graph.microsoft.com", "x@graph.microsoft.com"},
			"user and password":     {"graph.microsoft.com", "x:y@graph.microsoft.com"},
			"host as a user":        {"graph.microsoft.com", "graph.microsoft.com@evil.example"},
			"port":                  {"graph.microsoft.com", "graph.microsoft.com:8443"},
			"usual port":            {"graph.microsoft.com", "graph.microsoft.com:443"},
			"suffix":                {"graph.microsoft.com", "graph.microsoft.com.evil.example"},
			"prefix":                {"graph.microsoft.com", "evil-graph.microsoft.com"},
			"subdomain":             {"graph.microsoft.com", "x.graph.microsoft.com"},
			"dot at the end":        {"graph.microsoft.com", "graph.microsoft.com."},
			"no host":               {"https://graph.microsoft.com", ""},
			"no scheme":             {"https:", ""},
			"other list":            {"/applications", "/users"},
			"other version":         {"/v1.0", "/beta"},
			"no address":            {own, "::"},
			"nothing":               {own, ""},
			"backslash for a slash": {"graph.microsoft.com/", `evil.example\@graph.microsoft.com/`},
		} {
			next, f := g.following(list, page(strings.Replace(own, with[0], with[1], 1)))
			if next != "" || f == nil || f.Stage != StageRegistration || f.Kind != FailureProtocol {
				t.Errorf("%s: followed to %q, %v", name, next, f)
			}
		}
	}
	null := []strictjson.Member{{Name: "@odata.nextLink", Value: strictjson.Value{Kind: strictjson.Null}}}
	for name, v := range map[string]strictjson.Value{"none": strictjson.ObjectOf(nil), "null": strictjson.ObjectOf(null)} {
		if next, f := (Graph{}).following(list, v); next != "" || f != nil {
			t.Errorf("%s: %q, %v", name, next, f)
		}
	}
}

// everywhere is a network in which every host answers, and asks for another host.
type everywhere struct {
	answer func(r *http.Request) (status int, location, body string)
	asked  []string
}

func (e *everywhere) RoundTrip(r *http.Request) (*http.Response, error) {
	e.asked = append(e.asked, r.URL.String()+" "+r.Header.Get("Authorization"))
	status, location, body := e.answer(r)
	header := http.Header{"Content-Type": {"application/json"}}
	if location != "" {
		header.Set("Location", location)
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// TestGraphRedirectsAreNotFollowed: a redirect would take the token along, even to another path of the same server.
func TestGraphRedirectsAreNotFollowed(t *testing.T) {
	for _, location := range []string{
		"https://evil.example/v1.0/applications", "http://graph.microsoft.com/v1.0/applications",
		"https://graph.microsoft.com.evil.example/",
		"https://graph.microsoft.com/v1.0/users", "/v1.0/applications?again",
		"https://x@graph.microsoft.com/v1.0/applications",
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			e := &everywhere{}
			e.answer = func(*http.Request) (int, string, string) {
				if len(e.asked) > 1 {
					return 200, "", `{"value":[]}`
				}
				return status, location, ""
			}
			g := Graph{Bearer: func(context.Context) (Secret, error) { return NewSecret(graphToken), nil }}
			names, _, f := g.listAll(t, Env{HTTP: e})
			if f == nil || len(names) != 0 || len(e.asked) != 1 || !strings.HasSuffix(e.asked[0], " Bearer "+graphToken) {
				t.Errorf("%d to %s: asked %q, %v", status, location, e.asked, f)
			}
		}
	}
}

// TestGraphPageLimit: a list without end is given up (security 121).
func TestGraphPageLimit(t *testing.T) {
	var g Graph
	page := 0
	g, env := graphServer(t, func(w http.ResponseWriter, _ *http.Request) {
		page++
		fmt.Fprintf(w, `{"value":[],"@odata.nextLink":"%s/v1.0/applications?$skiptoken=%d"}`, g.Base, page)
	})
	if _, _, f := g.listAll(t, env); f == nil || page != maxGraphPages {
		t.Errorf("%d pages, %v", page, f)
	}
}

// TestGraphRefusals: none of them shows the token, even where the server sends it
// back (security 122-125, 128, 130).
func TestGraphRefusals(t *testing.T) {
	status := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate",
				"Bearer error=\"insufficient_claims\", claims=\"e30"+strings.Repeat("A", 5000)+"\"")
			w.WriteHeader(code)
			io.WriteString(w, body)
		}
	}
	echo := `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges, token ` + graphToken +
		`","innerError":{"request-id":"ff33533c-35c1-4cfb-a5f1-b4938a33db80"}}}`
	for name, test := range map[string]struct {
		handle http.HandlerFunc
		want   string
	}{
		"challenge": {status(401, `{"error":{"code":"InvalidAuthenticationToken"}}`), "new sign-in"},
		"forbidden": {status(403, echo), "can't read app registrations"},
		"not found": {
			status(404, `{"error":{"code":"Request_ResourceNotFound","message":"x"}}`),
			"no app registration in the tenant",
		},
		"server error": {status(500, "oops"), "status 500"},
		"HTML":         {reply200("<html><body>hello</body></html>"), "not JSON"},
		"no content":   {status(204, ""), "status 204"},
		"empty":        {reply200(""), "not JSON"},
		"list":         {reply200("[]"), "not JSON"},
		"too large":    {reply200(`{"a":"` + strings.Repeat("x", maxGraphPage) + `"}`), "larg"},
		"gzip bomb":    {bomb, "larg"},
		"control characters": {func(w http.ResponseWriter, _ *http.Request) { // which Go's client does not take
			w.Header().Set("WWW-Authenticate", "Bearer claims=\"\x01\"")
			w.WriteHeader(http.StatusUnauthorized)
		}, "broke"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		}, "status 302"},
		"other thing": {reply200(`{"a":1}`), "not an app registration"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, `{"appId":`)
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			g, env := graphServer(t, test.handle)
			a, f := g.Application(t.Context(), env, graphClient)
			if a != nil || f == nil || !strings.Contains(f.Summary, test.want) || f.Summary == "" {
				t.Fatalf("%+v, %+v", a, f)
			}
			if shown := fmt.Sprintf("%+v", *f); strings.Contains(shown, "canary") || strings.ContainsRune(shown, '\x01') {
				t.Errorf("shown: %s", shown)
			}
		})
	}
}

func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	chunk := bytes.Repeat([]byte("x"), 1<<20)
	for range 64 {
		if _, err := z.Write(chunk); err != nil {
			return // the client has seen enough
		}
	}
	z.Close()
}

// TestGraphBusy: a busy service is asked again, a limited number of times, and the wait can be
// cancelled (security 124).
func TestGraphBusy(t *testing.T) {
	asked := 0
	g, env := graphServer(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	if _, f := g.Application(t.Context(), env, graphClient); f == nil || asked != maxTries ||
		!strings.Contains(f.Summary, "busy") {
		t.Errorf("%d requests, %v", asked, f)
	}
	ctx, cancel := context.WithCancel(t.Context())
	g, env = graphServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusServiceUnavailable)
		cancel()
	})
	if _, f := g.Application(ctx, env, graphClient); f == nil {
		t.Error("the end of the wait is no failure")
	}
}

// TestGraphHugeName: of a name without end only the beginning is kept; it is made harmless where it is shown
// (security 126).
func TestGraphHugeName(t *testing.T) {
	name := "a\\u001b]52;c;eA==\\u0007\\u202e" + strings.Repeat("x", 1<<20)
	g, env := graphServer(t, reply200(`{"appId":"`+graphClient+`","displayName":"`+name+`"}`))
	a, f := g.Application(t.Context(), env, graphClient)
	if f != nil || len(a.DisplayName.Value) > 1024+8 || !strings.HasPrefix(a.DisplayName.Value, "a\x1b]52;") {
		t.Errorf("%d bytes, %v", len(a.DisplayName.Value), f)
	}
	for _, r := range visible.Line(a.DisplayName.Value) {
		if !visible.Safe(r) {
			t.Errorf("%U is shown", r)
		}
	}
}

// TestGraphDies: what came before a broken page is kept (security 130).
func TestGraphDies(t *testing.T) {
	var g Graph
	g, env := graphServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") == "" {
			fmt.Fprintf(w, `{"value":[{"appId":"a","displayName":"one"}],"@odata.nextLink":"%s/v1.0/applications?$skiptoken=1"}`,
				g.Base)
			return
		}
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, `{"value":[{"appId":"b"`)
	})
	names, _, f := g.listAll(t, env)
	if f == nil || len(names) != 1 {
		t.Errorf("%v, %v", names, f)
	}
}

func TestGraphWithoutCredentials(t *testing.T) {
	g := Graph{
		Base:   "http://127.0.0.1:1",
		Bearer: func(context.Context) (Secret, error) { return Secret{}, noCredentials() },
	}
	if _, f := g.Application(t.Context(), Env{}, graphClient); f == nil || !strings.Contains(f.Hint, "az login") {
		t.Errorf("%+v", f)
	}
	if _, _, f := g.listAll(t, Env{}); f == nil || !strings.HasSuffix(f.Hint, "edov secrets FILE") {
		t.Errorf("a list: %+v", f)
	}
	g.Bearer = func(context.Context) (Secret, error) { return Secret{}, errors.New("raw words of a library") }
	if _, f := g.Application(t.Context(), Env{}, graphClient); f == nil || strings.Contains(f.Summary, "raw") {
		t.Errorf("%+v", f)
	}
	ctx, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	if f := credentialFailure(ctx, ctx.Err()); f.Kind != FailureTimeout {
		t.Errorf("%+v", f)
	}
}

func TestProbeNeedsATenant(t *testing.T) {
	for _, tenant := range []string{"common", "organizations", "consumers", "", entra.ConsumersTenant} {
		f := ProbeSecret(t.Context(), Env{},
			Connection{ClientID: graphClient, Tenant: tenant, Secret: NewSecret("canary-secret-of-a-test")}, "edov", nil)
		if f == nil || f.Stage != StageConnection || !strings.Contains(f.Hint, "tenant") {
			t.Errorf("%q: %+v", tenant, f)
		}
	}
}
