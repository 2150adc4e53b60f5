package fault

import (
	_ "embed"
	"slices"
	"sync"
)

// namedJSON lists the products and libraries that people name when they type what is wrong ("email missing in
// Supabase"), with the speakers of the signs that are theirs.
//
//go:embed named.json
var namedJSON []byte

// productName is one of them.
type productName struct {
	Name     string   `json:"name"`
	Words    string   `json:"words"` // RE2, in lower case
	Speakers []string `json:"speakers"`

	pattern pattern
}

// productNames reads the table once.
var productNames = sync.OnceValue(func() []productName {
	var list []productName
	mustRead("named.json", namedJSON, &list)
	for i := range list {
		list[i].pattern = patternOf(list[i].Words)
	}
	return list
})

// named is the product that a typed text names; ok is false without one. A pasted text names many things in passing,
// such as folders, and what it says of itself is known by signs.
func (s seen) named() (p productName, ok bool) {
	if len(s.lower) > typedBytes {
		return productName{}, false
	}
	for _, p := range productNames() {
		if p.pattern.in(s.lower) {
			return p, true
		}
	}
	return productName{}, false
}

// causesIn lists the causes of what the product says of a family, and of all it says for an empty one.
func (p productName) causesIn(family string) []string {
	var ids []string
	for _, sign := range signs() {
		if slices.Contains(p.Speakers, sign.Speaker) && (family == "" || sign.Family == family) {
			ids = append(ids, sign.Causes...)
		}
	}
	return ids
}

// causesOf are the causes of a family, first those for which the text speaks, then those of the product that it names.
func (s seen) causesOf(f family) []string {
	ids := f.Causes
	if p, ok := s.named(); ok {
		ids = slices.Concat(p.causesIn(f.ID), ids)
	}
	return s.hinted(ids)
}

// ofProductFirst puts those causes first that the product which the text names has.
func (s seen) ofProductFirst(ids []string) []string {
	p, ok := s.named()
	if !ok {
		return ids
	}
	own := p.causesIn("")
	return partition(ids, func(id string) bool { return slices.Contains(own, id) })
}
