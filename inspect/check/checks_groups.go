package check

import (
	"edov/flow/strictjson"
	"edov/inspect/words"
)

// checkGroups notes a user in more groups than a token holds: Microsoft then leaves the claim out and says so by
// another one (id-token-claims-reference), and a product that reads groups finds none.
func checkGroups(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	groups := in.ID.Claims.Get("groups")
	for _, name := range []string{"_claim_names", "hasgroups"} {
		v := in.ID.Claims.Get(name)
		if v.Text == "true" && v.Kind != strictjson.Number || v.Get("groups").Exists() {
			return in.fail("the user is in too many groups for the token, so it has none of them", claim(in.ID, name, "groups")).
				because("a JWT holds at most 200 groups, fewer from the implicit flow; a product that maps groups or roles by " +
					"this claim finds none for this user, and for others it works").
				fix("App registrations > your app > Token configuration > groups claim: choose the groups assigned to the " +
					"application, or use app roles; or let the product ask Microsoft Graph for the groups")
		}
	}
	switch {
	case !groups.Exists():
		return in.skip("the token has no groups, and does not say that it leaves any out")
	case groups.Kind != strictjson.Array:
		return in.unknown("the claim groups is no list, so whether it is complete is not known",
			claim(in.ID, "groups", "a list"))
	}
	return in.pass("the token has "+words.Count(len(groups.Elems()), "group", "groups")+" and leaves none out",
		claim(in.ID, "groups", ""))
}
