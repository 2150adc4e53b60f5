package envfile

import (
	"errors"
	"strings"

	"edov/flow/entra"
	"edov/flow/lazy"
)

// word is a value in a command.
const word = `("[^"]*"|'[^']*'|[^\s;]+)`

// forms are the ways to set one variable with two words, by shells and tools. The first group is the name, the second
// the value.
var forms = []*lazy.Regexp{
	lazy.MustCompile(`(?i)(?:^|;)\s*\$\{?env:(\w+)\}?\s*=\s*` + word),                      // PowerShell
	lazy.MustCompile(`(?i)SetEnvironmentVariable\(\s*["'](\w+)["']\s*,\s*([^,)]+)`),        // .NET
	lazy.MustCompile(`(?i)user-secrets\s+set\s+["']?([\w:.]+)["']?\s+` + word),             // .NET
	lazy.MustCompile(`(?:^|;)\s*set\s+(?:-{1,2}[\w-]+\s+)+(\w+)\s+` + word),                // fish
	lazy.MustCompile(`(?i)(?:^|&)\s*setx\s+(?:/m\s+)?"?(\w+)"?\s+` + word),                 // Windows
	lazy.MustCompile(`(?i)^\s*(?:ENV|setenv|fastcgi_param)\s+(\w+)[ \t]+([^\s=].*)$`),      // Dockerfile, csh
	lazy.MustCompile(`^\s*env\[(\w+)\]\s*=\s*(.+)$`),                                       // PHP-FPM
	lazy.MustCompile(`(?i)(?:^|&)\s*@?set\s+"?(\w+)=([^"&]*)"?`),                           // cmd
	lazy.MustCompile(`^\s*([A-Za-z_][\w.-]*(?:(?::|__)[A-Za-z0-9_][\w.-]*)+)\s+=\s+(.+)$`), // user-secrets list
}

var (
	// inWords begins a line that may set several variables, in words such as NAME=value.
	inWords  = lazy.MustCompile(`^\s*(?:(?:export|declare|typeset|readonly|local|env|ENV|ARG)\s|Environment\s*=)`)
	jsExport = lazy.MustCompile(`^\s*export\s+(?:const|let|var|default|class|function|type)\b`)
	option   = lazy.MustCompile(`^(?:-e|--?[A-Za-z][\w-]*=|Environment=)`)
	wordPair = lazy.MustCompile(`^([A-Za-z_]\w*)=(.*)$`)
	plain    = lazy.MustCompile(`^[A-Z_][A-Z0-9_]*=`)
	envLine  = lazy.MustCompile(`^(?:export\s+)?[A-Za-z_]\w*\s*=`)

	pairLine = lazy.MustCompile(`^([ \t]*)(- )?\s*` +
		`(?:(?:export|default|const|let|var|private|public|static|readonly)\s+)*` +
		`["']?(%?[A-Za-z_][\w.-]*)["']?\s*(=>|[:?]=|[:=])\s*(.*)$`)
	header     = lazy.MustCompile(`^\s*\[+\s*([\w.\-" :/@]+?)\s*\]+\s*([#;].*)?$`)
	quotedItem = lazy.MustCompile(`^(\s*-\s+)["'](\w+=[^"']*)["']$`)
	block      = lazy.MustCompile(`^([ \t]*)([A-Za-z_][\w.-]*)((?:\s+"?[\w.-]+"?)*)\s*\{$`)
	opener     = lazy.MustCompile(`^([ \t]*)(?:[\]})]+,?\s*)?[{\[(]$`)
	separator  = lazy.MustCompile(`^#?---(\s|$)`)
	comment    = lazy.MustCompile(`^\s*(#|//|;|/?\*|(?i:rem)\s|<\?php)`)
	blockStart = lazy.MustCompile(`^(#.*|[|>][+\-\d]*|&\w+|.*[{\[(])?$`)
	inlinePair = lazy.MustCompile("([A-Za-z_][\\w-]*)[\"']?\\s*(?:=>|[:=])\\s*[\"'`]([^\"'`]*)[\"'`]|" +
		`\b([A-Z][A-Z0-9_]*)\s*:\s+([^\s"',{}()\[\]]+)`)
	namesApp = lazy.MustCompile(`(?i)client_?(id|secret)|tenant`)
)

// part is a name that lines below it belong to, which are indented more.
type part struct {
	indent int
	name   string
	isItem bool // of a list
}

// lineReader reads settings in lines.
type lineReader struct {
	*Values
	section string
	parts   []part
	items   map[string]int    // how many the lists have, by their paths
	known   map[string]string // what $NAME stands for
	isPlain bool              // the current line is NAME=value
	pending [2]string         // a path, and the name that a value of it belongs to: name: NAME, value: VALUE
}

