package flow

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/strictjson"
)

// replies answer as Microsoft Graph, one after the other and the last again, and note what was asked.
type replies struct {
	list  []reply1
	asked []string
	kinds []string // the Content-Type of each request
	fails error    // in place of an answer
	waits []time.Duration

	closed int // how often idle connections were closed
}

func (r *replies) CloseIdleConnections() { r.closed++ }

type reply1 struct {
	status int
	body   string
	after  string // Retry-After
}

func (r *replies) RoundTrip(req *http.Request) (*http.Response, error) {
	body := ""
	if req.Body != nil {
		data, _ := io.ReadAll(req.Body)
		body = " " + string(data)
	}
	r.asked = append(r.asked, strings.TrimSpace(req.Method+" "+req.URL.String()+body))
	r.kinds = append(r.kinds, req.Header.Get("Content-Type"))
	if r.fails != nil {
		return nil, r.fails
	}
	a := r.list[min(len(r.asked), len(r.list))-1]
	if a.after != "" {
		return answerWith(req, a.status, "application/json", a.body, "Retry-After", a.after), nil
	}
	return answerWith(req, a.status, "application/json", a.body), nil
}

func (r *replies) env() Env {
	return Env{HTTP: r, Observe: func(e Event) { r.waits = append(r.waits, e.Duration) }}
}

// withToken is Microsoft Graph with a token.
func withToken() Graph {
	return Graph{Bearer: func(context.Context) (Secret, error) { return NewSecret(graphToken), nil }}
}

const theApp = "/v1.0/applications/x"

// TestCallAnswers: what each answer to a change means, and that a new secret stands in no other place.
func TestCallAnswers(t *testing.T) {
	for _, test := range []struct {
		status  int
		body    string
		fails   string // in the summary; empty: none
		secret  string
		compact string
	}{
		{200, `{"a":1}`, "", "", `{"a":1}`},
		{299, `{"a":1}`, "", "", `{"a":1}`},
		{204, ``, "", "", "null"},
		{201, `{"secretText":"made-up-Value","keyId":"k"}`, "", "made-up-Value", `{"secretText":null,"keyId":"k"}`},
		{200, `{`, "is not JSON", "", ""},
		{300, `{"a":1}`, "status 300", "", ""},
		{400, `{"error":{"code":"Request_BadRequest"}}`, "status 400", "", ""},
		{403, ``, "may not change", "", ""},
		{404, `{}`, "was not found", "", ""},
		{412, `{}`, "changed meanwhile", "", ""},
		{500, `oops ` + graphToken, "status 500", "", ""},
		{503, `{}`, "is busy", "", ""},
	} {
		r := &replies{list: []reply1{{test.status, test.body, ""}}}
		a, f := withToken().Call(t.Context(), r.env(), GraphCall{Method: "PATCH", Path: theApp, Body: []byte(`{"b":2}`)})
		if (f != nil) != (test.fails != "") || f != nil && (!strings.Contains(f.Summary, test.fails) ||
			f.Stage != StageChange || f.HTTPStatus != test.status) || a.Status != test.status || len(r.asked) != 1 {
			t.Errorf("%d: %+v, %+v, asked %q", test.status, a, f, r.asked)
		}
		if f == nil && (a.Secret.Reveal() != test.secret || a.Value.Compact() != test.compact) {
			t.Errorf("%d: %s, a secret of %d characters", test.status, a.Value.Compact(), len(a.Secret.Reveal()))
		}
		if strings.Contains(fmt.Sprintf("%+v %+v", f, a.Value.Compact()), graphToken) {
			t.Errorf("%d: the token is shown", test.status)
		}
	}
}

