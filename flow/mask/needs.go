package mask

import (
	"math/bits"
	"strings"
	"sync"
)

// A text is searched for what all forms need at once, since most texts have none of it: a text of
// a claim would be searched thirty times.

// needs are the texts that forms need, and which of them have a byte as their first and second:
// one bit for each.
type needs struct {
	texts         []string
	first, second [256]uint64
}

// allNeeds are those of all forms. A test holds them to 64.
var allNeeds = sync.OnceValue(func() *needs {
	n := new(needs)
	for _, f := range forms {
		for _, text := range f.needs {
			n.add(text)
		}
	}
	return n
})

func (n *needs) add(text string) {
	bit := uint64(1) << len(n.texts)
	n.texts = append(n.texts, text)
	n.first[text[0]] |= bit
	if len(text) > 1 {
		n.second[text[1]] |= bit
		return
	}
	for i := range n.second {
		n.second[i] |= bit
	}
}

// hasNeed reports whether a text has any of them: without one, no form matches.
func hasNeed(s string) bool {
	n := allNeeds()
	for i := range len(s) {
		second := byte(0)
		if i+1 < len(s) {
			second = s[i+1]
		}
		for may := n.first[s[i]] & n.second[second]; may != 0; may &= may - 1 {
			if strings.HasPrefix(s[i:], n.texts[bits.TrailingZeros64(may)]) {
				return true
			}
		}
	}
	return false
}
