package flow

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// refusedInRedirect are characters that Entra refuses in a redirect URI (Microsoft, redirect URI
// restrictions).
const refusedInRedirect = "!$'(),;*"

func faultsOfRedirect(c Connection) []Fault {
	fault := func(problem, hint string) []Fault {
		return []Fault{{Field: "redirect-uri", Problem: problem, Hint: hint}}
	}
	const example = "use " + DefaultRedirectURI + " or another port and path of this machine"
	if strings.ContainsFunc(c.RedirectURI, notPrintable) {
		return fault("the redirect URI has spaces or unusual characters", example)
	}
	u, err := url.Parse(c.RedirectURI)
	microsoft := !c.atTestServer() // some of the rules are Microsoft's
	switch {
	case err != nil || u.Opaque != "" || u.Host == "":
		return fault("not a valid address", example)
	case u.Hostname() == "::1" && microsoft:
		return fault("Microsoft doesn't accept [::1] in a redirect URI", "use localhost; edov listens on [::1] too")
	case !isLoopbackHost(u.Hostname()) || u.User != nil:
		return fault("the redirect URI is not on this machine, so edov can't receive the response", example)
	case u.Scheme != "http":
		return fault("the redirect URI must begin with http://: edov has no certificate for localhost", example)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(c.RedirectURI, "#"):
		return fault("the redirect URI has a query or a fragment",
			"app registrations for personal accounts don't allow that; "+example)
	case len(c.RedirectURI) > 256 && microsoft:
		return fault("the redirect URI is longer than the 256 characters that Microsoft allows", example)
	case strings.ContainsAny(c.RedirectURI, refusedInRedirect) && microsoft:
		return fault("the redirect URI has one of the characters "+refusedInRedirect+", which Microsoft refuses", example)
	}
	return append(faultsOfPorts(c, u), faultsOfPath(u)...)
}

func faultsOfPath(u *url.URL) []Fault {
	f := Fault{Field: "redirect-uri", Hint: "use a path such as /callback, and register exactly the same"}
	switch {
	case u.Path == "":
		f.Problem = "the redirect URI has no path"
	case u.EscapedPath() != u.Path || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "/."):
		f.Problem = "the path of the redirect URI has escapes, dots or double slashes"
	default:
		return nil
	}
	return []Fault{f}
}

func faultsOfPorts(c Connection, u *url.URL) []Fault {
	var faults []Fault
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		n, err := strconv.Atoi(port)
		if free := c.AnyPort && port == "0"; err != nil || !free && !isPort(n) {
			faults = append(faults, Fault{Field: "redirect-uri", Problem: badPort, Hint: "use a port such as 8400"})
		}
	}
	for _, n := range c.FallbackPorts {
		if !isPort(n) {
			faults = append(faults, Fault{Field: "fallback-port", Problem: badPort, Hint: "use a port such as 8401"})
		}
	}
	return faults
}

const badPort = "a port must be between 1 and 65535"

func isPort(n int) bool { return n >= 1 && n <= 65535 }

// faultsOfProduct checks the redirect URI that an auth product shows, by the rules for the platform
// Web (Microsoft, redirect URI restrictions).
func faultsOfProduct(c Connection) []Fault {
	if len(c.Product) > 100 || strings.ContainsFunc(c.Product, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return []Fault{{
			Field: "product", Problem: "the name of a product has at most 100 characters and no control characters",
			Hint: "use a name such as " + strings.Join(Products(), ", "),
		}}
	}
	uri := c.ProductRedirectURI
	if uri == "" {
		return nil
	}
	example := "copy it from the product's dashboard, for example " + RedirectExample(c.Product)
	fault := func(problem string) []Fault {
		return []Fault{{Field: "product-redirect-uri", Problem: problem, Hint: example}}
	}
	trimmed := strings.Trim(uri, around)
	u, err := url.Parse(trimmed)
	switch {
	case strings.HasPrefix(trimmed, "pk_"):
		return fault("this is Clerk's publishable key, not a redirect URI")
	case err != nil || u.Host == "" || u.Opaque != "":
		return fault("not a valid address")
	case uri != trimmed:
		return []Fault{{
			Field: "product-redirect-uri", Problem: "extra quotes or spaces around the redirect URI",
			Hint: "remove them", Trimmed: true,
		}}
	case u.Scheme != "https" && !isLocalHTTP(u):
		return fault("Microsoft accepts http:// only for localhost")
	case u.Fragment != "" || u.User != nil || strings.ContainsFunc(uri, notPrintable):
		return fault("Microsoft doesn't accept a redirect URI with a fragment, a user name or unusual characters")
	case len(uri) > 256:
		return fault("the redirect URI is longer than the 256 characters that Microsoft allows")
	}
	return nil
}
