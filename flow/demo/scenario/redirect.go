package scenario

import "strings"

// ProductRedirectURI is the redirect URI of the auth product that the listed scenarios' app is for: Clerk.
const ProductRedirectURI = "https://clerk.contoso.example/v1/oauth_callback"

// redirectURIs are those of the products that an app can be set up for, as each builds its own. None of their hosts has
// an address: the demo tenant answers in their place.
var redirectURIs = []struct{ product, uri string }{
	{"Clerk", ProductRedirectURI},
	{"Supabase", "https://contoso.supabase.example/auth/v1/callback"},
	{"Hanko", "https://hanko.contoso.example/thirdparty/callback"},
	{"Auth.js", "https://app.contoso.example/api/auth/callback/microsoft-entra-id"},
	{"better-auth", "https://app.contoso.example/api/auth/callback/microsoft"},
	{"", "https://app.contoso.example/callback"}, // an app's own code
}

// RedirectURIOf is the redirect URI of a product, or of an app's own code where the product has none here.
func RedirectURIOf(product string) string {
	for _, r := range redirectURIs {
		if strings.EqualFold(r.product, product) {
			return r.uri
		}
	}
	return redirectURIs[len(redirectURIs)-1].uri
}

// ProductRedirectURIs are those of all products, Clerk's first.
func ProductRedirectURIs() []string {
	list := make([]string, len(redirectURIs))
	for i, r := range redirectURIs {
		list[i] = r.uri
	}
	return list
}
