package fault_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// found is one text that people posted, shortened, with the cause that its thread found.
type found struct {
	Kind   string   `json:"kind"` // "body", "report" or "symptom"
	Text   string   `json:"text"`
	Want   []string `json:"want"`  // IDs of causes, any of which is the true one
	Finds  string   `json:"finds"` // the command that shows it where the text does not
	Source string   `json:"source"`
}

// TestFound: whoever has only this text is led to the true cause, among the first two, or to the command that finds it.
func TestFound(t *testing.T) {
	data, err := os.ReadFile("../../testdata/explain/found.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []found
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) < 113 {
		t.Fatalf("%d texts", len(list))
	}
	for _, f := range list {
		e, ok := fault.ExplainText(f.Text, fault.About{})
		ids := []string{e.ID}
		for _, c := range e.Causes {
			ids = append(ids, c.ID)
		}
		isWanted := func(id string) bool { return slices.Contains(f.Want, id) }
		leads := slices.ContainsFunc(ids[:min(3, len(ids))], isWanted)
		finds := f.Finds != "" && strings.Contains(e.Check, f.Finds) && (!ok || slices.ContainsFunc(ids, isWanted))
		if !leads && !finds || f.Source == "" {
			t.Errorf("%s %q\n\tleads to %v, want %v; %s; check: %s", f.Kind, f.Text, ids, f.Want, e.Title, e.Check)
		}
		for _, c := range e.Causes {
			if c.Seen && !isWanted(c.ID) {
				t.Errorf("%s %q\n\t%s is said as seen", f.Kind, f.Text, c.ID)
			}
		}
	}
}
