package pasted

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/decoded"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// kindOfValue is what a type, a schema or a list of requirements has in place of an issuer.
var kindOfValue = lazy.MustCompile(`(?i)^(?:z\.|Option(?:al)?[<\[])?` +
	`(?:str|string|text|url|any|yes|no|true|false|required|optional|mandatory)(?:[^\w(]|\(\)|$)`)

// isClaims recognizes the claims of a token. A response of the userinfo endpoint has some of the
// same members, but neither issuer, times nor tenant.
func isClaims(v strictjson.Value) bool {
	iss := v.Get("iss")
	if v.Kind != strictjson.Object || v.Has("keys") || v.Has("jwks_uri") || v.Has("schema") ||
		hasContainer(&v) || isMapping(&v) || kindOfValue.MatchString(iss.Text) ||
		!slices.ContainsFunc(v.Members(), isNotNull) {
		return false
	}
	if v.Has("iss") && (v.Has("aud") || v.Has("exp")) {
		return true
	}
	n := namesIn(&v) // three of them are a token's, even where the rest was left out
	own := v.Has("xms_edov") || v.Has("tid") && v.Get("tid").Kind == strictjson.String && (v.Has("oid") || v.Has("ver"))
	return n >= 3 && (own || v.Has("aud") && v.Has("exp")) || n >= 2 && v.Has("xms_edov")
}

// namesIn counts the claims of a token that an object has.
func namesIn(v *strictjson.Value) (n int) {
	for _, name := range decoded.Names {
		if v.Has(name) {
			n++
		}
	}
	return n
}

// isHeader recognizes the header of a token.
func isHeader(v strictjson.Value) bool {
	return v.Kind == strictjson.Object && v.Has("alg") && (v.Has("typ") || v.Has("kid") || v.Has("x5t")) && !v.Has("kty")
}

// claimsIn finds the decoded claims in a document, each with the header beside them. A log has them as
// JSON in a text.
func claimsIn(v *strictjson.Value, texts int) (list []decoded.Claims) {
	if texts > 0 && strings.HasPrefix(strings.TrimSpace(v.Text), "{") {
		if inner, err := strictjson.Parse([]byte(v.Text), evidenceLimits); err == nil {
			return claimsIn(&inner, texts-1)
		}
	}
	if isClaims(*v) {
		return []decoded.Claims{{Payload: v.Compact()}}
	}
	header := ""
	for i := range children(v) {
		e := child(v, i)
		if isHeader(*e) {
			header = e.Compact()
			continue
		}
		found := claimsIn(e, texts)
		if len(found) > 0 && found[0].Header == "" {
			found[0].Header, header = header, ""
		}
		list = append(list, found...)
	}
	return list
}

// listedClaims reads the lists of types and values, as Azure App Service shows at /.auth/me, and as
// .NET writes its claims.
func listedClaims(v *strictjson.Value) []decoded.Claims {
	if list := claimsOfList(v); list != nil {
		return list
	}
	var all []decoded.Claims
	for i := range children(v) {
		all = append(all, listedClaims(child(v, i))...)
	}
	return all
}

