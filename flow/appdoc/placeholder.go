package appdoc

import (
	"slices"
	"strconv"
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// blanks are the forms in which templates mark what is to be filled in: of GitHub Actions, Helm and Jinja, shells,
// Azure Pipelines, Windows, Octopus and token replacers, ARM expressions, words in documentation, and what those write
// who hide a value before they show it.
var blanks = lazy.MustCompile(`\$\{\{[^\n]*?\}\}|\{\{[^\n]*?\}\}|\$\{[^}\n]+\}|\$\([\w.\- ]+\)|#\{[^}\n]+\}#?|` +
	`\{[A-Za-z][\w .\-]*\}|<[A-Za-z][^<>\n]*>|%[A-Za-z_][A-Za-z0-9_]*%|__[A-Za-z][A-Za-z0-9_.]*__|@@[A-Za-z][\w.]*@@|` +
	`<%[^\n]*?%>|\[\[[A-Za-z][\w .\-]*\]\]|\*{3,}`)

// blankWords are whole values that stand for others.
var blankWords = lazy.MustCompile(
	`^(YOUR|MY|THE|ENTER|INSERT|REPLACE|ADD|PASTE|FILL|Enter|Insert|Replace)[-_ ]+[\w .\-]*$|` +
		`^\$[A-Za-z_]\w*(:\w+)?$|^\[[A-Za-z.]+\(.*\)[\w.\[\]']*\]$|` +
		`^(?i:x{3,}|[x0]{8}(-[x0]{4}){3}-[x0]{12}|change[-_ ]?me|tbd|todo|placeholder|12345678-1234-[0-9a-f-]+|` +
		`[\[(]?(removed|hidden|masked|sanitized|anonymi[sz]ed|obfuscated|censored|omitted|snip|n/a)[\])]?)$`,
)

// drawn are the characters that stand alone in place of a value.
const drawn = "?_.#*•●█-"

// longestHidden bounds the texts that can have a hidden part: in the base64 of a certificate it would be chance.
const longestHidden = 256

// isHidden reports whether a value, or a part of it, was covered before it was shown.
func isHidden(text string) bool {
	if len(text) > longestHidden || !canBeHidden(text) {
		return false
	}
	for _, cover := range []string{"xxxx", "XXXX", "edacted", "EDACTED", "…", "••", "●●", "██"} {
		if strings.Contains(text, cover) {
			return true
		}
	}
	const dots = "..." // three characters that a client secret may have anywhere
	return len(text) > 1 && strings.Trim(text, drawn) == "" || strings.HasPrefix(text, dots) ||
		strings.HasSuffix(text, dots) || strings.Contains(text, "://") && strings.Contains(text, dots)
}

// canBeHidden rules out most texts in one pass: those without a run of three equal characters, a character beyond
// ASCII, the letters of redacted, or one that is drawn at the beginning.
func canBeHidden(text string) bool {
	if strings.IndexByte(drawn, text[0]) >= 0 {
		return true
	}
	var before, beforeThat byte
	for i := range len(text) {
		c := text[i]
		if thrice := c == before && before == beforeThat; thrice || c >= 0x80 ||
			c|0x20 == 'd' && len(text) >= i+len("dacted") && strings.EqualFold(text[i:i+len("dacted")], "dacted") {
			return true
		}
		before, beforeThat = c, before
	}
	return false
}

// fakeGUID recognizes the GUIDs that guides show: four equal digits eight times, as in
// 00001111-aaaa-2222-bbbb-3333cccc4444.
func fakeGUID(text string) bool {
	if len(text) != 36 || text[8] != '-' || text[23] != '-' {
		return false
	}
	digits := strings.ReplaceAll(text, "-", "")
	for i := 0; i < len(digits); i++ {
		if c := digits[i] | 0x20; len(digits) != 32 || c != digits[i/4*4]|0x20 || c|0x10 < '0' {
			return false
		}
	}
	return true
}

// hexPair follows the last percent sign of percent-encoded bytes, which %VAR% could be taken for: %20abc%20.
var hexPair = lazy.MustCompile(`^[0-9A-Fa-f]{2}`)

// IsPlaceholder reports whether a text is, or has in it, a blank of a template.
func IsPlaceholder(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) == 0 || len(text) > 4096 {
		return false
	}
	return canBeWord(text) && blankWords.MatchString(text) || isHidden(text) || fakeGUID(text) ||
		strings.Contains(text, "://") && strings.Contains(strings.ToLower(text), "your") && yourHost.MatchString(text) ||
		strings.ContainsAny(text, blankChars) && (strings.Contains(text, "YOUR") && yours.MatchString(text) ||
			canHoldBlank(text) && holdsBlank(text))
}

// blankChars are in all that yours and blanks match, but in few texts.
const blankChars = "{<%_$@[Y*"

