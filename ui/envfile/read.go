package envfile

import (
	"cmp"
	"html"
	"strconv"
	"strings"

	"edov/flow/appdoc"
	"edov/flow/install"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// This file reads a text as settings: JSON, the settings of web.config, and else lines (lines.go). It knows no grammar
// but JSON's. A setting has the names on the way to it, so that the settings of two apps can be told apart (apps.go).

// setting is one value of a file.
type setting struct {
	file, document int
	section        string // the names on the way to it, with dots
	block          int    // counts the repetitions of a name: each begins another block of its section
	name, value    string
	line           int    // 0: not known
	why            string // why the value can't be used; empty: it can
	hint           string
	called         meaning // what its name says, if it is called as variables are
	isCalled       bool
}

// path is the section and the name of a setting.
//
//go:noinline
func (s *setting) path() string { return strings.TrimPrefix(s.section+"."+s.name, ".") }

// Values are the settings of one or more files, in their order.
type Values struct {
	list  []*setting
	notes []string
	skipped
	isConfig  bool              // the client ID is in a configuration file
	inBrowser bool              // settings of MSAL in JavaScript without a word of a secret
	blocks    map[string]*names // the last block of each section
	document  int
	empty     string // a client ID without a value
}

// names are those of one block.
type names struct {
	block int
	has   map[string]bool
}

// skipped is the first line that is no setting, one that names a setting of an app before others.
type skipped struct {
	line   int // 0: there is none
	isOurs bool
}

// Notes say what is special about the files: what was decoded, and which lines could not be read.
func (v *Values) Notes() []string { return v.notes }

// Parse reads the variables of an .env file or of commands that set them, or the settings of a configuration file. Its
// error does not repeat the text.
func Parse(data []byte) (Values, error) {
	data, _ = appdoc.Decode(data) // PowerShell writes UTF-16
	var v Values
	text := strings.TrimSpace(string(data))
	isXML := strings.HasPrefix(text, "<") && !strings.HasPrefix(text, "<?php")
	if isXML {
		line := 1
		for _, part := range strings.Split(string(data), "<add") {
			if m := xmlSetting.FindStringSubmatch(part); m != nil {
				v.put(html.UnescapeString(m[1]), html.UnescapeString(m[2]), line)
			}
			line += strings.Count(part, "\n")
		}
	} else if document, err := strictjson.Parse([]byte(withoutComments(text)), strictjson.Document); err == nil {
		v.json(document, "")
	} else if err := v.lines(string(data)); err != nil {
		return v, err
	}
	v.decode()
	v.inBrowser = msal.MatchString(text) && !anySecret.MatchString(text)
	return v, nil
}

// Join adds the settings of a further file, which count if the files before do not have them.
func (v *Values) Join(next *Values) {
	file := 0
	if n := len(v.list); n > 0 {
		file = v.list[n-1].file + 1
	}
	for _, s := range next.list {
		s.file = file
		v.list = append(v.list, s)
	}
	v.notes = append(v.notes, next.notes...)
	v.inBrowser = v.inBrowser || next.inBrowser
	v.empty = cmp.Or(v.empty, next.empty)
	if v.skipped.line == 0 {
		v.skipped = next.skipped
	}
}

var (
	xmlSetting = lazy.MustCompile(`^\s+key\s*=\s*"([^"]+)"\s+value\s*=\s*"([^"]*)"`)
	msal       = lazy.MustCompile(`PublicClientApplication|@azure/msal-(browser|react|angular)|` +
		`(?s)(const|let|var|export|module)\b[^;]*\bauth["']?\s*:\s*\{[^}]*\bclientId\b`)
	anySecret = lazy.MustCompile(`(?i)secret|certificate|assertion|ConfidentialClient`)
)

// dotted writes the paths of .NET, in the environment and in web.config, as those of other files.
var dotted = strings.NewReplacer("__", ".", ":", ".")

// ofMicrosoft are names of variables that are about an app of Microsoft's.
var ofMicrosoft = lazy.MustCompile(`(?i)azure|entra|microsoft|(^|_)(aad|ms)_|^client_?id$`)

// put adds a setting. A name that its section has already begins another block of it.
func (v *Values) put(path, value string, line int) {
	path = dotted.Replace(path)
	s := &setting{name: path, value: value, line: line, document: v.document}
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		s.section, s.name = path[:i], path[i+1:]
	}
	s.called, s.isCalled = split(s.name)
	if value == "" && s.isCalled && s.called.role == install.ClientID && ofMicrosoft.MatchString(s.name) {
		v.empty = cmp.Or(v.empty, s.path())
	}
	if value == "" || s.name == "" {
		return
	}
	if v.blocks == nil {
		v.blocks = map[string]*names{}
	}
	at := itoa(s.document) + s.section
	known := v.blocks[at]
	if known == nil || known.has[s.name] {
		next := names{has: map[string]bool{}}
		if known != nil {
			next.block = known.block + 1
		}
		known = &next
		v.blocks[at] = known
	}
	known.has[s.name] = true
	s.block = known.block
	s.why, s.hint = unusable(value)
	v.list = append(v.list, s)
}

