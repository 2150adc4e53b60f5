package workspace

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"edov/flow/demo"
	"edov/flow/lazy"
	"edov/inspect/fault"
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
		leads = append(leads, Lead{Name: "See it in the demo: " + lowerFirst(s.Title), Scenario: &s})
	}
	for _, id := range d.finders(a) {
		offer := d.homeAction(id)
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

// homeAction is an action of the home menu as it is named now.
func (d *Desk) homeAction(id action.ID) action.Action {
	for _, a := range d.Actions(action.Home, On{}) {
		if a.ID == id {
			return a
		}
	}
	return ActionAt(action.Home, id)
}

var commandWord = lazy.MustCompile(`\bedov (inspect|app|secrets|signin)\b`)

// spoken are the commands that the texts about errors name, as what does the same in the interactive program. The
// longer ones come first.
var spoken = strings.NewReplacer(
	"edov inspect FILE of the access token", "pasting the access token",
	"edov inspect FILE --client-id ID", "a test sign-in",
	"edov inspect FILE --keys", "the command edov inspect FILE --keys", // no screen has this choice
	"edov inspect FILE", "pasting the token",
	"edov signin --tenant TENANT", "a test sign-in with that tenant",
	"edov signin --tenant ID", "a test sign-in with the tenant ID",
	"edov signin --cloud NAME", "a test sign-in with that cloud",
	"edov signin --client-id VALUE", "a test sign-in with that client ID",
	"edov signin --scope SCOPES with", "a test sign-in with",
	"edov signin", "a test sign-in",
	"edov app --patch", "the patch in App registration",
	"edov app FILE --product-redirect-uri URI", "App registration",
	"edov app FILE", "App registration",
	"edov secrets --probe", "the command edov secrets --probe", // as above
	"edov secrets --live", "Secrets",
	"edov secrets", "Secrets",
	"edov explain CODE", "Explain an error",
	"edov explain", "Explain an error",
	"edov guide rotate", "Secrets, with its steps to replace one,",
	"and give edov", "and paste here",
)

// InScreens is an explanation in words of the interactive program: it names what to open, not a command.
func InScreens(e fault.Explanation) fault.Explanation {
	for _, text := range []*string{&e.Cause, &e.Check, &e.Fix} {
		*text = spoken.Replace(*text)
	}
	e.Causes = slices.Clone(e.Causes)
	for i := range e.Causes {
		c := &e.Causes[i]
		c.Why, c.Confirm, c.Fix = spoken.Replace(c.Why), spoken.Replace(c.Confirm), spoken.Replace(c.Fix)
	}
	return e
}
