package product

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/token"
)

// Prospect is what a user's sign-in is expected to show, before there is a token: the app requests email and xms_edov,
// as the setup guides say, and gets tokens of the v2.0 endpoints without upn.
type Prospect struct {
	Email string // the claim email; empty: none
	EDOV  bool   // xms_edov, which comes with email only
	Me    flow.Me
}

// ReadsEDOV reports whether a product, of an ID or a name, decides by xms_edov; known is false where edov has no rule
// for it, or its source was not read.
func ReadsEDOV(name string) (reads, known bool) {
	return readsBy(name, func(condition string) bool { return strings.HasPrefix(condition, "edov-") })
}

// ReadsListed is ReadsEDOV for verified_primary_email and verified_secondary_email.
func ReadsListed(name string) (reads, known bool) {
	return readsBy(name, func(condition string) bool { return condition == "listed" })
}

// is reports whether a product has this ID or name.
func (p *product) is(name string) bool {
	return strings.EqualFold(p.ID, name) || strings.EqualFold(p.Name, name)
}

// named is the product of an ID or a name; nil where edov has no rule for it.
func named(name string) *product {
	all := products()
	for i := range all {
		if all[i].is(name) {
			return &all[i]
		}
	}
	return nil
}

// readsBy reports whether a case of the product has such a condition.
func readsBy(name string, is func(condition string) bool) (reads, known bool) {
	row := named(name)
	if row == nil {
		return false, false
	}
	for _, k := range row.Cases {
		reads = reads || slices.ContainsFunc(k.When, is)
	}
	return reads, reads || row.Basis == proof.FromSource // that something is not read only the source says
}

// VerdictOf is that of Verdicts for the claims alone, and for the product of an ID or a name; no stranger is played. ok
// is false where edov has no rule for it, or the token can't be read.
func VerdictOf(name string, id *token.JWT, me *flow.Me) (v proof.ProductVerdict, ok bool) {
	row := named(name)
	if row == nil || !isReadable(id) {
		return v, false
	}
	row.judge(claimsOf(id, me), &v)
	return v, true
}

// Expect judges a prospect as the product of an ID or a name would; ok is false where edov has no rule for it, and then
// the verdict has no product.
func Expect(name string, p Prospect) (v proof.ProductVerdict, ok bool) {
	row := named(name)
	if row == nil {
		return v, false
	}
	c := &claims{email: p.Email, noMail: !isAddress(p.Email), kind: issuerGlobal, oid: p.Me.ID, me: &p.Me}
	if p.Email != "" {
		c.edov = strictjson.Value{Kind: strictjson.Bool, Text: "false"}
		if p.EDOV {
			c.edov.Text = "true"
		}
	}
	row.judge(c, &v)
	v.Stranger = proof.StrangerUnknown // no one has signed in
	return v, true
}

// Named spells the name of the product with an ID or a name as edov does; ok is false where edov has no rule for it.
func Named(name string) (spelled string, ok bool) {
	if v, ok := Expect(name, Prospect{}); ok {
		return v.Name, true
	}
	return "", false
}
