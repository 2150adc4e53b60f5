package install

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/plan"
)

// fakeClerk behaves as clerk/cli does, or misbehaves as a file next to it says. It shows what the files schema.json and
// pull.json have, and keeps what it is given; after.json then becomes pull.json.
const fakeClerk = `#!/bin/sh
dir=${0%/*}
IFS= read -r input
command=$2
case "$*" in *--dry-run) command=dry ;; esac
{ echo "$@"; export -p; pwd; } >>"$dir/log"
how=
[ -f "$dir/does.$command" ] && IFS= read -r how <"$dir/does.$command"
case "$how" in
hang) read -r how <"$dir/fifo" ;;
flood) while echo "$input$input$input$input"; do :; done ;;
refuse) printf '\033[31m422 %s\033]0;owned\a\n' "$input" >&2; echo "$input"; exit 1 ;;
signed-out) echo "Not logged in. Run clerk auth login to authenticate" >&2; exit 1 ;;
garbage) echo "{]$input"; exit 0 ;;
nothing) echo "No changes detected" >&2; exit 0 ;;
ask) (printf 'Proceed? ' && read -r how) </dev/tty >/dev/tty 2>/dev/null; exit 130 ;;
pretend) echo '{"after":{}}'; exit 0 ;;
half) printf '{"before":{"connection_oauth_microsoft":{"client_id":"' ; exit 0 ;;
unknown) echo "error: unknown command 'config' $input" >&2; exit 1 ;;
answer) IFS= read -r how <"$dir/answer.json"; printf '%s\n' "$how"; exit 0 ;;
esac
case "$command" in
schema | pull) IFS= read -r how <"$dir/$command.json"; echo "$how" ;;
*)
  echo "+ $input" >&2 # as the real one, it shows the secret
  echo "{\"after\":$input}"
  [ "$command" = dry ] && exit 0
  echo "$input" >"$dir/patched.json"
  IFS= read -r how <"$dir/after.json"
  echo "$how" >"$dir/pull.json"
  ;;
esac
`

// fake is the folder of a fake clerk.
type fake string

func (f fake) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(string(f), name)
	if err := os.WriteFile(path, []byte(text+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
}

// shows writes what config pull prints.
func (f fake) shows(t *testing.T, name, id, secret string, enabled bool) {
	t.Helper()
	f.write(t, name, fmt.Sprintf(`{"config_version":7,"connection_oauth_microsoft":`+
		`{"authenticatable":true,"client_id":%q,"client_secret":%q,"enabled":%v}}`, id, secret, enabled))
}

// schema has fields more than the usual ones.
func (f fake) schema(t *testing.T, more string) {
	t.Helper()
	f.write(t, "schema.json", `{"properties":{"connection_oauth_microsoft":{"properties":{"enabled":{"type":"boolean"},`+
		`"client_id":{"type":"string"},"client_secret":{"type":"string","x-clerk-sensitive":true}`+more+`}}}}`)
}

// newClerk is a fake clerk in a folder of its own.
func newClerk(t *testing.T) (*Clerk, fake) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the fake is a shell script")
	}
	f := fake(t.TempDir())
	f.write(t, "clerk", fakeClerk)
	f.schema(t, "")
	f.shows(t, "pull.json", "", "********", false)
	f.shows(t, "after.json", anApp, "********", true)
	return &Clerk{Program: filepath.Join(string(f), "clerk"), limits: limits{time: 20 * time.Second, bytes: 64 << 10}}, f
}

func clerkStep(t *testing.T, k *Clerk) *plan.Step {
	t.Helper()
	step, failed := k.Step(t.Context(), "app_2abc/dev", Settings{Tenant: tenant, NewSecret: true})
	if failed != nil {
		t.Fatal(failed.Summary)
	}
	return step
}

// TestClerk: the settings come to Clerk by standard input, and the undo puts them back when the old secret is known.
func TestClerk(t *testing.T) {
	t.Setenv("CLERK_PLATFORM_API_URL", "https://evil.example")
	t.Setenv("CLERK_SECRET_KEY", "sk_test_of_the_surroundings")
	k, f := newClerk(t)
	step := clerkStep(t, k)
	if len(step.Changes) != 3 || !strings.Contains(step.Proof, "common") {
		t.Errorf("%+v", step)
	}
	r := carryOut(t, planOf(step), k)
	patched := filepath.Join(string(f), "patched.json")
	const sent = `{"connection_oauth_microsoft":{"enabled":true,"client_id":"` + anApp + `","client_secret":"` +
		canary + `"}}`
	if got := strings.TrimSpace(read(t, patched)); outcomes(r) != "done done" || got != sent {
		t.Errorf("%s: %s %v", outcomes(r), got, r.Failure())
	}
	log := read(t, filepath.Join(string(f), "log"))
	for _, bad := range []string{"Canary", "evil.example", "sk_test", "Before_"} {
		if strings.Contains(log, bad) {
			t.Errorf("the program was given %s", bad)
		}
	}
	if wd, _ := os.Getwd(); strings.Contains(log, wd+"\n") || !strings.Contains(log, "--app app_2abc --instance dev") {
		t.Errorf("where it ran: %s", log)
	}
	p := planOf(step)
	p.Target.TestServer = true
	if demo := carryOut(t, p, k); outcomes(demo) != "done failed" {
		t.Errorf("a plan of the demo tenant: %s", outcomes(demo))
	}
	undone := carryOut(t, r.Undo, k)
	if got := strings.TrimSpace(read(t, patched)); undone.Steps[0].Outcome != plan.Failed || got != sent {
		t.Errorf("without the old secret: %s %s", outcomes(undone), got)
	}
	k.Previous = flow.NewSecret(before)
	f.shows(t, "after.json", "", "********", false)
	undone = carryOut(t, r.Undo, k)
	const back = `{"connection_oauth_microsoft":{"enabled":false,"client_id":"","client_secret":"` + before + `"}}`
	if got := strings.TrimSpace(read(t, patched)); got != back || undone.Steps[0].Outcome != plan.WasDone {
		t.Errorf("undone: %s %s", outcomes(undone), got)
	}
}

