package workspace

import (
	"strings"
	"testing"
	"unicode"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/store"
	"edov/ui/workspace/action"
)

// TestActions: names are sentence case, and an action of a place stands there
// once at a time.
func TestActions(t *testing.T) {
	for _, o := range Offers() {
		if first := []rune(o.Name); len(first) == 0 || !unicode.IsUpper(first[0]) || strings.HasSuffix(o.Name, ".") {
			t.Errorf("%s: %q", o.ID, o.Name)
		}
	}
	d := deskOf(t, Beginning{})
	for _, s := range []*Subject{
		nil,
		{Connection: flow.Connection{ClientID: demo.ClientID}},
		{Scenario: &demo.Scenario{ID: "healthy"}},
		NewPractice(),
		{Connection: flow.Connection{Product: "my own app"}},
		{Saved: &store.Saved{}, Connection: flow.Connection{Product: "Hanko", SecretExpires: noon.AddDate(0, 0, 3)}},
	} {
		d.Subject = s
		seen := map[action.ID]bool{}
		for _, a := range d.Actions(action.Home, On{}) {
			if seen[a.ID] {
				t.Errorf("%s: %s stands there twice", s.Name(), a.ID)
			}
			seen[a.ID] = true
			if a.ID == action.OpenSecrets && s != nil && s.Saved != nil && (a.Note != "in 3 days" || !a.Warn) {
				t.Errorf("the note is %q", a.Note)
			}
		}
		for _, id := range []action.ID{
			action.Guide, action.Connection, action.CheckDoc, action.OpenSecrets, action.Rollout, // need nothing yet
		} {
			if !seen[id] {
				t.Errorf("%s: no %s", s.Name(), id)
			}
		}
		if seen[action.Test] != (s != nil) ||
			seen[action.OpenHistory] && s.Saved == nil && !s.IsPractice() {
			t.Errorf("%s: %v", s.Name(), seen)
		}
		if s != nil && seen[action.Clerk] != s.IsDemo() {
			t.Errorf("%s: Clerk is offered: %v", s.Name(), seen[action.Clerk])
		}
	}
}

// TestConnectionsToChoose: with nothing saved there is no choice; a broken one
// hides no other.
func TestConnectionsToChoose(t *testing.T) {
	d := deskOf(t, Beginning{})
	if list := d.Connections(); list != nil {
		t.Errorf("%+v", list)
	}
	saved := &store.Saved{Connection: flow.Connection{Name: "shop"}}
	d = deskOf(t, Beginning{Saved: saved, Connections: []store.Entry{
		{Name: "shop", Saved: saved}, {Name: "blog", Saved: &store.Saved{}}, {Name: "broken", Err: store.ErrUnknown},
	}})
	var names []string
	for _, c := range d.Connections() {
		names = append(names, c.Action.Name)
	}
	want := "Change shop, Use blog, Can't be used: broken, Practice with the demo tenant, Add another connection, Forget shop"
	if got := strings.Join(names, ", "); got != want {
		t.Errorf("%s", got)
	}
}
