package fault

import (
	"slices"
	"strings"

	"edov/flow/lazy"
	"edov/inspect/uri"
	"edov/inspect/words"
)

// settingLine is a setting with an address: "tokenEndpoint": "https://...", OIDC_ISSUER=https://...
var settingLine = lazy.MustCompile(
	`(?i)(?:^|[\s{,;'"\x60(\[])([a-z][a-z0-9_.:-]{1,60}?(?: ?(?:endpoint|ur[il]|address|document))?)` +
		`["'\]]{0,2} ?(?:=>|[:=]) ?["'\x60]?` +
		`(https?://(?:\$?\{[\w.:-]+\}|<[\w .-]+>|[^\s"'<>\x60,;)\]}|\\]){8,100}` +
		`[^\s"'<>\x60,;)\]}|\\]{0,300})`,
)

// settingKind is what the name of a setting demands of its address.
type settingKind struct {
	names *lazy.Regexp // of the name without its separators, in lower case
	what  string       // completes "... is the setting for the ..."
	fits  func(path string) bool
	right string // the end of the right address
}

func endsIn(end string) func(string) bool {
	return func(path string) bool { return strings.HasSuffix(strings.ToLower(path), end) }
}

// settingKinds are looked through in order; names of tokens come before those of authorization.
var settingKinds = []settingKind{
	{
		lazy.MustCompile(`(accesstoken|token)(request)?(url|uri|endpoint|address)$|urlaccesstoken$`),
		"token endpoint", endsIn("/token"), "/oauth2/v2.0/token",
	},
	{
		lazy.MustCompile(`authori[sz](e|ation)(request)?(url|uri|endpoint|address)$|urlauthori[sz]e$|oauthauthurl$`),
		"authorization endpoint", endsIn("/authorize"), "/oauth2/v2.0/authorize",
	},
	{
		lazy.MustCompile(`(jwks?(et)?s?|keyset|signingkeys?|certs?)(url|uri|endpoint|address)$`),
		"signing keys", endsIn("/keys"), "/discovery/v2.0/keys",
	},
	{
		lazy.MustCompile(`userinfo(url|uri|endpoint|address)?$|urlresourceownerdetails$`), "userinfo endpoint",
		func(path string) bool { return endsIn("/userinfo")(path) || strings.Contains(path, "/me") },
		"graph.microsoft.com/oidc/userinfo",
	},
	{
		lazy.MustCompile(
			`(wellknown|metadata|openid(connect)?config\w*|configuration)(url|uri|endpoint|address|document)$`,
		),
		"metadata",
		func(path string) bool {
			return strings.Contains(path, ".well-known/") || endsIn("federationmetadata.xml")(path)
		},
		"/v2.0/.well-known/openid-configuration",
	},
	{ // the discovery URL of some products is the issuer: Vault adds the rest
		lazy.MustCompile(`issuer(url|uri)?$|^iss$|discovery(url|uri|endpoint|address|document)$`), "issuer",
		func(path string) bool {
			return !endsIn("/authorize")(path) && !endsIn("/token")(path) && !endsIn("/keys")(path)
		},
		"/v2.0",
	},
	{
		lazy.MustCompile(`authority(url|uri|host)?$|^instance$`), "authority",
		func(path string) bool {
			return !strings.Contains(path, "/oauth2/") && !endsIn("/keys")(path)
		},
		"microsoftonline.com/TENANT or TENANT/v2.0",
	},
	{
		lazy.MustCompile(`^redirecturi$`), "redirect URI, which is a page of your app",
		func(path string) bool {
			return strings.Contains(path, "nativeclient") || strings.HasPrefix(path, "/msal") ||
				strings.HasSuffix(path, "/oauth20_desktop.srf")
		},
		"your app's own path",
	},
}

// otherSettings have addresses of Microsoft's that none of the kinds is about: those of devices and of sign-out.
var otherSettings = lazy.MustCompile(`device|log.?out|sign.?out|end.?session|revo`)

