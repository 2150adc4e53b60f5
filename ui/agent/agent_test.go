package agent

import (
	"strings"
	"testing"
)

// TestTypeErrors: an argument of the wrong type is refused with the type that is expected.
func TestTypeErrors(t *testing.T) {
	table, err := readTable()
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range table.Tools {
		for _, in := range tool.Inputs {
			for _, value := range []string{`5`, `null`, `["x"]`, `{}`, `true`, `"x"`} {
				kind := in.kind()
				if kind == "boolean" && value == "true" || kind == "string" && value == `"x"` {
					continue
				}
				given := `{"` + in.Name + `":` + value
				for _, other := range tool.Inputs {
					if other.Required && other.Name != in.Name {
						given += `,"` + other.Name + `":"x"`
					}
				}
				_, _, err := tool.commandLine([]byte(given + "}"))
				if err == nil || !strings.Contains(err.Error(), in.Name+" has to be a "+kind+", not ") {
					t.Errorf("%s: %s = %s: %v", tool.Name, in.Name, value, err)
				}
			}
		}
	}
}
