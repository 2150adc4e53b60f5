package check

import (
	"cmp"
	"fmt"
	"slices"

	"edov/flow/appreg"
	"edov/flow/order"
	"edov/inspect/portal"
	"edov/inspect/report"
	"edov/inspect/words"
)

var valueChecks = []Check{{
	ID: "registration-values", Title: "Settings have values that Microsoft documents",
	Severity: report.Warning, Step: report.StepRegistration, Page: portal.PageManifest,
	Func: checkValues,
}}

func checkValues(in *Input) *Result {
	a := in.reg()
	if len(a.OddValues) == 0 {
		return in.pass("all values are documented ones")
	}
	odd := slices.Clone(a.OddValues)
	order.Stable(odd, func(x, y appreg.OddValue) int { return oddRank(x) - oddRank(y) })
	var evidence []report.Evidence
	for _, o := range odd[:min(len(odd), 10)] {
		evidence = append(evidence, at(o.Place, writtenAs(o), oneOf(o)))
	}
	first := odd[0]
	r := in.fail(first.Place.Path+" is "+writtenAs(first), evidence...).fix("{portal:manifest}: write " + oneOf(first))
	if a.OddCount > 1 {
		r.Summary = fmt.Sprintf("%d values are not as Microsoft writes them, first: %s", a.OddCount, r.Summary)
	}
	switch oddRank(first) {
	case 0:
		r.Summary += ", which is none of the documented values"
		return r.because("what depends on it is not checked, and Microsoft may refuse to save it")
	case 1:
		r.Summary += ", with other upper and lower case than " + first.Means
		return r.because("Microsoft Graph refuses it")
	}
	r.Summary += "; Microsoft writes " + first.Means
	return r.because("edov reads it as " + first.Means + "; Microsoft does not document whether it does the same").
		as(report.Note)
}

// oddRank puts unknown values first, then those that Microsoft is known to
// refuse, then those that only look different.
func oddRank(o appreg.OddValue) int {
	switch {
	case o.Means == "":
		return 0
	case o.Refused:
		return 1
	}
	return 2
}

func writtenAs(o appreg.OddValue) string { return cmp.Or(words.Cut(o.Written), words.Absent) }

// oneOf is what may stand in place of an odd value.
func oneOf(o appreg.OddValue) string {
	return cmp.Or(o.Means, words.List(o.Allowed, "or"))
}

// unclear is the outcome of a check that rests on a setting whose value edov does
// not know.
func unclear[T any](in *Input, s appreg.Setting[T]) (*Result, bool) {
	for _, o := range in.reg().OddValues {
		if o.Means == "" && o.Place == s.Place {
			evidence := at(o.Place, writtenAs(o), oneOf(o))
			return in.unknown(o.Place.Path+" is "+writtenAs(o)+", a value that edov does not know", evidence), true
		}
	}
	return nil, false
}

// unclearPlatform is the outcome of a check that rests on the platform of a
// redirect URI.
func (in *Input) unclearPlatform(r appreg.RedirectURI) *Result {
	evidence := at(r.Place, words.Cut(r.URI), "the type Web, Spa or InstalledClient")
	return in.unknown("the platform of a redirect URI is unknown: "+words.Cut(r.URI), evidence)
}
