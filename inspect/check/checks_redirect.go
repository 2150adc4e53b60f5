package check

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow"
	"edov/inspect/change"
	"edov/inspect/report"
	"edov/inspect/uri"
	"edov/inspect/words"
)

const fixWebPlatform = "Authentication > Add a platform > Web"

var redirectChecks = []Check{
	{
		ID: "redirect-product", Title: "the product's redirect URI is registered under Web", Severity: report.Error, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** The redirect URI that the product's dashboard shows against those of platform Web.\n\n**Why.** Microsoft compares to the letter: a slash at the end, upper case or http instead of https is another address (AADSTS50011). Under Single-page application or Mobile the product's secret is refused.\n\n**Fix.** " + fixWebPlatform + ", with the address copied from the dashboard.",
		Refs: []string{refReply, refClerkGuide}, Func: checkRedirectProduct,
	},
	{
		ID: "redirect-test", Title: "edov's redirect URI is registered for the test", Severity: report.Note, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** The loopback address that `edov signin` receives its answer at, under platform Web. Microsoft ignores the port of such an address, not the path.\n\n**Why.** Without it a test from here ends with AADSTS50011. Users of the product do not need it.\n\n**Fix.** " + fixWebPlatform + ", with http://localhost:8400/callback. Take it away again when you are done.",
		Refs: []string{refReply, "RFC 8252 section 7.3"}, Func: checkRedirectTest,
	},
	{
		ID: "redirect-safe", Title: "no redirect URI hands codes to strangers", Severity: report.Error, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** Redirect URIs with a wildcard, with http to another machine, with javascript:, data: or file:, or with a user name before the host.\n\n**Why.** Whoever gets the authorization code at such an address can sign in as the user.\n\n**Fix.** Remove it under Authentication, and register the exact https address.",
		Refs: []string{refReply, "RFC 9700 section 2.1"}, Func: checkRedirectSafe,
	},
	{
		ID: "redirect-form", Title: "all redirect URIs have a form that Microsoft takes", Severity: report.Warning, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** Length (256 characters), refused characters, fragments, queries in apps with personal accounts, [::1], texts that are no address.\n\n**Why.** Microsoft refuses to save them, or they never match what is sent.\n\n**Fix.** Write the address as the product sends it.",
		Refs: []string{refReply}, Func: checkRedirectForm,
	},
	{
		ID: "redirect-twins", Title: "no two local redirect URIs differ only in the port", Severity: report.Warning, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** Redirect URIs of this machine that are the same but for their ports.\n\n**Why.** Microsoft ignores the port of such an address. It then takes either entry, and with it that entry's platform, which may be the wrong one.\n\n**Fix.** Keep one for each path.",
		Refs: []string{refReply}, Func: checkRedirectTwins,
	},
	{
		ID: "redirect-platform", Title: "each redirect URI is under one platform", Severity: report.Warning, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** Redirect URIs that are registered for two platforms.\n\n**Why.** The platform decides whether a secret is needed (Web) or refused (Single-page application, Mobile). With two, which one counts is not defined.\n\n**Fix.** Keep it under Web only if a server receives the answer.",
		Refs: []string{refReply}, Func: checkRedirectPlatform,
	},
	{
		ID: "redirect-lookalikes", Title: "no two redirect URIs look alike", Severity: report.Note, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** Redirect URIs that differ only in upper and lower case, or in the slash at the end.\n\n**Why.** One of them is usually a mistyped one that was never removed.\n\n**Fix.** Remove the one that nothing sends.",
		Refs: []string{refReply}, Func: checkRedirectLookalikes,
	},
	{
		ID: "redirect-web", Title: "there is a redirect URI of platform Web", Severity: report.Warning, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** Whether platform Web has any redirect URI.\n\n**Why.** A server that signs people in with a secret needs one. Without it every sign-in ends with AADSTS50011 or AADSTS500113.\n\n**Fix.** " + fixWebPlatform + ".",
		Refs: []string{refReply}, Func: checkRedirectWeb,
	},
	{
		ID: "logout-url", Title: "the front-channel logout URL is empty, or a page that signs out", Severity: report.Warning, Step: report.StepRedirect, Page: report.PageAuthentication,
		Doc:  "**What.** `logoutUrl`: https (http only for localhost), at most 255 characters, not the redirect URI.\n\n**Why.** Guide and Microsoft disagree. Clerk's guide has the redirect URI pasted here. Microsoft calls the address in a hidden frame at sign-out and expects a page that ends the session; a redirect URI answers with an error instead. Sign-in needs no logout URL.\n\n**Fix.** Leave it empty, or enter a page of yours that ends the session.",
		Refs: []string{refOIDC, refClerkGuide}, Func: checkLogoutURL,
	},
}

