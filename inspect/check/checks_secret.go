package check

import (
	"fmt"
	"time"

	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/secret"
)

var secretChecks = []Check{
	{
		ID: "secret-expiry", Title: "Client secret is not about to expire",
		Severity: report.Error, Step: report.StepSecret,
		Func: checkSecretExpiry,
	},
	{
		ID: "secret-expiry-known", Title: "Client secret's expiry date is known",
		Severity: report.Note, Step: report.StepSecret,
		Func: checkSecretExpiryKnown,
	},
}

// secretless says why a client secret's expiry date does not matter; empty when it does.
func (in *Input) secretless() string {
	switch {
	case in.Session.Request.ClientAuth == "none":
		return "a public client has no secret"
	case in.Session.Origin != flow.OriginSignIn && in.secretEnd().IsZero() && in.Session.Request.SecretShape == "":
		return noSignIn
	}
	return ""
}

// secretEnd is when the connection's client secret expires: as its app registration says if
// the secret is known there, or as you entered it.
func (in *Input) secretEnd() time.Time {
	if c, ok := in.secretInUse(); ok && !c.End.IsZero() {
		return c.End
	}
	return in.Session.Request.SecretExpires
}

func checkSecretExpiry(in *Input) *Result {
	end := in.secretEnd()
	if why := in.secretless(); why != "" {
		return in.skip(why)
	}
	if end.IsZero() {
		return in.skip("the client secret's expiry date is not known")
	}
	// The date is the last valid day; the secret expires at midnight after it.
	last := flow.LastDay(end)
	left := secret.DaysLeft(in.Now, end)
	found := "the client secret " + secret.Expiry(in.Now, end)
	const fix = fixNewSecret + ". Put it in place, test it, then delete the old one"
	if !in.Now.Before(end) {
		return in.fail(found,
			report.Evidence{Label: "expires", Got: last + " UTC", Want: "after today"}).
			because("every sign-in fails with AADSTS7000222 until it is replaced").fix(fix)
	}
	evidence := report.Evidence{
		Label: "expires", Got: secret.When(in.Now, end) + " (" + last + " UTC)",
		Want: fmt.Sprintf("in more than %d days", in.Thresholds.SecretNote),
	}
	switch {
	case left <= in.Thresholds.SecretWarning:
		return in.fail(found, evidence).
			because("then every sign-in fails at once; Microsoft sends no email about it by default").fix(fix).as(report.Warning)
	case left <= in.Thresholds.SecretNote:
		return in.fail(found, evidence).fix("plan its replacement: " + fixNewSecret).
			as(report.Note)
	}
	return in.pass(found, evidence)
}

func checkSecretExpiryKnown(in *Input) *Result {
	if why := in.secretless(); why != "" {
		return in.skip(why)
	}
	if c, ok := in.secretInUse(); ok && !c.End.IsZero() {
		return in.pass("the expiry date is in the app registration",
			report.Evidence{Label: c.Place.String(), Got: c.End.Format(time.RFC3339)})
	}
	if !in.Session.Request.SecretExpires.IsZero() {
		return in.pass("the expiry date was given")
	}
	return in.fail("the client secret's expiry date is not known").
		because("edov cannot read it from the secret, and cannot warn you in time").
		fix("App registrations > your app > {portal:secrets}, column Expires: pass the date with --secret-expires DATE")
}

// fixNewSecret says where a new client secret comes from.
const fixNewSecret = fault.FixNewSecret
