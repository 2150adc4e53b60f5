package flow

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"edov/flow/entra"
	"edov/flow/lazy"
)

// withDefaults fills in the defaults.
func (c Connection) withDefaults() Connection {
	if c.Cloud == "" {
		c.Cloud = entra.Global
	}
	if c.Tenant == "" {
		c.Tenant = "common"
	}
	if entra.IsGUID(c.ClientID) && !c.atTestServer() {
		c.ClientID = strings.ToLower(c.ClientID) // as Microsoft writes it into tokens
	}
	if len(c.Scopes) == 0 {
		c.Scopes = []string{"openid", "profile", "email"}
	}
	// One text with spaces is as good as a list.
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
	r.SecretLineEnd = c.Secret.LineEnd()
	if c.Public {
		r.ClientAuth, r.SecretShape, r.SecretLineEnd = "none", "", false
	}
	return r
}

// Shape is the form of a secret: "guid", which is that of a Secret ID, "value"
// (passwordCredential.secretText has 16 to 64 characters), or "odd".
func (s Secret) Shape() string {
	value := s.Reveal()
	switch n := len(value); {
	case entra.IsGUID(value):
		return "guid"
	case n < 16 || n > 64 || strings.ContainsFunc(value, unicode.IsSpace):
		return "odd"
	}
	return "value"
}

// around are the characters that are copied along with a value by mistake.
const around = " \t\r\n\"'`\u00a0\ufeff\u200b\u201c\u201d\u2018\u2019"

// Trimmed returns the connection without the quotes, spaces and line ends around pasted values:
// client ID, tenant, secret, and the product's redirect URI.
func (c Connection) Trimmed() Connection {
	c.ClientID = strings.Trim(c.ClientID, around)
	c.Tenant = strings.Trim(c.Tenant, around)
	c.Secret.value = NewSecret(strings.Trim(c.Secret.Reveal(), around)).value
	c.ProductRedirectURI = strings.Trim(c.ProductRedirectURI, around)
	return c
}

// Validate finds what is wrong with the connection before anything is sent; empty if nothing is.
func (c Connection) Validate() []Fault {
	c = c.withDefaults()
	var faults []Fault
	for _, check := range []func(Connection) []Fault{
		faultsOfClientID, faultsOfTenant, faultsOfSecret, faultsOfRedirect, faultsOfAuthority, faultsOfRequest,
		faultsOfProduct,
	} {
		faults = append(faults, check(c)...)
	}
	return faults
}

// FaultsGiven is Validate for some values of a connection: it finds what is wrong with those that
// are given, and does not ask for the others. Every command that takes a value uses it, so that
// all are as strict as a sign-in.
func (c Connection) FaultsGiven() []Fault {
	given := map[string]bool{
		"client-id": c.ClientID != "", "tenant": c.Tenant != "", "secret": !c.Secret.IsZero(),
		"redirect-uri":         c.RedirectURI != "",
		"product-redirect-uri": c.ProductRedirectURI != "", "product": c.Product != "",
	}
	if !given["client-id"] {
		c.ClientID = "00000000-0000-0000-0000-000000000001" // any, so that the others can be checked
	}
	c.Public = c.Public || !given["secret"]
	return slices.DeleteFunc(c.Validate(), func(f Fault) bool { return !given[f.Field] })
}

// FaultAround finds quotes and white space around a value that has no rule of its own. name is how
// a sentence calls it.
func FaultAround(field, name, value string) []Fault {
	if value == strings.Trim(value, around) {
		return nil
	}
	return []Fault{{
		Field: field, Problem: "extra " + aroundInWords(value) + " around the " + name, Hint: "remove them", Trimmed: true,
	}}
}

const (
	hintClientID = "copy the Application (client) ID from App registrations > your app > Overview"
	hintTenant   = "use common, organizations, consumers, the Directory (tenant) ID from Overview, or a verified domain"
)

