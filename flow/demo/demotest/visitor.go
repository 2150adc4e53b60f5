package demotest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"edov/flow/demo"
)

// TB is what a visitor needs of testing.TB.
type TB interface {
	Helper()
	Cleanup(func())
	Context() context.Context
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// Visitor uses a running demo tenant.
type Visitor struct{ *demo.Server }

// Start serves a scenario until the test ends.
func Start(t TB, id string, o demo.Options) Visitor {
	t.Helper()
	scenario, ok := demo.Lookup(id)
	if !ok {
		t.Fatalf("there is no scenario %q", id)
	}
	return serve(t, scenario, o)
}

// Practice starts with nothing registered, or with what was saved.
func Practice(t TB, o demo.Options) Visitor {
	t.Helper()
	return serve(t, demo.Practice(), o)
}

func serve(t TB, scenario demo.Scenario, o demo.Options) Visitor {
	t.Helper()
	s, err := demo.Start(scenario, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return Visitor{s}
}

// Answer is one response, read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Fetch sends a request and does not follow a redirect.
func (v Visitor) Fetch(t TB, req *http.Request) Answer {
	t.Helper()
	resp, err := v.Env().HTTP.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Answer{resp.StatusCode, resp.Header, string(body)}
}

// Get opens a path of the server. headers are names and values in turn.
func (v Visitor) Get(t TB, path string, headers ...string) Answer {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, v.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	addHeaders(req, headers)
	return v.Fetch(t, req)
}

// Post sends a form to a path of the server. headers are names and values in
// turn.
func (v Visitor) Post(t TB, path string, form url.Values, headers ...string) Answer {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, v.URL()+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	addHeaders(req, headers)
	return v.Fetch(t, req)
}

func addHeaders(req *http.Request, headers []string) {
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
}

// Location is where an answer redirects to.
func (a Answer) Location(t TB) *url.URL {
	t.Helper()
	u, err := url.Parse(a.Header.Get("Location"))
	if a.Status != http.StatusFound || err != nil {
		t.Fatalf("no redirect: status %d, location %q, body %s", a.Status, a.Header.Get("Location"), a.Body)
	}
	return u
}

// JSON decodes an answer that must be JSON.
func (a Answer) JSON(t TB, into any) {
	t.Helper()
	if got := a.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
	if err := json.Unmarshal([]byte(a.Body), into); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
}
