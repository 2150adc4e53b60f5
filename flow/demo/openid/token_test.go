package openid_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"edov/flow/demo"
	"edov/flow/demo/credential"
	"edov/flow/demo/demotest"
	"edov/flow/demo/openid"
	"edov/flow/demo/tenant"
)

func TestTokenErrors(t *testing.T) {
	for name, c := range map[string]struct {
		scenario string
		path     string
		changes  []string
		headers  []string
		status   int
		oauth    string
		code     int
	}{
		"no grant": {changes: []string{"grant_type", ""}, status: 400, oauth: "invalid_request", code: 900144},
		"other grant": {
			changes: []string{"grant_type", "password"}, status: 400, oauth: "unsupported_grant_type", code: 70003,
		},
		"no client":  {changes: []string{"client_id", ""}, status: 400, oauth: "invalid_request", code: 900144},
		"odd client": {changes: []string{"client_id", "x"}, status: 400, oauth: "unauthorized_client", code: 700038},
		"unknown client": {
			changes: []string{"client_id", tenant.Contoso.ID}, status: 400, oauth: "unauthorized_client", code: 700016,
		},
		"no secret":    {changes: []string{"client_secret", ""}, status: 401, oauth: "invalid_client", code: 7000218},
		"wrong secret": {changes: []string{"client_secret", "wrong"}, status: 401, oauth: "invalid_client", code: 7000215},
		"Secret ID": {
			changes: []string{"client_secret", credential.NameGUID("web")}, status: 401, oauth: "invalid_client",
			code: 7000215,
		},
		"expired secret": {scenario: "secret-expired", status: 401, oauth: "invalid_client", code: 7000222},
		"no code":        {changes: []string{"code", ""}, status: 400, oauth: "invalid_request", code: 900144},
		"unknown code":   {changes: []string{"code", "1.AAAA"}, status: 400, oauth: "invalid_grant", code: 9002313},
		"other redirect": {
			changes: []string{"redirect_uri", "http://localhost:8401/callback"}, status: 400, oauth: "invalid_client",
			code: 500112,
		},
		"wrong verifier": {
			changes: []string{"code_verifier", strings.Repeat("a", 43)}, status: 400, oauth: "invalid_grant", code: 501481,
		},
		"no verifier": {changes: []string{"code_verifier", ""}, status: 400, oauth: "invalid_grant", code: 501481},
		"other tenant": {
			path: "/" + tenant.Contoso.ID + "/oauth2/v2.0/token", status: 400, oauth: "invalid_grant", code: 700005,
		},
		"no tenant": {path: "/nowhere/oauth2/v2.0/token", status: 400, oauth: "invalid_tenant", code: 90002},
		"a browser": {
			headers: []string{"Origin", "https://app.example"}, status: 400, oauth: "invalid_request", code: 9002326,
		},
		"sent as JSON": {
			headers: []string{"Content-Type", "application/json"}, status: 400, oauth: "invalid_request", code: 900144,
		},
	} {
		if c.scenario == "" {
			c.scenario = "healthy"
		}
		if c.path == "" {
			c.path = demotest.TokenPath
		}
		s := demotest.Start(t, c.scenario, demo.Options{})
		a := s.Post(t, c.path, s.TokenParams(s.Code(t, tenant.AccountWork), c.changes...), c.headers...)
		var body demotest.Failure
		a.JSON(t, &body)
		if a.Status != c.status || body.Error != c.oauth || len(body.Codes) != 1 || body.Codes[0] != c.code {
			t.Errorf("%s: status %d, %s %v, want %d, %s %d", name, a.Status, body.Error, body.Codes, c.status, c.oauth, c.code)
		}
	}
}

var description = regexp.MustCompile(
	`^AADSTS7000215: Invalid client secret provided\. .* Trace ID: [0-9a-f-]{36} ` +
		`Correlation ID: [0-9a-f-]{36} Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$`,
)

// One line, its parts separated by single spaces.
func TestErrorBodyAsEntraWritesIt(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	const id = "8478d534-5b2c-4325-8c2c-51395c342c89"
	a := s.Post(t, demotest.TokenPath, s.TokenParams("1.A", "client_secret", "wrong"), "Client-Request-Id", id)
	var body demotest.Failure
	a.JSON(t, &body)
	if !description.MatchString(body.Description) {
		t.Errorf("description %q", body.Description)
	}
	if body.CorrelationID != id || a.Header.Get("Client-Request-Id") != id {
		t.Errorf("correlation %q, echo %q", body.CorrelationID, a.Header.Get("Client-Request-Id"))
	}
	if body.TraceID != a.Header.Get("X-Ms-Request-Id") || !strings.HasSuffix(body.Description, body.Timestamp) {
		t.Errorf("trace %q, timestamp %q", body.TraceID, body.Timestamp)
	}
	if body.ErrorURI != "https://login.microsoftonline.com/error?code=7000215" {
		t.Errorf("error_uri %q", body.ErrorURI)
	}
	if a.Header.Get("Date") == "" || !strings.Contains(a.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("headers %v", a.Header)
	}
}

