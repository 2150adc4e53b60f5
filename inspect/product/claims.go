package product

import (
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/token"
	"edov/inspect/words"
)

// claims is what products look at in an ID token, and what Microsoft Graph says.
type claims struct {
	email    string
	noMail   bool // email is not an address
	edov     strictjson.Value
	verified strictjson.Value // email_verified
	upn      string
	issuer   string
	kind     string // of the issuer, as issuerOf tells them apart
	oid      string
	listed   []string // verified_primary_email and verified_secondary_email
	me       *flow.Me // what Microsoft Graph says; nil: not read
	address  string   // the one that the product which is asked reads from Microsoft Graph
}

func claimsOf(t *token.JWT, me *flow.Me) *claims {
	c := &claims{
		email: strings.TrimSpace(t.Claims.Get("email").Str()), edov: t.Claims.Get("xms_edov"),
		verified: t.Claims.Get("email_verified"), upn: t.Claims.Get("upn").Str(), me: me,
		issuer: t.Claims.Get("iss").Str(), oid: strings.TrimSpace(t.Claims.Get("oid").Str()),
	}
	for _, name := range []string{"verified_primary_email", "verified_secondary_email"} {
		for _, e := range t.Claims.Get(name).Elems() {
			if e.Kind == strictjson.String {
				c.listed = append(c.listed, e.Text)
			}
		}
	}
	c.kind, c.noMail = issuerOf(c.issuer), !isAddress(c.email)
	return c
}

// stranger is the same token in the hands of an administrator of another tenant who gave one of their accounts a
// victim's address: what that tenant can set is the victim's, what Microsoft adds speaks against it.
func (c *claims) stranger() *claims {
	s := *c
	s.listed, s.verified, s.me = nil, strictjson.Value{}, nil
	if s.edov.Exists() {
		s.edov = strictjson.Value{Kind: strictjson.Bool, Text: "false"}
	}
	if s.upn != "" {
		s.upn = "stranger@elsewhere.example" // a name of their own tenant, which they can't choose freely
	}
	if s.email == "" {
		s.email, s.noMail = "victim@example.com", false
	}
	return &s
}

// condition is what a case can depend on. It gets a pointer, since there are many conditions and the claims are large.
type condition func(*claims) bool

// conditions are those that products.json has names for.
var conditions = map[string]condition{
	"no-email":       func(c *claims) bool { return c.email == "" },
	"upn-is-address": func(c *claims) bool { return isAddress(c.upn) },
	"upn-present":    func(c *claims) bool { return c.upn != "" },
	"no-oid":         func(c *claims) bool { return c.oid == "" },

	"email-not-address": func(c *claims) bool { return c.noMail },

	"issuer-v1":        func(c *claims) bool { return c.kind == issuerV1 },
	"issuer-elsewhere": func(c *claims) bool { return c.kind != issuerGlobal },

	"edov-missing":  func(c *claims) bool { return missing(c.edov) },
	"edov-true":     func(c *claims) bool { return threeTrue(c.edov) },
	"edov-two-true": func(c *claims) bool { return twoTrue(c.edov) },
	"edov-no":       func(c *claims) bool { return token.Says(c.edov) == proof.MeansFalse },

	"email-verified-given":    func(c *claims) bool { return c.verified.Exists() },
	"email-verified-true":     func(c *claims) bool { return isBool(c.verified, "true") },
	"email-verified-two-true": func(c *claims) bool { return twoTrue(c.verified) },
	"email-verified-present":  func(c *claims) bool { return !missing(c.verified) },
	"email-verified-truthy":   func(c *claims) bool { return truthy(c.verified) },
	"email-verified-parsed-no": func(c *claims) bool {
		yes, err := strconv.ParseBool(c.verified.Text)
		return (c.verified.Kind == strictjson.Bool || c.verified.Kind == strictjson.String) && (err != nil || !yes)
	},
	"email-verified-false": func(c *claims) bool { return isBool(c.verified, "false") },
	"listed":               func(c *claims) bool { return slices.Contains(c.listed, c.email) },

	"graph-not-read":   func(c *claims) bool { return c.me == nil },
	"graph-no-address": func(c *claims) bool { return c.address == "" },
	"email-in-graph": func(c *claims) bool {
		return c.me != nil && (strings.EqualFold(c.email, c.me.Mail) || strings.EqualFold(c.email, c.me.PrincipalName))
	},
}

// missing holds for a claim that is missing, and for null, which Go's reader of JSON does not tell from it.
func missing(v strictjson.Value) bool { return !v.Exists() || v.Kind == strictjson.Null }

func isBool(v strictjson.Value, text string) bool { return v.Kind == strictjson.Bool && v.Text == text }

func isAddress(text string) bool {
	_, err := mail.ParseAddress(text)
	return err == nil
}

// The issuers that products tell apart.
const (
	issuerGlobal = "global" // https://login.microsoftonline.com/TENANT/v2.0, or a test server that stands for it
	issuerV1     = "v1"
	issuerCloud  = "cloud" // v2.0 of a national cloud, or of another sign-in of Microsoft's
)

// issuerOf classifies an issuer. A server that is none of Microsoft's stands for the global cloud: only a test server
// gets as far as products.
func issuerOf(iss string) string {
	u, err := url.Parse(iss)
	if err != nil || iss == "" {
		return issuerGlobal
	}
	cloud, known := entra.CloudOfHost(u.Host)
	switch {
	case !strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/v2.0"):
		return issuerV1
	case known && cloud != entra.Global, entra.ServiceAt(u.Hostname()) != "":
		return issuerCloud
	}
	return issuerGlobal
}

// twoTrue holds for true and "true".
func twoTrue(v strictjson.Value) bool {
	return isBool(v, "true") || v.Kind == strictjson.String && v.Text == "true"
}

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

// look finds the address that a product reads from Microsoft Graph: the first of the members that is set.
func (c *claims) look(members []string) {
	c.address = ""
	for _, name := range members {
		if c.me != nil && c.address == "" {
			c.address = words.Cut(graphMembers[name].of(*c.me))
		}
	}
}

// graphWords names the members that a product reads: "mail or otherMails".
func graphWords(members []string) string {
	var names []string
	for _, name := range members {
		names = append(names, graphMembers[name].words)
	}
	return strings.Join(names, " or ")
}
