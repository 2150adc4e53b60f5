package check

import (
	"fmt"
	"slices"
	"time"

	"edov/flow/appreg"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/words"
)

var credentialChecks = []Check{
	{
		ID: "secret-present", Title: "Client secret exists",
		Severity: report.Error, Step: report.StepSecret, Page: portal.PageSecrets,
		Func: checkSecretPresent,
	},
	{
		ID: "secret-listed", Title: "Client secret belongs to the app registration",
		Severity: report.Error, Step: report.StepSecret, Page: portal.PageSecrets,
		Func: checkSecretListed,
	},
	{
		ID: "secret-valid", Title: "At least one client secret is valid",
		Severity: report.Error, Step: report.StepSecret, Page: portal.PageSecrets,
		Func: checkSecretValid,
	},
	{
		ID: "secret-ending", Title: "No client secret expires soon",
		Severity: report.Warning, Step: report.StepSecret, Page: portal.PageSecrets,
		Func: checkSecretEnding,
	},
	{
		ID: "secret-lifetime", Title: "No client secret lasts longer than advised",
		Severity: report.Warning, Step: report.StepSecret, Page: portal.PageSecrets,
		Func: checkSecretLifetime,
	},
	{
		ID: "secret-rotation", Title: "Only one client secret is valid",
		Severity: report.Note, Step: report.StepSecret, Page: portal.PageSecrets,
		Func: checkSecretRotation,
	},
	{
		ID: "secret-text", Title: "No secret values are in the document",
		Severity: report.Warning, Step: report.StepSecret, Page: portal.PageSecrets,
		Func: checkSecretText,
	},
	{
		ID: "certificate-valid", Title: "Certificates are valid",
		Severity: report.Warning, Step: report.StepSecret, Page: portal.PageSecrets,
		Func: checkCertificates,
	},
}

func endOf(c appreg.Credential, now time.Time) report.Evidence {
	return at(c.Place, secret.CredentialName(c)+" "+secret.Expiry(now, c.End), "")
}

// datesOf is the date of a credential that matters: its start, where it is not valid yet, or that isn't known.
func datesOf(c appreg.Credential, now time.Time) report.Evidence {
	if now.Before(c.End) && c.MayStartLater(now) {
		return at(c.Place, secret.CredentialName(c)+" has a start date that can't be read", "")
	}
	if now.Before(c.Start) && now.Before(c.End) {
		return at(c.Place, secret.CredentialName(c)+" starts "+c.Start.UTC().Format(time.DateOnly), "")
	}
	return endOf(c, now)
}

// secretsUnsaid holds when the document leaves the secrets out, or has null for
// them, as a query does.
func secretsUnsaid(a *appreg.App) bool { return !a.CredentialsKnown }

// secretsMissing is the result where the document leaves the secrets out.
func (in *Input) secretsMissing() *Result {
	return in.missingAs("client secrets", "client secrets are not in the document",
		"passwordCredentials is missing; a query may leave it out")
}

// notProven is a result that does not let the verdict be fine where the
// registration is all the evidence: a sign-in proves more.
func (in *Input) notProven(r *Result) *Result {
	if in.registrationOnly() {
		return r.as(report.Error)
	}
	return r
}

// secretsGoOn is the result where the document names more secrets or
// certificates than it holds.
func (in *Input) secretsGoOn() *Result {
	return in.unknown("some client secrets or certificates are not in the document").
		because("@odata.nextLink points to another page of them").
		fix("read the whole app registration: az ad app show --id CLIENT-ID")
}

func checkSecretPresent(in *Input) *Result {
	a := in.reg()
	n := len(secret.Of(a, appreg.CredentialSecret))
	switch {
	case n > 0:
		return in.pass(words.Count(n, "client secret is", "client secrets are") + " listed")
	case secretsUnsaid(a):
		return in.secretsMissing()
	}
	const needed = "a product that signs in from a server needs one"
	r := in.fail("no client secret is listed").because(needed).fix(fixNewSecret)
	switch {
	case len(secret.Of(a, appreg.CredentialCertificate)) > 0 && in.clerk():
		r.Summary = "no client secret is listed, only certificates"
		return r.because("Clerk accepts a client secret only")
	case in.Session.Request.Product == "" && in.registrationOnly():
		return r.because(needed + "; one with a certificate or a federated credential does not").as(report.Note)
	}
	return r
}

