package check

import (
	"encoding/json"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/words"
)

var optionalChecks = []Check{
	{
		ID: "optional-email", Title: "email is an optional claim of the ID token",
		Severity: report.Warning, Step: report.StepClaims, Page: portal.PageToken,
		Func: checkOptionalEmail,
	},
	{
		ID: "optional-edov", Title: "xms_edov is an optional claim of the ID token",
		Severity: report.Error, Step: report.StepClaims, Page: portal.PageManifest,
		Func: checkOptionalEDOV,
	},
	{
		ID: "optional-access-token", Title: "email and xms_edov are optional claims of the access token",
		Severity: report.Note, Step: report.StepClaims, Page: portal.PageManifest,
		Func: checkOptionalAccess,
	},
	{
		ID: "optional-placeholder", Title: "xms_pdl is no longer among the optional claims",
		Severity: report.Warning, Step: report.StepClaims, Page: portal.PageManifest,
		Func: checkOptionalPlaceholder,
	},
	{
		ID: "optional-names", Title: "Optional claims have names that Microsoft knows",
		Severity: report.Warning, Step: report.StepClaims, Page: portal.PageManifest,
		Func: checkOptionalNames,
	},
}

func hasClaim(claims []appreg.OptionalClaim, name string) bool {
	return slices.ContainsFunc(claims, func(c appreg.OptionalClaim) bool { return c.Name == name })
}

// hasEntry is hasClaim for the entries of a list as they were read.
func hasEntry(entries []strictjson.Value, name string) bool {
	return slices.ContainsFunc(entries, func(e strictjson.Value) bool { return e.StrOf("name") == name })
}

// claimEntry is an entry of optionalClaims as the portal writes it.
func claimEntry(name string) strictjson.Value {
	return change.Parsed([]byte(`{"name":"` + name + `","source":null,"essential":false,"additionalProperties":[]}`))
}

// changeClaims is a change of one list of optional claims.
func changeClaims(a *appreg.App, list string, edit func([]strictjson.Value) []strictjson.Value) *change.Edit {
	place := a.OptionalClaims.IDTokenPlace
	if list == "accessToken" {
		place = a.OptionalClaims.AccessTokenPlace
	}
	if place.Line == 0 { // the list is not there
		place.Line = a.OptionalClaims.Place.Line
	}
	before := change.Parsed(json.RawMessage(a.Raw.OptionalClaims)).Get(list)
	if !before.Exists() {
		before = strictjson.Value{Kind: strictjson.Null}
	}
	// Microsoft may refuse a list with an entry that is no claim, whatever else changes in it.
	after := strictjson.ArrayOf(edit(repaired(before.Elems(), lifted(a, list))))
	return &change.Edit{
		Path: "optionalClaims." + list, Before: json.RawMessage(before.Compact()), After: json.RawMessage(after.Compact()),
		Place:    place,
		Fragment: &change.Fragment{Path: place.Path, Before: shortClaims(before), After: shortClaims(after)},
	}
}

// shortClaims shows a list of optional claims without the members that have
// their defaults; Microsoft fills those in.
func shortClaims(list strictjson.Value) string {
	if list.Kind != strictjson.Array {
		return list.Compact()
	}
	var short []strictjson.Value
	for _, e := range list.Elems() {
		var members []strictjson.Member
		for _, m := range e.Members() {
			if text := m.Value.Compact(); m.Name == "name" || text != "null" && text != "false" && text != "[]" {
				members = append(members, m)
			}
		}
		short = append(short, strictjson.ObjectOf(members))
	}
	return strictjson.ArrayOf(short).Compact()
}

func addClaims(a *appreg.App, list string, names ...string) *change.Edit {
	return changeClaims(a, list, func(entries []strictjson.Value) []strictjson.Value {
		for _, name := range names {
			if !hasEntry(entries, name) {
				entries = append(entries, claimEntry(name))
			}
		}
		return entries
	})
}

func optionalUnsaid(a *appreg.App) bool { return a.Partial && !a.OptionalClaims.Known }

// namesOf lists claims as evidence shows them.
func namesOf(claims []appreg.OptionalClaim) string {
	if len(claims) == 0 {
		return "none"
	}
	names := make([]string, len(claims))
	for i, c := range claims {
		names[i] = shownName(c.Name)
	}
	return words.Cut(strings.Join(names, ", "))
}

func checkOptionalEmail(in *Input) *Result {
	a := in.reg()
	o := a.OptionalClaims
	if optionalUnsaid(a) {
		return in.notGiven("optional claims")
	}
	if r, alone := edovAlone(in); alone {
		return r
	}
	evidence := at(o.IDTokenPlace, namesOf(o.IDToken), "email among them")
	if hasClaim(o.IDToken, "email") {
		return in.pass("email is requested in ID tokens", evidence)
	}
	r := in.fail("email is not an optional claim of the ID token", evidence).
		because("Microsoft then sends it only if the product requests the scope email").fix(fixAddEmail).
		change(addClaims(a, "idToken", "email"))
	if !in.clerk() {
		return r.as(report.Note)
	}
	return r
}

// edovAlone finds xms_edov in a list without email: Microsoft sends it only beside the email, which then depends on
// what the product requests (Microsoft, optional claims reference).
func edovAlone(in *Input) (*Result, bool) {
	a := in.reg()
	o := a.OptionalClaims
	for _, list := range []struct {
		name, words string
		claims      []appreg.OptionalClaim
		place       appreg.Place
	}{
		{"idToken", "ID token", o.IDToken, o.IDTokenPlace},
		{"accessToken", "access token", o.AccessToken, o.AccessTokenPlace},
	} {
		if !hasClaim(list.claims, "xms_edov") || hasClaim(list.claims, "email") {
			continue
		}
		r := in.fail("xms_edov is an optional claim of the "+list.words+", and email is not",
			at(list.place, namesOf(list.claims), "email among them")).
			because("xms_edov comes only together with email, which Microsoft then sends only if the product requests the " +
				"scope email").
			fix("{portal:manifest} > optionalClaims." + list.name + ": add email, save, and wait a few minutes").
			change(addClaims(a, list.name, "email"))
		switch {
		case list.name == "accessToken": // guides leave it so, and only the app's own API could miss the claim
			return r.as(report.Note), true
		case !in.clerk():
			return r.as(report.Warning), true
		}
		return r, true
	}
	return nil, false
}