// TestCallSends: the method, the body and its type go out as they were asked for, and a read is a GET.
func TestCallSends(t *testing.T) {
	const at = "https://graph.microsoft.com" + theApp
	for _, test := range []struct {
		call GraphCall
		want string
		kind string
	}{
		{GraphCall{Method: "POST", Path: theApp, Body: []byte(`{}`)}, "POST " + at + " {}", "application/json"},
		{GraphCall{Method: "DELETE", Path: theApp}, "DELETE " + at, ""},
		{GraphCall{Method: "GET", Path: theApp + "?$select=id"}, "GET " + at + "?$select=id", ""},
	} {
		r := &replies{list: []reply1{{200, `{"id":"x"}`, ""}}}
		a, f := withToken().Call(t.Context(), r.env(), test.call)
		if f != nil || a.Status != 200 || a.Value.StrOf("id") != "x" || len(r.asked) != 1 || r.asked[0] != test.want ||
			r.kinds[0] != test.kind {
			t.Errorf("%+v: %+v, %v, asked %q as %q", test.call, a, f, r.asked, r.kinds)
		}
	}
	for _, path := range []string{"/v1.0/applications/../users", "/v1.0/\x7f", "/%zz"} {
		r := &replies{list: []reply1{{200, `{}`, ""}}}
		if _, f := withToken().Call(t.Context(), r.env(), GraphCall{Method: "PATCH", Path: path}); f == nil ||
			f.Kind != FailureLocal || len(r.asked) != 0 {
			t.Errorf("%q: %+v, asked %q", path, f, r.asked)
		}
	}
	r := &replies{list: []reply1{{200, `{}`, ""}}}
	_, f := withToken().Call(t.Context(), r.env(), GraphCall{Method: "B D", Path: theApp})
	if f == nil || len(r.asked) != 0 {
		t.Errorf("a method that is none: %+v", f)
	}
}

// TestCallRepeats: a change is sent again only where the server says that it did nothing, as often as a read, and all
// waits together are bounded.
func TestCallRepeats(t *testing.T) {
	for _, test := range []struct {
		name  string
		list  []reply1
		fails error
		tries int
		told  int // waits that are told
		done  bool
	}{
		{"429", []reply1{{429, ``, "0"}, {200, `{}`, ""}}, nil, 2, 0, true},
		{"503 with Retry-After", []reply1{{503, ``, "0"}, {200, `{}`, ""}}, nil, 2, 0, true},
		{"503 without", []reply1{{503, ``, ""}, {200, `{}`, ""}}, nil, 1, 0, false},
		{"429 for ever", []reply1{{429, ``, "0"}}, nil, maxTries, 0, false},
		{"a long wait", []reply1{{429, ``, "61"}, {200, `{}`, ""}}, nil, 1, 0, false},
		{"500", []reply1{{500, ``, "0"}, {200, `{}`, ""}}, nil, 1, 0, false},
		{"502", []reply1{{502, ``, "0"}, {200, `{}`, ""}}, nil, 1, 0, false},
		{"no answer", nil, errors.New("lost"), 1, 0, false},
	} {
		r := &replies{list: test.list, fails: test.fails}
		_, f := withToken().Call(t.Context(), r.env(), GraphCall{Method: "POST", Path: theApp})
		if (f == nil) != test.done || len(r.asked) != test.tries || len(r.waits) != test.told {
			t.Errorf("%s: %+v, %d tries, told %v", test.name, f, len(r.asked), r.waits)
		}
		if test.fails != nil && (f.Stage != StageChange || f.Kind != FailureNetwork || f.HTTPStatus != 0) {
			t.Errorf("%s: %+v", test.name, f)
		}
	}
	r := &replies{list: []reply1{{429, ``, ""}, {429, ``, "7"}, {200, `{}`, ""}}}
	cl := withToken().client(r.env())
	var paused []time.Duration
	cl.pause = func(_ context.Context, d time.Duration) error { paused = append(paused, d); return nil }
	a, f := cl.change(t.Context(), "x", "https://graph.microsoft.com"+theApp, GraphCall{Method: "POST"})
	if f != nil || a.status != 200 || fmt.Sprint(paused) != "[1s 7s]" || fmt.Sprint(r.waits) != "[1s 7s]" {
		t.Errorf("%+v, %v, paused %v, told %v", a, f, paused, r.waits)
	}
	cl.pause = func(context.Context, time.Duration) error { return context.Canceled }
	r.asked = nil
	if a, f := cl.change(t.Context(), "x", "https://graph.microsoft.com"+theApp, GraphCall{Method: "POST"}); f != nil ||
		a.status != 429 || len(r.asked) != 1 {
		t.Errorf("stopped while it waits: %+v, %v, asked %q", a, f, r.asked)
	}
}

