package flow

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// withDefaults fills in what was left to edov.
func (c Connection) withDefaults() Connection {
	if c.Cloud == "" {
		c.Cloud = CloudGlobal
	}
	if c.Tenant == "" {
		c.Tenant = "common"
	}
	if IsGUID(c.ClientID) && !c.atTestServer() {
		c.ClientID = strings.ToLower(c.ClientID) // as Microsoft writes it into tokens
	}
	if len(c.Scopes) == 0 {
		c.Scopes = []string{"openid", "profile", "email"}
	}
	// One text with blanks in it is as good as a list.
	c.Scopes = strings.Fields(strings.Join(c.Scopes, " "))
	if c.RedirectURI == "" {
		c.RedirectURI = DefaultRedirectURI
	}
	if c.ResponseMode == "" {
		c.ResponseMode = ModeFormPost
	}
	return c
}

// record is the part of the connection that goes into the Session.
func (c Connection) record() Request {
	c = c.withDefaults()
	r := Request{
		Cloud: c.Cloud, Authority: c.authorityURL(), TrustAuthority: c.Authority != "" && c.TrustAuthority, Demo: c.Demo,
		Tenant: c.Tenant, ClientID: c.ClientID, Scopes: c.Scopes, RedirectURI: c.RedirectURI,
		ResponseMode: c.ResponseMode, Prompt: c.Prompt, LoginHint: c.LoginHint, DomainHint: c.DomainHint,
		ClientAuth: "secret", SecretExpires: c.SecretExpires, Product: c.Product, ProductRedirectURI: c.ProductRedirectURI,
	}
	if !c.atTestServer() {
		r.SecretShape = c.Secret.Shape()
	}
	if c.Public {
		r.ClientAuth, r.SecretShape = "none", ""
	}
	return r
}

// Shape tells what form a secret has: "guid", which is that of a Secret ID, "odd",
// or "value" (passwordCredential.secretText has 16 to 64 characters).
func (s Secret) Shape() string {
	switch n := len(s.value); {
	case guidShape.MatchString(s.value):
		return "guid"
	case n < 16 || n > 64 || strings.ContainsFunc(s.value, unicode.IsSpace):
		return "odd"
	}
	return "value"
}

// around are characters that get copied along with a value.
const around = " \t\r\n\"'`\u00a0\ufeff\u200b\u201c\u201d\u2018\u2019"

// Trimmed returns the connection without the quotes, blanks and line ends
// around what was pasted: client ID, tenant, secret, the product's address.
func (c Connection) Trimmed() Connection {
	c.ClientID = strings.Trim(c.ClientID, around)
	c.Tenant = strings.Trim(c.Tenant, around)
	c.Secret = NewSecret(strings.Trim(c.Secret.Reveal(), around))
	c.ProductRedirectURI = strings.Trim(c.ProductRedirectURI, around)
	return c
}

// Validate looks for what is wrong with the connection before anything is
// sent. An empty list means that nothing is.
func (c Connection) Validate() []Fault {
	c = c.withDefaults()
	var faults []Fault
	for _, check := range []func(Connection) []Fault{
		faultsOfClientID, faultsOfTenant, faultsOfSecret, faultsOfRedirect, faultsOfAuthority, faultsOfRequest, faultsOfProduct,
	} {
		faults = append(faults, check(c)...)
	}
	return faults
}

const (
	hintClientID = "copy Application (client) ID from App registrations > your app > Overview"
	hintTenant   = "use common, organizations, consumers, the Directory (tenant) ID from Overview, or a verified domain"
)