// unusables are values that stand for others.
var unusables = []struct {
	value     *lazy.Regexp
	why, hint string
}{
	{
		lazy.MustCompile(`^\d+ bytes$`), "only its size is in the file",
		"kubectl describe shows no values; kubectl get secret NAME -o yaml does",
	},
	{
		lazy.MustCompile(`^(ENC\[|!vault|\$ANSIBLE_VAULT)`), "it is encrypted",
		"decrypt the file first, such as with sops -d",
	},
	{
		lazy.MustCompile(`\s|^\$|^env\(|process\.env`), "a placeholder stands for it",
		"give edov the file that has its value",
	},
}

//go:noinline
func unusable(value string) (why, hint string) {
	value = strings.TrimSpace(value)
	for _, u := range unusables {
		if u.value.MatchString(value) {
			return u.why, u.hint
		}
	}
	if appdoc.IsPlaceholder(value) {
		last := unusables[len(unusables)-1]
		return last.why, last.hint
	}
	return "", ""
}

// json reads the texts of a JSON document. Objects of a list are called by their name, and those with a name and a
// value are a setting: {"name": "AZURE_CLIENT_ID", "value": "..."}.
func (v *Values) json(at strictjson.Value, path string) {
	dot := path
	if dot != "" {
		dot += "."
	}
	for _, m := range at.Members() {
		v.json(m.Value, dot+m.Name)
	}
	for i, e := range at.Elems() {
		name, value := named(e)
		switch pair := wordPair.FindStringSubmatch(e.Str()); {
		case pair != nil: // docker inspect
			v.put(dot+pair[1], pair[2], 0)
		case name == "":
			v.json(e, dot+itoa(i))
		case value != "":
			v.put(dot+name, value, 0)
		default:
			v.json(e, dot+name)
		}
	}
	if at.Kind == strictjson.String {
		v.put(path, at.Text, 0)
	}
}

var pairNames = [...][2]string{{"name", "value"}, {"Name", "Value"}, {"key", "value"}, {"Key", "Value"}}

// named is the name of an object in a list, and its value if it is a pair.
func named(v strictjson.Value) (name, value string) {
	for _, names := range &pairNames {
		if name = v.Get(names[0]).Str(); name != "" {
			return name, v.Get(names[1]).Str()
		}
	}
	return v.Get("metadata").Get("name").Str(), ""
}

// itoa is strconv.Itoa, without a copy of it at each place.
//
//go:noinline
func itoa(n int) string { return strconv.Itoa(n) }

// withoutComments is JSON without what .NET and editors allow in it: comments, and commas at the end of a list.
func withoutComments(text string) string {
	if !jsonStart.MatchString(text) {
		return ""
	}
	text = jsonComment.ReplaceAllStringFunc(text, func(part string) string {
		if strings.HasPrefix(part, `"`) {
			return part
		}
		return " "
	})
	return lastComma.ReplaceAllString(text, "$1")
}

var (
	jsonStart   = lazy.MustCompile(`^([{\[]|//|/\*)`)
	jsonComment = lazy.MustCompile(`"(?:[^"\\\n]|\\.)*"|//[^\n]*|(?s:/\*.*?\*/)`)
	lastComma   = lazy.MustCompile(`,(\s*[}\]])`)
)
