package fault

import (
	"maps"
	"slices"
	"strings"

	"edov/flow/lazy"
)

// wordBytes is how much of a text is read word by word: what a person complains of stands at its beginning.
const wordBytes = 600

// emptyWords stand in sentences about anything. "not", "no", "after" and "only" are not among them: they tell causes
// apart.
var emptyWords = func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(`the a an of to in on at is are was were be been it its this that these those i we
		my our your you they them their he she his her me us and or as with for from by so if then than there here has
		have had do does did get gets got getting just also very some any all into up about which who what when where how
		why im ive id can could would should will one re ve ll am`) {
		set[word] = true
	}
	return set
}()

// signWords begin the turns "signed us in" and "logging off".
const signWords = `\b(sign|log)(s|ged|ging|ning|ing)?[ -]?((me|us|you|them|people|users?) )?`

// joined are turns that are read as one word, whatever form they have.
var joined = []struct {
	words *lazy.Regexp
	as    string
}{
	{lazy.MustCompile(`(ca|wo)?n['’]t\b|\bcannot\b`), " not "},
	{lazy.MustCompile(signWords + `(in|on)(to|s)?\b`), " signin "},
	{lazy.MustCompile(signWords + `(out|off)\b`), " signout "},
	{lazy.MustCompile(`\be-mail`), "email"},
}

// oneWord is a word, the number of an error, or a word of a script without blanks.
var oneWord = lazy.MustCompile(`[a-z]+[0-9]*|[0-9]{3,}|[^\x00-\x7f]+`)

// endings are taken off a word, the first that fits, so that "redirected" and "redirects" are one.
var endings = []string{
	"ations", "ation", "ings", "ing", "ies", "ied", "ions", "ion", "ers", "ed", "es", "ly", "er", "s", "e", "y",
}

// leastStem is how many letters are left of a word without its ending.
const leastStem = 3

// stemOf is a word without its ending.
func stemOf(word string) string {
	for _, end := range endings {
		rest, ok := strings.CutSuffix(word, end)
		if !ok || len(rest) < leastStem {
			continue
		}
		n := len(rest)
		if n > leastStem && rest[n-1] == rest[n-2] && !strings.ContainsRune("sl", rune(rest[n-1])) {
			return rest[:n-1] // "running" is of "run"
		}
		return rest
	}
	return word
}

// wordsOf lists the stems of a text in lower case that say something, each once and in order, and for each the word
// that it stood in.
func wordsOf(lower string) (stems []string, wordOf map[string]string) {
	text := strings.ToValidUTF8(lower[:min(len(lower), wordBytes)], "")
	for _, j := range joined {
		text = j.words.ReplaceAllString(text, j.as)
	}
	wordOf = map[string]string{}
	for _, word := range oneWord.FindAllString(text, -1) {
		stem := stemOf(word)
		if len(word) < 2 || emptyWords[word] || wordOf[stem] != "" {
			continue
		}
		wordOf[stem] = word
	}
	return slices.Sorted(maps.Keys(wordOf)), wordOf
}

// ofConcept begins the feature of a concept, which no word begins with.
const ofConcept = ":"

// featuresOf are the stems and the concepts of a grammarText, and the words of the stems.
func featuresOf(text string) (features []string, wordOf map[string]string) {
	features, wordOf = wordsOf(text)
	text = text[:min(len(text), wordBytes)]
	for _, name := range slices.Sorted(maps.Keys(concepts())) {
		if concepts()[name].in(text) {
			features = append(features, ofConcept+name)
		}
	}
	return features, wordOf
}
