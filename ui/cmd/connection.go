package cmd

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edov/flow"
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
	name           string // of the saved connection to begin with
	noHistory      bool
}

// add registers all of them; addConnection those that a saved connection has.
func (f *connectionFlags) add(c *cobra.Command) {
	f.addConnection(c)
	s := c.Flags()
	s.StringVar(&f.browser, "browser", "auto", "auto, none or a `COMMAND`")
	s.DurationVar(&f.timeout, "timeout", flow.DefaultTimeout, "how long to wait for you")
	s.StringVar(&f.save, "save", "", "keep the session in `FILE`, without secret, code or signatures")
	s.StringVar(&f.app, "app", "", "judge the app registration along: a `FILE`, or live for Microsoft Graph")
	s.BoolVar(&f.me, "me", false, "also ask Microsoft Graph about the user, as some products do (scope "+flow.ScopeMe+")")
	s.StringVar(&f.caFile, "ca-file", "", "trust the PEM certificates in `FILE` too")
	s.StringVar(&f.authority, "authority", "", "sign in at a test server at `URL`; needs --trust-authority")
	s.BoolVar(&f.trustAuthority, "trust-authority", false, "the server of --authority may see the client secret")
	addSaved(c, &f.name)
	s.BoolVar(&f.noHistory, "no-history", false, "keep no report; also with EDOV_NO_HISTORY=1")
}

// addSaved registers the flag that names a saved connection.
func addSaved(c *cobra.Command, name *string) {
	c.Flags().StringVar(name, "connection", "", "the saved connection `NAME`; other flags win over it")
}

func (f *connectionFlags) addConnection(c *cobra.Command) {
	s := c.Flags()
	s.StringVar(&f.clientID, "client-id", "", "Application (client) `ID` of the app registration")
	s.StringVar(&f.tenant, "tenant", "common", "common, organizations, consumers, a tenant ID or a verified domain")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	f.secret.add(c, "")
	s.BoolVar(&f.public, "public", false, "a public client: send no secret")
	s.StringVar(&f.expires, "secret-expires", "", "the secret's end `DATE`, 2027-01-31")
	s.IntVar(&f.port, "port", 0, "port of the redirect URI (default 8400)")
	s.IntSliceVar(&f.fallbackPorts, "fallback-port", nil, "ports to try in this order when the first is taken")
	s.StringVar(&f.redirectURI, "redirect-uri", "", "redirect `URI` as registered (default http://localhost:8400/callback)")
	s.StringVar(&f.responseMode, "response-mode", flow.ModeFormPost, "form_post or query")
	s.StringSliceVar(&f.scope, "scope", nil, "scopes to ask for (default \"openid profile email\")")
	s.StringVar(&f.prompt, "prompt", "", "login, none, consent or select_account")
	s.StringVar(&f.loginHint, "login-hint", "", "fills in the user's name")
	s.StringVar(&f.domainHint, "domain-hint", "", "a domain, organizations or consumers")
	s.StringVar(&f.product, "product", "", "the auth `PRODUCT` it is for: "+strings.Join(flow.Products(), ", "))
	s.StringVar(&f.productURI, "product-redirect-uri", "", "the redirect `URI` that the product's dashboard shows")
	s.StringVar(&f.publishableKey, "publishable-key", "", "of the Clerk instance, `pk_live_...`; its redirect URI follows")
}

// connection turns the flags into a Connection without its secret.
func (f *connectionFlags) connection() (flow.Connection, error) {
	c := flow.Connection{
		Cloud: flow.Cloud(f.cloud), Authority: f.authority, TrustAuthority: f.trustAuthority, Tenant: f.tenant, ClientID: f.clientID,
		Public: f.public, RedirectURI: f.redirectURI, FallbackPorts: f.fallbackPorts, ResponseMode: f.responseMode,
		Prompt: f.prompt, LoginHint: f.loginHint, DomainHint: f.domainHint,
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
			return c, usageError("--port and --redirect-uri say the same thing twice", "give one of them")
		}
		if f.port < 1 || f.port > 65535 {
			return c, usageError("--port is not between 1 and 65535", "use a port such as 8400")
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

// takeClerkKey fills in what follows from Clerk's publishable key.
func (f *connectionFlags) takeClerkKey(c *flow.Connection) error {
	if f.publishableKey == "" {
		return nil
	}
	key, err := flow.ParsePublishableKey(f.publishableKey)
	if err != nil {
		return usageError("--publishable-key: "+err.Error(), "Clerk Dashboard > API keys shows it")
	}
	if c.Product != "" && c.Product != "Clerk" {
		return usageError("--publishable-key is Clerk's, and --product is "+quoted(c.Product), "give one of them")
	}
	c.Product, c.PublishableKey = "Clerk", strings.TrimSpace(f.publishableKey)
	if c.ProductRedirectURI == "" {
		c.ProductRedirectURI = key.RedirectURI()
	}
	return nil
}

// parseDate reads the end of a secret.
func parseDate(text string) (time.Time, error) {
	end, err := flow.ParseExpiry(text)
	if err != nil {
		return end, usageError("the date "+quoted(text)+" cannot be read", "write it as 2027-01-31 or 2027-01-31T12:00:00Z")
	}
	return end, nil
}

// faultsError tells all that is wrong with a connection at once, each fault
// with its own hint.
func faultsError(faults []flow.Fault) error {
	var all []*exitError
	for _, f := range faults {
		all = append(all, &exitError{code: ExitUsage, what: f.Error(), hints: []string{f.Hint}})
	}
	first := all[0]
	first.more = all[1:]
	return first
}
