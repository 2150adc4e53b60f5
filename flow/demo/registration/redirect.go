package registration

import (
	"net/url"
	"strings"
)

// PlatformOf is the platform of the registered redirect URI that a request's one
// matches, "" when none does. A letter-for-letter match goes first: it is the
// one meant where two differ in nothing but the port.
func (a *App) PlatformOf(redirect string) string {
	for _, matches := range []func(registered, asked string) bool{
		func(registered, asked string) bool { return registered == asked }, matchesRedirect,
	} {
		for _, r := range a.Redirects {
			if matches(r.URI, redirect) {
				return r.Platform
			}
		}
	}
	return ""
}

// matchesRedirect compares as Entra does: the path exactly, the host
// in any case, and the port of http://localhost not at all (RFC 8252 section
// 7.3, entra.md 2.4). For personal accounts the real service seems to compare
// the port as well; the demo does not.
func matchesRedirect(registered, asked string) bool {
	r, err := url.Parse(registered)
	if err != nil {
		return false
	}
	u, err := url.Parse(asked)
	if err != nil || u.User != nil || u.Fragment != "" {
		return false
	}
	if u.Scheme != r.Scheme || u.EscapedPath() != r.EscapedPath() || u.RawQuery != r.RawQuery || u.Opaque != r.Opaque {
		return false
	}
	if u.Scheme == "http" && isLoopback(r) {
		return u.Hostname() == r.Hostname() && webHost.MatchString(u.Host)
	}
	return strings.EqualFold(u.Host, r.Host)
}

// isLoopback reports whether a URL's host is this machine.
func isLoopback(u *url.URL) bool {
	host := u.Hostname()
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}
