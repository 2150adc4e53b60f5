package demo

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const authorizePath = "/common/oauth2/v2.0/authorize"

func TestSuccessInEachMode(t *testing.T) {
	s := start(t, "healthy", Options{})
	for _, mode := range []string{"query", "fragment"} {
		u := s.choose(t, "common", authParams("response_mode", mode), AccountWork, choiceSignIn).location(t)
		raw := u.RawQuery
		if mode == "fragment" {
			raw = u.EscapedFragment()
		}
		got, err := url.ParseQuery(raw)
		if err != nil || got.Get("code") == "" || got.Get("state") != "the-state" || got.Get("session_state") == "" {
			t.Errorf("%s: %s", mode, u)
		}
		if u.Host != "localhost:8400" || u.Path != "/callback" {
			t.Errorf("%s: sent to %s", mode, u)
		}
	}
	a := s.choose(t, "common", authParams("response_mode", "form_post"), AccountWork, choiceSignIn)
	form, _, err := readPage(a.body)
	if err != nil || form == nil {
		t.Fatalf("no form (%v) in %s", err, a.body)
	}
	if form.action != testRedirect || form.fields.Get("code") == "" || form.fields.Get("state") != "the-state" || len(form.buttons) != 1 {
		t.Errorf("form %+v", form)
	}
	policy := a.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "form-action 'self' http://localhost:8400") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy %q", policy)
	}
}

func TestQueryIsTheDefaultMode(t *testing.T) {
	s := start(t, "healthy", Options{})
	u := s.choose(t, "common", authParams("response_mode", ""), AccountWork, choiceSignIn).location(t)
	if u.Query().Get("code") == "" {
		t.Errorf("no code in the query of %s", u)
	}
}

var pageBlock = regexp.MustCompile(`^Request Id: [0-9a-f-]{36}\nCorrelation Id: [0-9a-f-]{36}\nTimestamp: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nMessage: (AADSTS\d+): `)

// What is wrong with client or redirect URI is shown on a page, never sent on.
func TestErrorsOnThePage(t *testing.T) {
	s := start(t, "healthy", Options{})
	for name, c := range map[string]struct {
		path    string
		changes []string
		code    string
	}{
		"no client":       {authorizePath, []string{"client_id", ""}, "AADSTS900144"},
		"odd client":      {authorizePath, []string{"client_id", "app"}, "AADSTS700038"},
		"unknown client":  {authorizePath, []string{"client_id", contoso.id}, "AADSTS700016"},
		"no redirect":     {authorizePath, []string{"redirect_uri", ""}, "AADSTS900144"},
		"other path":      {authorizePath, []string{"redirect_uri", "http://localhost:8400/Callback"}, "AADSTS50011"},
		"other host":      {authorizePath, []string{"redirect_uri", "http://127.0.0.1:8400/callback"}, "AADSTS50011"},
		"a lookalike":     {authorizePath, []string{"redirect_uri", "http://localhost.evil.example/callback"}, "AADSTS50011"},
		"a user name":     {authorizePath, []string{"redirect_uri", "http://localhost@evil.example/callback"}, "AADSTS50011"},
		"a query":         {authorizePath, []string{"redirect_uri", "http://localhost:8400/callback?a=b"}, "AADSTS50011"},
		"unknown tenant":  {"/nowhere/oauth2/v2.0/authorize", nil, "AADSTS90002"},
		"markup in value": {authorizePath, []string{"client_id", "<script>alert(1)</script>"}, "AADSTS700038"},
	} {
		a := s.get(t, c.path+"?"+authParams(c.changes...).Encode())
		form, text, err := readPage(a.body)
		if err != nil || form != nil || a.header.Get("Location") != "" {
			t.Errorf("%s: %v, form %v, location %q", name, err, form, a.header.Get("Location"))
		}
		if m := pageBlock.FindStringSubmatch(text); m == nil || m[1] != c.code {
			t.Errorf("%s: page says %q, want %s", name, text, c.code)
		}
		if strings.Contains(a.body, "<script>alert") {
			t.Errorf("%s: markup was not escaped", name)
		}
	}
}

