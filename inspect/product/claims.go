package product

import (
	"net/mail"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/token"
	"edov/inspect/words"
)

// claims is what products look at in an ID token, and what Microsoft Graph says.
type claims struct {
	email    string
	edov     strictjson.Value
	verified strictjson.Value // email_verified
	upn      string
	listed   []string // verified_primary_email and verified_secondary_email
	me       *flow.Me // what Microsoft Graph says; nil: not read
	address  string   // the one that the product reads from Microsoft Graph
}

func claimsOf(t *token.JWT, me *flow.Me) claims {
	c := claims{
		email: strings.TrimSpace(t.Claims.Get("email").Str()), edov: t.Claims.Get("xms_edov"),
		verified: t.Claims.Get("email_verified"), upn: t.Claims.Get("upn").Str(), me: me,
	}
	for _, name := range []string{"verified_primary_email", "verified_secondary_email"} {
		for _, e := range t.Claims.Get(name).Elems {
			if e.Kind == strictjson.String {
				c.listed = append(c.listed, e.Text)
			}
		}
	}
	return c
}

// stranger is the same token in the hands of an administrator of another tenant who gave one of their accounts a
// victim's address: what that tenant can set is the victim's, what Microsoft adds speaks against it.
func (c claims) stranger() claims {
	c.listed, c.verified, c.me = nil, strictjson.Value{}, nil
	if c.edov.Exists() {
		c.edov = strictjson.Value{Kind: strictjson.Bool, Text: "false"}
	}
	if c.upn != "" {
		c.upn = "stranger@elsewhere.example" // a name of their own tenant, which they can't choose freely
	}
	if c.email == "" {
		c.email = "victim@example.com"
	}
	return c
}

// conditions are what a case of products.json can depend on.
var conditions = map[string]func(claims) bool{
	"no-email":       func(c claims) bool { return c.email == "" },
	"upn-is-address": func(c claims) bool { _, err := mail.ParseAddress(c.upn); return err == nil },

	"edov-missing": func(c claims) bool { return missing(c.edov) },
	"edov-true":    func(c claims) bool { return threeTrue(c.edov) },
	"edov-no":      func(c claims) bool { return token.Says(c.edov) == proof.MeansFalse },

	"email-verified-present": func(c claims) bool { return !missing(c.verified) },
	"email-verified-truthy":  func(c claims) bool { return truthy(c.verified) },
	"email-verified-false":   func(c claims) bool { return isBool(c.verified, "false") },
	"listed":                 func(c claims) bool { return slices.Contains(c.listed, c.email) },

	"graph-not-read":   func(c claims) bool { return c.me == nil },
	"graph-no-address": func(c claims) bool { return c.address == "" },
}

// missing holds for a claim that is missing, and for null, which Go's reader of JSON does not tell from it.
func missing(v strictjson.Value) bool { return !v.Exists() || v.Kind == strictjson.Null }

func isBool(v strictjson.Value, text string) bool { return v.Kind == strictjson.Bool && v.Text == text }

// threeTrue holds for true, "true" and "1".
func threeTrue(v strictjson.Value) bool {
	return isBool(v, "true") || v.Kind == strictjson.String && (v.Text == "true" || v.Text == "1")
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

// graphMember is an address that a product may read from Microsoft Graph.
type graphMember struct {
	words string
	of    func(flow.Me) string
}

// graphMembers are those addresses, by their names in Microsoft Graph.
var graphMembers = map[string]graphMember{
	"mail":              {"mail", func(me flow.Me) string { return me.Mail }},
	"userPrincipalName": {"the user principal name", func(me flow.Me) string { return me.PrincipalName }},
	"otherMails": {"otherMails", func(me flow.Me) string {
		if len(me.OtherMails) == 0 {
			return ""
		}
		return me.OtherMails[0]
	}},
}

// withAddress adds the first address that the product finds in Microsoft Graph.
func (c claims) withAddress(members []string) claims {
	for _, name := range members {
		if c.me != nil && c.address == "" {
			c.address = words.Cut(graphMembers[name].of(*c.me))
		}
	}
	return c
}

// graphWords names the members that a product reads: "mail or otherMails".
func graphWords(members []string) string {
	var names []string
	for _, name := range members {
		names = append(names, graphMembers[name].words)
	}
	return strings.Join(names, " or ")
}
