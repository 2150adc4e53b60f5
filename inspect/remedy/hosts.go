package remedy

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow/plan"
	"edov/inspect/change"
	"edov/inspect/uri"
)

// newHosts are the hosts of redirect URIs that changes add, without those of the app's own addresses, those that some
// platform had before, and this machine.
func newHosts(changes []plan.Change, own []string) []string {
	var had, hosts []string
	for _, address := range own {
		had = append(had, hostOf(address))
	}
	for _, c := range changes {
		for _, e := range change.Parsed(c.Before).Elems() {
			if strings.HasSuffix(c.Path, ".redirectUris") {
				had = append(had, hostOf(e.Str()))
			}
		}
	}
	for _, c := range changes {
		if !strings.HasSuffix(c.Path, ".redirectUris") {
			continue
		}
		for _, e := range change.Parsed(c.After).Elems() {
			if host := hostOf(e.Str()); host != "" && !slices.Contains(append(had, hosts...), host) {
				hosts = append(hosts, host)
			}
		}
	}
	return hosts
}

// hostOf is where an address leads: its host, or for an app's own scheme the scheme with it; empty: to this machine. An
// address that can't be read is its own.
func hostOf(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme == "":
		return address
	case u.Scheme == "http" || u.Scheme == "https":
		if uri.IsLoopback(u.Hostname()) {
			return ""
		}
		return strings.ToLower(u.Hostname())
	}
	return strings.ToLower(u.Scheme + ":" + u.Opaque + u.Host)
}
