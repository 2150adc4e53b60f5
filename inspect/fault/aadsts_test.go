package fault

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"edov/inspect/report"
)

// TestCatalogue holds the list of numbers to its rules.
func TestCatalogue(t *testing.T) {
	var list []entry
	if err := json.Unmarshal(catalogueJSON, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) < 282 {
		t.Errorf("%d numbers", len(list))
	}
	last := 0
	for _, e := range list {
		switch {
		case e.Code <= last:
			t.Errorf("%d does not come after %d", e.Code, last)
		case e.Title == "" || e.Cause == "" || e.Fix == "" || len(e.Sources) == 0:
			t.Errorf("%d is thin: %+v", e.Code, e)
		case strings.HasSuffix(e.Title, ".") || strings.HasSuffix(e.Cause, ".") || strings.HasSuffix(e.Fix, "."):
			t.Errorf("%d ends with a full stop", e.Code)
		case !slices.Contains([]string{"developer", "tenant admin", "user", "microsoft"}, e.Who):
			t.Errorf("%d: %s has to act", e.Code, e.Who)
		case !slices.Contains(report.RefusalChecks, e.Check):
			t.Errorf("%d belongs to %s, which is no check of a failure", e.Code, e.Check)
		}
		last = e.Code
	}
}
