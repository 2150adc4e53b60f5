package order

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestStable: it sorts as slices.SortStableFunc does, and keeps the order of equal elements.
func TestStable(t *testing.T) {
	type item struct{ key, before int }
	compare := func(a, b item) int { return a.key - b.key }
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		list := make([]item, n)
		for i := range list {
			list[i] = item{r.IntN(7), i}
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, compare)
		if Stable(list, compare); !slices.Equal(list, want) {
			t.Fatalf("%d: %v, want %v", n, list, want)
		}
	}
	Stable(nil, compare)
}
