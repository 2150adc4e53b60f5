package remedy

import (
	"slices"
	"strings"

	"edov/flow/plan"
	"edov/inspect/change"
)

// Reword says of each step of a plan that came from a file what it does at Microsoft Graph, by its action and its
// changes alone: whoever wrote the file may have titled a removal "Add a claim". known tells whether an ID is one of a
// check. The notes name the steps whose title said something else.
func Reword(p *plan.Plan, known func(id string) bool) (notes []string) {
	for i := range p.Steps {
		s := &p.Steps[i]
		s.Why = slices.DeleteFunc(s.Why, func(id string) bool { return !known(id) })
		if s.Service != plan.ServiceGraph {
			continue
		}
		said, undoes := strings.CutPrefix(s.Title, "Undo: ")
		w := wordsOf(s)
		s.Title, s.Undo, s.Proof = w.title, w.undo, w.proof
		if said != w.title && !(undoes && slices.Contains(w.undone, said)) && !slices.Contains(w.also, said) {
			notes = append(notes, "the file calls step "+s.ID+" \""+said+"\"; what it does is: "+w.title)
		}
	}
	return notes
}

// words are what a step of Microsoft Graph is called.
type words struct {
	title, undo, proof string
	also               []string // titles that plans of edov have for the same
	undone             []string // titles of the steps that it undoes
}

const readAgain = "reading it again"

func wordsOf(s *plan.Step) words {
	switch s.Action {
	case plan.CreateApp:
		return words{
			title: "Create the app registration", proof: readAgain,
			undo: "deletes it (it stays in Deleted applications for 30 days)",
		}
	case plan.DeleteApp:
		return words{title: "Delete the app registration", proof: readAgain, undone: []string{"Create the app registration"}}
	case plan.CreatePrincipal:
		return words{title: titleOfPrincipal, undo: "deletes it", proof: readAgain}
	case plan.DeletePrincipal:
		return words{
			title: "Delete its service principal (enterprise application)", proof: readAgain, undone: []string{titleOfPrincipal},
		}
	case plan.AddSecret:
		return words{title: "Add a client secret", undo: "removes it", proof: "trying it at Microsoft, and a sign-in"}
	case plan.RemoveSecret:
		name := ": " + s.SecretWords()
		return words{
			title: "Remove a client secret" + name, proof: "reading the list of secrets again",
			also:   []string{TitleOfOld, TitleOfLost, TitleOfOld + name, TitleOfLost + name},
			undone: []string{"Add a client secret"},
		}
	}
	return wordsOfPatch(s)
}

const titleOfPrincipal = "Create its service principal (enterprise application)"

// wordsOfPatch are those of the topics whose members are changed.
func wordsOfPatch(s *plan.Step) words {
	w := words{undo: "sends the values before"}
	var titles, proofs []string
	for _, t := range topics {
		var changes []plan.Change
		for _, c := range s.Changes {
			if slices.Contains(t.members, c.Path) {
				changes = append(changes, c)
			}
		}
		if len(changes) == 0 {
			continue
		}
		titles, proofs = append(titles, t.titleFor(changes)), append(proofs, t.proof)
		w.undone = append(w.undone, t.title)
		if strings.HasPrefix(t.title, "Set ") { // which says neither more nor less
			w.also = append(w.also, t.title)
		}
		if t.id == "redirect-uris" {
			w.also, w.undone = append(w.also, titleOfDrop), append(w.undone, titleOfDrop)
		}
	}
	w.title, w.proof = strings.Join(titles, "; "), strings.Join(slices.Compact(proofs), "; ")
	if len(titles) > 1 {
		w.also, w.undone = nil, nil
	}
	return w
}

// titleFor is a topic's title for what the changes do: its own, or the opposite.
func (t topic) titleFor(changes []plan.Change) string {
	if slices.ContainsFunc(changes, opposes) {
		switch t.id {
		case "implicit-grant":
			return "Turn implicit grant switches on"
		case "mapped-claims":
			return "Accept mapped claims without a signing key"
		case "unverified-email":
			return "Leave unverified email addresses in tokens"
		}
	}
	if rest, ok := strings.CutPrefix(t.title, "Set "); ok && !slices.ContainsFunc(changes, func(c plan.Change) bool {
		return !plan.Same(c.After, []byte("null"))
	}) {
		return "Remove " + rest
	}
	return t.title
}

// opposes holds for a change that undoes what the title of its topic says.
func opposes(c plan.Change) bool {
	before, after := change.Parsed(c.Before), change.Parsed(c.After)
	switch c.Path {
	case "web.implicitGrantSettings":
		return turnsOn(before, after)
	case "api.acceptMappedClaims":
		return after.Text == "true"
	case "authenticationBehaviors.removeUnverifiedEmailClaim":
		return after.Text != "true"
	}
	return false
}
