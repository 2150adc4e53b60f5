package token

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/words"
)

// JWT is one token after the strict gate: decoded as far as possible, with the faults that were found.
type JWT struct {
	Kind         string // "id" or "access"
	Header       strictjson.Value
	Claims       strictjson.Value
	Faults       []Fault // everything the gate refused, in order; empty when well formed
	Verification proof.Verification
	Key          *Key // the key that verified it, or would have; nil when none was found

	Signed    string // header and claims as they were signed
	Signature []byte
	bare      bool   // the signature part is empty
	Misfit    string // why the signature cannot be one of the key; empty when it can
	Opaque    bool   // not a JWT at all: a personal account's access token
	Decoded   bool   // made of decoded claims: there never was a signature to look at
	Partial   bool   // of the decoded claims some were not given, so what is missing may be in the token
	Untyped   bool   // of the decoded claims the types are not known
}

// Fault is one rule of the strict gate that a token broke.
type Fault struct {
	Check   string // the check it belongs to: "idtoken-format", "idtoken-header", ...
	Problem string // one line, lower case; may hold text from outside
}

// OK reports whether the gate let the token through.
func (t *JWT) OK() bool { return t != nil && len(t.Faults) == 0 }

// MaxToken bounds a token before it is split: real ones have 1 to 5 KiB.
const MaxToken = 64 << 10

// Decode is the strict gate that stands before any signature check. The
// common libraries accept what it refuses: critical headers they do not know,
// duplicate claims where the last one wins, other letter case, line ends and
// stray bits in the encoding (RFC 7515, RFC 8725 and its revision). It decodes
// as far as it can, so that even a refused token can be shown.
func Decode(kind string, token flow.Token) *JWT {
	t := &JWT{Kind: kind}
	compact := token.Compact()
	if problem := formatProblem(compact); problem != "" {
		t.Opaque = kind == "access" && token.Opaque()
		t.refuse("idtoken-format", problem)
		if len(compact) > MaxToken || strings.Count(compact, ".") != 2 {
			return t
		}
	}
	parts := strings.Split(compact, ".")
	t.Signed = compact[:len(parts[0])+1+len(parts[1])]
	t.Header = t.part("header", parts[0], token)
	t.Claims = t.part("claims", parts[1], token)
	t.bare = parts[2] == ""
	t.Signature = t.bytes("signature", parts[2])
	t.checkHeader()
	t.checkNames()
	t.checkTypes()
	return t
}

// always are the claims that each of Microsoft's tokens has (Microsoft, ID token claims reference). Without one of
// them, decoded claims are a part: a framework removes some, and people show what they think matters.
var always = []string{"iss", "aud", "exp", "iat", "sub"}

// TakeDecoded marks a token that was made of decoded claims. What the gate demands of a header does not count where
// none was given.
func (t *JWT) TakeDecoded(partial, untyped bool) {
	t.Decoded, t.Partial, t.Untyped = true, partial, untyped
	for _, name := range always {
		t.Partial = t.Partial || !t.Claims.Has(name)
	}
	if t.NoHeader() {
		t.Faults = slices.DeleteFunc(t.Faults, func(f Fault) bool { return f.Check == "idtoken-algorithm" })
	}
}

// NoHeader reports whether the claims were given without the header.
func (t *JWT) NoHeader() bool { return t.Decoded && len(t.Header.Members()) == 0 }

func (t *JWT) refuse(check, problem string) {
	t.Faults = append(t.Faults, Fault{Check: check, Problem: words.Cut(problem)})
}

// formatProblem looks at the token as text (RFC 7515 section 7.1; RFC 8725bis:
// any other character means that this is no JWT).
func formatProblem(compact string) string {
	if len(compact) > MaxToken {
		return "the token is larger than 64 KiB"
	}
	if strings.HasPrefix(compact, "{") {
		return "this is JSON; a token has three parts joined by dots"
	}
	for i := range len(compact) {
		if c := compact[i]; !inTokens[c] {
			return foreignCharacter(c)
		}
	}
	switch dots := strings.Count(compact, "."); dots {
	case 2:
		return ""
	case 4:
		return "this is an encrypted token (JWE, five parts); only its recipient can read it"
	default:
		return "a JWT has three parts; this has a different number"
	}
}

// inTokens are the characters of a JWT: those of base64url, and the dot. A table, since a token has thousands of them.
var inTokens = func() (t [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_." {
		t[c] = true
	}
	return t
}()

func foreignCharacter(c byte) string {
	switch c {
	case '=', '+', '/':
		return "the token is not base64url: it has one of the characters = + /"
	case ' ', '\t', '\r', '\n':
		return "the token has white space inside"
	}
	return "the token has a character that no JWT has"
}

// strictBase64 refuses bits that mean nothing, so that no two texts stand for
// the same bytes. Line ends, which Go's decoder skips, are refused before.
var strictBase64 = base64.RawURLEncoding.Strict()

func (t *JWT) bytes(what, text string) []byte {
	raw, err := strictBase64.DecodeString(text)
	if err != nil {
		t.refuse("idtoken-format", "the "+what+" is not valid base64url")
	}
	return raw
}

// part decodes header or claims. Both have to be JSON objects. What the server
// echoed of the request is not in the result; the signature is over the text.
func (t *JWT) part(what, text string, token flow.Token) strictjson.Value {
	raw := t.bytes(what, text)
	if len(raw) == 0 {
		if text == "" {
			t.refuse("idtoken-format", "the "+what+" part is empty")
		}
		return strictjson.Value{}
	}
	v, err := strictjson.Parse(raw, strictjson.Token)
	switch {
	case err != nil:
		t.refuse("idtoken-format", "the "+what+" part: "+token.Hide(err.Error()))
	case v.Kind != strictjson.Object:
		t.refuse("idtoken-format", "the "+what+" part is not a JSON object but "+article(v.Kind))
	default:
		return token.HideIn(v)
	}
	return strictjson.Value{}
}

