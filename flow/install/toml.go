package install

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"edov/flow/lazy"
)

// azureTable is where Supabase's config.toml has the Microsoft sign-in for local development
// (supabase/cli, apps/cli-go/pkg/config/templates/config.toml, June 2026).
var azureTable = []string{"auth", "external", "azure"}

// tomlKey is one key of a TOML file with its value.
type tomlKey struct {
	path     []string // with that of its table
	table    []string
	from, to int // the value as it is written
	next     int // where the next line begins
}

// tomlTable is one [table] of a TOML file.
type tomlTable struct {
	path  []string
	array bool
	next  int // where the line after its header begins
}

// tomlFile is a TOML file, as far as a key's place matters.
type tomlFile struct {
	text   string
	tables []tomlTable
	keys   []tomlKey
}

var (
	bareKey   = lazy.MustCompile(`^[A-Za-z0-9_-]+`)
	quotedKey = lazy.MustCompile(`^(?:"[^"\\\r\n]*"|'[^'\r\n]*')`)
)

// scanTOML finds tables and keys. It understands what it has to step over (strings of several lines, arrays, inline
// tables), and refuses what it does not.
func scanTOML(s string) (*tomlFile, error) {
	f := &tomlFile{text: s}
	at := len(s) - len(strings.TrimPrefix(s, byteOrderMark))
	var table []string
	for at < len(s) {
		if n := len(blankOrComment.FindString(s[at:])); n > 0 {
			at += n
			continue
		}
		begin := at
		at += blanks(s[at:])
		var ok bool
		if strings.HasPrefix(s[at:], "[") {
			var t tomlTable
			if t, ok = readTable(s, at); ok {
				f.tables, table, at = append(f.tables, t), t.path, t.next
			}
		} else {
			var k tomlKey
			if k, ok = readKey(s, at, table); ok {
				f.keys, at = append(f.keys, k), k.next
			}
		}
		if !ok {
			return nil, errors.New("line " + strconv.Itoa(1+strings.Count(s[:begin], "\n")) + " is not understood")
		}
	}
	return f, nil
}

func blanks(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }

// readParts reads a key with its dots.
func readParts(s string, at int) (parts []string, end int, ok bool) {
	for {
		at += blanks(s[at:])
		part := bareKey.FindString(s[at:])
		if part != "" {
			parts = append(parts, part)
		} else if part = quotedKey.FindString(s[at:]); part != "" {
			parts = append(parts, part[1:len(part)-1])
		} else {
			return nil, 0, false
		}
		at += len(part)
		at += blanks(s[at:])
		if !strings.HasPrefix(s[at:], ".") {
			return parts, at, true
		}
		at++
	}
}

// endsLine is where the next line begins, if nothing but a comment is left of this one.
func endsLine(s string, at int) (next int, ok bool) {
	n := len(restOfLine.FindString(s[at:]))
	return at + n, n > 0 || at == len(s)
}

func readTable(s string, at int) (t tomlTable, ok bool) {
	opening, closing := "[", "]"
	if strings.HasPrefix(s[at:], "[[") {
		t.array, opening, closing = true, "[[", "]]"
	}
	t.path, at, ok = readParts(s, at+len(opening))
	if !ok || !strings.HasPrefix(s[at:], closing) {
		return t, false
	}
	t.next, ok = endsLine(s, at+len(closing))
	return t, ok
}

func readKey(s string, at int, table []string) (k tomlKey, ok bool) {
	parts, at, ok := readParts(s, at)
	if !ok || !strings.HasPrefix(s[at:], "=") {
		return k, false
	}
	k.table, k.path = table, append(slices.Clone(table), parts...)
	k.from = at + 1
	k.from += blanks(s[k.from:])
	if k.to, ok = skipValue(s, k.from); !ok {
		return k, false
	}
	k.next, ok = endsLine(s, k.to)
	return k, ok
}

// skipValue is where a value ends.
func skipValue(s string, at int) (end int, ok bool) {
	if at >= len(s) {
		return 0, false
	}
	switch s[at] {
	case '"', '\'':
		return skipString(s, at)
	case '[', '{':
		return skipNested(s, at)
	}
	line, _, _ := strings.Cut(s[at:], "\n")
	line, _, _ = strings.Cut(line, "#")
	line = strings.TrimRight(line, " \t\r")
	return at + len(line), line != "" && !strings.ContainsAny(line, "\"'[]{}=\r")
}

func skipString(s string, at int) (end int, ok bool) {
	quote := s[at]
	three := strings.Repeat(string(quote), 3)
	multi := strings.HasPrefix(s[at:], three)
	i := at + 1
	if multi {
		i = at + 3
	}
	for ; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quote == '"':
			i++
		case multi && strings.HasPrefix(s[i:], three):
			i += 3
			for n := 0; n < 2 && i < len(s) && s[i] == quote; n++ {
				i++ // a quote of the text itself, before the closing ones
			}
			return i, true
		case !multi && s[i] == quote:
			return i + 1, true
		case !multi && (s[i] == '\n' || s[i] == '\r'):
			return 0, false
		}
	}
	return 0, false
}

