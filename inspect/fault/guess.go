package fault

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// guess is what the words of a text say by themselves: see wordModel.
type guess struct {
	signIn float64           // how much the text is about a sign-in
	causes []scored          // that its words speak for, most first
	words  map[string]string // by feature, the word of the text
}

// guessOf reads the words of a text, when it is first asked for them.
func guessOf(r *reading) func() guess {
	return sync.OnceValue(func() guess {
		features, words := featuresOf(grammarText(r))
		g := guess{words: words}
		g.signIn, g.causes = theWordModel().read(features)
		return g
	})
}

const (
	// leastSignIn is how much a text has to be about a sign-in to be read by its words, and leastFar how much one that
	// does not name it. Of the labelled texts, each held back from its model (TestWordModelOnTextsHeldBack), 83 % of
	// those about a sign-in and 17 % of the others reach the first, 53 % and 2.4 % the second. The rules that stand
	// before leave few of the others.
	leastSignIn = 3.5
	leastFar    = 7.6
	// leastByRule is how much a text has to be about a sign-in that a rule for a family takes for one: 99.9 % of those
	// that are reach it, and 85 % of the others, since a rule is worth more than a few words.
	leastByRule = -3
	// clearlyMore is how many times as much the words have to speak for a cause to come before the second of a family:
	// less moved causes of the labelled texts out of the first two, more helped fewer.
	clearlyMore = 1.35
	// mostGuessed is how many causes a guess names.
	mostGuessed = 3
	// mostTelling is how many words a guess names as its reason.
	mostTelling = 3
)

// byWords explains a text of which nothing else is known by the causes of texts with words like its own.
func byWords(s *seen) (Explanation, bool) {
	g := s.guess()
	if len(strings.Fields(s.lower)) < toldWords || !s.complains() || !s.isByWords(g) || len(g.causes) == 0 {
		return Explanation{}, false
	}
	var ids []string
	for _, c := range g.causes[:min(2*mostGuessed, len(g.causes))] {
		ids = append(ids, c.id)
	}
	ids = s.withoutSecret(ids)
	list := rank(ids[:min(mostGuessed, len(ids))], s)
	words := g.telling(list[0].ID)
	title := "edov knows no such text; by its words"
	if len(words) > 0 {
		title += " (" + strings.Join(words, ", ") + ")"
	}
	e := s.likely(title+" it may be one of these", list)
	e.ByWords = words
	if cause, ok := strings.CutPrefix(e.Cause, mostLikely); ok {
		e.Cause = "It may be: " + cause
	}
	return e, true
}

// isByWords holds for a text that its words show to be about a sign-in: one without a name of it by more of
// them, and one that a program wrote only beside Microsoft's name.
func (s *seen) isByWords(g guess) bool {
	isFar := !s.isNear() && (g.signIn < leastFar || s.isOfOthers())
	return g.signIn >= leastSignIn && !isFar && (s.isTold() || ofMicrosoft.MatchString(s.lower))
}

// isNone holds for a text that its words show to be about something else, whatever a rule makes of some of them.
func (s *seen) isNone() bool {
	return len(strings.Fields(s.lower)) > topicWords && s.guess().signIn < leastByRule
}

// shortWord is how many letters a word has that says little of itself.
const shortWord = 3

// telling are the words of the text that speak most for a cause.
func (g guess) telling(id string) []string {
	var stems []string
	for _, stem := range slices.Sorted(maps.Keys(g.words)) {
		if len(g.words[stem]) > shortWord && stem[0] < utf8.RuneSelf {
			stems = append(stems, stem)
		}
	}
	var words []string
	for _, stem := range theWordModel().speakingFor(id, stems, mostTelling) {
		words = append(words, g.words[stem])
	}
	return words
}

// guessed puts the cause for which the words of the text speak most behind the first of a family, whose order says
// little.
func (s *seen) guessed(ids []string) []string {
	g := s.guess()
	if len(ids) == 0 || len(g.causes) == 0 || g.signIn < leastSignIn {
		return ids
	}
	isNoBest := func(c scored) bool {
		return c.id == ids[0] || needsSecret(c.id) && noSecretYet.MatchString(s.lower)
	}
	list := slices.DeleteFunc(slices.Clone(g.causes[:min(mostGuessed, len(g.causes))]), isNoBest)
	if len(list) == 0 || len(ids) > 1 && list[0].score < clearlyMore*g.scoreOf(ids[1]) {
		return ids
	}
	best := list[0].id
	rest := slices.DeleteFunc(slices.Clone(ids[1:]), func(id string) bool { return id == best })
	return slices.Concat(ids[:1], []string{best}, rest)
}

// scoreOf is how much the words speak for a cause.
func (g guess) scoreOf(id string) float64 {
	i := slices.IndexFunc(g.causes, func(s scored) bool { return s.id == id })
	if i < 0 {
		return 0
	}
	return g.causes[i].score
}
