package check

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

var openIDChecks = []Check{
	{
		ID: "metadata-loaded", Title: "Metadata was loaded",
		Severity: report.Warning, Step: report.StepOpenID,
		Func: checkMetadataLoaded,
	},
	{
		ID: "metadata-issuer", Title: "Metadata names the expected issuer",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"metadata-loaded"}, Func: checkMetadataIssuer,
	},
	{
		ID: "metadata-endpoints", Title: "Metadata endpoints are on the server's own hosts",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"metadata-loaded"}, Func: checkMetadataEndpoints,
	},
	{
		ID: "keys-loaded", Title: "Signing keys were loaded",
		Severity: report.Warning, Step: report.StepOpenID,
		Func: checkKeysLoaded,
	},
	{
		ID: "keys-well-formed", Title: "Signing keys are well formed",
		Severity: report.Error, Step: report.StepOpenID,
		Needs: []string{"keys-loaded"}, Func: checkKeysWellFormed,
	},
	{
		ID: "keys-issuer", Title: "Signing keys name their issuer",
		Severity: report.Note, Step: report.StepOpenID,
		Needs: []string{"keys-loaded"}, Func: checkKeysIssuer,
	},
	{
		ID: "clock-in-step", Title: "Clock of this machine agrees with the server's",
		Severity: report.Warning, Step: report.StepService,
		Func: checkClock,
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

func checkMetadataLoaded(in *Input) *Result {
	if md := in.Session.Metadata; md != nil {
		return in.pass("the metadata was loaded", report.Evidence{Label: "address", Got: md.URL})
	}
	p := in.problem(flow.StageMetadata)
	if p == nil {
		return in.skip("no metadata was requested")
	}
	return in.fail("the metadata could not be loaded: " + ownWords(p)).fix(p.Hint)
}

func checkMetadataIssuer(in *Input) *Result {
	md, r := in.Session.Metadata, in.Session.Request
	if md == nil {
		return in.skip("there is no metadata")
	}
	if r.TrustAuthority {
		want := r.Authority
		evidence := report.Evidence{Label: "issuer", Got: words.Cut(md.Issuer), Want: want + "…"}
		if sameOrigin(md.Issuer, want) {
			return in.pass("the issuer is on the trusted server", evidence)
		}
		return in.fail("the metadata names an issuer of another server", evidence).fix("check --authority")
	}
	host := hostOf(md.URL)
	want := "https://" + host + "/" + wantedTenant(r.Tenant) + "/v2.0"
	evidence := report.Evidence{Label: "issuer", Got: words.Cut(md.Issuer), Want: want}
	tenant := entra.IssuerTenant("https://"+host+"/"+entra.TenantTemplate+"/v2.0", md.Issuer)
	switch {
	case tenant == "":
		differs := issuerDifference(want, md.Issuer)
		return in.fail("the issuer in the metadata does not have Microsoft's form: "+differs, evidence).
			because("a proxy may have changed it, or the authority may not be Microsoft's").fix("check --tenant and --cloud")
	case !tenantFits(r.Tenant, tenant):
		return in.fail("the metadata is another tenant's", evidence).fix("check --tenant")
	}
	return in.pass("the metadata names the expected issuer", evidence)
}

// issuerDifference names the part in which the metadata's issuer differs. Where the template is expected in place of
// the tenant, it is as good as one.
func issuerDifference(want, got string) string {
	plain := func(s string) string { return strings.ReplaceAll(s, entra.TenantTemplate, "tenantid") }
	return token.IssuerDifference(plain(want), plain(got))
}

// wantedTenant is the tenant in the issuer of a tenant's metadata.
func wantedTenant(tenant string) string {
	switch {
	case tenant == "" || tenant == "common" || tenant == "organizations":
		return entra.TenantTemplate
	case tenant == "consumers":
		return entra.ConsumersTenant
	case entra.IsGUID(tenant):
		return strings.ToLower(tenant)
	}
	return "TENANT-ID" // a domain: its tenant's ID is not known beforehand
}

func tenantFits(asked, got string) bool {
	want := wantedTenant(asked)
	if want == "TENANT-ID" {
		return token.IsID(got)
	}
	// With a token alone no tenant was requested.
	return got == want || asked == "" && token.IsID(got)
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
	return errA == nil && errB == nil && ofSameOrigin(ua, ub)
}

func ofSameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && a.Host == b.Host && a.Host != ""
}

