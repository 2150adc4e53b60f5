package fault

import (
	"html"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"

	"edov/flow"
	"edov/flow/lazy"
	"edov/flow/order"
	"edov/inspect/uri"
	"edov/inspect/words"
)

// seen is everything that was found in one text.
type seen struct {
	reading
	raw      string        // the text as it came, HTML undone
	failure  *flow.Failure // an error response in it; nil: none
	inner    []*sign       // what is said of a cause
	wrappers []*sign       // what only says that something failed
	pairs    []pair
	about    About
	product  productName // that the text names; the zero value: none

	complaints func() []*family      // what the text complains of, found once
	facts      func() []fact         // what it states that speaks against causes; nil: there is no text
	guess      func() guess          // what its words say by themselves, read once
	faults     func() []addressFault // what its addresses show, found once
	lacks      func() []lacking      // what its bodies lack, found once
}

// look reads a text.
func look(text string, about About) *seen {
	s := &seen{reading: *read(text), raw: html.UnescapeString(text[:min(len(text), readParts)]), about: about}
	s.failure, _ = flow.ParseFailureText(s.plain)
	if s.failure == nil {
		s.failure, _ = flow.ParseFailureText(text)
	}
	if name := typedError(s.lower); s.failure == nil && name != "" {
		s.failure, _ = flow.ParseFailureText(name)
	}
	s.complaints = sync.OnceValue(func() []*family { return familiesIn(&s.reading) })
	s.facts = sync.OnceValue(func() []fact { return stated(&s.reading) })
	s.guess = guessOf(&s.reading)
	s.faults, s.lacks = sync.OnceValue(s.findFaults), sync.OnceValue(s.findLacking)
	for _, sign := range signs() {
		switch {
		case !sign.in(&s.reading):
		case sign.Wrapper:
			s.wrappers = append(s.wrappers, sign)
		default:
			s.inner = append(s.inner, sign)
		}
	}
	order.Stable(s.inner, byReason)
	s.pairs, s.product = pairs(&s.reading), productIn(s.lower)
	return s
}

// oauthErrors are the errors of RFC 6749 (4.1.2.1, 5.2) and OpenID Connect Core (3.1.2.6), which Microsoft sends.
var oauthErrors = []string{
	"invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type", "invalid_scope",
	"server_error", "temporarily_unavailable", "invalid_client", "invalid_grant", "unsupported_grant_type",
	"interaction_required", "login_required", "account_selection_required", "consent_required", "invalid_resource",
	"invalid_target", "authorization_pending", "expired_token", "bad_verification_code", "authorization_declined",
}

// microsoftHosts are those of the sign-in, the personal-account service and Graph, in all clouds.
var microsoftHosts = lazy.MustCompile(
	`login\.(microsoftonline|live|microsoft|windows)\.|login\.partner\.microsoftonline|` +
		`sts\.windows\.net|graph\.microsoft\.|account\.live\.com`,
)

// isMicrosofts holds when the error response in the text is one that Microsoft may have sent. A product's "error"
// member is not: it has neither an OAuth error nor a number, a trace ID or a host of Microsoft's.
func (s *seen) isMicrosofts() bool {
	f := s.failure
	return f != nil && (f.Code() != 0 || f.TraceID != "" || slices.Contains(oauthErrors, f.OAuthError) ||
		f.CorrelationID != "" && microsoftHosts.MatchString(s.lower))
}

// showing is a cause that the text shows.
type showing struct{ id, words string }

