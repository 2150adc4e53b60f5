package credential_test

import (
	"strconv"
	"testing"

	"edov/flow/demo/credential"
)

func TestRecent(t *testing.T) {
	r := credential.NewRecent[int](3)
	for i := range 10 {
		r.Add(strconv.Itoa(i), i)
		if r.Len() != min(i+1, 3) {
			t.Errorf("%d values after %d", r.Len(), i+1)
		}
		for j := range 10 {
			if v, ok := r.Get(strconv.Itoa(j)); ok != (j <= i && j > i-3) || ok && v != j {
				t.Errorf("after %d: %d is %d, %t", i, j, v, ok)
			}
		}
	}
	var none credential.Recent[int]
	if none.Add("x", 1); none.Len() != 0 {
		t.Error("the zero value remembers")
	}
}

// What is listed last is there, however much came before; what was listed long ago makes room.
func TestLedgerIsBounded(t *testing.T) {
	var l credential.Ledger
	for i := range 3 * credential.MaxListed {
		l.Add(strconv.Itoa(i))
	}
	all := l.All()
	if len(all) != credential.MaxListed || all[0] != strconv.Itoa(2*credential.MaxListed) ||
		all[len(all)-1] != strconv.Itoa(3*credential.MaxListed-1) {
		t.Errorf("%d values, from %s to %s", len(all), all[0], all[len(all)-1])
	}
}
