package flow

import (
	"errors"
	"net"
	"net/url"
	"time"
)

// Cloud is one of Microsoft's clouds.
type Cloud string

// The clouds edov knows (entra national clouds; the German one closed in 2021).
const (
	CloudGlobal Cloud = "global"
	CloudUSGov  Cloud = "usgov"
	CloudChina  Cloud = "china"
)

// DefaultRedirectURI is fixed, port and path, because personal accounts seem
// not to ignore the port of a loopback redirect URI, and because a fixed port
// can be forwarded with ssh -L.
const DefaultRedirectURI = "http://localhost:8400/callback"

// The response modes edov can ask for (OAuth 2.0 Form Post Response Mode).
const (
	ModeFormPost = "form_post"
	ModeQuery    = "query"
)

// ConsumersTenant is the tenant that all personal Microsoft accounts belong to.
const ConsumersTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// Connection is what one needs to know to sign in as a given app.
type Connection struct {
	Name  string
	Cloud Cloud // zero: CloudGlobal
	// Authority replaces the cloud's login host: "https://host[:port]", or
	// with a path the base under which /.well-known/openid-configuration is
	// found. It needs TrustAuthority.
	Authority      string
	TrustAuthority bool
	Demo           bool   // the authority is the demo tenant, which plays Microsoft
	Tenant         string // common, organizations, consumers, a GUID or a verified domain; zero: common
	ClientID       string
	Secret         Secret
	Public         bool     // a public client: no secret is sent
	Scopes         []string // zero: openid profile email
	RedirectURI    string   // zero: DefaultRedirectURI
	FallbackPorts  []int    // tried in this order when the redirect URI's port is taken
	AnyPort        bool     // any free port of this machine; for servers that ignore the port
	ResponseMode   string   // zero: ModeFormPost
	Prompt         string
	LoginHint      string
	DomainHint     string
	SecretExpires  time.Time // zero: not known
	// Product is the auth product that the registration is for, one of
	// Products or a name of the user's own; empty: not said.
	Product string
	// ProductRedirectURI is the redirect URI of that product, as its
	// dashboard shows it. edov does not use it to sign in.
	ProductRedirectURI string
	// PublishableKey is that of the Clerk instance; it is public. Its redirect
	// URI follows from it.
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

// SetRedirectPort changes the port of the redirect URI, and nothing else of it.
func (c *Connection) SetRedirectPort(port string) {
	u, err := url.Parse(c.withDefaults().RedirectURI)
	if err != nil || port == c.RedirectPort() {
		return
	}
	u.Host = net.JoinHostPort(u.Hostname(), port)
	c.RedirectURI = u.String()
}

// Products are the auth products edov knows by name.
func Products() []string { return []string{"Clerk", "Supabase", "Hanko", "Auth.js", "better-auth"} }

// Fault is one thing wrong with a Connection, found before anything is sent.
type Fault struct {
	Field   string // "client-id", "tenant", "secret", ... as the flags are named
	Problem string // one line, lower case, without the value of a secret
	Hint    string // what to do
	// Trimmed is set when the value would be right without the quotes,
	// blanks or line ends around it.
	Trimmed bool
}

func (f Fault) Error() string { return f.Field + ": " + f.Problem }

// LastDay is the day on which a secret that ends at a time is still good for some
// of it, as the portal writes it: 2027-01-31.
func LastDay(end time.Time) string { return end.UTC().Add(-time.Second).Format(time.DateOnly) }

// ParseExpiry reads the end of a secret as the portal shows it: a day, which
// ends with that day in UTC, or a time of RFC 3339.
func ParseExpiry(text string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, 1), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, errors.New("the date cannot be read")
	}
	return at.UTC(), nil
}
