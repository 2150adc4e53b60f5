package check

import (
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/report"
)

// TestThroughCommon: a token that was given alone does not say that it was requested through common, so an app of one
// tenant is none that fails.
func TestThroughCommon(t *testing.T) {
	for name, test := range map[string]struct {
		origin          flow.Origin
		tenant, product string
		want            report.Severity
	}{
		"a token alone":                     {flow.OriginPasted, "", "", report.Note},
		"a token alone, common named":       {flow.OriginPasted, "common", "", report.Error},
		"a token alone, the tenant named":   {flow.OriginPasted, testTenant, "", report.Note},
		"a token alone, for Clerk":          {flow.OriginPasted, "", "Clerk", report.Error},
		"a sign-in":                         {flow.OriginSignIn, "common", "", report.Error},
		"a sign-in, no tenant was recorded": {flow.OriginSignIn, "", "", report.Error},
	} {
		for _, audience := range []string{appreg.AudienceMyOrg, appreg.AudiencePersonal} {
			s := signedIn(t, sign(t, goodHeader, claimsText(t)))
			s.Origin, s.Request.Tenant, s.Request.Product = test.origin, test.tenant, test.product
			s.Registration = manifest(t, "healthy")[0].Registration
			s.Registration.Audience.Value = audience
			if f := expect(t, judge(s), "account-types-allowed", report.Fail); f.Severity != test.want {
				t.Errorf("%s, %s: %s (%s), want %s", name, audience, f.Severity, f.Summary, test.want)
			}
		}
	}
}
