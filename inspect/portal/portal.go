package portal

import "strings"

// Page is a page of an app registration in the portal, as the portal calls it.
type Page string

// The pages of an app registration.
const (
	PageOverview       Page = "Overview"
	PageAuthentication Page = "Authentication"
	PageSecrets        Page = "Certificates & secrets"
	PageToken          Page = "Token configuration"
	PagePermissions    Page = "API permissions"
	PageManifest       Page = "Manifest"
)

// pages are the pages in the portal's order, each with its name in the portal's addresses.
var pages = []struct {
	page  Page
	blade string
}{
	{PageOverview, "Overview"},
	{PageAuthentication, "Authentication"},
	{PageSecrets, "Credentials"},
	{PageToken, "TokenConfiguration"},
	{PagePermissions, "CallAnAPI"},
	{PageManifest, "Manifest"},
}

// Pages lists the pages in the portal's order.
func Pages() []Page {
	list := make([]Page, len(pages))
	for i, p := range pages {
		list[i] = p.page
	}
	return list
}

// Blade is the page's name in the portal's addresses, as flow.PortalLink expects it; empty for what is not a page.
func (p Page) Blade() string {
	for _, known := range pages {
		if known.page == p {
			return known.blade
		}
	}
	return ""
}

// Date is the month in which the table below was last compared with
// Microsoft's and Clerk's pages. The tabs of Authentication are those of
// https://learn.microsoft.com/entra/identity-platform/how-to-add-redirect-uri;
// they came in 2025, and some accounts still see the page without them.
const Date = "2026-11"

// A setting is a place where something is set: a path through the pages of an
// app registration, or through the dashboard of a product.
type setting struct {
	page  string // where the path starts
	path  string // below the page, today
	older string // below the page, in the portal without tabs; empty if it is the same
	link  string // address of the page, if it is the same for all users
}

// settings is the one table of places. Texts name them as {portal:NAME}.
var settings = map[string]setting{
	"overview":      {page: "Overview"},
	"account-types": {page: "Authentication", path: "Supported accounts", older: "Supported account types"},
	// What is chosen there (https://learn.microsoft.com/entra/identity-platform/quickstart-register-app, 2026-05). A text
	// that names all four leaves out the older names.
	"audience-all": {
		page:  "Any Entra ID Tenant + Personal Microsoft accounts",
		older: "Accounts in any organizational directory and personal Microsoft accounts",
	},
	"redirect-list": {page: "Authentication", path: "Redirect URI configuration", older: "Platform configurations"},
	"redirect-web": {
		page: "Authentication", path: "Redirect URI configuration > Add Redirect URI > Web",
		older: "Platform configurations > Add a platform > Web",
	},
	"redirect-web-more": {
		page: "Authentication", path: "Redirect URI configuration > Add Redirect URI > Web",
		older: "Platform configurations > Web > Add URI",
	},
	"redirect-native": {
		page: "Authentication", path: "Redirect URI configuration > Add Redirect URI > Mobile and desktop applications",
		older: "Platform configurations > Add a platform > Mobile and desktop applications",
	},
	"implicit": {
		page: "Authentication", path: "Settings > Implicit grant and hybrid flows", older: "Implicit grant and hybrid flows",
	},
	"public-client": {
		page: "Authentication", path: "Settings > Allow public client flows",
		older: "Advanced settings > Allow public client flows",
	},
	"logout-url": {
		page: "Authentication", path: "Settings > Front-channel logout URL",
		older: "Platform configurations > Web > Front-channel logout URL",
	},
	"secrets":        {page: "Certificates & secrets"},
	"new-secret":     {page: "Certificates & secrets", path: "Client secrets > New client secret"},
	"certificates":   {page: "Certificates & secrets", path: "Certificates"},
	"email-claim":    {page: "Token configuration", path: "Add optional claim > ID > email"},
	"permissions":    {page: "API permissions"},
	"add-permission": {page: "API permissions", path: "Add a permission > Microsoft Graph > Delegated permissions"},
	"expose-api":     {page: "Expose an API"},
	"manifest":       {page: "Manifest"},

	"clerk-sso":            {page: "Clerk Dashboard > SSO connections", path: "Microsoft", link: ClerkSSOLink},
	"clerk-account-portal": {page: "Clerk Dashboard > Account Portal", link: ClerkPortalLink},
}

// words names the place: today's path, and the older one behind it.
func (s setting) words(p Places) string {
	text := s.page
	if link := p.Known(s.link); link != "" {
		text += " (" + link + ")"
	}
	if s.path != "" {
		text += " > " + s.path
	}
	if s.older != "" {
		text += " (older portal: " + s.older + ")"
	}
	return text
}

// Fill replaces each {portal:NAME} in a text by the place's name in words,
// both in today's portal and in the older one. A name that is not in the table
// stays as it is.
//
//go:noinline
func Fill(text string) string { return Places{}.Fill(text) }

// Fill does what the function Fill does, for one app: an app of a test
// server gets no links.
func (p Places) Fill(text string) string {
	const opening = "{portal:"
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, opening)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		place, known := settings[name]
		if !closed || !known {
			b.WriteString(opening)
			text = rest
			continue
		}
		b.WriteString(place.words(p))
		text = after
	}
}
