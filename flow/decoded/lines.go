package decoded

import (
	"cmp"
	"encoding/csv"
	"strings"

	"edov/flow/lazy"
)

// claimLine is a claim on a line of its own, as a debugger, a page or a table lists it. In ASP.NET
// a claim may have an address for a name. A name and its value may also be in two columns, without
// a sign between them, or with that of a CSV file.
var claimLine = lazy.MustCompile(`(?m)^[ \t*|{[+▸:-]*["']?(?:https?://[\w./-]+/)?` +
	`([A-Za-z_]\w{1,40})["']?\]?(?:[ \t]*\([^()\n]{1,60}\))?([ \t]*(?:=>|[:=|,;])[ \t]*|\t[ \t]*| {2,})(\S.*?)[ \t,;|}]*$`)

// columns separates a value from what a table, or edov, says of it.
var columns = lazy.MustCompile(`\t| \| | {3,}| \((?:string|number|boolean|null|array|object)\)`)

// heading is the value of the first line of a table, or of a list that can be folded. What begins
// with // is the rest of an address.
var heading = lazy.MustCompile(`(?i)^values?\b|▼$`)

// rewrites make lines of claims of what lists them in another way.
var rewrites = []struct {
	marks *lazy.Regexp
	by    string
}{
	{lazy.MustCompile(`[│┃║]`), "|"},          // the table of a console
	{lazy.MustCompile("\u200b|`|\\*\\*"), ""}, // of Firefox's console; of Markdown
	{lazy.MustCompile(`(?i)</t[dh]>\s*<t[dh][^>]*>|</dt>\s*<dd[^>]*>`), "\t"},
	{lazy.MustCompile(`(?i)</?(?:t[dhr]|table|tbody|d[dtl]|br|pre)\b[^>]*>`), "\n"},
	{lazy.MustCompile(`\["?(\w+)"?(?::\w+)?\]\s*=>\s*`), "\n$1: "}, // print_r and var_dump of PHP
	{ // where PHP prints nothing for false; it prints nothing for null, too
		lazy.MustCompile(`(?m)^(xms_edov|email_verified): *\)?$`), `$1: ""`,
	},
	{lazy.MustCompile(`(?m)^[ \t]*\[(\w+), (.*)\][ \t,]*$`), "$1: $2"},
	{ // a claim of .NET, member by member; one of a list in the console of a browser; of Swift
		lazy.MustCompile(`(?im)^(?:[ \t]*\d+:)?[^\n\w]*(?:(?:claim\s?)?type|key|name)["']?\s*[:=]\s*["']?([^\s"',;]+)["']?` +
			`[\s,;|"'▿-]*(?:claim\s?)?value["']?\s*[:=]\s*(?:("[^"\n]*"|'[^'\n]*').*|(.*))$`), "$1: $2$3",
	},
	{lazy.MustCompile(`(?m)^[ \t]*- super: NSObject$`), " "},
	{ // of the debugger of .NET
		lazy.MustCompile(`(?m)^[ \t+>▶|-]*[\w.]*\[\d+\][ \t|:=]*(?:\{\w+\}[ \t]*)?` +
			`\{([\w:/.-]+): ([^{}\n]*)\}.*$`), "$1: $2",
	},
	{lazy.MustCompile(`(?m)^[ \t.]*\$ (\w+)[ \t]*:[ \t]*(?:chr|int|num|logi)[ \t]+`), "$1: "}, // str of R
	{lazy.MustCompile(`(?m)^\$(\w+)\n\[1\][ \t]+`), "$1: "},                                   // print of R
	{lazy.MustCompile(`(?m)(=>|[:=])([ \t]+)!![a-z]+[ \t]+`), "$1$2"},                         // a type of YAML
	{ // Xdebug of PHP
		lazy.MustCompile(`(?m)=>[ \t]+(?:string|int|float|boolean)[ \t]+('.*'|\S+)(?:[ \t]+\(length=\d+\))?$`), "=> $1",
	},
	{ // properties
		lazy.MustCompile(`(?m)^([ \t]*)[\w.]*(?:[Cc]laims?|[Ii]d_?[Tt]oken|[Pp]ayload)\.(\w+[ \t]*[=:])`), "$1$2",
	},
}

// spellings are the values and names that only one language writes so.
var spellings = []struct {
	mark  string // what a text with them has
	marks *lazy.Regexp
	by    string
}{
	{"bless(", lazy.MustCompile(`bless\( ?do\{\\\(my \$\w+ = 1\)\}, ?'[\w:]+' ?\)`), "true"}, // of Perl
	{"bless(", lazy.MustCompile(`bless\( ?do\{\\\(my \$\w+ = 0\)\}, ?'[\w:]+' ?\)`), "false"},
	{"=> ", lazy.MustCompile(`=> (?:!!|\\)1\b`), "=> true"},
	{"=> ", lazy.MustCompile(`=> (?:!!|\\)0\b`), "=> false"},
	{"{:", lazy.MustCompile(`(["\w])(\s+):([A-Za-z_]\w*)\s+(["\d\[{tfn])`), "$1,$2$3: $4"}, // of Clojure
	{"{:", lazy.MustCompile(`([{,]\s*):([A-Za-z_]\w*)\s+(["\d\[{tfn])`), "$1$2: $3"},
}

