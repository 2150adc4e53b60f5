package cmd

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/entra"
)

// connectionFlags are the flags that describe a connection.
type connectionFlags struct {
	clientID, tenant, cloud       string
	authority                     string
	trustAuthority, public        bool
	port                          int
	fallbackPorts                 []int
	redirectURI, responseMode     string
	scope                         []string
	prompt, loginHint, domainHint string
	secret                        secretFlags
	expires                       string
	browser, save, caFile         string
	me                            bool
	app, product, productURI      string
	timeout                       time.Duration

	publishableKey string
	name           string // of the saved connection that the flags apply to
	noHistory      bool
}

// add registers all of them; addConnection registers those that are saved with a
// connection.
func (f *connectionFlags) add(c *cobra.Command) {
	f.addConnection(c)
	s := c.Flags()
	s.StringVar(&f.browser, "browser", "auto", "auto, none or a `COMMAND`")
	s.DurationVar(&f.timeout, "timeout", flow.DefaultTimeout, "how long to wait for you to sign in")
	s.StringVar(&f.save, "save", "", "save the session to `FILE`, without secret, code or signatures")
	s.StringVar(&f.app, "app", "", "also check the app registration: in a `FILE`, or live from Microsoft Graph")
	s.BoolVar(&f.me, "me", false,
		"also read the user's profile from Microsoft Graph, as some products do (scope "+flow.ScopeMe+")")
	s.StringVar(&f.caFile, "ca-file", "", "also trust the PEM certificates in `FILE`")
	addAuthority(c, &f.authority, &f.trustAuthority)
	addSaved(c, &f.name)
	s.BoolVar(&f.noHistory, "no-history", false, "don't save the report; same as EDOV_NO_HISTORY=1")
}

// addSaved registers the flag that names a saved connection.
func addSaved(c *cobra.Command, name *string) {
	c.Flags().StringVar(name, "connection", "", "the saved connection `NAME`; other flags override it")
}

func (f *connectionFlags) addConnection(c *cobra.Command) {
	s := c.Flags()
	s.StringVar(&f.clientID, "client-id", "", "Application (client) `ID` of the app registration")
	s.StringVar(&f.tenant, "tenant", "common", "common, organizations, consumers, a tenant ID or a verified domain")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	f.secret.add(c, "")
	s.BoolVar(&f.public, "public", false, "a public client: no secret is sent")
	s.StringVar(&f.expires, "secret-expires", "", secretExpiresUsage)
	s.IntVar(&f.port, "port", 0, "port of the redirect URI (default 8400)")
	s.IntSliceVar(&f.fallbackPorts, "fallback-port", nil, "ports to try, in this order, if the first is in use")
	s.StringVar(&f.redirectURI, "redirect-uri", "",
		"the redirect `URI` as registered (default "+flow.DefaultRedirectURI+")")
	s.StringVar(&f.responseMode, "response-mode", flow.ModeFormPost, "form_post or query")
	s.StringSliceVar(&f.scope, "scope", nil, "scopes to request (default \"openid profile email\")")
	s.StringVar(&f.prompt, "prompt", "", "login, none, consent or select_account")
	s.StringVar(&f.loginHint, "login-hint", "", "the username to fill in on the sign-in page")
	s.StringVar(&f.domainHint, "domain-hint", "", "a domain, organizations or consumers")
	addProductFlags(c, &f.product, &f.productURI)
	s.StringVar(&f.publishableKey, "publishable-key", "",
		"the publishable `KEY` of the Clerk instance; also sets the product and its redirect URI")
}

const secretExpiresUsage = "the expiry `DATE` of the client secret, such as 2027-01-31"

// addProductFlags registers the flags that name the auth product.
func addProductFlags(c *cobra.Command, product, redirectURI *string) {
	s := c.Flags()
	s.StringVar(product, "product", "", "the auth `PRODUCT` the app is for: "+listed(productWords()))
	s.StringVar(redirectURI, "product-redirect-uri", "", "the redirect `URI` that the product's dashboard shows")
}

