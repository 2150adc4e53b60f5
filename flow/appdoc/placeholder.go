package appdoc

import (
	"slices"
	"strconv"
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// blanks are the forms in which templates mark what is to be filled in: of GitHub Actions, Helm and Jinja, shells,
// Azure Pipelines, Windows, Octopus and token replacers, ARM expressions, words in documentation, and the asterisks of
// those who hid a value before they showed it.
var blanks = lazy.MustCompile(`\$\{\{[^\n]*?\}\}|\{\{[^\n]*?\}\}|\$\{[^}\n]+\}|\$\([\w.\- ]+\)|#\{[^}\n]+\}#?|` +
	`\{[A-Za-z][\w .\-]*\}|<[A-Za-z][^<>\n]*>|%[A-Za-z_][A-Za-z0-9_]*%|__[A-Za-z][A-Za-z0-9_.]*__|@@[A-Za-z][\w.]*@@|` +
	`<%[^\n]*?%>|\[\[[A-Za-z][\w .\-]*\]\]|\*{4,}`)

// blankWords are whole values that stand for others.
var blankWords = lazy.MustCompile(
	`^(YOUR|MY|THE|ENTER|INSERT|REPLACE|ADD|PASTE|FILL|Enter|Insert|Replace)[-_ ]+[\w .\-]*$|` +
		`^\$[A-Za-z_]\w*(:\w+)?$|^\[[A-Za-z.]+\(.*\)[\w.\[\]']*\]$|` +
		`^(?i:x{4,}|[x0]{8}(-[x0]{4}){3}-[x0]{12}|change[-_ ]?me|tbd|todo|placeholder|redacted|\.\.\.|…|\*{3,})$`,
)

// hexPair follows the last percent sign of percent-encoded bytes, which %VAR% could be taken for: %20abc%20.
var hexPair = lazy.MustCompile(`^[0-9A-Fa-f]{2}`)

// IsPlaceholder reports whether a text is, or has in it, a blank of a template.
func IsPlaceholder(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) == 0 || len(text) > 4096 {
		return false
	}
	return canBeWord(text) && blankWords.MatchString(text) ||
		strings.Contains(text, "://") && strings.Contains(strings.ToLower(text), "your") && yourHost.MatchString(text) ||
		strings.ContainsAny(text, blankChars) && (strings.Contains(text, "YOUR") && yours.MatchString(text) ||
			canHoldBlank(text) && holdsBlank(text))
}

// blankChars are in all that yours and blanks match, but in few texts.
const blankChars = "{<%_$@[Y*"

// wordStarts are what the alternatives of blankWords begin with, in lower case.
var wordStarts = []string{
	"your", "my", "the", "enter", "insert", "replace", "add", "paste", "fill", "$", "[", "xxxx", "00000000", "xxxxxxxx",
	"x0", "0x", "change", "tbd", "todo", "placeholder", "redacted", "...", "…", "***",
}

// wordLetters are the first bytes of wordStarts, with the bit that small letters have.
const wordLetters = "ymteirapf${x0c.*\xe2"

// canBeWord rules out most of what blankWords does not match: a list of 100,000 registrations has a million texts, and
// an expression takes a microsecond for each. So does canHoldBlank for blanks.
func canBeWord(text string) bool {
	return strings.IndexByte(wordLetters, text[0]|0x20) >= 0 && slices.ContainsFunc(wordStarts, func(start string) bool {
		return len(text) >= len(start) && (text[0]|0x20 == start[0]|0x20) && strings.EqualFold(text[:len(start)], start)
	})
}

func canHoldBlank(text string) bool {
	return strings.ContainsAny(text, "{<%") || strings.Contains(text, "__") || strings.Contains(text, "$(") ||
		strings.Contains(text, "@@") || strings.Contains(text, "[[") || strings.Contains(text, "****")
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
	for i := range v.Members {
		m := &v.Members[i]
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
	for i := range v.Elems {
		if k := v.Elems[i].Kind; k == strictjson.Object || k == strictjson.Array || k == strictjson.String {
			w.steps = append(w.steps, "["+strconv.Itoa(i)+"]")
			w.walk(v.Elems[i])
			w.steps = w.steps[:depth]
		}
	}
}
