package tui

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/workspace"
)

// TestFormShowsHostileProduct: the product's name may come from a file.
func TestFormShowsHostileProduct(t *testing.T) {
	a := still(t, 80, 24, func(c *common) []screen { return nil })
	a.Begin(&workspace.Subject{Connection: flow.Connection{Name: "shop", ClientID: demo.ClientID, Product: "\x1b]52;c;eA==\a"}}, nil)
	f := newForm(a.common, false, false)
	if shown := f.product.View(); strings.Contains(shown, "\x1b]52") || !strings.Contains(shown, "52;c;eA==") {
		t.Errorf("it shows %q", shown)
	}
	if fault, ok := f.asked.Fault("product"); !ok {
		t.Errorf("it is taken: %v", fault)
	}
}