func faultsOfClientID(c Connection) []Fault {
	if c.atTestServer() {
		return faultsOfTestClientID(c)
	}
	id, trimmed := c.ClientID, strings.Trim(c.ClientID, around)
	switch {
	case trimmed == "":
		return []Fault{{Field: "client-id", Problem: "no client ID was given", Hint: hintClientID}}
	case id != trimmed && guidShape.MatchString(trimmed):
		return []Fault{aroundClientID}
	case isTenantWord(id) || domainShape.MatchString(id):
		return []Fault{{Field: "client-id", Problem: "this is a tenant, not a client ID: the two may be swapped", Hint: hintClientID}}
	case !guidShape.MatchString(id):
		return []Fault{{Field: "client-id", Problem: "a client ID is a GUID such as 6731de76-14a6-49ae-97bc-6eba6914391e; this is not one", Hint: hintClientID}}
	case strings.Trim(id, "0-") == "":
		return []Fault{{Field: "client-id", Problem: "this client ID is a placeholder: all zeros", Hint: hintClientID}}
	case strings.EqualFold(id, ConsumersTenant):
		return []Fault{{Field: "client-id", Problem: "this is the tenant of personal Microsoft accounts, not a client ID", Hint: hintClientID}}
	case strings.EqualFold(id, c.Tenant):
		return []Fault{{
			Field: "client-id", Problem: "client ID and tenant are the same GUID: one of them was pasted twice",
			Hint: "Overview shows both: Application (client) ID and Directory (tenant) ID",
		}}
	}
	return nil
}

var aroundClientID = Fault{
	Field: "client-id", Problem: "there are quotes or blanks around the client ID", Hint: "remove them", Trimmed: true,
}

// IsTenant reports whether a text has the form of a tenant: an ID, a domain, or
// one of Microsoft's words.
func IsTenant(s string) bool {
	return isTenantWord(s) || guidShape.MatchString(s) || domainShape.MatchString(s)
}

func faultsOfTenant(c Connection) []Fault {
	if c.Authority != "" {
		return faultsOfTestTenant(c)
	}
	trimmed := strings.Trim(c.Tenant, around)
	switch {
	case c.Tenant != trimmed && IsTenant(trimmed):
		return []Fault{{Field: "tenant", Problem: "there are quotes or blanks around the tenant", Hint: "remove them", Trimmed: true}}
	case !IsTenant(c.Tenant):
		return []Fault{{Field: "tenant", Problem: "this is neither a tenant ID, nor a domain, nor one of Microsoft's words", Hint: hintTenant}}
	case c.Cloud != CloudGlobal && (c.Tenant == "consumers" || strings.EqualFold(c.Tenant, ConsumersTenant)):
		return []Fault{{Field: "tenant", Problem: "a national cloud has no personal accounts", Hint: "use common, organizations or a tenant ID"}}
	}
	return nil
}

func faultsOfSecret(c Connection) []Fault {
	secret := c.Secret.Reveal()
	trimmed := strings.Trim(secret, around)
	fault := func(problem, hint string) []Fault {
		return []Fault{{Field: "secret", Problem: problem, Hint: hint}}
	}
	switch {
	case c.Public && secret != "":
		return fault("a public client has no secret, but one was given", "leave out --public, or the secret")
	case c.Public:
		return nil
	case trimmed == "":
		return fault("no client secret was given", "give it by --secret-file, --secret-env or --secret-stdin; for an app without a secret use --public")
	case guidShape.MatchString(trimmed) && !c.atTestServer():
		return fault("the secret has the form of a GUID: that is the Secret ID, not the Value",
			"Certificates & secrets > Client secrets shows two columns; Value is shown only once, so make a new secret and copy its Value")
	case secret != trimmed:
		return []Fault{{Field: "secret", Problem: "there are " + aroundInWords(secret) + " around the secret", Hint: "remove them; they would be sent as part of it", Trimmed: true}}
	case len(secret) > 4096:
		return fault("the secret is longer than 4096 characters", "copy the Value only; it has about 40 characters")
	case c.atTestServer() && !strings.ContainsFunc(secret, notVisible): // RFC 6749 appendix A.2 allows blanks
	case strings.ContainsFunc(secret, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return fault("there is a blank or a line end inside the secret", "copy it again, in one piece")
	}
	return nil
}

// pathSegment is what a test server may call its tenants: one segment that
// no server reads as a way upwards.
var pathSegment = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$`)

func faultsOfTestTenant(c Connection) []Fault {
	if pathSegment.MatchString(c.Tenant) {
		return nil
	}
	return []Fault{{Field: "tenant", Problem: "this cannot be one part of an address's path", Hint: "use letters, digits, dots and hyphens"}}
}

// aroundInWords names what surrounds a secret without showing the secret.
func aroundInWords(secret string) string {
	var words []string
	lead := secret[:len(secret)-len(strings.TrimLeft(secret, around))]
	tail := secret[len(strings.TrimRight(secret, around)):]
	for _, kind := range []struct{ chars, word string }{
		{"\"'`\u201c\u201d\u2018\u2019", "quotes"}, {" \t\u00a0\ufeff\u200b", "blanks"}, {"\r", "carriage returns"}, {"\n", "line ends"},
	} {
		if strings.ContainsAny(lead+tail, kind.chars) {
			words = append(words, kind.word)
		}
	}
	return strings.Join(words, " and ")
}