// spelled writes the values and names of some languages as others do.
func spelled(text string) string {
	for _, s := range spellings {
		if strings.Contains(text, s.mark) {
			text = s.marks.ReplaceAllString(text, s.by)
		}
	}
	return text
}

func asLines(text string) string {
	for _, r := range rewrites {
		text = r.marks.ReplaceAllString(text, r.by)
	}
	return text
}

// ownNames are the claims that programs name differently: ASP.NET by default, by the last part of the
// address (Microsoft.IdentityModel, ClaimTypeMapping.cs), and the types of libraries for Go and .NET.
var ownNames = [][2]string{
	{"tenantid", "tid"},
	{"objectidentifier", "oid"},
	{"nameidentifier", "sub"},
	{"emailaddress", "email"},
	{"scope", "scp"},
	{"identityprovider", "idp"},
	{"givenname", "given_name"},
	{"surname", "family_name"},
	{"role", "roles"},
	{"issuer", "iss"},
	{"audience", "aud"},
	{"subject", "sub"},
	{"expiresat", "exp"},
	{"expiry", "exp"},
	{"issuedat", "iat"},
	{"notbefore", "nbf"},
	{"objectid", "oid"},
}

// ownName is the claim that a program names so; empty if it is none.
func ownName(name string) string {
	for i := range ownNames {
		if ownNames[i][0] == name {
			return ownNames[i][1]
		}
	}
	return ""
}

// claim is the claim that a name stands for, by what is around it; in a program's own type, empty if it is none.
func (b *builder) claim(name, around string) string {
	switch {
	case b.own:
		return claimOf(name)
	case strings.Contains(around, "://"):
		return cmp.Or(ownName(name), name)
	}
	return name
}

// between separates two lists: a blank line, or one that is neither indented nor an element. Lines below
// a claim that are, are its value, such as a list, or what is said of it.
var between = lazy.MustCompile(`\n[ \t\r]*\n|\n[^ \t\r\n-][^\n]*\n|\n-[^ ][^\n]*\n|[{(][ \t]*\n`)

// apart is between two maps that are no members of another.
var apart = lazy.MustCompile(`(?m)^[)}\]][^{(\[]*[{(\[]`)

// parts are the texts of a match.
func parts(text string, at []int) (list []string) {
	for i := 0; i < len(at); i += 2 {
		list = append(list, text[at[i]:at[i+1]])
	}
	return list
}

// fromLines reads claims that are listed without braces. Between columns only names of claims count,
// since a table may be of anything.
func fromLines(text string, own bool) []object {
	b := builder{own: own}
	end, inItem, width := 0, true, 0
	for _, at := range claimLine.FindAllStringSubmatchIndex(text, 400) {
		m := parts(text, at)
		b.wrapped(text[end:], width)
		if apart.MatchString(text[end:at[0]]) {
			b.end()
		}
		isItem := strings.HasPrefix(strings.TrimLeft(m[0], " \t"), "- ")
		if between.MatchString(text[end:at[0]]) || isItem && !inItem {
			b.gap()
		}
		end, inItem, width = at[1], isItem, at[1]-at[0]
		value := m[3]
		if at := columns.FindStringIndex(value); at != nil {
			value = value[:at[0]]
		}
		if sign := strings.TrimSpace(m[2]); sign == "," || sign == ";" {
			value = secondOf(m[0], rune(sign[0]))
		}
		name := b.claim(m[1], strings.TrimSuffix(m[0], m[3]))
		inColumns := !strings.ContainsAny(m[2], ":=")
		switch {
		case name == "", heading.MatchString(value), strings.Trim(value, "| ") == "",
			strings.HasPrefix(value, "//"):
		case inColumns && !among(Names, name):
		case isProse(name, value):
			return nil
		default:
			b.add(name, value)
		}
	}
	b.wrapped(text[end:], width)
	return b.objects()
}

// goesOn is a line that is, or begins with, what may be the rest of the value above it.
var goesOn = lazy.MustCompile(`^\n[ \t]*[\w/.@-]*\w[\w/.@-]*(?:["'}\])]*[ \t]*(?:\n|$)|\d[a-z]*["']?,|/v2\.0["']?,)`)

// wrapped leaves out the last claim if its line, of some width, may have been broken.
func (b *builder) wrapped(below string, width int) {
	if last := len(b.json) - 1; width >= 60 && last >= 0 && goesOn.MatchString(below) {
		b.json[last], b.partial, b.doubt = "", true, true
	}
}

// secondOf is the second field of a line of a CSV file; empty if it is none.
func secondOf(line string, sign rune) string {
	if fields := csvFields(line, sign); len(fields) > 1 {
		return fields[1]
	}
	return ""
}

// csvFields are the fields of a line of a CSV file.
func csvFields(line string, sign rune) []string {
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.TrimLeadingSpace, r.LazyQuotes = sign, true, true
	fields, _ := r.Read()
	return fields
}