// TestClerkShowsTheSecret: where the secret can be read, it is compared.
func TestClerkShowsTheSecret(t *testing.T) {
	k, f := newClerk(t)
	f.shows(t, "pull.json", anApp, canary, true)
	if r := carryOut(t, planOf(clerkStep(t, k)), k); outcomes(r) != "done already" {
		t.Error(outcomes(r), r.Failure())
	}
}

// TestClerkTenant: a setting for the tenant is used if the schema has one that takes it.
func TestClerkTenant(t *testing.T) {
	for name, c := range map[string]struct {
		fields string
		want   bool
	}{
		"text":          {`,"tenant_id":{"type":"string"}`, true},
		"words only":    {`,"tenant":{"type":"string","enum":["common"]}`, false},
		"two":           {`,"tenant":{"type":"string"},"tenant_id":{"type":"string"}`, false},
		"another type":  {`,"tenant":{"type":"object"}`, false},
		"a hostile one": {`,"tenant\u001b[2J":{"type":"string"}`, false},
	} {
		k, f := newClerk(t)
		f.schema(t, c.fields)
		step := clerkStep(t, k)
		has := slices.ContainsFunc(step.Changes, func(c plan.Change) bool { return strings.Contains(c.Path, "tenant") })
		if has != c.want || has == strings.Contains(step.Proof, "no tenant") {
			t.Errorf("%s: %+v", name, step)
		}
	}
	k, f := newClerk(t)
	f.write(t, "schema.json", `{"properties":{"connection_oauth_microsoft":{"properties":{"enabled":{}}}}}`)
	if _, failed := k.Step(t.Context(), "app_2abc/dev", Settings{}); failed == nil {
		t.Error("a schema without a client ID is taken")
	}
}

// TestClerkMisbehaves: what it does wrong is told truly, and nothing that it prints.
func TestClerkMisbehaves(t *testing.T) {
	for _, c := range []struct{ command, how, want, says string }{
		{"pull", "signed-out", "done failed", "not signed in"},
		{"pull", "garbage", "done failed", "did not print a JSON object"},
		{"pull", "flood", "done failed", "too much"},
		{"pull", "refuse", "done failed", "exit code 1"},
		{"pull", "half", "done failed", "did not print a JSON object"},
		{"pull", "nothing", "done failed", "did not print a JSON object"},
		{"pull", "unknown", "done failed", "this version of clerk doesn't know clerk config pull"},
		{"dry", "refuse", "done failed", "dry run"},
		{"dry", "flood", "done failed", "too much"},
		{"dry", "ask", "done failed", "exit code 130"},
		{"dry", "garbage", "done failed", "did not print a response"},
		{"dry", "half", "done failed", "did not print a response"},
		{"dry", "nothing", "done failed", "did not print a response"},
		{"dry", "unknown", "done failed", "this version of clerk doesn't know clerk config patch"},
		{"patch", "refuse", "done failed", "exit code 1"},
		{"patch", "garbage", "done failed", "no response of Clerk"},
		{"patch", "nothing", "done failed", "no response of Clerk"},
		{"patch", "half", "done failed", "no response of Clerk"},
		{"patch", "flood", "done failed", "too much"},
		{"patch", "pretend", "done unsure", "can't be seen yet"},
		{"patch", "ask", "done failed", "exit code 130"},
	} {
		k, f := newClerk(t)
		p := planOf(clerkStep(t, k))
		f.write(t, "does."+c.command, c.how)
		r := carryOut(t, p, k)
		got := r.Failure()
		if got == nil || outcomes(r) != c.want || !strings.Contains(got.Summary, c.says) {
			t.Errorf("%s %s: %s: %+v", c.command, c.how, outcomes(r), got)
		}
		if text := fmt.Sprintf("%+v", got); strings.Contains(text, "Canary") || strings.Contains(text, "\x1b") {
			t.Errorf("%s %s: %s", c.command, c.how, text)
		}
	}
}

// TestClerkHangs: a program that does not end is ended.
func TestClerkHangs(t *testing.T) {
	for _, command := range []string{"pull", "dry", "patch"} {
		k, f := newClerk(t)
		p := planOf(clerkStep(t, k))
		fifo := exec.CommandContext(t.Context(), "mkfifo", filepath.Join(string(f), "fifo"))
		if out, err := fifo.CombinedOutput(); err != nil {
			t.Skipf("%s: %v", out, err)
		}
		f.write(t, "does."+command, "hang")
		k.limits.time = 300 * time.Millisecond
		r := carryOut(t, p, k)
		if f := r.Failure(); f == nil || !strings.Contains(f.Summary, "timed out") || outcomes(r) != "done failed" {
			t.Errorf("%s: %s: %+v", command, outcomes(r), f)
		}
	}
}

// TestNoClerk: without the program, the way by hand is named.
func TestNoClerk(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, failed := new(Clerk).Step(t.Context(), "app_2abc/dev", Settings{})
	if failed == nil || !strings.Contains(failed.Hint, "Clerk Dashboard") {
		t.Errorf("%+v", failed)
	}
}
