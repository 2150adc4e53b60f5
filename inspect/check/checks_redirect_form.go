package check

import (
	"slices"
	"strings"

	"edov/flow/appdoc"
	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/uri"
	"edov/inspect/words"
)

// badURIs lists the redirect URIs with faults of one kind, each with all of
// them. One that is unsafe is not also reported for its form.
func badURIs(a *appreg.App, unsafe bool) (evidence []report.Evidence, bad []appreg.RedirectURI) {
	for _, r := range a.RedirectURIs {
		if isBlank(a, r) {
			continue
		}
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
			evidence = append(evidence, at(r.Place, exactly(r.URI)+" "+strings.Join(problems, "; it "), ""))
		}
	}
	return evidence, bad
}

// isBlank holds for a redirect URI that is a placeholder: a form that is to come can't be judged.
func isBlank(a *appreg.App, r appreg.RedirectURI) bool {
	return a.BlankCount > 0 && appdoc.IsPlaceholder(r.URI)
}

// isBad holds for faults of one kind: an unsafe one, or none that is unsafe.
func isBad(faults []uri.Fault, unsafe bool) bool {
	return len(faults) > 0 && slices.ContainsFunc(faults, func(f uri.Fault) bool { return f.Unsafe }) == unsafe
}

// doubtfulURI finds a redirect URI that is bad under Web, or in an app for
// personal accounts, where the registration leaves open whether it is there.
func (in *Input) doubtfulURI(unsafe bool) (*Result, bool) {
	a := in.reg()
	open, isOpen := in.openTypes("an app for personal accounts may not have one of the redirect URIs")
	for _, r := range a.RedirectURIs {
		if isBlank(a, r) {
			continue
		}
		if web := r; r.Platform == appreg.PlatformUnknown {
			web.Platform = appreg.PlatformWeb
			if isBad(uri.Faults(web, takesPersonal(a)), unsafe) {
				return in.unclearPlatform(r), true
			}
		}
		if isOpen && isBad(uri.Faults(r, true), unsafe) {
			return open, true
		}
	}
	return nil, false
}

// unclearURI finds a redirect URI of which it is not known where it leads: that is no reason to call it safe.
func (in *Input) unclearURI() (*Result, bool) {
	a := in.reg()
	for _, r := range a.RedirectURIs {
		if isBlank(a, r) {
			continue
		}
		for _, f := range uri.Faults(r, takesPersonal(a)) {
			if f.Unclear {
				return in.unknown("where a redirect URI leads is not known: "+exactly(r.URI),
					at(r.Place, exactly(r.URI)+" "+f.Problem, "an address such as https://example.com/callback")).
					because("browsers read more than what is an address by the standard, and may go elsewhere").
					fix("{portal:redirect-list}: remove it, and register the exact https address"), true
			}
		}
	}
	return nil, false
}

// orNative adds to what all redirect URIs are where a native app has one of its own scheme.
func orNative(a *appreg.App) string {
	for _, r := range a.RedirectURIs {
		if r.Platform == appreg.PlatformPublic && !strings.HasPrefix(strings.ToLower(r.URI), "http") {
			return ", or a native app's own"
		}
	}
	return ""
}

// some counts redirect URIs and names the first.
func some(bad []appreg.RedirectURI, one, many string) string {
	if len(bad) == 1 {
		return "a redirect URI " + one + ": " + exactly(bad[0].URI)
	}
	return words.Count(len(bad), "", "redirect URIs ") + many + ", first: " + exactly(bad[0].URI)
}