func faultsOfClientID(c Connection) []Fault {
	if c.atTestServer() {
		return faultsOfTestClientID(c)
	}
	id, trimmed := c.ClientID, strings.Trim(c.ClientID, around)
	if faults := misplacedSecret("client-id", "a client ID", id, hintClientID); faults != nil {
		return faults
	}
	fault := func(problem string) []Fault {
		return []Fault{{Field: "client-id", Problem: problem, Hint: hintClientID}}
	}
	switch {
	case trimmed == "":
		return fault("no client ID was given")
	case id != trimmed && entra.IsGUID(trimmed):
		return []Fault{aroundClientID}
	case entra.IsTenant(id) && !entra.IsGUID(id):
		return fault("this is a tenant, not a client ID; they may be swapped")
	case isEncoded(id):
		return fault("this is base64 of a client ID: decode it, and what was beside it")
	case !entra.IsGUID(id):
		return fault("not a client ID, which is a GUID such as 6731de76-14a6-49ae-97bc-6eba6914391e")
	case strings.Trim(id, "0-") == "":
		return fault("this client ID is a placeholder: all zeros")
	case strings.EqualFold(id, entra.ConsumersTenant):
		return fault("this is the tenant of personal Microsoft accounts, not a client ID")
	case strings.EqualFold(id, c.Tenant):
		return []Fault{{
			Field: "client-id", Problem: "client ID and tenant are the same GUID; one of them was probably pasted twice",
			Hint: "Overview shows both: Application (client) ID and Directory (tenant) ID",
		}}
	}
	return nil
}

// isEncoded holds for base64 of a GUID, as a Secret of Kubernetes has it.
func isEncoded(id string) bool {
	plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(id))
	return err == nil && entra.IsGUID(strings.TrimSpace(string(plain)))
}

var aroundClientID = Fault{
	Field: "client-id", Problem: "extra quotes or spaces around the client ID", Hint: "remove them", Trimmed: true,
}

func faultsOfTenant(c Connection) []Fault {
	if c.Authority != "" {
		return faultsOfTestTenant(c)
	}
	if faults := misplacedSecret("tenant", "a tenant", c.Tenant, hintTenant); faults != nil {
		return faults
	}
	trimmed := strings.Trim(c.Tenant, around)
	f := Fault{Field: "tenant"}
	switch {
	case c.Tenant != trimmed && entra.IsTenant(trimmed):
		f.Problem, f.Hint, f.Trimmed = "extra quotes or spaces around the tenant", "remove them", true
	case !entra.IsTenant(c.Tenant) && tenantOfAddress(c, trimmed) != nil:
		return tenantOfAddress(c, trimmed)
	case !entra.IsTenant(c.Tenant):
		f.Problem, f.Hint = "not a tenant ID, domain, common, organizations or consumers", hintTenant
	case c.Cloud != entra.Global && (c.Tenant == "consumers" || strings.EqualFold(c.Tenant, entra.ConsumersTenant)):
		f.Problem, f.Hint = "national clouds have no personal accounts", "use common, organizations or a tenant ID"
	default:
		return nil
	}
	return []Fault{f}
}

func faultsOfSecret(c Connection) []Fault {
	secret := c.Secret.Reveal()
	trimmed := strings.Trim(secret, around)
	fault := func(problem, hint string) []Fault {
		return []Fault{{Field: "secret", Problem: problem, Hint: hint}}
	}
	switch {
	case c.Public && secret != "":
		return fault("a public client has no secret, but one was given", "leave out --public or the secret")
	case c.Public:
		return nil
	case trimmed == "":
		return fault("no client secret was given",
			"use --secret-file, --secret-env or --secret-stdin; for an app without a secret, use --public")
	case entra.IsGUID(trimmed) && !c.atTestServer():
		return fault("this is a GUID, so it is probably the Secret ID; the secret is the Value",
			"Certificates & secrets > Client secrets has two columns; the Value is shown only once, "+
				"so create a new secret and copy its Value")
	case secret != trimmed:
		return []Fault{{
			Field: "secret", Problem: "extra " + aroundInWords(secret) + " around the secret",
			Hint: "remove them; they would be sent as part of the secret", Trimmed: true,
		}}
	case len(secret) > 4096:
		return fault("the secret is longer than 4096 characters", "copy only the Value, which has about 40 characters")
	case c.atTestServer() && !strings.ContainsFunc(secret, notVisible): // RFC 6749 appendix A.2 allows spaces
	case strings.ContainsFunc(secret, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return fault("there is a space or a line end inside the secret", "copy it again, without line breaks")
	}
	return nil
}

// pathSegment is the name of a tenant at a test server: one segment, which no server reads as the
// parent folder.
var pathSegment = lazy.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$`)

func faultsOfTestTenant(c Connection) []Fault {
	if pathSegment.MatchString(c.Tenant) {
		return nil
	}
	return []Fault{{
		Field: "tenant", Problem: "the tenant must fit into one segment of a path",
		Hint: "use letters, digits, dots and hyphens",
	}}
}

// aroundInWords names what surrounds a secret without showing the secret.
func aroundInWords(secret string) string {
	var words []string
	lead := secret[:len(secret)-len(strings.TrimLeft(secret, around))]
	tail := secret[len(strings.TrimRight(secret, around)):]
	for _, kind := range []struct{ chars, word string }{
		{"\"'`\u201c\u201d\u2018\u2019", "quotes"},
		{" \t\u00a0\ufeff\u200b", "spaces"},
		{"\r", "carriage returns"},
		{"\n", "line ends"},
	} {
		if strings.ContainsAny(lead+tail, kind.chars) {
			words = append(words, kind.word)
		}
	}
	return strings.Join(words, " and ")
}

