package uri

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/lazy"
	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/portal"
	"edov/inspect/words"
)

// Fault is what is wrong with a registered redirect URI.
type Fault struct {
	Problem string // lower case, completes "it ..."
	Unsafe  bool   // a code could end up elsewhere, or be read on the way
	// Unclear is set where it is not known where a code would go: browsers read more than what the standard calls an
	// address, and not all alike.
	Unclear bool
}

// notAddress is the fault of what cannot be read.
var notAddress = Fault{Problem: "is not an address", Unclear: true}

// scriptSchemes make a browser run or read something instead of going somewhere.
var scriptSchemes = []string{"javascript", "data", "file", "vbscript", "blob", "about"}

// Faults applies Microsoft's rules for redirect URIs (reply-url) and RFC 9700 section 2.1; nil when all is well.
// Native apps (publicClient) may have schemes of their own.
func Faults(r appreg.RedirectURI, personal bool) []Fault {
	var faults []Fault
	add := func(unsafe bool, problem string) { faults = append(faults, Fault{Problem: problem, Unsafe: unsafe}) }
	if strings.Contains(r.URI, "*") {
		add(true, "has a wildcard: any address that matches receives codes")
	}
	if len(r.URI) > 256 {
		add(false, "is longer than the 256 characters that Microsoft allows")
	}
	if strings.ContainsAny(r.URI, "!$'(),;") {
		add(false, "has one of the characters ! $ ' ( ) , ; which Microsoft refuses")
	}
	if strings.ContainsFunc(r.URI, func(c rune) bool { return c <= ' ' || c > '~' }) {
		add(false, "has spaces or non-ASCII characters")
	}
	u, err := url.Parse(r.URI)
	if err != nil {
		return append(faults, notAddress)
	}
	scheme := strings.ToLower(u.Scheme)
	switch {
	case slices.Contains(scriptSchemes, scheme):
		add(true, "starts with "+scheme+":, which is not an address to send a code to")
		return faults
	case mayBeNative(r) && scheme != "" && scheme != "http" && scheme != "https":
		return faults // a native app's own scheme, or urn:ietf:wg:oauth:2.0:oob
	case r.Platform == appreg.PlatformSPA && broker.MatchString(scheme) && u.Path == "" && u.Host != "":
		return faults // nested app authentication: the broker of Office and Teams gets the token
	case scheme == "" || u.Host == "" && !ownScheme(u):
		return append(faults, notAddress)
	}
	loopback := IsLoopback(u.Hostname())
	switch {
	case scheme == "http" && !loopback:
		add(true, "is http, but its host "+words.Cut(u.Hostname())+" is not this machine: the code is sent unencrypted")
	case scheme != "http" && scheme != "https":
		add(true, "starts with "+words.Cut(scheme)+":, which only native apps may use")
	case u.Hostname() == "::1":
		add(false, "is for [::1], which Microsoft does not accept; use localhost")
	}
	if u.User != nil {
		add(true, "has a user name before the host, which hides where it leads")
	}
	if u.Fragment != "" || strings.HasSuffix(r.URI, "#") {
		add(false, "has a fragment (RFC 6749 section 3.1.2)")
	}
	if personal && (u.RawQuery != "" || u.ForceQuery) {
		add(false, "has a query, which apps for personal accounts may not have")
	}
	return faults
}

// broker are the schemes of nested app authentication, brk-multihub:// or brk-CLIENT-ID:// (Microsoft, Office add-ins).
var broker = lazy.MustCompile(`^brk-(multihub|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$`)

// ownScheme reports whether an address without a host has the scheme of an app: myapp:/cb, and not localhost:3000/cb.
func ownScheme(u *url.URL) bool {
	return u.Scheme != "http" && u.Scheme != "https" && u.Opaque == ""
}

func mayBeNative(r appreg.RedirectURI) bool {
	return r.Platform == appreg.PlatformPublic || r.Platform == appreg.PlatformUnknown
}

// IsLoopback reports whether a host is this machine: localhost or a loopback address.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// WithoutPort is a loopback URI without its port, by which Microsoft may compare such URIs; ok is false for any other.
func WithoutPort(uri string) (key string, ok bool) {
	u, err := url.Parse(uri)
	if err != nil || !IsLoopback(u.Hostname()) || u.Hostname() == "::1" { // which Microsoft does not support
		return "", false
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Hostname())
	return u.String(), true
}

// Matches reports whether Microsoft accepts a sent redirect URI for a registered one: exactly equal, apart from the
// port of http with localhost or 127.0.0.1.
func Matches(sent, registered string) bool {
	if sent == registered {
		return true
	}
	u, err := url.Parse(sent)
	return err == nil && u.Scheme == "http" && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1") &&
		MayMatch(sent, registered)
}

// MayMatch is Matches also where it is not known whether Microsoft ignores the port: https, and other addresses of this
// machine. In an app for personal accounts, it is not known of any (Microsoft documents it, and reports deny it).
func MayMatch(sent, registered string) bool {
	if sent == registered {
		return true
	}
	a, okA := WithoutPort(sent)
	b, okB := WithoutPort(registered)
	return okA && okB && a == b
}