// lines reads the settings of a text that is not JSON.
func (v *Values) lines(text string) error {
	r := lineReader{Values: v, items: map[string]int{}, known: map[string]string{}}
	all := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := 0; i < len(all); i++ {
		line, number := strings.TrimRight(all[i], " \t"), i+1
		if m := quotedItem.FindStringSubmatch(line); m != nil {
			line = m[1] + m[2]
			all[i] = line
		}
		r.isPlain = plain.MatchString(line)
		switch m := header.FindStringSubmatch(line); {
		case separator.MatchString(line):
			v.document++
			r.section, r.parts = "", nil
		case line == "" || comment.MatchString(line):
		case m != nil:
			r.section, r.parts = strings.NewReplacer(`"`, "", " ", ".").Replace(m[1])+".", nil
		case r.open(line) || r.form(line, number) || r.words(line, number):
		default:
			more, err := r.pair(all[i:], number)
			if err != nil {
				return err
			}
			i += more
		}
	}
	return nil
}

// path is the way to the current line.
//
//go:noinline
func (r *lineReader) path() string {
	path := r.section
	for _, p := range r.parts {
		path += p.name + "."
	}
	return path
}

// open begins an object of a list, in lines that are only brackets, and a block of HCL or HOCON.
func (r *lineReader) open(line string) bool {
	if m := opener.FindStringSubmatch(line); m != nil {
		r.item(len(m[1]), "")
		return true
	}
	m := block.FindStringSubmatch(line)
	if m != nil {
		labels := strings.Join(strings.Fields(strings.ReplaceAll(m[3], `"`, "")), ".")
		r.item(len(m[1]), strings.Trim(m[2]+"."+labels, "."))
	}
	return m != nil
}

// item begins an item of a list.
func (r *lineReader) item(indent int, name string) {
	for n := len(r.parts) - 1; n >= 0; n-- {
		if p := r.parts[n]; p.indent < indent || p.indent == indent && !p.isItem {
			break
		}
		r.parts = r.parts[:n]
	}
	path := r.path()
	if name == "" {
		name = itoa(r.items[path])
	}
	r.items[path]++
	r.parts = append(r.parts, part{indent, name, true})
}

func (r *lineReader) form(line string, number int) (found bool) {
	for _, f := range forms {
		for _, m := range f.FindAllStringSubmatch(line, -1) {
			r.set(m[1], m[2], number)
			found = true
		}
		if found {
			break
		}
	}
	return found
}

// words reads the words of a command that are NAME=value.
func (r *lineReader) words(line string, number int) bool {
	if !r.isPlain && (!inWords.MatchString(line) || jsExport.MatchString(line)) {
		return false
	}
	pairs := pairsIn(line)
	if r.isPlain && len(pairs) < 2 || len(pairs) == 0 {
		return false
	}
	for _, p := range pairs {
		r.set(p[0], p[1], number)
	}
	return true
}

// pairsIn are the words of a command that are NAME=value, without the options before them.
func pairsIn(line string) (pairs [][2]string) {
	for _, word := range shellWords(line) {
		word = word[len(option.FindString(word)):]
		for _, one := range strings.Split(word, ",") { // gcloud: --set-env-vars=A=b,C=d
			if m := wordPair.FindStringSubmatch(one); m != nil {
				pairs = append(pairs, [2]string{m[1], strings.TrimRight(m[2], ";")})
			}
		}
	}
	return pairs
}

// shellWords splits a line as shells do.
func shellWords(line string) (words []string) {
	var word strings.Builder
	quote, inWord := rune(0), false
	for _, c := range line + " " {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, inWord = c, true
		case quote == 0 && c == '#' && !inWord:
			return words
		case quote == 0 && (c == ' ' || c == '\t'):
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(c)
			inWord = true
		}
	}
	return words
}

// pair reads a line of a name and a value, which may go on in the lines below: more says in how many.
func (r *lineReader) pair(lines []string, number int) (more int, err error) {
	line := strings.TrimRight(lines[0], " \t")
	m := pairLine.FindStringSubmatch(line)
	if m == nil {
		r.other(line, number)
		return 0, nil
	}
	indent, name, rest := len(m[1]), m[3], m[5]
	if m[2] != "" && m[4] == ":" {
		r.item(indent, "")
		indent += len(m[2])
	} else {
		for len(r.parts) > 0 && r.parts[len(r.parts)-1].indent >= indent {
			r.parts = r.parts[:len(r.parts)-1]
		}
	}
	if isEmpty := m[4] == "=" && rest == ""; blockStart.MatchString(rest) && !isEmpty {
		r.parts = append(r.parts, part{indent, name, false})
		return 0, nil
	}
	more = openLines(rest, lines[1:min(len(lines), maxLines)])
	if more < 0 && envLine.MatchString(line) {
		return 0, errors.New("not a valid .env file: the quote that line " + itoa(number) + " opens is not closed")
	}
	if more > 0 {
		rest = strings.Join(append([]string{rest}, lines[1:more+1]...), "\n")
	}
	r.named(name, rest, number)
	if strings.Contains(rest, "{") || quoteOf(rest) == "" {
		r.inline(rest, name+".", number)
	}
	return max(more, 0), nil
}

