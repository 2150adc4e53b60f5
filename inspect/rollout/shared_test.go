package rollout

import (
	"testing"
)

// TestMailOfTheFirst: of the first user with a shared mail only a hash is kept, so the list has no mail for them: the
// second user may write it in another letter case.
func TestMailOfTheFirst(t *testing.T) {
	list := tenantOf(Options{}, member("1", "dup@contoso.example"), member("2", "DUP@contoso.example")).Report().List
	if len(list) != 2 || list[0].ID != guid("1") || list[0].Mail != "" || list[1].ID != guid("2") ||
		list[1].Mail != "DUP@contoso.example" {
		t.Errorf("%+v", list)
	}
}
