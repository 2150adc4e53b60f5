package product

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/proof"
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

// readsBy reports whether a case of the product has such a condition.
func readsBy(name string, is func(condition string) bool) (reads, known bool) {
	for _, row := range products() {
		if !row.is(name) {
			continue
		}
		for _, k := range row.Cases {
			reads = reads || slices.ContainsFunc(k.When, is)
		}
		return reads, reads || row.Basis == proof.FromSource // that something is not read only the source says
	}
	return false, false
}

// Expect judges a prospect as the product of an ID or a name would; ok is false where edov has no rule for it, and then
// the verdict has no product.
func Expect(name string, p Prospect) (v proof.ProductVerdict, ok bool) {
	all := products()
	for i := range all {
		row := &all[i]
		if !row.is(name) {
			continue
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
	return proof.ProductVerdict{}, false
}

// Named spells the name of the product with an ID or a name as edov does; ok is false where edov has no rule for it.
func Named(name string) (spelled string, ok bool) {
	if v, ok := Expect(name, Prospect{}); ok {
		return v.Name, true
	}
	return "", false
}
