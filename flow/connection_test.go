package flow

import (
	"slices"
	"strings"
	"testing"

	"edov/flow/entra"
)

func goodConnection() Connection {
	return Connection{ClientID: testClientID, Secret: NewSecret("abC8Q~not.a-real_secret~0123456789abcde")}
}

func TestGoodConnections(t *testing.T) {
	for name, change := range map[string]func(*Connection){
		"all defaults":       func(*Connection) {},
		"public":             func(c *Connection) { c.Public, c.Secret = true, Secret{} },
		"tenant ID":          func(c *Connection) { c.Tenant = testTenant },
		"tenant in capitals": func(c *Connection) { c.Tenant = strings.ToUpper(testTenant) },
		"domain":             func(c *Connection) { c.Tenant = "contoso.onmicrosoft.com" },
		"punycode domain":    func(c *Connection) { c.Tenant = "xn--mnchen-3ya.example" },
		"consumers":          func(c *Connection) { c.Tenant = "consumers" },
		"US government":      func(c *Connection) { c.Cloud, c.Tenant = entra.USGov, "organizations" },
		"127.0.0.1":          func(c *Connection) { c.RedirectURI = "http://127.0.0.1:8400/callback" },
		"no port":            func(c *Connection) { c.RedirectURI = "http://localhost/callback" },
		"root path":          func(c *Connection) { c.RedirectURI = "http://localhost:8400/" },
		"any port":           func(c *Connection) { c.RedirectURI, c.AnyPort = "http://localhost:0/callback", true },
		"query":              func(c *Connection) { c.ResponseMode = ModeQuery },
		"test server": func(c *Connection) {
			c.Authority, c.TrustAuthority = "https://id.example:8443/realm", true
		},
		"test server here":    func(c *Connection) { c.Authority, c.TrustAuthority = "http://127.0.0.1:1234", true },
		"test server on IPv6": func(c *Connection) { c.Authority, c.TrustAuthority = "http://[::1]:1234/", true },
		"scopes in one text":  func(c *Connection) { c.Scopes = []string{"openid profile", "api://x/test"} },
		"own tenant of a test one": func(c *Connection) {
			c.Authority, c.TrustAuthority, c.Tenant = "https://id.example", true, "acme"
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := goodConnection()
			change(&c)
			if faults := c.Validate(); len(faults) > 0 {
				t.Errorf("faults: %+v", faults)
			}
		})
	}
}

type faultCase struct {
	name, field, problem string
	trimmed              bool
	change               func(*Connection)
}