// ManifestOnly reports whether the portal's text box refuses an address that Microsoft accepts: http with the IP
// address of this machine (Microsoft, redirect URI best practices: prefer 127.0.0.1 over localhost).
func ManifestOnly(uri string) bool {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "http" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback() && ip.To4() != nil
}

// RegisterAt is the place below App registrations > your app where a redirect URI is registered: one that the text box
// refuses in the manifest; a public client's, and one of the app's own scheme, under the native platform; any other
// under Web.
func RegisterAt(uri string, public bool) string {
	switch {
	case ManifestOnly(uri):
		return portal.Fill("{portal:manifest}") + ": the text box of Authentication refuses http with an IP address"
	case public || strings.Contains(uri, ":") && !strings.HasPrefix(strings.ToLower(uri), "http"):
		return portal.Fill("{portal:redirect-native}")
	}
	return portal.Fill("{portal:redirect-web}")
}

// NearMiss says in which single thing a registered URI differs from the wanted
// one; empty when it differs in more.
func NearMiss(want, registered string) string {
	switch {
	case strings.EqualFold(want, registered):
		return "differs in upper and lower case"
	case strings.TrimRight(want, "/") == strings.TrimRight(registered, "/"):
		return "differs in the trailing slash"
	case strings.TrimSpace(registered) == want || strings.Trim(registered, `"'`) == want:
		return "has spaces or quotes around it"
	}
	a, errA := url.Parse(want)
	b, errB := url.Parse(registered)
	switch {
	case errA != nil || errB != nil:
		return ""
	case a.Scheme == b.Scheme && a.Path == b.Path && a.RawQuery == b.RawQuery && a.Hostname() != b.Hostname() &&
		IsLoopback(a.Hostname()) && IsLoopback(b.Hostname()): // the port does not count
		return "has " + b.Hostname() + " instead of " + a.Hostname()
	case a.Scheme != b.Scheme && a.Host == b.Host && a.Path == b.Path:
		return "starts with " + b.Scheme + ":// instead of " + a.Scheme + "://"
	case a.Host == b.Host && a.Path != b.Path:
		return "has a different path"
	case a.Path == b.Path && a.Path != "" && a.Path != "/" && (below(a, b) || below(b, a)):
		return "has a different host"
	}
	return ""
}

// below reports whether the host of an address is a subdomain of the other's.
func below(a, b *url.URL) bool { return strings.HasSuffix(a.Hostname(), "."+b.Hostname()) }

// changeURIs is a change of one platform's redirect URIs; nil where the platform
// is unknown.
func changeURIs(a *appreg.App, platform string, edit func([]string) []string) *change.Edit {
	if platform == appreg.PlatformUnknown {
		return nil
	}
	var before []string
	var legacyBefore, legacyAfter []any
	for _, r := range a.RedirectURIs {
		if r.Platform == platform {
			before = append(before, r.URI)
		}
	}
	after := edit(slices.Clone(before))
	place := appreg.Place{Path: platform + ".redirectUris", Line: a.RedirectPlace.Line}
	for _, r := range a.RedirectURIs {
		if r.Platform == platform {
			place.Line = r.Place.Line
			break
		}
	}
	c := change.To(platform+".redirectUris", place, nonNil(before), nonNil(after))
	if a.Form.Legacy() {
		c.Place.Path = "replyUrlsWithType"
		for _, u := range before {
			legacyBefore = append(legacyBefore, legacyReply(u, platform))
		}
		for _, u := range after {
			legacyAfter = append(legacyAfter, legacyReply(u, platform))
		}
		c.Fragment = &change.Fragment{
			Path: "replyUrlsWithType", Before: listText(legacyBefore), After: listText(legacyAfter),
		}
	}
	return c
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func listText(list []any) string {
	if list == nil {
		list = []any{}
	}
	return string(change.JSON(list))
}

func legacyReply(uri, platform string) any {
	kind := map[string]string{
		appreg.PlatformWeb: "Web", appreg.PlatformSPA: "Spa", appreg.PlatformPublic: "InstalledClient",
	}[platform]
	return strictjson.ObjectOf([]strictjson.Member{
		{Name: "url", Value: strictjson.Value{Kind: strictjson.String, Text: uri}},
		{Name: "type", Value: strictjson.Value{Kind: strictjson.String, Text: kind}},
	})
}

// Add is the change that lists a redirect URI under Web.
func Add(a *appreg.App, uri string) *change.Edit {
	return changeURIs(a, appreg.PlatformWeb, func(list []string) []string { return append(list, uri) })
}

// DropUnsafe is the change that removes all unsafe redirect URIs of a platform; nil where the platform is unknown.
func DropUnsafe(a *appreg.App, platform string) *change.Edit {
	unsafe := func(u string) bool {
		faults := Faults(appreg.RedirectURI{URI: u, Platform: platform}, false)
		return slices.ContainsFunc(faults, func(f Fault) bool { return f.Unsafe })
	}
	return changeURIs(a, platform, func(list []string) []string { return slices.DeleteFunc(list, unsafe) })
}

// Drop is the change that removes one redirect URI; nil where its platform is unknown.
func Drop(a *appreg.App, r appreg.RedirectURI) *change.Edit {
	return changeURIs(a, r.Platform, func(list []string) []string {
		return slices.DeleteFunc(list, func(u string) bool { return u == r.URI })
	})
}
