package fault

import (
	"slices"

	"edov/flow"
)

// byNumber explains an AADSTS number, also one that is known by Microsoft's sentence.
func byNumber(s *seen) (Explanation, bool) {
	f := s.failure
	if f == nil || f.Code() == 0 {
		code, found := bySentence(s.lower)
		if n, ok := labelledCode(s.lower); ok {
			code, found = n, true
		}
		if !found {
			return Explanation{}, false
		}
		f = s.orPage()
		f.Codes = []int{code}
	}
	if _, known := catalogue()[f.Code()]; !known {
		if len(s.inner) > 0 {
			return Explanation{}, false // a sign knows more of it
		}
		return s.byUnknownNumber(f), true
	}
	e := Explain(f, s.about)
	of := entryOfNumber(f)
	ids := append(s.deeper(of.Beside), s.ofProductFirst(s.hinted(of.Causes))...)
	if list := rank(ids, s); len(list) > 0 && (len(ids) > 0 || list[0].Seen) {
		e.Causes, e.same = list, of.Is
		if list[0].Seen {
			e.Cause, e.Fix = list[0].cause(), list[0].Fix
		}
	}
	return e, true
}

// entryOfNumber is what edov knows of an error with a number.
func entryOfNumber(f *flow.Failure) entry {
	if e, ok := refined(f); ok {
		return e
	}
	return catalogue()[f.Code()]
}

// deeper are those causes for which other words of the text speak, or what its addresses show.
func (s *seen) deeper(ids []string) []string {
	text := grammarText(&s.reading)
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		isIt := func(f addressFault) bool { return f.id == id }
		return !hints()[id].in(text) && !slices.ContainsFunc(s.faults(), isIt)
	})
}

// byUnknownNumber explains a number that edov does not know by Microsoft's own words beside it.
func (s *seen) byUnknownNumber(f *flow.Failure) Explanation {
	e := Explain(f, s.about)
	for _, c := range familiesIn(read(Words(f))) {
		if c.Weak {
			continue
		}
		byWords := s.ofFamily("number unknown to edov; a problem with the ", c)
		byWords.Failure, byWords.Others = f, e.Others
		byWords.number(f.Code())
		return byWords
	}
	return e
}
