package flow

import (
	"encoding/base64"
	"slices"
	"strings"

	"edov/flow/decoded"
	"edov/flow/strictjson"
)

// isClaims recognizes the claims of a token. A response of the userinfo endpoint has some of the
// same members, but neither issuer, times nor tenant.
func isClaims(v strictjson.Value) bool {
	if v.Kind != strictjson.Object || v.Has("keys") || v.Has("jwks_uri") || v.Has("schema") {
		return false
	}
	if v.Has("iss") && (v.Has("aud") || v.Has("exp")) {
		return true
	}
	n := 0 // three of them are a token's, even where the rest was left out
	for _, name := range decoded.Names {
		if v.Has(name) {
			n++
		}
	}
	own := v.Has("xms_edov") || v.Has("tid") && v.Get("tid").Kind == strictjson.String && (v.Has("oid") || v.Has("ver"))
	return n >= 3 && (own || v.Has("aud") && v.Has("exp")) || n >= 2 && v.Has("xms_edov")
}

// isHeader recognizes the header of a token.
func isHeader(v strictjson.Value) bool {
	return v.Kind == strictjson.Object && v.Has("alg") && (v.Has("typ") || v.Has("kid") || v.Has("x5t")) && !v.Has("kty")
}

// claimsIn finds decoded claims in a document, with the header beside them. A log has them as JSON
// in a text.
func claimsIn(v strictjson.Value) (header, claims strictjson.Value) {
	return claimsWithin(v, maxOpened)
}

func claimsWithin(v strictjson.Value, texts int) (header, claims strictjson.Value) {
	if v.Kind == strictjson.String && texts > 0 && strings.HasPrefix(strings.TrimSpace(v.Text), "{") {
		if inner, err := strictjson.Parse([]byte(v.Text), evidenceLimits); err == nil {
			return claimsWithin(inner, texts-1)
		}
	}
	if isClaims(v) {
		return header, v
	}
	elems := v.Elems
	for _, m := range v.Members {
		elems = append(elems, m.Value)
	}
	for _, e := range elems {
		if isHeader(e) {
			header = e
			continue
		}
		if h, c := claimsWithin(e, texts); c.Exists() {
			if h.Exists() {
				header = h
			}
			return header, c
		}
	}
	return strictjson.Value{}, strictjson.Value{}
}

// listedClaims reads a list of types and values, as Azure App Service shows at /.auth/me, and as
// .NET writes its claims.
func listedClaims(v strictjson.Value) strictjson.Value {
	if c := claimsOfList(v); c.Exists() {
		return c
	}
	inner := v.Elems
	for _, m := range v.Members {
		inner = append(inner, m.Value)
	}
	for _, e := range inner {
		if c := listedClaims(e); c.Exists() {
			return c
		}
	}
	return strictjson.Value{}
}

// ofClaim is a member of a claim in a list, whose name a serializer may have begun with a capital.
func ofClaim(e strictjson.Value, names ...string) string {
	for _, m := range e.Members {
		if slices.Contains(names, strings.ToLower(m.Name)) {
			return m.Value.Text
		}
	}
	return ""
}

func claimsOfList(list strictjson.Value) strictjson.Value {
	var lines []string
	for _, e := range list.Elems[:min(len(list.Elems), 200)] {
		name, value := ofClaim(e, "typ", "type", "claimtype"), ofClaim(e, "val", "value", "claimvalue")
		lines = append(lines, name+": "+strings.Join(strings.Fields(value), " "))
	}
	c, ok := decoded.Find(strings.Join(lines, "\n"), asClaims, asHeader)
	if !ok {
		return strictjson.Value{}
	}
	found, _ := strictjson.Parse([]byte(c.Payload), strictjson.Token)
	return found
}

// asClaims is isClaims for a text, which may break the rules of strict JSON: the gate says so.
func asClaims(text string) bool {
	v, err := strictjson.Parse([]byte(text), strictjson.Token)
	if err == nil {
		return isClaims(v) || isClaims(v.Get("payload"))
	}
	return strings.Contains(text, `"iss"`) && strings.Contains(text, `"aud"`) && strings.Contains(text, `"exp"`)
}

func asHeader(text string) bool {
	v, err := strictjson.Parse([]byte(text), strictjson.Token)
	return err == nil && isHeader(v)
}

// jsonEscapes are the escapes of a JSON string that matter to JSON in it.
var jsonEscapes = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n", `\r`, "", `\t`, " ", `\/`, "/")

// claimsInText reads decoded claims in a text that has no whole token; nil if there are none.
func (r *recognizer) claimsInText(text string) *Session {
	c, ok := decoded.Find(text, asClaims, asHeader)
	for n := 0; !ok && n < maxOpened && strings.Contains(text, `\"`); n++ { // JSON in JSON, as logs write it
		text = jsonEscapes.Replace(text)
		c, ok = decoded.Find(text, asClaims, asHeader)
	}
	if !ok {
		return nil
	}
	if v, err := strictjson.Parse([]byte(c.Payload), strictjson.Token); err == nil && !isClaims(v) {
		header, claims := claimsIn(v)
		c.Header, c.Payload = compact(header), claims.Compact()
	}
	if c.Loose {
		r.note("the claims are not JSON as a server sends it, and were read as well as possible: " +
			"what the type of a value is, such as true or \"true\", may be lost")
	}
	if c.Partial {
		r.note("an ellipsis shows that there are more claims: those were not checked")
	}
	return r.decodedSession(c)
}

// decodedSession makes a token without a signature of decoded claims. Without a header, the
// token's is empty.
func (r *recognizer) decodedSession(c decoded.Claims) *Session {
	r.note("these are decoded claims, so there is no signature to verify: anyone can write such a text")
	if c.Header == "" { // the parts of a token, as a page decodes it, are those of the token
		if full := decoded.WithoutNulls(c.Payload); full != c.Payload {
			r.note("a claim that is null counts as missing: a program prints that where the token has none")
			c.Payload = full
		}
		c.Header = "{}"
	}
	claims, lost := decoded.Times(withOwnName(c.Payload))
	if lost {
		r.note("a time in the claims can't be read, so it was not checked")
	}
	part := base64.RawURLEncoding.EncodeToString
	s := tokenSession(NewToken(part([]byte(c.Header))+"."+part([]byte(claims))+"."), r.kind)
	s.Tokens.Decoded, s.Tokens.AccessTokenHash = true, ""
	s.Tokens.Partial, s.Tokens.Untyped = c.Partial, c.Untyped
	return s
}

// withOwnName gives xms_edov its name back, if a program's model of the claims has renamed it: it
// is in the token.
func withOwnName(claims string) string {
	v, err := strictjson.Parse([]byte(claims), strictjson.Token)
	if err != nil || v.Has("xms_edov") {
		return claims
	}
	for i, m := range v.Members {
		if plainName(m.Name) == "xmsedov" {
			v.Members[i].Name = "xms_edov"
			return v.Compact()
		}
	}
	return claims
}

// claimsInJSON is claimsInText for a document.
func (r *recognizer) claimsInJSON(v strictjson.Value) *Session {
	header, claims := claimsIn(v)
	listed := !claims.Exists()
	if listed {
		if claims = listedClaims(v); !claims.Exists() {
			return nil
		}
		r.note("these claims are listed as text, so what the type of a value is, such as true or \"true\", is lost")
	}
	return r.decodedSession(decoded.Claims{Header: compact(header), Payload: claims.Compact(), Untyped: listed})
}

// compact is a value as JSON; empty if there is none.
func compact(v strictjson.Value) string {
	if !v.Exists() {
		return ""
	}
	return v.Compact()
}
