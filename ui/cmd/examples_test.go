package cmd_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"edov/ui/cmd"
)

// TestHelpExamplesRun: the examples of every help are run as those of a page are, with a client ID for ID, after a
// connection was saved and signed in with.
func TestHelpExamplesRun(t *testing.T) {
	if testing.Short() { // the race detector: the same goroutines as in other tests
		t.Skip("the same goroutines as in other tests")
	}
	files, err := filepath.Glob("help/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	ran := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, examples, ok := strings.Cut(string(data), "\nExamples:\n")
		if !ok {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			s := newShell(t)
			if name := filepath.Base(file); name != "connections.txt" && name != "connections-add.txt" {
				s.begin()
			}
			for line := range strings.Lines(examples) {
				line, _, _ = strings.Cut(strings.TrimSpace(line), "   ") // what is behind says what it does
				line = regexp.MustCompile(`\bID\b`).ReplaceAllString(line, "6731de76-14a6-49ae-97bc-6eba6914391e")
				line = strings.ReplaceAll(line, "https://...", "https://shop.example.com/callback")
				if strings.Contains(line, "connections import") || strings.Contains(line, "history changes 2") {
					continue // it asks a person, or is about a plan of another machine
				}
				s.script(line)
				ran++
			}
		})
	}
	if ran < 40 {
		t.Errorf("only %d examples were run", ran)
	}
}

// begin makes what the examples suppose: a saved connection with reports, a session and a report.
func (s *shell) begin() {
	s.t.Helper()
	s.write("secret", madeUpSecret+"\n")
	lines := []string{
		"connections add shop --client-id 6731de76-14a6-49ae-97bc-6eba6914391e --product Clerk --secret-file secret",
		"demo no-edov --save session.json --format json -o report.json",
	}
	for range 5 {
		lines = append(lines, "app manifest.json --connection shop")
	}
	for _, line := range lines {
		if _, stderr, code := s.run("", strings.Fields(line)...); code == cmd.ExitUsage || code == cmd.ExitUnfinished {
			s.t.Fatalf("%s: exit code %d: %s", line, code, stderr)
		}
	}
}
