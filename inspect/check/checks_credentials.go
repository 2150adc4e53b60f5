package check

import (
	"fmt"
	"strings"
	"time"

	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/words"
)

var credentialChecks = []Check{
	{
		ID: "secret-present", Title: "the app has a client secret", Severity: report.Error, Step: report.StepSecret, Page: report.PageSecrets,
		Doc:  "**What.** `passwordCredentials`.\n\n**Why.** A product that signs in from a server proves itself with a secret. Clerk takes a secret only, no certificate.\n\n**Fix.** " + fault.FixNewSecret + ".",
		Refs: []string{refSecrets, refClerkGuide}, Func: checkSecretPresent,
	},
	{
		ID: "secret-listed", Title: "the connection's secret is one of the registration's", Severity: report.Error, Step: report.StepSecret, Page: report.PageSecrets,
		Doc:  "**What.** The first three characters of the typed secret against `hint` of each secret. This is done on this machine, nothing is sent.\n\n**Why.** A secret that begins like none of them is of another app, was deleted, or is the Secret ID (AADSTS7000215). One that begins alike is most likely that one, so that its end date is known.\n\n**Fix.** " + fault.FixNewSecret + ".",
		Refs: []string{refPassword, refErrors}, Func: checkSecretListed,
	},
	{
		ID: "secret-valid", Title: "a client secret is valid", Severity: report.Error, Step: report.StepSecret, Page: report.PageSecrets,
		Doc:  "**What.** The end dates of all client secrets against today.\n\n**Why.** When the last one has ended, every sign-in fails at once with AADSTS7000222.\n\n**Fix.** " + fault.FixNewSecret + ".",
		Refs: []string{refSecrets, refErrors}, Func: checkSecretValid,
	},
	{
		ID: "secret-ending", Title: "no client secret is about to expire", Severity: report.Warning, Step: report.StepSecret, Page: report.PageSecrets,
		Doc:  "**What.** Client secrets that end within 30 days; `--within` sets another number.\n\n**Why.** Microsoft sends no mail by default.\n\n**Fix.** Add a second secret, put it in place, test it, then remove the old one: `edov guide rotate`.",
		Refs: []string{refSecrets}, Func: checkSecretEnding,
	},
	{
		ID: "secret-lifetime", Title: "no client secret lives longer than Microsoft advises", Severity: report.Warning, Step: report.StepSecret, Page: report.PageSecrets,
		Doc:  "**What.** The time between start and end of each valid secret: over 24 months, the portal's maximum, is a warning, over 12 months a note.\n\n**Why.** Microsoft advises less than 12 months. The longer a secret lives, the more places it has leaked to.\n\n**Fix.** Make the next one shorter, and let `edov secrets` remind you.",
		Refs: []string{refSecrets}, Func: checkSecretLifetime,
	},
	{
		ID: "secret-rotation", Title: "only one client secret is valid at a time", Severity: report.Note, Step: report.StepSecret, Page: report.PageSecrets,
		Doc:  "**What.** How many secrets are valid now.\n\n**Why.** Two are right while one takes over from the other. Afterwards the old one is a key nobody looks after.\n\n**Fix.** When the new one is in place and tested, remove the old one: `edov guide rotate`.",
		Refs: []string{refSecrets}, Func: checkSecretRotation,
	},
	{
		ID: "secret-text", Title: "the document holds no secret values", Severity: report.Warning, Step: report.StepSecret, Page: report.PageSecrets,
		Doc:  "**What.** `secretText`, `value` or a private key in the document that was read. Edov says where, never what.\n\n**Why.** A manifest is shown around, mailed and committed; a secret in it is known to all who saw it. Microsoft never puts one there except in the answer that creates it.\n\n**Fix.** If it is a real one, make a new secret, put it in place, and remove this one.",
		Refs: []string{refPassword}, Func: checkSecretText,
	},
	{
		ID: "certificate-valid", Title: "the app's certificates are valid", Severity: report.Warning, Step: report.StepSecret, Page: report.PageSecrets,
		Doc:  "**What.** The end dates of `keyCredentials`.\n\n**Why.** What proves itself with an ended certificate is refused. Products that sign in with a secret do not use them.\n\n**Fix.** Certificates & secrets > Certificates: upload the next one, then remove the ended one.",
		Refs: []string{refSecrets}, Func: checkCertificates,
	},
}

