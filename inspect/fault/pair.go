package fault

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/inspect/uri"
)

// pair is two values that a text holds against each other: what came and what was expected.
type pair struct {
	got, want string
	about     string // "issuer", "audience", "redirect URI" or ""
	id        string // the cause that the difference shows
	words     string // the difference, completes "the two values ..."
}

// value is one quoted or announced value with the words before it.
type value struct {
	text   string
	before string // lower case
}

// core finds addresses and IDs. Quotes around them are looked at afterwards: in a log that quotes JSON they don't pair.
var core = lazy.MustCompile(`(?i)(?:https?://|api://|spn:|urn:[a-z])[^\s"'<>\x60,;)\]\\\x{201c}\x{201d}]{1,512}|` +
	`\b` + guid + `\b`)

// wants are words before a value that was expected rather than sent.
var wants = lazy.MustCompile(
	`\bexpect|\bwant|valid(issuer|audience)|should|configured|registered|must|did not match|against|` +
		`not match|allowed|required|instead of`,
)

// gots are words before a value that came.
var gots = lazy.MustCompile(
	`\bgot\b|receiv|actual|\bwas\b|issued by|found|but |sent|specified|\baudiences?:|\bissuers?:|token issuer|unexpected`,
)

// compares are words of a comparison.
var compares = lazy.MustCompile(`match|differ|expect|equal|instead of|!=|not the (same|registered)|not allowed`)

// labelled are the IDs of a request, and where it came from, which nothing is compared with.
var labelled = lazy.MustCompile(
	`(trace|correlation|request|session|activity|client-request|event)[ _-]?id["']?\s*[:=]\s*["']?$|` +
		`(^|[\s{,])(referr?er|path|remote_addr|host)["']?[=:]\s*["'(]?$|\bfrom origin ["'(]?$`,
)

// answers are addresses that carry an answer, and the example in a sentence of the personal-account service: neither is
// a value that something was compared with.
var answers = lazy.MustCompile(`[?#&]error=|/err\.srf|oauth20_desktop\.srf`)

// toRead are the words before a page to read, which is no value either.
var toRead = lazy.MustCompile(
	`(read|learn|find|see|know|info|information|details?)( more)?( (at|on|here|about this( error)?))? ?:? ?[(<\["']*$|` +
		`\b(see|visit|docs?|documentation|troubleshoot\w*|help|reference|guide|link|more info\w*)[ :(<\["']*$`,
)

// ofDocs are addresses of pages to read, whatever stands before them: libraries put one into each message.
var ofDocs = lazy.MustCompile(`(?i)^https?://(docs?|errors?|help|support|learn|wiki|developers?)\.|` +
	`^https?://[\w.-]+\.(github\.io|readthedocs\.(io|org)|gitbook\.io)/|` +
	`^https?://(next-auth\.js\.org|authjs\.dev|aka\.ms|go\.microsoft\.com|stackoverflow\.com|github\.com)/|` +
	`^https?://[^/]+/(docs?|errors|troubleshooting)([/#?]|$)`)

// endpoints are addresses that a program sent a request to, which is not what it compares.
var endpoints = lazy.MustCompile(
	`(?i)/\.well-known/|/oauth2/(v2\.0/)?(authorize|token|logout|devicecode)\b|/discovery/(v2\.0/)?keys\b`,
)

// isRequested holds for an endpoint of Microsoft's that is not itself said to be what came or what should have.
func (v value) isRequested() bool {
	if !endpoints.MatchString(v.text) || compared.MatchString(v.before) {
		return false
	}
	_, isMicrosofts := addressOf(v.text)
	return isMicrosofts || strings.Contains(v.text, "/.well-known/")
}

// compared are words right before a value that is compared.
var compared = lazy.MustCompile(`(expected|got|sent|registered|received|actual)\W{0,3}$`)

// values lists the addresses and IDs of a text, with the blanks inside their quotes.
func values(r *reading) []value {
	var list []value
	end := 0
	for _, at := range core.FindAllStringIndex(r.plain, 40) {
		from, to := quotedAt(r.plain, at[0], at[1])
		if from == at[0] && to == at[1] {
			to = from + len(strings.TrimRight(r.plain[from:to], ".:"))
		}
		v := value{r.plain[from:to], strings.ToLower(r.plain[max(end, from-80):from])}
		if end = to; !labelled.MatchString(v.before) && !toRead.MatchString(v.before) &&
			!answers.MatchString(v.text) && !ofDocs.MatchString(v.text) && !v.isRequested() {
			list = append(list, v)
		}
	}
	return list
}