// wrongSetting says which setting in a text has an address of Microsoft's that can't be the one its name demands.
func (s *seen) wrongSetting() string {
	for _, m := range settingLine.FindAllStringSubmatch(s.raw, 20) {
		a, ok := addressOf(strings.TrimRight(m[2], "."))
		if !ok || a.url.RawQuery != "" {
			continue
		}
		name := strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "", " ", "", ":", "").Replace(m[1]))
		for _, k := range settingKinds {
			if !k.names.MatchString(name) || otherSettings.MatchString(name) {
				continue
			}
			if path := strings.TrimRight(a.url.Path, "/"); !k.fits(path) {
				return "The setting " + words.Cut(m[1]) + " is the one for the " + k.what + ", and its address is " +
					words.Cut(a.url.Host+path) + "; the right one ends in " + k.right
			}
			break
		}
	}
	return ""
}

// bySetting explains a setting whose address can't be right, whatever is said of it.
func bySetting(s *seen) (Explanation, bool) {
	if s.wrongSetting() == "" {
		return Explanation{}, false
	}
	list := rank(nil, s)
	return s.likely("a setting has an address that can't be the right one", list), true
}

// audGraph finds the audience of Microsoft Graph among the claims of a token, or as the one that a library found.
var audGraph = lazy.MustCompile(
	`(?i)(?:["']?\baud["']?\s*(?:=>|[:=])\s*\[?|\bgot\b\W{0,4}?|\baudiences:\s*|` +
		`\btoken(?:'s)? aud(?:ience)?\W{1,12}?)\s*["'(\[]+` +
		`(00000003-0000-0000-c000-000000000000|https://graph\.microsoft\.com/?)["')]`,
)

// notToken are words before an audience that is set or expected, and not that of a token.
var notToken = lazy.MustCompile(
	`(?i)(config\w*|sett\w*|valid\w*|verif\w*|must|should|allowed|expected|want\w*|required|\{) ?$`,
)

// audienceGraph says that the token in a text is one for Microsoft Graph.
func (s *seen) audienceGraph() string {
	for _, at := range audGraph.FindAllStringSubmatchIndex(s.plain, 5) {
		isClaims := strings.HasPrefix(s.plain[at[0]:], `"aud"`)
		if isClaims || !notToken.MatchString(s.plain[max(0, at[0]-20):at[0]]) {
			return "The token's aud is " + s.plain[at[2]:at[3]] + ", which is Microsoft Graph"
		}
	}
	return ""
}

// ofSignature are words of a signature that is checked.
var ofSignature = lazy.MustCompile(`signature|verif|idx105|\bkid\b|signing.?key`)

// idToken names what only a request with openid brings.
var idToken = lazy.MustCompile(`\bid.?token`)

// withoutOpenID says that the request in a text can't bring the ID token that the text misses.
func (s *seen) withoutOpenID() string {
	if !idToken.MatchString(s.lower) {
		return ""
	}
	for _, a := range addresses(s.raw, s.plain) {
		scopes := strings.Fields(a.query.Get("scope"))
		if a.isAuthorize() && len(scopes) > 0 && !slices.Contains(scopes, "openid") {
			return "The request in the text has the scopes " + words.Cut(strings.Join(scopes, " ")) + ", without openid"
		}
	}
	return ""
}

// shownTitle is the title of a cause that is proven by the text.
const shownTitle = "the text shows what is wrong"

// byShown explains by what the text shows, where nothing else is known of it.
func byShown(s *seen) (Explanation, bool) {
	list := rank(nil, s)
	if len(list) == 0 {
		return Explanation{}, false
	}
	return s.likely(shownTitle, list), true
}

// hostInText finds the hosts of a text.
var hostInText = lazy.MustCompile(`(?i)\b(?:https?://)?((?:[a-z0-9-]{1,40}\.){1,3}(?:[a-z]{2,4}))\b`)

// graphHost is that of Microsoft Graph.
const graphHost = "graph.microsoft.com"

// knownHosts are those that people write by hand.
var knownHosts = []string{"login.microsoftonline.com", graphHost, "sts.windows.net", "login.live.com"}

// mostSlips is how many letters a misspelled host has wrong.
const mostSlips = 2

// misspelled says which host of a text is nearly one of Microsoft's.
func (s *seen) misspelled() string {
	for _, m := range hostInText.FindAllStringSubmatch(s.raw, 40) {
		host := strings.ToLower(m[1])
		for _, known := range knownHosts {
			if host != known && len(host) > len(known)-3 && !microsoftHosts.MatchString(host) &&
				(uri.Distance(host, known) <= mostSlips || swapped(host, known)) {
				return "The host " + words.Cut(host) + " is not Microsoft's, which is " + known
			}
		}
	}
	return ""
}
