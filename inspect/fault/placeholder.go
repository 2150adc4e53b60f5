package fault

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"edov/flow/lazy"
	"edov/inspect/words"
)

const (
	ofPlaceholder = "placeholder-left"
	ofUnset       = "setting-not-set"
)

var (
	// emptyName is what programs write for a value that is not there.
	emptyName = lazy.MustCompile(`^(?i)(undefined|null|none|nil|nan|\[object object\])$`)
	// sampleValue is a whole value of a guide.
	sampleValue = lazy.MustCompile(
		`^(?i)(\{+[^{}]{1,60}\}+|\$\{[^{}]{1,60}\}|\$\([^()]{1,60}\)|\$\w{3,60}|<[^<>]{1,60}>|\[[a-z _-]{2,60}\]|` +
			`(process|import\.meta|os|config)\.env\w*[.\[(]\S{2,60}|%\w{3,60}%|` +
			`#\{[^{}]{1,60}\}#?|__\w{3,60}__|@@?\w{3,60}@@?|:(client|tenant)\w*|` +
			`(insert|enter|replace|put|add|your|my|paste)[-_ ]?(your|the|a|app|client|tenant|azure|directory|id|own)\w*` +
			`[-\w. ]{0,40}|` +
			`((my|the|ms|azure|azure_?ad|entra)[-_])?(client|tenant|app|application|directory|subscription)[-_]?` +
			`(id|name|guid|uuid|domain)([-_ ]?here)?|tenant|change[-_]?me|todo|tbd|` +
			`0{8}-0{4}-0{4}-0{4}-0{12}|(tenant|client)[-_ ]?(id)?[-_ ]?here)$`,
	)
	// hiddenValue is what people put in place of a value before they show a text. Some guides write the same.
	hiddenValue = lazy.MustCompile(
		`^(?i)[<\[({]*(x{3,}[-x]*|\*{2,}|#{3,}|\.{3,}|-{3,}|_{3,}|(my[-_ ])?` +
			`(redacted|hidden|removed|masked|omitted|snip\w*)([-_ ]\w{1,20})?)` +
			`[>\])}]*$`,
	)
	// sampleInside is a sample inside the address of a redirect URI.
	sampleInside = lazy.MustCompile(
		`(?i)\{\{?[^{}]{1,60}\}?\}|\$\{[^{}]{1,60}\}|<[a-z][^<>]{1,60}>|\[object|(^|[/.:=])(undefined|null)([/:.]|$)|` +
			`\byour[-_](app|domain|site|host|server)\b`,
	)
	// sentSample are the signs of one that a program has encoded, which hiding a value by hand does not give.
	sentSample = lazy.MustCompile(`(?i)%7b|%24|%3c|%5b`)
)

// placeholderIn is the ID of the cause of a value that is none; empty where it may be one.
func placeholderIn(value string) string {
	value = strings.TrimSpace(decoded(value))
	switch {
	case hiddenValue.MatchString(value): // not known to be one
	case emptyName.MatchString(value):
		return ofUnset
	case sampleValue.MatchString(value):
		return ofPlaceholder
	}
	return ""
}

// decoded undoes percent signs as often as they are there.
func decoded(value string) string {
	for range unwrapRounds {
		plain, err := url.PathUnescape(value)
		if err != nil || plain == value {
			break
		}
		value = plain
	}
	return value
}

// placeholdersIn lists the values of an address that were not replaced or set.
func placeholdersIn(a address) []addressFault {
	var list []addressFault
	add := func(what, value, id string) {
		if id == "" {
			return
		}
		says := what + " in the address is " + words.Cut(decoded(value)) + ": a placeholder that was not replaced"
		if id == ofUnset {
			says = what + " in the address is " + words.Cut(decoded(value)) +
				": what a program writes for a setting that is not set"
		}
		list = append(list, addressFault{id, says, id == ofUnset || sentSample.MatchString(a.text)})
	}
	isPattern := strings.EqualFold(a.tenant, "{tenantid}") && !strings.Contains(a.path, "oauth2/") // of an issuer
	if a.tenant != "" && a.hasTenant() && !isPattern {
		add("the tenant", a.tenant, placeholderIn(a.tenant))
	}
	for _, name := range slices.Sorted(maps.Keys(a.query)) {
		value := a.query.Get(name)
		id := placeholderIn(value)
		if id == "" && name == "redirect_uri" && sampleInside.MatchString(decoded(value)) {
			id = ofPlaceholder
			if strings.Contains(value, "undefined") || strings.Contains(value, "null") || strings.Contains(value, "[object") {
				id = ofUnset
			}
		}
		if name != "prompt" && name != "nonce" {
			add(name, value, id)
		}
	}
	return list
}

// hasTenant holds for addresses that begin with the tenant.
func (a address) hasTenant() bool {
	host := strings.ToLower(a.url.Host)
	return !strings.Contains(host, "graph.") && !strings.Contains(host, "live.")
}

// settingPlaceholder finds parameters without an address, and settings, that have a sample for their value.
var settingPlaceholder = lazy.MustCompile(
	`(?i)\b([\w.-]{0,40}(?:client_?id|tenant(?:_?id)?|redirect_?uri|directory_?id|app(?:lication)?_?id))` +
		`["']?\s*(?:=>|[:=])\s*["'\x60]?(<[a-z][^<>\n]{1,60}>|%[\w%.-]{3,90}|your[\w-]{2,40}|enter[_-]\w{2,40}|` +
		`insert[_-]\w{2,40}|undefined\b|\[object Object\])`,
)

// settingPlaceholders lists such values. People hide theirs before they show a text, so that it is not sure.
func (s *seen) settingPlaceholders() []addressFault {
	var list []addressFault
	for _, m := range settingPlaceholder.FindAllStringSubmatch(s.raw, 20) {
		id := placeholderIn(m[2])
		if id == "" || strings.Contains(strings.ToLower(m[2]), "redact") {
			continue
		}
		f := addressFault{
			id, words.Cut(m[1]) + " is " + words.Cut(decoded(m[2])) + ", which is no value", sentSample.MatchString(m[2]),
		}
		if !slices.ContainsFunc(list, func(o addressFault) bool { return o.words == f.words }) {
			list = append(list, f)
		}
	}
	return list
}

// spaced finds the samples of templates that have blanks in their braces, at which an address would end.
var spaced = lazy.MustCompile(`\{\{ ?([\w.-]{1,60}) ?\}\}`)

// joinedSamples is a text whose samples have no blanks, and whose code has values for its variables.
func joinedSamples(text string) string {
	text = interpolated.ReplaceAllStringFunc(text, func(in string) string {
		return codeVariable.ReplaceAllString(in, "contoso.onmicrosoft.com")
	})
	return spaced.ReplaceAllString(text, "{{$1}}")
}

// Strings of C# and Python with variables in them: those are no samples.
var (
	interpolated = lazy.MustCompile(`(?:\$@?|\b[fF])"[^"\n]{0,300}"|\b[fF]'[^'\n]{0,300}'`)
	codeVariable = lazy.MustCompile(`\{[\w.()\[\]]{1,60}\}`)
)
