package check

import (
	"slices"
	"testing"

	"edov/inspect/words"
)

// A cause that quotes a text from outside stays one, whatever is in the text.
func TestCausesStayApart(t *testing.T) {
	r := new(Input).fail("x").because("first\nforged", "second")
	if got := words.Causes(r.Why); !slices.Equal(got, []string{"first forged", "second"}) {
		t.Errorf("got %q", got)
	}
	if got := words.Causes("\n \n"); got != nil {
		t.Errorf("got %q", got)
	}
}
