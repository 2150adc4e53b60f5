package decoded

import (
	"slices"
	"strings"

	"edov/flow/lazy"
)

// builder makes an object of names and values that a program printed.
type builder struct {
	json    string
	seen    []string
	partial bool
	done    bool // the claims of another token begin
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
	lower, known := strings.ToLower(name), among(b.seen, name)
	b.done = b.done || known && among(once, name)
	if b.done || known || name != lower && among(Names, lower) {
		return
	}
	b.seen = append(b.seen, name)
	b.json += `,"` + name + `":` + asPrinted(name, value)
	b.partial = b.partial || strings.Contains(value, "…") || strings.Contains(value, "...") // a window cut it
}

// among is slices.Contains, once.
//
//go:noinline
func among(list []string, name string) bool { return slices.Contains(list, name) }

// object is what was added; ok is false if that is too little to be claims.
func (b *builder) object() (o object, ok bool) {
	ok = len(b.seen) >= 3 && slices.ContainsFunc(whose, func(name string) bool { return slices.Contains(b.seen, name) })
	return object{json: "{" + strings.TrimPrefix(b.json, ",") + "}", loose: true, partial: b.partial}, ok
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
