package check

import (
	"cmp"

	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/words"
)

// checkProductAccepts plays the product that the reader named, as far as its rule is known: a token that Microsoft
// issues without fault may be one that the product refuses.
func checkProductAccepts(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	name := in.Session.Request.Product
	if name == "" {
		return in.skip("no product was named (--product)")
	}
	v := in.seenBy()
	switch {
	case v == nil:
		return in.skip("edov has no rule of " + words.Cut(name))
	case v.Basis == proof.Inferred:
		return in.skip("the rule of " + v.Name + " is not published, only inferred")
	case v.Verdict == proof.SeenRejected:
		why := cmp.Or(v.Change, "sign in with an account, or through a server, that it accepts")
		return in.fail(v.Name + " refuses the sign-in: " + v.Reason).fix("For " + v.Name + ": " + why)
	case report.TrustOf(in.findings).State != proof.Genuine:
		return in.unknown("the token was not fully checked, as " + v.Name + " would").as(report.Note)
	case v.Verdict == proof.SeenUnknown:
		return in.unknown("the token doesn't show how " + v.Name + " treats it: " + v.Reason).as(report.Note)
	}
	return in.pass("by its rule, " + v.Name + " accepts the sign-in: " + v.Reason)
}
