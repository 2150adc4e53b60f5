package fault

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/inspect/uri"
	"edov/inspect/words"
)

// address is one URL of a text that a sign-in uses, taken apart.
type address struct {
	text    string
	url     *url.URL
	query   url.Values
	tenant  string // the first part of the path
	path    string // what follows the tenant
	service string // a sign-in service of Microsoft for customers, which is none of the clouds'; empty: it is of a cloud
}

// addressPattern finds addresses, with a stray quote at their end.
var addressPattern = lazy.MustCompile(`https?://[^\s<>\\^|]{1,1000}[^\s<>\\^|]{0,1000}`)

// metadataAsIssuer finds an issuer that goes on to the metadata, as people copy it.
var metadataAsIssuer = lazy.MustCompile(
	`(?i)issuer(s|[-_ ]?ur[il])?["']?(\s*[=:]|\s+(of|is|url|uri))?\s*["'` + "`" + `]?https://(login|sts)\.(microsoftonline|` +
		`windows)\.[^\s"'<>,;&]{1,200}/\.well-known/openid-configuration`,
)

// mostNotes bounds what is said of addresses.
const mostNotes = 8

// notes say what is odd in the addresses of a text: authorize requests, issuers, metadata.
func (s *seen) notes() []string {
	var list []string
	if metadataAsIssuer.MatchString(s.plain) {
		list = append(list, "the issuer in the text is the address of the metadata: some products want that, most want the "+
			"issuer alone, which ends at /v2.0")
	}
	for _, a := range addresses(s.raw, s.plain) {
		for _, rule := range addressRules {
			if note := rule(a); note != "" && !slices.Contains(list, note) {
				list = append(list, note)
			}
		}
	}
	if note := s.peerNote(); note != "" {
		list = append(list, note)
	}
	for _, f := range s.faults() {
		if !slices.Contains(list, f.words) {
			list = append(list, f.words)
		}
	}
	return list[:min(len(list), mostNotes)]
}

