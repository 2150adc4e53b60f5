package flow

import (
	"encoding/base64"
	"strings"

	"edov/flow/decoded"
	"edov/flow/strictjson"
)

// claimNames are claims that a program or a person shows of a token; three of them in one object
// are a token's, even where the rest was left out.
var claimNames = []string{
	"iss", "aud", "exp", "iat", "nbf", "sub", "tid", "oid", "ver", "email", "xms_edov", "email_verified",
	"preferred_username", "upn", "unique_name", "nonce", "uti", "rh", "aio", "acct", "scp", "appid", "azp", "idp",
	"verified_primary_email", "verified_secondary_email", "sid", "given_name", "family_name", "name", "groups", "roles",
}

// isClaims recognizes the claims of a token. A response of the userinfo endpoint has some of the
// same members, but neither issuer, times nor tenant.
func isClaims(v strictjson.Value) bool {
	if v.Kind != strictjson.Object || v.Has("keys") || v.Has("jwks_uri") || v.Has("schema") {
		return false
	}
	if v.Has("iss") && (v.Has("aud") || v.Has("exp") || v.Has("sub")) {
		return true
	}
	n := 0
	for _, name := range claimNames {
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

// claimsIn finds decoded claims in a document, with the header beside them.
func claimsIn(v strictjson.Value) (header, claims strictjson.Value) {
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
		if h, c := claimsIn(e); c.Exists() {
			if h.Exists() {
				header = h
			}
			return header, c
		}
	}
	return strictjson.Value{}, strictjson.Value{}
}

// listedClaims reads a list of types and values, as Azure App Service shows at /.auth/me.
func listedClaims(v strictjson.Value) strictjson.Value {
	for _, m := range v.Members {
		if m.Name == "user_claims" || m.Name == "claims" {
			return claimsOfList(m.Value)
		}
	}
	for _, e := range v.Elems {
		if c := listedClaims(e); c.Exists() {
			return c
		}
	}
	return strictjson.Value{}
}

func claimsOfList(list strictjson.Value) strictjson.Value {
	var lines []string
	for _, e := range list.Elems[:min(len(list.Elems), 200)] {
		name, value := e.StrOf("typ")+e.StrOf("type"), e.Get("val")
		if !value.Exists() {
			value = e.Get("value")
		}
		lines = append(lines, name+": "+strings.Join(strings.Fields(value.Str()), " "))
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
	return r.decodedSession(c.Header, c.Payload)
}

// decodedSession makes a token without a signature of decoded claims. Without a header, the
// token's is empty.
func (r *recognizer) decodedSession(header, claims string) *Session {
	r.note("these are decoded claims, so there is no signature to verify: anyone can write such a text")
	if header == "" {
		header = "{}"
	}
	part := base64.RawURLEncoding.EncodeToString
	s := tokenSession(NewToken(part([]byte(header))+"."+part([]byte(claims))+"."), r.kind)
	s.Tokens.Decoded, s.Tokens.AccessTokenHash = true, ""
	return s
}

// claimsInJSON is claimsInText for a document.
func (r *recognizer) claimsInJSON(v strictjson.Value) *Session {
	header, claims := claimsIn(v)
	if !claims.Exists() {
		if claims = listedClaims(v); !claims.Exists() {
			return nil
		}
		r.note("these claims are listed as text, so what the type of a value is, such as true or \"true\", is lost")
	}
	return r.decodedSession(compact(header), claims.Compact())
}

// compact is a value as JSON; empty if there is none.
func compact(v strictjson.Value) string {
	if !v.Exists() {
		return ""
	}
	return v.Compact()
}
