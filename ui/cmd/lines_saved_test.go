package cmd

import (
	"strings"
	"testing"
)

// TestAccessibleAnother: who goes back from a second connection has the first one
// again.
func TestAccessibleAnother(t *testing.T) {
	const id = "11111111-2222-3333-4444-555555555555"
	first := []string{
		"set up", id, "common", "web", "Abc8Q~a.secret_of-the.right-shape_012345", "2027-01-31", "8411",
		"Clerk", "", "",
	}
	code, out, told := converse(t, nil, append(first, "connection", "add another", "back", "q")...)
	if n := strings.Count(out, "Client ID: "+id); code != ExitClean || n != 2 {
		t.Errorf("exit code %d: %s; it is there %d times, want 2:\n%s", code, told, n, out)
	}
}