// within is the time before an end in which a secret is called about to expire.
func (in *Input) within() time.Duration {
	return time.Duration(in.Thresholds.SecretWarning) * 24 * time.Hour
}

func endOf(c flow.Credential, now time.Time) report.Evidence {
	end := "no end date"
	if !c.End.IsZero() {
		end = flow.LastDay(c.End) + ", " + secret.When(now, c.End)
	}
	return at(c.Place, secret.CredentialName(c)+": "+end, "")
}

// secretsUnsaid holds when the document leaves the secrets out, or gives null for
// them, as a query does.
func secretsUnsaid(a *flow.AppRegistration) bool { return !a.CredentialsKnown }

// secretsMissing is the result where the document leaves the secrets out. It
// weighs where the registration is all the evidence. A fragment does not claim to
// be a registration, and a sign-in proves more.
func (in *Input) secretsMissing() Result {
	if !in.registrationOnly() || in.reg().Form == flow.FormFragment {
		return notGiven("client secrets")
	}
	return unknown("the document does not hold client secrets").
		because("passwordCredentials is left out, as a query may do").
		mend("read the whole registration: az ad app show --id CLIENT-ID, or the portal's Manifest page")
}

// notProven is a result that does not let the verdict be fine where the
// registration is all the evidence: a sign-in proves more.
func (in *Input) notProven(r Result) Result {
	if in.registrationOnly() {
		return r.as(report.Error)
	}
	return r
}

// secretsGoOn is the result where the document names more secrets or
// certificates than it holds.
func secretsGoOn() Result {
	return unknown("the document does not hold all client secrets and certificates").
		because("@odata.nextLink names a next page of them").mend("read the whole registration: az ad app show --id CLIENT-ID")
}

func checkSecretPresent(in *Input) Result {
	a := in.reg()
	n := len(secret.Of(a, flow.CredentialSecret))
	switch {
	case n > 0:
		return pass(words.Count(n, "client secret", "client secrets"))
	case secretsUnsaid(a):
		return in.secretsMissing()
	}
	r := fail("the app has no client secret").because("a product that signs in from a server needs one").mend(fault.FixNewSecret)
	switch {
	case len(secret.Of(a, flow.CredentialCertificate)) > 0 && in.clerk():
		r.Summary, r.Why = "the app has certificates, but no client secret", "Clerk takes a secret only"
	case in.Session.Request.Product == "" && in.registrationOnly():
		r.Why += "; one with a certificate or a federated credential does not"
		return r.as(report.Note)
	}
	return r
}

func checkSecretListed(in *Input) Result {
	a := in.reg()
	switch a.SecretMatch {
	case flow.MatchNone:
		var hints []string
		for _, i := range secret.Of(a, flow.CredentialSecret) {
			hints = append(hints, a.Credentials[i].Hint+"…")
		}
		return fail("the typed secret begins like none of the registration's", report.Evidence{Label: "the registration's begin with", Got: words.Cut(strings.Join(hints, " "))}).
			because("it is of another app, was deleted, or the Secret ID was copied; Microsoft answers AADSTS7000215").mend(fault.FixNewSecret)
	case flow.MatchOne:
		c, _ := in.secretInUse()
		return pass("the typed secret is most likely "+secret.CredentialName(c), endOf(c, in.Now))
	case flow.MatchSeveral:
		return pass("the typed secret begins like more than one of the registration's")
	}
	return skip("there is no typed secret, or no hint, to compare")
}

