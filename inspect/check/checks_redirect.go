package check

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/change"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/uri"
	"edov/inspect/words"
)

const fixWebPlatform = "{portal:redirect-web}"

var redirectChecks = []Check{
	{
		ID: "redirect-product", Title: "Product's redirect URI is registered under Web",
		Severity: report.Error, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: checkRedirectProduct,
	},
	{
		ID: "redirect-test", Title: "edov's redirect URI is registered",
		Severity: report.Note, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: checkRedirectTest,
	},
	{
		ID: "redirect-safe", Title: "Redirect URIs send codes to safe addresses only",
		Severity: report.Error, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: checkRedirectSafe,
	},
	{
		ID: "redirect-form", Title: "Redirect URIs have a form that Microsoft accepts",
		Severity: report.Warning, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: ofAllRedirects(checkRedirectForm),
	},
	{
		ID: "redirect-twins", Title: "Local redirect URIs differ in more than the port",
		Severity: report.Warning, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: ofAllRedirects(checkRedirectTwins),
	},
	{
		ID: "redirect-platform", Title: "Redirect URIs are under one platform each",
		Severity: report.Warning, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: ofAllRedirects(checkRedirectPlatform),
	},
	{
		ID: "redirect-lookalikes", Title: "Redirect URIs do not look alike",
		Severity: report.Note, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: ofAllRedirects(checkRedirectLookalikes),
	},
	{
		ID: "redirect-web", Title: "Platform Web has a redirect URI",
		Severity: report.Warning, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: checkRedirectWeb,
	},
	{
		ID: "logout-url", Title: "Front-channel logout URL is empty or signs out",
		Severity: report.Warning, Step: report.StepRedirect, Page: portal.PageAuthentication,
		Func: checkLogoutURL,
	},
}

// redirectsUnsaid holds when the document leaves the redirect URIs of the platform Web out.
func redirectsUnsaid(a *appreg.App) bool {
	isWeb := func(r appreg.RedirectURI) bool {
		return r.Platform != appreg.PlatformSPA && r.Platform != appreg.PlatformPublic
	}
	return a.Partial && !a.RedirectsKnown && !slices.ContainsFunc(a.RedirectURIs, isWeb)
}

// ofAllPlatforms is what a document lacks that has the lists of some platforms.
const ofAllPlatforms = "the redirect URIs of all platforms"

// ofAllRedirects is for a check of the redirect URIs of all platforms: it passes only where all lists were read.
func ofAllRedirects(check func(*Input) *Result) func(*Input) *Result {
	return func(in *Input) *Result {
		r := check(in)
		if r.Outcome == report.Pass && in.reg().RedirectsCut {
			return in.notGiven(ofAllPlatforms)
		}
		return r
	}
}

// registeredWeb finds a redirect URI under Web, or else one whose platform is
// unknown.
func registeredWeb(a *appreg.App, fits func(uri string) bool) (found appreg.RedirectURI, ok bool) {
	for _, r := range a.RedirectURIs {
		switch {
		case !fits(r.URI):
		case r.Platform == appreg.PlatformWeb:
			return r, true
		case r.Platform == appreg.PlatformUnknown && !ok:
			found, ok = r, true
		}
	}
	return found, ok
}

// matching finds the URIs that Microsoft takes for the one that is sent. The service for personal accounts may compare
// the port too.
func (in *Input) matching(sent string) func(string) bool {
	_, isOpen := in.openTypes("")
	if takesPersonal(in.reg()) || isOpen {
		return func(address string) bool { return address == sent }
	}
	return func(address string) bool { return uri.Matches(sent, address) }
}

