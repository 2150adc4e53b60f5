package envfile

import (
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"

	"edov/flow/appdoc"
	"edov/flow/entra"
	"edov/flow/install"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// This file reads the configuration of programs: appsettings.json, web.config, application.yml and .properties of
// Spring, config.toml of Supabase, the settings of MSAL in JavaScript, docker-compose.yml. It knows none of their
// grammars but JSON's. It takes values by the names on the way to them, and only if the file has one app: a client ID
// is a GUID, and its secret stands beside it.

var (
	// notEnv is what no .env file has: a bracket at its beginning, an indented name, or one with a dot or a dash.
	notEnv = lazy.MustCompile(`(?m)\A\s*[{<\[]|^[ \t]+["']?[A-Za-z][\w-]*["']?\s*[:=]|^["']?\w+[.-][\w.-]*\s*[:=]|` +
		`^\s*(export\s+)?(const|let|var|import|module\.exports)\b|^\[[\w.-]+\]`)
	pairLine = lazy.MustCompile(`^([ \t]*)(?:- )?(?:(?:export|default|const|let|var|private|public|static|readonly)\s+)*` +
		`["']?([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(.*)$`)
	header     = lazy.MustCompile(`^\s*\[+([\w.-]+)\]+\s*(#.*)?$`)
	inlinePair = lazy.MustCompile("([A-Za-z_]\\w*)[\"']?\\s*:\\s*[\"'`]([^\"'`]*)[\"'`]")
	xmlSetting = lazy.MustCompile(`<add\s+key\s*=\s*"([^"]+)"\s+value\s*=\s*"([^"]*)"`)
	noLiteral  = lazy.MustCompile(`[\s($]|^env\(|process\.env`)
)

// dotted writes the paths of .NET, in the environment and in web.config, as those of other files.
var dotted = strings.NewReplacer("__", ".", ":", ".")

// settings are the values of a configuration file, by their paths.
func settings(text string) map[string]string {
	values := map[string]string{}
	put := func(path, value string) {
		path = dotted.Replace(path)
		if _, has := values[path]; !has && value != "" && !appdoc.IsPlaceholder(value) && !noLiteral.MatchString(value) {
			values[path] = value
		}
		if name := path[strings.LastIndexByte(path, '.')+1:]; strings.ToUpper(name) == name { // a variable
			values[name] = values[path]
		}
	}
	switch trimmed := strings.TrimSpace(text); {
	case strings.HasPrefix(trimmed, "<"):
		for _, m := range xmlSetting.FindAllStringSubmatch(text, -1) {
			put(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
		}
	case strings.HasPrefix(trimmed, "{"):
		v, err := strictjson.Parse([]byte(withoutComments(trimmed)), strictjson.Document)
		if err == nil {
			jsonSettings(v, "", put)
			break
		}
		fallthrough
	default:
		lineSettings(text, put)
	}
	return values
}

func jsonSettings(v strictjson.Value, path string, put func(path, value string)) {
	dot := path
	if dot != "" {
		dot += "."
	}
	for _, m := range v.Members() {
		jsonSettings(m.Value, dot+m.Name, put)
	}
	for i, e := range v.Elems() {
		jsonSettings(e, dot+strconv.Itoa(i), put)
	}
	if v.Kind == strictjson.String {
		put(path, v.Text)
	}
}

// withoutComments is JSON without what .NET and editors allow in it: comments, and commas at the end of a list.
func withoutComments(text string) string {
	text = jsonComment.ReplaceAllStringFunc(text, func(part string) string {
		if strings.HasPrefix(part, `"`) {
			return part
		}
		return " "
	})
	return lastComma.ReplaceAllString(text, "$1")
}

var (
	jsonComment = lazy.MustCompile(`"(?:[^"\\\n]|\\.)*"|//[^\n]*|(?s:/\*.*?\*/)`)
	lastComma   = lazy.MustCompile(`,(\s*[}\]])`)
)

// lineSettings reads pairs in lines. A name without a value begins a part, which the lines below it that are indented
// more belong to.
func lineSettings(text string, put func(path, value string)) {
	type part struct {
		indent int
		name   string
	}
	var parts []part
	section := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n \t")
		if m := header.FindStringSubmatch(line); m != nil {
			section, parts = m[1]+".", nil
			continue
		}
		m := pairLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		indent, name, rest := len(m[1]), m[2], strings.TrimRight(m[3], ",; ")
		for len(parts) > 0 && parts[len(parts)-1].indent >= indent {
			parts = parts[:len(parts)-1]
		}
		path := section
		for _, p := range parts {
			path += p.name + "."
		}
		if rest == "" || strings.HasSuffix(rest, "{") || rest[0] == '#' {
			parts = append(parts, part{indent, name})
			continue
		}
		put(path+name, literal(rest))
		if strings.Contains(rest, "{") {
			for _, in := range inlinePair.FindAllStringSubmatch(rest, -1) {
				put(path+name+"."+in[1], in[2])
			}
		}
	}
}

// literal is a value without its quotes and a comment.
func literal(text string) string {
	if strings.IndexByte("\"'`", text[0]) >= 0 {
		inside, _, _ := strings.Cut(text[1:], text[:1])
		return inside
	}
	text, _, _ = strings.Cut(text, " #")
	text, _, _ = strings.Cut(text, " //")
	return strings.TrimSpace(text)
}

// configRoles are the meanings of the last name on the way to a value, in lower case and without dashes.
var configRoles = map[string]install.Role{
	"clientid": install.ClientID, "clientsecret": install.ClientSecret, "secret": install.ClientSecret,
	"tenantid": install.Tenant, "tenant": install.Tenant, "authority": install.Issuer, "issuer": install.Issuer,
	"issueruri": install.Issuer, "url": install.Issuer, "aadinstance": install.Issuer, "redirecturi": install.RedirectURI,
	"redirecturl": install.RedirectURI, "callbackurl": install.RedirectURI,
}

// roleOf splits a path, and says what its value is.
func roleOf(path string) (parent string, r install.Role, known bool) {
	path = strings.ReplaceAll(path, "__", ".") // in the environment of .NET
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		parent, path = path[:i], path[i+1:]
	} else if strings.ToUpper(path) == path { // a variable: see sets
		return "", "", false
	}
	r, known = configRoles[strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(path))]
	return parent, r, known
}

