package workspace

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"edov/flow/demo"
	"edov/flow/lazy"
	"edov/inspect/product"
	"edov/ui/workspace/action"
)

// leadsJSON lists by scenario of the demo tenant the causes and AADSTS numbers that it shows.
//
//go:embed leads.json
var leadsJSON []byte

// Lead is where an answer leads: a scenario of the demo tenant, an action of the home menu, or a page.
type Lead struct {
	Name     string
	Does     string
	Scenario *demo.Scenario // nil: it is no scenario
	Action   action.ID      // empty: it is none
	Link     string         // empty: it is no page
}

// scenarioOf reads the table once: the ID of a scenario by that of a cause or a number.
var scenarioOf = sync.OnceValue(func() map[string]string {
	var table map[string][]string
	if err := json.Unmarshal(leadsJSON, &table); err != nil {
		panic("leads.json: " + err.Error()) // a defect, which any test of the leads finds
	}
	byCause := map[string]string{}
	for scenario, causes := range table {
		for _, id := range causes {
			byCause[id] = scenario
		}
	}
	return byCause
})

// mostScenarios is how many scenarios an answer leads to: whoever wants others finds them in their list.
const mostScenarios = 3

// Leads are what to do after an answer, the most fitting first: the scenarios of the demo tenant that show it, what
// finds out whether it is that, and the pages about it.
func (d *Desk) Leads(a Answer) []Lead {
	var leads []Lead
	for _, s := range a.scenarios() {
		lead := Lead{Name: "See it in the demo: " + lowerFirst(s.Title), Does: a.limitOf(s), Scenario: &s}
		if lead.Does != "" { // both fit into a line
			lead.Name = "In the demo: " + lowerFirst(s.Title)
		}
		leads = append(leads, lead)
	}
	for _, id := range d.finders(a) {
		offer, ok := d.Offered(action.Home, On{}, id)
		if !ok {
			offer = ActionAt(action.Home, id)
		}
		leads = append(leads, Lead{Name: offer.Name, Does: offer.Does, Action: id})
	}
	if e := a.Error; e != nil {
		if e.Portal != "" {
			leads = append(leads, Lead{Name: "Entra admin center: the page where it is set", Link: e.Portal})
		}
		if e.Link != "" {
			leads = append(leads, Lead{Name: "Microsoft's page about " + e.ID, Link: e.Link})
		}
	}
	return leads
}

// limitOf says where a scenario shows the problem, but not what helps the product of the answer; empty: it shows both.
func (a Answer) limitOf(s demo.Scenario) string {
	if a.Error == nil || !slices.Contains(s.Breaks, "edov-present") {
		return ""
	}
	name := cmp.Or(a.Error.Product, a.Error.Speaker)
	if reads, known := product.ReadsEDOV(name); reads || !known {
		return ""
	}
	return "not the fix of " + name
}

// lowerFirst puts a title into a sentence; names such as xms_edov or nOAuth begin with a lower letter already.
func lowerFirst(title string) string {
	if title == "" || strings.HasPrefix(title, "Version") {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

// scenarios are those that show what an answer is about.
func (a Answer) scenarios() []demo.Scenario {
	var list []demo.Scenario
	add := func(s demo.Scenario) {
		isListed := slices.ContainsFunc(list, func(o demo.Scenario) bool { return o.ID == s.ID })
		if !isListed && len(list) < mostScenarios {
			list = append(list, s)
		}
	}
	if a.Check != nil {
		for _, s := range demo.Scenarios() {
			if slices.Contains(s.Breaks, a.Check.ID) {
				add(s)
			}
		}
		return list
	}
	ids := []string{a.Error.ID}
	for _, c := range a.Error.Causes {
		ids = append(ids, c.ID)
	}
	for _, id := range ids {
		if s, ok := demo.Lookup(scenarioOf()[id]); ok {
			add(s)
		}
	}
	return list
}

// finders are the actions that find out whether it is that, by the commands that the texts name.
func (d *Desk) finders(a Answer) []action.ID {
	words := ""
	if e := a.Error; e != nil {
		words = e.Check
		for _, c := range e.Causes {
			words += " " + c.Confirm
		}
	}
	var list []action.ID
	add := func(id action.ID) {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	for _, m := range commandWord.FindAllStringSubmatch(words, -1) {
		switch m[1] {
		case "inspect":
			add(action.CheckDoc)
		case "app":
			add(d.has(action.Registration, action.CheckDoc))
		case "secrets":
			add(d.has(action.OpenSecrets, action.Connection))
		case "signin":
			add(d.has(action.Test, action.Connection))
		}
	}
	add(d.has(action.Test, action.Connection))
	add(action.CheckDoc)
	return list
}

// has is the first action where there is something to test, and otherwise the one that leads there.
func (d *Desk) has(id, without action.ID) action.ID {
	if d.Subject != nil {
		return id
	}
	return without
}

var commandWord = lazy.MustCompile(`\bedov (inspect|app|secrets|signin)\b`)
