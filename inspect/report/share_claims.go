package report

import (
	"slices"
	"strconv"
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// impersonal are the claims that describe the app, the tenant, the kind of account and the sign-in, and no one in
// particular: their values stay in a shared report. Any other claim may identify a person, also an unknown one: a
// tenant can fill claims of any name.
var impersonal = []string{
	"iss", "aud", "azp", "azpacr", "appid", "appidacr", "app_displayname", "tid", "ver", "idtyp", "scp", "roles",
	"exp", "nbf", "iat", "auth_time", "acct", "acr", "amr", "idp", "xms_edov", "email_verified", "hasgroups",
	"_claim_names", "tenant_ctry", "tenant_region_scope", "xms_pdl", "xms_tcdt", "xms_tdbr",
}

// wellKnown are those of the others that edov's sentences may repeat in parts.
var wellKnown = []string{
	"oid", "sub", "upn", "email", "preferred_username", "unique_name", "name", "given_name", "family_name", "ipaddr",
	"sid", "uti", "rh", "aio", "puid", "onprem_sid", "verified_primary_email", "verified_secondary_email", "groups",
	"wids", "login_hint", "nonce", "altsecid", "home_oid",
}

func isImpersonal(claim string) bool { return slices.Contains(impersonal, strings.ToLower(claim)) }

// addClaims adds what the claims of tokens say of people. The values of claims that edov does not know are looked for
// in the rest of the report where they are no ordinary words, and nothing that an impersonal claim says as well: a
// department may be "user".
func (p *people) addClaims(tokens []TokenReport) {
	var said []string
	for _, t := range tokens {
		for _, m := range t.Claims.Members() {
			if isImpersonal(m.Name) {
				eachValue(m.Name, m.Value, func(_, text string) { said = append(said, text) })
			}
		}
	}
	for _, t := range tokens {
		for _, m := range t.Claims.Members() {
			known := slices.Contains(wellKnown, strings.ToLower(m.Name))
			eachValue(m.Name, m.Value, func(name, text string) {
				if known || !isImpersonal(m.Name) && isDistinct(text) && !isPartOf(text, said) {
					p.add(name, text)
				}
			})
		}
	}
}

// isDistinct holds for a value that stands for nothing else where a report repeats it: no words and no small number.
func isDistinct(text string) bool {
	return len(text) >= leastDistinct && strings.ContainsAny(text, "0123456789@")
}

func isPartOf(text string, of []string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(of, func(whole string) bool { return strings.Contains(strings.ToLower(whole), text) })
}

// eachValue calls do for a string and a number, and for those in a list or in members, with the name of the member.
func eachValue(name string, v strictjson.Value, do func(name, text string)) {
	if v.Kind == strictjson.String || v.Kind == strictjson.Number {
		do(name, v.Text)
	}
	for _, e := range v.Elems() {
		eachValue(name, e, do)
	}
	for _, m := range v.Members() {
		eachValue(m.Name, m.Value, do)
	}
}

// hideClaims replaces what may identify somebody, whatever it is; the types stay.
func (p *people) hideClaims(claims *strictjson.Value, with func(string) string) {
	for i, m := range claims.Members() {
		v := &claims.Members()[i].Value
		if isImpersonal(m.Name) {
			p.replaceIn(v, with, nil)
		} else {
			p.hide(m.Name, v)
		}
	}
}

func (p *people) hide(name string, v *strictjson.Value) {
	switch v.Kind {
	case strictjson.String:
		v.Text = p.nameOf(name, v.Text)
	case strictjson.Number:
		v.Text = strconv.Itoa(1<<24 + int(hashOf(p.salt, v.Text)[0])<<8 + int(hashOf(p.salt, v.Text)[1]))
	}
	for i := range v.Elems() {
		p.hide(name, &v.Elems()[i])
	}
	for i, m := range v.Members() {
		p.hide(m.Name, &v.Members()[i].Value)
		v.Members()[i].Name = p.memberName(m.Name)
	}
}

// schemaName is what a claim calls its own members, such as street_address. Other names are values, too.
var schemaName = lazy.MustCompile(`^[A-Za-z_$@][\w.:$@-]{0,40}$`)

func (p *people) memberName(name string) string {
	to := p.nameOf("name", name)
	isValue := to != pseudonym(p.salt, "name", name) // it stands elsewhere as one
	if !isValue && schemaName.MatchString(name) && !addresses.MatchString(name) {
		return name
	}
	return to
}

// nameOf is the pseudonym of a whole value: the one that it has elsewhere, if it has.
func (p *people) nameOf(claim, value string) string {
	for _, person := range p.list {
		if strings.EqualFold(person.value, value) {
			return person.to
		}
	}
	return pseudonym(p.salt, claim, value)
}
