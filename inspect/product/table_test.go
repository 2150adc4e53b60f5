package product

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/proof"
)

// TestProductTable: each row says what its rule is, where it was read, and what it does with accounts of the same
// email.
func TestProductTable(t *testing.T) {
	seen := map[string]bool{}
	bases := []proof.Basis{proof.FromSource, proof.Documented, proof.Inferred}
	dated := regexp.MustCompile(`^(20\d\d-\d\d-\d\d)?$`)
	for _, p := range products() {
		if p.ID == "" || seen[p.ID] || p.Name == "" || p.Rule == "" || p.Source == "" || p.Links == "" || len(p.Cases) == 0 {
			t.Errorf("%+v", p)
		}
		seen[p.ID] = true
		if !slices.Contains(bases, p.Basis) || !dated.MatchString(p.Date) {
			t.Errorf("%s: basis %q, date %q", p.ID, p.Basis, p.Date)
		}
		for _, name := range p.Graph {
			if graphMembers[name].of == nil {
				t.Errorf("%s: Microsoft Graph has no %s", p.ID, name)
			}
		}
		if p.LinksVerified != (p.StrangerIf != "") {
			t.Errorf("%s: links verified emails %t, and lets strangers in if %q", p.ID, p.LinksVerified, p.StrangerIf)
		}
		if last := p.Cases[len(p.Cases)-1]; len(last.When) > 0 {
			t.Errorf("%s: the last case must hold without a condition", p.ID)
		}
	}
	named := flow.Products()
	for i, name := range named {
		if !slices.ContainsFunc(products()[:len(named)], func(p product) bool { return p.Name == name }) {
			t.Errorf("%d: %s is not among the first", i, name)
		}
	}
}

// TestProductCases: every name in products.json stands for something, and nothing in it is unused.
func TestProductCases(t *testing.T) {
	var tab table
	read := json.NewDecoder(strings.NewReader(string(productsJSON)))
	read.DisallowUnknownFields()
	if err := read.Decode(&tab); err != nil {
		t.Fatal(err)
	}
	lists := maps.Clone(tab.Rules)
	for _, p := range tab.Products {
		lists["product "+p.ID] = p.Cases
	}
	used := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		for _, k := range lists[name] {
			used["rule "+k.Use], used["change "+k.Change] = true, true
			checkCase(t, tab, name, k)
		}
	}
	for name := range tab.Rules {
		if !used["rule "+name] {
			t.Errorf("no product uses the rule %s", name)
		}
	}
	for name := range tab.Changes {
		if !used["change "+name] {
			t.Errorf("no case names the change %s", name)
		}
	}
}

func checkCase(t *testing.T, tab table, name string, k clause) {
	t.Helper()
	if k.Use != "" {
		if tab.Rules[k.Use] == nil || len(k.When) > 0 || k.Verdict != "" {
			t.Errorf("%s: %+v", name, k)
		}
		return
	}
	verdicts := []string{
		proof.SeenVerified, proof.SeenNotVerified, proof.SeenNoEmail, proof.SeenRejected, proof.SeenUnknown,
	}
	if !slices.Contains(verdicts, k.Verdict) || k.Reason == "" || strings.HasSuffix(k.Reason, ".") {
		t.Errorf("%s: %+v", name, k)
	}
	if k.Change != "" && tab.Changes[k.Change] == "" {
		t.Errorf("%s: there is no change %q", name, k.Change)
	}
	for _, c := range k.When {
		if conditions[c] == nil {
			t.Errorf("%s: there is no condition %q", name, c)
		}
	}
	for _, hole := range regexp.MustCompile(`\{[^}]*\}`).FindAllString(k.Reason, -1) {
		if !slices.Contains([]string{"{edov}", "{email_verified}", "{upn}", "{issuer}", "{graph}", "{address}"}, hole) {
			t.Errorf("%s: nothing fills in %s", name, hole)
		}
	}
}
