package flow

import (
	"encoding/base64"
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

// claimsIn finds decoded claims in a document, with the header beside them; nil where there is none.
// A log has them as JSON in a text.
func claimsIn(v *strictjson.Value, texts int) (header, claims *strictjson.Value) {
	if texts > 0 && strings.HasPrefix(strings.TrimSpace(v.Text), "{") {
		if inner, err := strictjson.Parse([]byte(v.Text), evidenceLimits); err == nil {
			return claimsIn(&inner, texts-1)
		}
	}
	if isClaims(*v) {
		return nil, v
	}
	for i := range children(v) {
		e := child(v, i)
		if isHeader(*e) {
			header = e
			continue
		}
		if h, c := claimsIn(e, texts); c != nil {
			if h != nil {
				header = h
			}
			return header, c
		}
	}
	return nil, nil
}

// listedClaims reads a list of types and values, as Azure App Service shows at /.auth/me, and as
// .NET writes its claims.
func listedClaims(v *strictjson.Value) strictjson.Value {
	c := claimsOfList(v)
	for i := 0; !c.Exists() && i < children(v); i++ {
		c = listedClaims(child(v, i))
	}
	return c
}

func claimsOfList(list *strictjson.Value) strictjson.Value {
	var lines []string
	for i := range min(len(list.Elems), 200) {
		e := &list.Elems[i]
		name, value := memberOf(e, "typ", "type"), memberOf(e, "val", "value")
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
		header, claims := claimsIn(&v, maxOpened)
		c.Header, c.Payload = compact(header), compact(claims)
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
	claims, lost := decoded.Restored(c.Payload, c.Header != "") // a page that shows the header decoded a token
	if c.Header == "" {
		c.Header = "{}"
	}
	if lost {
		r.note("a time can't be read: not checked")
	}
	part := base64.RawURLEncoding.EncodeToString
	s := tokenSession(NewToken(part([]byte(c.Header))+"."+part([]byte(claims))+"."), r.kind)
	s.Tokens.Decoded, s.Tokens.AccessTokenHash = true, ""
	s.Tokens.Partial, s.Tokens.Untyped = c.Partial, c.Untyped
	return s
}

// claimsInJSON is claimsInText for a document.
func (r *recognizer) claimsInJSON(v strictjson.Value) *Session {
	header, claims := claimsIn(&v, maxOpened)
	listed := claims == nil
	if listed {
		list := listedClaims(&v)
		if claims = &list; !list.Exists() {
			return nil
		}
		r.note("these claims are listed as text, so what the type of a value is, such as true or \"true\", is lost")
	}
	return r.decodedSession(decoded.Claims{Header: compact(header), Payload: claims.Compact(), Untyped: listed})
}

// compact is a value as JSON; empty if there is none.
func compact(v *strictjson.Value) string {
	if v == nil {
		return ""
	}
	return v.Compact()
}
