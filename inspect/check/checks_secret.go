package check

import (
	"fmt"
	"time"

	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/words"
)

var secretChecks = []Check{
	{
		ID: "secret-expiry", Title: "the client secret is not about to expire", Severity: report.Error, Step: report.StepSecret,
		Doc:  "**What.** The end date of the client secret, as it was typed, against today: past is an error, within 30 days a warning, within 90 days a note. The numbers can be set.\n\n**Why.** When a secret ends, every sign-in fails at once (AADSTS7000222). Microsoft sends no mail by default.\n\n**Fix.** " + fault.FixNewSecret + ". Put it in place, test it, then delete the old one: both work until then.",
		Refs: []string{refSecrets, refErrors}, Func: checkSecretExpiry,
	},
	{
		ID: "secret-expiry-known", Title: "the client secret's end date is known", Severity: report.Note, Step: report.StepSecret,
		Doc:  "**What.** Whether the end date of the secret was given.\n\n**Why.** Edov cannot read it from the secret, and without it cannot warn in time.\n\n**Fix.** App registrations > your app > Certificates & secrets shows it in the column Expires; give it with --secret-expires DATE.",
		Refs: []string{refSecrets}, Func: checkSecretExpiryKnown,
	},
}

// secretless says why a secret's end does not matter; empty when it does.
func (in *Input) secretless() string {
	switch {
	case in.Session.Request.ClientAuth == "none":
		return "a public client has no secret"
	case in.handedIn() && in.secretEnd().IsZero():
		return handedIn
	}
	return ""
}

// secretEnd is when the connection's secret ends: as its registration says if
// the secret is known there, or as it was typed.
func (in *Input) secretEnd() time.Time {
	if c, ok := in.secretInUse(); ok && !c.End.IsZero() {
		return c.End
	}
	return in.Session.Request.SecretExpires
}

func checkSecretExpiry(in *Input) Result {
	end := in.secretEnd()
	if why := in.secretless(); why != "" {
		return skip(why)
	}
	if end.IsZero() {
		return skip("the end date is not known")
	}
	// The date is the last day: its end is midnight after it.
	last := flow.LastDay(end)
	left := words.Days(in.Now, end)
	const fix = fault.FixNewSecret + ". Put it in place, test it, then delete the old one"
	if !in.Now.Before(end) {
		ago := words.Count(words.Days(end, in.Now), "day", "days") + " ago"
		if words.Days(end, in.Now) == 0 {
			ago = "less than a day ago"
		}
		return fail("the client secret has expired "+ago, report.Evidence{Label: "ends", Got: last + " UTC", Want: "after today"}).
			because("every sign-in fails with AADSTS7000222 until it is replaced").mend(fix)
	}
	evidence := report.Evidence{Label: "ends", Got: fmt.Sprintf("%s (%s UTC)", daysLeft(left), last), Want: fmt.Sprintf("more than %d days left", in.Thresholds.SecretNote)}
	switch {
	case left <= in.Thresholds.SecretWarning:
		return fail("the client secret ends "+words.InDays(left), evidence).because("then every sign-in fails at once; Microsoft sends no mail by default").mend(fix).as(report.Warning)
	case left <= in.Thresholds.SecretNote:
		return fail("the client secret ends "+words.InDays(left), evidence).mend("plan its replacement: " + fault.FixNewSecret).as(report.Note)
	}
	return pass("the client secret ends "+words.InDays(left), evidence)
}

func daysLeft(n int) string {
	if n == 0 {
		return "less than a day left"
	}
	return words.Count(n, "day left", "days left")
}

func checkSecretExpiryKnown(in *Input) Result {
	if why := in.secretless(); why != "" {
		return skip(why)
	}
	if c, ok := in.secretInUse(); ok && !c.End.IsZero() {
		return pass("the registration tells the end date", report.Evidence{Label: c.Place.String(), Got: c.End.Format(time.RFC3339)})
	}
	if !in.Session.Request.SecretExpires.IsZero() {
		return pass("the end date was given")
	}
	return fail("nobody told when the client secret ends").because("edov cannot read it from the secret, and cannot warn in time").
		mend("App registrations > your app > Certificates & secrets, column Expires; give it with --secret-expires DATE")
}
