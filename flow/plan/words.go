package plan

import (
	"cmp"
	"slices"
	"strings"
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

// ShownChange is a change as it is shown: JSON with blanks at which a line may break.
type ShownChange struct{ Path, Before, After string }

// Shown are the changes of a step for a person.
func (s *Step) Shown() []ShownChange {
	var list []ShownChange
	for _, c := range s.Changes {
		before, after := spaced(parsed(c.Before).Compact()), spaced(parsed(c.After).Compact())
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