// redirectsUnsaid holds when the document leaves the redirect URIs out.
func redirectsUnsaid(a *flow.AppRegistration) bool {
	return a.Partial && len(a.RedirectURIs) == 0 && a.RedirectPlace.Line == 0 && !unsaidRedirectKnown(a)
}

// unsaidRedirectKnown: a document without lines (an answer of Graph) holds web
// whenever it holds the implicit switches.
func unsaidRedirectKnown(a *flow.AppRegistration) bool {
	return a.ImplicitIDToken.Known || a.LogoutURL.Known
}

// registeredWeb finds a redirect URI under Web, or else one whose platform is
// unknown.
func registeredWeb(a *flow.AppRegistration, fits func(uri string) bool) (found flow.RedirectURI, ok bool) {
	for _, r := range a.RedirectURIs {
		switch {
		case !fits(r.URI):
		case r.Platform == flow.PlatformWeb:
			return r, true
		case r.Platform == flow.PlatformUnknown && !ok:
			found, ok = r, true
		}
	}
	return found, ok
}

// matching finds the URIs that Microsoft takes for the one that is sent.
func matching(sent string) func(string) bool {
	return func(address string) bool { return uri.Matches(sent, address) }
}

func checkRedirectProduct(in *Input) Result {
	a, want := in.reg(), in.Session.Request.ProductRedirectURI
	switch {
	case want == "" && in.Session.Request.Product != "" && in.registrationOnly():
		return fail("the redirect URI of " + in.product() + " was not compared: it was not given").
			mend("give it with --product-redirect-uri, as the product's dashboard shows it").as(report.Note)
	case want == "":
		return skip("the product's redirect URI was not given (--product-redirect-uri)")
	case redirectsUnsaid(a):
		return notGiven("redirect URIs")
	}
	if r, ok := registeredWeb(a, matching(want)); ok && r.Platform == flow.PlatformUnknown {
		return unclearPlatform(r)
	} else if ok {
		return pass("the redirect URI of "+in.product()+" is registered", at(r.Place, r.URI, want))
	}
	var near []report.Evidence
	var why string
	var move *change.Edit
	for _, r := range a.RedirectURIs {
		if uri.Matches(want, r.URI) {
			near = append(near, at(r.Place, flow.PlatformWords(r.Platform)+": "+words.Cut(r.URI), "Web"))
			why = "it is under " + flow.PlatformWords(r.Platform) + ", where a secret is refused"
			move = uri.Drop(a, r)
			continue
		}
		if miss := uri.NearMiss(want, r.URI); miss != "" && why == "" {
			near = append(near, at(r.Place, words.Cut(r.URI), want))
			why = "a registered one " + miss + "; Microsoft compares to the letter"
		}
	}
	if near == nil {
		near = []report.Evidence{{Label: "redirect URI", Got: words.Absent, Want: want}}
	}
	return fail("the redirect URI of "+in.product()+" is not registered under Web", near...).because(why).
		mend(fixWebPlatform+" > Redirect URIs: "+want).change(uri.Add(a, want), move)
}

func checkRedirectTest(in *Input) Result {
	a, want := in.reg(), in.Session.Request.RedirectURI
	if want == "" {
		want = flow.DefaultRedirectURI
	}
	if redirectsUnsaid(a) {
		return notGiven("redirect URIs")
	}
	if r, ok := registeredWeb(a, matching(want)); ok && r.Platform == flow.PlatformUnknown {
		return unclearPlatform(r)
	} else if ok {
		return pass("edov's redirect URI is registered; take it away after the last test", at(r.Place, r.URI, want))
	}
	return fail("edov's redirect URI is not registered", report.Evidence{Label: "redirect URI", Got: words.Absent, Want: want}).
		because("edov signin would end with AADSTS50011; users of the product do not need it").
		mend(addWebURI(a, want)).change(uri.Add(a, want))
}

// addWebURI says where to add a redirect URI: the platform may be there.
func addWebURI(a *flow.AppRegistration, uri string) string {
	for _, r := range a.RedirectURIs {
		if r.Platform == flow.PlatformWeb {
			return "Authentication > Web > Redirect URIs > Add URI: " + uri
		}
	}
	return fixWebPlatform + " > Redirect URIs: " + uri
}

