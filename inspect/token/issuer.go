package token

import (
	"net/url"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/words"
)

// IsID reports whether a text is an ID as Microsoft's tokens write it: a GUID in lower case.
func IsID(s string) bool { return entra.IsGUID(s) && s == strings.ToLower(s) }

// IssuerFits compares an issuer byte for byte with a published one, in which
// the template stands for the tenant (Microsoft, access tokens: validate the
// issuer). With an unknown tenant any GUID fits.
func IssuerFits(published, iss, tid string) bool {
	before, after, template := strings.Cut(published, entra.TenantTemplate)
	if !template {
		return iss == published
	}
	if tid != "" {
		return iss == before+tid+after
	}
	return IsID(entra.IssuerTenant(published, iss))
}

// PublishedIssuer is the issuer to compare with: that of the metadata or, where none were loaded, the form of the
// cloud whose host the token names. It is empty for a test server without metadata.
func PublishedIssuer(s *flow.Session, iss string) string {
	if s.Metadata != nil {
		return s.Metadata.Issuer
	}
	if s.Request.TrustAuthority {
		return ""
	}
	host := s.Request.Cloud.LoginHost()
	if u, err := url.Parse(iss); err == nil && s.Request.Cloud == "" {
		if cloud, ok := entra.CloudOfHost(u.Host); ok {
			host = cloud.LoginHost()
		}
	}
	return "https://" + host + "/" + entra.TenantTemplate + "/v2.0"
}

// IssuerDifference names the part in which two issuers differ.
func IssuerDifference(want, got string) string {
	if strings.Contains(got, entra.TenantTemplate) {
		return "the token has the template {tenantid} itself"
	}
	if strings.TrimRight(want, "/") == strings.TrimRight(got, "/") {
		return "the trailing slash differs"
	}
	w, errW := url.Parse(want)
	g, errG := url.Parse(got)
	switch {
	case errW != nil || errG != nil || g.Host == "":
		return "it is not an address"
	case strings.EqualFold(want, got):
		return "the letter case differs"
	case w.Host != g.Host:
		return "the host differs: " + words.Quoted(g.Host) + " instead of " + w.Host
	case w.Scheme != g.Scheme:
		return "the scheme differs: " + words.Quoted(g.Scheme) + " instead of " + w.Scheme
	}
	ws, gs := strings.Split(w.Path, "/"), strings.Split(g.Path, "/")
	switch {
	case len(ws) != 3 || len(gs) != 3:
		return "the path differs: " + words.Quoted(g.Path)
	case ws[1] != gs[1]:
		return "the tenant differs"
	}
	return "the version differs: " + words.Quoted(gs[2]) + " instead of " + ws[2]
}
