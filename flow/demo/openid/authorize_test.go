package openid_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/openid"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
	"edov/flow/entra"
)

func TestSuccessInEachMode(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	for _, mode := range []string{"query", "fragment"} {
		u := s.Choose(
			t, "common", demotest.AuthParams("response_mode", mode), tenant.AccountWork, openid.ChoiceSignIn,
		).Location(t)
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
	a := s.Choose(t, "common", demotest.AuthParams("response_mode", "form_post"), tenant.AccountWork, openid.ChoiceSignIn)
	form, _, err := web.ReadPage(a.Body)
	if err != nil || form == nil {
		t.Fatalf("no form (%v) in %s", err, a.Body)
	}
	if form.Action != demotest.Redirect || form.Fields.Get("code") == "" || form.Fields.Get("state") != "the-state" ||
		len(form.Buttons) != 1 {
		t.Errorf("form %+v", form)
	}
	policy := a.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "form-action 'self' http://localhost:8400") ||
		!strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy %q", policy)
	}
}

func TestQueryIsTheDefaultMode(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	u := s.Choose(
		t, "common", demotest.AuthParams("response_mode", ""), tenant.AccountWork, openid.ChoiceSignIn,
	).Location(t)
	if u.Query().Get("code") == "" {
		t.Errorf("no code in the query of %s", u)
	}
}

