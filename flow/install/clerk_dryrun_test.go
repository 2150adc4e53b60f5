package install

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestClerkDryRun: what the dry run shows is compared with what was asked for, and with what the plan saw. Anything
// else is not sent.
func TestClerkDryRun(t *testing.T) {
	const (
		was  = `"enabled":false,"client_id":"","client_secret":"****"`
		will = `"enabled":true,"client_id":"` + anApp + `","client_secret":"*****"`
	)
	shows := func(before, after string) string {
		return `{"config_version":"7","dry_run":true,"before":{` + before + `},"after":{` + after + `}}`
	}
	of := func(fields string) string { return `"connection_oauth_microsoft":{` + fields + `}` }
	for _, c := range []struct{ name, answer, want, says string }{
		{"as asked", shows(of(was), of(will)), "done done", ""},
		{"done already", shows(of(will), of(will)), "done done", ""},
		{"with defaults", shows(of(was), of(will+`,"authenticatable":true`)), "done done", ""},
		{"with what it was", shows(of(was+`,"x":[1]`)+`,"s":{"y":null}`, of(will+`,"x":[1]`)+`,"s":{}`), "done done", ""},
		{"a new connection", shows(`"connection_oauth_microsoft":null`, of(will)), "done failed", "changed since"},
		{"no values", `{"config_version":"7"}`, "done done", ""},
		{"only after", `{"after":{` + of(will+`,"authenticatable":true`) + `}}`, "done done", ""},

		{
			"another key", shows(of(was)+`,"session":{"lifetime":1}`, of(will)+`,"session":{"lifetime":2}`),
			"done failed", "asked for: session.lifetime",
		},
		{"another new key", shows(of(was), of(will)+`,"session":{"lifetime":2}`), "done failed", "session.lifetime"},
		{"a dotted name", shows(of(was), of(will)+`,"connection_oauth_microsoft.x":1`), "done failed", "a setting"},
		{"another setting", shows(of(was+`,"block":true`), of(will+`,"block":false`)), "done failed", "microsoft.block"},
		{"one is gone", shows(of(was+`,"block":true`), of(will)), "done failed", "microsoft.block"},
		{"the secret as a name", shows(of(was), of(will+`,"`+canary+`":1`)), "done failed", "a setting"},
		{"hostile", shows(of(was), of(will+`,"\u001b]0;owned\u0007":1`)), "done failed", "a setting"},
		{"another client ID", shows(of(was), of(strings.Replace(will, anApp, tenant, 1))), "done failed", "client_id"},
		{"not on", shows(of(was), of(strings.Replace(will, "true", "false", 1))), "done failed", "microsoft.enabled"},
		{
			"changed by others", shows(of(strings.Replace(was, `""`, `"`+tenant+`"`, 1)), of(will)),
			"done failed", "changed since",
		},
		{
			"no dry run", strings.Replace(shows(of(was), of(will)), `"dry_run":true`, `"dry_run":false`, 1),
			"done failed", "says that it was none",
		},
	} {
		k, f := newClerk(t)
		p := planOf(clerkStep(t, k))
		f.write(t, "does.dry", "answer")
		f.write(t, "answer.json", c.answer)
		r := carryOut(t, p, k)
		got := r.Failure()
		if outcomes(r) != c.want || (got == nil) != (c.says == "") || got != nil && !strings.Contains(got.Summary, c.says) {
			t.Errorf("%s: %s: %+v", c.name, outcomes(r), got)
		}
		if text := fmt.Sprintf("%+v", got); strings.Contains(text, "Canary") || strings.ContainsAny(text, "\x1b\a") {
			t.Errorf("%s: %s", c.name, text)
		}
		_, err := os.Stat(filepath.Join(string(f), "patched.json"))
		if sent := err == nil; sent != (c.says == "") {
			t.Errorf("%s: sent: %v", c.name, sent)
		}
	}
	k, f := newClerk(t)
	p := planOf(clerkStep(t, k))
	f.write(t, "does.patch", "answer")
	f.write(t, "answer.json", shows(of(was), of(will)))
	if r := carryOut(t, p, k); outcomes(r) != "done failed" || !strings.Contains(r.Failure().Summary, "no response") {
		t.Errorf("a dry run in place of the change: %s: %+v", outcomes(r), r.Failure())
	}
}

// TestClerkReplaceable: a program that others may replace would be given the secret: it is not run. A link, as npm
// makes it, is.
func TestClerkReplaceable(t *testing.T) {
	for name, c := range map[string]struct {
		program, folder, target os.FileMode
		ran                     bool
	}{
		"only mine":       {0o700, 0o755, 0o755, true},
		"of my group":     {0o770, 0o775, 0o775, true},
		"program":         {0o707, 0o755, 0o755, false},
		"folder of link":  {0o755, 0o777, 0o755, false},
		"sticky folder":   {0o755, 0o777 | os.ModeSticky, 0o755, true},
		"target's folder": {0o755, 0o755, 0o777, false},
	} {
		k, f := newClerk(t)
		link := filepath.Join(t.TempDir(), "bin")
		if err := os.Mkdir(link, 0o700); err != nil {
			t.Fatal(err)
		}
		target := k.Program
		k.Program = filepath.Join(link, "clerk")
		if err := os.Symlink(target, k.Program); err != nil {
			t.Fatal(err)
		}
		for path, mode := range map[string]os.FileMode{target: c.program, link: c.folder, string(f): c.target} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
		}
		// The fake finds its files next to the name that it was called by.
		for _, file := range []string{"schema.json", "pull.json"} {
			text := read(t, filepath.Join(string(f), file))
			if err := os.WriteFile(filepath.Join(link, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, failed := k.Step(t.Context(), "app_2abc/dev", Settings{Tenant: tenant, NewSecret: true})
		_, err := os.Stat(filepath.Join(link, "log"))
		if ran := err == nil; ran != c.ran || (failed == nil) != c.ran {
			t.Errorf("%s: it ran: %v, %+v", name, ran, failed)
		}
		if failed != nil && !strings.Contains(failed.Summary, "may replace it") {
			t.Errorf("%s: %+v", name, failed)
		}
	}
}

// TestClerkSchemaMisbehaves: without a schema that can be read there is no plan.
func TestClerkSchemaMisbehaves(t *testing.T) {
	for how, says := range map[string]string{
		"garbage": "did not print a JSON object", "half": "did not print a JSON object", "flood": "too much",
		"refuse": "exit code 1", "unknown": "doesn't know clerk config schema", "signed-out": "not signed in",
	} {
		k, f := newClerk(t)
		f.write(t, "does.schema", how)
		step, failed := k.Step(t.Context(), "app_2abc/dev", Settings{NewSecret: true})
		if step != nil || failed == nil || !strings.Contains(failed.Summary, says) {
			t.Errorf("%s: %+v, %+v", how, step, failed)
		}
	}
}

// lookAlike is a program of this process.
type lookAlike struct{ ran int }

func (l *lookAlike) Run(context.Context, []byte, ...string) (stdout, stderr []byte, exit int) {
	l.ran++
	return []byte(`{}`), nil, 0
}

// TestClerkLookAlike: the demo's Clerk is for plans of the demo tenant, and those are for no other.
func TestClerkLookAlike(t *testing.T) {
	own, _ := newClerk(t)
	p := planOf(clerkStep(t, own))
	l := &lookAlike{}
	r := carryOut(t, p, &Clerk{LookAlike: l})
	if outcomes(r) != "done failed" || l.ran > 0 || !strings.Contains(r.Failure().Summary, "the demo's Clerk") {
		t.Errorf("%s, %+v", outcomes(r), r.Failure())
	}
}
