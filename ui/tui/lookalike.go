package tui

import (
	"fmt"
	"strings"
	"unicode"

	"edov/inspect/words"

	"golang.org/x/net/idna"
)

// scripts are those whose letters are taken for one another most often.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin},
	{"Cyrillic", unicode.Cyrillic},
	{"Greek", unicode.Greek},
	{"Armenian", unicode.Armenian},
	{"Cherokee", unicode.Cherokee},
}

// lookalikes warns of text that may read as something else: a word with
// letters of several scripts, and an address whose domain is not ASCII, which
// is then shown as it is looked up (RFC 5891). The value itself is not changed.
func lookalikes(text string) []string {
	if words.IsASCII(text) {
		return nil
	}
	var warnings []string
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
	for _, word := range strings.FieldsFunc(text, between) {
		if mixed := scriptsOf(word); len(mixed) > 1 {
			warnings = append(warnings, fmt.Sprintf("letters of several scripts in one word: %s", strings.Join(mixed, " and ")))
			break
		}
	}
	if _, domain, ok := strings.Cut(text, "@"); ok && !words.IsASCII(domain) {
		if ascii, err := idna.Punycode.ToASCII(domain); err == nil {
			warnings = append(warnings, "the domain is looked up as "+ascii)
		}
	}
	return warnings
}

func scriptsOf(word string) []string {
	var found []string
	for _, s := range scripts {
		if strings.IndexFunc(word, func(r rune) bool { return unicode.Is(s.table, r) }) >= 0 {
			found = append(found, s.name)
		}
	}
	return found
}
