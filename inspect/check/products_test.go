package check

import (
	"testing"
)

// TestSameUser: an id that is not the oid means two users (security 129).
func TestSameUser(t *testing.T) {
	for _, test := range []struct {
		id, oid string
		want    bool
	}{
		{"1b2645f7-8b7f-4210-b41c-50352d7a91c4", "1B2645F7-8b7f-4210-b41c-50352d7a91c4", true},
		{"48d31887d5c8a3f1", "00000000-0000-0000-48d3-1887d5c8a3f1", true},
		{"1b2645f7-8b7f-4210-b41c-50352d7a91c4", "2b2645f7-8b7f-4210-b41c-50352d7a91c4", false},
		{"", "1b2645f7-8b7f-4210-b41c-50352d7a91c4", false},
	} {
		if got := sameUser(test.id, test.oid); got != test.want {
			t.Errorf("%s and %s: %t", test.id, test.oid, got)
		}
	}
}