// addresses takes the addresses of Microsoft's sign-in out of a text. They are read as they stand; out of the unwrapped
// text only where there are none, for unwrapping decodes their parameters.
func addresses(texts ...string) []address {
	for _, text := range texts {
		var list []address
		for _, at := range addressPattern.FindAllStringIndex(text, 20) {
			found := strings.TrimRight(text[at[0]:at[1]], ".,;)]}")
			found, _, _ = strings.Cut(found, `",`)                                 // in JSON, it ends there
			if n := strings.Count(found, "{") - strings.Count(found, "}"); n > 0 { // {tenantid} ends it
				found += strings.Repeat("}", n)
			}
			if q := openQuote(text[:at[0]], found); q != "" { // it ends at the next quote
				found, _, _ = strings.Cut(found, q)
			}
			if a, ok := addressOf(found); ok {
				list = append(list, a)
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// openQuote is the quote that an address stands in, alone or as a part of a quoted sentence; empty: none that it has.
func openQuote(before, address string) string {
	if n := len(before); n > 0 && strings.ContainsRune("'\"`", rune(before[n-1])) {
		return before[n-1:]
	}
	line := before[strings.LastIndexByte(before, '\n')+1:]
	for _, q := range []string{`"`, "'", "`"} {
		if strings.Contains(address, q) && strings.Count(line, q)%2 == 1 {
			return q
		}
	}
	return ""
}

// addressOf takes an address of Microsoft's sign-in apart.
func addressOf(text string) (address, bool) {
	u, err := url.Parse(strings.Trim(text, "'\"`"))
	if err != nil || !microsoftHosts.MatchString(strings.ToLower(u.Host)) {
		return address{}, false
	}
	return apart(text, u), true
}

// apart is an address with its parts: the tenant and the path below it.
func apart(text string, u *url.URL) address {
	a := address{text: text, url: u, query: u.Query()}
	a.tenant, a.path, _ = strings.Cut(strings.TrimLeft(u.Path, "/"), "/")
	return a
}

// isAuthorize holds for an authorize request: an address without parameters is that of a setting.
func (a address) isAuthorize() bool {
	return strings.HasSuffix(strings.TrimRight(a.url.Path, "/"), "/authorize") && a.url.RawQuery != ""
}

// addressRules each say one odd thing of an address; empty: nothing.
var addressRules = []func(address) string{
	strayQuote, doubleSlash, oddTenant, wrongOrder, versionOne, clientIDInAddress, redirectInAddress, scopesInAddress,
	responseInAddress,
}

// wrong says what makes an address of the text one that Microsoft does not have. A tenant of another form is not among
// it: people take theirs out before they show a text.
func (s *seen) wrong() string {
	for _, a := range addresses(s.raw, s.plain) {
		noTenant := strings.HasPrefix(a.url.Path, "//") && strings.Contains(a.url.Path, "/oauth2/")
		if note := wrongOrder(a); note != "" {
			return note
		} else if noTenant {
			return doubleSlash(a)
		}
	}
	return ""
}

// foreign finds an authorize request in Microsoft's form at another host.
var foreign = lazy.MustCompile(
	`(?i)https?://([a-z0-9.-]+)(?::\d+)?/(?:common|organizations|consumers|` + guid + `)/oauth2/(?:v2\.0/)?authorize\b`,
)

// foreignHost is the host of such a request; empty if there is none. Microsoft's other sign-in services, for customers
// and in other clouds, have the same form.
func (s *seen) foreignHost() string {
	for _, m := range foreign.FindAllStringSubmatch(s.raw, 5) {
		host := strings.ToLower(m[1])
		if !uri.IsLoopback(host) && !microsoftHosts.MatchString(host) && !strings.Contains(host, "microsoftonline") &&
			entra.ServiceAt(host) == "" {
			return host
		}
	}
	return ""
}

func strayQuote(a address) string {
	if strings.ContainsAny(a.text, "\"'`") {
		return "a quote belongs to the address " + words.Cut(a.url.Host+a.url.Path) + ": take it out of the setting"
	}
	return ""
}

func doubleSlash(a address) string {
	if strings.Contains(a.url.Path, "//") {
		return "two slashes follow each other in " + words.Cut(a.url.Host+a.url.Path) +
			": a setting ends or begins with one too many, or the tenant is empty"
	}
	return ""
}

// isShared reports whether a part of a path stands for several tenants.
func isShared(tenant string) bool {
	return slices.Contains([]string{"common", "organizations", "consumers"}, tenant)
}

var domain = lazy.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

// isTenant reports whether a part of a path has the form of a tenant, or of Microsoft's pattern for one.
func isTenant(part string) bool {
	return part != "v2.0" && (isShared(strings.ToLower(part)) || entra.IsGUID(part) || domain.MatchString(part) ||
		template.MatchString(part))
}

func oddTenant(a address) string {
	switch {
	case a.tenant == "", a.tenant == "error", isTenant(a.tenant), versionFirst(a), // error_uri has no tenant
		strings.Contains(a.url.Host, "graph."), strings.Contains(a.url.Host, "live."):
		return ""
	case hiddenValue.MatchString(a.tenant):
		return "the tenant in the address is " + words.Cut(a.tenant) +
			": hidden in this text, or a sample that was not replaced in the settings"
	case strings.ContainsAny(a.tenant, "{}<>[]$"):
		return "braces or another sign of a placeholder stand in the address, where the tenant belongs: " +
			words.Cut(a.tenant)
	case slices.Contains([]string{"oauth2", "v2.0", ".well-known", "authorize", "token"}, a.tenant):
		return "the tenant is missing in " + words.Cut(a.url.Host+a.url.Path) +
			": common, organizations, consumers or the Directory (tenant) ID comes first"
	}
	return "the tenant in the address is " + words.Cut(a.tenant) +
		", which is neither a GUID, a domain, common, organizations nor consumers"
}

func versionFirst(a address) bool {
	after, _, _ := strings.Cut(a.path, "/")
	return a.tenant == "v2.0" && isTenant(after)
}

func wrongOrder(a address) string {
	switch path := a.url.Path; {
	case versionFirst(a):
		return "the version comes before the tenant: the order is /TENANT/v2.0"
	case strings.Contains(path, "/.well-known/openid-configuration/"):
		return "the path goes on behind openid-configuration: the order is /TENANT/v2.0/.well-known/openid-configuration"
	case strings.Contains(path, "/oauth2/v2/"):
		return "the version is written v2 in the path: it is /oauth2/v2.0/"
	case strings.Contains(path, "/v2.0/oauth2/"):
		return "the parts are in the wrong order: it is /oauth2/v2.0/authorize and /oauth2/v2.0/token"
	case a.tenant != "oauth2" && (strings.HasPrefix(a.path, "v2.0/authorize") || strings.HasPrefix(a.path, "v2.0/token")):
		return "oauth2 is missing in the path: it is /oauth2/v2.0/authorize and /oauth2/v2.0/token"
	}
	return ""
}

func versionOne(a address) string {
	switch {
	case strings.HasPrefix(a.path, ".well-known/openid-configuration"):
		return "the metadata is that of version 1.0 (no v2.0 in the path): its issuer is sts.windows.net/TENANT/"
	case strings.HasPrefix(a.path, "oauth2/authorize"), strings.HasPrefix(a.path, "oauth2/token"):
		return "the request goes to the endpoint of version 1.0: the one for OpenID Connect is /oauth2/v2.0/"
	}
	return ""
}

func clientIDInAddress(a address) string {
	id, given := a.query.Get("client_id"), a.query.Has("client_id")
	switch {
	case !a.isAuthorize() || entra.IsGUID(id):
		return ""
	case !given || id == "":
		return "the request has no client_id: the product's setting is empty, or has another name"
	case entra.IsGUID(strings.Trim(id, " \t\r\n\"'\u200b")):
		return "the client_id in the request has a quote, a space or a line end around it: enter it again without"
	}
	return "the client_id in the request is not a GUID: " + words.Cut(id)
}

func redirectInAddress(a address) string {
	_, note := oddRedirect(a)
	return note
}

// oddRedirect says what is odd in the redirect URI of a request, and its cause, where it is one of those that can't be
// right.
func oddRedirect(a address) (cause, note string) {
	sent := a.query.Get("redirect_uri")
	if !a.isAuthorize() {
		return "", ""
	}
	u, err := url.Parse(sent)
	switch {
	case sent == "":
		return "", "the request has no redirect_uri"
	case err != nil || u.Host == "":
		return "", "the redirect_uri in the request is not an address: " + words.Cut(sent)
	case strings.TrimSpace(sent) != sent || strings.ContainsAny(sent, "\"'"):
		return "", "the redirect_uri in the request has a quote or a space in it"
	}
	switch cause = redirectCause(u); cause {
	case ofListenAddress:
		note = "the redirect_uri has the host " + words.Cut(u.Host) +
			", which only the product's own network knows: set its public URL"
	case ofPlainHTTP:
		note = "the redirect_uri begins with http://: set the product's public URL to https, " +
			"or have it trust X-Forwarded-Proto"
	}
	return cause, note
}

func scopesInAddress(a address) string {
	if !a.isAuthorize() {
		return ""
	}
	scopes := strings.Fields(a.query.Get("scope"))
	switch {
	case len(scopes) == 0:
		return "the request has no scope: a sign-in needs openid, and email and profile for the user's data"
	case strings.Contains(a.query.Get("scope"), ","):
		return "the scopes are separated by commas: Microsoft wants single spaces"
	case !slices.Contains(scopes, "openid"):
		return "openid is not among the scopes, so no ID token is issued"
	case !slices.Contains(scopes, "email"):
		return "email is not among the scopes, so the ID token may have no email"
	}
	return ""
}

func responseInAddress(a address) string {
	switch mode, kind := a.query.Get("response_mode"), a.query.Get("response_type"); {
	case !a.isAuthorize():
	case kind == "":
		return "the request has no response_type: for a server it is code"
	case kind == "code" && mode == "fragment":
		return "response_mode=fragment sends the code behind a #, which a server never sees"
	case strings.Contains(kind, "id_token") && strings.Contains(kind, "code"):
		return "response_type=" + words.Cut(kind) + " is the hybrid flow: it needs the switch for ID tokens under " +
			"Authentication"
	case strings.Contains(kind, "token") && !strings.Contains(kind, "code"):
		return "response_type=" + words.Cut(kind) + " is the implicit flow: it needs " + implicitSwitches(kind) +
			" under Authentication"
	}
	return ""
}

// implicitSwitches are those that a response type without a code needs (Microsoft, OAuth 2.0 implicit grant flow).
func implicitSwitches(kind string) string {
	kinds := strings.Fields(kind)
	id, access := slices.Contains(kinds, "id_token"), slices.Contains(kinds, "token")
	switch {
	case id && access:
		return "the switches for ID tokens and for access tokens"
	case id:
		return "the switch for ID tokens"
	}
	return "the switch for access tokens"
}
