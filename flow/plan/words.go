package plan

import (
	"cmp"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
)

// Words name the target for a person who is asked: the app, then the tenant.
func (t Target) Words() []string {
	app := "App: " + t.Name
	if t.AppID != "" {
		app += " (client ID " + t.AppID + ")"
	} else {
		app += " (new)"
	}
	tenant := "Tenant: " + cmp.Or(t.Tenant, "not known: that of the account that this machine is signed in with")
	if t.TestServer {
		tenant = "Tenant: the demo tenant on this machine"
	}
	return []string{app, tenant}
}

// ShownChange is a change as a person reads it: JSON without the members that say nothing, with blanks at which a line
// may break.
type ShownChange struct{ Path, Before, After string }

// Shown are the changes of a step for a person.
func (s *Step) Shown() []ShownChange {
	var list []ShownChange
	for _, c := range s.Changes {
		before, after := brief(parsed(c.Before)), brief(parsed(c.After))
		if s.Action == AddSecret || s.Action == CreateApp {
			before = "" // there is nothing yet
		}
		if s.Action == RemoveSecret {
			after = ""
		}
		list = append(list, ShownChange{c.Path, before, after})
	}
	return list
}

// brief is a value for a person: Request has it whole.
func brief(v strictjson.Value) string { return spaced(plainly(v).Compact()) }

// permissionNames are those of Microsoft Graph's permissions that a sign-in uses.
var permissionNames = map[string]string{
	flow.PermissionOpenID: "openid", flow.PermissionName: "profile", flow.PermissionEmail: "email",
	flow.GraphAppID: "Microsoft Graph",
}

// plainly leaves out members that say nothing, and writes an object that only has a name as that name.
func plainly(v strictjson.Value) strictjson.Value {
	out := v
	out.Members, out.Elems = nil, nil
	for _, m := range v.Members {
		isSwitch := m.Value.Kind == strictjson.Bool && len(v.Members) <= 2 // of two, both matter
		if m.Value = plainly(m.Value); isSwitch || !isDefault(m.Value) {
			out.Members = append(out.Members, m)
		}
	}
	for _, e := range v.Elems {
		out.Elems = append(out.Elems, plainly(e))
	}
	if name := permissionNames[v.Text]; v.Kind == strictjson.String && name != "" {
		out.Text = name
	}
	switch name := out.Get("name"); {
	case len(out.Members) == 1 && name.Kind == strictjson.String:
		return name
	case len(out.Members) == 2 && out.Has("id") && out.Get("type").Text == "Scope":
		return out.Get("id")
	}
	return out
}

// spaced puts a blank after each comma and colon between the values of compact JSON.
func spaced(text string) string {
	var b strings.Builder
	inside, escaped := false, false
	for _, c := range text {
		b.WriteRune(c)
		switch {
		case escaped:
			escaped = false
		case inside && c == '\\':
			escaped = true
		case c == '"':
			inside = !inside
		case !inside && (c == ',' || c == ':'):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// UndoWords say how a step is undone, or that it cannot be.
func (s *Step) UndoWords() string {
	if s.Action == RemoveSecret || s.Action == DeletePrincipal {
		return "can't be undone"
	}
	if s.Action == DeleteApp {
		return "for 30 days, in App registrations > Deleted applications"
	}
	return s.Undo
}

// Needs say which rights the steps take, and nothing where they take none of Microsoft's.
func (p *Plan) Needs() []string {
	if !slices.Contains(p.Services(), ServiceGraph) || p.Target.TestServer {
		return nil
	}
	return []string{
		"Needs: Application.ReadWrite.All for the account that this machine is signed in with (az, azd, PowerShell or " +
			"AZURE_* variables), which also has to own the app or be an Application Administrator.",
	}
}
