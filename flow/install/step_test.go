package install

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/plan"
)

// TestCheck: a step of a file that was edited is refused, by Check and by the Doer, before anything is read or written.
func TestCheck(t *testing.T) {
	good := func(service plan.Service, place, path, after string) plan.Step {
		s := plan.Step{ID: "x", Service: service, Action: plan.Install, Title: "x", Place: place}
		s.Changes = append(s.Changes, plan.Change{Path: path, Before: null, After: []byte(after)})
		if service == plan.ServiceFile {
			s.Changes = append(s.Changes, plan.Change{Path: backupPath, Before: null, After: text("20261128T143309Z")})
		}
		return s
	}
	const env, local, secret = "/tmp/none/.env", "/tmp/none/supabase/config.toml", `{"secret":"new"}`
	quoted := func(s string) string { return string(text(s)) }
	for _, c := range []struct {
		name string
		step plan.Step
		ok   bool
	}{
		{"client ID", good(plan.ServiceFile, env, "AZURE_CLIENT_ID", quoted(anApp)), true},
		{"that of the plan", good(plan.ServiceFile, env, "AZURE_CLIENT_ID", `{"target":"appId"}`), true},
		{"another app", good(plan.ServiceFile, env, "AZURE_CLIENT_ID", quoted(tenant)), false},
		{"secret", good(plan.ServiceFile, env, "AZURE_CLIENT_SECRET", secret), true},
		{"a secret of theirs", good(plan.ServiceFile, env, "AZURE_CLIENT_SECRET", `"theirs"`), false},
		{"the secret elsewhere", good(plan.ServiceFile, env, "AZURE_TENANT_ID", secret), false},
		{"tenant", good(plan.ServiceFile, env, "AZURE_TENANT_ID", quoted(tenant)), true},
		{"another tenant", good(plan.ServiceFile, env, "AZURE_TENANT_ID", quoted(anApp)), false},
		{"a domain", good(plan.ServiceFile, env, "AZURE_TENANT_ID", `"evil.example"`), false},
		{"issuer", good(plan.ServiceFile, env, "AUTH_MICROSOFT_ENTRA_ID_ISSUER",
			`"https://login.microsoftonline.com/common/v2.0"`), true},
		{"issuer of personal accounts", good(plan.ServiceFile, env, "AUTH_MICROSOFT_ENTRA_ID_ISSUER",
			`"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"`), true},
		{"another issuer", good(plan.ServiceFile, env, "AUTH_MICROSOFT_ENTRA_ID_ISSUER",
			`"https://evil.example/common/v2.0"`), false},
		{"issuer in disguise", good(plan.ServiceFile, env, "AUTH_MICROSOFT_ENTRA_ID_ISSUER",
			`"https://login.microsoftonline.com@evil.example/common"`), false},
		{"issuer and more", good(plan.ServiceFile, env, "AUTH_MICROSOFT_ENTRA_ID_ISSUER",
			`"https://login.microsoftonline.com/common/$(id)"`), false},
		{"a variable of others", good(plan.ServiceFile, env, "PATH", `"/tmp"`), false},
		{"the switch", good(plan.ServiceFile, env, "GOTRUE_EXTERNAL_AZURE_ENABLED", `"true"`), true},
		{"the switch, off", good(plan.ServiceFile, env, "GOTRUE_EXTERNAL_AZURE_ENABLED", `"false"`), false},
		{"redirect URI", good(plan.ServiceFile, env, "GOTRUE_EXTERNAL_AZURE_REDIRECT_URI", `"https://a.example/x"`), true},
		{"redirect URI with a quote", good(plan.ServiceFile, env, "GOTRUE_EXTERNAL_AZURE_REDIRECT_URI",
			`"https://a.example/'"`), false},
		{"a file of others", good(plan.ServiceFile, "/tmp/none/.bashrc", "AZURE_CLIENT_ID", quoted(anApp)), false},
		{"a way up", good(plan.ServiceFile, "/tmp/../.env", "AZURE_CLIENT_ID", quoted(anApp)), false},
		{"no whole path", good(plan.ServiceFile, ".env", "AZURE_CLIENT_ID", quoted(anApp)), false},
		{"config.toml of others", good(plan.ServiceFile, "/tmp/x/config.toml", tomlPrefix+"enabled", "true"), false},
		{"config.toml", good(plan.ServiceFile, local, tomlPrefix+"enabled", "true"), true},
		{"config.toml, a secret", good(plan.ServiceFile, local, tomlPrefix+"secret", secret), false},
		{"config.toml, a key more", good(plan.ServiceFile, local, tomlPrefix+"skip_nonce_check", "true"), false},
		{"Clerk", good(plan.ServiceClerk, "app_1/prod", clerkID, quoted(anApp)), true},
		{"Clerk, an option", good(plan.ServiceClerk, "app_1/--file", clerkID, quoted(anApp)), false},
		{"Clerk, another key", good(plan.ServiceClerk, "app_1/dev", "session.lifetime", "1"), false},
		{"Clerk, off", good(plan.ServiceClerk, "app_1/dev", clerkOn, "false"), false},
		{"Supabase", good(plan.ServiceSupabase, aRef, azureSecret, secret), true},
		{"Supabase, another path", good(plan.ServiceSupabase, aRef+"/../x", azureSecret, secret), false},
		{"Supabase, another setting", good(plan.ServiceSupabase, aRef, "site_url", `"https://evil.example"`), false},
		{"you", good(plan.ServiceUser, "https://dashboard.clerk.com/x", "Client ID", quoted(anApp)), true},
		{"you, no https", good(plan.ServiceUser, "http://dashboard.clerk.com/", "Client ID", quoted(anApp)), false},
	} {
		p := planOf(&c.step)
		err := Check(p)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.ok {
			continue
		}
		progress := &plan.Progress{Target: p.Target, Secret: flow.NewSecret(canary)}
		for service, d := range map[plan.Service]plan.Doer{
			plan.ServiceFile: &File{Secret: flow.NewSecret(canary)}, plan.ServiceClerk: &Clerk{Program: "/nowhere"},
			plan.ServiceSupabase: newSupabase(newManagement()), plan.ServiceUser: &User{},
		} {
			if _, failed := d.Look(t.Context(), progress, &c.step); failed == nil {
				t.Errorf("%s: %s looks", c.name, service)
			}
			if failed := d.Do(t.Context(), progress, &c.step); failed == nil || failed.Kind != flow.FailureLocal {
				t.Errorf("%s: %s does it: %+v", c.name, service, failed)
			}
		}
	}
	twice := good(plan.ServiceSupabase, aRef, azureEnabled, "true")
	twice.Changes = append(twice.Changes, twice.Changes[0])
	if Check(planOf(&twice)) == nil {
		t.Error("a setting is changed twice")
	}
}