// quotedAt widens a value to the quotes around it, if there is nothing but blanks and marks between.
func quotedAt(text string, from, to int) (int, int) {
	const between, quotes = " \t\u200b\ufeff\u00a0", "'\"`"
	left := len(strings.TrimRight(text[:from], between))
	right := len(text) - len(strings.TrimLeft(text[to:], between))
	if left == 0 || right == len(text) || text[left-1] != text[right] ||
		!strings.ContainsRune(quotes, rune(text[right])) {
		return from, to
	}
	return left, right
}

// guid is a GUID inside a text; entra.IsGUID tells a text that is one.
const guid = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`

var (
	anyGUID = lazy.MustCompile(`(?i)` + guid)
	schemed = lazy.MustCompile(`^(?i)(https?|api|urn|spn):`)
)

// kindOfValue tells values that are worth a comparison from words in quotes; blanks and quotes around are no matter.
func kindOfValue(text string) string {
	bare := strings.Trim(text, " \t\"'\u200b\ufeff")
	switch {
	case schemed.MatchString(bare):
		return "address"
	case entra.IsGUID(bare):
		return "GUID"
	}
	return ""
}

// subjects name what a comparison is about, by the words around it.
var subjects = []struct{ name, words string }{
	{"redirect URI", "redirect"},
	{"redirect URI", "reply"},
	{"redirect URI", "callback"},
	{"audience", "audience"},
	{"audience", "aud"},
	{"issuer", "issu"},
	{"issuer", "iss"},
	{"issuer", "authority"},
}

// pairs finds the values of a text that stand against each other. Each value that came is paired with the expected one
// that is nearest to it.
func pairs(r *reading) []pair {
	var got, want []value
	for _, v := range values(r) {
		if lastAt(v.before, wants) >= max(0, lastAt(v.before, gots)) {
			want = append(want, v)
		} else {
			got = append(got, v)
		}
	}
	if len(want) == 0 && len(got) == 2 && compares.MatchString(r.lower) {
		got, want = got[:1], got[1:]
	}
	var found []pair
	for _, g := range got {
		best, score := pair{}, -1
		for _, w := range want {
			if kindOfValue(g.text) != kindOfValue(w.text) || g.text == w.text {
				continue
			}
			if n := uri.Alike(g.text, w.text); n > score {
				best, score = pair{got: g.text, want: w.text, about: subjectOf(g.before + " " + w.before)}, n
			}
		}
		if score >= 0 {
			best.id, best.words = differ(best)
			found = append(found, best)
		}
	}
	return found
}

// lastAt is where the last match begins, or -1.
func lastAt(text string, r *lazy.Regexp) int {
	all := r.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][0]
}

func subjectOf(words string) string {
	for _, s := range subjects {
		if strings.Contains(words, s.words) {
			return s.name
		}
	}
	return ""
}

// differ says in which way the two values differ, and which cause that shows. The first rule that fits decides.
func differ(p pair) (id, words string) {
	for _, rule := range differences {
		if words := rule.words(p.got, p.want); words != "" {
			if rule.id == "" {
				return ownCause[p.about], words
			}
			return rule.id, words
		}
	}
	return ownCause[p.about], "are different"
}

// ownCause is the cause of a plain difference, by what it is about.
var ownCause = map[string]string{
	"issuer": "issuer-differs", "audience": "audience-differs", "redirect URI": "redirect-mismatch", "": "values-differ",
}

// differences are looked at in order.
var differences = []struct {
	id    string
	words func(got, want string) string
}{
	{"stray-characters", strayWords},
	{"", func(g, w string) string { return when(strings.EqualFold(g, w), "differ in upper and lower case") }},
	{"issuer-template", func(g, w string) string {
		return when(template.MatchString(w) && isIssuer(g), "differ because the expected one is a template: "+
			"{tenantid} stands for the tenant of each user")
	}},
	{"issuer-v1-v2", func(g, w string) string {
		return when(isIssuer(g) && isIssuer(w) && isV1(g) != isV1(w), versions(g))
	}},
	{"issuer-common", func(g, w string) string {
		return when(isIssuer(g) && isIssuer(w) && tenants(g, w) == "shared", "differ in the tenant: the expected one "+
			"names common, organizations or consumers, and a token names the user's own tenant")
	}},
	{"personal-account", func(g, w string) string {
		personal := isIssuer(g) && isIssuer(w) && strings.EqualFold(anyGUID.FindString(g), entra.ConsumersTenant)
		return when(personal && tenants(g, w) == "other", "differ in the tenant: the one that came is that of personal "+
			"Microsoft accounts")
	}},
	{"issuer-other-tenant", func(g, w string) string {
		return when(isIssuer(g) && isIssuer(w) && tenants(g, w) == "other", "differ in the tenant")
	}},
	{"issuer-slash", func(g, w string) string {
		return when(isIssuer(g) && slashes(g, w), "differ in the slash at the end")
	}},
	{"", func(g, w string) string { return when(slashes(g, w), "differ in the slash at the end") }},
	{"redirect-http-behind-proxy", func(g, w string) string {
		return when(sameBut("scheme", g, w) && strings.HasPrefix(g, "http:") && !isLocal(g), "differ in http and https")
	}},
	{"", func(g, w string) string { return when(sameBut("scheme", g, w), "differ in http and https") }},
	{"audience-app-id-uri", func(g, w string) string {
		return when(strings.TrimPrefix(g, "api://") == strings.TrimPrefix(w, "api://"), "differ in api:// at the beginning")
	}},
	{"", func(g, w string) string { return when(sameBut("port", g, w), "differ in the port") }},
	{"", func(g, w string) string { return when(sameBut("path", g, w), "differ in the path") }},
	{"", func(g, w string) string { return when(sameBut("host", g, w), "differ in the host") }},
	{"", func(g, w string) string {
		return when(entra.IsGUID(g) && entra.IsGUID(w), "are two different IDs")
	}},
}

func when(holds bool, words string) string {
	if holds {
		return words
	}
	return ""
}

// strayWords names blanks, quotes and invisible characters that only one of the values has.
func strayWords(got, want string) string {
	const stray = " \t\r\n\"'\u200b\u200e\u200f\ufeff\u00a0"
	bareGot, bareWant := strings.Trim(got, stray), strings.Trim(want, stray)
	if bareGot != bareWant || got == want {
		return ""
	}
	which, with := "the expected one", want
	if len(got) > len(want) {
		which, with = "the one that came", got
	}
	switch {
	case strings.ContainsAny(with, "\"'"):
		return "differ in a quote: " + which + " has one around it"
	case strings.ContainsAny(with, "\u200b\u200e\u200f\ufeff\u00a0"):
		return "differ in an invisible character: " + which + " has it"
	}
	return "differ in a space: " + which + " has one at its " + endOf(with)
}

func endOf(text string) string {
	if strings.TrimLeft(text, " \t\r\n") != text {
		return "start"
	}
	return "end"
}

var template = lazy.MustCompile(`(?i)\{tenant_?(id)?\}|%7Btenantid%7D|\{0\}`)

// isIssuer tells the issuers of Microsoft's, by their hosts.
func isIssuer(text string) bool {
	u, err := url.Parse(strings.Trim(text, " \"'"))
	if err != nil {
		return strings.Contains(text, "login.microsoftonline.") || strings.Contains(text, "sts.windows.net")
	}
	host := strings.ToLower(u.Hostname())
	return host == "sts.windows.net" || strings.HasPrefix(host, "login.microsoftonline.") ||
		host == "sts.chinacloudapi.cn" ||
		host == "login.partner.microsoftonline.cn"
}

func isV1(text string) bool { return !strings.Contains(text, "/v2.0") }

func versions(got string) string {
	if isV1(got) {
		return "differ in the version: a token of version 1.0 came, and one of version 2.0 is expected"
	}
	return "differ in the version: a token of version 2.0 came, and one of version 1.0 is expected"
}

// tenants compares the tenants of two issuers: "shared", "other" or "same".
func tenants(got, want string) string {
	a, b := anyGUID.FindString(got), anyGUID.FindString(want)
	switch {
	case slices.ContainsFunc(strings.Split(want, "/"), isShared):
		return "shared"
	case a != "" && b != "" && !strings.EqualFold(a, b):
		return "other"
	}
	return "same"
}

func slashes(a, b string) bool {
	return a != b && strings.TrimRight(a, "/") == strings.TrimRight(b, "/")
}

// sameBut holds when two addresses differ in one part alone.
func sameBut(part, a, b string) bool {
	u, errA := url.Parse(a)
	v, errB := url.Parse(b)
	if errA != nil || errB != nil || u.Host == "" || v.Host == "" {
		return false
	}
	same := map[string]bool{
		"scheme": u.Scheme == v.Scheme, "host": strings.EqualFold(u.Hostname(), v.Hostname()), "port": u.Port() == v.Port(),
		"path": u.Path == v.Path, "query": u.RawQuery == v.RawQuery,
	}
	for name, equal := range same {
		if equal == (name == part) {
			return false
		}
	}
	return true
}

func isLocal(text string) bool {
	u, err := url.Parse(text)
	return err == nil && uri.IsLoopback(u.Hostname())
}