// parentOf is the way to a value without its last name.
func parentOf(path string) string {
	parent, _, _ := roleOf(path)
	return parent
}

// clientIDs are the client IDs in the values of a configuration file, by path, and how many apps they are of.
func clientIDs(values map[string]string) (paths []string, apps int) {
	var seen []string
	for _, path := range slices.Sorted(maps.Keys(values)) {
		_, r, _ := roleOf(path)
		if id := strings.ToLower(strings.TrimSpace(values[path])); r == install.ClientID && entra.IsGUID(id) {
			paths = append(paths, path)
			if !slices.Contains(seen, id) {
				seen = append(seen, id)
			}
		}
	}
	return paths, len(seen)
}

// configSet is the set of the one app in a configuration file; nil if it has none, or several.
func configSet(values map[string]string) *set {
	ids, apps := clientIDs(values)
	if apps != 1 {
		return nil
	}
	parent := parentOf(ids[0])
	s := &set{Names: map[string]install.Role{ids[0]: install.ClientID}}
	if strings.HasSuffix(parent, "external.azure") {
		s.Product = "Supabase"
	}
	taken := map[install.Role]bool{}
	for _, path := range slices.Sorted(maps.Keys(values)) {
		at, r, known := roleOf(path)
		beside := at == parent || parent != "" && strings.HasPrefix(at, parent+".")
		switch value := strings.TrimSpace(values[path]); {
		case !known || r == install.ClientID:
			continue
		case r == install.Tenant && entra.IsTenant(value):
		case r == install.Issuer && entra.IsTenant(tenantOf(value)):
		case r == install.RedirectURI && beside && plainURL(value) != "" && !taken[r]:
		case r == install.ClientSecret && beside && !taken[r]:
		default:
			continue
		}
		taken[r] = true
		s.Names[path] = r
	}
	nearby := slices.ContainsFunc(s.tenants(values), func(n naming) bool { return parentOf(n.name) == parent })
	if nearby && s.split(values) { // the one beside the client ID is the app's
		maps.DeleteFunc(s.Names, func(path string, r install.Role) bool {
			return (r == install.Tenant || r == install.Issuer) && parentOf(path) != parent
		})
	}
	return s
}

// Missing says why a file has no connection, and what to take from it.
func Missing(values map[string]string) (what, hint string) {
	if _, apps := clientIDs(values); apps > 1 {
		return "this file has the client IDs of " + strconv.Itoa(apps) + " apps", ""
	}
	return "no known variables in this file", "edov knows the variables of Auth.js, NextAuth, Supabase, better-auth, " +
		"Clerk and the Azure SDKs, and a clientId that is a GUID in appsettings.json, web.config, Spring's, Supabase's and " +
		"MSAL's settings and docker-compose.yml"
}

// Name is what a file is called in a sentence.
func Name(values map[string]string) string {
	if configSet(values) != nil {
		return "a configuration file"
	}
	return "a .env file"
}