// skipNested steps over an array or an inline table.
func skipNested(s string, at int) (end int, ok bool) {
	depth := 0
	for i := at; i < len(s); {
		switch s[i] {
		case '"', '\'':
			if i, ok = skipString(s, i); !ok {
				return 0, false
			}
			continue
		case '#':
			n := strings.IndexByte(s[i:], '\n')
			if n < 0 {
				return 0, false
			}
			i += n
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
		i++
	}
	return 0, false
}

// azure is the table of the Microsoft sign-in and its keys; nil: the file has none. It refuses a file that writes the
// table in another way, such as dotted keys: a second one would not be valid.
func (f *tomlFile) azure() (*tomlTable, map[string]*tomlKey, error) {
	other := errors.New("it has auth.external.azure in a form that edov does not change: edit it by hand")
	var table *tomlTable
	for i := range f.tables {
		t := &f.tables[i]
		exact := slices.Equal(t.path, azureTable)
		above := len(t.path) <= len(azureTable) && slices.Equal(t.path, azureTable[:len(t.path)])
		if above && t.array || exact && table != nil {
			return nil, nil, other
		}
		if exact {
			table = t
		}
	}
	keys := map[string]*tomlKey{}
	for i := range f.keys {
		k := &f.keys[i]
		n := min(len(k.path), len(azureTable))
		if !slices.Equal(k.path[:n], azureTable[:n]) {
			continue
		}
		inside := slices.Equal(k.table, azureTable)
		below := len(k.table) > len(azureTable) // a table inside the table
		name := k.path[len(k.path)-1]
		switch {
		case below:
		case !inside || len(k.path) != len(azureTable)+1 || keys[name] != nil:
			return nil, nil, other
		default:
			keys[name] = k
		}
	}
	return table, keys, nil
}

// tomlValue is a value as JSON.
func tomlValue(written string) (json.RawMessage, error) {
	switch {
	case written == "true" || written == "false":
		return json.RawMessage(written), nil
	case len(written) > 1 && written[0] == '\'' && !strings.HasPrefix(written, "'''"):
		return text(written[1 : len(written)-1]), nil
	case len(written) > 1 && written[0] == '"' && !strings.HasPrefix(written, `"""`) && !strings.Contains(written, `\`):
		return text(written[1 : len(written)-1]), nil
	}
	return nil, errors.New("a value of auth.external.azure is neither a plain text nor true or false")
}

// readTOML are the values of the table of the Microsoft sign-in.
func readTOML(data []byte) (map[string]json.RawMessage, error) {
	f, err := scanTOML(string(data))
	if err != nil {
		return nil, err
	}
	_, keys, err := f.azure()
	if err != nil {
		return nil, err
	}
	values := map[string]json.RawMessage{}
	for name, k := range keys {
		if slices.Contains(tomlNames, name) {
			if values[name], err = tomlValue(f.text[k.from:k.to]); err != nil {
				return nil, err
			}
		}
	}
	return values, nil
}

// mergeTOML sets keys of the table of the Microsoft sign-in, and leaves all else as it is. Values are JSON: true,
// false or a text.
func mergeTOML(data []byte, changes []setting) ([]byte, error) {
	if _, err := readTOML(data); err != nil {
		return nil, err
	}
	f, err := scanTOML(string(data))
	if err != nil {
		return nil, err
	}
	table, keys, err := f.azure()
	if err != nil {
		return nil, err
	}
	s, end := f.text, lineEnd(f.text)
	block := ""
	for _, c := range changes {
		if keys[c.name] == nil {
			block += c.name + " = " + c.value + end
		}
	}
	at := len(s)
	switch {
	case block == "":
	case table == nil:
		block = "[" + strings.Join(azureTable, ".") + "]" + end + block
		if strings.TrimPrefix(s, byteOrderMark) != "" {
			block = end + block
		}
	default:
		at = table.next
		for _, k := range keys {
			at = max(at, k.next)
		}
	}
	if block != "" && at > 0 && s[at-1] != '\n' && s[:at] != byteOrderMark {
		block = end + block
	}
	for _, k := range slices.Backward(f.keys) {
		if at >= k.next { // the block comes after this key, and all before it
			s, block = s[:at]+block+s[at:], ""
		}
		i := slices.IndexFunc(changes, func(c setting) bool { return keys[c.name] != nil && keys[c.name].from == k.from })
		if i >= 0 {
			s = s[:k.from] + changes[i].value + s[k.to:]
		}
	}
	if block != "" {
		s = s[:at] + block + s[at:]
	}
	return []byte(s), mergedTOML([]byte(s), f, changes)
}

// mergedTOML makes sure that a file has exactly the changes: the same keys as before, written the same.
func mergedTOML(data []byte, before *tomlFile, changes []setting) error {
	differs := errors.New("the change would alter something else in it: edit it by hand")
	after, err := scanTOML(string(data))
	if err != nil {
		return differs
	}
	want := before.written()
	for _, c := range changes {
		want[strings.Join(append(slices.Clone(azureTable), c.name), "\x00")] = c.value
	}
	got := after.written()
	if len(got) != len(want) {
		return differs
	}
	for name, value := range want {
		if got[name] != value {
			return differs
		}
	}
	return nil
}

// written are the values of all keys, as they are written. Keys of arrays of tables have the same name: they are
// counted.
func (f *tomlFile) written() map[string]string {
	values := map[string]string{}
	for _, k := range f.keys {
		name := strings.Join(k.path, "\x00")
		for _, again := values[name]; again; _, again = values[name] {
			name += "\x00+"
		}
		values[name] = f.text[k.from:k.to]
	}
	return values
}
