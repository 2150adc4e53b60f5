package check

import (
	"testing"

	"edov/inspect/report"
)

// TestOpenAccountTypes: what holds only for some account types is not known where the document does not say which
// accounts may sign in.
func TestOpenAccountTypes(t *testing.T) {
	const id = `"appId":"6731de76-14a6-49ae-97bc-6eba6914391e"`
	mapped, kept := `"api":{"acceptMappedClaims":true}`, `"authenticationBehaviors":{"removeUnverifiedEmailClaim":false}`
	for _, c := range []struct {
		document, check string
		want            report.Outcome
	}{
		{id + "," + mapped, "mapped-claims", report.Unknown},
		{id + `,"signInAudience":null,` + mapped, "mapped-claims", report.Unknown},
		{id + `,"signInAudience":"Everyone",` + mapped, "mapped-claims", report.Unknown},
		{id + `,"signInAudience":"AzureADMyOrg",` + mapped, "mapped-claims", report.Pass},
		{id + `,"signInAudience":"PersonalMicrosoftAccount",` + mapped, "mapped-claims", report.Pass},
		{id + `,"signInAudience":"AzureADMultipleOrgs",` + mapped, "mapped-claims", report.Fail},
		{id + `,"api":{"acceptMappedClaims":null}`, "mapped-claims", report.Pass},
		{id + "," + kept, "unverified-email-removed", report.Unknown},
		{id + `,"authenticationBehaviors":null`, "unverified-email-removed", report.Unknown},
		{id + `,"authenticationBehaviors":{"removeUnverifiedEmailClaim":true}`, "unverified-email-removed", report.Pass},
		{id + `,"signInAudience":"PersonalMicrosoftAccount",` + kept, "unverified-email-removed", report.Pass},
		{id + `,"signInAudience":null,"api":{"requestedAccessTokenVersion":1}`, "token-version", report.Unknown},
		{id + `,"signInAudience":null,"api":{"requestedAccessTokenVersion":2}`, "token-version", report.Pass},
		{id + `,"web":{"redirectUris":["https://a.example/cb?x=1"]}`, "redirect-form", report.Unknown},
	} {
		f := judgedDocument(t, "{"+c.document+"}").Find(c.check)
		if f.Outcome != c.want {
			t.Errorf("%s of %s: %s (%s), want %s", c.check, c.document, f.Outcome, f.Summary, c.want)
		}
	}
}
