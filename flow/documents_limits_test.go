package flow

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestRedirectLimit: within its origin a GET follows as many redirects as are allowed, and not one more.
func TestRedirectLimit(t *testing.T) {
	for redirects, follows := range map[int]bool{maxRedirects: true, maxRedirects + 1: false} {
		hits := 0
		s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
			if hits++; hits > redirects {
				fmt.Fprint(w, `{"keys":[{}]}`)
				return
			}
			http.Redirect(w, r, "/"+strconv.Itoa(hits), http.StatusFound)
		})
		_, f := newWire(Env{}, trusted(s.URL)).keySet(t.Context(), s.URL)
		if (f == nil) != follows || hits != maxRedirects+1 {
			t.Errorf("%d redirects: %d requests, %+v", redirects, hits, f)
		}
	}
}

// TestKeySetSizes: a set has at least one key and at most as many as allowed.
func TestKeySetSizes(t *testing.T) {
	for n, refused := range map[int]bool{0: true, 1: false, maxKeys: false, maxKeys + 1: true} {
		body := `{"keys":[` + strings.TrimSuffix(strings.Repeat("{},", n), ",") + `]}`
		w := newWire(Env{HTTP: &answering{body: body, kind: "application/json"}}, Connection{})
		if _, f := w.keySet(t.Context(), "https://login.microsoftonline.com/k"); (f != nil) != refused {
			t.Errorf("%d keys: %+v", n, f)
		}
	}
}

// TestDocumentStatuses: what the status of a response means for a document.
func TestDocumentStatuses(t *testing.T) {
	for status, want := range map[int]struct {
		kind FailureKind
		says string
	}{
		300: {FailureProtocol, "redirected"}, 399: {FailureProtocol, "redirected"},
		201: {FailureNetwork, "(HTTP 201)"}, 299: {FailureNetwork, "(HTTP 299)"},
		400: {FailureProtocol, "doesn't have the keys at this address (HTTP 400)"},
		401: {FailureNetwork, "error for the keys (HTTP 401)"},
		404: {FailureProtocol, "doesn't have the keys at this address (HTTP 404)"},
		500: {FailureNetwork, "error for the keys (HTTP 500)"},
	} {
		w := newWire(Env{HTTP: &answering{status: status, body: `{"keys":[{}]}`, kind: "application/json"}}, Connection{})
		_, f := w.keySet(t.Context(), "https://login.microsoftonline.com/k")
		if f == nil || f.Kind != want.kind || f.HTTPStatus != status || !strings.Contains(f.Summary, want.says) ||
			f.Stage != StageKeys || f.Hint == "" {
			t.Errorf("%d: %+v", status, f)
		}
	}
}

// TestWebPages: a web page is told from a document by its type or its beginning, and only its beginning is kept.
func TestWebPages(t *testing.T) {
	page := "<p>" + strings.Repeat("x", 200)
	for _, test := range []struct {
		kind, body string
		page       bool
	}{
		{"text/html", `{"keys":[{}]}`, true},
		{"application/json", page, true},
		{"", strings.Repeat(" ", 63) + page, true},
		{"", strings.Repeat(" ", 64) + page, false},
		{"text/plain", `{"keys":[{}]}`, false},
	} {
		w := newWire(Env{HTTP: &answering{body: test.body, kind: test.kind}}, Connection{})
		_, f := w.keySet(t.Context(), "https://login.microsoftonline.com/k")
		if got := f != nil && strings.Contains(f.Summary, "got a web page instead of the keys"); got != test.page {
			t.Errorf("%s %.20q: %+v", test.kind, test.body, f)
		}
		if strings.Contains(test.body, page) && test.page && f.Description != page[:shownOfPage] {
			t.Errorf("kept %q", f.Description)
		}
	}
}