func checkSecretValid(in *Input) Result {
	a := in.reg()
	list := secret.Of(a, flow.CredentialSecret)
	switch {
	case len(list) == 0 && secretsUnsaid(a):
		return in.secretsMissing()
	case len(list) == 0:
		return skip("there is no client secret")
	}
	if _, ok := in.secretInUse(); ok && !in.registrationOnly() {
		return skip("the connection's own secret is known; see secret-expiry")
	}
	var ended, undated []report.Evidence
	var last flow.Credential
	valid := 0
	for _, i := range list {
		switch secret.StateOf(a.Credentials, i, in.Now, in.within()) {
		case secret.StateExpired, secret.StateReplaced:
			ended = append(ended, endOf(a.Credentials[i], in.Now))
			if a.Credentials[i].End.After(last.End) {
				last = a.Credentials[i]
			}
		case secret.StateFuture:
		case secret.StateUndated:
			undated = append(undated, endOf(a.Credentials[i], in.Now))
		default:
			valid++
		}
	}
	switch {
	case valid == 0 && len(undated) > 0:
		return withoutDate(undated)
	case valid == 0 && a.CredentialsCut:
		return secretsGoOn()
	case valid == 0 && len(ended) == 0:
		return fail("no client secret is valid yet").because("sign-ins fail with AADSTS7000222 or AADSTS7000215").mend(fault.FixNewSecret)
	case valid == 0:
		return fail("all client secrets have expired, the last "+secret.When(in.Now, last.End), ended...).because("every sign-in fails with AADSTS7000222").mend(fault.FixNewSecret)
	case len(ended) > 0:
		return fail(words.Count(len(ended), "expired client secret is", "expired client secrets are")+" left", ended...).because("another is valid").mend("remove the expired under Certificates & secrets").as(report.Note)
	}
	return pass(words.Count(valid, "client secret is", "client secrets are") + " valid")
}

// withoutDate is the result where dates that would decide cannot be read.
func withoutDate(undated []report.Evidence) Result {
	words := words.Count(len(undated), "credential has", "credentials have") + " no expiry date that edov can read"
	return unknown(words, undated...).
		because("Microsoft gives every one a date; the document may be incomplete").
		mend("compare App registrations > your app > Certificates & secrets, column Expires")
}

func checkSecretEnding(in *Input) Result {
	a := in.reg()
	var ending, undated []report.Evidence
	var first flow.Credential
	known, lasting := 0, 0
	for _, i := range secret.Of(a, flow.CredentialSecret) {
		c := a.Credentials[i]
		if c.InUse && !in.registrationOnly() {
			continue // see secret-expiry
		}
		known++
		switch secret.StateOf(a.Credentials, i, in.Now, in.within()) {
		case secret.StateEnding:
			ending = append(ending, endOf(c, in.Now))
			if first.End.IsZero() || c.End.Before(first.End) {
				first = c
			}
		case secret.StateUndated:
			undated = append(undated, endOf(c, in.Now))
		case secret.StateValid:
			lasting++
		}
	}
	switch {
	case known == 0 && secretsUnsaid(a):
		return notGiven("client secrets")
	case known == 0:
		return skip("there is no other client secret")
	case len(ending) == 0 && len(undated) > 0:
		return in.notProven(withoutDate(undated))
	case len(ending) == 0 && a.CredentialsCut:
		return in.notProven(secretsGoOn())
	case len(ending) == 0:
		return pass("none ends within " + words.Count(in.Thresholds.SecretWarning, "day", "days"))
	}
	r := fail("a client secret ends "+secret.When(in.Now, first.End), ending...).because("then every sign-in with it fails; Microsoft sends no mail by default").
		mend("add a second secret, put it in place, test it, then remove this one (edov guide rotate)")
	if lasting > 0 {
		r.Why = "another one lasts longer; make sure that it is the one in use"
	}
	return r
}

