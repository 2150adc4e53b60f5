package token

import (
	"strings"

	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/words"
)

// Says reads a claim that Microsoft documents as a Boolean and that has also been seen as the text "1". The numbers
// 1 and 0 and the texts "true", "false" and "0" are what other products accept; they can mean only one thing.
// Products differ in how they read anything else, even "True", so that it is unclear. A missing claim has no
// meaning: the result is empty.
func Says(v strictjson.Value) string {
	switch {
	case !v.Exists():
		return ""
	case v.Kind == strictjson.Bool:
		return v.Text
	case v.Kind == strictjson.String && (v.Text == "true" || v.Text == "1"), v.Kind == strictjson.Number && v.Text == "1":
		return proof.MeansTrue
	case v.Kind == strictjson.String && (v.Text == "false" || v.Text == "0"), v.Kind == strictjson.Number && v.Text == "0":
		return proof.MeansFalse
	}
	return proof.MeansUnclear
}

func edovOf(t *JWT) proof.EDOVClaim {
	v := t.Claims.Get("xms_edov")
	if !v.Exists() {
		return proof.EDOVClaim{}
	}
	return proof.EDOVClaim{Present: true, Type: v.Kind.String(), Raw: words.JSONText(v), Meaning: Says(v)}
}

// JudgeEmail says whether the email of an ID token is verified. What the claims say counts only for a token that
// can be believed; id may be nil.
func JudgeEmail(id *JWT, t proof.Trust) proof.EmailVerdict {
	if id == nil {
		return proof.EmailVerdict{Verdict: proof.EmailCannotTell, Reason: "there is no ID token"}
	}
	v := claimsVerdict(id)
	v.Address, v.EDOV = id.Claims.Get("email").Str(), edovOf(id)
	if t.State == proof.Genuine || id.Partial && v.Verdict == proof.EmailCannotTell { // no better reason
		return v
	}
	return v.Distrust(t.Reason())
}

// claimsVerdict reads the claims alone. An email_verified that may say no leaves open what would be verified.
func claimsVerdict(t *JWT) proof.EmailVerdict {
	v := verdictOf(t)
	if v.Verdict == proof.EmailVerified && Says(t.Claims.Get("email_verified")) == proof.MeansUnclear {
		v.Verdict, v.Reason = proof.EmailCannotTell, proof.UnclearVerified
	}
	return v
}

// verdictOf gives the verdict: an explicit no wins over every yes, and a missing claim proves nothing, except for
// personal accounts, whose address Microsoft documents as verified (Microsoft, migrate away from using email claims).
func verdictOf(t *JWT) proof.EmailVerdict {
	verdict := func(v, reason string) proof.EmailVerdict { return proof.EmailVerdict{Verdict: v, Reason: reason} }
	email := t.Claims.Get("email")
	edov, ev := Says(t.Claims.Get("xms_edov")), Says(t.Claims.Get("email_verified"))
	account := AccountOf(t).Kind
	switch {
	case account == proof.AccountApp && email.Exists():
		return verdict(proof.EmailCannotTell, "the token is of an app without a user, so that the email is no user's")
	case !email.Exists() && t.Partial:
		return verdict(proof.EmailCannotTell, "email"+proof.NotGiven)
	case strings.TrimSpace(email.Str()) == "":
		return verdict(proof.EmailCannotTell, "the ID token has no email")
	case Misformed(email.Text) != "":
		return verdict(proof.EmailNotVerified, Misformed(email.Text)+", so that no claim can speak of its owner")
	case ev == proof.MeansFalse:
		return verdict(proof.EmailNotVerified, "email_verified is false, which outweighs xms_edov")
	case edov == proof.MeansFalse:
		return verdict(proof.EmailNotVerified,
			"xms_edov is false: the domain's owner is not verified, so anyone may have set this address")
	case edov == proof.MeansTrue:
		return verdict(proof.EmailVerified, "xms_edov is true: the owner of the email's domain is verified")
	case edov == proof.MeansUnclear: // it may say no
		return verdict(proof.EmailCannotTell, proof.Unclear)
	case listed(t, "verified_primary_email", email.Text):
		return verdict(proof.EmailVerified, "verified_primary_email has the address")
	case listed(t, "verified_secondary_email", email.Text):
		return verdict(proof.EmailVerified, "verified_secondary_email has the address")
	case account == proof.AccountPersonal:
		return verdict(proof.EmailVerified, proof.Personal)
	case t.Partial:
		return verdict(proof.EmailCannotTell, "xms_edov"+proof.NotGiven)
	case ev == proof.MeansTrue:
		return verdict(proof.EmailNotVerified, "xms_edov is missing from the ID token; email_verified is true, "+
			"but that is not a claim of Microsoft's and may come from a tenant's own claims mapping")
	}
	return verdict(proof.EmailNotVerified, "xms_edov is missing from the ID token, "+
		"so the email can't be treated as verified; products differ in what they do with it")
}

// listed looks for exactly this address in an array of addresses, as the products that use these claims do.
func listed(t *JWT, name, address string) bool {
	v := t.Claims.Get(name)
	for _, e := range append(v.Elems(), v) { // one text in place of an array counts too
		if e.Kind == strictjson.String && e.Text == address {
			return true
		}
	}
	return false
}
