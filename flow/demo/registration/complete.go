package registration

import (
	"slices"
	"strings"

	"edov/flow/strictjson"
)

// The members of an optional claim in Microsoft's order, with the values that mean nothing.
var blankClaim = strictjson.ObjectOf([]strictjson.Member{
	{Name: "name", Value: strictjson.Value{Kind: strictjson.Null}},
	{Name: "source", Value: strictjson.Value{Kind: strictjson.Null}},
	{Name: "essential", Value: strictjson.Value{Kind: strictjson.Bool, Text: "false"}},
	{Name: "additionalProperties", Value: strictjson.Value{Kind: strictjson.Array}},
})

// completeClaim is an optional claim with all its members, in Microsoft's order.
func completeClaim(c strictjson.Value) strictjson.Value {
	if c.Kind != strictjson.Object {
		return c
	}
	out := blankClaim
	for _, m := range c.Members() {
		out = with(out, m.Name, m.Value)
	}
	return out
}

// complete writes a registration as Microsoft Graph does: with every property, and without values that it shows once
// or never. What is complete stays as it is.
func complete(v strictjson.Value) strictjson.Value {
	v.SetMembers(slices.DeleteFunc(slices.Clone(v.Members()), func(m strictjson.Member) bool {
		return strings.Contains(m.Name, "@odata.") // of an answer, not of the registration
	}))
	v = filled(v, blank())
	v = each(v, "passwordCredentials", func(c strictjson.Value) strictjson.Value { return hidden(c, "secretText") })
	v = each(v, "keyCredentials", func(c strictjson.Value) strictjson.Value { return hidden(c, "key") })
	claims := v.Get("optionalClaims")
	if claims.Kind != strictjson.Object {
		return v
	}
	for _, token := range []string{"idToken", "accessToken", "saml2Token"} {
		if !claims.Has(token) {
			claims = with(claims, token, strictjson.Value{Kind: strictjson.Array})
		}
		claims = each(claims, token, completeClaim)
	}
	return with(v, "optionalClaims", claims)
}

// filled adds the members that an object lacks.
func filled(v, blank strictjson.Value) strictjson.Value {
	if v.Kind != strictjson.Object {
		return v
	}
	for _, m := range blank.Members() {
		switch has := v.Get(m.Name); {
		case !has.Exists():
			v = with(v, m.Name, m.Value)
		case has.Kind == strictjson.Object && m.Value.Kind == strictjson.Object:
			v = with(v, m.Name, filled(has, m.Value))
		case has.Kind == strictjson.Null && m.Value.Kind == strictjson.Object:
			v = with(v, m.Name, m.Value)
		}
	}
	return v
}

// each changes the elements of a list.
func each(v strictjson.Value, name string, change func(strictjson.Value) strictjson.Value) strictjson.Value {
	list := v.Get(name)
	if list.Kind != strictjson.Array {
		return v
	}
	list.SetElems(slices.Clone(list.Elems()))
	for i := range list.Elems() {
		list.Elems()[i] = change(list.Elems()[i])
	}
	return with(v, name, list)
}

// hidden blanks a member that is never shown.
func hidden(v strictjson.Value, name string) strictjson.Value {
	if !v.Get(name).Exists() {
		return v
	}
	return with(v, name, strictjson.Value{Kind: strictjson.Null})
}
