package fault_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestKinds: a library that edov has never heard of, or a person who types half a sentence, says what is wrong in words
// of its own. The kind of complaint is recognised by subject and verb, without any sign.
func TestKinds(t *testing.T) {
	data, err := os.ReadFile("../../testdata/explain/kinds.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []found
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, f := range list {
		kinds[f.Kind]++
		e, ok := fault.ExplainText(f.Text, fault.About{})
		ids := []string{e.ID}
		for _, c := range e.Causes {
			ids = append(ids, c.ID)
			if c.Seen && !slices.Contains(f.Want, c.ID) {
				t.Errorf("%s %q\n\t%s is said as seen", f.Kind, f.Text, c.ID)
			}
		}
		leads := slices.ContainsFunc(ids[:min(3, len(ids))], func(id string) bool { return slices.Contains(f.Want, id) })
		finds := f.Finds != "" && strings.Contains(e.Check, f.Finds)
		if !leads && !finds {
			t.Errorf("%s %q\n\t%t, leads to %v, want %v; %s", f.Kind, f.Text, ok, ids, f.Want, e.Title)
		}
	}
	if len(kinds) < 20 {
		t.Errorf("%d kinds", len(kinds))
	}
}

// TestHintedCauses: the words of a text order the causes of one family.
func TestHintedCauses(t *testing.T) {
	for text, want := range map[string]string{
		"the issuer in the config has no slash and does not match": "issuer-slash",
		"issuer https://sts.windows.net/x/ is not trusted":         "issuer-v1-v2",
		"signature of the access token could not be verified":      "graph-token-verified",
		"client secret rejected, it worked until yesterday":        "secret-expired",
		"user is in too many groups, roles are missing":            "groups-overage",
		"no email, the userinfo answer does not contain an email":  "userinfo-without-email",
		"redirect uri is not valid, it says http instead of https": "redirect-http-behind-proxy",
	} {
		e, ok := fault.ExplainText(text, fault.About{})
		if !ok || len(e.Causes) == 0 || e.Causes[0].ID != want {
			t.Errorf("%q: %t %s, want %s", text, ok, e.ID, want)
		}
	}
}
