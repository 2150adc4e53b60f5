package product

import (
	"net/mail"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/token"
)

// productClaims is what products look at in an ID token.
type productClaims struct {
	email    string
	edov     strictjson.Value
	verified strictjson.Value // email_verified
	upn      string
	primary  []string // verified_primary_email and verified_secondary_email
	personal bool
	me       *flow.Me // what Microsoft Graph says; nil: nobody asked
}

// judgement is what a product's rule says of some claims.
type judgement struct {
	verdict, reason, change string
	basis                   proof.Basis // empty: that of the product
}

// product is one row of the table: a rule with its source.
type product struct {
	id, name, rule, source, date, links string
	basis                               proof.Basis
	// linksVerified holds when it joins a verified email to the account that
	// has it already.
	linksVerified bool
	judge         func(c productClaims) judgement
}

func claimsForProducts(t *token.JWT, me *flow.Me) productClaims {
	c := productClaims{
		email: strings.TrimSpace(t.Claims.Get("email").Str()), edov: t.Claims.Get("xms_edov"), verified: t.Claims.Get("email_verified"),
		upn: t.Claims.Get("upn").Str(), personal: token.AccountOf(t).Kind == proof.AccountPersonal,
		me: me,
	}
	for _, name := range []string{"verified_primary_email", "verified_secondary_email"} {
		for _, e := range t.Claims.Get(name).Elems {
			if e.Kind == strictjson.String {
				c.primary = append(c.primary, e.Text)
			}
		}
	}
	return c
}

// stranger is the same token in the hands of an administrator of another
// tenant who wrote a victim's address into an account: what that tenant can
// set is the victim's, what Microsoft adds speaks against it.
func (c productClaims) stranger() productClaims {
	c.primary, c.verified, c.personal, c.me = nil, strictjson.Value{}, false, nil
	if c.edov.Exists() {
		c.edov = strictjson.Value{Kind: strictjson.Bool, Text: "false"}
	}
	if c.upn != "" {
		c.upn = "stranger@elsewhere.example" // a name of their own tenant, which they cannot choose freely
	}
	if c.email == "" {
		c.email = "victim@example.com"
	}
	return c
}

// Verdicts judges an ID token as each product would. A token that a
// product refuses when it checks it is refused by all; of one that was not
// checked nothing can be said.
func Verdicts(id *token.JWT, me *flow.Me, t proof.Trust) []proof.ProductVerdict {
	if id == nil || len(id.Claims.Members) == 0 {
		return nil
	}
	claims := claimsForProducts(id, me)
	all := make([]proof.ProductVerdict, 0, len(products))
	for _, p := range products {
		j := p.judge(claims)
		stranger := p.stranger(claims)
		if j.verdict == proof.SeenRejected {
			stranger = proof.StrangerUnknown // whether another token gets in is no story to tell beside a refusal
		}
		if j.basis == "" {
			j.basis = p.basis
		}
		v := proof.ProductVerdict{
			ID: p.id, Name: p.name, Verdict: j.verdict, Reason: j.reason, Links: p.links, Rule: p.rule, Basis: j.basis, Source: p.source, Date: p.date,
			Change: j.change, Stranger: stranger,
		}
		if t.State != proof.Genuine {
			v = v.Distrust(t)
		}
		all = append(all, v)
	}
	return all
}

// stranger says whether the product would let the stranger into the account of
// the address's owner.
func (p product) stranger(c productClaims) string {
	switch j := p.judge(c.stranger()); {
	case j.verdict == proof.SeenUnknown || p.basis != proof.FromSource:
		return proof.StrangerUnknown
	case j.verdict == proof.SeenVerified && p.linksVerified:
		if c.upn != "" && p.id == "hanko" {
			return proof.StrangerOut // it goes by upn, which is not the victim's
		}
		return proof.StrangerIn
	}
	return proof.StrangerOut
}

// absentValue holds for a claim that is not there, and for null, which Go's
// reader of JSON does not tell from it.
func absentValue(v strictjson.Value) bool { return !v.Exists() || v.Kind == strictjson.Null }

// threeTrue holds for true, "true" and "1".
func threeTrue(v strictjson.Value) bool {
	return v.Kind == strictjson.Bool && v.Text == "true" || v.Kind == strictjson.String && (v.Text == "true" || v.Text == "1")
}

const (
	changeAddEDOV  = "add the optional claim xms_edov to the ID token"
	changeAddEmail = "add an email to the account, and the optional claim email"
)

