package check

import (
	"testing"

	"edov/flow"
	"edov/inspect/report"
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

// TestOtherUserInGraph: the profile of another user fails, whatever its email is (security 106, 129).
func TestOtherUserInGraph(t *testing.T) {
	for id, want := range map[string]report.Outcome{
		"1b2645f7-8b7f-4210-b41c-50352d7a91c4": report.Pass,
		"2b2645f7-8b7f-4210-b41c-50352d7a91c4": report.Fail,
	} {
		s := session(t, "oid", "1b2645f7-8b7f-4210-b41c-50352d7a91c4", "email", "ada@contoso.example")
		s.Me = &flow.Me{ID: id, Mail: "ada@contoso.example"}
		if f := expect(t, judge(s), "me-is-user", want); want == report.Fail && f.Severity != report.Error {
			t.Errorf("another user is %s: %s", f.Severity, f.Summary)
		}
	}
}