func faultsOfAuthority(c Connection) []Fault {
	fault := func(problem, hint string) []Fault {
		return []Fault{{Field: "authority", Problem: problem, Hint: hint}}
	}
	if !c.Cloud.IsKnown() {
		return []Fault{{Field: "cloud", Problem: "unknown cloud", Hint: "use global, usgov or china"}}
	}
	if c.Authority == "" {
		return nil
	}
	u, err := url.Parse(c.Authority)
	switch {
	case err != nil || u.Hostname() == "" || !hasUsablePort(u) || strings.ContainsFunc(c.Authority, notPrintable):
		return fault("not a valid address", "use https://HOST, or http://127.0.0.1:PORT for a server on this machine")
	case u.User != nil || strings.ContainsAny(c.Authority, "?#"):
		return fault("the address has a user name, a query or a fragment", "use https://HOST[:PORT][/PATH]")
	case u.Scheme != "https" && !isLocalHTTP(u):
		return fault("the address is not https",
			"the secret would be sent unencrypted; only a server on this machine may use http")
	case hasOddPath(u):
		return fault("the path of the address has .., \\, ; or //", "use a path without them")
	case isLoginHost(u.Hostname()):
		return fault("this is a Microsoft server",
			"leave out the authority; choose the cloud with --cloud and the tenant with --tenant")
	case !c.TrustAuthority:
		receives := "it would receive the client secret"
		if c.Public {
			receives = "you would sign in there"
		}
		return fault("this is not a Microsoft server, and "+receives,
			"if it is your test server, add --trust-authority; for a national cloud, use --cloud")
	}
	return nil
}

// hasOddPath reports whether servers may read the path of an address in different ways.
func hasOddPath(u *url.URL) bool {
	return strings.ContainsAny(u.Path, `\;`) || strings.Contains(u.Path, "//") ||
		slices.Contains(strings.Split(u.Path, "/"), "..")
}

// hasUsablePort reports whether an address has no port or a valid one.
func hasUsablePort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.Atoi(u.Port())
	return err == nil && isPort(n)
}

// isLoginHost reports whether a host is a login host of Microsoft's, in any letter case.
func isLoginHost(host string) bool {
	_, ok := entra.CloudOfHost(strings.ToLower(host))
	return ok
}

func faultsOfRequest(c Connection) []Fault {
	var faults []Fault
	add := func(field, problem, hint string) {
		faults = append(faults, Fault{Field: field, Problem: problem, Hint: hint})
	}
	if c.ResponseMode != ModeFormPost && c.ResponseMode != ModeQuery {
		add("response-mode", "unknown response mode", "use form_post or query")
	}
	if !slices.Contains([]string{"", "login", "none", "consent", "select_account"}, c.Prompt) {
		add("prompt", "unknown prompt", "use login, none, consent or select_account")
	}
	if c.Prompt == "select_account" && c.LoginHint != "" {
		add("prompt", "select_account doesn't work with a login hint", "leave one of them out")
	}
	if !slices.Contains(c.Scopes, "openid") {
		add("scope", "the scope openid is missing, so there would be no ID token",
			`use at least --scope "openid profile email"`)
	}
	if strings.ContainsFunc(strings.Join(c.Scopes, ""), notInScope) || len(strings.Join(c.Scopes, " ")) > 2048 {
		add("scope", "a scope has invalid characters, or there are too many", `use a list such as "openid profile email"`)
	}
	for _, field := range []struct{ name, value string }{
		{"login-hint", c.LoginHint}, {"domain-hint", c.DomainHint},
	} {
		if strings.ContainsFunc(field.value, unicode.IsControl) || len(field.value) > 2048 {
			add(field.name, "the value has control characters or is too long", "enter it again")
		}
	}
	return faults
}

// notInScope reports whether RFC 6749 section 3.3 does not allow a character.
func notInScope(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }
