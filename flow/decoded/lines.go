package decoded

import (
	"strings"

	"edov/flow/lazy"
)

// claimLine is a claim on a line of its own, as a debugger, a page or a table lists it. In ASP.NET
// a claim may have an address for a name. A name and its value may also be in two columns, without
// a sign between them.
var claimLine = lazy.MustCompile(`(?m)^[ \t*|{[+▸:-]*["']?(?:https?://[\w./-]+/)?` +
	`([A-Za-z_]\w{1,40})["']?\]?([ \t]*(?:=>|[:=|])[ \t]*|\t[ \t]*| {2,})(\S.*?)[ \t,|}]*$`)

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
	{ // a claim of .NET, member by member
		lazy.MustCompile(`(?im)^[^\n\w]*(?:claim\s?)?type["']?\s*[:=]\s*["']?([^\s"',;]+)["']?[\s,;|]*` +
			`(?:claim\s?)?value["']?\s*[:=]\s*(.*)$`), "$1: $2",
	},
}

func asLines(text string) string {
	for _, r := range rewrites {
		text = r.marks.ReplaceAllString(text, r.by)
	}
	return text
}

// aspNames are the claims that ASP.NET names differently by default, by the last part of the
// address (Microsoft.IdentityModel, ClaimTypeMapping.cs).
var aspNames = [][2]string{
	{"tenantid", "tid"},
	{"objectidentifier", "oid"},
	{"nameidentifier", "sub"},
	{"emailaddress", "email"},
	{"scope", "scp"},
	{"identityprovider", "idp"},
	{"givenname", "given_name"},
	{"surname", "family_name"},
	{"role", "roles"},
}

func aspName(name, around string) string {
	if !strings.Contains(around, "://") {
		return name
	}
	for i := range aspNames {
		if aspNames[i][0] == name {
			return aspNames[i][1]
		}
	}
	return name
}

// fromLines reads claims that are listed without braces. Between columns only names of claims count,
// since a table may be of anything.
func fromLines(text string) (o object, ok bool) {
	var b builder
	for _, m := range claimLine.FindAllStringSubmatch(text, 200) {
		value := m[3]
		if at := columns.FindStringIndex(value); at != nil {
			value = value[:at[0]]
		}
		name := aspName(m[1], strings.TrimSuffix(m[0], m[3]))
		inColumns := !strings.ContainsAny(m[2], ":=")
		switch {
		case heading.MatchString(value), strings.Trim(value, "| ") == "", strings.HasPrefix(value, "//"):
		case inColumns && !among(Names, name):
		default:
			b.add(name, value)
		}
	}
	return b.object()
}