// TestCallWithoutToken: nothing is sent, and the failure is of the change.
func TestCallWithoutToken(t *testing.T) {
	for want, err := range map[string]error{
		"no credentials for Microsoft Graph": noCredentials(), "no access token could be obtained": errors.New("raw words"),
	} {
		r := &replies{list: []reply1{{200, `{}`, ""}}}
		g := Graph{Bearer: func(context.Context) (Secret, error) { return Secret{}, err }}
		_, f := g.Call(t.Context(), r.env(), GraphCall{Method: "POST", Path: theApp})
		if f == nil || f.Stage != StageChange || !strings.Contains(f.Summary, want) || len(r.asked) != 0 {
			t.Errorf("%+v, asked %q", f, r.asked)
		}
		if tenant, f := g.TokenTenant(t.Context()); tenant != "" || f == nil || !strings.Contains(f.Summary, want) {
			t.Errorf("%q, %+v", tenant, f)
		}
	}
}

// TestTokenTenant: only a token that can be read, with a tenant that is a GUID, says which tenant it is of.
func TestTokenTenant(t *testing.T) {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	tid := part(`{"tid":"` + testTenant + `"}`)
	for token, want := range map[string]string{
		"e30." + tid + ".x": testTenant, "e30." + tid + ".x.y": "", "e30." + tid: "", "opaque": "",
		"e30.*.x": "", "e30." + part(`{"tid":`) + ".x": "", "e30." + part(`{"tid":"contoso"}`) + ".x": "",
		"e30." + part(`{"tid":"a","tid":"`+testTenant+`"}`) + ".x": "",
	} {
		g := Graph{Bearer: func(context.Context) (Secret, error) { return NewSecret(token), nil }}
		if got, f := g.TokenTenant(t.Context()); got != want || f != nil {
			t.Errorf("%s: %q, %v", token, got, f)
		}
	}
}

// TestGraphFailureTexts: of an error's texts only the beginning is kept, and a request ID that is none is not.
func TestGraphFailureTexts(t *testing.T) {
	long := strings.Repeat("x", 2000)
	v, err := strictjson.Parse([]byte(`{"error":{"code":"`+long+`","message":"`+long+`","innerError":{"request-id":"`+
		testTenant+`","date":"`+long+`"}}}`), strictjson.Document)
	if err != nil {
		t.Fatal(err)
	}
	f := ofMe("Graph").failure(&reply{status: 418}, v)
	if len(f.OAuthError) != 128 || len(f.Description) != 1024 || len(f.Timestamp) != 40 || f.CorrelationID != testTenant ||
		f.HTTPStatus != 418 || f.Stage != StageMe || f.Summary != "Graph returned status 418" || f.Hint == "" {
		t.Errorf("%+v", f)
	}
	for _, test := range []struct {
		a    reply
		says string
	}{
		{reply{status: 401, challenge: `Bearer claims="x"`}, "requires a new sign-in"},
		{reply{status: 401, challenge: `Bearer`}, "refused the access token"},
		{reply{status: 403, challenge: `Bearer claims="x"`}, "read your profile"},
		{reply{status: 404}, "has no profile"},
		{reply{status: 429}, "is busy (HTTP 429)"},
		{reply{status: 503}, "is busy (HTTP 503)"},
		{reply{status: 429, asksWait: true, wait: time.Second}, "asks to wait 1 s (HTTP 429)"},
		{reply{status: 429, asksWait: true, wait: time.Second - 1}, "is busy (HTTP 429)"},
	} {
		if f := ofMe("Graph").failure(&test.a, strictjson.Value{}); !strings.Contains(f.Summary, test.says) || f.Hint == "" {
			t.Errorf("%+v: %+v", test.a, f)
		}
	}
}

// TestGraphAddresses: each cloud has a Microsoft Graph and a sign-in of its own.
func TestGraphAddresses(t *testing.T) {
	for cloud, want := range map[entra.Cloud]string{
		"": "https://graph.microsoft.com", entra.Global: "https://graph.microsoft.com",
		entra.USGov: "https://graph.microsoft.us", entra.China: "https://microsoftgraph.chinacloudapi.cn",
	} {
		login, err := url.Parse(azureCloud(cloud).ActiveDirectoryAuthorityHost)
		if entra.GraphBase(cloud) != want || (Graph{Cloud: cloud}).base() != want || err != nil ||
			!newWire(Env{}, Connection{Cloud: cloud}).isAzureLogin(login) {
			t.Errorf("%s: %s, sign-in at %s", cloud, entra.GraphBase(cloud), login)
		}
	}
	if got := (Graph{Cloud: entra.China, Base: "http://127.0.0.1:1"}).base(); got != "http://127.0.0.1:1" {
		t.Error(got)
	}
}

