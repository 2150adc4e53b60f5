package check

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

const (
	refDiscovery = "OpenID Connect Discovery 1.0 section 4.3"
	refOIDC      = "https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc"
	refIssuer    = "https://learn.microsoft.com/entra/identity-platform/access-tokens"
)

var openIDChecks = []Check{
	{
		ID: "metadata-loaded", Title: "the OpenID metadata could be loaded", Severity: report.Warning, Step: report.StepOpenID,
		Doc:  "**What.** The discovery document of the tenant that was asked.\n\n**Why.** It names the endpoints, the keys and the issuer. Without it edov uses Microsoft's known endpoints, but products may fail.\n\n**Fix.** Check the network, the proxy and the tenant.",
		Refs: []string{refDiscovery, refOIDC}, Func: checkMetadataLoaded,
	},
	{
		ID: "metadata-issuer", Title: "the metadata's issuer is the one that was asked", Severity: report.Error, Step: report.StepOpenID, Needs: []string{"metadata-loaded"},
		Doc:  "**What.** The issuer in the metadata belongs to the authority and tenant that were asked. For common and organizations it is the template with {tenantid}.\n\n**Why.** Metadata of another issuer would make tokens of a stranger look right.\n\n**Fix.** Check tenant, cloud and proxy.",
		Refs: []string{refDiscovery, refIssuer}, Func: checkMetadataIssuer,
	},
	{
		ID: "metadata-endpoints", Title: "the metadata's endpoints are on the server's own hosts", Severity: report.Error, Step: report.StepOpenID, Needs: []string{"metadata-loaded"},
		Doc:  "**What.** Authorization endpoint, token endpoint and jwks_uri use https and hosts of the same cloud; of a trusted test server, its own host.\n\n**Why.** The client secret is sent to the token endpoint.\n\n**Fix.** A proxy may have changed the document; do not sign in through it.",
		Refs: []string{"RFC 8414 section 6.2", refOIDC}, Func: checkMetadataEndpoints,
	},
	{
		ID: "keys-loaded", Title: "the signing keys could be loaded", Severity: report.Warning, Step: report.StepOpenID,
		Doc:  "**What.** At least one answer of the jwks_uri, or the keys that were handed in.\n\n**Why.** Without keys no signature can be checked, and the email cannot be judged.\n\n**Fix.** Check the network and the proxy; for a pasted token give --keys FILE, URL or auto.",
		Refs: []string{"RFC 7517 section 5", refOIDC}, Func: checkKeysLoaded,
	},
	{
		ID: "keys-well-formed", Title: "the signing keys are well formed", Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"keys-loaded"},
		Doc: "**What.** Every key set is one, no key ID stands twice for different keys, the keys for signatures can be " +
			"used, and no secret is published. Keys of another type, use or algorithm are normal: edov leaves them out.\n\n" +
			"**Why.** With a published private key, anybody can sign tokens: that is an error. " +
			"Anything else is a warning or a note: a product that reads the set more strictly or more leniently may take " +
			"another key.\n\n" +
			"**Fix.** For a server of your own, correct the set. With Microsoft's, look for a proxy that changes answers.",
		Refs: []string{"RFC 7517 section 4", "RFC 7517 section 9.2", "RFC 7518 section 6.3"}, Func: checkKeysWellFormed,
	},
	{
		ID: "keys-issuer", Title: "the keys name the issuer they sign for", Severity: report.Note, Step: report.StepOpenID, Needs: []string{"keys-loaded"},
		Doc:  "**What.** Each key of Microsoft's has a member `issuer`.\n\n**Why.** A key for personal accounts must not vouch for a work tenant. A test server may leave the member out.\n\n**Fix.** Nothing has to be mended for a test server.",
		Refs: []string{refIssuer}, Func: checkKeysIssuer,
	},
	{
		ID: "clock-in-step", Title: "this machine's clock agrees with the server's", Severity: report.Warning, Step: report.StepService,
		Doc:  "**What.** The Date header of the server's answers against the clock of this machine, half the time of the exchange taken off. Up to 60 seconds are fine.\n\n**Why.** Tokens are valid for a span of time. More than five minutes make tokens look expired or not yet valid.\n\n**Fix.** Set the clock by network time.",
		Refs: []string{"RFC 9110 section 6.6.1", "RFC 7519 section 4.1.4"}, Func: checkClock,
	},
}