// TestRetryTimes: how long a server may make edov wait, and what it says of that.
func TestRetryTimes(t *testing.T) {
	now := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	const longest = "1193046h28m16s" // 2^32 seconds
	for value, want := range map[string]string{
		"0": "0s true", "1": "1s true", "4294967296": longest + " true", "4294967297": longest + " true",
		"99999999999999999999": longest + " true", "-1": "0s false", "-99999999999999999999": "0s false", "": "0s false",
		"Tue, 24 Nov 2026 03:00:09 GMT": "9s true", "Tue, 24 Nov 2026 02:59:59 GMT": "0s true",
	} {
		wait, ok := parseRetryAfter(value, now)
		if got := fmt.Sprint(wait, ok); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		2*time.Minute - 1: "120 s", 2 * time.Minute: "2 minutes", 2*time.Hour - 1: "120 minutes", 2 * time.Hour: "2 hours",
		48*time.Hour - 1: "48 hours", 48 * time.Hour: "more than a day",
	} {
		if got := waitWords(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for _, test := range []struct {
		a    reply
		busy bool
	}{
		{reply{status: 429}, true},
		{reply{status: 503, asksWait: true}, true},
		{reply{status: 503}, false},
		{reply{status: 500, asksWait: true}, false},
	} {
		if test.a.isBusy() != test.busy {
			t.Errorf("%+v: not %t", test.a, test.busy)
		}
	}
	var told []Event
	w := newWire(Env{Observe: func(e Event) { told = append(told, e) }}, Connection{})
	u, err := url.Parse(w.c.authorityURL())
	if err != nil {
		t.Fatal(err)
	}
	for _, wait := range []time.Duration{time.Second - 1, time.Second} {
		w.tellWait(u, wait)
	}
	if len(told) != 1 || told[0].Duration != time.Second || told[0].URL != u.String() {
		t.Errorf("told %+v", told)
	}
}

// TestRedirectURILimits: the longest redirect URI, the first and the last port, and one more of each.
func TestRedirectURILimits(t *testing.T) {
	const base, product = "http://localhost:8400/", "https://clerk.example.com/"
	long := func(base string, n int) string { return base + strings.Repeat("a", n-len(base)) }
	for _, test := range []struct {
		change func(*Connection)
		field  string // of the fault; empty: none
	}{
		{func(c *Connection) { c.RedirectURI = long(base, 256) }, ""},
		{func(c *Connection) { c.RedirectURI = long(base, 257) }, "redirect-uri"},
		{func(c *Connection) { c.RedirectURI = "http://localhost:1/a" }, ""},
		{func(c *Connection) { c.RedirectURI = "http://localhost:65535/a" }, ""},
		{func(c *Connection) { c.RedirectURI = "http://localhost:65536/a" }, "redirect-uri"},
		{func(c *Connection) { c.RedirectURI, c.AnyPort = "http://localhost:70000/a", true }, "redirect-uri"},
		{func(c *Connection) { c.FallbackPorts = []int{1, 65535} }, ""},
		{func(c *Connection) { c.FallbackPorts = []int{65536} }, "fallback-port"},
		{func(c *Connection) { c.FallbackPorts = []int{-1} }, "fallback-port"},
		{func(c *Connection) { c.ProductRedirectURI = long(product, 256) }, ""},
		{func(c *Connection) { c.ProductRedirectURI = long(product, 257) }, "product-redirect-uri"},
		{func(c *Connection) { c.ProductRedirectURI = product + "#x" }, "product-redirect-uri"},
		{func(c *Connection) { c.ProductRedirectURI = "https://x@clerk.example.com/" }, "product-redirect-uri"},
		{func(c *Connection) { c.ProductRedirectURI = "http://clerk.example.com/" }, "product-redirect-uri"},
		{func(c *Connection) { c.ProductRedirectURI = "http://localhost:3000/" }, ""},
		{func(c *Connection) { c.ProductRedirectURI = "clerk.example.com" }, "product-redirect-uri"},
		{func(c *Connection) { c.Product = strings.Repeat("p", 100) }, ""},
		{func(c *Connection) { c.Product = strings.Repeat("p", 101) }, "product"},
		{func(c *Connection) { c.Product = "a\x1bb" }, "product"},
		{func(c *Connection) { c.Authority, c.TrustAuthority = "https://id.example", true }, ""},
		{func(c *Connection) {
			c.Authority, c.TrustAuthority, c.RedirectURI = "https://id.example", true, long(base, 300)+"(!)"
		}, ""},
		{func(c *Connection) {
			c.Authority, c.TrustAuthority, c.RedirectURI = "https://id.example", true, "http://[::1]:8400/a"
		}, ""},
	} {
		c := goodConnection()
		test.change(&c)
		faults := c.Validate()
		if len(faults) > 1 || (len(faults) == 1) != (test.field != "") || len(faults) == 1 && faults[0].Field != test.field {
			t.Errorf("%.60s %v %.60s %.60s: %+v, want %q", c.RedirectURI, c.FallbackPorts, c.ProductRedirectURI, c.Product,
				faults, test.field)
		}
	}
}

// TestProductAddress: what is wrong with the redirect URI of a product is named, in the order in which it matters.
func TestProductAddress(t *testing.T) {
	for uri, problem := range map[string]string{
		"https://[::1": "not a valid address", "clerk.example.com": "not a valid address",
		"mailto:a@b":           "not a valid address",
		`"https://x.example/"`: "extra quotes or spaces", " https://x.example/": "extra quotes or spaces",
		"http://x.example/": "only for localhost", "ftp://localhost/": "only for localhost",
		"https://x.example/#a": "with a fragment", "https://a@x.example/": "with a fragment",
		"https://x.example/ü": "with a fragment",
	} {
		c := goodConnection()
		c.ProductRedirectURI = uri
		f := c.Validate()
		if len(f) != 1 || !strings.Contains(f[0].Problem, problem) || f[0].Trimmed != strings.HasPrefix(problem, "extra") {
			t.Errorf("%s: %+v, want %q", uri, f, problem)
		}
	}
}
