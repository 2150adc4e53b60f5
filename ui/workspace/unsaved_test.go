package workspace

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/ui/workspace/action"
)

// TestUnsavedStays: a connection without a name is there again after a demo scenario, with its secret.
func TestUnsavedStays(t *testing.T) {
	d := deskOf(t, Beginning{})
	mine := &Subject{Connection: flow.Connection{ClientID: demo.ClientID, Secret: flow.NewSecret("of-sixteen-letters")}}
	d.Begin(mine, nil)
	scenario, _ := demo.Lookup("no-edov")
	d.Begin(&Subject{Scenario: &scenario}, nil)
	list := d.Connections()
	if len(list) == 0 || list[0].Unsaved != mine || list[0].Action.ID != action.UseConnection ||
		!strings.Contains(list[0].Action.Name, demo.ClientID) {
		t.Fatalf("the choices are %+v", list)
	}
	if d.UseUnsaved(list[0].Unsaved); d.Subject != mine {
		t.Errorf("on the desk is %+v", d.Subject)
	}
	for _, c := range d.Connections() {
		if c.Unsaved != nil {
			t.Errorf("it is tested, and offered: %+v", c)
		}
	}
}

// TestUnsavedMarksStay: what was marked in a guide before a demo scenario is marked after it, also where nothing can be
// saved, which is said once.
func TestUnsavedMarksStay(t *testing.T) {
	for _, saves := range []bool{true, false} {
		d := deskOf(t, Beginning{})
		if !saves {
			d.Store = nil
		}
		supabase := guide.For("Supabase")
		s := d.ChooseGuide(supabase)
		for i, id := range []string{"redirect-copy", "register"} {
			p, _ := d.Walk(s).Part(id)
			words, _ := d.Mark(s, p)
			if told := strings.Contains(words, "until you quit"); told != (!saves && i == 0) {
				t.Errorf("saves %t, mark %d: %q", saves, i, words)
			}
		}
		scenario, _ := demo.Lookup("no-edov")
		d.Begin(&Subject{Scenario: &scenario}, nil)
		if again := d.ChooseGuide(supabase); len(again.Progress().Said) != 2 {
			t.Errorf("saves %t: marked are %v", saves, again.Progress().Said)
		}
	}
}

// TestUnsavedLast: of two connections without a name for a product, the one that was tested last is used again.
func TestUnsavedLast(t *testing.T) {
	d := deskOf(t, Beginning{})
	first := &Subject{Connection: flow.Connection{ClientID: demo.ClientID, Product: "Supabase"}}
	second := &Subject{Connection: flow.Connection{ClientID: demo.ClientID, Product: "Supabase"}}
	scenario, _ := demo.Lookup("no-edov")
	for _, s := range []*Subject{first, second, first, {Scenario: &scenario}} {
		d.Begin(s, nil)
	}
	if got := d.unsavedFor(guide.For("Supabase")); got != first {
		t.Errorf("the connection is %p, want %p; the other is %p", got, first, second)
	}
	if len(d.unsaved) != 2 {
		t.Errorf("kept are %d", len(d.unsaved))
	}
}