func checkOptionalEDOV(in *Input) *Result {
	a := in.reg()
	o := a.OptionalClaims
	if optionalUnsaid(a) {
		return in.missing("optional claims")
	}
	evidence := at(o.IDTokenPlace, namesOf(o.IDToken), "xms_edov among them")
	if hasClaim(o.IDToken, "xms_edov") {
		return in.pass("xms_edov is requested in ID tokens", evidence)
	}
	why := "Microsoft does not send it otherwise, so nothing says whether an email can be trusted"
	if hasClaim(o.AccessToken, "xms_edov") {
		why += "; that it is one of the access token does not help"
	}
	r := in.fail("xms_edov is not an optional claim of the ID token", evidence).because(why).
		fix(`{portal:manifest} > optionalClaims.idToken: add the entry {"name": "xms_edov"}, save, and wait a few minutes`)
	switch misspelt := misspeltClaim(o.IDToken, "xms_edov"); {
	case nestedClaim(a, "xms_edov"):
		r.Why += "; it stands elsewhere in optionalClaims, where Microsoft may not look for it"
		r = r.fix(fixNested("idToken")).change(addClaims(a, "idToken", "xms_edov"))
	case misspelt != "":
		r.Summary += "; " + words.Quoted(misspelt) + " is" + asWritten(misspelt, "xms_edov")
		r = r.fix("{portal:manifest} > optionalClaims.idToken: replace " + words.Quoted(misspelt) +
			` by "xms_edov", save, and wait a few minutes`)
		r = r.change(rewriteClaim(a, misspelt, "xms_edov")...)
	case hasClaim(o.IDToken, "xms_pdl"):
		r = r.change(renamePlaceholder(a, "idToken"))
	default:
		r = r.change(addClaims(a, "idToken", "xms_edov"))
	}
	switch {
	case a.Audience.Value == appreg.AudienceMyOrg && !in.clerk():
		return r.because("with accounts of one tenant only, its administrator is responsible for the emails").as(report.Note)
	case a.Audience.Value == appreg.AudiencePersonal:
		return r.because("tokens of personal accounts may lack it anyway; Microsoft documents those addresses as verified").
			as(report.Note)
	case in.mayBeAPI():
		return r.as(report.Note)
	case in.doesNotRead() != "" && in.readsListed() && (hasClaim(o.IDToken, "verified_primary_email") ||
		hasClaim(o.IDToken, "verified_secondary_email")):
		return r.because(in.product() + " does not read it, and claims that say the same of an address are requested").
			as(report.Note)
	case in.Session.Request.Product == "" && in.registrationOnly():
		return r.as(report.Warning) // not every app links accounts by email
	}
	return r
}

func checkOptionalAccess(in *Input) *Result {
	a := in.reg()
	o := a.OptionalClaims
	if optionalUnsaid(a) {
		return in.notGiven("optional claims")
	}
	var missing []string
	for _, name := range []string{"email", "xms_edov"} {
		if !hasClaim(o.AccessToken, name) {
			missing = append(missing, name)
		}
	}
	evidence := at(o.AccessTokenPlace, namesOf(o.AccessToken), "")
	switch {
	case len(missing) == 0:
		return in.pass("email and xms_edov are present; they change tokens for this app's own API only", evidence)
	case !in.clerk():
		return in.skip("sign-in does not need them")
	}
	return in.fail(strings.Join(missing, " and ")+": not among the optional claims of the access token", evidence).
		because("Clerk's guide adds them; according to Microsoft they change tokens for this app's own API only, so " +
			"sign-in works without them").
		fix("{portal:manifest}: add them to optionalClaims > accessToken, to follow the guide exactly").
		change(addClaims(a, "accessToken", missing...))
}

func renamePlaceholder(a *appreg.App, list string) *change.Edit {
	return changeClaims(a, list, func(entries []strictjson.Value) []strictjson.Value {
		has := slices.ContainsFunc(entries, func(v strictjson.Value) bool { return v.StrOf("name") == "xms_edov" })
		var out []strictjson.Value
		for _, e := range entries {
			if e.StrOf("name") != "xms_pdl" {
				out = append(out, e)
			} else if !has {
				out = append(out, claimEntry("xms_edov"))
				has = true
			}
		}
		return out
	})
}

func checkOptionalPlaceholder(in *Input) *Result {
	a := in.reg()
	if optionalUnsaid(a) {
		return in.notGiven("optional claims")
	}
	var left []report.Evidence
	var changes []*change.Edit
	for _, list := range claimLists {
		for _, c := range readClaims(a, list) {
			if c.Name == "xms_pdl" {
				left = append(left, at(c.Place, "xms_pdl", "xms_edov"))
				changes = append(changes, renamePlaceholder(a, list))
				break
			}
		}
	}
	if left == nil {
		return in.pass("xms_pdl is not among the optional claims")
	}
	return in.fail("xms_pdl is still among the optional claims", left...).
		because("guides add it and then rename it; the renaming may have been forgotten").
		fix("{portal:manifest}: change its name to xms_edov, or remove it if xms_edov is present").change(changes...)
}
