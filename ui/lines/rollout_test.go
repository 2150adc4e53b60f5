package lines

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/workspace"
)

// TestRolloutAsksFirst: the users of a real tenant are read only after a choice.
func TestRolloutAsksFirst(t *testing.T) {
	s := &workspace.Subject{Connection: flow.Connection{ClientID: demo.ClientID, Product: "Clerk"}}
	said := conversation(t, s, "before", "back", "q")
	for _, want := range []string{"User.Read.All", "Nothing is saved or changed.", "Read the users?", "Read users"} {
		if !strings.Contains(said, want) {
			t.Errorf("does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "Reading users") || strings.Contains(said, "Write users") {
		t.Errorf("it read at once:\n%s", said)
	}
}
