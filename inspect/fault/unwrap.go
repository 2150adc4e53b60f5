package fault

import (
	"html"
	"net/url"
	"slices"
	"strings"

	"edov/flow/lazy"
)

// reading is a text as a person had it in hand, taken out of what it was wrapped in: the colours of a log, a page's
// tags,
// an address's percent signs, a JSON string in a JSON string.
type reading struct {
	plain string // unwrapped, lines as they were
	flat  string // plain with every run of white space as one space
	lower string // flat in lower case, to look for words in, and what it is in English
	names string // names of errors in it, as the words they are made of, in lower case

	grammar *string // what grammarText made of it; nil: it was not asked for
}

const (
	// readWhole is how long a text may be to be read from beginning to end. Of a longer one, such as a log, only the
	// lines that speak of a sign-in are read, the newest last, readParts bytes at most.
	readWhole = 12 << 10
	readParts = 16 << 10
	// unwrapRounds bounds how often wrappings are taken off: a log line in JSON that quotes JSON needs two.
	unwrapRounds = 3
)

// read unwraps a text.
func read(text string) *reading {
	if len(text) > readWhole {
		text = linesThatMatter(text)
	}
	text = strings.ToValidUTF8(text, "�")
	for range unwrapRounds {
		before := text
		for _, take := range wrappings {
			if take.marks.MatchString(text) {
				text = take.off(text)
			}
		}
		if text == before {
			break
		}
	}
	flat := strings.Join(strings.Fields(text), " ")
	lower := typed(strings.ToLower(flat))
	if gloss := glossOf(lower); gloss != "" {
		lower += "\n" + gloss
	}
	return &reading{plain: strings.TrimSpace(text), flat: flat, lower: lower, names: namesIn(flat)}
}

// wrappings are taken off in this order, each where its marks are seen.
var wrappings = []struct {
	name  string
	marks *lazy.Regexp
	off   func(string) string
}{
	{"colours", lazy.MustCompile("\x1b|\u009b|\\\\x1b\\[|\\\\u001b\\["), withoutColours},
	{"quoted lines", lazy.MustCompile(`(?m)^\s*(>|&gt;|\|)\s`), withoutQuoteMarks},
	{
		"tags",
		lazy.MustCompile(`(?i)</?(html|body|div|p|br|span|script|style|h[1-6]|td|pre|title|meta|strong|form|b)\b[^>]*>`),
		withoutTags,
	},
	{"links in numbers", linkedNumber, withoutLinks},
	{"entities", lazy.MustCompile(`&(#\d+|#x[0-9a-fA-F]+|quot|amp|lt|gt|apos|nbsp);`), html.UnescapeString},
	{"JSON strings", lazy.MustCompile(`\\["/]|\\r\\n|\\n[A-Z ]|\\u[0-9a-fA-F]{4}`), withoutEscapes},
	{"form encoding", lazy.MustCompile(`(error|error_description|message|reason)=[^\s&"]*\+`), withoutPluses},
	{"URL encoding", lazy.MustCompile(`(?i)%(20|25|22|27|3a|2f|3d|2c|28|0d|0a)`), withoutPercents},
}

var colours = lazy.MustCompile("(?:\x1b|\u009b|\\\\x1b|\\\\u001b)\\[?[0-9;]*[A-Za-z]")

func withoutColours(text string) string { return colours.ReplaceAllString(text, "") }

var quoteMarks = lazy.MustCompile(`(?m)^\s*((>|&gt;|\|)\s?)+`)

func withoutQuoteMarks(text string) string { return quoteMarks.ReplaceAllString(text, "") }

var (
	unseen = lazy.MustCompile(`(?is)<(script|style)\b.*?</(script|style)\s*>|<!--.*?-->`)
	tags   = lazy.MustCompile(`<[/!?]?[A-Za-z][^<>]{0,1000}>`)
)

// hiddenError finds the inputs of a form by which Microsoft posts an error to an app.
var hiddenError = lazy.MustCompile(
	`(?i)<input\b[^<>]{0,100}\bname=["'](error|error_description|error_subcode)["'][^<>]{0,60}` +
		`\bvalue=["']([^"'<>]*)["'][^<>]*>`,
)