func checkMetadataEndpoints(in *Input) *Result {
	md := in.Session.Metadata
	if md == nil {
		return in.skip("there is no metadata")
	}
	document, err := url.Parse(md.URL)
	if err != nil {
		document = &url.URL{} // no endpoint is on its host
	}
	var foreign []report.Evidence
	for _, e := range []report.Evidence{
		{Label: "authorization_endpoint", Got: md.AuthorizationEndpoint},
		{Label: "token_endpoint", Got: md.TokenEndpoint},
		{Label: "jwks_uri", Got: md.JWKSURI},
	} {
		if e.Got != "" && !ownEndpoint(e.Got, document, in.Session.Request) {
			e.Got, e.Want = words.Cut(e.Got), "on "+document.Host
			foreign = append(foreign, e)
		}
	}
	if len(foreign) == 0 {
		return in.pass("all endpoints are on the server's own hosts", report.Evidence{Label: "host", Got: document.Host})
	}
	r := in.fail("an endpoint in the metadata is on another host", foreign...)
	if in.Session.Request.Server() != flow.Microsoft {
		return r.because("the client secret goes to the token endpoint, and you trust another server").
			fix("correct the metadata, or check --authority")
	}
	return r.because("a proxy may have changed the document").
		fix("do not sign in through this network; check --authority")
}

func ownEndpoint(endpoint string, document *url.URL, r flow.Request) bool {
	path, ok := strings.CutPrefix(endpoint, document.Scheme+"://"+document.Host+"/")
	if ok && document.Host != "" && !strings.ContainsFunc(path, mayBeInvalid) {
		return true // so it is of nearly all; to parse an address takes longer than most checks
	}
	u, err := url.Parse(endpoint)
	switch {
	case err != nil:
		return false
	case ofSameOrigin(u, document):
		return true
	case u.Scheme != "https" || r.TrustAuthority:
		return false
	}
	cloud, ok := entra.CloudOfHost(u.Host)
	of, same := entra.CloudOfHost(document.Host)
	return ok && same && cloud == of
}

// mayBeInvalid holds for characters of a path that url.Parse refuses, or not in all places.
func mayBeInvalid(r rune) bool { return r < ' ' || r == '\x7f' || r == '%' }

func checkKeysLoaded(in *Input) *Result {
	if n := len(in.Session.KeySets); n > 0 {
		return in.pass(words.Count(len(in.Keys.Keys), "key", "keys")+" in "+words.Count(n, "response", "responses"),
			report.Evidence{Label: "address", Got: in.Session.KeySets[0].URL})
	}
	if p := in.problem(flow.StageKeys); p != nil {
		return in.fail("the signing keys could not be loaded: " + ownWords(p)).fix(p.Hint)
	}
	return in.skip("no signing keys were requested")
}

func checkKeysIssuer(in *Input) *Result {
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
		return in.skip("no signing keys were loaded")
	}
	if without == 0 {
		return in.pass("every signing key names its issuer")
	}
	return in.fail(words.Count(without, "key names", "keys name") + " no issuer").
		because("Microsoft's v2.0 keys do; those of a test server, of a file or of the older key address may not")
}

// The limits for a clock's difference. Half the round trip is subtracted, and
// Date has a resolution of one second.
const (
	clockWarn    = 60 * time.Second
	clockExplain = 300 * time.Second
)

// skew is how far the server's clock is ahead of this machine's, by the
// exchange that shows it best: the shortest.
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

func checkClock(in *Input) *Result {
	ahead, known := skew(in.Session)
	if !known {
		if in.tokenAlone() || len(in.Session.Exchanges) == 0 {
			return in.skip("no server was asked")
		}
		return in.unknown("no response had the server's time")
	}
	apart, direction := ahead, "behind"
	if ahead < 0 {
		apart, direction = -ahead, "ahead of"
	}
	evidence := report.Evidence{Label: "difference", Got: seconds(apart), Want: "at most 60 s"}
	if apart <= clockWarn {
		return in.pass("the clocks agree within "+seconds(apart), evidence)
	}
	r := in.fail(fmt.Sprintf("this machine's clock is %s %s the server's", seconds(apart), direction), evidence).
		fix("synchronize the clock (timedatectl set-ntp true, w32tm /resync, or System Settings > Date & Time)")
	if apart > clockExplain {
		return r.because("with more than five minutes tokens look expired, not yet valid or issued in the future: see " +
			"idtoken-lifetime and idtoken-issued-at")
	}
	return r.because("it still works, but leaves little tolerance; at five minutes sign-ins start to fail")
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