// What is wrong with client or redirect URI is shown on a page, never sent on.
func TestErrorsOnThePage(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	for name, c := range map[string]struct {
		path    string
		changes []string
		code    string
	}{
		"no client":      {demotest.AuthorizePath, []string{"client_id", ""}, "AADSTS900144"},
		"odd client":     {demotest.AuthorizePath, []string{"client_id", "app"}, "AADSTS700038"},
		"unknown client": {demotest.AuthorizePath, []string{"client_id", tenant.Contoso.ID}, "AADSTS700016"},
		"no redirect":    {demotest.AuthorizePath, []string{"redirect_uri", ""}, "AADSTS900144"},
		"other path": {
			demotest.AuthorizePath, []string{"redirect_uri", "http://localhost:8400/Callback"}, "AADSTS50011",
		},
		"other host": {
			demotest.AuthorizePath, []string{"redirect_uri", "http://127.0.0.1:8400/callback"}, "AADSTS50011",
		},
		"a lookalike": {
			demotest.AuthorizePath, []string{"redirect_uri", "http://localhost.evil.example/callback"}, "AADSTS50011",
		},
		"a user name": {
			demotest.AuthorizePath, []string{"redirect_uri", "http://localhost@evil.example/callback"}, "AADSTS50011",
		},
		"a query": {
			demotest.AuthorizePath, []string{"redirect_uri", "http://localhost:8400/callback?a=b"}, "AADSTS50011",
		},
		"unknown tenant":  {"/nowhere/oauth2/v2.0/authorize", nil, "AADSTS90002"},
		"markup in value": {demotest.AuthorizePath, []string{"client_id", "<script>alert(1)</script>"}, "AADSTS700038"},
	} {
		a := s.Get(t, c.path+"?"+demotest.AuthParams(c.changes...).Encode())
		form, text, err := web.ReadPage(a.Body)
		if err != nil || form != nil || a.Header.Get("Location") != "" {
			t.Errorf("%s: %v, form %v, location %q", name, err, form, a.Header.Get("Location"))
		}
		if m := demotest.ErrorPage.FindStringSubmatch(text); m == nil || m[1] != c.code {
			t.Errorf("%s: page says %q, want %s", name, text, c.code)
		}
		if strings.Contains(a.Body, "<script>alert") {
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
		s := demotest.Start(t, c.scenario, demo.Options{})
		got := s.Get(t, demotest.AuthorizePath+"?"+demotest.AuthParams(c.changes...).Encode()).Location(t).Query()
		if got.Get("error") != c.oauth || !strings.HasPrefix(got.Get("error_description"), c.code+": ") ||
			got.Get("state") != "the-state" || got.Has("code") {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// tenantOf redeems a code where it was issued, and says which tenant the ID token
// names.
func tenantOf(t *testing.T, s demotest.Visitor, segment, code string) any {
	t.Helper()
	var got demotest.Tokens
	s.Post(t, "/"+segment+"/oauth2/v2.0/token", s.TokenParams(code)).JSON(t, &got)
	_, claims, _ := demotest.Decode(t, got.IDToken, s.WorkKey(t))
	return claims["tid"]
}

func TestAccountsAtEachAuthority(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	for _, c := range []struct {
		segment string
		account tenant.Account
		want    string // tenant, or text of the error page
	}{
		{"common", tenant.AccountWork, tenant.Contoso.ID},
		{"common", tenant.AccountPersonal, entra.ConsumersTenant},
		{"common", tenant.AccountGuest, tenant.Fabrikam.ID},
		{"organizations", tenant.AccountWork, tenant.Contoso.ID},
		{"organizations", tenant.AccountPersonal, "AADSTS500200: "},
		{"consumers", tenant.AccountPersonal, entra.ConsumersTenant},
		{entra.ConsumersTenant, tenant.AccountPersonal, entra.ConsumersTenant},
		{"consumers", tenant.AccountWork, "work or school account"},
		{tenant.Contoso.ID, tenant.AccountWork, tenant.Contoso.ID},
		{tenant.Contoso.Domain, tenant.AccountGuest, tenant.Contoso.ID},
		{tenant.Contoso.ID, tenant.AccountPersonal, "AADSTS50020: "},
		{tenant.Fabrikam.ID, tenant.AccountWork, "AADSTS50020: "},
	} {
		a := s.Choose(t, c.segment, demotest.AuthParams(), c.account, openid.ChoiceSignIn)
		if a.Status == http.StatusFound {
			code := a.Location(t).Query().Get("code")
			if got := tenantOf(t, s, c.segment, code); got != c.want {
				t.Errorf("%s at %s: tenant %s, want %s", c.account, c.segment, got, c.want)
			}
			continue
		}
		if _, text, err := web.ReadPage(a.Body); err != nil || !strings.Contains(text, c.want) {
			t.Errorf("%s at %s: page says %q (%v), want %q", c.account, c.segment, text, err, c.want)
		}
	}
}

func TestLinksNeverSignIn(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	a := s.Get(
		t,
		demotest.AuthorizePath+"?"+demotest.AuthParams(
			openid.FieldAccount, "work", openid.FieldChoice, openid.ChoiceSignIn,
		).Encode(),
	)
	form, _, err := web.ReadPage(a.Body)
	if err != nil || form == nil || a.Status != http.StatusOK {
		t.Fatalf("status %d, %v: a link signed a user in", a.Status, err)
	}
}

func TestCancelAndDecline(t *testing.T) {
	s := demotest.Start(t, "consent-declined", demo.Options{})
	got := s.Choose(t, "common", demotest.AuthParams(), tenant.AccountWork, openid.ChoiceCancel).Location(t).Query()
	if got.Get("error") != "access_denied" || got.Get("error_subcode") != "cancel" || got.Get("state") != "the-state" {
		t.Errorf("cancel: %v", got)
	}
	a := s.Choose(t, "common", demotest.AuthParams(), tenant.AccountWork, openid.ChoiceSignIn)
	form, _, err := web.ReadPage(a.Body)
	if err != nil || form == nil || len(form.Buttons) != 2 {
		t.Fatalf("no consent page (%v): %s", err, a.Body)
	}
	got = s.Choose(t, "common", demotest.AuthParams(), tenant.AccountWork, openid.ChoiceDecline).Location(t).Query()
	if got.Get("error") != "access_denied" || !strings.HasPrefix(got.Get("error_description"), "AADSTS65004: ") {
		t.Errorf("decline: %v", got)
	}
	got = s.Choose(t, "common", demotest.AuthParams(), tenant.AccountWork, openid.ChoiceAccept).Location(t).Query()
	if got.Get("code") == "" {
		t.Errorf("accept: %v", got)
	}
}

// A request may come by POST as well (OpenID Connect Core 3.1.2.1).
func TestAuthorizeByPost(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	form, _, err := web.ReadPage(s.Post(t, demotest.AuthorizePath, demotest.AuthParams()).Body)
	if err != nil || form == nil {
		t.Fatal("no sign-in page", err)
	}
	u, err := url.Parse(form.Action)
	if err != nil || u.Query().Get("state") != "the-state" {
		t.Errorf("the form goes to %q", form.Action)
	}
}

func TestSignInPage(t *testing.T) {
	for id, want := range map[string]tenant.Account{
		"healthy": tenant.AccountWork, "healthy-personal": tenant.AccountPersonal, "edov-false": tenant.AccountAttacker,
	} {
		s := demotest.Start(t, id, demo.Options{})
		a := s.Get(t, demotest.AuthorizePath+"?"+demotest.AuthParams().Encode())
		form, _, err := web.ReadPage(a.Body)
		if err != nil {
			t.Fatal(id, err)
		}
		if got := form.Fields[openid.FieldAccount]; len(got) != 1 || got[0] != string(want) {
			t.Errorf("%s: preselected %q, want %q", id, got, want)
		}
		if first := strings.Index(a.Body, `value="`+string(want)+`"`); first < 0 ||
			strings.Count(a.Body[:first], `type="radio"`) != 1 {
			t.Errorf("%s: %s is not listed first", id, want)
		}
		if strings.Count(a.Body, `type="radio"`) != len(tenant.People) {
			t.Errorf("%s: not all accounts are listed", id)
		}
	}
	s := demotest.Start(t, "healthy", demo.Options{})
	form, _, err := web.ReadPage(
		s.Get(t, demotest.AuthorizePath+"?"+demotest.AuthParams("login_hint", tenant.People[1].Username).Encode()).Body,
	)
	if err != nil || form.Fields.Get(openid.FieldAccount) != string(tenant.People[1].Account) {
		t.Errorf("login_hint: %+v (%v)", form, err)
	}
}

// Pages load nothing from outside and say what they are.
func TestPagesAreSelfContained(t *testing.T) {
	s := demotest.Start(t, "consent-declined", demo.Options{})
	outside := regexp.MustCompile(`(?i)(src|href)\s*=\s*"(?:[^d]|d[^a])|@import|url\(`)
	for name, a := range map[string]demotest.Answer{
		"sign-in": s.Get(t, demotest.AuthorizePath+"?"+demotest.AuthParams().Encode()),
		"consent": s.Choose(
			t, "common", demotest.AuthParams("scope", "openid profile email offline_access "+demotest.OwnAPI+"read"),
			tenant.AccountWork, openid.ChoiceSignIn,
		),
		"error": s.Get(t, demotest.AuthorizePath),
		"post": s.Choose(
			t, "common", demotest.AuthParams("response_mode", "form_post"), tenant.AccountWork, openid.ChoiceAccept,
		),
	} {
		if _, _, err := web.ReadPage(a.Body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if m := outside.FindString(a.Body); m != "" {
			t.Errorf("%s: something from outside: %q", name, m)
		}
		if !strings.Contains(a.Body, "edov demo tenant: not Microsoft") {
			t.Errorf("%s does not say what it is", name)
		}
		if nonce := regexp.MustCompile(`style nonce="([^"]+)"`).FindStringSubmatch(a.Body); nonce == nil ||
			!strings.Contains(a.Header.Get("Content-Security-Policy"), "'nonce-"+nonce[1]+"'") {
			t.Errorf("%s: its style has no nonce of the policy", name)
		}
	}
}
