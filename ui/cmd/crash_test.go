package cmd

import (
	"bytes"
	"strings"
	"testing"
)

// TestCrashOfACommand: a panic ends the command, not the program that serves others, and shows where it was without its
// value.
func TestCrashOfACommand(t *testing.T) {
	var stderr, stdout bytes.Buffer
	p := Program{Stderr: &stderr, Stdout: &stdout, manner: &manner{}, answer: &answer{}}
	code := p.complain(p.told(untilStopped(t.Context(), func() error { panic("a secret value") })))
	text := stderr.String()
	if code != ExitUnfinished || !strings.Contains(text, "a bug in edov: the command failed (string)") ||
		!strings.Contains(text, "crash_test.go") || !strings.Contains(text, "hint: please report it") {
		t.Errorf("%d\n%s", code, text)
	}
	if strings.Contains(text, "secret value") {
		t.Errorf("the value is shown:\n%s", text)
	}
}
