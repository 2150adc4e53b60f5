package cmd_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// plainCommand is a command line of edov within a sentence without marks: the command, its flags and the values in
// capitals, such as FILE.
var plainCommand = regexp.MustCompile(`\bedov [a-z]+(?: (?:--[a-z-]+|[A-Z]{2,}(?:-[A-Z]+)*\b))*`)

// TestCommandsOfExplanations: each command line that an explanation suggests exists, with its flags.
func TestCommandsOfExplanations(t *testing.T) {
	s := newShell(t)
	found := map[string]bool{}
	for _, name := range []string{"inspect/fault/likely.json", "inspect/fault/families.json"} {
		var rows []struct{ ID, Why, Fix, Confirm, Command string }
		if err := json.Unmarshal([]byte(readPage(t, name)), &rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			text := strings.Join([]string{row.Why, row.Fix, row.Confirm, row.Command}, "\n")
			for _, line := range plainCommand.FindAllString(text, -1) {
				if !found[line] {
					found[line] = true
					s.mustParse(name+": "+row.ID+": "+line, strings.Fields(line)[1:])
				}
			}
		}
	}
	if len(found) < 10 {
		t.Errorf("the explanations name only %d command lines", len(found))
	}
}