func checkRedirectSafe(in *Input) *Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return in.missing("redirect URIs")
	}
	evidence, bad := badURIs(a, true)
	if len(bad) == 0 {
		if r, ok := in.doubtfulURI(true); ok {
			return r
		}
		if r, ok := in.unclearURI(); ok {
			return r
		}
		if a.RedirectsCut {
			return in.missing(ofAllPlatforms)
		}
		return in.pass("all redirect URIs are an https address, or on this machine" + orNative(a))
	}
	return in.fail(some(bad, "is unsafe", "are unsafe"), evidence...).
		because("anyone who receives the authorization code at such an address can sign in as the user; Microsoft should " +
			"refuse to save most of them").
		fix("{portal:redirect-list}: remove them, and register the exact https address").
		change(uri.DropUnsafe(a, bad[0].Platform))
}

func checkRedirectForm(in *Input) *Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return in.notGiven("redirect URIs")
	}
	evidence, bad := badURIs(a, false)
	if len(bad) == 0 {
		if r, ok := in.doubtfulURI(false); ok {
			return r
		}
		return in.pass("no other problem in " + words.Count(len(a.RedirectURIs), "redirect URI", "redirect URIs"))
	}
	return in.fail(some(bad, "has a form that Microsoft does not accept", "have a form that Microsoft does not accept"),
		evidence...).
		because("Microsoft refuses to save it, or it never matches what is sent").
		fix("write the address exactly as the product sends it, or remove it")
}

func checkRedirectTwins(in *Input) *Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return in.notGiven("redirect URIs")
	}
	shown := func(r appreg.RedirectURI) report.Evidence {
		return at(r.Place, appreg.PlatformWords(r.Platform)+": "+words.Cut(r.URI), "")
	}
	seen := map[string]appreg.RedirectURI{}
	for _, r := range a.RedirectURIs {
		key, ok := uri.WithoutPort(r.URI)
		if !ok {
			continue
		}
		if twin, ok := seen[key]; ok && twin.URI != r.URI {
			return in.fail("two redirect URIs differ only in the port", shown(twin), shown(r)).
				because("Microsoft ignores the port and may pick either one, with its platform").fix("keep one of them").
				change(uri.Drop(a, r))
		}
		if _, ok := seen[key]; !ok {
			seen[key] = r
		}
	}
	return in.pass("no two redirect URIs differ only in the port")
}

func checkRedirectPlatform(in *Input) *Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return in.notGiven("redirect URIs")
	}
	seen := map[string]appreg.RedirectURI{}
	var doubt *appreg.RedirectURI
	for i, r := range a.RedirectURIs {
		first, ok := seen[r.URI]
		switch {
		case ok && (first.Platform == appreg.PlatformUnknown || r.Platform == appreg.PlatformUnknown):
			doubt = &a.RedirectURIs[i]
		case ok && first.Platform != r.Platform:
			drop := r
			if drop.Platform == appreg.PlatformWeb {
				drop = first
			}
			return in.fail("a redirect URI is under two platforms: "+words.Cut(r.URI),
				at(first.Place, appreg.PlatformWords(first.Platform), "one platform"),
				at(r.Place, appreg.PlatformWords(r.Platform), "one platform")).
				because("Web requires a client secret, the others refuse it, and which one counts is not defined").
				fix("keep it under Web if a server receives the response").change(uri.Drop(a, drop))
		}
		if !ok {
			seen[r.URI] = r
		}
	}
	if doubt != nil {
		return in.unclearPlatform(*doubt)
	}
	return in.pass("each redirect URI is under one platform")
}

func checkRedirectLookalikes(in *Input) *Result {
	a := in.reg()
	if redirectsUnsaid(a) {
		return in.notGiven("redirect URIs")
	}
	seen := map[string]appreg.RedirectURI{}
	for _, r := range a.RedirectURIs {
		key := strings.ToLower(strings.TrimRight(r.URI, "/"))
		if other, ok := seen[key]; ok && other.URI != r.URI {
			return in.fail("two redirect URIs look alike", at(other.Place, words.Cut(other.URI), ""),
				at(r.Place, words.Cut(r.URI), "")).
				because("to Microsoft they are two addresses, and one of them may be a typo").
				fix("remove the one that no product sends")
		}
		seen[key] = r
	}
	return in.pass("no two redirect URIs look alike")
}