// refusedInRedirect are characters Entra refuses in a redirect URI (reply-url.md).
const refusedInRedirect = "!$'(),;*"

func faultsOfRedirect(c Connection) []Fault {
	fault := func(problem, hint string) []Fault {
		return []Fault{{Field: "redirect-uri", Problem: problem, Hint: hint}}
	}
	const example = "use " + DefaultRedirectURI + " or another port and path of this machine"
	if strings.ContainsFunc(c.RedirectURI, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fault("there are blanks or unusual characters in the redirect URI", example)
	}
	u, err := url.Parse(c.RedirectURI)
	microsoft := !c.atTestServer() // whose rules some of these are
	switch {
	case err != nil || u.Opaque != "" || u.Host == "":
		return fault("this is not an address", example)
	case u.Hostname() == "::1" && microsoft:
		return fault("Microsoft does not take [::1] as a redirect URI", "use localhost; edov listens on [::1] too")
	case !isLoopbackHost(u.Hostname()) || u.User != nil:
		return fault("the redirect URI is not on this machine, so edov cannot receive the answer", example)
	case u.Scheme != "http":
		return fault("the redirect URI must begin with http://: edov has no certificate for localhost", example)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(c.RedirectURI, "#"):
		return fault("the redirect URI has a query or a fragment", "registrations for personal accounts do not allow it; "+example)
	case len(c.RedirectURI) > 256 && microsoft:
		return fault("the redirect URI is longer than the 256 characters Microsoft allows", example)
	case strings.ContainsAny(c.RedirectURI, refusedInRedirect) && microsoft:
		return fault("the redirect URI has one of the characters "+refusedInRedirect+", which Microsoft refuses", example)
	}
	return append(faultsOfPorts(c, u), faultsOfPath(u)...)
}

func faultsOfPath(u *url.URL) []Fault {
	const hint = "use a path such as /callback, and register it to the letter"
	switch {
	case u.Path == "":
		return []Fault{{Field: "redirect-uri", Problem: "the redirect URI has no path", Hint: hint}}
	case u.EscapedPath() != u.Path || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "/."):
		return []Fault{{Field: "redirect-uri", Problem: "the path of the redirect URI is not plain", Hint: hint}}
	}
	return nil
}

func faultsOfPorts(c Connection, u *url.URL) []Fault {
	var faults []Fault
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		n, err := strconv.Atoi(port)
		if free := c.AnyPort && port == "0"; err != nil || !free && !isPort(n) {
			faults = append(faults, Fault{Field: "redirect-uri", Problem: "the port of the redirect URI is not between 1 and 65535", Hint: "use a port such as 8400"})
		}
	}
	for _, n := range c.FallbackPorts {
		if !isPort(n) {
			faults = append(faults, Fault{Field: "fallback-port", Problem: "a port is between 1 and 65535", Hint: "use a port such as 8401"})
		}
	}
	return faults
}

func isPort(n int) bool { return n >= 1 && n <= 65535 }

// faultsOfProduct looks at the redirect URI that an auth product shows; the
// rules are those of a registration's platform Web (reply-url.md).
func faultsOfProduct(c Connection) []Fault {
	if len(c.Product) > 100 || strings.ContainsFunc(c.Product, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return []Fault{{Field: "product", Problem: "a product's name has at most 100 letters, and no control characters", Hint: "such as " + strings.Join(Products(), ", ")}}
	}
	uri := c.ProductRedirectURI
	if uri == "" {
		return nil
	}
	fault := func(problem string) []Fault {
		const hint = "copy it from the product's dashboard, such as https://clerk.example.com/v1/oauth_callback"
		return []Fault{{Field: "product-redirect-uri", Problem: problem, Hint: hint}}
	}
	trimmed := strings.Trim(uri, around)
	u, err := url.Parse(trimmed)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return fault("this is not an address")
	case uri != trimmed:
		return []Fault{{Field: "product-redirect-uri", Problem: "there are quotes or blanks around the address", Hint: "remove them", Trimmed: true}}
	case u.Scheme != "https" && !(u.Scheme == "http" && isLoopbackHost(u.Hostname())):
		return fault("Microsoft takes http:// for localhost only")
	case u.Fragment != "" || u.User != nil || strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fault("Microsoft does not take this address: it has a fragment, a user name or unusual characters")
	case len(uri) > 256:
		return fault("the address is longer than the 256 characters Microsoft allows")
	}
	return nil
}

