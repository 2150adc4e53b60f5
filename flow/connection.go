package flow

import (
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/entra"
)

// DefaultRedirectURI has a fixed port and path, because Microsoft does not seem to ignore
// the port of a loopback redirect URI for personal accounts, and because a fixed port
// can be forwarded with ssh -L.
const DefaultRedirectURI = "http://localhost:8400/callback"

// DefaultPort is the port of DefaultRedirectURI.
const DefaultPort = 8400

// The response modes that edov can request (OAuth 2.0 Form Post Response Mode).
const (
	ModeFormPost = "form_post"
	ModeQuery    = "query"
)

// Connection is what edov needs to sign in as an app.
type Connection struct {
	Name  string
	Cloud entra.Cloud // zero: Global
	// Authority replaces the cloud's login host: "https://host[:port]", or with a path
	// the base of /.well-known/openid-configuration. It needs TrustAuthority.
	Authority      string
	TrustAuthority bool
	Demo           bool   // the authority is the demo tenant, which plays Microsoft
	Tenant         string // common, organizations, consumers, a GUID or a verified domain; zero: common
	ClientID       string
	Secret         Secret
	Public         bool     // a public client: no secret is sent
	Scopes         []string // zero: openid profile email
	RedirectURI    string   // zero: DefaultRedirectURI
	FallbackPorts  []int    // tried in this order if the redirect URI's port is in use
	AnyPort        bool     // any free port of this machine; for servers that ignore the port
	ResponseMode   string   // zero: ModeFormPost
	Prompt         string
	LoginHint      string
	DomainHint     string
	SecretExpires  time.Time // zero: not known
	// Product is the auth product that the app is for, one of Products or any other name;
	// empty: not known.
	Product string
	// ProductRedirectURI is the redirect URI of that product, as its dashboard shows it.
	// edov does not sign in with it.
	ProductRedirectURI string
	// PublishableKey is the publishable key of the Clerk instance. It is public, and
	// determines the redirect URI.
	PublishableKey string
}

// RedirectPort is the port of the redirect URI, on which edov listens.
func (c Connection) RedirectPort() string {
	u, err := url.Parse(c.withDefaults().RedirectURI)
	switch {
	case err != nil:
		return ""
	case u.Port() == "" && u.Scheme == "http":
		return "80"
	}
	return u.Port()
}

// SetRedirectPort changes only the port of the redirect URI.
func (c *Connection) SetRedirectPort(port string) {
	u, err := url.Parse(c.withDefaults().RedirectURI)
	if err != nil || port == c.RedirectPort() {
		return
	}
	u.Host = net.JoinHostPort(u.Hostname(), port)
	c.RedirectURI = u.String()
}

// ChangeProduct names the auth product. What was said of another one before is dropped: its redirect URI, and the
// publishable key of a Clerk instance, from which that follows. It reports whether there was something to drop.
func (c *Connection) ChangeProduct(product string) (dropped bool) {
	if otherProduct(c.Product, product) {
		dropped = c.ProductRedirectURI != "" || c.PublishableKey != ""
		c.ProductRedirectURI, c.PublishableKey = "", ""
	}
	c.Product = product
	return dropped
}

// ChangeProduct is that of Connection, for what a session was asked for.
func (r *Request) ChangeProduct(product string) {
	if otherProduct(r.Product, product) {
		r.ProductRedirectURI = ""
	}
	r.Product = product
}

// otherProduct holds where the product before was named: a redirect URI of no product is that of the one named now.
func otherProduct(before, now string) bool { return before != "" && !strings.EqualFold(before, now) }

// Products are the auth products that edov knows by name.
func Products() []string { return []string{"Clerk", "Supabase", "Hanko", "Auth.js", "better-auth"} }

// RedirectExample is what the redirect URI of an auth product looks like.
func RedirectExample(product string) string {
	switch strings.ToLower(product) {
	case "", "clerk":
		return "https://clerk.example.com/v1/oauth_callback"
	case "supabase":
		return "https://abcdefgh.supabase.co/auth/v1/callback"
	case "hanko":
		return "https://12345678.hanko.io/thirdparty/callback"
	case "auth.js":
		return "https://example.com/api/auth/callback/microsoft-entra-id"
	case "better-auth":
		return "https://example.com/api/auth/callback/microsoft"
	}
	return "https://example.com/callback"
}

// Fault is one thing that is wrong with a Connection, found before anything is sent.
type Fault struct {
	Field   string // "client-id", "tenant", "secret", ... as the flags are named
	Problem string // one line, lower case, without the value of a secret
	Hint    string // what to do
	// Trimmed is set if the value would be valid without the quotes, spaces or line ends
	// around it.
	Trimmed bool
	// HoldsSecret is set if the value looks like a client secret in the wrong place, which may be known to others now.
	HoldsSecret bool
}

func (f Fault) Error() string { return f.Field + ": " + f.Problem }

// LastDay is the last day on which a secret with this expiry works, as the portal shows
// it: 2027-01-31.
func LastDay(end time.Time) string { return end.UTC().Add(-time.Second).Format(time.DateOnly) }

// ParseExpiry reads the expiry date of a secret as the portal shows it: a day, which counts
// until its end in UTC, or a time of RFC 3339.
func ParseExpiry(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if day, noTime := time.Parse(time.DateOnly, text); noTime == nil {
		at, err = day.AddDate(0, 0, 1), nil
	}
	if err != nil || !appreg.IsDate(at) {
		return time.Time{}, errors.New("invalid date")
	}
	return at.UTC(), nil
}

// TypedRegistration is what is known of the app registration of a connection without reading it: when the user said
// that the secret expires.
func (c Connection) TypedRegistration() *appreg.App {
	return appreg.Typed(c.ClientID, c.Name, "", c.SecretExpires)
}
