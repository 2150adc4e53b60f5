package check

import (
	"slices"

	"edov/flow/entra"
	"edov/flow/issuer"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// foreignChecks are the checks that say something about a token of another issuer than Microsoft: that it is a token,
// and whose it is.
var foreignChecks = []string{"idtoken-received", "idtoken-format", "idtoken-issuer"}

// maker names who issued a token that was given alone, if it was not Microsoft; ok is false for Microsoft's and for
// those of a test server. Microsoft's rules, and what to change at Microsoft, do not apply to another's token.
func (in *Input) maker() (m issuer.Maker, ok bool) {
	t := in.shown()
	elsewhere := in.Session.Request.TrustAuthority || in.Session.Metadata != nil
	if t == nil || !t.Claims.Exists() || !in.tokenAlone() || elsewhere {
		return m, false
	}
	return entra.MakerOf(t.Header, t.Claims)
}

// shown is the token that the headline is about; nil if there is none.
func (in *Input) shown() *token.JWT {
	if in.ID != nil {
		return in.ID
	}
	return in.Access
}

// forForeign leaves of the checks those that apply to a token of another issuer.
func forForeign(checks []Check, m issuer.Maker) []Check {
	list := slices.Clone(checks)
	for i, c := range list {
		switch {
		case c.ID == "idtoken-issuer":
			list[i].Needs = nil
			list[i].Func = func(in *Input) *Result {
				iss := in.shown().Claims.Get("iss")
				evidence := report.Evidence{Label: "iss", Got: words.JSONText(iss), Want: m.Want}
				return in.fail(m.Summary(), evidence).fix(m.Then)
			}
		case slices.Contains(foreignChecks, c.ID):
		default:
			list[i].Needs = nil
			list[i].Func = func(in *Input) *Result { return in.skip(m.Summary()) }
		}
	}
	return list
}
