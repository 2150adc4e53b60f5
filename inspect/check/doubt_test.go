package check

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// TestNoAddress: what is not one address has no owner who could be verified, whatever xms_edov says.
func TestNoAddress(t *testing.T) {
	signed := func(changes ...any) *flow.Session { return signedIn(t, sign(t, goodHeader, claimsText(t, changes...))) }
	for _, email := range []string{
		"not-an-address", "a@contoso.example,b@contoso.example", "Ada <ada@contoso.example>", "ada@contoso.example\nBcc: x",
		"@contoso.example", "ada@", strings.Repeat("a", 250) + "@b.example",
	} {
		r := judge(signed("email", email))
		expect(t, r, "email-verified", report.Fail)
		if r.Email.Verdict != proof.EmailNotVerified || r.Verdict != report.VerdictFail {
			t.Errorf("%.30q: %s, %s", email, r.Email.Verdict, r.Headline)
		}
	}
	if r := judge(signed("email", "ådå@contoso.example")); r.Email.Verdict != proof.EmailVerified {
		t.Errorf("letters outside ASCII: %+v", r.Email)
	}
}

// TestPersonalInNationalCloud: there are no personal accounts in a national cloud, so that none can sign in there.
func TestPersonalInNationalCloud(t *testing.T) {
	for _, cloud := range []entra.Cloud{entra.USGov, entra.China} {
		s := session(t, "tid", entra.ConsumersTenant,
			"iss", "https://"+cloud.LoginHost()+"/"+entra.ConsumersTenant+"/v2.0")
		s.Metadata.Issuer = "https://" + cloud.LoginHost() + "/{tenantid}/v2.0"
		expect(t, judge(s), "idtoken-tenant", report.Fail)
	}
}

// TestKeyOfAnotherCloud: without metadata, the issuer says which cloud a key has to be of.
func TestKeyOfAnotherCloud(t *testing.T) {
	for name, want := range map[string]report.Outcome{
		"": report.Skip, "microsoftonline.com": report.Pass, "microsoftonline.us": report.Fail,
		"partner.microsoftonline.cn": report.Fail,
	} {
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.Metadata.CloudInstanceName = ""
		s.KeySets = keySet(jwk("k1", templateIssuer, &signingKey().PublicKey, "cloud_instance_name", `"`+name+`"`))
		expect(t, judge(s), "idtoken-cloud", want)
	}
}

// TestNoIsNo: xms_edov that says no is a problem also where the token can't be checked, as its absence is.
func TestNoIsNo(t *testing.T) {
	unchecked := session(t, "xms_edov", false) // which has no keys
	for name, s := range map[string]*flow.Session{"no keys": unchecked, "decoded": decodedSession(t, "xms_edov", "0")} {
		r := judge(s)
		expect(t, r, "email-verified", report.Fail)
		if r.Verdict != report.VerdictFail || r.Email.Verdict != proof.EmailCannotTell {
			t.Errorf("%s: %s, %s", name, r.Verdict, r.Email.Verdict)
		}
	}
	expect(t, judge(session(t)), "email-verified", report.Unknown)
}