func article(k strictjson.Kind) string {
	switch k {
	case strictjson.Null:
		return "null"
	case strictjson.Array, strictjson.Object:
		return "an " + k.String()
	}
	return "a " + k.String()
}

// keyHeaders would make a lenient verifier use the attacker's key; edov uses only the issuer's keys (RFC 8725
// section 3.10).
var keyHeaders = []string{"jku", "x5u", "jwk", "x5c"}

func (t *JWT) checkHeader() {
	h := t.Header
	if !h.Exists() {
		return
	}
	if alg := h.Get("alg"); alg.Str() != "RS256" {
		t.refuse("idtoken-algorithm", "alg is "+words.JSONText(alg)+"; Microsoft signs only with RS256")
	}
	if h.Has("crit") {
		t.refuse("idtoken-header", "crit "+words.JSONText(h.Get("crit"))+" requires an extension that edov does not know")
	}
	for _, name := range []string{"b64", "zip"} {
		if h.Has(name) {
			t.refuse("idtoken-header", name+" "+words.JSONText(h.Get(name))+
				" changes how the token is read; no ID token has it")
		}
	}
	for _, name := range keyHeaders {
		if h.Has(name) {
			t.refuse("idtoken-header", name+" names a key inside the token; it was ignored, "+
				"since only the issuer's signing keys count")
		}
	}
	for _, name := range []string{"kid", "x5t", "x5t#S256"} { // RFC 7515 section 4.1
		if v := h.Get(name); v.Exists() && v.Kind != strictjson.String {
			t.refuse("idtoken-header", name+" is "+words.JSONText(v)+", not a string")
		}
	}
	if typ := h.Get("typ"); typ.Exists() && !t.typeFits(typ.Str()) {
		t.refuse("idtoken-type", "typ is "+words.JSONText(typ)+"; an ID token has JWT or none")
	}
	if h.Has("cty") {
		t.refuse("idtoken-type", "cty "+words.JSONText(h.Get("cty"))+" says that it contains another token")
	}
}

// typeFits reports whether a type is allowed: an ID token's is exactly JWT, as Microsoft and RFC 7519 section 5.1
// write it. An access token may name its own (RFC 9068 section 2.1).
func (t *JWT) typeFits(typ string) bool {
	own := strings.TrimPrefix(typ, "application/")
	return typ == "JWT" || t.Kind == "access" && strings.EqualFold(own, "at+jwt")
}

// checkedHeaders and checkedClaims are the names that decide something; a name
// that differs in letter case only would be taken for one of them by readers
// that fold case, as Go's encoding/json does.
var (
	checkedHeaders = []string{"alg", "kid", "typ", "cty", "crit", "b64", "zip", "jku", "jwk", "x5u", "x5c"}
	checkedClaims  = []string{
		"iss", "aud", "azp", "exp", "nbf", "iat", "sub", "nonce", "tid", "oid", "ver", "email", "xms_edov",
		"email_verified", "at_hash", "c_hash", "acct", "idp", "upn", "scp", "appid", "verified_primary_email",
		"verified_secondary_email",
	}
)

// times are claims whose own checks say what is wrong with a number.
var times = []string{"exp", "nbf", "iat"}

// checkTypes finds values at which readers of tokens stop, though the JSON is valid: a jti that is no string (RFC 7519
// section 4.1.7), and a number beyond a double (RFC 7493 section 2.2).
func (t *JWT) checkTypes() {
	if jti := t.Claims.Get("jti"); jti.Exists() && jti.Kind != strictjson.String {
		t.refuse("idtoken-format", "jti is "+words.JSONText(jti)+", not a string")
	}
	if number := tooBig(t.Header); number != "" {
		t.refuse("idtoken-format", "the number "+number+" in the header is out of range")
	}
	for _, m := range t.Claims.Members() {
		if number := tooBig(m.Value); number != "" && !slices.Contains(times, m.Name) {
			t.refuse("idtoken-format", "the number "+number+" in "+m.Name+" is out of range")
		}
	}
}

// tooBig is the first number in a value that no double holds; empty if there is none.
func tooBig(v strictjson.Value) string {
	if v.Kind == strictjson.Number && strings.ContainsAny(v.Text, "eE") { // digits alone are limited
		if _, err := strconv.ParseFloat(v.Text, 64); err != nil {
			return v.Text
		}
	}
	for _, e := range v.Elems() {
		if number := tooBig(e); number != "" {
			return number
		}
	}
	for _, m := range v.Members() {
		if number := tooBig(m.Value); number != "" {
			return number
		}
	}
	return ""
}

func (t *JWT) checkNames() {
	t.checkTwins("the header has ", t.Header, checkedHeaders)
	t.checkTwins("the claims have ", t.Claims, checkedClaims)
}

// checkTwins looks for names that differ from checked ones in letter case only. Those are all in lower case, so that
// nothing has to be compared where all names are, as in every honest token.
func (t *JWT) checkTwins(has string, v strictjson.Value, checked []string) {
	if !slices.ContainsFunc(v.Members(), func(m strictjson.Member) bool { return !isLower(m.Name) }) {
		return
	}
	for _, name := range checked {
		for _, twin := range v.Twins(name) {
			t.refuse("idtoken-names", has+twin+", which lenient readers treat as "+name)
		}
	}
}

// isLower reports whether a name has ASCII characters only and no capital letter.
func isLower(name string) bool {
	for i := range len(name) {
		if c := name[i]; c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
