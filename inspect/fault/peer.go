package fault

import (
	"slices"
	"strings"

	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/inspect/uri"
	"edov/inspect/words"
)

// loginHost is the host that the texts of network causes name.
const loginHost = "login.microsoftonline.com"

// peerPatterns find the host that a connection failed to, by what programs write around it. An address elsewhere in a
// log, such as that of the product's own page, is none.
var peerPatterns = []*lazy.Regexp{
	lazy.MustCompile(`(?i)\b(?:get|post|head|put) \\*["']?https?://([a-z0-9.-]{4,120})[^\s"'\\]{0,400}\\*["']?:`),
	lazy.MustCompile(`(?i)\b(?:lookup|enotfound|eai_again|resolve host:?|unknownhostexception:?) ([a-z0-9.-]{4,120})`),
	lazy.MustCompile(`(?i)connectionpool\(host=["']([a-z0-9.-]{4,120})["']`),
	lazy.MustCompile(`(?i)\bconnect(?:ion|ing)?(?: failed| refused| timed out)? (?:to|with|for) (?:https?://)?` +
		`([a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60})+)`),
	lazy.MustCompile(`(?i)https?://([a-z0-9.-]{4,120})[^\s"']{0,300}/\.well-known/openid-configuration`),
}

// ofNetwork are the causes whose texts name Microsoft's host.
var ofNetwork = []string{
	"dns", "dns-cluster", "firewall-outbound", "timeout", "tls-inspection", "proxy-auth", "proxy-ignored", "mtu",
	"no-ipv6-route", "discovery-unreachable",
}

// peer is the host that the connection of a text failed to, if it is one host and not Microsoft's; else empty.
func (s *seen) peer() string {
	if !failedConnection.MatchString(s.lower) {
		return ""
	}
	host := ""
	for _, p := range peerPatterns {
		for _, m := range p.FindAllStringSubmatch(s.plain, 20) {
			found := strings.Trim(strings.ToLower(m[1]), ".-")
			switch {
			case microsoftServices.MatchString(found), host != "" && host != found:
				return ""
			case strings.Contains(found, ".") && !uri.IsLoopback(found) && !ipAddress.MatchString(found):
				host = found
			}
		}
	}
	return host
}

// failedConnection are words of a connection that failed.
var failedConnection = lazy.MustCompile(
	`x509|certificate|\bssl|\btls\b|\bdial\b|refused|timed? ?-?out|timeout|resolve|enotfound|eai_again|unreachable|` +
		`reset by|unknownhost|no such host|deadline|econn|connection (error|failed|closed)|\beof\b`,
)

// microsoftServices are the hosts of Microsoft's services, whatever they are for.
var microsoftServices = lazy.MustCompile(
	`(^|\.)(microsoft(online(-p)?)?\.(com|us|cn|de)|windows\.net|live\.com|azure\.(com|us|cn|net)|` +
		`office(365)?\.(com|us|net)|` +
		`outlook\.com|sharepoint\.com|b2clogin\.com|ciamlogin\.com|ms(ft)?auth\.net|msauthimages\.net|msftauth\.net|` +
		`chinacloudapi\.cn|usgovcloudapi\.net|azurewebsites\.net|windowsazure\.com)$`,
)

// certificateWords are of a certificate that is not trusted.
var certificateWords = lazy.MustCompile(`certificate|x509|self.?signed|pkix|unknown authority|ssl_error|cert_`)

// ipAddress has no name that could be one of Microsoft's.
var ipAddress = lazy.MustCompile(`^[0-9.]+$`)

// ofPeer puts the authority of one's own in front of a network that inspects TLS, where the host is not Microsoft's.
func (s *seen) ofPeer(ids []string) []string {
	if !slices.Contains(ids, "tls-inspection") || !certificateWords.MatchString(s.lower) || s.peer() == "" {
		return ids
	}
	return slices.Concat([]string{"private-certificate"}, ids)
}

// ofPersonal puts the personal account in front of causes about the issuer or the tenant, where the text names the
// tenant of such accounts, whose ID is the same everywhere.
func (s *seen) ofPersonal(ids []string) []string {
	isAbout := func(id string) bool {
		return strings.HasPrefix(id, "issuer-") || id == "tenant-not-found" || id == "guest-not-in-tenant"
	}
	takesAll := strings.Contains(s.lower, "/common") || template.MatchString(s.lower) // it is refused for what it expects
	if takesAll || !strings.Contains(s.lower, entra.ConsumersTenant) || !slices.ContainsFunc(ids, isAbout) {
		return ids
	}
	return slices.Concat([]string{"personal-account"}, ids)
}

// toPeer names the host of the text in place of Microsoft's in a cause that is about the network.
func (l Likely) toPeer(host string) Likely {
	if host == "" || !slices.Contains(ofNetwork, l.ID) {
		return l
	}
	l.Title = strings.Replace(l.Title, "TCP 443 to Microsoft", "the connection to "+words.Cut(host), 1)
	l.Why, l.Fix, l.Confirm = naming(host, l.Why), naming(host, l.Fix), naming(host, l.Confirm)
	return l
}

// naming is a text about the network with another host in place of Microsoft's.
func naming(host, text string) string {
	if host == "" {
		return text
	}
	host = words.Cut(host)
	return strings.NewReplacer(
		loginHost+"/common/v2.0/.well-known/openid-configuration", host, "Open TCP 443 to "+loginHost+
			", graph.microsoft.com and (for older tokens) sts.windows.net", "Open the connection to "+host, loginHost, host,
		"instead of DigiCert or Microsoft", "instead of that of the host",
	).Replace(text)
}

// peerNote says whose address a failed connection was for.
func (s *seen) peerNote() string {
	if host := s.peer(); host != "" {
		return "the connection was for " + words.Cut(host) + ", which is not Microsoft's"
	}
	return ""
}
