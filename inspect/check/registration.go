package check

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Microsoft's pages on app registrations, and the guide that Clerk gives its
// users.
// registrationOnly holds when there is an app registration and no sign-in.
func (in *Input) registrationOnly() bool {
	return in.Session.Origin == flow.OriginRegistration && in.Session.Registration != nil || in.clerkOnly()
}

// reg is the app registration; a check of it runs only when there is one.
func (in *Input) reg() *appreg.App { return in.Session.Registration }

// clerk holds when the app registration is for Clerk, whose guide requires
// settings that others do not need.
func (in *Input) clerk() bool { return strings.EqualFold(in.Session.Request.Product, "Clerk") }

// product is the auth product's name in a sentence.
func (in *Input) product() string {
	if p := in.Session.Request.Product; p != "" {
		return words.Cut(p)
	}
	return "the product"
}

// multiTenant holds when accounts of other tenants may sign in.
func multiTenant(a *appreg.App) bool {
	return a.Audience.Value == appreg.AudienceOrgs || a.Audience.Value == appreg.AudienceAll
}

func takesPersonal(a *appreg.App) bool {
	return a.Audience.Value == appreg.AudienceAll || a.Audience.Value == appreg.AudiencePersonal
}

// openTypes is the outcome of a check that rests on the account types, where they are none that edov knows: left out,
// null, or another text. begin says what was found so far.
func (in *Input) openTypes(begin string) (*Result, bool) {
	got := in.reg().Audience
	switch got.Value {
	case appreg.AudienceMyOrg, appreg.AudienceOrgs, appreg.AudienceAll, appreg.AudiencePersonal:
		return nil, false
	}
	if r, odd := unclear(in, got); odd {
		return r, true
	}
	return in.unknown(begin+", and the document does not say which accounts may sign in",
		at(got.Place, words.Absent, "one of the four documented values")), true
}

// notGiven says that a part of a registration is not in the document.
func (in *Input) notGiven(what string) *Result {
	return in.skip("the document does not contain " + what)
}

// missing is notGiven for a setting without which nothing can be said of the sign-in: it weighs where the registration
// is all the evidence. A part of a manifest, as guides have them, does not claim to be a registration, and a sign-in
// proves more.
func (in *Input) missing(what string) *Result {
	return in.missingAs(what, "the document does not contain "+what, "a query may leave it out")
}

// missingAs is missing in other words.
func (in *Input) missingAs(what, summary, why string) *Result {
	if !in.registrationOnly() || in.reg().Form == appreg.FormFragment {
		return in.notGiven(what)
	}
	return in.unknown(summary).because(why).
		fix("read the whole app registration: az ad app show --id CLIENT-ID, or {portal:manifest} in the portal")
}

// unsaid reports whether a setting is missing because the document is only
// part of a registration. In a whole one, what is missing has its default.
func unsaid[T any](a *appreg.App, s appreg.Setting[T]) bool { return a.Partial && !s.Known }

// at is evidence on one setting, with its place.
func at(p appreg.Place, got, want string) report.Evidence {
	if strings.TrimSpace(got) != got {
		got = words.Quoted(got) // it may look like what it should be
	}
	return report.Evidence{Label: p.String(), Got: got, Want: want}
}

// exactly quotes a text where its ends or its characters would not be seen otherwise.
func exactly(text string) string {
	if bareName(text) != text {
		return words.Quoted(text)
	}
	return words.Cut(text)
}

// mayBeAPI holds for a registration that may be an API's: it has no
// redirect URI, and no product was named for it.
func (in *Input) mayBeAPI() bool {
	return in.registrationOnly() && in.Session.Request.Product == "" && len(in.reg().RedirectURIs) == 0
}

// secretInUse is the credential that the connection's secret is.
func (in *Input) secretInUse() (appreg.Credential, bool) {
	if in.Session.Registration == nil {
		return appreg.Credential{}, false
	}
	if c := in.Session.Registration.SecretInUse(); c != nil {
		return *c, true
	}
	return appreg.Credential{}, false
}

