package check

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/words"
)

var permissionChecks = []Check{
	{
		ID: "permission-email", Title: "Permission email is listed",
		Severity: report.Note, Step: report.StepPermissions, Page: portal.PagePermissions,
		Func: checkPermissionEmail,
	},
	{
		ID: "permission-openid", Title: "Permissions openid and profile are listed",
		Severity: report.Note, Step: report.StepPermissions, Page: portal.PagePermissions,
		Func: checkPermissionOpenID,
	},
	{
		ID: "permission-roles", Title: "Application permissions are not requested",
		Severity: report.Note, Step: report.StepPermissions, Page: portal.PagePermissions,
		Func: checkPermissionRoles,
	},
	{
		ID: "permission-retired", Title: "Azure AD Graph permissions are removed",
		Severity: report.Warning, Step: report.StepPermissions, Page: portal.PagePermissions,
		Func: checkPermissionRetired,
	},
}

// The types of a permission.
const (
	typeDelegated   = "Scope"
	typeApplication = "Role"
)

func isTyped(p appreg.Permission) bool {
	return p.Type == typeDelegated || p.Type == typeApplication
}

// permissionsOf are the entries of Microsoft Graph with a permission's ID.
func permissionsOf(a *appreg.App, id string) []appreg.Permission {
	var list []appreg.Permission
	for _, p := range a.Permissions {
		// A resource that is not a GUID is a placeholder of whoever passed the
		// document on; the permission's own ID says enough.
		if (strings.EqualFold(p.Resource, appreg.GraphAppID) || !entra.IsGUID(p.Resource)) && strings.EqualFold(p.ID, id) {
			list = append(list, p)
		}
	}
	return list
}

func (in *Input) unclearPermission(p appreg.Permission) *Result {
	evidence := at(p.Place, words.Cut(cmp.Or(p.Type, words.Absent)), "Scope or Role")
	return in.unknown("the type of a permission is unknown: "+words.Cut(p.ID), evidence)
}

// permissionsUnsaid holds when the document leaves permissions out.
func permissionsUnsaid(a *appreg.App) bool { return a.Partial && a.Raw.Permissions == "" }

func checkPermissionEmail(in *Input) *Result {
	return permissionResult(in, "email", appreg.PermissionEmail)
}

func checkPermissionOpenID(in *Input) *Result {
	return permissionResult(in, "openid and profile", appreg.PermissionOpenID, appreg.PermissionName)
}

func permissionResult(in *Input, names string, ids ...string) *Result {
	a := in.reg()
	if permissionsUnsaid(a) {
		return in.notGiven("API permissions")
	}
	var missing []string
	for _, id := range ids {
		entries := permissionsOf(a, id)
		if slices.ContainsFunc(entries, func(p appreg.Permission) bool { return p.Type == typeDelegated }) {
			continue
		}
		if i := slices.IndexFunc(entries, func(p appreg.Permission) bool { return !isTyped(p) }); i >= 0 {
			return in.unclearPermission(entries[i])
		}
		missing = append(missing, id)
	}
	if len(missing) == 0 {
		return in.pass(names + " of Microsoft Graph: listed")
	}
	return in.fail(names+" of Microsoft Graph: not listed", at(a.PermissionsPlace, "absent", names)).
		because("scopes are requested at sign-in, so sign-ins work; an administrator's consent in advance does not cover it").
		fix("{portal:add-permission} > " + names).
		change(addPermissions(a, missing))
}

// editPermissions is the change to a new list of permissions. The fragment shows
// the part of it that changes. There is none if the list has names or placeholders, which Microsoft Graph refuses.
func editPermissions(a *appreg.App, after strictjson.Value, shown change.Fragment) *change.Edit {
	for _, api := range after.Elems() {
		isName := func(e strictjson.Value) bool { return !entra.IsGUID(e.StrOf("id")) }
		if !entra.IsGUID(api.StrOf("resourceAppId")) || slices.ContainsFunc(api.Get("resourceAccess").Elems(), isName) {
			return nil
		}
	}
	before := change.Parsed(json.RawMessage(a.Raw.Permissions))
	return &change.Edit{
		Path:     "requiredResourceAccess",
		Before:   json.RawMessage(before.Compact()),
		After:    json.RawMessage(after.Compact()),
		Place:    a.PermissionsPlace,
		Fragment: &shown,
	}
}