// All else goes to the redirect URI, with the state.
func TestErrorsSentBack(t *testing.T) {
	for name, c := range map[string]struct {
		scenario string
		changes  []string
		oauth    string
		code     string
	}{
		"response type": {"healthy", []string{"response_type", "id_token"}, "unsupported_response_type", "AADSTS700054"},
		"no type":       {"healthy", []string{"response_type", ""}, "invalid_request", "AADSTS900144"},
		"no scope":      {"healthy", []string{"scope", ""}, "invalid_request", "AADSTS900144"},
		"mode":          {"healthy", []string{"response_mode", "post"}, "unsupported_response_mode", "AADSTS70007"},
		"challenge":     {"healthy", []string{"code_challenge", "short"}, "invalid_request", "AADSTS501491"},
		"method":        {"healthy", []string{"code_challenge_method", "S512"}, "invalid_request", "AADSTS501491"},
		"other API":     {"healthy", []string{"scope", "openid api://other/read"}, "invalid_resource", "AADSTS500011"},
		"bare scheme":   {"healthy", []string{"scope", "://"}, "invalid_resource", "AADSTS500011"},
		"silent":        {"healthy", []string{"prompt", "none"}, "login_required", "AADSTS50058"},
		"single tenant": {"single-tenant", nil, "invalid_request", "AADSTS50194"},
	} {
		s := start(t, c.scenario, Options{})
		got := s.get(t, authorizePath+"?"+authParams(c.changes...).Encode()).location(t).Query()
		if got.Get("error") != c.oauth || !strings.HasPrefix(got.Get("error_description"), c.code+": ") || got.Get("state") != "the-state" || got.Has("code") {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAccountsAtEachAuthority(t *testing.T) {
	s := start(t, "healthy", Options{})
	for _, c := range []struct {
		segment string
		account Account
		want    string // tenant, or text of the error page
	}{
		{"common", AccountWork, contoso.id},
		{"common", AccountPersonal, personalTenant},
		{"common", AccountGuest, fabrikam.id},
		{"organizations", AccountWork, contoso.id},
		{"organizations", AccountPersonal, "AADSTS500200: "},
		{"consumers", AccountPersonal, personalTenant},
		{personalTenant, AccountPersonal, personalTenant},
		{"consumers", AccountWork, "work or school account"},
		{contoso.id, AccountWork, contoso.id},
		{contoso.domain, AccountGuest, contoso.id},
		{contoso.id, AccountPersonal, "AADSTS50020: "},
		{fabrikam.id, AccountWork, "AADSTS50020: "},
	} {
		a := s.choose(t, c.segment, authParams(), c.account, choiceSignIn)
		if a.status == http.StatusFound {
			code := a.location(t).Query().Get("code")
			if got := s.codes.codes[code].tid; got != c.want {
				t.Errorf("%s at %s: tenant %s, want %s", c.account, c.segment, got, c.want)
			}
			continue
		}
		if _, text, err := readPage(a.body); err != nil || !strings.Contains(text, c.want) {
			t.Errorf("%s at %s: page says %q (%v), want %q", c.account, c.segment, text, err, c.want)
		}
	}
}

func TestLinksNeverSignIn(t *testing.T) {
	s := start(t, "healthy", Options{})
	a := s.get(t, authorizePath+"?"+authParams(fieldAccount, "work", fieldChoice, choiceSignIn).Encode())
	form, _, err := readPage(a.body)
	if err != nil || form == nil || a.status != http.StatusOK {
		t.Fatalf("status %d, %v: a link signed somebody in", a.status, err)
	}
}

func TestCancelAndDecline(t *testing.T) {
	s := start(t, "consent-declined", Options{})
	got := s.choose(t, "common", authParams(), AccountWork, choiceCancel).location(t).Query()
	if got.Get("error") != "access_denied" || got.Get("error_subcode") != "cancel" || got.Get("state") != "the-state" {
		t.Errorf("cancel: %v", got)
	}
	a := s.choose(t, "common", authParams(), AccountWork, choiceSignIn)
	form, _, err := readPage(a.body)
	if err != nil || form == nil || len(form.buttons) != 2 {
		t.Fatalf("no consent page (%v): %s", err, a.body)
	}
	got = s.choose(t, "common", authParams(), AccountWork, choiceDecline).location(t).Query()
	if got.Get("error") != "access_denied" || !strings.HasPrefix(got.Get("error_description"), "AADSTS65004: ") {
		t.Errorf("decline: %v", got)
	}
	got = s.choose(t, "common", authParams(), AccountWork, choiceAccept).location(t).Query()
	if got.Get("code") == "" {
		t.Errorf("accept: %v", got)
	}
}

// A request may come by POST as well (OpenID Connect Core 3.1.2.1).
func TestAuthorizeByPost(t *testing.T) {
	s := start(t, "healthy", Options{})
	form, _, err := readPage(s.post(t, authorizePath, authParams()).body)
	if err != nil || form == nil {
		t.Fatal("no sign-in page", err)
	}
	u, err := url.Parse(form.action)
	if err != nil || u.Query().Get("state") != "the-state" {
		t.Errorf("the form goes to %q", form.action)
	}
}

func TestSignInPage(t *testing.T) {
	for id, want := range map[string]Account{"healthy": AccountWork, "healthy-personal": AccountPersonal, "edov-false": AccountAttacker} {
		s := start(t, id, Options{})
		a := s.get(t, authorizePath+"?"+authParams().Encode())
		form, _, err := readPage(a.body)
		if err != nil {
			t.Fatal(id, err)
		}
		if got := form.fields[fieldAccount]; len(got) != 1 || got[0] != string(want) {
			t.Errorf("%s: preselected %q, want %q", id, got, want)
		}
		if first := strings.Index(a.body, `value="`+string(want)+`"`); first < 0 || strings.Count(a.body[:first], `type="radio"`) != 1 {
			t.Errorf("%s: %s is not listed first", id, want)
		}
		if strings.Count(a.body, `type="radio"`) != len(people) {
			t.Errorf("%s: not all accounts are listed", id)
		}
	}
	s := start(t, "healthy", Options{})
	form, _, err := readPage(s.get(t, authorizePath+"?"+authParams("login_hint", people[1].username).Encode()).body)
	if err != nil || form.fields.Get(fieldAccount) != string(people[1].account) {
		t.Errorf("login_hint: %+v (%v)", form, err)
	}
}

// Pages load nothing from outside and say what they are.
func TestPagesAreSelfContained(t *testing.T) {
	s := start(t, "consent-declined", Options{})
	outside := regexp.MustCompile(`(?i)(src|href)\s*=\s*"(?:[^d]|d[^a])|@import|url\(`)
	for name, a := range map[string]answer{
		"sign-in": s.get(t, authorizePath+"?"+authParams().Encode()),
		"consent": s.choose(t, "common", authParams("scope", "openid profile email offline_access "+ownAPI+"read"), AccountWork, choiceSignIn),
		"error":   s.get(t, authorizePath),
		"post":    s.choose(t, "common", authParams("response_mode", "form_post"), AccountWork, choiceAccept),
	} {
		if _, _, err := readPage(a.body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if m := outside.FindString(a.body); m != "" {
			t.Errorf("%s: something from outside: %q", name, m)
		}
		if !strings.Contains(a.body, "edov demo tenant: not Microsoft") {
			t.Errorf("%s does not say what it is", name)
		}
		if nonce := regexp.MustCompile(`style nonce="([^"]+)"`).FindStringSubmatch(a.body); nonce == nil || !strings.Contains(a.header.Get("Content-Security-Policy"), "'nonce-"+nonce[1]+"'") {
			t.Errorf("%s: its style has no nonce of the policy", name)
		}
	}
}
