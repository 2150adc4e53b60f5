package fault

import (
	"slices"
	"strings"

	"edov/flow/lazy"
)

// productName is one of them.
type productName struct {
	Name     string   `json:"name"`
	Words    string   `json:"words"` // RE2, in lower case
	Not      string   `json:"not"`   // RE2 of words with which it is something else; empty: none
	Speakers []string `json:"speakers"`
	Often    []string `json:"often"` // causes of most of the questions about signing in to it with Microsoft

	pattern, not pattern
}

// named.json lists the products and libraries that people name when they type what is wrong ("email missing in
// Supabase"), with the speakers of the signs that are theirs.
//
// productNames reads the table once.
var productNames = tableOf("named.json", func(p *productName) {
	p.pattern, p.not = patternOf(p.Words), patternOf(p.Not)
})

// productIn is the product that a typed text in lower case names; the zero value without one. A pasted text names many
// things in passing, such as folders, and what it says of itself is known by signs.
func productIn(lower string) productName {
	if len(lower) > typedBytes {
		return productName{}
	}
	list := productNames()
	if i := slices.IndexFunc(list, func(p productName) bool { return p.pattern.in(lower) && !p.not.in(lower) }); i >= 0 {
		return list[i]
	}
	return productName{}
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

// byProduct explains what was typed about a product and does not say what is wrong: by what often is.
func byProduct(s *seen) (Explanation, bool) {
	if s.product.Name == "" {
		return Explanation{}, false
	}
	f, ok := topicOf(&s.reading, false)
	if !ok {
		f = anySignIn()
	}
	e := s.ofFamily(mayBeWrong, f)
	if len(strings.Fields(s.flat)) > topicWords {
		e.Title = "this text names " + s.product.Name + ", but not what goes wrong; it may be one of these"
		if cause, ok := strings.CutPrefix(e.Cause, mostLikely); ok {
			e.Cause = "It may be: " + cause
		}
	}
	return e, true
}

// causesOf are the causes of a family, first those for which the text speaks, then those of the product that it names.
func (s *seen) causesOf(f *family) []string {
	own := s.product.causesIn(f.ID)
	if f.Any {
		own = slices.Concat(s.product.Often, own)
	}
	return s.withoutSecret(s.hinted(slices.Concat(own, f.Causes)))
}

// noSecretYet are words of a moment, or of a place, at which no client secret is used: before the redirect to
// Microsoft, in a popup, at the account picker, in kubectl.
var noSecretYet = lazy.MustCompile(
	`\bpop-?ups?\b|account (picker|chooser|selection)|\b(pick|choose|select)\w*[^\n]{0,24} accounts?\b|\bkubectl\b|` +
		`(instead of|before|without|not|never|n.t) ([\w ]{0,24} )?redirect\w*[^\n]{0,12} to (the )?` +
		`(microsoft|azure|entra|log|sign)`,
)

// needsSecret holds for the causes that need a client secret, and for the word that the log has more.
func needsSecret(id string) bool {
	return strings.HasPrefix(id, "secret-") || id == "inner-error-in-product-log"
}

// withoutSecret leaves out the causes that need a client secret where none can be involved, and the word that the log
// has more, unless nothing else is left; a setting is then the likeliest.
func (s *seen) withoutSecret(ids []string) []string {
	if !noSecretYet.MatchString(s.lower) {
		return ids
	}
	rest := slices.DeleteFunc(slices.Clone(ids), needsSecret)
	if len(rest) == 0 {
		return ids
	}
	return partition(rest, func(id string) bool { return id == "product-config" })
}

// ofProductFirst puts those causes first that the product which the text names has.
func (s *seen) ofProductFirst(ids []string) []string {
	own := s.product.causesIn("")
	return partition(ids, func(id string) bool { return slices.Contains(own, id) })
}

// speaking is the product or library that says a text; the zero value if it is not one of those that people name.
func speaking(speaker string) productName {
	list := productNames()
	if i := slices.IndexFunc(list, func(p productName) bool { return slices.Contains(p.Speakers, speaker) }); i >= 0 {
		return list[i]
	}
	return productName{}
}

// forProduct leaves out of the causes and their fixes what is for other products than the one that the text names, or
// that says it. note is said where something was left out of the first fix.
func (e Explanation) forProduct(p productName, note string) Explanation {
	if p.Name == "" {
		return e
	}
	fix, less := p.fixIn(e.Fix)
	if e.Fix = fix; less && note != "" {
		e.Fix = strings.TrimSuffix(fix, ".") + ". " + note
	}
	e.Cause, _ = p.fixIn(e.Cause)
	e.Causes = slices.Clone(e.Causes)
	for i := range e.Causes {
		c := &e.Causes[i]
		c.Fix, _ = p.fixIn(c.Fix)
		c.Why, _ = p.fixIn(c.Why)
	}
	return e
}

// longestNames bounds the names of products at the beginning of a part; what is longer is a sentence.
const longestNames = 60

// fixIn is the part of a text ("Clerk: do this; dex: do that. For all.") that is for the product, with what is for all;
// less holds if there was more. A text without a part of its own stays whole.
func (p productName) fixIn(fix string) (own string, less bool) {
	var kept strings.Builder
	found := false
	for sentence := range strings.SplitSeq(fix, ". ") {
		is, joint := true, ". " // a sentence is for all until it names a product
		for part := range strings.SplitSeq(sentence, "; ") {
			if names := namesBefore(part); names != "" {
				is = p.pattern.in(names)
				found = found || is
			}
			if !is {
				less = true
				continue
			}
			if kept.Len() > 0 {
				kept.WriteString(joint)
			}
			kept.WriteString(part)
			joint = "; "
		}
	}
	if !found || !less {
		return fix, false
	}
	return kept.String(), true
}

// namesBefore is the names of products at the beginning of a part, in lower case; empty for other words.
func namesBefore(part string) string {
	names, _, ok := strings.Cut(strings.ToLower(part), ": ")
	named := func(p productName) bool { return p.pattern.in(names) }
	if !ok || len(names) > longestNames || !slices.ContainsFunc(productNames(), named) {
		return ""
	}
	return names
}