func faultCases() []faultCase {
	const secret = "abC8Q~not.a-real_secret~0123456789abcde"
	set := func(field *string, value string) { *field = value }
	return []faultCase{
		{"no client ID", "client-id", "no client ID", false, func(c *Connection) { c.ClientID = "" }},
		{"client ID is a name", "client-id", "is a GUID", false, func(c *Connection) { c.ClientID = "my app" }},
		{"client ID cut off", "client-id", "is a GUID", false, func(c *Connection) { c.ClientID = testClientID[:35] }},
		{
			"client ID quoted", "client-id", "quotes or spaces", true,
			func(c *Connection) { c.ClientID = `"` + testClientID + "\"\n" },
		},
		{
			"swapped with a word", "client-id", "swapped", false,
			func(c *Connection) { c.ClientID, c.Tenant = "common", testClientID },
		},
		{
			"swapped with a domain", "client-id", "swapped", false,
			func(c *Connection) { c.ClientID, c.Tenant = "contoso.com", testClientID },
		},
		{
			"the consumers tenant", "client-id", "tenant of personal", false,
			func(c *Connection) { c.ClientID = strings.ToUpper(entra.ConsumersTenant) },
		},
		{"the same twice", "client-id", "same GUID", false, func(c *Connection) { c.Tenant = strings.ToUpper(testClientID) }},
		{
			"client ID is a secret", "client-id", "looks like a client secret, not a client ID", false,
			func(c *Connection) { c.ClientID = secret },
		},
		{
			"tenant is a secret", "tenant", "looks like a client secret, not a tenant", false,
			func(c *Connection) { c.Tenant = " " + secret },
		},
		{
			"tenant in an address", "tenant", "its tenant is contoso.example", false,
			func(c *Connection) { c.Tenant = "https://login.microsoftonline.com/contoso.example/v2.0" },
		},
		{
			"tenant in an address without a scheme", "tenant", "its tenant is common", false,
			func(c *Connection) { c.Tenant = "login.microsoftonline.com/common" },
		},
		{
			"tenant in an address of another cloud", "tenant", "its tenant is " + testTenant, false,
			func(c *Connection) { c.Tenant = "https://login.microsoftonline.us/" + testTenant },
		},
		{
			"an address without a tenant", "tenant", "not a tenant ID", false,
			func(c *Connection) { c.Tenant = "https://login.microsoftonline.com/" },
		},
		{"tenant is a word", "tenant", "not a tenant ID", false, func(c *Connection) { c.Tenant = "contoso" }},
		{
			"tenant is an address", "tenant", "not a tenant ID", false,
			func(c *Connection) { c.Tenant = "https://contoso.com" },
		},
		{"tenant walks up", "tenant", "not a tenant ID", false, func(c *Connection) { c.Tenant = "../contoso.com" }},
		{"tenant with blanks", "tenant", "quotes or spaces", true, func(c *Connection) { c.Tenant = " common\u00a0" }},
		{
			"consumers in China", "tenant", "national cloud", false,
			func(c *Connection) { c.Cloud, c.Tenant = entra.China, "consumers" },
		},
		{
			"consumers by GUID", "tenant", "national cloud", false,
			func(c *Connection) { c.Cloud, c.Tenant = entra.USGov, entra.ConsumersTenant },
		},
		{
			"test tenant walks up", "tenant", "one segment of a path", false,
			func(c *Connection) { c.Authority, c.TrustAuthority, c.Tenant = "https://id.example", true, ".." },
		},
		{"no such cloud", "cloud", "unknown cloud", false, func(c *Connection) { c.Cloud = "mars" }},
		{"no secret", "secret", "no client secret", false, func(c *Connection) { c.Secret = Secret{} }},
		{"only quotes", "secret", "no client secret", false, func(c *Connection) { c.Secret = NewSecret(`""`) }},
		{"secret ID", "secret", "probably the Secret ID", false, func(c *Connection) { c.Secret = NewSecret(testTenant) }},
		{
			"secret ID quoted", "secret", "probably the Secret ID", false,
			func(c *Connection) { c.Secret = NewSecret("'" + strings.ToUpper(testTenant) + "'\n") },
		},
		{
			"secret quoted", "secret", "extra quotes around", true,
			func(c *Connection) { c.Secret = NewSecret(`"` + secret + `"`) },
		},
		{
			"secret with CRLF", "secret", "carriage returns and line ends around", true,
			func(c *Connection) { c.Secret = NewSecret(secret + "\r\n") },
		},
		{
			"secret with blanks", "secret", "spaces around", true,
			func(c *Connection) { c.Secret = NewSecret("\t" + secret + " ") },
		},
		{
			"blank inside", "secret", "inside the secret", false,
			func(c *Connection) { c.Secret = NewSecret(secret + " " + secret) },
		},
		{"NUL inside", "secret", "inside the secret", false, func(c *Connection) { c.Secret = NewSecret(secret + "\x00x") }},
		{
			"long secret", "secret", "longer than", false,
			func(c *Connection) { c.Secret = NewSecret(strings.Repeat("x", 4097)) },
		},
		{"public with a secret", "secret", "public client", false, func(c *Connection) { c.Public = true }},
		{
			"response mode", "response-mode", "unknown response mode", false,
			func(c *Connection) { set(&c.ResponseMode, "fragment") },
		},
		{"prompt", "prompt", "unknown prompt", false, func(c *Connection) { set(&c.Prompt, "create") }},
		{
			"prompt and hint", "prompt", "doesn't work with a login hint", false,
			func(c *Connection) { c.Prompt, c.LoginHint = "select_account", "a@b.example" },
		},
		{"no openid", "scope", "openid is missing", false, func(c *Connection) { c.Scopes = []string{"profile", "email"} }},
		{
			"scope with a quote", "scope", "invalid characters", false,
			func(c *Connection) { c.Scopes = []string{"openid", `a"b`} },
		},
		{"hint with ESC", "login-hint", "control characters", false, func(c *Connection) { c.LoginHint = "\x1b[2J" }},
		{
			"secret in a word processor's quotes", "secret", "quotes around", true,
			func(c *Connection) { c.Secret = NewSecret("\u201c" + secret + "\u201d") },
		},
		{
			"secret with a byte order mark", "secret", "spaces around", true,
			func(c *Connection) { c.Secret = NewSecret("\ufeff" + secret) },
		},
		{
			"tenant ID in braces", "tenant", "not a tenant ID", false,
			func(c *Connection) { c.Tenant = "{" + testTenant + "}" },
		},
		{
			"too many scopes", "scope", "too many", false,
			func(c *Connection) { c.Scopes = []string{"openid", strings.Repeat("s", 2048)} },
		},
		{"long login hint", "login-hint", "too long", false, func(c *Connection) { c.LoginHint = strings.Repeat("a", 2049) }},
		{
			"domain hint with CRLF", "domain-hint", "control characters", false,
			func(c *Connection) { c.DomainHint = "a\r\nb" },
		},
		{
			"fallback port", "fallback-port", "between 1 and 65535", false,
			func(c *Connection) { c.FallbackPorts = []int{8401, 0} },
		},
	}
}

