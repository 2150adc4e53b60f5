package check

import (
	"encoding/json"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/words"
)

// claimMembers are the members of an optional claim (Microsoft Graph, optionalClaim resource type).
var claimMembers = []string{"name", "source", "essential", "additionalProperties"}

// claimLists are the lists of optional claims that edov reads. Microsoft has a third one, for SAML.
var claimLists = []string{"idToken", "accessToken"}

// strangeLists are the members of optionalClaims that it does not have: id_token, or a whole optionalClaims again. What
// is empty says nothing: PowerShell writes AdditionalProperties everywhere.
func strangeLists(a *appreg.App) []strictjson.Member {
	var list []strictjson.Member
	for _, m := range change.Parsed(json.RawMessage(a.Raw.OptionalClaims)).Members() {
		if !change.IsClaimList(m.Name) && len(m.Value.Elems())+len(m.Value.Members()) > 0 {
			list = append(list, m)
		}
	}
	return list
}

// malformedList finds a member that optionalClaims does not have; nil: there is none.
func malformedList(in *Input) *Result {
	a := in.reg()
	for _, m := range strangeLists(a) {
		evidence := at(a.OptionalClaims.Place, words.Cut(m.Name), "idToken, accessToken or saml2Token")
		return in.fail("optionalClaims has the member "+words.Quoted(m.Name)+", which Microsoft does not have", evidence).
			because("Microsoft may refuse to save it, or leave it out").
			fix("{portal:manifest}: move its claims to " + homeOf(m.Name) + ", and remove it").change(repairEntries(a)...)
	}
	return nil
}

// homeOf is where the claims of a member that Microsoft does not have belong.
func homeOf(name string) string {
	switch plain := plainName(name); {
	case strings.HasPrefix(plain, "saml"):
		return "optionalClaims.saml2Token"
	case strings.HasPrefix(plain, "access"):
		return "optionalClaims.accessToken"
	}
	return "optionalClaims.idToken"
}

// plainName is the name of a list without what people write differently: id_token, IdToken.
func plainName(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// strangeMembers are the members of an entry that a claim does not have. What is null or empty says nothing.
func strangeMembers(entry strictjson.Value) []string {
	var names []string
	for _, m := range entry.Members() {
		if !isClaimMember(m.Name) && len(m.Value.Text)+len(m.Value.Elems())+len(m.Value.Members()) > 0 {
			names = append(names, m.Name)
		}
	}
	return names
}

func isClaimMember(name string) bool {
	return slices.Contains(claimMembers, name) || strings.Contains(name, "odata.")
}

// isClaim reports whether an entry is one claim: it has a name, and nothing that a claim does not have.
func isClaim(entry strictjson.Value) bool {
	return strings.TrimSpace(entry.StrOf("name")) != "" && len(strangeMembers(entry)) == 0
}

func notClaim(entry strictjson.Value) bool { return !isClaim(entry) }

// readClaims are the claims of a list of optional claims.
func readClaims(a *appreg.App, list string) []appreg.OptionalClaim {
	if list == "accessToken" {
		return a.OptionalClaims.AccessToken
	}
	return a.OptionalClaims.IDToken
}

// claimsIn are the entries of a list of optional claims as they were read.
func claimsIn(a *appreg.App, list string) []strictjson.Value {
	return change.Parsed(json.RawMessage(a.Raw.OptionalClaims)).Get(list).Elems()
}

// malformedEntry finds the first entry that is not one claim; nil: there is none. People paste a whole optionalClaims
// into a list of it.
func malformedEntry(in *Input) *Result {
	a := in.reg()
	for _, list := range claimLists {
		read := readClaims(a, list)
		for i, e := range claimsIn(a, list) {
			if isClaim(e) || i >= len(read) {
				continue
			}
			evidence := at(read[i].Place, words.Cut(e.Compact()), "an object with the member name")
			r := in.fail(whatIsWrong(e), evidence).
				because("Microsoft may refuse to save it, or leave the entry out")
			if isNested(e) {
				return r.fix(fixNested(list)).change(repairEntries(a)...)
			}
			return r.fix("{portal:manifest}: remove it, or write it as {\"name\": \"NAME\"}").change(repairEntries(a)...)
		}
	}
	return nil
}

func fixNested(list string) string {
	return "{portal:manifest}: move the claims to optionalClaims." + list + " itself, and remove what they stand in"
}

// whatIsWrong says why an entry is not one claim.
func whatIsWrong(entry strictjson.Value) string {
	strange := strangeMembers(entry)
	switch name := entry.StrOf("name"); {
	case isNested(entry):
		return "an entry of the optional claims has claims inside it instead of a name"
	case strings.TrimSpace(name) == "":
		return "an entry of the optional claims has no name"
	default:
		return "the optional claim " + words.Quoted(name) + " has the member " + words.Quoted(strange[0]) +
			", which a claim does not have"
	}
}

// isNested reports whether lists of claims stand inside an entry.
func isNested(entry strictjson.Value) bool {
	return slices.ContainsFunc(claimLists, func(list string) bool { return len(inside(entry, list)) > 0 })
}

// inside are the claims of a list that stand inside an entry: {"optionalClaims": {"idToken": [...]}}.
func inside(entry strictjson.Value, list string) []strictjson.Value {
	var claims []strictjson.Value
	for _, place := range []strictjson.Value{entry.Get("optionalClaims"), entry} {
		claims = append(claims, slices.DeleteFunc(slices.Clone(place.Get(list).Elems()), notClaim)...)
	}
	return claims
}

// nestedClaim reports whether a claim of the ID token stands inside another entry only.
func nestedClaim(a *appreg.App, name string) bool {
	return hasEntry(lifted(a, "idToken"), name)
}

// lifted are the claims of a list that stand inside entries of any list, or in a list of another name.
func lifted(a *appreg.App, list string) []strictjson.Value {
	var claims []strictjson.Value
	for _, m := range strangeLists(a) {
		claims = append(claims, inside(m.Value, list)...)
		if plainName(m.Name) == plainName(list) {
			claims = append(claims, slices.DeleteFunc(slices.Clone(m.Value.Elems()), notClaim)...)
		}
	}
	for _, from := range claimLists {
		for _, e := range claimsIn(a, from) {
			claims = append(claims, inside(e, list)...)
		}
	}
	return claims
}

// repairEntries takes out what is no claim, in each list that has such, and lifts the claims that stand inside it.
func repairEntries(a *appreg.App) []*change.Edit {
	var edits []*change.Edit
	for _, list := range claimLists {
		add := lifted(a, list)
		if len(add) == 0 && !slices.ContainsFunc(claimsIn(a, list), notClaim) {
			continue
		}
		edits = append(edits, changeClaims(a, list, func(entries []strictjson.Value) []strictjson.Value { return entries }))
	}
	return edits
}

// repaired are the claims of a list, each with the members of a claim alone, and those to add that it lacks.
func repaired(entries, add []strictjson.Value) []strictjson.Value {
	var out []strictjson.Value
	for _, e := range entries {
		if strings.TrimSpace(e.StrOf("name")) != "" {
			out = append(out, onlyClaim(e))
		}
	}
	for _, e := range add {
		name := e.StrOf("name")
		switch {
		case hasEntry(out, name):
		case name == "email", name == "xms_edov":
			out = append(out, claimEntry(name)) // as other checks add it, so that a patch has it once
		default:
			out = append(out, e)
		}
	}
	return out
}

// onlyClaim is an entry without the members that a claim does not have.
func onlyClaim(entry strictjson.Value) strictjson.Value {
	var members []strictjson.Member
	for _, m := range entry.Members() {
		if isClaimMember(m.Name) {
			members = append(members, m)
		}
	}
	return strictjson.ObjectOf(members)
}
