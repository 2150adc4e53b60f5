package lines

import (
	"strings"
	"testing"
)

// TestComputer: what edov sees of the machine, without a request before it is chosen.
func TestComputer(t *testing.T) {
	said := conversation(t, nil, "check this computer", "back", "q")
	for _, want := range []string{
		"redirect port", "8400 is free", "nothing was sent", "choose Check the network too",
		"Export",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "servers were asked") {
		t.Errorf("it asked at once:\n%s", said)
	}
	if said = conversation(t, nil, "check this computer", "check the network", "back", "back",
		"q"); !strings.Contains(said, "servers were asked") {
		t.Errorf("it did not ask:\n%s", said)
	}
}