// settingsBehind are the settings that a finding on a sign-in may come from, the likely
// one first. Links go both ways.
var settingsBehind = map[string][]string{
	"edov-present":      {"optional-edov", "optional-placeholder", "optional-email", "unverified-email-removed"},
	"email-present":     {"optional-email", "unverified-email-removed"},
	"email-verified":    {"optional-edov", "optional-placeholder", "unverified-email-removed"},
	"accesstoken-edov":  {"optional-access-token"},
	"redirect-accepted": {"redirect-test", "redirect-product"},
	"platform-web":      {"redirect-test", "redirect-platform", "public-client"},
	"account-types":     {"account-types-allowed"},
	"client-known":      {"app-is-connection", "app-enabled"},
	"secret-accepted":   {"secret-listed", "secret-present"},
	"secret-expiry":     {"secret-listed", "secret-rotation"},
	"idtoken-version":   {"token-version"},
	"request-accepted":  {"implicit-switches"},
	"consent-given":     {"permission-roles"},
}

// link joins findings on the sign-in with those on the app registration: a
// symptom gets its cause's place, fix and change.
func link(r *report.Report) {
	places := portal.PlacesOf(r.Request, r.Registration, r.Clerk)
	for _, f := range r.Findings {
		if f.ID == "clerk-portal" && r.Clerk != nil {
			f.Link = places.Known(r.Clerk.AccountPortal)
		}
	}
	if r.Registration == nil {
		return
	}
	index := make(map[string]*report.Finding, len(r.Findings))
	links := map[portal.Page]string{}
	for _, f := range r.Findings {
		index[f.ID] = f
		if f.Page == "" {
			continue
		}
		link, ok := links[f.Page]
		if !ok {
			link = places.Page(f.Page)
			links[f.Page] = link
		}
		f.Link = link
	}
	for _, symptom := range symptoms() {
		for _, setting := range settingsBehind[symptom] {
			a, b := index[symptom], index[setting]
			if a == nil || b == nil {
				continue
			}
			a.Related, b.Related = append(a.Related, setting), append(b.Related, symptom)
		}
		explainBySetting(index, symptom)
	}
}

// symptoms are those of settingsBehind, in the order of their names.
var symptoms = sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(settingsBehind)) })

// explainBySetting writes the first failing setting behind a symptom into it.
func explainBySetting(index map[string]*report.Finding, symptom string) {
	a := index[symptom]
	if a == nil || a.Outcome != report.Fail {
		return
	}
	if v := index["idtoken-version"]; symptom == "edov-present" && v != nil && v.Outcome == report.Fail {
		return // no setting gives a v1.0 token the claim
	}
	for _, setting := range settingsBehind[symptom] {
		b := index[setting]
		if b == nil || b.Outcome != report.Fail {
			continue
		}
		if setting == "unverified-email-removed" {
			// What the product must do stays the advice: the setting only lets
			// such an address through.
			a.Why = strings.TrimPrefix(a.Why+"; the app registration lets such emails through (removeUnverifiedEmailClaim)",
				"; ")
			return
		}
		why := report.InRegistration(b.Summary)
		if len(b.Changes) > 0 && b.Changes[0].Place.Line > 0 {
			why += " (" + b.Changes[0].Place.String() + ")"
		}
		a.Why, a.Fix, a.Changes, a.Link = inOneLine(why), b.Fix, b.Changes, b.Link
		return
	}
	if r := settingsBehind[symptom]; symptom == "edov-present" && index[r[0]] != nil &&
		index[r[0]].Outcome == report.Pass {
		a.Why = "the app registration requests it, so the cause is another one: the change may not have taken effect yet, " +
			"which takes minutes, or this is another app's registration"
		a.Fix = "Wait a few minutes and sign in again; if it is still missing, compare the client ID with the app " +
			"registration's"
	}
}
