package plan

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/flow/visible"
)

// Words name the target of a plan for a person who is asked; t is the target as far as it is known by now.
func (p *Plan) Words(t Target) []string {
	words := t.Words()
	if t.AppID == "" && slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action == CreateApp }) {
		words[0] = "App: " + visible.Line(t.Name) + " (new)"
	}
	return words
}

// Words name the target: the app, then the tenant, each in one line. Whoever named the app may have written a line
// about another tenant into its name.
func (t Target) Words() []string {
	app := "App: " + visible.Line(t.Name)
	if t.AppID != "" {
		app += " (client ID " + t.AppID + ")"
	} else {
		app += " (client ID not known)"
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

// Shown are the changes of a step for a person. The name of a backup is none: the words of the undo have it.
func (s *Step) Shown() []ShownChange {
	if s.Action == AddSecret || s.Action == RemoveSecret {
		return s.shownSecret()
	}
	var list []ShownChange
	for _, c := range s.Changes {
		if s.Service == ServiceFile && c.Path == BackupPath {
			continue
		}
		before, after := s.shownValue(c.Before), s.shownValue(c.After)
		switch byHand := s.Service == ServiceUser; {
		case s.Action == CreateApp, byHand && s.Action == Install:
			before = "" // there is nothing yet, or it is not known
		case byHand:
			before, after = after, "what was there before"
		case s.Action == Restore:
			before, after = after, before
		}
		list = append(list, ShownChange{c.Path, before, after})
	}
	return list
}

// shownSecret is the client secret of a step at Microsoft Graph.
func (s *Step) shownSecret() []ShownChange {
	words := s.SecretWords()
	if words == "" {
		return nil
	}
	if s.Action == AddSecret {
		return []ShownChange{{Path: "client secret", After: words}}
	}
	if id := s.keyID(); id != "" && !strings.Contains(words, id) {
		words += ", Secret ID " + id
	}
	return []ShownChange{{Path: "client secret", Before: words}}
}

// SecretWords name the client secret that a step adds or removes at Microsoft Graph: its description, how it begins,
// and its expiry date; empty: the step has none.
func (s *Step) SecretWords() string {
	v, ok := s.secretValue()
	if !ok {
		return ""
	}
	if !v.Has("displayName") && !v.Has("endDateTime") && s.keyID() != "" {
		return "Secret ID " + s.keyID()
	}
	words := appreg.Credential{Name: v.StrOf("displayName"), Hint: v.StrOf("hint")}.Label()
	if end, ok := s.secretEnd(); ok {
		words += ", expiry date " + flow.LastDay(end)
	}
	return visible.Line(words)
}

// secretValue is the client secret that a step adds or removes at Microsoft Graph; ok is false where it has none.
func (s *Step) secretValue() (v strictjson.Value, ok bool) {
	for _, c := range s.Changes {
		switch {
		case c.Path != secretPath:
		case s.Action == AddSecret:
			return parsed(c.After), true
		default:
			return parsed(c.Before), true
		}
	}
	return v, false
}

// secretEnd is the expiry date of that secret; ok is false where it is not known.
func (s *Step) secretEnd() (end time.Time, ok bool) {
	v, _ := s.secretValue()
	end, err := time.Parse(time.RFC3339, v.StrOf("endDateTime"))
	return end, err == nil
}

// shownValue is a value for a person; outside Microsoft Graph, marks stand for some.
func (s *Step) shownValue(value json.RawMessage) string {
	v := parsed(value)
	if s.Service != ServiceGraph {
		switch v.Compact() {
		case NewSecretMark:
			return "the new client secret"
		case OldSecretMark:
			return "the client secret before"
		case NewAppMark:
			return "the client ID of the new app"
		}
	}
	if v.Kind == strictjson.Null || !v.Exists() {
		return "not set"
	}
	return brief(v)
}

// The labels of Facts that a rendering draws in its own way.
const (
	FactID     = "step"
	FactWidens = "WIDENS"
)

// Facts are all that there is to know of a step before it is agreed to, as labels and values, without empty ones.
func (s *Step) Facts(t Target) [][2]string {
	list := [][2]string{
		{FactID, s.ID}, {"why", strings.Join(s.Why, ", ")}, {FactWidens, s.Widens}, {"where", s.Place},
	}
	for _, c := range s.Shown() {
		list = append(list, [][2]string{{"change", c.Path}, {"from", c.Before}, {"to", c.After}}...)
	}
	if r := s.Request(t); r != nil {
		list = append(list, [2]string{"sends", r.Method + " " + r.Path})
	}
	list = append(list, [2]string{"undo", s.UndoWords()}, [2]string{"proof", s.ProofWords(t)})
	return slices.DeleteFunc(list, func(f [2]string) bool { return strings.TrimSpace(f[1]) == "" })
}

// brief is a value for a person: Request has it whole.
func brief(v strictjson.Value) string { return strictjson.Spaced(plainly(v).Compact()) }

// permissionNames are those of Microsoft Graph's permissions that a sign-in uses.
var permissionNames = map[string]string{
	appreg.PermissionOpenID: "openid", appreg.PermissionName: "profile", appreg.PermissionEmail: "email",
	appreg.GraphAppID: "Microsoft Graph",
}

// plainly leaves out members that say nothing, and writes an object that only has a name as that name.
func plainly(v strictjson.Value) strictjson.Value {
	var members []strictjson.Member
	for _, m := range v.Members() {
		isSwitch := m.Value.Kind == strictjson.Bool && len(v.Members()) <= 2 // of two, both matter
		if m.Value = plainly(m.Value); isSwitch || !isDefault(m.Value) {
			members = append(members, m)
		}
	}
	var elems []strictjson.Value
	for _, e := range v.Elems() {
		elems = append(elems, plainly(e))
	}
	out := v.With(members, elems)
	if name := permissionNames[v.Text]; v.Kind == strictjson.String && name != "" {
		out.Text = name
	}
	switch name := out.Get("name"); {
	case len(out.Members()) == 1 && name.Kind == strictjson.String:
		return name
	case len(out.Members()) == 2 && out.Has("id") && out.Get("type").Text == "Scope":
		return out.Get("id")
	}
	return out
}

// UndoWords say how a step is undone, or that it cannot be.
func (s *Step) UndoWords() string {
	if s.Action == RemoveSecret || s.Action == DeletePrincipal {
		return "not possible"
	}
	if s.Action == DeleteApp {
		return "for 30 days, in App registrations > Deleted applications"
	}
	return s.Undo
}

// ProofWords say how a step at a target is proven, with the server that it is really tried at.
func (s *Step) ProofWords(t Target) string {
	if !t.TestServer {
		return s.Proof
	}
	return strings.ReplaceAll(s.Proof, "at "+flow.Microsoft, "at "+t.Where())
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

// Where names the place of the changes, within a sentence.
func (t Target) Where() string {
	switch {
	case t.TestServer:
		return flow.DemoTenant
	case t.Tenant == "":
		return "the tenant that this machine is signed in to"
	}
	return "tenant " + t.Tenant
}

// Question asks, at the time now, whether a plan is to be carried out: it names the app and the tenant.
func (p *Plan) Question(now time.Time) string {
	steps := "1 step"
	if n := len(p.Steps); n != 1 {
		steps = strconv.Itoa(n) + " steps"
	}
	verb := "Change "
	if p.Creates() {
		verb = "Create "
	}
	return verb + p.Target.Name + " in " + p.Target.Where() + "? " + steps + "." + p.removes(now)
}

// removes says how many client secrets a plan removes, each of which may be in use elsewhere; empty: none.
func (p *Plan) removes(now time.Time) string {
	if p.Made.Before(now) { // the earlier of the two: a file may claim any time
		now = p.Made
	}
	n, expired := 0, 0
	for _, s := range p.Steps {
		if s.Action != RemoveSecret {
			continue
		}
		n++
		if end, ok := s.secretEnd(); ok && end.Add(clockMargin).Before(now) {
			expired++
		}
	}
	noun, one := " client secrets", "one of them"
	if n == 1 {
		noun, one = " client secret", "it"
	}
	switch removes := " It removes " + strconv.Itoa(n); n {
	case 0:
		return ""
	case expired:
		return removes + " expired" + noun + ", which no program can use any more."
	default:
		return removes + noun + ": a program that still uses " + one + " can't sign in any more."
	}
}

// clockMargin is how far behind a secret's expiry date has to be for the secret to be called expired: clocks differ.
const clockMargin = 24 * time.Hour

// Words say how a run goes on, of a plan with so many steps.
func (n News) Words(of int) string {
	switch {
	case n.Waiting > 0:
		return "  waiting " + n.Waiting.Round(time.Second).String() + ": Microsoft takes a while to show a change"
	case n.Outcome == "":
		return strconv.Itoa(n.Number) + " of " + strconv.Itoa(of) + ": " + n.Step.Title + " ..."
	}
	return "  " + string(n.Outcome)
}

// Words say how far a run came.
func (r *Result) Words() string {
	done, of := r.Count(WasDone)+r.Count(Already), len(r.Steps)
	words := strconv.Itoa(done) + " of " + strconv.Itoa(of) + " steps are done"
	switch {
	case of == 1 && done == 1:
		words = "the step is done"
	case of == 1:
		words = "the step is not done"
	}
	if f := r.Failure(); f != nil && f.Kind == flow.FailureCancelled {
		words = "cancelled: " + words
	}
	return words
}
