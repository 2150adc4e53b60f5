package fault

import (
	"slices"
	"sync"
)

// hints.json lists by cause the words that speak for it among the causes of one family. They order, and say nothing
// sure: "access token" beside a signature speaks for a token of Graph.
//
// hints reads the table once.
var hints = sync.OnceValue(func() map[string]pattern {
	var list []struct {
		Cause string `json:"cause"`
		Words string `json:"words"` // RE2, in lower case
	}
	mustRead("hints.json", table("hints.json"), &list)
	byCause := make(map[string]pattern, len(list))
	for _, h := range list {
		byCause[h.Cause] = patternOf(h.Words)
	}
	return byCause
})

// hinted puts those causes first for which the words of the text speak, otherwise in their order.
func (s *seen) hinted(ids []string) []string {
	text := grammarText(&s.reading)
	return partition(ids, func(id string) bool { return hints()[id].in(text) })
}

// partition puts first what fits.
func partition(ids []string, fits func(string) bool) []string {
	var first, rest []string
	for _, id := range ids {
		if fits(id) {
			first = append(first, id)
		} else {
			rest = append(rest, id)
		}
	}
	return slices.Concat(first, rest)
}