// problem finds what went wrong at a stage beside the sign-in itself.
func (in *Input) problem(stage flow.Stage) *flow.Failure {
	s := in.Session
	if s.Failure != nil && s.Failure.Stage == stage {
		return s.Failure
	}
	for i := range s.Problems {
		if s.Problems[i].Stage == stage {
			return &s.Problems[i]
		}
	}
	return nil
}

func checkMetadataLoaded(in *Input) Result {
	if md := in.Session.Metadata; md != nil {
		return pass("the metadata were loaded", report.Evidence{Label: "address", Got: md.URL})
	}
	p := in.problem(flow.StageMetadata)
	if p == nil {
		return skip("no metadata were asked for")
	}
	return fail("the metadata could not be loaded: " + ownWords(p)).mend(p.Hint)
}

func checkMetadataIssuer(in *Input) Result {
	md, r := in.Session.Metadata, in.Session.Request
	if md == nil {
		return skip("there are no metadata")
	}
	if r.TrustAuthority {
		want := r.Authority
		evidence := report.Evidence{Label: "issuer", Got: words.Cut(md.Issuer), Want: want + "…"}
		if sameOrigin(md.Issuer, want) {
			return pass("the issuer is on the trusted server", evidence)
		}
		return fail("the metadata name an issuer of another server", evidence).mend("check --authority")
	}
	host := hostOf(md.URL)
	evidence := report.Evidence{Label: "issuer", Got: words.Cut(md.Issuer), Want: "https://" + host + "/" + wantedTenant(r.Tenant) + "/v2.0"}
	tenant := token.IssuerTenant("https://"+host+"/"+token.TenantTemplate+"/v2.0", md.Issuer)
	switch {
	case tenant == "":
		return fail("the metadata's issuer has not Microsoft's form", evidence).because("a proxy may have changed it, or the authority is not Microsoft's").mend("check --tenant and --cloud")
	case !tenantFits(r.Tenant, tenant):
		return fail("the metadata are of another tenant than the one that was asked", evidence).mend("check --tenant")
	}
	return pass("the issuer is as it should be", evidence)
}

// wantedTenant is what stands in the issuer of a tenant's metadata.
func wantedTenant(tenant string) string {
	switch {
	case tenant == "" || tenant == "common" || tenant == "organizations":
		return token.TenantTemplate
	case tenant == "consumers":
		return flow.ConsumersTenant
	case token.GUID.MatchString(strings.ToLower(tenant)):
		return strings.ToLower(tenant)
	}
	return "TENANT-ID" // a domain: its tenant's ID is not known beforehand
}

