package rollout

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/report"
)

// TestUnknownKinds: of whom the list says nothing, nothing is said: neither that they are no guests, nor what a product
// does where the domains are not known.
func TestUnknownKinds(t *testing.T) {
	unknown := member("1", "a@contoso.example")
	unknown.Guest = flow.SwitchUnknown
	c := tenantOf(Options{Product: "Clerk"}, unknown, member("2", "b@contoso.example"))
	r := c.Report()
	if k := find(t, c.Report(), checkGuests); k.Outcome != report.Unknown || !strings.Contains(k.Summary, "of 1 user") {
		t.Errorf("guests: %+v", k)
	}
	if r.Others == nil || r.Others.When != "" {
		t.Errorf("with known domains: %+v", r.Others)
	}
	c = NewCollector(noon, Options{Product: "Clerk", OnlyUsers: true})
	c.Add(member("1", "a@contoso.example"))
	if r := c.Report(); !strings.Contains(r.OthersWords(), "if the domain of the mail is verified: email verified") {
		t.Errorf("without domains: %q", r.OthersWords())
	}
}