func faultsOfAuthority(c Connection) []Fault {
	fault := func(problem, hint string) []Fault {
		return []Fault{{Field: "authority", Problem: problem, Hint: hint}}
	}
	if _, ok := clouds[c.Cloud]; !ok {
		return []Fault{{Field: "cloud", Problem: "there is no such cloud", Hint: "use global, usgov or china"}}
	}
	if c.Authority == "" {
		return nil
	}
	u, err := url.Parse(c.Authority)
	switch {
	case err != nil || u.Hostname() == "" || !hasUsablePort(u) || strings.ContainsFunc(c.Authority, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fault("this is not an address", "use https://HOST, or http://127.0.0.1:PORT for a server on this machine")
	case u.User != nil || strings.ContainsAny(c.Authority, "?#"):
		return fault("the address has a user name, a query or a fragment", "use https://HOST[:PORT][/PATH]")
	case u.Scheme != "https" && !(u.Scheme == "http" && isLoopbackHost(u.Hostname())):
		return fault("the address is not https", "a secret would travel in the clear; only a server on this machine may use http")
	case slices.Contains(strings.Split(u.Path, "/"), "..") || strings.ContainsAny(u.Path, `\;`) || strings.Contains(u.Path, "//"):
		return fault("the path of the address is not plain", "write the path out")
	case isLoginHost(u.Hostname()):
		return fault("this is one of Microsoft's own servers", "leave the authority out; choose the cloud with --cloud and the tenant with --tenant")
	case !c.TrustAuthority:
		return fault("this is not one of Microsoft's servers, and it would receive the client secret",
			"if it is a test server of yours, add --trust-authority; for a national cloud use --cloud")
	}
	return nil
}

// hasUsablePort holds for an address without a port, or with a possible one.
func hasUsablePort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.Atoi(u.Port())
	return err == nil && isPort(n)
}

// isLoginHost reports whether a host is one of Microsoft's, in any letter case.
func isLoginHost(host string) bool {
	_, ok := CloudOfHost(strings.ToLower(host))
	return ok
}

func faultsOfRequest(c Connection) []Fault {
	var faults []Fault
	add := func(field, problem, hint string) {
		faults = append(faults, Fault{Field: field, Problem: problem, Hint: hint})
	}
	if c.ResponseMode != ModeFormPost && c.ResponseMode != ModeQuery {
		add("response-mode", "there is no such response mode here", "use form_post or query")
	}
	if !slices.Contains([]string{"", "login", "none", "consent", "select_account"}, c.Prompt) {
		add("prompt", "there is no such prompt", "use login, none, consent or select_account")
	}
	if c.Prompt == "select_account" && c.LoginHint != "" {
		add("prompt", "select_account and a login hint exclude each other", "leave one of them out")
	}
	if !slices.Contains(c.Scopes, "openid") {
		add("scope", "the scope openid is missing, so no ID token would come", `use at least --scope "openid profile email"`)
	}
	if strings.ContainsFunc(strings.Join(c.Scopes, ""), notInScope) || len(strings.Join(c.Scopes, " ")) > 2048 {
		add("scope", "a scope has characters that no scope has, or there are too many", `use a list such as "openid profile email"`)
	}
	for _, field := range []struct{ name, value string }{
		{"login-hint", c.LoginHint}, {"domain-hint", c.DomainHint},
	} {
		if strings.ContainsFunc(field.value, unicode.IsControl) || len(field.value) > 2048 {
			add(field.name, "the value has control characters or is too long", "type it again")
		}
	}
	return faults
}

// notInScope tells characters that RFC 6749 section 3.3 does not allow.
func notInScope(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }
