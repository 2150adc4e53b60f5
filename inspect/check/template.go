package check

import (
	"slices"
	"strings"

	"edov/flow/appdoc"
	"edov/flow/appreg"
	"edov/flow/lazy"
	"edov/inspect/report"
)

// ofTemplate turns a result that rests on a placeholder into one that could not be looked at: an app registration in
// a template says where its values will be, not what they are, and so does one whose values were hidden before it was
// shown.
func ofTemplate(in *Input, c *Check, r *Result) *Result {
	a := in.Session.Registration
	if a == nil || a.BlankCount == 0 {
		return r
	}
	id := c.ID
	blankURI := func(ids []string) bool {
		return slices.Contains(ids, id) && slices.ContainsFunc(a.RedirectURIs, func(u appreg.RedirectURI) bool {
			return appdoc.IsPlaceholder(u.URI)
		})
	}
	switch {
	case r.Outcome == report.Pass && blankURI(ofAllURIs):
		if id == "redirect-safe" { // the one of them that is about safety
			return in.onPlaceholder(c)
		}
		return in.skip("template: a redirect URI is a placeholder")
	case (r.Outcome == report.Pass || r.Outcome == report.Skip) && restsOnBlank(a, id):
		return in.onPlaceholder(c)
	case r.Outcome != report.Fail && r.Outcome != report.Unknown:
		return r
	}
	ofBlank := blankURI(wantsURI) // what a list lacks may be behind its placeholder
	if !ofBlank {
		ofBlank = len(r.Evidence) > 0 && !slices.ContainsFunc(r.Evidence, func(e report.Evidence) bool {
			return !appdoc.IsPlaceholder(e.Got) && !onBlank(a, e.Label)
		})
	}
	if !ofBlank {
		return r
	}
	return in.onPlaceholder(c, r.Evidence...)
}

// onPlaceholder is the outcome of a check that rests on a placeholder. It weighs, except for checks that only give
// advice: a setting that no one can see may be a wrong one.
func (in *Input) onPlaceholder(c *Check, evidence ...report.Evidence) *Result {
	r := in.unknown("template: not judged, since the document has a placeholder there", evidence...)
	if c.Severity == report.Warning {
		return r.as(report.Error)
	}
	return r
}

var (
	// wantsURI are the checks that look for a redirect URI.
	wantsURI = []string{"redirect-test", "redirect-product", "redirect-web"}
	// ofAllURIs are those that hold only if each redirect URI was looked at.
	ofAllURIs = []string{"redirect-safe", "redirect-form", "redirect-twins", "redirect-platform", "redirect-lookalikes"}
)

// redirectLists are the members that hold redirect URIs.
var redirectLists = []string{
	"web.redirectUris", "spa.redirectUris", "publicClient.redirectUris", "replyUrlsWithType", "replyUrls",
}

// restsOn are the settings without which a check that passes has seen nothing: each holds because something is not
// there, or has its default.
var restsOn = map[string][]string{
	"app-id":                   {"appId"},
	"app-enabled":              {"isDisabled", "disabledByMicrosoftStatus", "deletedDateTime", "deletionTimestamp"},
	"account-types-allowed":    {"signInAudience", "availableToOtherTenants"},
	"mapped-claims":            {"api.acceptMappedClaims", "acceptMappedClaims"},
	"unverified-email-removed": {"authenticationBehaviors.removeUnverifiedEmailClaim"},
	"public-client":            {"isFallbackPublicClient", "allowPublicClient"},
	"implicit-switches": {
		"web.implicitGrantSettings", "oauth2AllowIdTokenImplicitFlow", "oauth2AllowImplicitFlow",
	},
	"redirect-safe":        redirectLists,
	"logout-url":           {"web.logoutUrl", "logoutUrl"},
	"permission-roles":     {"requiredResourceAccess[].resourceAccess[].type"},
	"permission-retired":   {"requiredResourceAccess[].resourceAppId"},
	"optional-placeholder": {"optionalClaims"},
	"optional-names":       {"optionalClaims"},
	"certificate-valid":    {"keyCredentials"},
}

// restsOnBlank reports whether a check rests on a setting that has a placeholder.
func restsOnBlank(a *appreg.App, id string) bool {
	return slices.ContainsFunc(restsOn[id], func(path string) bool {
		return slices.ContainsFunc(a.Blanks, func(b appreg.Place) bool {
			at := element.ReplaceAllString(inItem(b.Path), "[]")
			return within(at, path) || within(path, at)
		})
	})
}

// element is the number of an element of a list, in a path.
var element = lazy.MustCompile(`\[\d+\]`)

// onBlank reports whether evidence is on a placeholder, or on a part of the document that has one.
func onBlank(a *appreg.App, label string) bool {
	path := label
	if _, after, ok := strings.Cut(label, ", "); ok && strings.HasPrefix(label, "line ") {
		path = after
	}
	path = inItem(path)
	for _, b := range a.Blanks {
		if at := inItem(b.Path); within(at, path) || within(path, at) {
			return true
		}
	}
	return false
}

// inItem is a path without its beginning that leads to an element of a list: $[3]. or value[3].
func inItem(path string) string {
	if strings.HasPrefix(path, "$[") || strings.HasPrefix(path, "value[") {
		if _, after, ok := strings.Cut(path, "]."); ok {
			return after
		}
	}
	return path
}

// within reports whether a path is another one, or a part of what that names.
func within(path, of string) bool {
	rest, ok := strings.CutPrefix(path, of)
	return ok && of != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
