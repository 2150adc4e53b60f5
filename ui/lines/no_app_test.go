package lines

import (
	"strings"
	"testing"
)

// TestNoAppYet: a practice in which nothing is registered says so, and what makes an app.
func TestNoAppYet(t *testing.T) {
	for _, asked := range []string{"App registration", "Secrets"} {
		said := conversation(t, nil, "practice", "back", asked, "q")
		if !strings.Contains(said, "no app registration yet") || !strings.Contains(said, "Setup guide > Do it for me") {
			t.Errorf("%s says\n%s", asked, said)
		}
	}
}