// addPermissions adds delegated permissions of Microsoft Graph.
func addPermissions(a *appreg.App, ids []string) *change.Edit {
	before := change.Parsed(json.RawMessage(a.Raw.Permissions))
	after := slices.Clone(before.Elems())
	graph := slices.IndexFunc(after, func(v strictjson.Value) bool {
		return strings.EqualFold(v.StrOf("resourceAppId"), appreg.GraphAppID)
	})
	var access []strictjson.Value
	old := "[]"
	if graph >= 0 {
		had := after[graph].Get("resourceAccess")
		access, old = slices.Clone(had.Elems()), had.Compact()
	} else {
		graph, after = len(after), append(after, strictjson.Value{})
	}
	for _, id := range ids {
		access = append(access, change.Parsed([]byte(`{"id":"`+id+`","type":"Scope"}`)))
	}
	list := strictjson.ArrayOf(access)
	after[graph] = strictjson.ObjectOf([]strictjson.Member{
		{Name: "resourceAppId", Value: strictjson.Text(appreg.GraphAppID)},
		{Name: "resourceAccess", Value: list},
	})
	return editPermissions(a, strictjson.ArrayOf(after), change.Fragment{
		Path: "requiredResourceAccess, resourceAccess of " + appreg.GraphAppID, Before: old, After: list.Compact(),
	})
}

func checkPermissionRoles(in *Input) *Result {
	a := in.reg()
	if permissionsUnsaid(a) {
		return in.notGiven("API permissions")
	}
	var roles []report.Evidence
	for _, p := range a.Permissions {
		if p.Type == typeApplication && len(roles) < 10 {
			roles = append(roles, at(p.Place, words.Cut(p.ID), ""))
		}
	}
	if len(roles) == 0 {
		if i := slices.IndexFunc(a.Permissions, func(p appreg.Permission) bool { return !isTyped(p) }); i >= 0 {
			return in.unclearPermission(a.Permissions[i])
		}
		return in.pass("no application permission is requested")
	}
	return in.fail(words.Count(len(roles), "application permission is", "application permissions are")+" requested",
		roles...).
		because("they work without a user and need an administrator's consent; a sign-in needs none").
		fix("if the app only signs users in, remove them under {portal:permissions}").change(dropRoles(a))
}

// dropRoles removes all application permissions.
func dropRoles(a *appreg.App) *change.Edit {
	before := change.Parsed(json.RawMessage(a.Raw.Permissions))
	var after []strictjson.Value
	for _, api := range before.Elems() {
		var kept []strictjson.Value
		for _, e := range api.Get("resourceAccess").Elems() {
			if e.StrOf("type") != typeApplication {
				kept = append(kept, e)
			}
		}
		if len(kept) == 0 {
			continue
		}
		after = append(after, strictjson.ObjectOf([]strictjson.Member{
			{Name: "resourceAppId", Value: api.Get("resourceAppId")},
			{Name: "resourceAccess", Value: strictjson.ArrayOf(kept)},
		}))
	}
	return editPermissions(a, strictjson.ArrayOf(after), change.Fragment{
		Path: "requiredResourceAccess", Before: "the entries of type Role", After: "no such entry",
	})
}

func checkPermissionRetired(in *Input) *Result {
	a := in.reg()
	if permissionsUnsaid(a) {
		return in.notGiven("API permissions")
	}
	for _, p := range a.Permissions {
		if strings.EqualFold(p.Resource, appreg.RetiredGraph) {
			return in.fail("a permission of Azure AD Graph is still listed", at(p.Place, words.Cut(p.ID), "none")).
				because("that API is retired").fix("{portal:permissions}: remove those of Azure Active Directory Graph").
				change(dropRetired(a))
		}
	}
	return in.pass("no permission of Azure AD Graph is listed")
}

func dropRetired(a *appreg.App) *change.Edit {
	before := change.Parsed(json.RawMessage(a.Raw.Permissions))
	after := slices.DeleteFunc(slices.Clone(before.Elems()), func(e strictjson.Value) bool {
		return strings.EqualFold(e.StrOf("resourceAppId"), appreg.RetiredGraph)
	})
	return editPermissions(a, strictjson.ArrayOf(after), change.Fragment{
		Path: "requiredResourceAccess", Before: "the entry of " + appreg.RetiredGraph, After: "no such entry",
	})
}
