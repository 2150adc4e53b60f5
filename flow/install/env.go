package install

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/joho/godotenv"

	"edov/flow/lazy"
)

// byteOrderMark may begin a file that was written on Windows.
const byteOrderMark = "\ufeff"

// assignment is one NAME=value of an .env file.
type assignment struct {
	name     string
	from, to int  // the value as it is written, with its quotes
	quote    byte // ' or "; 0: none
}

var (
	beginsAssignment = lazy.MustCompile(`^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*`)
	restOfLine       = lazy.MustCompile(`^[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)`)
	blankOrComment   = lazy.MustCompile(`^[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)`)
	beforeComment    = lazy.MustCompile(`[ \t]+#`)
)

// scanEnv finds the assignments of an .env file. It refuses a line that its readers understand differently.
func scanEnv(s string) ([]assignment, error) {
	var list []assignment
	at := len(s) - len(strings.TrimPrefix(s, byteOrderMark))
	for at < len(s) {
		if n := len(blankOrComment.FindString(s[at:])); n > 0 {
			at += n
			continue
		}
		m := beginsAssignment.FindStringSubmatchIndex(s[at:])
		if m == nil {
			return nil, notUnderstood(s, at)
		}
		a := assignment{name: s[at+m[2] : at+m[3]], from: at + m[1]}
		end, ok := a.value(s)
		if !ok {
			return nil, notUnderstood(s, at)
		}
		list, at = append(list, a), end
	}
	return list, nil
}

// value reads a value from its beginning, and returns where the next line begins.
func (a *assignment) value(s string) (next int, ok bool) {
	rest := s[a.from:]
	if rest != "" && (rest[0] == '\'' || rest[0] == '"') {
		a.quote = rest[0]
		for i := 1; i < len(rest); i++ {
			if rest[i] == a.quote && rest[i-1] != '\\' {
				a.to = a.from + i + 1
				n := len(restOfLine.FindString(s[a.to:]))
				return a.to + n, n > 0 || a.to == len(s)
			}
		}
		return 0, false
	}
	line, _, more := strings.Cut(rest, "\n")
	next = a.from + len(line)
	if more {
		next++
	}
	line = strings.TrimSuffix(line, "\r")
	if strings.Contains(line, "\r") {
		return 0, false
	}
	if line == "" || line[0] == '#' && s[a.from-1] != '=' { // empty: a new value comes next to the =, as bash needs it
		a.from = strings.LastIndexByte(s[:a.from], '=') + 1
		a.to = a.from
		return next, true
	}
	if i := beforeComment.FindStringIndex(line); i != nil {
		line = line[:i[0]]
	}
	a.to = a.from + len(strings.TrimRight(line, " \t"))
	return next, true
}

func notUnderstood(s string, at int) error {
	line := strconv.Itoa(1 + strings.Count(s[:at], "\n"))
	return errors.New("line " + line + " is not NAME=value, or a closing quote is missing")
}

// readEnv are the values of an .env file, as programs read them.
func readEnv(data []byte) (map[string]string, error) {
	values, err := godotenv.Parse(bytes.NewReader(bytes.TrimPrefix(data, []byte(byteOrderMark))))
	if err != nil {
		return nil, errors.New("a line is not NAME=value, or a closing quote is missing") // its own error quotes the file
	}
	list, err := scanEnv(string(data))
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, a := range list {
		if _, ok := values[a.name]; !ok {
			return nil, errors.New("its readers would not agree about " + a.name)
		}
		seen[a.name] = true
	}
	if len(seen) != len(values) {
		return nil, errors.New("its readers would not agree about its names")
	}
	return values, nil
}

// setting is one name and its new value.
type setting struct{ name, value string }

// mergeEnv sets variables of an .env file and leaves all else as it is: comments, order, line ends, quotes. Names that
// it does not have come in a block at its end.
func mergeEnv(data []byte, changes []setting) ([]byte, error) {
	before, err := readEnv(data)
	if err != nil {
		return nil, err
	}
	s := string(data)
	list, err := scanEnv(s)
	if err != nil {
		return nil, err
	}
	var missing []setting
	for _, c := range changes {
		if !slices.ContainsFunc(list, func(a assignment) bool { return a.name == c.name }) {
			missing = append(missing, c)
		}
	}
	for _, a := range slices.Backward(list) { // from the end, so that places before stay right
		i := slices.IndexFunc(changes, func(c setting) bool { return c.name == a.name })
		if i < 0 {
			continue
		}
		value, err := envValue(changes[i].value, a.quote)
		if err != nil {
			return nil, errors.New(a.name + ": " + err.Error())
		}
		s = s[:a.from] + value + s[a.to:]
	}
	if s, err = appendEnv(s, missing); err != nil {
		return nil, err
	}
	return []byte(s), merged([]byte(s), before, changes)
}

// appendEnv adds a block of variables.
func appendEnv(s string, list []setting) (string, error) {
	if len(list) == 0 {
		return s, nil
	}
	end := lineEnd(s)
	var b strings.Builder
	b.WriteString(s)
	if s != "" && s != byteOrderMark {
		if !strings.HasSuffix(s, "\n") {
			b.WriteString(end)
		}
		b.WriteString(end)
	}
	b.WriteString("# Sign in with Microsoft" + end)
	for _, c := range list {
		value, err := envValue(c.value, 0)
		if err != nil {
			return "", errors.New(c.name + ": " + err.Error())
		}
		b.WriteString(c.name + "=" + value + end)
	}
	return b.String(), nil
}

// lineEnd is how the lines of a text end.
func lineEnd(s string) string {
	if i := strings.IndexByte(s, '\n'); i > 0 && s[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// merged makes sure that a file has exactly the changes, as its readers see it. A value that is made of others ($NAME)
// may follow them.
func merged(data []byte, before map[string]string, changes []setting) error {
	differs := errors.New("the change would alter something else in it: edit it by hand")
	after, err := readEnv(data)
	if err != nil {
		return differs
	}
	want := map[string]string{}
	for _, c := range changes {
		want[c.name] = c.value
	}
	list, err := scanEnv(string(data))
	if err != nil {
		return differs
	}
	made := map[string]bool{}
	for _, a := range list {
		made[a.name] = made[a.name] || strings.Contains(string(data[a.from:a.to]), "$")
	}
	for name, value := range after {
		old, had := before[name]
		wanted, changed := want[name]
		switch {
		case changed && value != wanted, !changed && !had, !changed && value != old && !made[name]:
			return differs
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			return differs
		}
	}
	return nil
}

// plainValue needs no quotes in any reader: bash expands a ~ at the beginning of a value and after a colon, and some
// readers take a # anywhere for a comment.
var plainValue = lazy.MustCompile(`^(?:[A-Za-z0-9_./:@%+,=-][A-Za-z0-9_.~/:@%+,=-]*)?$`)

// envValue writes a value so that godotenv, dotenv for Node, Docker Compose and bash read the same one. quote is that
// of the value before.
func envValue(value string, quote byte) (string, error) {
	bad := func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }
	plain := plainValue.MatchString(value) && !strings.Contains(value, ":~") && !strings.Contains(value, "=~")
	switch {
	case strings.ContainsFunc(value, bad):
		return "", errors.New("the value has a character that can't stand in an .env file")
	case plain && quote == 0:
		return value, nil
	case plain:
		return string(quote) + value + string(quote), nil
	case !strings.Contains(value, "'") && !strings.HasSuffix(value, `\`):
		return "'" + value + "'", nil
	case !strings.ContainsAny(value, "\"$`\\"):
		return `"` + value + `"`, nil
	}
	return "", errors.New("no way to write the value is read the same by all programs")
}