func TestFaults(t *testing.T) {
	for _, test := range faultCases() {
		t.Run(test.name, func(t *testing.T) {
			c := goodConnection()
			test.change(&c)
			faults := c.Validate()
			i := slices.IndexFunc(faults, func(f Fault) bool { return f.Field == test.field })
			if i < 0 {
				t.Fatalf("no fault of %s: %+v", test.field, faults)
			}
			f := faults[i]
			if len(faults) > 1 || !strings.Contains(f.Problem, test.problem) || f.Hint == "" || f.Trimmed != test.trimmed {
				t.Errorf("got %+v", faults)
			}
			if said := f.Error() + f.Hint; strings.Contains(said, "abC8Q~") || f.Field == "secret" &&
				strings.Contains(strings.ToLower(said), testTenant) {
				t.Error("the secret is in the fault")
			}
			if after := c.Trimmed().Validate(); f.Trimmed != (len(after) == 0) {
				t.Errorf("trimmed is %v, but then: %+v", f.Trimmed, after)
			}
		})
	}
}

// Only this machine may be a redirect URI (security 163).
func TestRedirectURIsRefused(t *testing.T) {
	for _, uri := range []string{
		"https://localhost:8400/callback", "http://0.0.0.0:8400/callback", "http://[::]:8400/callback",
		"http://[::1]:8400/callback",
		"http://localhost.evil.example:8400/callback", "http://127.0.0.1.nip.io:8400/callback",
		"http://127.0.0.2:8400/callback",
		"http://localhost:0/callback", "http://localhost:70000/callback", "http://localhost:-1/callback",
		"http://localhost:/callback", "http://localhost:x/callback",
		"http://localhost:8400/callback#", "http://localhost:8400/callback#x", "http://localhost:8400/callback?",
		"http://localhost:8400/callback?a=b",
		"http://user@localhost:8400/callback", "http://localhost@evil.example/callback", "http://localhost:8400",
		"http://localhost:8400/a/../b",
		"http://localhost:8400/%2e%2e/b", "http://localhost:8400//b", "http://localhost:8400/a b",
		"http://localhost:8400/a\n", "http://localhost:8400/a(b)",
		"http://localhost:8400/" + strings.Repeat("a", 250), "http://2130706433:8400/callback", "http://0x7f.1:8400/callback",
		"http://ⓛocalhost:8400/callback",
		"localhost:8400/callback", "//localhost:8400/callback", "/callback", "javascript:alert(1)", "file:///etc/passwd",
		"http:///callback", "http://:8400/callback",
		"http://LOCALHOST.:8400/callback", "http://localhost%00:8400/callback", "http://[::1%25lo]:8400/callback",
	} {
		c := goodConnection()
		c.RedirectURI = uri
		faults := c.Validate()
		if len(faults) == 0 {
			t.Errorf("%s is accepted", uri)
		}
		for _, f := range faults {
			if f.Field != "redirect-uri" || f.Hint == "" || strings.Contains(f.Problem, "evil") {
				t.Errorf("%s: %+v", uri, f)
			}
		}
	}
}

// [::1] is refused by Microsoft, not by us: the fault says so.
func TestRedirectToIPv6(t *testing.T) {
	c := goodConnection()
	c.RedirectURI = "http://[::1]:8400/callback"
	if f := c.Validate(); len(f) != 1 || !strings.Contains(f[0].Problem, "[::1]") ||
		!strings.Contains(f[0].Hint, "localhost") {
		t.Errorf("got %+v", f)
	}
}

