package check

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"edov/flow/appreg"
	"edov/inspect/change"
	"edov/inspect/report"
	"edov/inspect/words"
)

// throughCommon holds when the sign-in goes through common, or the product
// supports nothing else. A token that was given alone does not say how its user signed in.
func (in *Input) throughCommon() bool {
	r := in.Session.Request
	switch {
	case in.needsBothKinds():
		return true
	case r.Tenant == "":
		return !in.registrationOnly() && !in.tokenAlone() && r.ClientID != ""
	}
	return r.Tenant == "common"
}

// needsBothKinds holds for products whose guides require accounts of any tenant
// and personal accounts.
func (in *Input) needsBothKinds() bool {
	return in.clerk() || strings.EqualFold(in.Session.Request.Product, "Hanko")
}

const audienceFix = "{portal:account-types}: choose {portal:audience-all}"

func checkAccountTypesAllowed(in *Input) *Result {
	a := in.reg()
	got := a.Audience
	if unsaid(a, got) {
		return in.missing("signInAudience")
	}
	evidence := at(got.Place, words.Cut(got.Value), appreg.AudienceAll)
	edit := change.To("signInAudience", got.Place, got.Value, appreg.AudienceAll)
	var version *change.Edit
	if v := a.TokenVersion; v.Value != 2 { // Microsoft takes these account types with version 2 only
		version = setVersion2(a)
	}
	switch got.Value {
	case appreg.AudienceAll:
		return in.pass("accounts of any tenant and personal accounts may sign in", evidence)
	case appreg.AudienceOrgs:
		if in.needsBothKinds() {
			return in.fail("personal Microsoft accounts cannot sign in", evidence).
				because(in.product()+"'s guide requires both kinds; users of outlook.com and the like are refused").
				fix(audienceFix).change(edit, version).as(report.Warning)
		}
		return in.pass("work and school accounts of any tenant may sign in", at(got.Place, got.Value, ""))
	case appreg.AudienceMyOrg:
		if in.throughCommon() {
			return in.fail("only accounts of its own tenant may sign in", evidence).
				because("a sign-in through common fails with AADSTS50194").fix(audienceFix).change(edit, version)
		}
		return in.fail("only accounts of its own tenant may sign in", at(got.Place, got.Value, "")).
			because("this is right for an app of one organization; a product that signs in through common, such as Clerk, " +
				"cannot use it").
			as(report.Note)
	case appreg.AudiencePersonal:
		if in.throughCommon() {
			return in.fail("only personal Microsoft accounts may sign in", evidence).
				because("a sign-in through common fails with AADSTS9002331").fix(audienceFix).change(edit, version)
		}
		return in.fail("only personal Microsoft accounts may sign in", at(got.Place, got.Value, "")).
			because("a product then has to sign in through consumers").as(report.Note)
	}
	return in.fail("signInAudience has none of the four documented values", evidence).fix(audienceFix).
		change(edit, version)
}

func setVersion2(a *appreg.App) *change.Edit {
	edit := change.To("api.requestedAccessTokenVersion", a.TokenVersion.Place, nil, 2)
	if a.VersionWritten != "" {
		edit.Before = json.RawMessage(a.VersionWritten)
	}
	return edit
}

func checkTokenVersion(in *Input) *Result {
	a := in.reg()
	v := a.TokenVersion
	if unsaid(a, v) || unsaid(a, a.Audience) {
		return in.missing("requestedAccessTokenVersion and the account types together")
	}
	shown := cmp.Or(a.VersionWritten, "null or 1")
	if v.Value != 1 {
		shown = strconv.Itoa(v.Value)
	}
	switch {
	case v.Value == 2:
		return in.pass("token version 2 is set for the app's own API", at(v.Place, "2", ""))
	case takesPersonal(a):
		return in.fail("token version is not 2, but the app allows personal accounts", at(v.Place, shown, "2")).
			because("Microsoft refuses to save these account types with another version").
			fix("{portal:manifest} > api > requestedAccessTokenVersion: 2").
			change(setVersion2(a))
	}
	if r, odd := unclear(in, v); odd {
		return r
	}
	if r, open := in.openTypes("token version is not 2"); open {
		return r
	}
	return in.pass("token version 1 is right without personal accounts; it affects the app's own API only",
		at(v.Place, shown, ""))
}