func checkSecretValid(in *Input) *Result {
	a := in.reg()
	list := secret.Of(a, appreg.CredentialSecret)
	switch {
	case len(list) == 0 && secretsUnsaid(a):
		return in.secretsMissing()
	case len(list) == 0:
		return in.skip("there is no client secret")
	}
	used, ok := in.secretInUse()
	mayStart := in.Now.Before(used.Start) || used.MayStartLater(in.Now)
	if ok && !in.registrationOnly() && (in.secretAccepted() || !mayStart) {
		return in.skip("the connection's own client secret is known; see secret-expiry")
	}
	if r := in.usedSecret(); r != nil && (len(list) > 1 || a.CredentialsCut) { // of the only one, its dates say all
		return r
	}
	by := in.byState(list)
	var last appreg.Credential
	for _, i := range list {
		if c := a.Credentials[i]; !in.Now.Before(c.End) && c.End.After(last.End) {
			last = c
		}
	}
	ended := slices.Concat(by[secret.StateExpired], by[secret.StateReplaced])
	undated, future := by[secret.StateUndated], by[secret.StateFuture]
	valid := len(by[secret.StateValid]) + len(by[secret.StateEnding])
	switch {
	case valid == 0 && len(undated) > 0:
		return in.withoutDate(list, undated)
	case valid == 0 && a.CredentialsCut:
		return in.secretsGoOn()
	case valid == 0 && len(ended) == 0:
		return in.fail("no client secret is valid yet", future...).
			because("sign-ins fail with AADSTS7000222 or AADSTS7000215").fix(fixNewSecret)
	case valid == 0 && len(future) > 0:
		return in.fail("no client secret is valid now: one expired "+secret.Due(in.Now, last.End)+
			", and "+words.Count(len(future), "other starts", "others start")+" later", slices.Concat(ended, future)...).
			because("until then every sign-in fails with AADSTS7000222 or AADSTS7000215").fix(fixNewSecret)
	case valid == 0 && (a.SecretOnly || a.Alone):
		return in.fail("the client secret "+secret.Expiry(in.Now, last.End), ended...).
			because("every sign-in with it fails with AADSTS7000222; the document says nothing of others").fix(fixNewSecret)
	case valid == 0:
		return in.fail("all client secrets have expired, the last "+secret.Due(in.Now, last.End), ended...).
			because("every sign-in fails with AADSTS7000222").fix(fixNewSecret)
	case len(ended) > 0:
		return in.fail(words.Count(len(ended), "expired client secret is", "expired client secrets are")+" still listed",
			ended...).
			because("another one is valid").fix("{portal:secrets}: remove what has expired").as(report.Note)
	}
	return in.pass(words.Count(valid, "client secret is", "client secrets are") + " valid")
}

// byState groups credentials of the registration, each as evidence of its dates.
func (in *Input) byState(list []int) map[secret.CredentialState][]report.Evidence {
	by := map[secret.CredentialState][]report.Evidence{}
	all := in.reg().Credentials
	for _, i := range list {
		state := secret.StateOf(all, i, in.Now, in.Thresholds.SecretWarning)
		by[state] = append(by[state], datesOf(all[i], in.Now))
	}
	return by
}

// withoutDate is the result where dates of the credentials in a list that would decide cannot be read.
func (in *Input) withoutDate(list []int, undated []report.Evidence) *Result {
	n := len(undated)
	for _, i := range list {
		if c := in.reg().Credentials[i]; in.Now.Before(c.End) && c.MayStartLater(in.Now) {
			n--
		}
	}
	if n == 0 {
		return in.unknown(words.Count(len(undated), "credential has", "credentials have")+
			" a start date that edov can't read", undated...).because("whether it is valid yet is not known").
			fix("read the app registration again: az ad app show --id CLIENT-ID")
	}
	return in.unknown(words.Count(n, "credential has", "credentials have")+" no expiry date that edov can read",
		undated...).
		because("Microsoft gives each one a date; the document may be incomplete").
		fix("compare App registrations > your app > {portal:secrets}, column Expires")
}

func checkSecretEnding(in *Input) *Result {
	a := in.reg()
	var ending, undated []report.Evidence
	var first appreg.Credential
	known, lasting := 0, 0
	list := secret.Of(a, appreg.CredentialSecret)
	for _, i := range list {
		c := a.Credentials[i]
		if c.InUse && !in.registrationOnly() {
			continue // see secret-expiry
		}
		known++
		switch secret.StateOf(a.Credentials, i, in.Now, in.Thresholds.SecretWarning) {
		case secret.StateEnding:
			ending = append(ending, endOf(c, in.Now))
			if first.End.IsZero() || c.End.Before(first.End) {
				first = c
			}
		case secret.StateUndated:
			undated = append(undated, datesOf(c, in.Now))
		case secret.StateValid:
			lasting++
		}
	}
	switch {
	case known == 0 && secretsUnsaid(a):
		return in.notGiven("client secrets")
	case known == 0:
		return in.skip("there is no other client secret")
	case len(ending) == 0 && len(undated) > 0:
		return in.notProven(in.withoutDate(list, undated))
	case len(ending) == 0 && a.CredentialsCut:
		return in.notProven(in.secretsGoOn())
	case len(ending) == 0:
		return in.pass("no client secret expires within " + words.Count(in.Thresholds.SecretWarning, "day", "days"))
	}
	r := in.fail("a client secret "+secret.Expiry(in.Now, first.End), ending...).
		because("then every sign-in with it fails; Microsoft sends no email about it by default").
		fix("add a second client secret, put it in place, test it, then remove this one (edov guide rotate)")
	if lasting > 0 {
		return r.because("another one lasts longer; check that it is the one in use")
	}
	return r
}

