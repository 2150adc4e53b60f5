package check

import (
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/words"
)

func checkSecretListed(in *Input) *Result {
	a := in.reg()
	switch a.SecretMatch {
	case appreg.MatchNone:
		return in.secretNotListed(secret.UsedOf(a, in.Now))
	case appreg.MatchOne:
		c, _ := in.secretInUse()
		return in.pass("the client secret you entered is most likely "+secret.CredentialName(c), datesOf(c, in.Now))
	case appreg.MatchSeveral:
		return in.pass("the client secret you entered starts like more than one of those listed")
	}
	return in.skip("no client secret was entered that could be compared with the hints of those listed")
}

// secretNotListed is the result where the secret that was entered is none of those in the document.
func (in *Input) secretNotListed(used secret.Used) *Result {
	if !used.Fails() {
		return in.unknown(used.Words).because("the document has not all client secrets, or not how they start").
			fix("read the whole app registration: az ad app show --id CLIENT-ID")
	}
	var hints []string
	for _, i := range secret.Of(in.reg(), appreg.CredentialSecret) {
		hints = append(hints, in.reg().Credentials[i].Hint+"…")
	}
	r := in.fail("the client secret you entered is not in the app registration")
	if len(hints) == 0 {
		return r.because("the app registration has no client secret; Microsoft responds with AADSTS7000215").fix(fixNewSecret)
	}
	r.Evidence = []report.Evidence{{Label: "listed secrets start with", Got: words.Cut(strings.Join(hints, " "))}}
	return r.because("it starts like none of those listed: " + used.Effect()).fix(fixNewSecret)
}

// usedSecret is the result for the client secret in use, where that does not work or may not; nil: the others decide. A
// sign-in proves more.
func (in *Input) usedSecret() *Result {
	a := in.reg()
	used := secret.UsedOf(a, in.Now)
	var dates []report.Evidence
	for _, c := range a.UsedSecrets() {
		dates = append(dates, datesOf(c, in.Now))
	}
	switch {
	case len(dates) == 0 || in.secretAccepted():
		return nil
	case used.Fails():
		return in.fail(used.Words, dates...).because(used.Effect()).fix(fixNewSecret)
	case used.Standing == secret.StandingUnknown:
		r := in.unknown(used.Words, dates...).fix(used.Effect())
		if len(dates) > 1 {
			r.because("the dates of those that start like it differ")
		}
		return r
	}
	return nil
}

// secretAccepted holds where a sign-in showed that the secret in use works.
func (in *Input) secretAccepted() bool {
	return slices.ContainsFunc(in.findings, func(f *report.Finding) bool {
		return f.ID == "secret-accepted" && f.Outcome == report.Pass
	})
}
