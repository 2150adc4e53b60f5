package tui

import (
	"errors"
	"os"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/rollout"
	"edov/ui/workspace"
)

// rolloutReport is what was read of a tenant; refused says why its users were not.
func rolloutReport(product string, refused *flow.Failure, users ...flow.TenantUser) *rollout.Report {
	c := rollout.NewCollector(noon, rollout.Options{Source: "Microsoft Graph", Product: product, Limit: usersShown})
	c.Domains([]flow.TenantDomain{{Name: "contoso.example", Verified: true}}, nil)
	c.Consent(flow.ConsentPolicy{}, nil)
	c.Apps(flow.AppPolicy{}, nil)
	for _, u := range users {
		c.Add(u)
	}
	if refused != nil {
		c.StopFor(refused)
	}
	return c.Report()
}

const usersShown = 100

// rolloutOf is the screen of a tenant with some users in trouble.
func rolloutOf(refused *flow.Failure) func(c *common) []screen {
	return func(c *common) []screen {
		s := newRollout(c, &workspace.Subject{Connection: flow.Connection{Name: "shop", Product: "Supabase"}})
		users := []flow.TenantUser{
			{ID: "1", PrincipalName: "ada@contoso.example", Mail: "ada@contoso.example", Enabled: flow.SwitchOn},
			{ID: "2", PrincipalName: "dmitri@contoso.example", Enabled: flow.SwitchOn},
			{ID: "3", PrincipalName: "grace@contoso.example", Mail: "grace@adatum.example", Enabled: flow.SwitchOn},
			{ID: "4", PrincipalName: "old@contoso.example", Enabled: flow.SwitchOff},
		}
		for i := range users {
			users[i].Guest = flow.SwitchOff
		}
		if refused != nil {
			users = nil
		}
		s.took(rolloutRead{report: rolloutReport("Supabase", refused, users...)})
		return []screen{s}
	}
}

// TestRolloutOfTheDemo reads the demo tenant's users and writes those in trouble.
func TestRolloutOfTheDemo(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("healthy")
	var written string
	o := Options{Scenario: &s}
	o.Save = func(_ string, data []byte, _ bool) error { written = string(data); return nil }
	o.Exists = func(err error) bool { return errors.Is(err, os.ErrExist) }
	d := drive(t, o, 110, 40)
	d.until("Email verified")
	d.awake()
	d.press("esc", "esc")
	choose(d, "Before rollout")
	d.until("9 of 16 users may have trouble")
	d.until("dmitri.volkov@contoso.example")
	d.press("r")
	d.until("Clerk, for the other 7 users")
	d.press("e", "enter")
	d.until("Written: users.csv")
	if !strings.HasPrefix(written, "trouble,id,") || strings.Count(written, "\n") != 10 {
		t.Errorf("%s", written)
	}
}

// TestRolloutAsksFirst: nothing is sent to Microsoft before a key is pressed, and a refusal says what it needs.
func TestRolloutAsksFirst(t *testing.T) {
	t.Parallel()
	c := flow.Connection{ClientID: demo.ClientID, Product: "Clerk"}
	d := drive(t, Options{Connection: &c}, 100, 40)
	choose(d, "Before rollout")
	d.until("Press r to read the users")
	screen, ok := d.app.top().(*rolloutScreen)
	if !ok || screen.job != nil {
		t.Fatal("it reads at once")
	}
	screen.took(rolloutRead{err: errors.New("no credentials were found\nrun az login")})
	d.until("run az login")
	d.press("esc")
	d.until("Test sign-in")
}
