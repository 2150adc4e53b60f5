package product

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"strings"
	"sync"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/token"
	"edov/inspect/words"
)

// productsJSON is the table of products, with the rules and changes that several of them share.
//
//go:embed products.json
var productsJSON []byte

// table is the form of products.json.
type table struct {
	Rules    map[string][]clause `json:"rules"`
	Changes  map[string]string   `json:"changes"`
	Products []product           `json:"products"`
}

// product is one row: a rule with its source. The products that edov names in its lists come first.
type product struct {
	proof.Product
	Basis proof.Basis `json:"basis"`
	// LinksVerified: it joins a verified email to the account that has it already.
	LinksVerified bool `json:"links_verified"`
	// StrangerIf is the condition under which a stranger of another tenant gets that far at all; required where
	// LinksVerified is set.
	StrangerIf string `json:"stranger_if"`
	// ByUPN: where there is a upn, that is the address, which an administrator of another tenant can't choose freely.
	ByUPN bool     `json:"by_upn"`
	Graph []string `json:"graph"` // the addresses that it reads from Microsoft Graph, the first that is set
	Cases []clause `json:"cases"` // the first that holds counts; the last always holds
}

// clause is one case of a rule.
type clause struct {
	Use     string      `json:"use"`     // stands for the cases of a shared rule
	When    []string    `json:"when"`    // the conditions, all of which must hold
	Verdict string      `json:"verdict"` // one of the Seen constants
	Reason  string      `json:"reason"`  // with {edov}, {email_verified}, {upn}, {issuer}, {graph} and {address}
	Change  string      `json:"change"`  // names one of the changes
	Basis   proof.Basis `json:"basis"`   // empty: that of the product

	conditions []condition // those that When names
}

// products reads the table once, when a token is judged, and puts shared rules and changes in place.
var products = sync.OnceValue(func() []product {
	var t table
	if err := json.Unmarshal(productsJSON, &t); err != nil {
		panic("product: products.json: " + err.Error()) // it is part of the program; a test reads it
	}
	for i := range t.Products {
		p := &t.Products[i]
		p.Cases = t.spread(p.Cases)
		for j := range p.Cases {
			p.Cases[j].Reason = strings.ReplaceAll(p.Cases[j].Reason, "{graph}", graphWords(p.Graph))
		}
	}
	return t.Products
})

// spread puts the cases of shared rules where they are used.
func (t *table) spread(cases []clause) []clause {
	var out []clause
	for _, k := range cases {
		if k.Use != "" {
			out = append(out, t.spread(t.Rules[k.Use])...)
			continue
		}
		k.Change = t.Changes[k.Change]
		for _, name := range k.When {
			k.conditions = append(k.conditions, conditions[name])
		}
		out = append(out, k)
	}
	return out
}

// Verdicts judges an ID token as each product would; nil without a readable one. A token that a product refuses
// when it checks it is refused by all; of one that was not checked nothing can be said. me is what Microsoft Graph
// says of the user, nil where it was not read.
func Verdicts(id *token.JWT, me *flow.Me, t proof.Trust) []proof.ProductVerdict {
	if !isReadable(id) {
		return nil
	}
	c := claimsOf(id, me)
	stranger := c.stranger()
	table := products()
	all := make([]proof.ProductVerdict, len(table))
	for i := range all {
		p, v := &table[i], &all[i]
		p.judge(c, v)
		v.Stranger = p.stranger(stranger)
		if v.Verdict == proof.SeenRejected {
			v.Stranger = proof.StrangerUnknown // a refusal says nothing of how the product would treat another token
		}
		if v.Stranger == proof.StrangerIn {
			v.StrangerIf = p.StrangerIf
		}
		if t.State != proof.Genuine {
			*v = v.Distrust(t)
		}
	}
	return all
}

// isReadable reports whether a token has claims to go by.
func isReadable(id *token.JWT) bool { return id != nil && len(id.Claims.Members()) > 0 }

// caseOf is the first case that holds, for what the product reads of the claims.
func (p *product) caseOf(c *claims) *clause {
	i := 0
	for !p.Cases[i].holds(c) { // the last one always does
		i++
	}
	return &p.Cases[i]
}

// judge applies the first case that holds, and writes the verdict in place: it is large, and there are many.
func (p *product) judge(c *claims, v *proof.ProductVerdict) {
	c.look(p.Graph)
	k := p.caseOf(c)
	*v = proof.ProductVerdict{
		Product: &p.Product, Basis: cmp.Or(k.Basis, p.Basis),
		Verdict: k.Verdict, Change: k.Change, Reason: p.filled(k.Reason, c),
	}
}

// filled puts the claims in the places of a reason. Most have none, and none has many: a strings.Replacer would take
// longer to make than everything else takes.
func (p *product) filled(reason string, c *claims) string {
	before, rest, ok := strings.Cut(reason, "{")
	if !ok {
		return reason
	}
	name, rest, closed := strings.Cut(rest, "}")
	if !closed {
		return reason
	}
	value := "{" + name + "}"
	switch name {
	case "edov":
		value = c.edov.Compact()
	case "email_verified":
		value = c.verified.Compact()
	case "address":
		value = c.address
	case "issuer":
		value = words.Cut(c.issuer)
	case "upn":
		value = words.Cut(c.upn)
	}
	return before + value + p.filled(rest, c)
}

func (k *clause) holds(c *claims) bool {
	for _, is := range k.conditions {
		if !is(c) {
			return false
		}
	}
	return true
}

// stranger says whether the product would let the stranger, whose claims these are, into the account of the address's
// owner.
func (p *product) stranger(c *claims) string {
	switch v := p.caseOf(c); {
	case v.Verdict == proof.SeenUnknown || p.Basis != proof.FromSource:
		return proof.StrangerUnknown
	case v.Verdict == proof.SeenVerified && p.LinksVerified:
		if c.upn != "" && p.ByUPN {
			return proof.StrangerOut // it goes by upn, which is not the victim's
		}
		return proof.StrangerIn
	}
	return proof.StrangerOut
}