func TestGetAtTheTokenEndpoint(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	var body demotest.Failure
	a := s.Get(t, demotest.TokenPath)
	a.JSON(t, &body)
	if a.Status != http.StatusMethodNotAllowed || body.Codes[0] != 900561 {
		t.Errorf("status %d, %v", a.Status, body.Codes)
	}
}

func TestSecretByBasic(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	form := s.TokenParams(s.Code(t, tenant.AccountWork), "client_id", "", "client_secret", "")
	req, err := http.NewRequest(http.MethodPost, s.URL()+demotest.TokenPath, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(demo.ClientID, url.QueryEscape(s.FirstSecret())) // RFC 6749 section 2.3.1
	if a := s.Fetch(t, req); a.Status != http.StatusOK {
		t.Errorf("status %d: %s", a.Status, a.Body)
	}
}

func TestCodeExpires(t *testing.T) {
	for account, want := range map[tenant.Account]int{tenant.AccountWork: 70008, tenant.AccountPersonal: 70000} {
		clock := &testClock{}
		s := demotest.Start(t, "healthy", demo.Options{Now: clock.now})
		code := s.Code(t, account)
		clock.advance(openid.CodeLife + time.Second)
		var body demotest.Failure
		s.Post(t, demotest.TokenPath, s.TokenParams(code)).JSON(t, &body)
		if len(body.Codes) != 1 || body.Codes[0] != want {
			t.Errorf("%s: %v, want %d", account, body.Codes, want)
		}
		if personal := strings.HasPrefix(code, "M."); personal != (account == tenant.AccountPersonal) {
			t.Errorf("%s: code starts with %q", account, code[:2])
		}
	}
}

func TestCodeIsRedeemedOnce(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	form := s.TokenParams(s.Code(t, tenant.AccountWork))
	var ok, used atomic.Int32
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			resp, err := (&http.Client{Transport: s.Env().HTTP}).PostForm(s.URL()+demotest.TokenPath, form)
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				ok.Add(1)
			} else {
				used.Add(1)
			}
		})
	}
	all.Wait()
	if ok.Load() != 1 || used.Load() != 49 {
		t.Errorf("%d succeeded, %d refused", ok.Load(), used.Load())
	}
	var body demotest.Failure
	s.Post(t, demotest.TokenPath, form).JSON(t, &body)
	if body.Error != "invalid_grant" || body.Codes[0] != 54005 {
		t.Errorf("%s %v", body.Error, body.Codes)
	}
}

// A request that fails leaves the code for the right one.
func TestAMistakeDoesNotUseTheCode(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	code := s.Code(t, tenant.AccountWork)
	s.Post(t, demotest.TokenPath, s.TokenParams(code, "code_verifier", "wrong"))
	if a := s.Post(t, demotest.TokenPath, s.TokenParams(code)); a.Status != http.StatusOK {
		t.Errorf("status %d: %s", a.Status, a.Body)
	}
}

func TestPlainChallenge(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	code := s.Code(t, tenant.AccountWork, "code_challenge", demotest.Verifier, "code_challenge_method", "")
	if a := s.Post(t, demotest.TokenPath, s.TokenParams(code)); a.Status != http.StatusOK {
		t.Errorf("status %d: %s", a.Status, a.Body)
	}
}

func TestUserinfo(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	got := s.Redeem(t, tenant.AccountWork)
	req, err := http.NewRequest(http.MethodGet, s.URL()+"/oidc/userinfo", nil)
	if err != nil {
		t.Fatal(err)
	}
	if a := s.Fetch(t, req); a.Status != http.StatusUnauthorized {
		t.Errorf("without a token: status %d", a.Status)
	}
	req.Header.Set("Authorization", "Bearer "+got.AccessToken)
	var info map[string]string
	s.Fetch(t, req).JSON(t, &info)
	_, claims, _ := demotest.Decode(t, got.IDToken, s.WorkKey(t))
	if info["sub"] != claims["sub"] || info["email"] != "ada.berg@contoso.example" {
		t.Errorf("userinfo %v", info)
	}
}

// testClock is a clock that a test moves.
type testClock struct{ ahead atomic.Int64 }

func (c *testClock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *testClock) advance(d time.Duration) { c.ahead.Add(int64(d)) }
