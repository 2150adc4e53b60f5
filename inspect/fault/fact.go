package fault

import (
	"slices"
	"strings"
)

// fact is one of them.
type fact struct {
	Words  string   `json:"words"`  // RE2, in lower case
	Unless string   `json:"unless"` // RE2 of words beside which it says nothing
	Not    []string `json:"not"`    // IDs of causes that it rules out; a star at the end stands for any end
	Rather []string `json:"rather"` // causes that are likelier instead, where one was ruled out
	First  []string `json:"first"`  // causes that it names: where they are among others, they come first
	Add    []string `json:"add"`    // causes that it names, of whatever else the text complains

	pattern, unless pattern
}

// facts.json lists what a text states that speaks against causes, whatever else it complains of: whoever got an answer
// has a network, and where others sign in, the secret is right.
//
// facts reads the table once.
var facts = tableOf("facts.json", func(f *fact) {
	f.pattern, f.unless = patternOf(f.Words), patternOf(f.Unless)
})

// stated are the facts of a text.
func stated(r *reading) []fact {
	var list []fact
	text := r.lower[:min(len(r.lower), grammarBytes)]
	for _, f := range facts() {
		if f.pattern.in(text) && !f.unless.in(text) {
			list = append(list, f)
		}
	}
	return list
}

// rulesOut reports whether a fact speaks against a cause.
func (f fact) rulesOut(id string) bool {
	return slices.ContainsFunc(f.Not, func(not string) bool {
		begin, isBegin := strings.CutSuffix(not, "*")
		return id == not || isBegin && strings.HasPrefix(id, begin)
	})
}

// byFacts leaves out the causes against which the text states something, and puts those first that are likelier
// instead. Where nothing would be left, nothing is left out.
func (s *seen) byFacts(ids []string) []string {
	if s.facts == nil {
		return ids
	}
	for _, f := range s.facts() {
		kept := slices.DeleteFunc(slices.Clone(ids), f.rulesOut)
		if len(kept) < len(ids) {
			isKept := func(id string) bool { return slices.Contains(f.Rather, id) }
			kept = slices.Concat(f.Rather, slices.DeleteFunc(kept, isKept))
		}
		if len(kept) > 0 {
			ids = kept
		}
		ids = partition(ids, func(id string) bool { return slices.Contains(f.First, id) })
		if len(f.Add) > 0 && len(ids) > 0 {
			ids = slices.Concat(f.Add, slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(f.Add, id) }))
		}
	}
	return ids
}
