package fault_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"edov/inspect/fault"
)

// TestReasons: what a text states decides among the causes of what it complains of: the innermost reason, an answer
// that came, a claim that is there, a setting with the wrong address. One of the first two causes is the true one; a
// text without a wanted cause is about something else. In all but a few it is the first one.
func TestReasons(t *testing.T) {
	data, err := os.ReadFile("../../testdata/explain/reasons.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Text string
		Want []string
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) < 30 {
		t.Errorf("%d texts", len(list))
	}
	later := 0
	for _, l := range list {
		e, ok := fault.ExplainText(l.Text, fault.About{})
		ids := []string{e.ID}
		for _, c := range e.Causes[:min(2, len(e.Causes))] {
			ids = append(ids, c.ID)
		}
		isWanted := func(id string) bool { return slices.Contains(l.Want, id) }
		leads := slices.ContainsFunc(ids, isWanted)
		if isOther := len(l.Want) == 0; isOther == ok || !isOther && !leads {
			t.Errorf("%q\n\t%t, leads to %v, want %v; %s", l.Text, ok, ids, l.Want, e.Title)
		}
		if len(l.Want) > 0 && !slices.ContainsFunc(ids[:min(2, len(ids))], isWanted) {
			later++ // the ID is that of the first cause, or of the error itself
		}
	}
	if later*25 > len(list) {
		t.Errorf("the true cause is the second one in %d of %d texts", later, len(list))
	}
}
