package inspect

import (
	"net/url"
	"regexp"
	"strings"

	"edov/flow"
)

// tenantTemplate stands for the tenant's GUID in the issuer that Microsoft
// publishes for common and organizations.
const tenantTemplate = "{tenantid}"

var guid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// issuerFits compares an issuer byte for byte with a published one, in which
// the template stands for the tenant (Microsoft, access tokens: validate the
// issuer). With an unknown tenant any GUID fits.
func issuerFits(published, iss, tid string) bool {
	before, after, template := strings.Cut(published, tenantTemplate)
	if !template {
		return iss == published
	}
	if tid != "" {
		return iss == before+tid+after
	}
	return guid.MatchString(issuerTenant(published, iss))
}

// issuerTenant takes the tenant out of an issuer, by the place the template
// gives it.
func issuerTenant(published, iss string) string {
	before, after, template := strings.Cut(published, tenantTemplate)
	if !template {
		return ""
	}
	tenant, ok := strings.CutPrefix(iss, before)
	if !ok {
		return ""
	}
	if tenant, ok = strings.CutSuffix(tenant, after); !ok {
		return ""
	}
	return tenant
}

// publishedIssuer is the issuer to compare with: that of the metadata, or,
// when none were loaded, the form of the cloud whose host the token names.
func publishedIssuer(s *flow.Session, iss string) string {
	if s.Metadata != nil {
		return s.Metadata.Issuer
	}
	if s.Request.TrustAuthority {
		return ""
	}
	host := s.Request.Cloud.LoginHost()
	if u, err := url.Parse(iss); err == nil && s.Request.Cloud == "" {
		if cloud, ok := flow.CloudOfHost(u.Host); ok {
			host = cloud.LoginHost()
		}
	}
	return "https://" + host + "/" + tenantTemplate + "/v2.0"
}

// issuerDifference names the part in which two issuers differ.
func issuerDifference(want, got string) string {
	if strings.Contains(got, tenantTemplate) {
		return "the token has the template text itself, with its braces"
	}
	if strings.TrimRight(want, "/") == strings.TrimRight(got, "/") {
		return "the slash at the end differs"
	}
	w, errW := url.Parse(want)
	g, errG := url.Parse(got)
	switch {
	case errW != nil || errG != nil || g.Host == "":
		return "it is no address"
	case strings.EqualFold(want, got):
		return "the letter case differs"
	case w.Scheme != g.Scheme:
		return "the scheme differs: " + cutText(g.Scheme) + " in place of " + w.Scheme
	case w.Host != g.Host:
		return "the host differs: " + cutText(g.Host) + " in place of " + w.Host
	}
	ws, gs := strings.Split(w.Path, "/"), strings.Split(g.Path, "/")
	switch {
	case len(ws) != 3 || len(gs) != 3:
		return "the path differs: " + cutText(g.Path)
	case ws[1] != gs[1]:
		return "the tenant differs"
	}
	return "the version differs: " + cutText(gs[2]) + " in place of " + ws[2]
}
