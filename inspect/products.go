package inspect

import (
	"net/mail"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
)

// ProductVerdict is how one auth product would take the email of this token.
type ProductVerdict struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Verdict string `json:"verdict"` // one of the Seen constants
	Reason  string `json:"reason"`
	Links   string `json:"links"` // what it does with an account of the same email
	Rule    string `json:"rule"`
	Basis   Basis  `json:"basis"`
	Source  string `json:"source"`
	Date    string `json:"date,omitempty"` // of what was read; empty: it may be old
	// Change is the one change that would alter the verdict; empty when there
	// is none, or nothing to alter.
	Change string `json:"change,omitempty"`
	// Stranger simulates nOAuth: the same token, as if an administrator of
	// another tenant had written a victim's address into an account of theirs.
	Stranger string `json:"stranger"`
}

// The verdicts of a product.
const (
	SeenVerified    = "verified"
	SeenNotVerified = "not-verified"
	SeenNoEmail     = "no-email" // it takes no email from this token, or drops it
	SeenRejected    = "rejected" // the sign-in fails
	SeenUnknown     = "unknown"  // cannot be judged from the token
)

// What a product does with the stranger of a simulated nOAuth.
const (
	StrangerIn      = "lets-in"
	StrangerOut     = "keeps-out"
	StrangerUnknown = "unknown"
)

// Basis says how a product's rule is known.
type Basis string

// The bases of a rule. Only the first is a fact.
const (
	FromSource Basis = "source"     // read in its source code
	Documented Basis = "documented" // its documentation says so; the source is closed or was not read
	Inferred   Basis = "inferred"   // concluded; neither source nor documentation says it
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
	basis                   Basis // empty: that of the product
}

// product is one row of the table: a rule with its source.
type product struct {
	id, name, rule, source, date, links string
	basis                               Basis
	// linksVerified holds when it joins a verified email to the account that
	// has it already.
	linksVerified bool
	judge         func(c productClaims) judgement
}