// connection turns the flags into a Connection without its secret.
func (f *connectionFlags) connection() (flow.Connection, error) {
	c := flow.Connection{
		Cloud: entra.Cloud(f.cloud), Authority: f.authority, TrustAuthority: f.trustAuthority, Tenant: f.tenant,
		ClientID: f.clientID, Public: f.public, RedirectURI: f.redirectURI, FallbackPorts: f.fallbackPorts,
		ResponseMode: f.responseMode,
		Prompt:       f.prompt, LoginHint: f.loginHint, DomainHint: f.domainHint,
		Product: f.product, ProductRedirectURI: f.productURI,
	}
	var err error
	if c.Product, err = knownProduct(f.product); err != nil {
		return c, err
	}
	if err := f.takeClerkKey(&c); err != nil {
		return c, err
	}
	for _, s := range f.scope {
		c.Scopes = append(c.Scopes, strings.Fields(s)...)
	}
	if f.port != 0 {
		if f.redirectURI != "" {
			return c, usageError("--port and --redirect-uri both set the port", "use one of them")
		}
		if f.port < 1 || f.port > 65535 {
			return c, usageError("--port must be between 1 and 65535", "use a port such as 8400")
		}
		c.RedirectURI = redirectURIAt(f.port)
	}
	if f.expires != "" {
		end, err := parseDate(f.expires)
		if err != nil {
			return c, err
		}
		c.SecretExpires = end
	}
	return c, nil
}

// connectionFields are the parts of a connection that flags set. A flag that is given
// overrides the saved connection.
var connectionFields = []struct {
	flags []string
	copy  func(to, from *flow.Connection)
}{
	{[]string{"client-id"}, func(to, from *flow.Connection) { to.ClientID = from.ClientID }},
	{[]string{"tenant"}, func(to, from *flow.Connection) { to.Tenant = from.Tenant }},
	{[]string{"cloud"}, func(to, from *flow.Connection) { to.Cloud = from.Cloud }},
	{[]string{"public"}, func(to, from *flow.Connection) { to.Public = from.Public }},
	{[]string{"secret-expires"}, func(to, from *flow.Connection) { to.SecretExpires = from.SecretExpires }},
	{[]string{"port", "redirect-uri"}, func(to, from *flow.Connection) { to.RedirectURI = from.RedirectURI }},
	{[]string{"fallback-port"}, func(to, from *flow.Connection) { to.FallbackPorts = from.FallbackPorts }},
	{[]string{"response-mode"}, func(to, from *flow.Connection) { to.ResponseMode = from.ResponseMode }},
	{[]string{"scope"}, func(to, from *flow.Connection) { to.Scopes = from.Scopes }},
	{[]string{"prompt"}, func(to, from *flow.Connection) { to.Prompt = from.Prompt }},
	{[]string{"login-hint"}, func(to, from *flow.Connection) { to.LoginHint = from.LoginHint }},
	{[]string{"domain-hint"}, func(to, from *flow.Connection) { to.DomainHint = from.DomainHint }},
	{[]string{"product", "publishable-key"}, func(to, from *flow.Connection) { to.Product = from.Product }},
	{[]string{"product-redirect-uri", "publishable-key"}, func(to, from *flow.Connection) {
		to.ProductRedirectURI = from.ProductRedirectURI
	}},
	{[]string{"publishable-key"}, func(to, from *flow.Connection) { to.PublishableKey = from.PublishableKey }},
}

// over applies the flags that were given to a connection.
func (f *connectionFlags) over(base flow.Connection, given func(flag string) bool) (flow.Connection, error) {
	c, err := f.connection()
	if err != nil {
		return c, err
	}
	c.Name = base.Name
	if given("product") || f.publishableKey != "" {
		base.ChangeProduct(c.Product)
	}
	for _, field := range connectionFields {
		set := false
		for i, flag := range field.flags {
			// The publishable key sets the product and its redirect URI too, unless it is removed.
			set = set || given(flag) && (i == 0 || flag != "publishable-key" || f.publishableKey != "")
		}
		if !set {
			field.copy(&c, &base)
		}
	}
	return c, nil
}

// takeClerkKey sets what follows from the publishable key of a Clerk instance.
func (f *connectionFlags) takeClerkKey(c *flow.Connection) error {
	if f.publishableKey == "" {
		return nil
	}
	if faults := flow.FaultAround("publishable-key", "publishable key", f.publishableKey); len(faults) > 0 {
		return faultsError(faults)
	}
	key, err := flow.ParsePublishableKey(f.publishableKey)
	if err != nil {
		return usageError("--publishable-key: "+err.Error(), keyHint)
	}
	if c.Product != "" && c.Product != "Clerk" {
		return usageError("--publishable-key is for Clerk, but --product is "+quoted(c.Product), "use one of them")
	}
	c.Product, c.PublishableKey = "Clerk", f.publishableKey
	if c.ProductRedirectURI == "" {
		c.ProductRedirectURI = key.RedirectURI()
	}
	return nil
}

// parseDate reads the expiry date of a secret.
func parseDate(text string) (time.Time, error) {
	end, err := flow.ParseExpiry(text)
	if err != nil {
		return end, usageError("invalid date "+quoted(text), "use YYYY-MM-DD, such as 2027-01-31, or 2027-01-31T12:00:00Z")
	}
	return end, nil
}