// withoutTags leaves a page's words. A script's are not the page's, unless nothing else is there.
func withoutTags(text string) string {
	text = hiddenError.ReplaceAllString(text, " $1=$2\n")
	seen := tags.ReplaceAllString(unseen.ReplaceAllString(text, " "), " ")
	if strings.TrimSpace(seen) == "" {
		return tags.ReplaceAllString(text, " ")
	}
	return seen
}

var escapes = lazy.MustCompile(`\\(?:u[0-9a-fA-F]{4}|[nrt"'/\\])`)

// withoutEscapes undoes the escapes of a JSON string once. It does not need the whole of the JSON: logs cut it.
func withoutEscapes(text string) string {
	return escapes.ReplaceAllStringFunc(text, func(e string) string {
		switch e[1] {
		case 'n', 'r', 't':
			return "\n"
		case 'u':
			return unescapeUnit(e[2:])
		}
		return e[1:]
	})
}

// unescapeUnit is the character of a \u escape; halves of a pair become the replacement character.
func unescapeUnit(hex string) string {
	var r rune
	for _, digit := range strings.ToLower(hex) {
		r = r<<4 | rune(strings.IndexRune("0123456789abcdef", digit))
	}
	return string(r)
}

var percents = lazy.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)

// withoutPercents decodes what is encoded and leaves a stray percent sign.
func withoutPercents(text string) string {
	return percents.ReplaceAllStringFunc(text, func(run string) string {
		if plain, err := url.PathUnescape(run); err == nil {
			return plain
		}
		return run
	})
}

// linkedNumber is an error number of which a page made a part a link: GitHub's logs do so with AADSTS70021.
var linkedNumber = lazy.MustCompile(`((?:AADSTS|IDX)\d*)\[(\d+)\]\([^()\s]{0,500}\)`)

func withoutLinks(text string) string { return linkedNumber.ReplaceAllString(text, "$1$2") }

var formValue = lazy.MustCompile(`(error|error_description|message|reason)=[^\s&"]*\+[^\s&"]*`)

// withoutPluses reads the plus signs of a form's words as blanks. Elsewhere a plus sign may be part of a secret.
func withoutPluses(text string) string {
	return formValue.ReplaceAllStringFunc(text, func(v string) string { return strings.ReplaceAll(v, "+", " ") })
}

// telling are words of lines that are worth reading in a long log, in lower case.
var telling = []string{
	"aadsts", "idx1", "idx2", "error", "exception", "fail", "denied", "invalid", "unauthori", "forbidden",
	"oauth", "openid",
	"oidc", "jwt", "issuer", "audience", "nonce", "redirect", "callback", "microsoftonline", "login.live", "refused",
	"timeout", "timed out", "cert",
}

// tells is where a line says something that matters, or -1.
func tells(line string) int {
	lower := strings.ToLower(line)
	best := -1
	for _, word := range telling {
		if at := strings.Index(lower, word); at >= 0 && (best < 0 || at < best) {
			best = at
		}
	}
	return best
}

// linesThatMatter picks from a long text the lines that speak of a sign-in, with the line after each. The newest are
// at the end of a log, so they are what is left when there are too many.
func linesThatMatter(text string) string {
	var kept []string
	size := 0
	lines := strings.Split(text, "\n")
	for i := len(lines) - 1; i >= 0 && size < readParts; i-- {
		line := lines[i]
		if tells(line) < 0 && (i == 0 || tells(lines[i-1]) < 0) {
			continue
		}
		if len(line) > readWhole {
			line = around(line)
		}
		kept = append(kept, line)
		size += len(line) + 1
	}
	if len(kept) == 0 {
		return text[:readWhole]
	}
	slices.Reverse(kept)
	return strings.Join(kept, "\n")
}

// around is the part of one very long line that matters.
func around(line string) string {
	from := max(0, tells(line)-readWhole/4)
	return line[from:min(len(line), from+readWhole)]
}
