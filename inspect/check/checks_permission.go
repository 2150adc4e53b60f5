package check

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/report"
	"edov/inspect/words"
)

var permissionChecks = []Check{
	{
		ID: "permission-email", Title: "the permission email is listed", Severity: report.Note, Step: report.StepPermissions, Page: report.PagePermissions,
		Doc:  "**What.** The delegated permission `email` of Microsoft Graph in `requiredResourceAccess`.\n\n**Why.** The guide adds it. Microsoft asks for the consent to scopes at run time, so that a product which asks for the scope `email` gets it either way; an administrator who consents beforehand consents to the listed ones only.\n\n**Fix.** API permissions > Add a permission > Microsoft Graph > Delegated permissions > email.",
		Refs: []string{refScopes, refClerkGuide}, Func: checkPermissionEmail,
	},
	{
		ID: "permission-openid", Title: "the permissions openid and profile are listed", Severity: report.Note, Step: report.StepPermissions, Page: report.PagePermissions,
		Doc:  "**What.** The delegated permissions `openid` and `profile` of Microsoft Graph.\n\n**Why.** They are asked for at run time, too. Listed, an administrator can consent for everybody at once, and nobody is shown the consent page.\n\n**Fix.** API permissions > Add a permission > Microsoft Graph > Delegated permissions > openid, profile.",
		Refs: []string{refScopes}, Func: checkPermissionOpenID,
	},
	{
		ID: "permission-roles", Title: "no application permission is asked for", Severity: report.Note, Step: report.StepPermissions, Page: report.PagePermissions,
		Doc:  "**What.** Permissions of type `Role`.\n\n**Why.** They work without a user, always need an administrator's consent, and go to whoever holds the secret. A sign-in needs none.\n\n**Fix.** If the app only signs people in, remove them; give other work a registration of its own.",
		Refs: []string{"https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview"}, Func: checkPermissionRoles,
	},
	{
		ID: "permission-retired", Title: "no permission of Azure AD Graph is left", Severity: report.Warning, Step: report.StepPermissions, Page: report.PagePermissions,
		Doc:  "**What.** Permissions of the API 00000002-0000-0000-c000-000000000000.\n\n**Why.** That API is retired. An old User.Read of it does nothing and alarms administrators on the consent page.\n\n**Fix.** API permissions: remove those of Azure Active Directory Graph, and add those of Microsoft Graph if they are needed.",
		Refs: []string{"https://learn.microsoft.com/graph/migrate-azure-ad-graph-overview"}, Func: checkPermissionRetired,
	},
}

// The types of a permission.
const (
	typeDelegated   = "Scope"
	typeApplication = "Role"
)

func isTyped(p flow.Permission) bool { return p.Type == typeDelegated || p.Type == typeApplication }

// permissionsOf are the entries of Microsoft Graph with a permission's ID.
func permissionsOf(a *flow.AppRegistration, id string) []flow.Permission {
	var list []flow.Permission
	for _, p := range a.Permissions {
		// A resource that is no GUID is a placeholder of whoever passed the
		// document on; the permission's own ID says enough.
		if (strings.EqualFold(p.Resource, flow.GraphAppID) || !flow.IsGUID(p.Resource)) && strings.EqualFold(p.ID, id) {
			list = append(list, p)
		}
	}
	return list
}

func unclearPermission(p flow.Permission) Result {
	evidence := at(p.Place, words.Cut(cmp.Or(p.Type, words.Absent)), "Scope or Role")
	return unknown("the type of a permission is unknown: "+words.Cut(p.ID), evidence)
}

// permissionsUnsaid holds when the document leaves permissions out.
func permissionsUnsaid(a *flow.AppRegistration) bool { return a.Partial && a.Raw.Permissions == "" }

func checkPermissionEmail(in *Input) Result {
	return permissionResult(in, "email", flow.PermissionEmail)
}

func checkPermissionOpenID(in *Input) Result {
	return permissionResult(in, "openid and profile", flow.PermissionOpenID, flow.PermissionName)
}

func permissionResult(in *Input, names string, ids ...string) Result {
	a := in.reg()
	if permissionsUnsaid(a) {
		return notGiven("API permissions")
	}
	var missing []string
	for _, id := range ids {
		entries := permissionsOf(a, id)
		if slices.ContainsFunc(entries, func(p flow.Permission) bool { return p.Type == typeDelegated }) {
			continue
		}
		if i := slices.IndexFunc(entries, func(p flow.Permission) bool { return !isTyped(p) }); i >= 0 {
			return unclearPermission(entries[i])
		}
		missing = append(missing, id)
	}
	if len(missing) == 0 {
		return pass(names + " of Microsoft Graph: listed")
	}
	return fail("not listed: "+names+" of Microsoft Graph", at(a.PermissionsPlace, "absent", names)).
		because("scopes are asked for at run time, so that sign-ins work; an administrator's consent beforehand does not cover it").
		mend("API permissions > Add a permission > Microsoft Graph > Delegated permissions > " + names).
		change(addPermissions(a, missing))
}