func tenantFits(asked, got string) bool {
	want := wantedTenant(asked)
	if want == "TENANT-ID" {
		return token.GUID.MatchString(got)
	}
	// For a token that was handed in nobody asked for a tenant.
	return got == want || asked == "" && token.GUID.MatchString(got)
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

func sameOrigin(a, b string) bool {
	ua, errA := url.Parse(a)
	ub, errB := url.Parse(b)
	return errA == nil && errB == nil && ua.Scheme == ub.Scheme && ua.Host == ub.Host && ua.Host != ""
}

func checkMetadataEndpoints(in *Input) Result {
	md := in.Session.Metadata
	if md == nil {
		return skip("there are no metadata")
	}
	var foreign []report.Evidence
	for _, e := range []report.Evidence{
		{Label: "authorization_endpoint", Got: md.AuthorizationEndpoint},
		{Label: "token_endpoint", Got: md.TokenEndpoint},
		{Label: "jwks_uri", Got: md.JWKSURI},
	} {
		if e.Got != "" && !ownEndpoint(e.Got, md.URL, in.Session.Request) {
			e.Got, e.Want = words.Cut(e.Got), "on "+hostOf(md.URL)
			foreign = append(foreign, e)
		}
	}
	if len(foreign) == 0 {
		return pass("all endpoints are on the server's own hosts", report.Evidence{Label: "host", Got: hostOf(md.URL)})
	}
	r := fail("an endpoint is on another host", foreign...)
	if in.Session.Request.Server() != flow.Microsoft {
		return r.because("the client secret goes to the token endpoint, and you trust another server").
			mend("correct the metadata, or check --authority")
	}
	return r.because("a proxy may have changed the document").
		mend("do not sign in through this network; check --authority")
}

func ownEndpoint(endpoint, document string, r flow.Request) bool {
	if sameOrigin(endpoint, document) {
		return true
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || r.TrustAuthority {
		return false
	}
	cloud, ok := flow.CloudOfHost(u.Host)
	of, same := flow.CloudOfHost(hostOf(document))
	return ok && same && cloud == of
}

func checkKeysLoaded(in *Input) Result {
	if n := len(in.Session.KeySets); n > 0 {
		return pass(words.Count(len(in.Keys.Keys), "key", "keys")+" in "+words.Count(n, "answer", "answers"), report.Evidence{Label: "address", Got: in.Session.KeySets[0].URL})
	}
	if p := in.problem(flow.StageKeys); p != nil {
		return fail("the signing keys could not be loaded: " + ownWords(p)).mend(p.Hint)
	}
	return skip("no keys were asked for")
}

func checkKeysIssuer(in *Input) Result {
	with, without := 0, 0
	for _, k := range in.Keys.Keys {
		switch {
		case k.Other:
		case k.Issuer == "":
			without++
		default:
			with++
		}
	}
	if with+without == 0 {
		return skip("no signing keys were loaded")
	}
	if without == 0 {
		return pass("every key names its issuer")
	}
	return fail(words.Count(without, "key names", "keys name") + " no issuer").
		because("Microsoft's v2.0 keys do; a test server, a file or the older key address may not")
}

// The bounds of a clock's difference (security: half the round trip is taken
// off; Date has a resolution of one second).
const (
	clockWarn    = 60 * time.Second
	clockExplain = 300 * time.Second
)

// skew is how far the server's clock is ahead of this machine's, by the
// exchange that tells it best: the shortest.
func skew(s *flow.Session) (ahead time.Duration, known bool) {
	best := -1.0
	for _, e := range s.Exchanges {
		if e.Date.IsZero() || e.Aged || e.Start.IsZero() {
			continue
		}
		if best >= 0 && e.DurationMS >= best {
			continue
		}
		best = e.DurationMS
		middle := e.Start.Add(time.Duration(e.DurationMS * float64(time.Millisecond) / 2))
		// Date is cut to the second, so the truth lies half a second later on
		// average.
		ahead = e.Date.Add(500 * time.Millisecond).Sub(middle)
	}
	return ahead, best >= 0
}

func checkClock(in *Input) Result {
	ahead, known := skew(in.Session)
	if !known {
		if in.handedIn() || len(in.Session.Exchanges) == 0 {
			return skip("nothing was asked of a server")
		}
		return unknown("no answer told the server's time")
	}
	apart, direction := ahead, "behind"
	if ahead < 0 {
		apart, direction = -ahead, "ahead of"
	}
	evidence := report.Evidence{Label: "difference", Got: seconds(apart), Want: "at most 60 s"}
	if apart <= clockWarn {
		return pass("the clocks agree within "+seconds(apart), evidence)
	}
	r := fail(fmt.Sprintf("this machine's clock is %s %s the server's", seconds(apart), direction), evidence).
		mend("set the clock by network time (timedatectl set-ntp true, w32tm /resync, or System Settings > Date & Time)")
	if apart > clockExplain {
		return r.because("more than five minutes make tokens look expired, not yet valid or issued in the future: see idtoken-lifetime and idtoken-issued-at")
	}
	return r.because("it still works, but leaves little room; at five minutes sign-ins begin to fail")
}

// seconds writes a duration as people say it.
func seconds(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", d.Round(time.Minute)/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", d.Round(time.Hour)/time.Hour)
	}
	return fmt.Sprintf("%d days", d/(24*time.Hour))
}
