package decoded

import (
	"slices"
	"strings"

	"edov/flow/lazy"
)

// builder makes an object of names and values that a program printed.
type builder struct {
	out     strings.Builder
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
	lower := strings.ToLower(name)
	b.done = b.done || slices.Contains(once, name) && slices.Contains(b.seen, name)
	if b.done || slices.Contains(b.seen, name) || name != lower && slices.Contains(Names, lower) {
		return
	}
	if len(b.seen) > 0 {
		b.out.WriteByte(',')
	}
	b.seen = append(b.seen, name)
	r := &reader{text: value}
	asPrinted := isNumber(value) && !slices.Contains(timeNames, name) ||
		slices.Contains(listNames, name) && bareList.MatchString(value)
	if asPrinted || !r.value(0) || strings.TrimSpace(value[r.at:]) != "" {
		r = new(reader)
		r.printed(name, value)
	}
	b.out.WriteString(`"` + name + `":` + r.out.String())
	b.partial = b.partial || r.partial || strings.Contains(value, "…") // a window cut it, and what else?
}

// object is what was added; ok is false if that is too little to be claims.
func (b *builder) object() (o object, ok bool) {
	ok = len(b.seen) >= 3 && slices.ContainsFunc(whose, func(name string) bool { return slices.Contains(b.seen, name) })
	return object{json: "{" + b.out.String() + "}", loose: true, partial: b.partial}, ok
}

// blanks separate the elements of a list: Go prints no commas.
var blanks = lazy.MustCompile(`,?\s+|,`)

// printed writes a value that has no quotes: a list, or a text. The audience of a token is one, and
// some libraries make a list of it.
func (r *reader) printed(name, value string) {
	inner, isList := strings.CutPrefix(value, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !isList || !closed {
		r.quoted(value)
		return
	}
	list := blanks.Split(inner, 300)
	if len(list) == 1 && name == "aud" {
		r.quoted(strings.Trim(list[0], `"'`))
		return
	}
	r.out.WriteByte('[')
	for i, e := range list {
		if i > 0 {
			r.out.WriteByte(',')
		}
		r.quoted(strings.Trim(e, `"'`))
	}
	r.out.WriteByte(']')
}
