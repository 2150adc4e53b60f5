package lines

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/files"
	"edov/inspect/doctor"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// conversation is what is said about a subject when lines are typed.
func conversation(t *testing.T, s *workspace.Subject, typed ...string) string {
	t.Helper()
	dir := t.TempDir()
	var out bytes.Buffer
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	var passed atomic.Int64 // what is seen later is newer
	now := func() time.Time { return noon.Add(time.Duration(passed.Add(1)) * time.Millisecond) }
	desk := workspace.New(workspace.Options{
		Env: flow.Env{
			Now: now, Getenv: func(string) string { return "" },
			Browser: func(_ context.Context, url string) (string, error) { return "a browser: " + url, nil },
		},
		Program: "edov test",
		Store:   store.New(store.Dirs{Config: dir + "/config", State: dir + "/state"}, store.Options{Now: now}),
		Save: func(name string, data []byte, overwrite bool) error {
			return files.Replace(filepath.Join(dir, name), data, overwrite)
		},
		Exists: os.IsExist, ReadFile: files.Read,
		Export:   func(string, *flow.Session, *report.Report, bool) ([]byte, error) { return []byte("report"), nil },
		Calendar: func(*secret.Report) []byte { return []byte("calendar") },
		LookAround: func(_ context.Context, o flow.MachineOptions) doctor.Facts {
			f := doctor.Facts{Online: o.Online, Machine: flow.Machine{Port: o.Port}}
			if o.Online {
				f.Version = "servers were asked"
			}
			return f
		},
	}, workspace.Beginning{})
	if s != nil {
		desk.Begin(s, nil)
	}
	err := Run(t.Context(), desk, Options{
		In: strings.NewReader(strings.Join(typed, "\n") + "\n"), Out: &out,
		Note:     func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) },
		Progress: func(*workspace.Subject) func(flow.Event) { return func(flow.Event) {} },
		Pastes:   func(_ context.Context, _ <-chan string, texts chan<- string) { close(texts) },
	})
	if err != nil {
		t.Error(err)
	}
	return out.String()
}

// scenario is one of the demo tenant.
func scenario(t *testing.T, id string) *workspace.Subject {
	t.Helper()
	s, ok := demo.Lookup(id)
	if !ok {
		t.Fatal(id)
	}
	return &workspace.Subject{Scenario: &s}
}

// TestAbilities: what the full screen can do is done line by line too.
func TestAbilities(t *testing.T) {
	for _, c := range []struct {
		scenario string
		typed    []string
		says     []string
	}{
		{
			"no-edov",
			[]string{"test", "how", "jump", "edov-present", "patch", "write", "back", "back", "watch", "stop", "q"},
			[]string{
				"Supabase", "optional-edov: ", "This JSON merge patch fixes optional-edov", "patch.json",
				"Signs in again every minute",
			},
		},
		{
			"no-edov",
			[]string{"test", "open", "edov-present", "export", "y", "a.md", "export", "", "a.md", "n", "back", "q"},
			[]string{"opened with a browser: http://127.0.0.1", "Written: a.md", "Overwrite a.md?"},
		},
		{
			"secret-expired",
			[]string{"secrets", "calendar", "a.ics", "replace", "refresh", "open", "1", "q"},
			[]string{"Written: a.ics", "Replace", "opened with a browser: http://127.0.0.1"},
		},
		{
			"healthy",
			[]string{"before", "write", "users.csv", "read", "back", "back", "q"},
			[]string{"9 of 16 users may have trouble", "dmitri.volkov@contoso.example", "Written: users.csv"},
		},
		{"healthy", []string{"clerk", "y", "q"}, []string{"no problem found on Clerk's side"}},
		{
			"healthy",
			[]string{"setup", "next", "open", "write", "guide.md", "back", "back", "q"},
			[]string{"opened with a browser: http://127.0.0.1", "Written: guide.md"},
		},
		{"healthy", []string{"explain", "AADSTS50011", "microsoft", "q"}, []string{"opened with a browser: https://"}},
		{
			"healthy",
			[]string{"app", "refresh", "back", "back", "q"},
			[]string{"What changed: ", "The same checks failed and passed"},
		},
	} {
		t.Run(c.scenario+" "+c.typed[0], func(t *testing.T) {
			said := conversation(t, scenario(t, c.scenario), c.typed...)
			for _, want := range c.says {
				if !strings.Contains(said, want) {
					t.Errorf("does not say %q:\n%s", want, said)
				}
			}
		})
	}
}

// TestHistoryLineByLine: the reports of a practice are listed, opened, compared
// and cleared.
func TestHistoryLineByLine(t *testing.T) {
	said := conversation(t, nil, "practice", "connection", "6731de76-14a6-49ae-97bc-6eba6914391e", "", "mobile", "", "",
		"",
		"test", "test again", "back", "back", "history", "compare", "1", "", "1", "back", "clear", "y", "back", "q")
	for _, want := range []string{
		"Compare with the one before", "What changed: ", "Delete all 2 reports",
		"No reports yet.",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("does not say %q:\n%s", want, said)
		}
	}
}

// TestWaysAreOffered: an action that is done here is one of the workspace's.
func TestWaysAreOffered(t *testing.T) {
	known := map[action.ID]bool{action.AddConnection: true} // of the list of connections
	for _, a := range workspace.Offers() {
		known[a.ID] = true
	}
	for id := range ways {
		if !known[id] {
			t.Errorf("%s is offered nowhere", id)
		}
	}
}
