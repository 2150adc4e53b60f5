package flow

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// TenantDomain is a domain of a tenant.
type TenantDomain struct {
	Name     string `json:"name"`
	Verified bool   `json:"verified"`
}

// Domains reads the domains of the tenant.
func (g Graph) Domains(ctx context.Context, env Env) ([]TenantDomain, *Failure) {
	cl := g.client(env)
	defer cl.close()
	var all []TenantDomain
	list := graphList{of: ofDomains(), items: "domains", path: "/v1.0/domains", query: "?$select=id,isVerified"}
	failure := g.eachItem(ctx, cl, list, func(v strictjson.Value) {
		if name := cut(v.StrOf("id"), 253); name != "" {
			all = append(all, TenantDomain{Name: name, Verified: v.Get("isVerified").Text == "true"})
		}
	})
	if failure != nil {
		return nil, failure // without all domains, a mail's domain can't be called unverified
	}
	return all, nil
}

// ConsentPolicy says what the tenant's users may consent to for themselves.
type ConsentPolicy struct {
	// Policies are the IDs of the consent policies of users, such as microsoft-user-default-low; empty: users can't
	// consent.
	Policies []string
}

// consentForSelf is before the ID of a consent policy that users have for themselves (Microsoft, "Configure how users
// consent to applications").
const consentForSelf = "managepermissiongrantsforself."

// ConsentPolicy reads what users may consent to.
func (g Graph) ConsentPolicy(ctx context.Context, env Env) (ConsentPolicy, *Failure) {
	var p ConsentPolicy
	const path = "/v1.0/policies/authorizationPolicy?$select=defaultUserRolePermissions"
	v, failure := g.tenantPart(ctx, env, ofConsent(), path)
	if failure != nil {
		return p, failure
	}
	if list := v.Get("value"); list.Kind == strictjson.Array && len(list.Elems()) == 1 { // as the beta version writes it
		v = list.Elems()[0]
	}
	assigned := v.Get("defaultUserRolePermissions").Get("permissionGrantPoliciesAssigned")
	if assigned.Kind != strictjson.Array {
		return p, &Failure{
			Stage: StageTenant, Kind: FailureProtocol, HTTPStatus: 200,
			Summary: "the response from Microsoft Graph doesn't say what users may consent to",
		}
	}
	for _, e := range assigned.Elems() {
		if name := e.Str(); strings.HasPrefix(strings.ToLower(name), consentForSelf) {
			p.Policies = append(p.Policies, cut(name[len(consentForSelf):], 128))
		}
	}
	return p, nil
}

// AppPolicy says how the tenant limits the client secrets of app registrations.
type AppPolicy struct {
	NoSecrets      bool      // none may be added
	NoSecretsSince time.Time // to apps created from then on; zero: to all
	Exempts        bool      // some callers are exempt from that (excludeActors); which ones is not read
	Longest        string    // how long one may last, as an ISO 8601 duration; empty: no limit
	LongestDays    int       // the same in days; zero: not known
	LongestSince   time.Time // for apps created from then on; zero: for all
}

// AppPolicy reads the app management policy that holds for apps without one of their own.
func (g Graph) AppPolicy(ctx context.Context, env Env) (AppPolicy, *Failure) {
	var p AppPolicy
	v, failure := g.tenantPart(ctx, env, ofAppRule(), "/v1.0/policies/defaultAppManagementPolicy")
	if failure != nil {
		return p, failure
	}
	enabled := v.Get("isEnabled")
	if enabled.Kind != strictjson.Bool {
		return p, &Failure{
			Stage: StageTenant, Kind: FailureProtocol, HTTPStatus: 200,
			Summary: "the response from Microsoft Graph doesn't say whether the app management policy is on",
		}
	}
	if enabled.Text != "true" {
		return p, nil
	}
	for _, r := range v.Get("applicationRestrictions").Get("passwordCredentials").Elems() {
		// Older policies have no state; it was added to switch single restrictions off.
		if strings.EqualFold(cmp.Or(r.StrOf("state"), "enabled"), "disabled") {
			continue
		}
		since, _ := time.Parse(time.RFC3339, r.StrOf("restrictForAppsCreatedAfterDateTime")) // zero: for all apps
		switch r.StrOf("restrictionType") {
		case "passwordAddition":
			p.NoSecrets, p.NoSecretsSince = true, since
			p.Exempts = r.Get("excludeActors").Kind == strictjson.Object
		case "passwordLifetime":
			p.Longest, p.LongestSince = cut(r.StrOf("maxLifetime"), 40), since
			p.LongestDays = isoDays(p.Longest)
		}
	}
	return p, nil
}

// isoDuration is an ISO 8601 duration as Microsoft Graph writes it: P180D, P4DT12H30M5S.
var isoDuration = lazy.MustCompile(`^P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?(?:T[0-9HMS.]+)?$`)

// isoDays is a duration in whole days; zero for one that is shorter or can't be read.
func isoDays(text string) int {
	m := isoDuration.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	days := 0
	for i, each := range []int{365, 30, 1} {
		n, _ := strconv.Atoi(m[i+1]) // empty: none of these
		days += n * each
	}
	return days
}

// tenantPart reads one object about the tenant.
func (g Graph) tenantPart(ctx context.Context, env Env, of graphSubject, path string) (strictjson.Value, *Failure) {
	cl := g.client(env)
	defer cl.close()
	return readGraph(ctx, cl, of, g.base()+path)
}

// VerifiedNames are the names of the verified domains, in lower case and in order.
func VerifiedNames(all []TenantDomain) []string {
	var names []string
	for _, d := range all {
		if d.Verified {
			names = append(names, strings.ToLower(d.Name))
		}
	}
	slices.Sort(names)
	return names
}
