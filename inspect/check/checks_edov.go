package check

import (
	"strings"

	"edov/flow/strictjson"
	"edov/inspect/product"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
)

func checkEDOVPresent(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	evidence := claim(in.ID, "xms_edov", "true")
	switch {
	case !in.ID.Claims.Has("email") && in.ID.AccessMark() != "":
		return in.skip(isAccessToken)
	case in.ID.Claims.Has("xms_edov"):
		return in.pass("xms_edov is present, as "+in.ID.Claims.Get("xms_edov").Kind.String(), evidence)
	case token.AccountOf(in.ID).Kind == proof.AccountPersonal:
		return in.skip("a personal account's token may lack it; Microsoft documents the address as verified")
	}
	r := in.fail("xms_edov is missing from the ID token; email is present", evidence)
	name := in.doesNotRead()
	if name != "" {
		r.Summary = "xms_edov is missing from the ID token; " + name + " does not read it"
		v := in.seenBy() // another claim may say whose the address is
		if in.readsListed() && token.JudgeEmail(in.ID, genuine).Verdict == proof.EmailVerified &&
			v != nil && v.Verdict == proof.SeenVerified {
			return in.requestEDOV(r).as(report.Note)
		}
	}
	return in.requestEDOV(r)
}

// genuine is the trust in a token of which only the claims are looked at: whether it can be believed, other checks say.
var genuine = proof.Trust{State: proof.Genuine}

// doesNotRead is the named product, where its source is known never to look at xms_edov; empty otherwise.
func (in *Input) doesNotRead() string {
	if reads, known := product.ReadsEDOV(in.Session.Request.Product); reads || !known {
		return ""
	}
	return in.product()
}

// readsListed holds where the named product is known to go by verified_primary_email or verified_secondary_email.
func (in *Input) readsListed() bool {
	reads, _ := product.ReadsListed(in.Session.Request.Product)
	return reads
}

// seenBy is how the named product would treat the claims; nil where edov has no rule for it.
func (in *Input) seenBy() *proof.ProductVerdict {
	v, ok := product.VerdictOf(in.Session.Request.Product, in.ID, in.Session.Me)
	if !ok {
		return nil
	}
	return &v
}

// productsOwnClaims is what to request for a product that decides by other claims than xms_edov; empty for any other.
func (in *Input) productsOwnClaims() string {
	if in.doesNotRead() == "" {
		return ""
	}
	v := in.seenBy()
	if v == nil || v.Verdict != proof.SeenNotVerified ||
		!strings.HasPrefix(v.Change, "add the optional claim") {
		return ""
	}
	return v.Change
}

// requestEDOV says why xms_edov is missing, and how to request it.
func (in *Input) requestEDOV(r *Result) *Result {
	if in.isV1() {
		return r.because("this is a v1.0 token; only v2.0 tokens have xms_edov").fix(fixVersion)
	}
	switch own := in.productsOwnClaims(); {
	case own != "":
		return r.because(in.product() + " decides by claims that the app registration may not request").
			fix("App registrations > your app > {portal:manifest}: " + own)
	case in.ID.Claims.Has("xms_pdl"):
		return r.because("the token has xms_pdl: guides add it and then rename it to xms_edov; the renaming may have been " +
			"forgotten").
			fix("App registrations > your app > {portal:manifest} > optionalClaims.idToken: change the name xms_pdl to " +
				"xms_edov and save; wait a few minutes and sign in again")
	}
	return r.fix(fixAddEDOV).
		because("the app registration may not request the optional claim, or the change may not have taken effect yet")
}

// isV1 holds for an ID token of version 1.0, which can't have xms_edov (Microsoft, optional claims reference).
func (in *Input) isV1() bool { return in.ID.Claims.Get("ver").Str() == "1.0" }

func checkEDOVType(in *Input) *Result {
	if !in.readable() {
		return in.skip(noClaims)
	}
	v := in.ID.Claims.Get("xms_edov")
	evidence := claim(in.ID, "xms_edov", "true or false")
	switch {
	case !v.Exists():
		return in.skip("there is no xms_edov")
	case v.Kind == strictjson.Bool:
		return in.pass("xms_edov is a Boolean", evidence)
	case token.Says(v) == proof.MeansUnclear:
		kind := aKind(v)
		if v.Kind == strictjson.Null {
			kind += ","
		}
		return in.fail("xms_edov is "+kind+" with no clear meaning", evidence).
			because("Microsoft documents a Boolean; products read other values differently").
			fix("sign in again; if it happens again, " + in.askWhoSent())
	}
	return in.fail("xms_edov is "+aKind(v)+" that means "+token.Says(v), evidence).
		because("Microsoft documents a Boolean; a product that compares with true only reads this as not verified").
		fix(`accept true, "true", 1 and "1" in your code; no setting in the portal changes the type`)
}

// aKind is the kind of a value with its article.
func aKind(v strictjson.Value) string {
	switch v.Kind {
	case strictjson.Null:
		return "null"
	case strictjson.Array, strictjson.Object:
		return "an " + v.Kind.String()
	}
	return "a " + v.Kind.String()
}
