package scenario

import (
	"net/url"
	"strings"

	"edov/flow"
)

// ProductRedirectURI is the redirect URI of the auth product that the listed scenarios' app is for: Clerk.
const ProductRedirectURI = "https://clerk.contoso.example/v1/oauth_callback"

// hosts are those of the products that an app can be set up for. None has an address: the demo tenant answers in their
// place.
var hosts = []struct{ product, host string }{
	{"Clerk", "clerk.contoso.example"},
	{"Supabase", "contoso.supabase.example"},
	{"Hanko", "hanko.contoso.example"},
	{"Auth.js", "app.contoso.example"},
	{"better-auth", "app.contoso.example"},
	{"an app's own code", "app.contoso.example"},
}

// RedirectURIOf is the redirect URI of a product, of the form that the product has, or of an app's own code.
func RedirectURIOf(product string) string {
	host := hosts[len(hosts)-1].host
	for _, h := range hosts {
		if strings.EqualFold(h.product, product) {
			host = h.host
		}
	}
	u, err := url.Parse(flow.RedirectExample(product))
	if err != nil || product == "" {
		return ProductRedirectURI
	}
	return "https://" + host + u.Path
}

// ProductRedirectURIs are those of all products, Clerk's first.
func ProductRedirectURIs() []string {
	list := make([]string, len(hosts))
	for i, h := range hosts {
		list[i] = RedirectURIOf(h.product)
	}
	return list
}
