package cmd

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"edov/flow"
)

// TestShowSecret: a secret that is shown on request is shown whole, and the screen that shows it is left in any case.
func TestShowSecret(t *testing.T) {
	const value = "Abc8Q~a.secret_of-the.right-shape_012345"
	var out bytes.Buffer
	p := Program{Stderr: &out}
	given := errors.New("cancelled")
	err := p.showSecret(flow.NewSecret(value), func() error {
		if shown := out.String(); !strings.HasPrefix(shown, alternateScreen) || !strings.Contains(shown, value) {
			t.Errorf("shown is %q", shown)
		}
		return given
	})
	if !errors.Is(err, given) || !strings.HasSuffix(out.String(), normalScreen) {
		t.Errorf("%v; %q", err, out.String())
	}
}