// named adds a setting, or what a name and a value in two lines are together. An item of a list is called by its name.
func (r *lineReader) named(name, text string, number int) {
	last, value := len(r.parts)-1, literal(text)
	isItem := last >= 0 && r.parts[last].isItem
	switch strings.ToLower(name) {
	case "name", "key":
		if isItem && value != "" {
			r.parts[last].name = value
		}
		r.pending = [2]string{r.path(), value}
	case "value":
		if r.pending[1] == "" || r.pending[0] != r.path() {
			break
		}
		parts := r.parts
		if isItem {
			r.parts = parts[:last]
		}
		r.set(r.pending[1], text, number)
		r.parts, r.pending = parts, [2]string{}
		return
	}
	r.set(name, text, number)
}

// maxLines is how many lines a quote may cover.
const maxLines = 200

// openLines is how many of the next lines a quote in the first one covers; below 0: it is not closed.
func openLines(first string, next []string) int {
	quote := quoteOf(first)
	if quote == "" || closing(first[len(quote):], quote) >= 0 {
		return 0
	}
	for i, line := range next {
		if closing(line, quote) >= 0 {
			return i + 1
		}
	}
	return -1
}

// inline reads the pairs within a line. Those after a further bracket may be of another object.
func (r *lineReader) inline(text, path string, number int) bool {
	found := false
	for i, object := range strings.FieldsFunc(text, func(c rune) bool { return c == '{' || c == '}' }) {
		pairs := inlinePair.FindAllStringSubmatch(object, -1)
		for _, in := range pairs {
			at := path
			if found && i > 0 {
				at += itoa(i) + "."
			}
			r.set(at+in[1]+in[3], in[2]+in[4], number)
		}
		found = found || len(pairs) > 0
	}
	return found
}

// other reads what it can of a line in no known form.
func (r *lineReader) other(line string, number int) {
	pairs := pairsIn(line)
	for _, p := range pairs {
		r.set(p[0], p[1], number)
	}
	if len(pairs) > 0 || r.inline(line, "", number) || strings.Trim(line, "{}[]() \t,;") == "" {
		return
	}
	isOurs := namesApp.MatchString(line)
	if r.skipped.line == 0 || isOurs && !r.skipped.isOurs {
		r.skipped = skipped{number, isOurs}
	}
	if isOurs {
		r.notes = append(r.notes, "line "+itoa(number)+" is not NAME=value, and was skipped")
	}
}

// set adds a setting of the current line. $NAME and defaults stand for values, and so do expressions of code, which
// have no quotes.
func (r *lineReader) set(name, text string, line int) {
	value := defaults.ReplaceAllStringFunc(literal(text), func(text string) string {
		m := defaults.FindStringSubmatch(text)
		return m[1] + m[2] + m[3]
	})
	value = reference.ReplaceAllStringFunc(value, func(text string) string {
		if known := r.known[strings.Trim(text, "${}")]; known != "" {
			return known
		}
		return text
	})
	why, _ := unusable(value)
	isBare := why == "" && quoteOf(text) == "" && !r.isPlain && !entra.IsGUID(value)
	if isBare && (expression.MatchString(value) || strings.HasSuffix(strings.TrimSpace(text), ",")) {
		value = "$" + value
	}
	r.known[name] = value
	r.put(r.path()+name, value, line)
}

var (
	// defaults are the values that count where a variable has none, in shells and Docker Compose, Spring, and code.
	defaults = lazy.MustCompile(`\$\{[\w.]+(?::-|-|:=|=|:)([^{}?+-][^{}]*)\}|` +
		`\b(?:env|getenv|fetch|get)\(\s*["'][\w.]+["']\s*,\s*["']([^"']+)["']\s*\)|` +
		`process\.env\.\w+\s*(?:\|\||\?\?)\s*["']([^"']+)["']`)
	expression = lazy.MustCompile(`[(\[$]`)
	reference  = lazy.MustCompile(`\$\{\w+\}|\$\w+`)
)

var quotes = [...]string{`"""`, "'''", `"`, "'", "`"}

// quoteOf is the quote that a value begins with.
//
//go:noinline
func quoteOf(text string) string {
	for _, quote := range &quotes {
		if strings.HasPrefix(text, quote) {
			return quote
		}
	}
	return ""
}

// closing is where a quote is closed; below 0: nowhere.
func closing(text, quote string) int {
	for at := 0; ; {
		i := strings.Index(text[at:], quote)
		if i < 0 {
			return -1
		}
		if at += i; quote != `"` || at == 0 || text[at-1] != '\\' {
			return at
		}
		at++
	}
}

var unescaped = strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", `\"`, `"`, `\\`, `\`)

// literal is a value without its quotes, a comment, and the command after it.
func literal(text string) string {
	if quote := quoteOf(text); quote != "" {
		inside := text[len(quote):]
		if end := closing(inside, quote); end >= 0 {
			inside = inside[:end]
		}
		if strings.HasPrefix(quote, `"`) {
			inside = unescaped.Replace(inside)
		}
		return inside
	}
	for _, after := range []string{" #", " //", "; ", " &&"} {
		text, _, _ = strings.Cut(text, after)
	}
	return strings.TrimRight(strings.TrimSpace(text), ",; \\")
}