// addPermissions adds delegated permissions of Microsoft Graph.
func addPermissions(a *flow.AppRegistration, ids []string) *change.Edit {
	before := change.Parsed(json.RawMessage(a.Raw.Permissions))
	after := strictjson.Value{Kind: strictjson.Array, Elems: slices.Clone(before.Elems)}
	graph := slices.IndexFunc(after.Elems, func(v strictjson.Value) bool {
		return strings.EqualFold(v.Get("resourceAppId").Str(), flow.GraphAppID)
	})
	var access []strictjson.Value
	old := "[]"
	if graph >= 0 {
		access = slices.Clone(after.Elems[graph].Get("resourceAccess").Elems)
		old = after.Elems[graph].Get("resourceAccess").Compact()
	} else {
		after.Elems = append(after.Elems, strictjson.Value{})
		graph = len(after.Elems) - 1
	}
	for _, id := range ids {
		access = append(access, change.Parsed([]byte(`{"id":"`+id+`","type":"Scope"}`)))
	}
	list := strictjson.Value{Kind: strictjson.Array, Elems: access}
	after.Elems[graph] = strictjson.Value{Kind: strictjson.Object, Members: []strictjson.Member{
		{Name: "resourceAppId", Value: strictjson.Value{Kind: strictjson.String, Text: flow.GraphAppID}},
		{Name: "resourceAccess", Value: list},
	}}
	return &change.Edit{
		Path: "requiredResourceAccess", Before: json.RawMessage(before.Compact()), After: json.RawMessage(after.Compact()), Place: a.PermissionsPlace,
		Fragment: &change.Fragment{Path: "requiredResourceAccess, resourceAccess of " + flow.GraphAppID, Before: old, After: list.Compact()},
	}
}

func checkPermissionRoles(in *Input) Result {
	a := in.reg()
	if permissionsUnsaid(a) {
		return notGiven("API permissions")
	}
	var roles []report.Evidence
	for _, p := range a.Permissions {
		if p.Type == typeApplication && len(roles) < 10 {
			roles = append(roles, at(p.Place, words.Cut(p.ID), ""))
		}
	}
	if len(roles) == 0 {
		if i := slices.IndexFunc(a.Permissions, func(p flow.Permission) bool { return !isTyped(p) }); i >= 0 {
			return unclearPermission(a.Permissions[i])
		}
		return pass("there is none")
	}
	return fail("the app asks for "+words.Count(len(roles), "application permission", "application permissions"), roles...).
		because("they work without a user and need an administrator's consent; a sign-in needs none").mend("if the app only signs people in, remove them under API permissions").change(dropRoles(a))
}

// dropRoles takes all application permissions away.
func dropRoles(a *flow.AppRegistration) *change.Edit {
	before := change.Parsed(json.RawMessage(a.Raw.Permissions))
	after := strictjson.Value{Kind: strictjson.Array}
	for _, api := range before.Elems {
		var kept []strictjson.Value
		for _, e := range api.Get("resourceAccess").Elems {
			if e.Get("type").Str() != typeApplication {
				kept = append(kept, e)
			}
		}
		if len(kept) == 0 {
			continue
		}
		after.Elems = append(after.Elems, strictjson.Value{Kind: strictjson.Object, Members: []strictjson.Member{
			{Name: "resourceAppId", Value: api.Get("resourceAppId")},
			{Name: "resourceAccess", Value: strictjson.Value{Kind: strictjson.Array, Elems: kept}},
		}})
	}
	return &change.Edit{
		Path: "requiredResourceAccess", Before: json.RawMessage(before.Compact()), After: json.RawMessage(after.Compact()), Place: a.PermissionsPlace,
		Fragment: &change.Fragment{Path: "requiredResourceAccess", Before: "the entries of type Role", After: "no such entry"},
	}
}

func checkPermissionRetired(in *Input) Result {
	a := in.reg()
	if permissionsUnsaid(a) {
		return notGiven("API permissions")
	}
	for _, p := range a.Permissions {
		if strings.EqualFold(p.Resource, flow.RetiredGraph) {
			return fail("a permission of Azure AD Graph is left", at(p.Place, words.Cut(p.ID), "none")).
				because("that API is retired").mend("API permissions: remove those of Azure Active Directory Graph").change(dropRetired(a))
		}
	}
	return pass("there is none")
}

func dropRetired(a *flow.AppRegistration) *change.Edit {
	before := change.Parsed(json.RawMessage(a.Raw.Permissions))
	after := strictjson.Value{Kind: strictjson.Array}
	for _, e := range before.Elems {
		if !strings.EqualFold(e.Get("resourceAppId").Str(), flow.RetiredGraph) {
			after.Elems = append(after.Elems, e)
		}
	}
	return &change.Edit{
		Path: "requiredResourceAccess", Before: json.RawMessage(before.Compact()), After: json.RawMessage(after.Compact()), Place: a.PermissionsPlace,
		Fragment: &change.Fragment{Path: "requiredResourceAccess", Before: "the entry of " + flow.RetiredGraph, After: "no such entry"},
	}
}
