package workspace

import (
	"path/filepath"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/guide"
)

// placing asks about a product, with a variable of the environment.
func placing(product, token string) *Placing {
	d := New(Options{Env: flow.Env{Getenv: func(name string) string {
		return map[string]string{flow.SupabaseTokenName: token}[name]
	}}}, Beginning{})
	return d.NewPlacing(&Subject{Connection: flow.Connection{Product: product}})
}

// TestPlacesOfProducts: the product decides what is offered, the user copies the values unless they choose otherwise,
// and where they can only copy nothing is asked.
func TestPlacesOfProducts(t *testing.T) {
	for product, want := range map[string]string{
		"Clerk": "by-hand clerk", "Supabase": "by-hand supabase config-toml env-file", "Auth.js": "by-hand env-file",
		"better-auth": "by-hand env-file", "my own app": "by-hand env-file", "Hanko": "",
	} {
		f := placing(product, "")
		if f == nil {
			if want != "" {
				t.Errorf("%s: nothing is asked", product)
			}
			continue
		}
		var values []string
		for _, o := range f.Field("where").Options {
			values = append(values, o.Value)
		}
		places := f.places()
		if got := strings.Join(values, " "); got != want || f.Field("where").Value != byHand || places.Given() {
			t.Errorf("%s offers %q, and suggests %q", product, got, f.Field("where").Value)
		}
		if _, pages := f.At("where"); pages != 1 || len(f.Faults()) > 0 || f.Changed() {
			t.Errorf("%s asks %d pages, %v", product, pages, f.Faults())
		}
	}
	for id := range placesOf {
		if guide.For(id).ID != id {
			t.Errorf("there is no guide %s", id)
		}
	}
	scenario, _ := demo.Lookup("healthy")
	if f := New(Options{}, Beginning{}).NewPlacing(&Subject{Scenario: &scenario}); f != nil {
		t.Error("it is asked at the demo tenant")
	}
}

// TestPlacingFaults: what is wrong with an answer is said, and only of what is asked.
func TestPlacingFaults(t *testing.T) {
	ref := strings.Repeat("a", 20)
	for name, c := range map[string]struct {
		product, token string
		answers        map[string]string
		faults         string
	}{
		"env file":    {"Auth.js", "", map[string]string{"where": inEnvFile}, ""},
		"no env file": {"Auth.js", "", map[string]string{"where": inEnvFile, "env-file": " "}, "env-file"},
		"not asked":   {"Auth.js", "", map[string]string{"env-file": ""}, ""},
		"config.toml": {"Supabase", "", map[string]string{"where": inConfigTOML}, ""},
		"no config.toml": {
			"Supabase", "",
			map[string]string{"where": inConfigTOML, "toml": "", "toml-env": ""},
			"toml toml-env",
		},
		"nothing typed":   {"Supabase", "", map[string]string{"where": atSupabase}, "project token"},
		"token typed":     {"Supabase", "", map[string]string{"where": atSupabase, "project": ref, "token": "sbp_1"}, ""},
		"token is there":  {"Supabase", "sbp_2", map[string]string{"where": atSupabase, "project": ref}, ""},
		"no project":      {"Supabase", "sbp_2", map[string]string{"where": atSupabase, "project": "https://x"}, "project"},
		"clerk":           {"Clerk", "", map[string]string{"where": atClerk, "instance": " app_2abc/prod "}, ""},
		"no clerk":        {"Clerk", "", map[string]string{"where": atClerk}, "instance"},
		"option of clerk": {"Clerk", "", map[string]string{"where": atClerk, "instance": "--app=x/dev"}, "instance"},
	} {
		t.Run(name, func(t *testing.T) {
			f := placing(c.product, c.token)
			for key, value := range c.answers {
				f.Field(key).Value = value
			}
			var keys []string
			for _, fault := range f.Faults() {
				if keys = append(keys, fault.Field); fault.Hint == "" {
					t.Errorf("%s has no hint", fault.Field)
				}
			}
			if got := strings.Join(keys, " "); got != c.faults {
				t.Errorf("faults of %q, want %q", got, c.faults)
			}
			to := f.places()
			if c.answers["where"] == inEnvFile && !filepath.IsAbs(to.EnvFiles[0]) {
				t.Errorf("the file is %s", to.EnvFiles[0])
			}
			if want := c.answers["token"] + c.token; c.faults == "" && c.answers["where"] == atSupabase &&
				to.Token.Reveal() != want {
				t.Error("the token is another one")
			}
			if strings.TrimSpace(c.answers["instance"]) == "app_2abc/prod" && to.Clerk != "app_2abc/prod" {
				t.Errorf("the instance is %q", to.Clerk)
			}
		})
	}
	if f := placing("Supabase", ""); f.Field("token").Kind != SecretField {
		t.Error("the token is seen while it is typed")
	}
}
