package rollout

import (
	"testing"
)

// TestMailOfTheFirst: of the first user with a shared mail only a hash is kept, so the list has no mail for them: the
// second user may write it in another letter case.
func TestMailOfTheFirst(t *testing.T) {
	const first, second = "00000004-0000-4000-8000-000000000000", "00000005-0000-4000-8000-000000000000"
	list := tenantOf(Options{Limit: 0}, member(first, "dup@contoso.example"), member(second, "DUP@contoso.example")).
		Report().List
	if len(list) != 2 || list[0].ID != first || list[0].Mail != "" || list[1].ID != second ||
		list[1].Mail != "DUP@contoso.example" {
		t.Errorf("%+v", list)
	}
}
