package foremost_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"edov/inspect/foremost"
)

// TestList: whatever the order in which items come, those are held that sorting puts first.
func TestList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, limit := range []int{0, 1, 3, 40, 100} {
		var all []int
		list, out := foremost.New(limit, cmp.Compare[int]), 0
		for range 60 {
			n := random.IntN(50)
			all = append(all, n)
			if list.Add(n) {
				out++
			}
		}
		slices.Sort(all)
		want := all
		if limit > 0 {
			want = all[:min(limit, len(all))]
		}
		if got := list.Sorted(); !slices.Equal(got, want) || list.Len() != len(want) || out != len(all)-len(want) {
			t.Errorf("limit %d: %v, %d left out, want %v", limit, got, out, want)
		}
	}
}