func checkSecretLifetime(in *Input) *Result {
	a := in.reg()
	var long []report.Evidence
	worst := time.Duration(0)
	n := 0
	for _, i := range secret.Of(a, appreg.CredentialSecret) {
		c := a.Credentials[i]
		if c.Start.IsZero() || c.End.IsZero() || !in.Now.Before(c.End) {
			continue
		}
		n++
		// Leap days make a year 366 days, two of them 731.
		if life := c.End.Sub(c.Start); life > 366*24*time.Hour+time.Hour {
			worst = max(worst, life)
			long = append(long, at(c.Place, fmt.Sprintf("%s: %d days", secret.CredentialName(c), int(life.Hours()/24)),
				"at most 365 days"))
		}
	}
	switch {
	case n == 0:
		return in.skip("there is no valid client secret with both dates")
	case worst == 0:
		return in.pass("no client secret lasts longer than 12 months")
	}
	r := in.fail("a client secret lasts "+words.Count(int(worst.Hours()/24), "day", "days"), long...).
		because("Microsoft advises less than 12 months").fix("choose a shorter lifetime for the next one")
	if worst <= 731*24*time.Hour+time.Hour {
		return r.as(report.Note)
	}
	return r.because("the portal allows 24 months at most, and Microsoft advises less than 12")
}

func checkSecretRotation(in *Input) *Result {
	a := in.reg()
	var valid []report.Evidence
	for _, i := range secret.Of(a, appreg.CredentialSecret) {
		s := secret.StateOf(a.Credentials, i, in.Now, in.Thresholds.SecretWarning)
		if s == secret.StateValid || s == secret.StateEnding {
			valid = append(valid, endOf(a.Credentials[i], in.Now))
		}
	}
	switch {
	case len(valid) == 0:
		return in.skip("no client secret is valid")
	case len(valid) == 1:
		return in.pass("one client secret is valid")
	}
	return in.fail(fmt.Sprintf("%d client secrets are valid at the same time", len(valid)), valid...).
		because("this is right while the new one replaces the old one").
		fix("when the new one is in place and tested, remove the old one (edov guide rotate)")
}

func checkSecretText(in *Input) *Result {
	a := in.reg()
	if len(a.PrivateNames) == 0 {
		return in.pass("the document contains no secret values")
	}
	var places []report.Evidence
	for _, name := range a.PrivateNames[:min(len(a.PrivateNames), 10)] {
		places = append(places, report.Evidence{Label: name, Got: "not shown", Want: "null"})
	}
	return in.fail("the value of a secret or a private key is in the document", places...).
		because("anyone with the document can act as the app").
		fix("delete the value from the document; if it is a real one, create a new client secret and remove this one")
}

func checkCertificates(in *Input) *Result {
	a := in.reg()
	list := secret.Of(a, appreg.CredentialCertificate)
	switch {
	case len(list) == 0 && a.CertificatesUnknown:
		return in.notGiven("certificates")
	case len(list) == 0:
		return in.skip("there is no certificate")
	}
	by := in.byState(list)
	ended, ending := by[secret.StateExpired], by[secret.StateEnding]
	undated, future := by[secret.StateUndated], by[secret.StateFuture]
	const fix = "{portal:certificates}: upload the next one, then remove the expired one"
	switch {
	case len(ended) > 0:
		return in.fail(words.Count(len(ended), "certificate has", "certificates have")+" expired", ended...).
			because("an app that uses it is refused").fix(fix)
	case len(ending) > 0:
		return in.fail(words.Count(len(ending), "certificate is", "certificates are")+" about to expire", ending...).fix(fix)
	case len(undated) > 0:
		return in.notProven(in.withoutDate(list, undated))
	case len(future) == len(list):
		return in.fail("no certificate is valid yet", future...).because("an app that uses it is refused until then").
			fix("{portal:certificates}: upload one that is valid now")
	}
	return in.pass(words.Count(len(by[secret.StateValid]), "certificate is", "certificates are")+" valid",
		slices.Concat(by[secret.StateReplaced], future)...)
}