// wordStarts are what the alternatives of blankWords begin with, in lower case.
var wordStarts = []string{
	"your", "my", "the", "enter", "insert", "replace", "add", "paste", "fill", "$", "[", "(", "xxx", "00000000", "x0",
	"0x", "change", "tbd", "todo", "placeholder", "12345678-1234-", "removed", "hidden", "masked", "sanitized", "anonymi",
	"obfuscated", "censored", "omitted", "snip", "n/a",
}

// wordLetters are the first bytes of wordStarts, with the bit that small letters have.
const wordLetters = "ymteirapf${(x01chson"

// canBeWord rules out most of what blankWords does not match: a list of 100,000 registrations has a million texts, and
// an expression takes a microsecond for each. So does canHoldBlank for blanks.
func canBeWord(text string) bool {
	return strings.IndexByte(wordLetters, text[0]|0x20) >= 0 && slices.ContainsFunc(wordStarts, func(start string) bool {
		return len(text) >= len(start) && (text[0]|0x20 == start[0]|0x20) && strings.EqualFold(text[:len(start)], start)
	})
}

func canHoldBlank(text string) bool {
	return strings.ContainsAny(text, "{<%") || strings.Contains(text, "__") || strings.Contains(text, "$(") ||
		strings.Contains(text, "@@") || strings.Contains(text, "[[") || strings.Contains(text, "***")
}

func holdsBlank(text string) bool {
	for _, found := range blanks.FindAllStringIndex(text, -1) {
		if text[found[0]] != '%' || !hexPair.MatchString(text[found[1]:]) {
			return true
		}
	}
	return false
}

var (
	// yours are names such as YOUR_CLIENT_ID, also in a longer value.
	yours = lazy.MustCompile(`\bYOUR[-_][A-Z0-9_\-]+`)
	// yourHost is the same in an address in lower case. Elsewhere your-app-id is a value that was copied from a guide,
	// and a failure.
	yourHost = lazy.MustCompile(`(?i)\byour-?(client|tenant|app|application|domain|host|instance|project)[\w\-]*`)
)

// bare is a blank without quotes where JSON has a value, as templates have for numbers, booleans and lists.
var bare = lazy.MustCompile(`([:\[,]\s*)(\$\{\{[^"\n]*?\}\}|\{\{[^"\n]*?\}\}|\$\{[^}"\n]+\}|\$\([\w.]+\)|` +
	`#\{[^}"\n]+\}#?|<[A-Za-z][^<>"\n]*>|%[A-Za-z_]\w*%|__[A-Za-z]\w*__|YOUR_\w+)(\s*[,\]}\r\n])`)

// QuoteBlanks puts blanks that stand without quotes in quotes, so that the JSON around them can be read; ok is false
// if there are none.
func QuoteBlanks(text []byte) (quoted []byte, ok bool) {
	quoted = text
	for range 2 { // neighbours share a comma
		quoted = bare.ReplaceAll(quoted, []byte(`$1"$2"$3`))
	}
	return quoted, len(quoted) != len(text)
}

// free are members whose text is for people: a name may have any character.
var free = []string{
	"displayName", "description", "notes", "tags", "adminConsentDescription", "adminConsentDisplayName",
	"userConsentDescription", "userConsentDisplayName", "publisherDomain", "info", "informationalUrls", "uniqueName",
}

// Blanks finds the placeholders in a registration, and calls see with the path of each.
func Blanks(v strictjson.Value, see func(path string, at strictjson.Value)) {
	isFree := func(name string, top bool) bool {
		return slices.Contains(free, name) || top && name == "name" // the old manifest's name is the display name
	}
	w := textWalker{has: IsPlaceholder, skip: isFree, see: see, steps: make([]string, 0, 8)}
	w.walk(v)
}

// Texts finds the texts of a document that have a property, and calls see with the path of each.
func Texts(v strictjson.Value, has func(text string) bool, see func(path string, at strictjson.Value)) {
	w := textWalker{has: has, skip: func(string, bool) bool { return false }, see: see, steps: make([]string, 0, 8)}
	w.walk(v)
}

// textWalker puts a path together only where there is something to see: a list has a million texts.
type textWalker struct {
	has   func(text string) bool
	skip  func(name string, top bool) bool // members that are not looked at; top: of the document itself
	see   func(path string, at strictjson.Value)
	steps []string // to the value, with the dots between them
}

func (w *textWalker) walk(v strictjson.Value) {
	if v.Kind == strictjson.String && w.has(v.Text) {
		w.see(strings.Join(w.steps, ""), v)
	}
	top, depth := len(w.steps) == 0, len(w.steps)
	for _, m := range v.Members() {
		if w.skip(m.Name, top) {
			continue
		}
		if !top {
			w.steps = append(w.steps, ".")
		}
		w.steps = append(w.steps, m.Name)
		w.walk(m.Value)
		w.steps = w.steps[:depth]
	}
	for i, e := range v.Elems() {
		if k := e.Kind; k == strictjson.Object || k == strictjson.Array || k == strictjson.String {
			w.steps = append(w.steps, "["+strconv.Itoa(i)+"]")
			w.walk(e)
			w.steps = w.steps[:depth]
		}
	}
}
