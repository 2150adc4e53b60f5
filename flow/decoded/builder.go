package decoded

import (
	"slices"
	"strings"

	"edov/flow/lazy"
)

// builder makes objects of names and values that a program printed.
type builder struct {
	own     bool // the names are those of a type of the program: XmsEdov, Audience
	json    []string
	seen    []string
	after   int // how many claims were before the last gap
	partial bool
	list    []object // the claims of each token
	prose   bool     // what began with a second claim of a name were no claims
}

// once are the claims that a token has one of. With a second one, the claims of another token begin.
var once = []string{"aud", "iss", "exp", "iat", "nbf", "aio", "uti", "sub"}

// whose are the claims that say whose token it is: without any, names and values may be of
// anything.
var whose = []string{"iss", "tid", "oid", "sub"}

// timeNames are the claims that are numbers (RFC 7519 section 4.1).
var timeNames = []string{"exp", "nbf", "iat", "auth_time"}

// listNames are the claims that may be lists. Printed without quotes, a list looks like a placeholder.
var (
	listNames = []string{"aud", "groups", "roles", "wids", "amr"}
	bareList  = lazy.MustCompile(`^\[[^"'{\]]`)
)

func isNumber(text string) bool { return text != "" && text[0] >= '0' && text[0] <= '9' }

// add adds a claim, the first of a name. What is not a time stays a text, such as the 2.0 of ver. A
// name that differs from a claim's in the case of its letters is a program's own.
func (b *builder) add(name, value string) {
	if among(b.seen, name) && among(once, name) {
		b.next()
	}
	lower := strings.ToLower(name)
	if b.own && isZero(value) || among(b.seen, name) || name != lower && among(Names, lower) {
		return
	}
	b.seen = append(b.seen, name)
	b.json = append(b.json, `"`+name+`":`+asPrinted(name, value))
	b.partial = b.partial || b.own || strings.Contains(value, "…") || strings.Contains(value, "...") // a window cut it
}

// among is slices.Contains, once.
//
//go:noinline
func among(list []string, name string) bool { return slices.Contains(list, name) }

// gap notes that the next claim is not directly below the last one: another list may begin.
func (b *builder) gap() { b.after = len(b.seen) }

// next begins the claims of another token. Those since the last gap are among them.
func (b *builder) next() {
	seen, json := slices.Clone(b.seen[b.after:]), slices.Clone(b.json[b.after:])
	b.seen, b.json = b.seen[:b.after], b.json[:b.after]
	if b.after == 0 {
		b.seen, b.json, seen, json = seen, json, nil, nil
	}
	b.end()
	b.prose = b.prose || len(b.list) == 0
	b.seen, b.json = seen, json
}

// end ends the claims of one token. What is too little to be claims is dropped. Names of its own a
// program has for its settings, too, which name an issuer, and neither a time nor an account.
func (b *builder) end() {
	isOf := func(name string) bool { return among(b.seen, name) }
	own := isOf("oid") || isOf("sub") && (isOf("exp") || isOf("iat") || isOf("tid"))
	if len(b.seen) >= 3 && slices.ContainsFunc(whose, isOf) && (own || !b.own) {
		o := object{json: "{" + strings.Join(b.json, ",") + "}", loose: true, partial: b.partial, own: b.own}
		b.list = append(b.list, o)
	}
	*b = builder{own: b.own, list: b.list, prose: b.prose}
}

// objects are the claims that were added.
func (b *builder) objects() []object {
	b.end()
	if b.prose {
		return nil
	}
	return b.list
}

// claimOf is the claim that a program's own name stands for; empty if it is none.
func claimOf(name string) string {
	if among(Names, name) {
		return name
	}
	plain := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	if plain[0] == name[0] { // a name in lower case may be anything
		return ""
	}
	for _, pair := range ownNames {
		if pair[0] == plain {
			return pair[1]
		}
	}
	at := slices.IndexFunc(Names, func(claim string) bool { return strings.ReplaceAll(claim, "_", "") == plain })
	if at < 0 {
		return ""
	}
	return Names[at]
}

// isZero reports whether a value is what a program prints for a claim that the token may lack.
func isZero(value string) bool {
	return among([]string{"", `""`, "false", "False", "0", "[]", "<nil>", "nil", "null", "None"}, value)
}

// asPrinted is a value as JSON. What has no quotes is a list or a text. The audience of a token is one,
// and some libraries make a list of it. Go prints no commas between elements.
func asPrinted(name, value string) string {
	if among(listNames, name) && bareList.MatchString(value) {
		list := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" ,[]", r) })
		value = "'" + strings.Join(list, "','") + "'"
		if name != "aud" || len(list) > 1 {
			value = "[" + value + "]"
		}
	}
	r := reader{text: value}
	if isNumber(value) && !among(timeNames, name) || !r.value(0) || strings.TrimSpace(value[r.at:]) != "" {
		r.out.Reset()
		r.quoted(value)
	}
	return r.out.String()
}
