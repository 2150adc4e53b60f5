package cmd

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edov/ui/store"
)

// TestAccessibleGuide walks through the guide line by line: the product, a part,
// a mark.
func TestAccessibleGuide(t *testing.T) {
	code, out, _ := converse(t, nil, "setup", "for supabase", "2", "mark", "2", "not", "before", "back", "q")
	if code != ExitClean {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{
		"Setup guide for Supabase: 0 of 7 steps done", "step 1: Enable the provider Azure: not done",
		"- Authentication > Sign In / Providers > Azure: turn it on.",
		"step 1: Enable the provider Azure: marked as done", "Why xms_edov matters here",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "step 1: Enable the provider Azure: not done"); n != 3 {
		t.Errorf("the mark was taken back and the part is shown as open %d times, want 3", n)
	}
}

// TestAccessibleAdvice changes whose advice the guide follows, and back.
func TestAccessibleAdvice(t *testing.T) {
	code, out, _ := converse(t, nil, "setup", "for clerk", "do as the guide", "do as microsoft", "back", "q")
	if code != ExitClean {
		t.Errorf("exit code %d", code)
	}
	for want, times := range map[string]int{
		"Leave the implicit switches off: not done": 2, "Turn the implicit switches on: not done": 1,
		"Do as Microsoft advises": 1,
	} {
		if n := strings.Count(out, want); n != times {
			t.Errorf("it says %q %d times, want %d:\n%s", want, n, times, out)
		}
	}
}

// TestAccessibleKept: a kept connection is there at the next start, another one
// can be chosen, and its history is listed.
func TestAccessibleKept(t *testing.T) {
	dir := t.TempDir()
	talk := func(lines ...string) string {
		var out, told bytes.Buffer
		p := Program{
			Stdin: strings.NewReader(strings.Join(lines, "\n") + "\n"), Stdout: &out, Stderr: &told, Version: "test",
			Dirs: store.Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
		}
		if code := p.Main(t.Context(), []string{"--accessible"}); code != ExitClean {
			t.Errorf("exit code %d: %s", code, told.String())
		}
		return out.String() + told.String()
	}
	answers := func(name string) []string {
		return []string{"6731de76-14a6-49ae-97bc-6eba6914391e", "", "mobile", "", "", "", name}
	}
	talk(slices.Concat([]string{"set up"}, answers("shop"), []string{"q"})...)
	second := talk(slices.Concat([]string{"history", "back", "connection", "add another"}, answers("blog"),
		[]string{"q"})...)
	for _, want := range []string{
		"Connection: shop\nClient ID: 6731de76", "No reports yet.", "1  Change shop",
		"Saved as blog.", "Secret: none: a public client",
	} {
		if !strings.Contains(second, want) {
			t.Errorf("it does not say %q:\n%s", want, second)
		}
	}
	if third := talk("connection", "use", "q"); !strings.Contains(third, "Connection: shop") ||
		!strings.Contains(third, "blog") {
		t.Errorf("the other one cannot be chosen:\n%s", third)
	}
}

// memoryRing is a keyring in memory.
type memoryRing map[string]string

func (r memoryRing) Get(_, user string) (string, error) { return r[user], nil }

func (r memoryRing) Set(_, user, secret string) error { r[user] = secret; return nil }

func (r memoryRing) Delete(_, user string) error { delete(r, user); return nil }

// TestAccessibleChange: what is not typed anew stays as it is, the secret in the
// keyring too, until it is said to be asked for.
func TestAccessibleChange(t *testing.T) {
	const secret, other = "Abc8Q~a.secret_of-the.right-shape_012345", "Xyz8Q~a.secret_of-the.right-shape_543210"
	dir, ring := t.TempDir(), memoryRing{}
	talk := func(lines ...string) string {
		var out, told bytes.Buffer
		p := Program{
			Stdin: strings.NewReader(strings.Join(lines, "\n") + "\n"), Stdout: &out, Stderr: &told, Version: "test",
			Keyring: ring,
			Dirs:    store.Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
		}
		if code := p.Main(t.Context(), []string{"--accessible"}); code != ExitClean ||
			strings.Contains(out.String()+told.String(), "right-shape") {
			t.Errorf("exit code %d: %s", code, told.String())
		}
		return out.String() + told.String()
	}
	for _, c := range []struct {
		name  string
		lines []string
		want  string // said
		ring  string // the secret in the keyring then
	}{
		{"new", []string{
			"set up", "6731de76-14a6-49ae-97bc-6eba6914391e", "", "", secret, "2099-01-31", "8411", "Clerk", "",
			"shop", "", "q",
		}, "Secret: in your keyring; expires in", secret},
		{
			"another tenant",
			[]string{"connection", "change", "", "organizations", "", "", "", "", "", "", "", "", "q"},
			"[2099-01-31]", secret,
		},
		{
			"another secret",
			[]string{"connection", "change", "", "", "", other, "", "", "", "", "", "save", "q"},
			"Tenant: organizations", other,
		},
		{
			"asked for",
			[]string{"connection", "change", "", "", "", other, "", "", "", "", "", "ask", "q"},
			"Secret: asked for each time; expires in", "",
		},
		{"public", []string{"connection", "change", "", "", "mobile", "", "", "", "", "q"}, "[8411]", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := talk(c.lines...); !strings.Contains(got, c.want) || !strings.Contains(got, "Saved as shop.") {
				t.Errorf("it does not say %q:\n%s", c.want, got)
			}
			if ring["shop"] != c.ring {
				t.Errorf("%d characters are in the keyring, want %d", len(ring["shop"]), len(c.ring))
			}
		})
	}
}

// TestAccessiblePractice begins a practice: its pages are the demo tenant's, and
// what they show counts.
func TestAccessiblePractice(t *testing.T) {
	code, out, told := converse(t, nil, "setup", "practice", "2", "back", "q")
	if code != ExitClean {
		t.Errorf("exit code %d: %s", code, told)
	}
	for _, want := range []string{
		"Practice mode", "not done in Clerk: the Microsoft connection is not enabled",
		"page: http://127.0.0.1:",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
}

// TestAccessibleBack leaves the connection at each of its questions, and a test
// of the practice says what it needs.
func TestAccessibleBack(t *testing.T) {
	answers := []string{
		"11111111-2222-3333-4444-555555555555", "common", "web", "a secret", "2027-01-31", "8411", "Clerk",
		"https://clerk.example.com/cb",
	}
	for i := range answers {
		lines := append(append([]string{"set up"}, answers[:i]...), "back", "q")
		code, out, told := converse(t, nil, lines...)
		if code != ExitClean || strings.Contains(out, "Connection: ") ||
			strings.Count(out, "Does \"Sign in with Microsoft\" work") != 2 {
			t.Errorf("back at the question %d: exit code %d: %s\n%s", i, code, told, out)
		}
	}
}