// TestGraphCloses: whatever is asked of Microsoft Graph, and whatever the answer is, no connection stays behind.
func TestGraphCloses(t *testing.T) {
	none := func(string) {}
	for name, do := range map[string]func(g Graph, env Env){
		"one": func(g Graph, env Env) { _, _ = g.Application(t.Context(), env, testClientID) },
		"all": func(g Graph, env Env) { _ = g.Applications(t.Context(), env, func(*appreg.App) {}, none) },
		"read": func(g Graph, env Env) {
			_, _ = g.Call(t.Context(), env, GraphCall{Method: "GET", Path: theApp})
		},
		"change": func(g Graph, env Env) {
			_, _ = g.Call(t.Context(), env, GraphCall{Method: "DELETE", Path: theApp})
		},
		"into": func(g Graph, env Env) { g.ReadInto(t.Context(), env, Connection{ClientID: testClientID}, &Session{}) },
	} {
		for _, status := range []int{200, 404} {
			r := &replies{list: []reply1{{status, `{}`, ""}}}
			if do(withToken(), r.env()); len(r.asked) == 0 || r.closed != 1 {
				t.Errorf("%s, %d: asked %q, closed %d times", name, status, r.asked, r.closed)
			}
		}
	}
}

// TestReadInto: an app registration that was read is the session's, with its requests; a failure is a problem of it.
func TestReadInto(t *testing.T) {
	body := string(file(t, "../testdata/manifest/healthy-answer.json"))
	for status, problems := range map[int]int{200: 0, 403: 1} {
		r := &replies{list: []reply1{{status, body, ""}}}
		s := &Session{Program: "edov test"}
		withToken().ReadInto(t.Context(), r.env(), Connection{ClientID: testClientID}, s)
		if len(s.Problems) != problems || (s.Registration == nil) != (problems > 0) || len(s.Exchanges) != len(r.asked) ||
			s.Failure != nil {
			t.Errorf("%d: %+v, registration %v, %d requests", status, s.Problems, s.Registration != nil, len(s.Exchanges))
		}
	}
}

// TestSecondRead: removeUnverifiedEmailClaim is asked for by itself, in the next version only where the first one does
// not know it.
func TestSecondRead(t *testing.T) {
	body := string(file(t, "../testdata/manifest/healthy-answer.json"))
	const says = `{"appId":"x","authenticationBehaviors":{"removeUnverifiedEmailClaim":true}}`
	for name, test := range map[string]struct {
		second, third reply1
		asked         int
		known         bool
	}{
		"known":            {reply1{200, says, ""}, reply1{200, says, ""}, 2, true},
		"not in v1.0":      {reply1{400, `{}`, ""}, reply1{200, says, ""}, 3, true},
		"nowhere":          {reply1{400, `{}`, ""}, reply1{400, `{}`, ""}, 3, false},
		"not allowed":      {reply1{403, `{}`, ""}, reply1{200, says, ""}, 2, false},
		"says nothing":     {reply1{200, `{"appId":"x"}`, ""}, reply1{200, says, ""}, 3, true},
		"no registration":  {reply1{200, `{"a":1}`, ""}, reply1{200, says, ""}, 3, true},
		"says nothing yet": {reply1{200, `{"appId":"x"}`, ""}, reply1{500, ``, ""}, 3, false},
	} {
		r := &replies{list: []reply1{{200, body, ""}, test.second, test.third}}
		a, f := withToken().Application(t.Context(), r.env(), testClientID)
		if f != nil || len(r.asked) != test.asked || (a.RemoveUnverifiedEmail.Value == "true") != test.known {
			t.Errorf("%s: %v, asked %d times, %+v", name, f, len(r.asked), a.RemoveUnverifiedEmail)
		}
	}
}
