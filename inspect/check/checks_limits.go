package check

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/words"
)

// The limits of app registrations (Microsoft, supported account types validation, and redirect URI restrictions).
const (
	maxEntries     = 1200
	maxRedirects   = 256
	maxPersonal    = 100 // redirect URIs, with personal accounts
	maxSecrets     = 2   // with personal accounts, as all that follow
	maxByAPI       = 30
	maxPermissions = 200
	maxRoles       = 0
)

// overLimits is what a registration has more of than Microsoft allows.
func overLimits(a *appreg.App, personal bool) []report.Evidence {
	var over []report.Evidence
	look := func(what string, got, limit int) {
		if got > limit {
			want := fmt.Sprintf("at most %d", limit)
			if limit == 0 {
				want = "none"
			}
			over = append(over, report.Evidence{Label: what, Got: strconv.Itoa(got), Want: want})
		}
	}
	look("entries in all collections", a.Entries, maxEntries)
	if !personal {
		look("redirect URIs", len(a.RedirectURIs), maxRedirects)
		return over
	}
	secrets, byAPI := 0, map[string]int{}
	for _, c := range a.Credentials {
		if c.Kind == appreg.CredentialSecret {
			secrets++
		}
	}
	for _, p := range a.Permissions {
		byAPI[p.Resource]++
	}
	look("client secrets", secrets, maxSecrets)
	look("redirect URIs", len(a.RedirectURIs), maxPersonal)
	for _, api := range slices.Sorted(maps.Keys(byAPI)) {
		look("permissions for one API", byAPI[api], maxByAPI)
	}
	look("permissions", len(a.Permissions), maxPermissions)
	look("app roles", a.Roles, maxRoles)
	return over
}

func checkLimits(in *Input) *Result {
	a := in.reg()
	if over := overLimits(a, takesPersonal(a)); len(over) > 0 {
		var names []string
		for _, e := range over {
			if !slices.Contains(names, e.Label) {
				names = append(names, e.Label)
			}
		}
		summary := "the app registration has more " + words.List(names, "and") + " than Microsoft allows"
		if takesPersonal(a) {
			summary += " with personal accounts"
		}
		return in.fail(summary, over...).
			because("Microsoft refuses changes to it, or to the account types").fix("remove what is no longer used")
	}
	if r, odd := unclear(in, a.Audience); odd {
		return r // the limits of apps with personal accounts may apply
	}
	if over := overLimits(a, true); len(over) > 0 {
		if r, open := in.openTypes("it has more " + over[0].Label + " than apps for personal accounts may have"); open {
			return r
		}
	}
	return in.pass(words.Count(a.Entries, "entry", "entries") + " in all collections")
}