// failOpen is the rule that Supabase and Hanko share.
func failOpen(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: proof.SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case absentValue(c.edov):
		return judgement{verdict: proof.SeenVerified, reason: "xms_edov is absent, which counts as verified", change: changeAddEDOV + ": then it decides"}
	case threeTrue(c.edov):
		return judgement{verdict: proof.SeenVerified, reason: "xms_edov is " + c.edov.Compact()}
	}
	return judgement{verdict: proof.SeenNotVerified, reason: "xms_edov is " + c.edov.Compact() + `, and only true, "true" and "1" count`}
}

func judgeClerk(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: proof.SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case absentValue(c.edov):
		return judgement{verdict: proof.SeenNotVerified, reason: "xms_edov is absent, and stricter checks apply", change: changeAddEDOV, basis: proof.Inferred}
	case threeTrue(c.edov):
		return judgement{verdict: proof.SeenVerified, reason: "xms_edov is " + c.edov.Compact()}
	case token.Says(c.edov) == proof.MeansFalse:
		return judgement{verdict: proof.SeenNotVerified, reason: "xms_edov is " + c.edov.Compact()}
	}
	return judgement{verdict: proof.SeenUnknown, reason: "how it reads xms_edov as " + c.edov.Compact() + " is not published"}
}

func judgeHanko(c productClaims) judgement {
	if c.upn != "" {
		if _, err := mail.ParseAddress(c.upn); err == nil {
			return judgement{verdict: proof.SeenVerified, reason: "upn is an address, and xms_edov is then not looked at", change: "remove the optional claim upn: then email and xms_edov decide"}
		}
	}
	if c.email == "" {
		return judgement{verdict: proof.SeenRejected, reason: "there is neither upn nor email", change: changeAddEmail}
	}
	return failOpen(c)
}

func judgeBetterAuth(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: proof.SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case !absentValue(c.verified):
		if truthy(c.verified) {
			return judgement{verdict: proof.SeenVerified, reason: "email_verified is " + c.verified.Compact()}
		}
		return judgement{verdict: proof.SeenNotVerified, reason: "email_verified is " + c.verified.Compact()}
	case slices.Contains(c.primary, c.email):
		return judgement{verdict: proof.SeenVerified, reason: "the address is in verified_primary_email or verified_secondary_email"}
	}
	return judgement{verdict: proof.SeenNotVerified, reason: "xms_edov is never read, and the address is in no list", change: "add the optional claims verified_primary_email and verified_secondary_email"}
}

// truthy is how JavaScript reads a value.
func truthy(v strictjson.Value) bool {
	switch v.Kind {
	case strictjson.Bool:
		return v.Text == "true"
	case strictjson.String:
		return v.Text != ""
	case strictjson.Number:
		return strings.Trim(v.Text, "-0.") != ""
	}
	return v.Kind == strictjson.Array || v.Kind == strictjson.Object
}

// byVerifiedClaim is the generic rule: email_verified decides, and without it
// nothing is verified.
func byVerifiedClaim(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: proof.SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case truthy(c.verified):
		return judgement{verdict: proof.SeenVerified, reason: "email_verified is " + c.verified.Compact()}
	}
	return judgement{verdict: proof.SeenNotVerified, reason: "email_verified is not there; Microsoft does not send it"}
}

func judgeProxy(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: proof.SeenRejected, reason: "there is no email", change: changeAddEmail}
	case c.verified.Kind == strictjson.Bool && c.verified.Text == "false":
		return judgement{verdict: proof.SeenRejected, reason: "email_verified is false"}
	}
	return judgement{verdict: proof.SeenVerified, reason: "only an explicit email_verified of false is refused; xms_edov is not read", change: "limit the tenants it takes"}
}

func judgePatchMon(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: proof.SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case !absentValue(c.verified):
		return byVerifiedClaim(c)
	case threeTrue(c.edov):
		return judgement{verdict: proof.SeenVerified, reason: "email_verified is absent, and xms_edov is " + c.edov.Compact()}
	}
	return judgement{verdict: proof.SeenNotVerified, reason: "neither email_verified nor xms_edov says yes", change: changeAddEDOV}
}

// judgeAuthJS: the address is never stored as verified.
func judgeAuthJS(c productClaims) judgement {
	if c.email == "" {
		return judgement{verdict: proof.SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	}
	return judgement{verdict: proof.SeenNotVerified, reason: "it never marks an email as verified"}
}

// fromGraph is for products that ask Microsoft Graph: the token does not tell,
// but /me does, where the user allowed to ask.
func fromGraph(what string, take meJudgement) func(productClaims) judgement {
	return func(c productClaims) judgement {
		if c.me != nil {
			return take(*c.me)
		}
		return judgement{verdict: proof.SeenUnknown, reason: "it reads " + what + " from Microsoft Graph, which the token does not tell (--me asks)"}
	}
}

func unpublished(reason string) func(productClaims) judgement {
	return func(productClaims) judgement { return judgement{verdict: proof.SeenUnknown, reason: reason} }
}
