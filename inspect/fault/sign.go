package fault

import (
	"cmp"
	_ "embed"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"

	"edov/flow/lazy"
)

// signsData has what products, libraries, networks and pages say: signs/*.json, one file for a kind of speaker, packed
// by a test. exactFile has those of all kinds that are read before the others, because they say more. The patterns
// follow their sources, named with the day on which they were read; the words are edov's own.
//
//go:embed signs.dat
var signsData []byte

// signFile is one of the files.
type signFile struct {
	File  string  `json:"file"`
	Signs []*sign `json:"signs"`
}

// exactFile has the signs that are exact, and that are read before the others.
const exactFile = "first.json"

// kindOf is the kind of the speakers of a file.
var kindOf = map[string]string{
	"libraries.json": "library", "microsoft.json": "microsoft", "network.json": "network", "pages.json": "page",
	"products.json": "product",
}

// sign is one thing that a speaker other than Microsoft's sign-in says, or that Microsoft says without a number.
type sign struct {
	Speaker  string   `json:"speaker"`   // "Microsoft.IdentityModel", "Clerk"
	Kind     string   `json:"kind"`      // "library", "product", "microsoft", "network", "page"; empty: that of its file
	Code     string   `json:"code"`      // its stable name, such as IDX10214; may be empty
	Pattern  string   `json:"pattern"`   // RE2, read without regard to case
	Family   string   `json:"family"`    // the ID of its family
	Means    string   `json:"means"`     // what happened, in one sentence
	Causes   []string `json:"causes"`    // IDs of causes, the likeliest first
	RulesOut []string `json:"rules_out"` // IDs of causes that can't be behind it, whatever else the text says
	Wrapper  bool     `json:"wrapper"`   // it only says that something inside failed
	Yields   bool     `json:"yields"`    // a gateway says it of what a library in the same text knows better
	Source   string   `json:"source"`    // see sourceOf

	exact    bool     // its causes are all that it may mean, in this order: those of exactFile
	literals []string // one of them is in every text that the pattern matches
	once     sync.Once
	compiled *regexp.Regexp
}

// signs reads all files once, in the order of their names.
var signs = sync.OnceValue(func() []*sign {
	var files []signFile
	mustUnpack("signs.dat", signsData, &files)
	var all []*sign
	for _, file := range files {
		for _, s := range file.Signs {
			s.exact = file.File == exactFile
			s.Kind = cmp.Or(s.Kind, kindOf[file.File])
		}
		all = append(all, file.Signs...)
	}
	for _, s := range all {
		s.Source = sourceOf(s.Source)
		s.literals = required(s.Pattern)
	}
	return all
})

// sourceOf is the address of a source of the data files, in which GitHub's is short.
func sourceOf(source string) string {
	if path, ok := strings.CutPrefix(source, "github:"); ok {
		return "https://github.com/" + path
	}
	return source
}

// in reports whether the sign is in a text. Most are ruled out without their pattern, which costs more.
func (s *sign) in(r *reading) bool {
	if !mayBeIn(r.lower, s.literals) {
		return false
	}
	s.once.Do(func() { s.compiled = regexp.MustCompile("(?i)" + s.Pattern) }) // a test compiles all of them
	return s.compiled.MatchString(r.flat)
}

// oneName is the name of an exception or a number without anything around it; ofWords is a code that is made of words,
// which says as much as its message.
var (
	oneName = lazy.MustCompile(`^[\w.:$\\]+$`)
	ofWords = lazy.MustCompile(`^[a-z]+(_[a-z]+)+$`)
)

// second is the place of what a text complains of among the causes of a sign: the first where the sign is known only by
// the name of an exception, for its message says more.
func (s *sign) second(r *reading) int {
	if found := s.compiled.FindString(r.flat); oneName.MatchString(found) && !ofWords.MatchString(found) {
		return 0
	}
	return 1
}

// required lists texts in lower case of which every match of a pattern has at least one; nil where none is sure.
func required(pattern string) []string {
	tree, err := syntax.Parse("(?i)"+pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	return literalsOf(tree)
}

// mayBeIn reports whether a text in lower case has one of the literals, or none is sure.
func mayBeIn(text string, literals []string) bool {
	return len(literals) == 0 ||
		slices.ContainsFunc(literals, func(literal string) bool { return strings.Contains(text, literal) })
}

func literalsOf(tree *syntax.Regexp) []string {
	switch tree.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(tree.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return literalsOf(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return literalsOf(tree.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range tree.Sub {
			if list := literalsOf(sub); shortest(list) > shortest(best) {
				best = list
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range tree.Sub {
			list := literalsOf(sub)
			if len(list) == 0 {
				return nil
			}
			all = append(all, list...)
		}
		return all
	}
	return nil
}

func shortest(list []string) int {
	n := 0
	for i, text := range list {
		if i == 0 || len(text) < n {
			n = len(text)
		}
	}
	return n
}

// byReason puts what is exact first, then the reason of a network, whatever wraps it, and then signs with a stable
// code: that says more than the shape of a sentence.
func byReason(a, b *sign) int { return a.vague() - b.vague() }

// vague is the less a sign says of a cause, the more.
func (s *sign) vague() int {
	switch {
	case s.Yields:
		return 3
	case s.exact:
		return 0
	case s.isReason():
		return 1
	case s.Code != "":
		return 2
	}
	return 3
}

// isReason holds for a reason that a network, or the check of a certificate, gives.
func (s *sign) isReason() bool {
	return s.Kind == "network" && (s.Family == "network" || s.Family == "configuration")
}
