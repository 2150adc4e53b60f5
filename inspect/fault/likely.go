package fault

import (
	"cmp"
	"slices"
	"sync"

	"edov/flow/lazy"
	"edov/inspect/words"
)

// Likely is one possible cause of what a text says, of likely.json: what is wrong, why, how to confirm it, and how to
// fix it.
type Likely struct {
	ID      string `json:"id"`
	Title   string `json:"title"`             // what is wrong, the distinguishing word first
	Why     string `json:"why"`               // how it comes to that
	Fix     string `json:"fix"`               // the place in the portal, or the product's setting
	Confirm string `json:"confirm,omitempty"` // the command or place that proves it
	Who     string `json:"who,omitempty"`     // as in Explanation
	// Seen holds when the text itself shows it. Otherwise it may be the cause.
	Seen    bool     `json:"seen"`
	Sources []string `json:"sources,omitempty"`
}

// likelies reads the table once.
var likelies = sync.OnceValue(func() map[string]Likely {
	var list []Likely
	mustRead("likely.json", table("likely.json"), &list)
	byID := make(map[string]Likely, len(list))
	for _, l := range list {
		for i, source := range l.Sources {
			l.Sources[i] = sourceOf(source)
		}
		l.Who = cmp.Or(l.Who, whoDeveloper)
		byID[l.ID] = l
	}
	return byID
})

// mostLikely begins a cause that the text does not show.
const mostLikely = "Most likely: "

// cause is the likely cause in one text; "may" unless the text shows it.
func (l Likely) cause() string {
	if l.Seen {
		return words.Sentence(l.Title) + ". " + l.Why
	}
	return mostLikely + l.Title + ". " + l.Why
}

// mostCauses is how many causes an answer lists: more than that is no answer.
const mostCauses = 5

// didNotMatch are two values that a library calls different.
var didNotMatch = lazy.MustCompile(
	`(?i)(?:audiences?|issuer)\b[^'"\n]{0,20}['"]([^'"\n]{1,200})['"]\.? did not match:? ` +
		`[^'"\n]{0,60}['"]([^'"\n]{1,200})['"]`,
)

// sameValues holds where the two look the same: what tells them apart is not seen.
func sameValues(text string) bool {
	m := didNotMatch.FindStringSubmatch(text)
	return m != nil && m[1] == m[2] && wholeValue.MatchString(m[1])
}

// wholeValue is an ID or an address as it is, and not what stands there instead of a hidden one.
var wholeValue = lazy.MustCompile(
	`(?i)^(api://)?` + someGUID + `/?$|^https://[\w./:-]*` + someGUID + `[\w./-]*$`,
)

// someGUID is a GUID that is not all zeros.
const someGUID = `[1-9a-f][0-9a-f]{7}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`

// unresolved is Microsoft's host without an address: nothing was sent yet, so that what would be sent is not the cause.
var unresolved = lazy.MustCompile(
	`(lookup|enotfound|eai_again|getaddrinfo|resolve( host)?:?|host) ['"(]?login\.microsoftonline\.[a-z]+`,
)

// rank makes the causes of an answer: those that the text shows first, then the given ones in their order.
func rank(ids []string, s *seen) []Likely {
	ids = s.ofPersonal(s.ofPeer(s.byFacts(ids)))
	if len(ids) > 0 && sameValues(s.plain) {
		ids = slices.Concat([]string{ofStray}, ids) // a second one is left out below
	}
	var list []Likely
	peer := s.peer()
	add := func(id string, sure bool, shows string) {
		l, ok := likelies()[id]
		if !ok || slices.ContainsFunc(list, func(o Likely) bool { return o.ID == id }) {
			return
		}
		l.Seen = sure
		if shows != "" {
			l.Why = shows + ". " + l.Why
		}
		l.Fix, l.Confirm = filled(l.Fix), filled(l.Confirm)
		list = append(list, l.toPeer(peer))
	}
	var later []showing
	for _, shown := range s.shown(ids) {
		if shown.id == ofPlaceholder && unresolved.MatchString(s.lower) {
			later = append(later, shown)
			continue
		}
		add(shown.id, true, shown.words)
	}
	for _, id := range ids {
		add(id, false, "")
	}
	for _, shown := range later {
		add(shown.id, true, shown.words)
	}
	return list[:min(len(list), mostCauses)]
}