// A server that is not Microsoft's, with and without the switch (security 161).
func TestAuthoritiesRefused(t *testing.T) {
	for _, authority := range []string{
		"http://evil.example", "http://127.0.0.1.evil.example", "http://localhost.evil.example", "ftp://id.example",
		"id.example", "https://", "https://:8443",
		"https://user:pw@id.example", "https://id.example?x", "https://id.example/?", "https://id.example#",
		"https://id.example/#x",
		"https://id.example/a/../b", "https://id.example/%2e%2e/b", "https://id.example//b", `https://id.example/a\b`,
		"https://id.example/a;b",
		"https://id.example:0", "https://id.example:99999", "https://id.example:", "https://id.example/ x",
		"https://id.example/\x1b", "https://ⅰd.example",
		"https://login.microsoftonline.com", "https://LOGIN.microsoftonline.com/common/v2.0",
		"https://login.microsoftonline.us",
		"file:///etc/passwd", "https://login.microsoftonline.com@evil.example",
	} {
		c := goodConnection()
		c.Authority, c.TrustAuthority = authority, true
		if f := c.Validate(); len(f) != 1 || f[0].Field != "authority" || f[0].Hint == "" ||
			strings.Contains(f[0].Error(), "pw") {
			t.Errorf("%s: %+v", authority, f)
		}
	}
	for _, authority := range []string{
		"https://evil.example", "http://127.0.0.1:1",
		"https://login.microsoftonline.com.evil.example",
	} {
		c := goodConnection()
		c.Authority = authority
		if f := c.Validate(); len(f) != 1 || !strings.Contains(f[0].Problem, "would receive the client secret") {
			t.Errorf("%s without the switch: %+v", authority, f)
		}
		c.Public, c.Secret = true, Secret{}
		if f := c.Validate(); len(f) != 1 || strings.Contains(f[0].Problem, "secret") {
			t.Errorf("%s without a secret: %+v", authority, f)
		}
	}
}

func TestRecordHoldsNoSecret(t *testing.T) {
	for secret, shape := range map[string]string{
		testTenant: "guid", "abC8Q~not.a-real_secret~0123456789abcde": "value", "short": "odd",
		"has a blank in its midst": "odd",
	} {
		c := goodConnection()
		c.Secret = NewSecret(secret)
		if r := c.record(); r.SecretShape != shape || r.ClientAuth != "secret" {
			t.Errorf("shape %q (%s), want %q", r.SecretShape, r.ClientAuth, shape)
		}
	}
	public := Connection{ClientID: testClientID, Public: true}.record()
	if public.ClientAuth != "none" || public.SecretShape != "" || public.Tenant != "common" ||
		public.Authority != "https://login.microsoftonline.com" {
		t.Errorf("got %+v", public)
	}
}

func TestEndpoints(t *testing.T) {
	md := Connection{Cloud: entra.USGov, Tenant: strings.ToUpper(testTenant)}.endpoints()
	if md.Issuer != "https://login.microsoftonline.us/"+testTenant+"/v2.0" ||
		md.TokenEndpoint != "https://login.microsoftonline.us/"+strings.ToUpper(testTenant)+"/oauth2/v2.0/token" {
		t.Errorf("got %+v", md)
	}
	if md := (Connection{}).endpoints(); md.Issuer != "https://login.microsoftonline.com/{tenantid}/v2.0" {
		t.Errorf("issuer %q", md.Issuer)
	}
	if md := (Connection{Authority: "https://id.example", TrustAuthority: true}).endpoints(); md != nil {
		t.Errorf("endpoints of a test server are not known beforehand: %+v", md)
	}
}

func TestTenantKeysURL(t *testing.T) {
	common := &Metadata{JWKSURI: "https://login.microsoftonline.com/common/discovery/v2.0/keys"}
	own := "https://login.microsoftonline.com/" + testTenant + "/discovery/v2.0/keys"
	if got := tenantKeysURL(common, testTenant); got != own {
		t.Errorf("got %q, want %q", got, own)
	}
	for name, got := range map[string]string{
		"no metadata":   tenantKeysURL(nil, testTenant),
		"no GUID":       tenantKeysURL(common, "../../evil"),
		"already own":   tenantKeysURL(&Metadata{JWKSURI: own}, testTenant),
		"other layout":  tenantKeysURL(&Metadata{JWKSURI: "https://id.example/keys"}, testTenant),
		"app, no GUID":  appKeysURL(common, testTenant, "api://shop"),
		"app, deeper":   appKeysURL(&Metadata{JWKSURI: "https://id.example/a/b/discovery/v2.0/keys"}, testTenant, testTenant),
		"deeper layout": tenantKeysURL(&Metadata{JWKSURI: "https://id.example/a/b/discovery/v2.0/keys"}, testTenant),
	} {
		if got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestExpiryWithinYears: an expiry date is one that a document can have.
func TestExpiryWithinYears(t *testing.T) {
	for text, want := range map[string]bool{
		"2027-01-31": true, "2027-01-31T12:00:00Z": true, "9999-12-30": true, "9999-12-31T23:59:59Z": true,
		"9999-12-31": false, "9999-12-31T23:59:59-01:00": false, "0000-05-05": false, "soon": false,
	} {
		if _, err := ParseExpiry(text); (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}