// TestUser: the person is shown the values, and is the only one to say that it is done.
func TestUser(t *testing.T) {
	const address = "https://dashboard.clerk.com/last-active?path=sso-connections"
	var shown []string
	answer, fails := true, error(nil)
	u := &User{
		Hosts: []string{"dashboard.clerk.com"},
		Confirm: func(_ context.Context, s *plan.Step, secret flow.Secret) (bool, error) {
			shown = append(shown, string(s.Changes[0].After)+" "+secret.Reveal())
			return answer, fails
		},
	}
	step := u.Step("clerk-dashboard", "Paste the values", address, []Copy{
		{Name: "Client ID", Role: ClientID}, {Name: "Client secret", Role: ClientSecret},
	})
	p := planOf(step)
	r := carryOut(t, p, u)
	if outcomes(r) != "done done" || len(shown) != 1 || shown[0] != `"`+anApp+`" `+canary {
		t.Errorf("%s: %q", outcomes(r), shown)
	}
	if undone := carryOut(t, r.Undo, u); outcomes(undone) != "done already" || strings.HasSuffix(shown[1], canary) {
		t.Errorf("undone: %s %q", outcomes(undone), shown)
	}
	u.done = nil
	answer = false
	if r := carryOut(t, p, u); outcomes(r) != "done failed" || r.Failure().Kind != flow.FailureCancelled {
		t.Errorf("not confirmed: %s %+v", outcomes(r), r.Failure())
	}
	fails = errors.New("no terminal " + canary)
	if r := carryOut(t, p, u); outcomes(r) != "done failed" || strings.Contains(r.Failure().Summary, "Canary") {
		t.Errorf("not asked: %s %+v", outcomes(r), r.Failure())
	}
	p.Steps[1].Place = "https://dashboard.clerk.com.evil.example/"
	if r := carryOut(t, p, u); outcomes(r) != "done failed" || len(shown) != 4 {
		t.Errorf("led away: %s %q", outcomes(r), shown)
	}
	u.Confirm = nil
	p.Steps[1].Place = address
	if r := carryOut(t, p, u); outcomes(r) != "done failed" {
		t.Errorf("without a way to ask: %s", outcomes(r))
	}
}

// TestIssuerOfPersonalAccounts: Auth.js compares the issuer with the one in Microsoft's metadata, which has no word.
func TestIssuerOfPersonalAccounts(t *testing.T) {
	step, failed := testFile().Env(t.Context(), envFile(t, authFile), "Auth.js", Settings{Tenant: "consumers"})
	if failed != nil {
		t.Fatal(failed.Summary)
	}
	const want = `"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"`
	if !slices.ContainsFunc(step.Changes, func(c plan.Change) bool { return string(c.After) == want }) {
		t.Errorf("%+v", step.Changes)
	}
}