// registeredFor is the outcome of a check that a redirect URI is registered under Web; nil: it is not.
func (in *Input) registeredFor(want, pass string) *Result {
	a := in.reg()
	r, ok := registeredWeb(a, in.matching(want))
	if !ok {
		r, ok = registeredWeb(a, func(address string) bool { return uri.MayMatch(want, address) })
		switch {
		case !ok:
			return nil
		case in.cameBackTo(want):
			return in.pass(pass, at(r.Place, r.URI, want)) // Microsoft took it, with another port
		}
		return in.unknown("a redirect URI differs in the port, which Microsoft may compare: "+words.Cut(r.URI),
			at(r.Place, r.URI, want)).
			because("it ignores the port of http://localhost; for https and for personal accounts this is not confirmed").
			fix("{portal:redirect-web}: register " + want + " exactly")
	}
	if r.Platform == appreg.PlatformUnknown {
		return in.unclearPlatform(r)
	}
	return in.pass(pass, at(r.Place, r.URI, want))
}

func checkRedirectProduct(in *Input) *Result {
	a, want := in.reg(), in.Session.Request.ProductRedirectURI
	switch {
	case want == "" && in.Session.Request.Product != "" && in.registrationOnly():
		return in.fail("the redirect URI of " + in.product() + " was not compared: it was not given").
			fix("pass it with --product-redirect-uri, as the product's dashboard shows it").as(report.Note)
	case want == "":
		return in.skip("the product's redirect URI was not given (--product-redirect-uri)")
	case redirectsUnsaid(a) && in.registrationOnly() && !a.SecretOnly:
		// It was given to be compared, in a part of a manifest too.
		return in.unknown("the redirect URI of " + in.product() + " was not compared: the document has no redirect URIs").
			fix("read the whole app registration: az ad app show --id CLIENT-ID, or {portal:manifest} in the portal")
	case redirectsUnsaid(a):
		return in.missing("redirect URIs")
	}
	if r := in.registeredFor(want, "the redirect URI of "+in.product()+" is registered"); r != nil {
		return r
	}
	var near []report.Evidence
	var why string
	var move *change.Edit
	for _, r := range a.RedirectURIs {
		if uri.Matches(want, r.URI) {
			near = append(near, at(r.Place, appreg.PlatformWords(r.Platform)+": "+words.Cut(r.URI), "Web"))
			why = "it is under " + appreg.PlatformWords(r.Platform) + ", where Microsoft refuses a client secret"
			move = uri.Drop(a, r)
			continue
		}
		if miss := uri.NearMiss(want, r.URI); miss != "" && why == "" {
			near = append(near, at(r.Place, words.Cut(r.URI), want))
			why = "a registered one " + miss + "; Microsoft compares exactly"
		}
	}
	if near == nil {
		near = []report.Evidence{{Label: "redirect URI", Got: words.Absent, Want: want}}
	}
	r := in.fail("the redirect URI of "+in.product()+" is not registered under Web", near...).because(why)
	return in.addURI(r, fixWebPlatform, want).change(move)
}

// addURI says where a redirect URI is added under Web: at a place of the portal if its text box takes it. One that
// Microsoft refuses is not added.
func (in *Input) addURI(r *Result, place, want string) *Result {
	a := in.reg()
	added := appreg.RedirectURI{URI: want, Platform: appreg.PlatformWeb}
	if faults := uri.Faults(added, takesPersonal(a)); len(faults) > 0 {
		r.Why = strings.TrimSpace(r.Why + "\nMicrosoft may refuse to register it: it " + faults[0].Problem)
		return r.fix("use an address that Microsoft accepts: https, or http with localhost")
	}
	if !uri.ManifestOnly(want) {
		return r.fix(place + ": " + want).change(uri.Add(a, want))
	}
	list := "web.redirectUris"
	if a.Form.Legacy() {
		list = "replyUrlsWithType"
	}
	r.Page = portal.PageManifest
	return r.fix("{portal:manifest} > " + list + ": add " + want + "; the text box of Authentication refuses http with " +
		"an IP address. Or use localhost in its place, on both sides").change(uri.Add(a, want))
}

