package pasted

import (
	"slices"
	"strings"

	"edov/flow/decoded"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// asJSON says what to paste in place of claims that can't be read.
const asJSON = `paste the claims as JSON, such as {"aud": …}, or the ID token itself, which begins with eyJ`

// severalVersions is for a text with the claims in several versions, of several users, or with what they should be.
var severalVersions = &NoToken{
	"versions", "it isn't clear which values are the token's: this has several, as a diff or a table may have",
	"paste only those of one token; " + asJSON,
}

// unreadClaims is for claims in a form that edov does not read.
var unreadClaims = &NoToken{
	"claims", "this shows the claims of a token in a form that edov can't read",
	asJSON + "; if this is an error, try edov explain",
}

var (
	ofMicrosoft = lazy.MustCompile(
		`(?i)https://(?:login\.microsoftonline\.com|login\.partner\.microsoftonline\.cn|login\.microsoftonline\.us)/` +
			`[0-9a-f-]{36}/v2\.0(?:[^/\w]|$)|https://sts\.windows\.net/[0-9a-f-]{36}/(?:[^#\w]|$)`)
	anEmail   = lazy.MustCompile(`[\w.+-]@[\w-]+\.\w`)
	claimName = lazy.MustCompile(`(?i)\b(iss|aud|tid|oid|exp|iat|email|xms_?edov)["'*]*\]?\s*(?:=>|->|[:=|\t"]|\[)`)
)

// holdsClaims reports whether a text that was read in vain shows claims: an issuer of Microsoft's, or xms_edov among
// others.
func holdsClaims(text string) bool {
	if ofMicrosoft.MatchString(text) && anEmail.MatchString(text) {
		return true
	}
	var names []string
	for _, m := range claimName.FindAllStringSubmatch(text, 400) {
		if name := plainName(m[1]); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return len(names) > 2 && slices.Contains(names, "xmsedov")
}

// claimsRequest is for what an app asks for.
var claimsRequest = &NoToken{
	"claims-request",
	"this is a claims request (OpenID Connect): it says which claims an app asks for, and holds no token",
	whereTokens,
}

// isClaimsRequest recognizes the parameter claims of an authorization request (OpenID Connect Core 5.5).
func isClaimsRequest(v *strictjson.Value) bool {
	isEssential := func(m strictjson.Member) bool { return m.Value.Has("essential") }
	if slices.ContainsFunc(v.Members(), isEssential) && !slices.ContainsFunc(v.Members(), isGiven) {
		return true
	}
	for _, name := range []string{"id_token", "userinfo"} {
		if m := v.Get(name); m.Kind == strictjson.Object && len(m.Members()) > 0 &&
			!slices.ContainsFunc(m.Members(), isGiven) {
			return true
		}
	}
	return false
}

// isGiven reports whether a claim has a value, rather than what is wanted of it.
func isGiven(m strictjson.Member) bool {
	if m.Value.Kind == strictjson.Null {
		return false
	}
	return m.Value.Kind != strictjson.Object || slices.ContainsFunc(m.Value.Members(), func(m strictjson.Member) bool {
		return !slices.Contains([]string{"essential", "value", "values", "purpose"}, m.Name)
	})
}

// noContainers are claims whose values are neither objects nor lists.
var noContainers = []string{"iss", "sub", "email", "tid", "oid", "exp", "iat", "nbf"}

// hasContainer reports whether a claim has a value that no token has for it: it is a description of claims.
func hasContainer(v *strictjson.Value) bool {
	return slices.ContainsFunc(noContainers, func(name string) bool {
		kind := v.Get(name).Kind
		return kind == strictjson.Object || kind == strictjson.Array
	})
}

// isReference reports whether a member stands for the claim of its name: of a mapping, or in a program.
func isReference(m strictjson.Member) bool {
	text := strings.TrimRight(m.Value.Text, "}\"')] ")
	return text == m.Name || strings.HasSuffix(text, "."+m.Name)
}

// isMapping recognizes an object that says where claims come from.
func isMapping(v *strictjson.Value) bool {
	n := 0
	for _, m := range v.Members() {
		if isReference(m) {
			n++
		}
	}
	return n > 1
}

// isShape recognizes an object with the names of claims, but not with values that a token has.
func isShape(v *strictjson.Value) bool {
	return namesIn(v) > 2 && hasContainer(v)
}

// claimsBeside prefers the claims of an ID token, which a program printed beside an access token of Microsoft's, to
// that: they are what the app goes by. It is nil if there is another token, or are no such claims.
func (r *recognizer) claimsBeside(tokens []piece, claims func() []decoded.Claims) []decoded.Claims {
	for _, p := range tokens {
		if c := candidateOf(p); r.kind != "" || c.kind != "access" || c.maker != "" {
			return nil
		}
	}
	var list []decoded.Claims
	for _, c := range claims() {
		token, _ := withoutSignature(c)
		if made := candidateOf(piece{text: token}); made.kind == "id" && made.maker == "" && !c.Own {
			list = append(list, c)
		}
	}
	if list != nil {
		r.note("found the claims of an ID token beside " + counted(len(tokens), "access token") + ", not checked")
	}
	return list
}

// joinedLines joins the lines of an object that a mail program or a terminal broke anywhere, without what is in front
// of each; empty if there is nothing to join.
func joinedLines(text string) string {
	lines := strings.Split(text, "\n")
	isEdge := func(line string) bool { return strings.ContainsAny(line, "{}") }
	first := slices.IndexFunc(lines, isEdge)
	last := len(lines) - 1
	for last > first && !isEdge(lines[last]) {
		last--
	}
	if first < 0 || last == first {
		return ""
	}
	lines = lines[first : last+1]
	mark, _, _ := strings.Cut(strings.TrimLeft(lines[0], " \t"), "{")
	if mark == "" || strings.Trim(mark, ">|#/ \t") != "" { // the first line may have lost its own
		mark = marginOf.FindString(lines[1])
	}
	for i, line := range lines {
		for _, one := range []string{line, strings.TrimLeft(line, " \t")} {
			if rest, ok := strings.CutPrefix(one, mark); ok && mark != "" {
				lines[i] = rest
				break
			}
		}
	}
	return strings.Join(lines, "")
}

// marginOf is what may be in front of each line. A mail program puts one space behind its mark.
var marginOf = lazy.MustCompile(`^(?:[ \t]*(?:>|\||#|//) ?)+|^[ \t]*`)
