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

// TestNobodyChecked: where no user was checked, or not all of what decides is known, nothing passes.
func TestNobodyChecked(t *testing.T) {
	of := func(mail string, guest flow.Switch) flow.TenantUser {
		u := member("1", mail)
		u.Guest = guest
		return u
	}
	without := func(u flow.TenantUser) flow.TenantUser {
		u.NoKind = true
		return u
	}
	const mail = "a@contoso.example"
	for name, c := range map[string]struct {
		users   []flow.TenantUser
		verdict string
		check   string
		says    string
	}{
		"a member":     {[]flow.TenantUser{of(mail, flow.SwitchOff)}, "pass", checkGuests, "no guests"},
		"no kind":      {[]flow.TenantUser{of(mail, flow.SwitchUnknown)}, "unknown", checkGuests, "of 1 user"},
		"null, as all": {[]flow.TenantUser{without(of(mail, flow.SwitchUnknown))}, "unknown", checkGuests, "of 1 user"},
		"null, beside a member": {
			[]flow.TenantUser{without(of(mail, flow.SwitchUnknown)), member("2", "b@contoso.example")},
			"pass", checkGuests, "no guests",
		},
		"disabled":         {[]flow.TenantUser{disabled(of(mail, flow.SwitchOff))}, "unknown", checkMail, "can sign in"},
		"no kind, no name": {[]flow.TenantUser{of("", flow.SwitchUnknown)}, "fail", checkGuests, "of 1 user"},
		"a guest, and no kind": {
			[]flow.TenantUser{guest("1", "b@contoso.example"), of(mail, flow.SwitchUnknown)},
			"unknown", checkGuests, "1 user is a guest; of 1 more user the list doesn't say",
		},
		"two addresses": {
			[]flow.TenantUser{of("x@evil.example,y@contoso.example", flow.SwitchOff)}, "fail", checkDomain, "is no address",
		},
		"a domain alone": {[]flow.TenantUser{of("contoso.example", flow.SwitchOff)}, "fail", checkDomain, "is no address"},
		"a display name": {
			[]flow.TenantUser{of("Ada <a@contoso.example>", flow.SwitchOff)}, "fail", checkDomain, "is no address",
		},
	} {
		r := tenantOf(Options{}, c.users...).Report()
		if k := find(t, r, c.check); r.Verdict != c.verdict || !strings.Contains(k.Summary, c.says) {
			t.Errorf("%s: %s; %s", name, r.Verdict, k.Summary)
		}
	}
}