func checkSecretLifetime(in *Input) Result {
	a := in.reg()
	var long []report.Evidence
	worst := time.Duration(0)
	n := 0
	for _, i := range secret.Of(a, flow.CredentialSecret) {
		c := a.Credentials[i]
		if c.Start.IsZero() || c.End.IsZero() || !in.Now.Before(c.End) {
			continue
		}
		n++
		// Leap days make a year 366 days, two of them 731.
		if life := c.End.Sub(c.Start); life > 366*24*time.Hour+time.Hour {
			worst = max(worst, life)
			long = append(long, at(c.Place, fmt.Sprintf("%s: %d days", secret.CredentialName(c), int(life.Hours()/24)), "at most 365 days"))
		}
	}
	switch {
	case n == 0:
		return skip("there is no valid client secret with both dates")
	case worst == 0:
		return pass("none lives longer than 12 months")
	}
	r := fail("a client secret lives "+words.Count(int(worst.Hours()/24), "day", "days"), long...).because("Microsoft advises less than 12 months").mend("make the next one shorter")
	if worst <= 731*24*time.Hour+time.Hour {
		return r.as(report.Note)
	}
	r.Why = "the portal allows 24 months at most, and Microsoft advises less than 12"
	return r
}

func checkSecretRotation(in *Input) Result {
	a := in.reg()
	var valid []report.Evidence
	for _, i := range secret.Of(a, flow.CredentialSecret) {
		if s := secret.StateOf(a.Credentials, i, in.Now, in.within()); s == secret.StateValid || s == secret.StateEnding {
			valid = append(valid, endOf(a.Credentials[i], in.Now))
		}
	}
	switch {
	case len(valid) == 0:
		return skip("no client secret is valid")
	case len(valid) == 1:
		return pass("one client secret is valid")
	}
	return fail(fmt.Sprintf("%d client secrets are valid at the same time", len(valid)), valid...).because("right while one takes over from the other").
		mend("when the new one is in place and tested, remove the old one (edov guide rotate)")
}

func checkSecretText(in *Input) Result {
	a := in.reg()
	if len(a.PrivateNames) == 0 {
		return pass("it holds none")
	}
	var places []report.Evidence
	for _, name := range a.PrivateNames[:min(len(a.PrivateNames), 10)] {
		places = append(places, report.Evidence{Label: name, Got: "not shown", Want: "null"})
	}
	return fail("the document holds the value of a secret or a private key", places...).because("whoever has the document can act as the app").
		mend("delete the value from the document; if it is a real one, make a new secret and remove this one")
}

func checkCertificates(in *Input) Result {
	a := in.reg()
	list := secret.Of(a, flow.CredentialCertificate)
	switch {
	case len(list) == 0 && a.CertificatesUnknown:
		return notGiven("certificates")
	case len(list) == 0:
		return skip("there is no certificate")
	}
	var ended, ending, undated, future []report.Evidence
	for _, i := range list {
		switch secret.StateOf(a.Credentials, i, in.Now, in.within()) {
		case secret.StateExpired:
			ended = append(ended, endOf(a.Credentials[i], in.Now))
		case secret.StateEnding:
			ending = append(ending, endOf(a.Credentials[i], in.Now))
		case secret.StateFuture:
			future = append(future, endOf(a.Credentials[i], in.Now))
		case secret.StateUndated:
			undated = append(undated, endOf(a.Credentials[i], in.Now))
		}
	}
	const fix = "Certificates & secrets > Certificates: upload the next one, then remove the ended one"
	switch {
	case len(ended) > 0:
		return fail(words.Count(len(ended), "certificate has", "certificates have")+" expired", ended...).because("what proves itself with it is refused").mend(fix)
	case len(ending) > 0:
		return fail(words.Count(len(ending), "certificate is", "certificates are")+" about to expire", ending...).mend(fix)
	case len(undated) > 0:
		return in.notProven(withoutDate(undated))
	case len(future) == len(list):
		return fail("no certificate is valid yet", future...).because("what proves itself with it is refused until then").
			mend("Certificates & secrets > Certificates: upload one that is valid now")
	}
	return pass(words.Count(len(list), "certificate is", "certificates are") + " valid")
}