func claimsOfList(list *strictjson.Value) []decoded.Claims {
	var lines []string
	for i := range min(len(list.Elems()), 200) {
		e := &list.Elems()[i]
		name, value := memberOf(e, "typ", "type", "key", "name"), memberOf(e, "val", "value")
		lines = append(lines, name+": "+strings.Join(strings.Fields(value), " "))
	}
	return decoded.Find(strings.Join(lines, "\n"), asClaims, asHeader)
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

// settled makes a session of decoded claims; none of both if there are none.
func (r *recognizer) settled(list []decoded.Claims, isUnclear bool) (*flow.Session, *NoToken) {
	if isUnclear {
		return nil, severalVersions
	}
	return r.decodedSession(list), nil
}

// claimsOfText are the decoded claims in a text. unclear says that it has several versions of them.
func (r *recognizer) claimsOfText(text string) (list []decoded.Claims, unclear bool) {
	text, version := decoded.Settle(text)
	if version == decoded.Unclear {
		return nil, true
	}
	list = decoded.Find(text, asClaims, asHeader)
	for n := 0; list == nil && n < maxOpened && strings.Contains(text, `\"`); n++ { // JSON in JSON, as logs write it
		text = jsonEscapes.Replace(text)
		list = decoded.Find(text, asClaims, asHeader)
	}
	if list == nil || list[0].Untyped {
		whole := decoded.Find(joinedLines(text), asClaims, asHeader)
		if whole != nil && !whole[0].Untyped && !whole[0].Partial {
			r.note("joined claims that were wrapped over several lines")
			list = whole
		}
	}
	for i := range list {
		c := &list[i]
		c.Newer = c.Newer || version == decoded.Newer
		if v, err := strictjson.Parse([]byte(c.Payload), strictjson.Token); err == nil && !isClaims(v) {
			if inner := claimsIn(&v, maxOpened); len(inner) > 0 {
				c.Header, c.Payload = inner[0].Header, inner[0].Payload
			}
		}
	}
	return list, false
}

// decodedSession makes tokens without a signature of the decoded claims that matter; nil if there are none.
// Those that were printed again are the same token's.
func (r *recognizer) decodedSession(list []decoded.Claims) *flow.Session {
	var all []candidate
	var tokens []string
	var lost []bool
	seen := map[string]bool{}
	for i := range list {
		text, isLost := withoutSignature(list[i])
		if !seen[text] {
			seen[text] = true
			all, tokens = append(all, candidateOf(piece{text: text})), append(tokens, text)
			lost = append(lost, isLost)
			list[len(all)-1] = list[i]
		}
	}
	if len(all) == 0 {
		return nil
	}
	first, second := choose(all, r.kind)
	if len(all) > 1 {
		r.noteSeveral(all, first, second, "")
	}
	c := list[first]
	s := tokenSession(flow.NewToken(tokens[first]), cmp.Or(r.kind, all[first].kind))
	if second >= 0 {
		s = r.pair(tokens[first], tokens[second])
		c = either(c, list[second])
	}
	if lost[first] || second >= 0 && lost[second] {
		r.note("a time can't be read: not checked")
	}
	r.noteClaims(c)
	s.Tokens.Decoded, s.Tokens.AccessTokenHash = true, ""
	s.Tokens.Partial, s.Tokens.Untyped = c.Partial, c.Untyped
	return s
}

// either is what is not known of one or the other of two tokens.
func either(c, other decoded.Claims) decoded.Claims {
	c.Partial, c.Untyped = c.Partial || other.Partial, c.Untyped || other.Untyped
	c.Own, c.Loose, c.Mixed = c.Own || other.Own, c.Loose || other.Loose, c.Mixed || other.Mixed
	c.Doubt, c.Newer = c.Doubt || other.Doubt, c.Newer || other.Newer
	return c
}

// noteClaims says what is not known of decoded claims.
func (r *recognizer) noteClaims(c decoded.Claims) {
	r.note("these are decoded claims, so there is no signature to verify: anyone can write such a text")
	if c.Loose {
		r.note("the claims are not JSON as a server sends it, and were read as well as possible: " +
			"what the type of a value is, such as true or \"true\", may be lost")
	}
	if c.Newer {
		r.note("the text has claims in two versions: read the newer, or actual, one, and ignored the other")
	}
	if c.Doubt {
		r.note("left out a claim whose value is not clear: not checked")
	}
	if c.Mixed {
		r.note("it is not clear whose some of the claims beside these are: those were not checked")
	}
	switch {
	case c.Own:
		r.note("a program printed a type of its own, which has only the claims that it knows, and a value such as " +
			"false also for one that is missing: those were not checked")
	case c.Partial && !c.Mixed && !c.Doubt:
		r.note("an ellipsis shows that there are more claims: those were not checked")
	}
}

// noWidth removes what a page or a chat puts into a long word, so that it may be broken: no claim has it in its name.
var noWidth = strings.NewReplacer("\u200b", "", "\u200c", "", "\u2060", "", "\ufeff", "", "\u00ad", "")

// withoutSignature makes a token of decoded claims. Without a header, the token's is empty. lost says that a
// time can't be read.
func withoutSignature(c decoded.Claims) (token string, lost bool) {
	isWhole := c.Header != "" // a page that shows the header decoded a token
	claims, lost := decoded.Restored(noWidth.Replace(c.Payload), isWhole)
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(cmp.Or(c.Header, "{}"))) + "." + part([]byte(claims)) + ".", lost
}

// claimsOfJSON are the claims in a document: as objects, as lists, or in its texts, which a log may have.
func (r *recognizer) claimsOfJSON(v strictjson.Value) (list []decoded.Claims, unclear bool) {
	v, isNewer := decoded.WithoutOld(v)
	list = claimsIn(&v, maxOpened)
	if list == nil {
		list = listedClaims(&v)
	}
	if list == nil {
		list, unclear = r.claimsInTexts(&v)
	}
	for i := range list {
		list[i].Newer = list[i].Newer || isNewer
	}
	return list, unclear
}

// claimsInTexts are those in the texts of a document.
func (r *recognizer) claimsInTexts(v *strictjson.Value) (list []decoded.Claims, unclear bool) {
	if v.Kind == strictjson.String && strings.ContainsAny(v.Text, "{[\n") && claimName.MatchString(v.Text) {
		return r.claimsOfText(v.Text)
	}
	for i := range children(v) {
		found, isUnclear := r.claimsInTexts(child(v, i))
		list, unclear = append(list, found...), unclear || isUnclear
	}
	return list, unclear
}