// badURIs lists the redirect URIs with faults of one kind, each with all of
// them. One that is unsafe is not also told to have a bad form.
func badURIs(a *flow.AppRegistration, unsafe bool) (evidence []report.Evidence, bad []flow.RedirectURI) {
	for _, r := range a.RedirectURIs {
		faults := uri.Faults(r, takesPersonal(a))
		if !isBad(faults, unsafe) {
			continue
		}
		var problems []string
		for _, f := range faults {
			problems = append(problems, f.Problem)
		}
		bad = append(bad, r)
		if len(evidence) < 20 {
			evidence = append(evidence, at(r.Place, words.Cut(r.URI)+" "+strings.Join(problems, "; it "), ""))
		}
	}
	return evidence, bad
}

// isBad holds for faults of one kind: an unsafe one, or none that is unsafe.
func isBad(faults []uri.Fault, unsafe bool) bool {
	return len(faults) > 0 && slices.ContainsFunc(faults, func(f uri.Fault) bool { return f.Unsafe }) == unsafe
}

// doubtfulURI finds a redirect URI that is bad under Web, or in an app for
// personal accounts, where the registration leaves open whether it is there.
func doubtfulURI(a *flow.AppRegistration, unsafe bool) (Result, bool) {
	odd, isOdd := unclear(a, a.Audience)
	for _, r := range a.RedirectURIs {
		if web := r; r.Platform == flow.PlatformUnknown {
			web.Platform = flow.PlatformWeb
			if isBad(uri.Faults(web, takesPersonal(a)), unsafe) {
				return unclearPlatform(r), true
			}
		}
		if isOdd && isBad(uri.Faults(r, true), unsafe) {
			return odd, true
		}
	}
	return Result{}, false
}

// some counts redirect URIs and names the first.
func some(bad []flow.RedirectURI, one, many string) string {
	if len(bad) == 1 {
		return "a redirect URI " + one + ": " + words.Cut(bad[0].URI)
	}
	return words.Count(len(bad), "", "redirect URIs ") + many + ", first: " + words.Cut(bad[0].URI)
}

func checkRedirectSafe(in *Input) Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return notGiven("redirect URIs")
	}
	evidence, bad := badURIs(a, true)
	if len(bad) == 0 {
		if r, ok := doubtfulURI(a, true); ok {
			return r
		}
		return pass("all lead to one https address, or to this machine")
	}
	return fail(some(bad, "is unsafe", "are unsafe"), evidence...).because("whoever gets the code at such an address can sign in as the user; Microsoft should refuse to save most of them").
		mend("remove them under Authentication, and register the exact https address").change(uri.DropUnsafe(a, bad[0].Platform))
}

func checkRedirectForm(in *Input) Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return notGiven("redirect URIs")
	}
	evidence, bad := badURIs(a, false)
	if len(bad) == 0 {
		if r, ok := doubtfulURI(a, false); ok {
			return r
		}
		return pass("nothing else stands out in " + words.Count(len(a.RedirectURIs), "redirect URI", "redirect URIs"))
	}
	return fail(some(bad, "has a form that Microsoft does not take", "have a form that Microsoft does not take"), evidence...).
		because("Microsoft refuses to save it, or it never matches what is sent").mend("write the address as the product sends it, or remove it")
}

func checkRedirectTwins(in *Input) Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return notGiven("redirect URIs")
	}
	seen := map[string]flow.RedirectURI{}
	for _, r := range a.RedirectURIs {
		key, ok := uri.WithoutPort(r.URI)
		if !ok {
			continue
		}
		if twin, ok := seen[key]; ok && twin.URI != r.URI {
			return fail("two redirect URIs differ only in the port", at(twin.Place, flow.PlatformWords(twin.Platform)+": "+words.Cut(twin.URI), ""), at(r.Place, flow.PlatformWords(r.Platform)+": "+words.Cut(r.URI), "")).
				because("Microsoft ignores that port and may take either, with its platform").mend("keep one of them").change(uri.Drop(a, r))
		}
		if _, ok := seen[key]; !ok {
			seen[key] = r
		}
	}
	return pass("there are none")
}