func claimsForProducts(t *JWT, me *flow.Me) productClaims {
	c := productClaims{
		email: strings.TrimSpace(t.Claims.Get("email").Str()), edov: t.Claims.Get("xms_edov"), verified: t.Claims.Get("email_verified"),
		upn: t.Claims.Get("upn").Str(), personal: accountOf(t).Kind == accountPersonal,
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

// productVerdicts judges an ID token as each product would. A token that a
// product refuses when it checks it is refused by all; of one that was not
// checked nothing can be said.
func productVerdicts(id *JWT, me *flow.Me, t trust) []ProductVerdict {
	if id == nil || len(id.Claims.Members) == 0 {
		return nil
	}
	claims := claimsForProducts(id, me)
	all := make([]ProductVerdict, 0, len(products))
	for _, p := range products {
		j := p.judge(claims)
		stranger := p.stranger(claims)
		if j.verdict == SeenRejected {
			stranger = StrangerUnknown // whether another token gets in is no story to tell beside a refusal
		}
		if j.basis == "" {
			j.basis = p.basis
		}
		v := ProductVerdict{
			ID: p.id, Name: p.name, Verdict: j.verdict, Reason: j.reason, Links: p.links, Rule: p.rule, Basis: j.basis, Source: p.source, Date: p.date,
			Change: j.change, Stranger: stranger,
		}
		if t.state != trustGenuine {
			v = v.distrust(t)
		}
		all = append(all, v)
	}
	return all
}

// distrust is what the judgement is worth on a token that was refused or not checked.
func (p ProductVerdict) distrust(t trust) ProductVerdict {
	was := p.Verdict
	p.Stranger, p.Change = StrangerUnknown, ""
	if t.state == trustRefused {
		p.Verdict, p.Reason = SeenRejected, "a product that checks the ID token refuses it: "+t.why
		return p
	}
	p.Verdict = SeenUnknown
	reason := "cannot be judged: " + t.reason()
	if was != SeenUnknown {
		reason += "; if the token is genuine: " + p.Reason
	}
	p.Reason = reason
	return p
}

// stranger says whether the product would let the stranger into the account of
// the address's owner.
func (p product) stranger(c productClaims) string {
	switch j := p.judge(c.stranger()); {
	case j.verdict == SeenUnknown || p.basis != FromSource:
		return StrangerUnknown
	case j.verdict == SeenVerified && p.linksVerified:
		if c.upn != "" && p.id == "hanko" {
			return StrangerOut // it goes by upn, which is not the victim's
		}
		return StrangerIn
	}
	return StrangerOut
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
		return judgement{verdict: SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case absentValue(c.edov):
		return judgement{verdict: SeenVerified, reason: "xms_edov is absent, which counts as verified", change: changeAddEDOV + ": then it decides"}
	case threeTrue(c.edov):
		return judgement{verdict: SeenVerified, reason: "xms_edov is " + c.edov.Compact()}
	}
	return judgement{verdict: SeenNotVerified, reason: "xms_edov is " + c.edov.Compact() + `, and only true, "true" and "1" count`}
}

func judgeClerk(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case absentValue(c.edov):
		return judgement{verdict: SeenNotVerified, reason: "xms_edov is absent, and stricter checks apply", change: changeAddEDOV, basis: Inferred}
	case threeTrue(c.edov):
		return judgement{verdict: SeenVerified, reason: "xms_edov is " + c.edov.Compact()}
	case meaning(c.edov) == meansFalse:
		return judgement{verdict: SeenNotVerified, reason: "xms_edov is " + c.edov.Compact()}
	}
	return judgement{verdict: SeenUnknown, reason: "how it reads xms_edov as " + c.edov.Compact() + " is not published"}
}

func judgeHanko(c productClaims) judgement {
	if c.upn != "" {
		if _, err := mail.ParseAddress(c.upn); err == nil {
			return judgement{verdict: SeenVerified, reason: "upn is an address, and xms_edov is then not looked at", change: "remove the optional claim upn: then email and xms_edov decide"}
		}
	}
	if c.email == "" {
		return judgement{verdict: SeenRejected, reason: "there is neither upn nor email", change: changeAddEmail}
	}
	return failOpen(c)
}

func judgeBetterAuth(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case !absentValue(c.verified):
		if truthy(c.verified) {
			return judgement{verdict: SeenVerified, reason: "email_verified is " + c.verified.Compact()}
		}
		return judgement{verdict: SeenNotVerified, reason: "email_verified is " + c.verified.Compact()}
	case slices.Contains(c.primary, c.email):
		return judgement{verdict: SeenVerified, reason: "the address is in verified_primary_email or verified_secondary_email"}
	}
	return judgement{verdict: SeenNotVerified, reason: "xms_edov is never read, and the address is in no list", change: "add the optional claims verified_primary_email and verified_secondary_email"}
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
		return judgement{verdict: SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case truthy(c.verified):
		return judgement{verdict: SeenVerified, reason: "email_verified is " + c.verified.Compact()}
	}
	return judgement{verdict: SeenNotVerified, reason: "email_verified is not there; Microsoft does not send it"}
}

func judgeProxy(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: SeenRejected, reason: "there is no email", change: changeAddEmail}
	case c.verified.Kind == strictjson.Bool && c.verified.Text == "false":
		return judgement{verdict: SeenRejected, reason: "email_verified is false"}
	}
	return judgement{verdict: SeenVerified, reason: "only an explicit email_verified of false is refused; xms_edov is not read", change: "limit the tenants it takes"}
}

func judgePatchMon(c productClaims) judgement {
	switch {
	case c.email == "":
		return judgement{verdict: SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	case !absentValue(c.verified):
		return byVerifiedClaim(c)
	case threeTrue(c.edov):
		return judgement{verdict: SeenVerified, reason: "email_verified is absent, and xms_edov is " + c.edov.Compact()}
	}
	return judgement{verdict: SeenNotVerified, reason: "neither email_verified nor xms_edov says yes", change: changeAddEDOV}
}

// judgeAuthJS: the address is never stored as verified.
func judgeAuthJS(c productClaims) judgement {
	if c.email == "" {
		return judgement{verdict: SeenNoEmail, reason: "there is no email", change: changeAddEmail}
	}
	return judgement{verdict: SeenNotVerified, reason: "it never marks an email as verified"}
}

// fromGraph is for products that ask Microsoft Graph: the token does not tell,
// but /me does, where the user allowed to ask.
func fromGraph(what string, take meJudgement) func(productClaims) judgement {
	return func(c productClaims) judgement {
		if c.me != nil {
			return take(*c.me)
		}
		return judgement{verdict: SeenUnknown, reason: "it reads " + what + " from Microsoft Graph, which the token does not tell (--me asks)"}
	}
}

func unpublished(reason string) func(productClaims) judgement {
	return func(productClaims) judgement { return judgement{verdict: SeenUnknown, reason: reason} }
}