// shown lists the causes that the text itself shows. Those of a family are looked for where one of it is likely.
func (s *seen) shown(likely []string) []showing {
	var list []showing
	add := func(id, words string) { list = append(list, showing{id, words}) }
	for _, p := range s.pairs {
		add(p.id, "The two values "+p.words+": '"+words.Cut(p.got)+"' and '"+words.Cut(p.want)+"'")
	}
	isRedirect := func(id string) bool { return strings.HasPrefix(id, "redirect-") }
	if u := s.redirect(); u != nil && slices.ContainsFunc(likely, isRedirect) {
		switch id := redirectCause(u); id {
		case ofListenAddress:
			add(id, "The redirect URI has the host "+words.Cut(u.Host)+", which only the product's own network knows")
		case ofPlainHTTP:
			add(id, "The redirect URI begins with http://, and "+words.Cut(u.Hostname())+" is not this machine")
		}
	}
	if s.about.Request.SecretShape == "guid" && slices.Contains(likely, "secret-id-pasted") {
		add("secret-id-pasted", "The secret that was sent has the form of a GUID")
	}
	if note := s.wrong(); note != "" && slices.Contains(likely, "address-wrong") {
		add("address-wrong", words.Sentence(note))
	}
	if upn := guestName.FindString(s.flat); upn != "" && slices.Contains(likely, "upn-not-an-address") {
		add("upn-not-an-address", "The user name "+words.Cut(upn)+" is that of a guest")
	}
	if says, of := s.audienceGraph(), "audience-access-token"; says != "" &&
		(len(likely) == 0 || slices.Contains(likely, of) || slices.Contains(likely, "graph-token-verified")) {
		if ofSignature.MatchString(s.lower) && slices.Contains(likely, "graph-token-verified") {
			of = "graph-token-verified"
		}
		add(of, says)
	}
	if says := s.withoutOpenID(); says != "" {
		add("no-id-token", says)
	}
	if note := s.wrongSetting(); note != "" {
		add("setting-wrong-address", note)
	}
	if note := s.misspelled(); strings.HasSuffix(note, graphHost) {
		add("address-wrong", note)
	} else if note != "" {
		add("discovery-url", note)
	}
	for _, l := range s.lacksOf(likely) {
		add(l.id, l.words)
	}
	for _, f := range s.sureFaults(likely) {
		add(f.id, f.words)
	}
	if ipv6Unreachable.MatchString(s.flat) {
		add("no-ipv6-route", "The connection to an IPv6 address found no route")
	}
	return list
}

// The causes of redirect URIs that can't be right.
const (
	ofListenAddress = "redirect-listen-address"
	ofPlainHTTP     = "redirect-http-behind-proxy"
)

// redirectCause is the cause of a redirect URI that can't be right; empty for one that may be.
func redirectCause(u *url.URL) string {
	switch host := u.Hostname(); {
	case isInner(host):
		return ofListenAddress
	case u.Scheme == "http" && !uri.IsLoopback(host):
		return ofPlainHTTP
	}
	return ""
}

// guestName is the user principal name that Entra gives a guest: the own address, with marks that make it none.
var guestName = lazy.MustCompile(`(?i)[\w.+-]{1,100}#ext#@[a-z0-9.-]{3,100}[a-z0-9]`)

var ipv6Unreachable = lazy.MustCompile(
	`(?i)(enetunreach|network is unreachable|ehostunreach|no route to host)` +
		`[^\n]{0,80}[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f]{1,4}\b`,
)

var (
	redirectParam = lazy.MustCompile(
		`(?i)\b(?:redirect_uri|redirect_url|redirectUri)["']?\s*[=:]\s*["']?(https?://[^\s"'&<>]{1,512})`,
	)
	redirectQuoted = lazy.MustCompile(
		`(?i)(?:redirect (?:uri|url)|reply (?:address|url))[^'"\n]{0,40}['"](https?://[^'"\n]{1,512})['"]`,
	)
	// callback is the address that Microsoft's answer came to.
	callback = lazy.MustCompile(
		`(?i)\b(https?://[^\s"'<>?#]{1,512}(?:callback|redirect|signin|oidc|oauth)[^\s"'<>?#]{0,100})[?#]` +
			`(?:[^\s"'<>]{0,300}&)?(?:code|error)=`,
	)
)

// redirect is the redirect URI that a text names or shows as the address of an answer; nil if there is none.
func (s *seen) redirect() *url.URL {
	for _, pattern := range []*lazy.Regexp{redirectQuoted, redirectParam, callback} {
		if m := pattern.FindStringSubmatch(s.plain); m != nil {
			if u, err := url.Parse(m[1]); err == nil && u.Host != "" {
				return u
			}
		}
	}
	return nil
}

// isInner holds for hosts that only a product's own network knows: private and unspecified addresses, names without a
// dot and those reserved for inner use.
func isInner(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsPrivate() || ip.IsUnspecified()
	}
	if uri.IsLoopback(host) {
		return false
	}
	host = strings.ToLower(host)
	return !strings.Contains(host, ".") || strings.HasSuffix(host, ".local") || strings.HasSuffix(host, ".internal") ||
		strings.HasSuffix(host, ".svc") || strings.HasSuffix(host, ".lan")
}