func checkRedirectPlatform(in *Input) Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return notGiven("redirect URIs")
	}
	seen := map[string]flow.RedirectURI{}
	var doubt *flow.RedirectURI
	for i, r := range a.RedirectURIs {
		first, ok := seen[r.URI]
		switch {
		case ok && (first.Platform == flow.PlatformUnknown || r.Platform == flow.PlatformUnknown):
			doubt = &a.RedirectURIs[i]
		case ok && first.Platform != r.Platform:
			drop := r
			if drop.Platform == flow.PlatformWeb {
				drop = first
			}
			return fail("a redirect URI is under two platforms: "+words.Cut(r.URI), at(first.Place, flow.PlatformWords(first.Platform), "one platform"), at(r.Place, flow.PlatformWords(r.Platform), "one platform")).
				because("Web needs a secret, the others refuse it, and which one counts is not defined").mend("keep it under Web if a server receives the answer").change(uri.Drop(a, drop))
		}
		if !ok {
			seen[r.URI] = r
		}
	}
	if doubt != nil {
		return unclearPlatform(*doubt)
	}
	return pass("each is under one platform")
}

func checkRedirectLookalikes(in *Input) Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return notGiven("redirect URIs")
	}
	seen := map[string]flow.RedirectURI{}
	for _, r := range a.RedirectURIs {
		key := strings.ToLower(strings.TrimRight(r.URI, "/"))
		if other, ok := seen[key]; ok && other.URI != r.URI {
			return fail("two redirect URIs look alike", at(other.Place, words.Cut(other.URI), ""), at(r.Place, words.Cut(r.URI), "")).
				because("to Microsoft they are two addresses, and one of them may be mistyped").mend("remove the one that nothing sends")
		}
		seen[key] = r
	}
	return pass("there are none")
}

func checkRedirectWeb(in *Input) Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return notGiven("redirect URIs")
	}
	n := 0
	for _, r := range a.RedirectURIs {
		if r.Platform == flow.PlatformWeb {
			n++
		}
	}
	if n > 0 {
		return pass(words.Count(n, "redirect URI", "redirect URIs") + " of platform Web")
	}
	if r, ok := registeredWeb(a, func(string) bool { return true }); ok {
		return unclearPlatform(r)
	}
	why := "a product that signs in from a server needs one"
	if len(a.RedirectURIs) > 0 {
		why = "all are of another platform, where a client secret is refused"
	}
	r := fail("platform Web has no redirect URI", at(a.RedirectPlace, "none", "the product's redirect URI")).because(why).
		mend(fixWebPlatform + ", with the redirect URI that the product's dashboard shows")
	if in.signsNobodyIn() {
		return r.as(report.Note)
	}
	return r
}

func checkLogoutURL(in *Input) Result {
	a := in.reg()
	v := a.LogoutURL
	if unsaid(a, v) {
		return notGiven("a logout URL")
	}
	drop := change.To("web.logoutUrl", v.Place, v.Value, nil)
	const fix = "Authentication > Settings > Front-channel logout URL: leave it empty, or enter a page that ends the session"
	u, err := url.Parse(v.Value)
	switch {
	case v.Value == "" && in.clerk():
		return pass("it is empty; Clerk's guide pastes the redirect URI there, but sign-in does not need it")
	case v.Value == "":
		return pass("it is empty; sign-in does not need it")
	case err != nil || u.Host == "" || len(v.Value) > 255:
		return fail("the logout URL is no address that Microsoft takes", at(v.Place, words.Cut(v.Value), "an https address of at most 255 characters")).mend(fix).change(drop)
	case u.Scheme != "https" && !uri.IsLoopback(u.Hostname()):
		return fail("the logout URL is not https", at(v.Place, words.Cut(v.Value), "https://")).because("apps for personal accounts may not have it, and browsers may block it in a frame").mend(fix).change(drop)
	}
	for _, r := range a.RedirectURIs {
		if r.URI != v.Value {
			continue
		}
		res := fail("the logout URL is a redirect URI", at(v.Place, words.Cut(v.Value), "empty, or a page that ends the session")).
			because("Microsoft calls it at sign-out and expects a page that ends the session; a redirect URI answers with an error").mend(fix).change(drop)
		if in.clerk() {
			res.Why = "Clerk's guide says so; Microsoft calls it at sign-out and expects a page that ends the session. It does no harm to sign-in"
		}
		return res.as(report.Note)
	}
	return pass("it is an https address of its own", at(v.Place, words.Cut(v.Value), ""))
}
