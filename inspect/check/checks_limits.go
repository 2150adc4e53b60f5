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
	maxAPIs        = 50  // of which permissions are requested
	maxRequested   = 400 // permissions in all
	maxPersonal    = 100 // redirect URIs, with personal accounts
	maxSecrets     = 2   // with personal accounts, as all that follow
	maxByAPI       = 30
	maxPermissions = 200
	maxRoles       = 0
	maxIdentifiers = 50
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
	byAPI := map[string]int{}
	for _, p := range a.Permissions {
		byAPI[p.Resource]++
	}
	look("entries in all collections", a.Entries, maxEntries)
	look("APIs", len(byAPI), maxAPIs)
	if !personal {
		look("redirect URIs", len(a.RedirectURIs), maxRedirects)
		look("permissions", len(a.Permissions), maxRequested)
		return over
	}
	secrets := 0
	for _, c := range a.Credentials {
		if c.Kind == appreg.CredentialSecret {
			secrets++
		}
	}
	look("client secrets", secrets, maxSecrets)
	look("redirect URIs", len(a.RedirectURIs), maxPersonal)
	for _, api := range slices.Sorted(maps.Keys(byAPI)) {
		look("permissions for one API", byAPI[api], maxByAPI)
	}
	look("permissions", len(a.Permissions), maxPermissions)
	look("app roles", a.Roles, maxRoles)
	look("identifier URIs", len(a.IdentifierURIs), maxIdentifiers)
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
