package product

import (
	"testing"

	"edov/flow"
)

// TestProductTable: each row says what it is based on.
func TestProductTable(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range products {
		if p.id == "" || seen[p.id] || p.name == "" || p.rule == "" || p.source == "" || p.links == "" || p.judge == nil {
			t.Errorf("%+v", p)
		}
		seen[p.id] = true
	}
	for i, name := range flow.Products() {
		found := false
		for _, p := range products[:5] {
			found = found || p.name == name
		}
		if !found {
			t.Errorf("%d: %s is not among the first", i, name)
		}
	}
}