func checkRedirectTest(in *Input) *Result {
	a, want := in.reg(), in.Session.Request.RedirectURI
	if want == "" {
		want = flow.DefaultRedirectURI
	}
	if redirectsUnsaid(a) {
		return in.notGiven("redirect URIs")
	}
	if r := in.registeredFor(want, "edov's redirect URI is registered; remove it after the last test"); r != nil {
		return r
	}
	r := in.fail("edov's redirect URI is not registered",
		report.Evidence{Label: "redirect URI", Got: words.Absent, Want: want}).
		because("edov signin would fail with AADSTS50011; users of the product do not need it")
	return in.addURI(r, webPlace(a), want)
}

// cameBackTo reports whether the response of this sign-in came to a redirect URI, and its code was redeemed.
func (in *Input) cameBackTo(address string) bool {
	s := in.Session
	return s.Callback != nil && s.Tokens != nil && s.Request.RedirectURI == address
}

// webPlace is the place where a redirect URI is added under Web. The older portal has
// another one if Web is there already.
func webPlace(a *appreg.App) string {
	for _, r := range a.RedirectURIs {
		if r.Platform == appreg.PlatformWeb {
			return "{portal:redirect-web-more}"
		}
	}
	return fixWebPlatform
}

func checkRedirectWeb(in *Input) *Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return in.notGiven("redirect URIs")
	}
	n := 0
	for _, r := range a.RedirectURIs {
		if r.Platform == appreg.PlatformWeb {
			n++
		}
	}
	if n > 0 {
		return in.pass(words.Count(n, "redirect URI is", "redirect URIs are") + " under Web")
	}
	if r, ok := registeredWeb(a, func(string) bool { return true }); ok {
		return in.unclearPlatform(r)
	}
	why := "a product that signs in from a server needs one"
	if len(a.RedirectURIs) > 0 {
		why = "all are under another platform, where Microsoft refuses a client secret"
	}
	r := in.fail("platform Web has no redirect URI", at(a.RedirectPlace, "none", "the product's redirect URI")).
		because(why).fix(fixWebPlatform + ", with the redirect URI from the product's dashboard")
	if in.mayBeAPI() {
		return r.as(report.Note)
	}
	return r
}

func checkLogoutURL(in *Input) *Result {
	a := in.reg()
	v := a.LogoutURL
	if unsaid(a, v) {
		return in.notGiven("a logout URL")
	}
	drop := change.To("web.logoutUrl", v.Place, v.Value, nil)
	const fix = "{portal:logout-url}: leave it empty, or enter a page that ends the session"
	u, err := url.Parse(v.Value)
	switch {
	case v.Value == "" && in.clerk():
		return in.pass("the logout URL is empty; Clerk's guide puts the redirect URI there, but sign-in does not need it")
	case v.Value == "":
		return in.pass("the logout URL is empty; sign-in does not need it")
	case err != nil || u.Host == "" || len(v.Value) > 255:
		return in.fail("the logout URL is not an address that Microsoft accepts",
			at(v.Place, words.Cut(v.Value), "an https address of at most 255 characters")).
			fix(fix).change(drop)
	case u.Scheme != "https":
		return in.fail("the logout URL is not https", at(v.Place, words.Cut(v.Value), "https://")).
			because("Microsoft does not accept http here, for localhost either, and browsers may block it in a frame").fix(fix).
			change(drop)
	}
	for _, r := range a.RedirectURIs {
		if r.URI != v.Value {
			continue
		}
		evidence := at(v.Place, words.Cut(v.Value), "empty, or a page that ends the session")
		res := in.fail("the logout URL is a redirect URI", evidence).
			because("Microsoft calls it at sign-out and expects a page that ends the session; a redirect URI responds with " +
				"an error").
			fix(fix).change(drop)
		if in.clerk() {
			res = res.because("Clerk's guide: the redirect URI. Microsoft: a page that ends the session, which it calls at " +
				"sign-out. Sign-in works either way")
		}
		return res.as(report.Note)
	}
	return in.pass("the logout URL is an https address of its own", at(v.Place, words.Cut(v.Value), ""))
}
