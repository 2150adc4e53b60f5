package check

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appdoc"
	"edov/inspect/report"
)

// ofTemplate turns a result that rests on a placeholder into one that could not be looked at: an app registration in
// a template says where its values will be, not what they are.
func ofTemplate(in *Input, id string, r Result) Result {
	a := in.Session.Registration
	if a == nil || a.BlankCount == 0 {
		return r
	}
	blankURI := func(ids []string) bool {
		return slices.Contains(ids, id) && slices.ContainsFunc(a.RedirectURIs, func(u flow.RedirectURI) bool {
			return appdoc.IsPlaceholder(u.URI)
		})
	}
	switch {
	case r.Outcome == report.Pass && blankURI(ofAllURIs):
		if id == "redirect-safe" { // the one of them that is about safety
			return unknown("template: not judged, since the document has a placeholder there")
		}
		return skip("template: a redirect URI is a placeholder")
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
	return unknown("template: not judged, since the document has a placeholder there", r.Evidence...)
}

var (
	// wantsURI are the checks that look for a redirect URI.
	wantsURI = []string{"redirect-test", "redirect-product", "redirect-web"}
	// ofAllURIs are those that hold only if each redirect URI was looked at.
	ofAllURIs = []string{"redirect-safe", "redirect-form", "redirect-twins", "redirect-platform", "redirect-lookalikes"}
)

// onBlank reports whether evidence is on a placeholder, or on a part of the document that has one.
func onBlank(a *flow.AppRegistration, label string) bool {
	path := label
	if _, after, ok := strings.Cut(label, ", "); ok && strings.HasPrefix(label, "line ") {
		path = after
	}
	for _, b := range a.Blanks {
		if within(b.Path, path) || within(path, b.Path) {
			return true
		}
	}
	return false
}

// within reports whether a path is another one, or a part of what that names.
func within(path, of string) bool {
	rest, ok := strings.CutPrefix(path, of)
	return ok && of != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
