package workspace

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/fault"
	"edov/ui/workspace/action"
)

// causes are all that edov knows: of likely.json, and the AADSTS numbers.
func causes(t *testing.T) []fault.Likely {
	t.Helper()
	data, err := os.ReadFile("../../inspect/fault/likely.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []fault.Likely
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestLeadsTable: each scenario of the table exists, and so does each cause and number.
func TestLeadsTable(t *testing.T) {
	all := causes(t)
	for id, scenario := range scenarioOf() {
		if _, ok := demo.Lookup(scenario); !ok {
			t.Errorf("there is no scenario %q", scenario)
		}
		code, isNumber := fault.BareCode(id)
		switch {
		case isNumber && !fault.ExplainCode(code, fault.About{}).Known:
			t.Errorf("the number %s is not known", id)
		case !isNumber && !slices.ContainsFunc(all, func(l fault.Likely) bool { return l.ID == id }):
			t.Errorf("there is no cause %q", id)
		}
	}
}

// TestLeads: an answer leads to the demo, to what tests for it and to the page, and each lead goes somewhere.
func TestLeads(t *testing.T) {
	none := &Desk{}
	mine := &Desk{Subject: &Subject{Connection: flow.Connection{ClientID: demo.ClientID}}}
	for _, c := range []struct {
		typed     string
		desk      *Desk
		scenarios []string
		actions   []action.ID
	}{
		{"email not verified", none, []string{"no-edov", "no-email"}, []action.ID{action.Connection, action.CheckDoc}},
		{
			"email not verified", mine,
			[]string{"no-edov", "no-email"},
			[]action.ID{action.Registration, action.Test, action.CheckDoc},
		},
		{"AADSTS7000222", none, []string{"secret-expired"}, []action.ID{action.Connection, action.CheckDoc}},
		{"AADSTS50011", mine, []string{"redirect-mismatch"}, []action.ID{action.Registration, action.Test, action.CheckDoc}},
		{"idtoken-nonce", none, []string{"wrong-nonce"}, []action.ID{action.Connection, action.CheckDoc}},
	} {
		answers, _ := Answers(c.typed, fault.About{})
		if len(answers) == 0 {
			t.Fatalf("%q has no answer", c.typed)
		}
		var scenarios []string
		var actions []action.ID
		for _, l := range c.desk.Leads(answers[0]) {
			switch {
			case l.Name == "":
				t.Errorf("%q: a lead without a name: %+v", c.typed, l)
			case l.Scenario != nil:
				scenarios = append(scenarios, l.Scenario.ID)
			case l.Action != "":
				actions = append(actions, l.Action)
			case !strings.HasPrefix(l.Link, "https://"):
				t.Errorf("%q: leads nowhere: %+v", c.typed, l)
			}
		}
		slices.Sort(actions)
		slices.Sort(c.actions)
		if !slices.Equal(scenarios, c.scenarios) || !slices.Equal(actions, c.actions) {
			t.Errorf("%q leads to %v %v, want %v %v", c.typed, scenarios, actions, c.scenarios, c.actions)
		}
	}
}

// TestInScreens: within the interactive program no text about an error names a command for which there is a screen.
func TestInScreens(t *testing.T) {
	for _, l := range causes(t) {
		e := InScreens(fault.Explanation{Check: l.Confirm, Fix: l.Fix, Causes: []fault.Likely{l}})
		for _, text := range []string{e.Check, e.Fix, e.Causes[0].Confirm, e.Causes[0].Fix, e.Causes[0].Why} {
			for _, command := range []string{"signin", "inspect FILE", "app", "explain", "guide"} {
				plain := strings.ReplaceAll(text, "the command edov inspect FILE --keys", "")
				if strings.Contains(plain, "edov "+command+" ") || strings.HasSuffix(plain, "edov "+command) {
					t.Errorf("%s: %q names a command", l.ID, text)
				}
			}
		}
		if fmt.Sprint(l.Confirm, l.Fix) == "" {
			t.Errorf("%s says nothing", l.ID)
		}
	}
}

// TestLeadOfOtherFix: the demo's fix is xms_edov; who comes with an error of a product that never reads it is told.
func TestLeadOfOtherFix(t *testing.T) {
	d := &Desk{}
	for text, want := range map[string]string{
		"error=account_not_linked [Better Auth]": "not the fix of better-auth",
		"email not verified with Clerk":          "",
	} {
		answers, _ := Answers(text, fault.About{})
		if len(answers) == 0 {
			t.Fatal(text)
		}
		leads := d.Leads(answers[0])
		if leads[0].Scenario == nil || leads[0].Does != want {
			t.Errorf("%q: %+v", text, leads[0])
		}
	}
}
