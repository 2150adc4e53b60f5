package decoded

import (
	"slices"
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// builder makes objects of names and values that a program printed. A claim must never get into the
// set of another token: where it is not clear whose some claims are, they are in no set, and those
// beside them are partial.
type builder struct {
	own     bool     // the names are those of a type of the program: XmsEdov, Audience
	json    []string // empty: the value is what a program prints for a claim that is missing, too
	seen    []string
	gaps    []int // how many claims were before each gap
	partial bool
	mixed   bool     // claims beside these were in no set
	list    []object // the claims of each token
	cut     bool     // only a name that other lists have, too, says that these are of another token
	prose   bool     // what began with a second claim of a name were no claims
	doubt   bool     // a value was not clear, and was left out
	before  []string // the flags that were given before the claims of the first token, and
	valued  []string // their values
}

// once are the claims that a mention in a sentence is known by.
var once = []string{"aud", "iss", "exp", "iat", "nbf", "aio", "uti", "sub"}

// manyNames are the claims that .NET lists once for each value.
var manyNames = []string{"groups", "roles", "wids", "amr"}

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

// add adds a claim. With the second one of a name, the claims of another token begin. What is not a
// time stays a text, such as the 2.0 of ver. A name that differs from a claim's in the case of its
// letters is a program's own.
func (b *builder) add(name, value string) {
	lower := strings.ToLower(name)
	if name != lower && among(Names, lower) || among(b.seen, name) && among(manyNames, name) {
		return
	}
	if among(b.seen, name) && (among(Names, name) || among(once, name)) {
		b.next(among(once, name))
	}
	if among(b.seen, name) { // of no token of Microsoft's, or a gap says that the next set began before it
		return
	}
	if strings.HasPrefix(value, "{") && !isClaim(name) { // a part of a document around the claims
		return
	}
	b.seen = append(b.seen, name)
	if b.own && isZero(value) {
		b.json = append(b.json, "")
		return
	}
	printed := asPrinted(name, value)
	if value == "" && among(Names, name) || isDoubtful(name, printed) {
		b.json, b.partial, b.doubt = append(b.json, ""), true, true
		return
	}
	b.json = append(b.json, `"`+name+`":`+printed)
	b.partial = b.partial || b.own || strings.Contains(value, "…") || strings.Contains(value, "...") // a window cut it
}

// among is slices.Contains, once.
//
//go:noinline
func among(list []string, name string) bool { return slices.Contains(list, name) }

// gap notes that something separates the next claim from the last one: another list may begin.
func (b *builder) gap() {
	if n := len(b.seen); n > 0 && !slices.Contains(b.gaps, n) {
		b.gaps = append(b.gaps, n)
	}
}

// next begins the claims of another token. Those since the gap are among them. With several gaps,
// what is between two may be of either token, or of none, so each part is a set of its own.
func (b *builder) next(isToken bool) {
	seen, json, gaps, partial := b.seen, b.json, b.gaps, b.partial
	doubt := len(gaps) > 1
	begin := 0
	for _, at := range gaps {
		b.partial = partial
		b.part(seen[begin:at], json[begin:at], doubt)
		begin = at
	}
	if len(gaps) == 0 {
		b.part(seen, json, false)
		begin = len(seen)
	}
	b.prose = b.prose || isToken && len(b.list) == 0
	if len(b.list) == 0 { // what was given first has too little to be a token
		b.before, b.valued = flagsOf(seen[:begin]), json[:begin]
	}
	b.seen, b.json = slices.Clone(seen[begin:]), slices.Clone(json[begin:])
	b.mixed = b.mixed || doubt
	b.partial, b.cut = partial && len(b.seen) > 0, !isToken
}

// part ends a set of some claims.
func (b *builder) part(seen, json []string, doubt bool) {
	b.seen, b.json, b.mixed = seen, json, b.mixed || doubt
	b.end()
}

// end ends the claims of one token. What is too little to be claims is dropped: it may have been of
// the token before or after it.
func (b *builder) end() {
	var members []string
	for _, member := range b.json {
		if member != "" {
			members = append(members, member)
		}
	}
	stray := len(b.seen) > 0
	if len(members) >= 3 && b.isToken() {
		o := object{json: "{" + strings.Join(members, ",") + "}", loose: true, own: b.own, mixed: b.mixed, doubt: b.doubt}
		o.partial = b.partial || b.mixed
		o.leaveOut(b.before, b.valued)
		b.list, stray = append(b.list, o), false
	} else if n := len(b.list); stray && b.cut && n > 0 {
		b.list[n-1].partial, b.list[n-1].mixed = true, true
		b.list[n-1].leaveOut(b.seen, b.json)
	}
	*b = builder{own: b.own, list: b.list, prose: b.prose, mixed: stray, doubt: b.doubt && stray}
}

// flagsOf are the claims of some that are true or false; the others are empty.
func flagsOf(names []string) []string {
	flags := slices.Clone(names)
	for i, name := range flags {
		if !isFlag(name) {
			flags[i] = ""
		}
	}
	return flags
}

func isFlag(name string) bool { return ownClaim(name) || name == "email_verified" }

// leaveOut leaves out the claims that are given once more, with another value: which one is meant is not known.
func (o *object) leaveOut(names, again []string) {
	v, err := strictjson.Parse([]byte(o.json), strictjson.Token)
	if err != nil {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(v.Members()), func(m strictjson.Member) bool {
		at := slices.Index(names, m.Name)
		return at >= 0 && again[at] != `"`+m.Name+`":`+m.Value.Compact()
	})
	if len(kept) < len(v.Members()) {
		o.json, o.doubt = v.With(kept, nil).Compact(), true
	}
}

// isToken reports whether the claims say whose they are. Names of its own a program has for its
// settings, for accounts and for certificates, too: there, it takes what only a token has.
func (b *builder) isToken() bool {
	isOf := func(name string) bool { return among(b.seen, name) }
	if !b.own {
		return slices.ContainsFunc(whose, isOf)
	}
	account, timed := isOf("sub") || isOf("oid"), isOf("exp") || isOf("iat")
	if isOf("xms_edov") && isOf("aud") && slices.ContainsFunc(b.json, microsofts.MatchString) {
		return true
	}
	if !account || !isOf("oid") && !timed && !isOf("tid") {
		return false
	}
	return isOf("xms_edov") || isOf("aud") && timed || slices.ContainsFunc(b.json, microsofts.MatchString)
}

// microsofts is an issuer of Microsoft's.
var microsofts = lazy.MustCompile(`^"iss":"https://(?:login\.microsoftonline\.|sts\.windows\.net/|login\.partner\.)`)

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
	bare := strings.ReplaceAll(name, "_", "")
	plain := strings.ToLower(bare)
	if plain == "" || plain[0] == bare[0] { // a name in lower case may be anything
		return ""
	}
	if name := ownName(plain); name != "" {
		return name
	}
	at := slices.IndexFunc(Names, func(claim string) bool { return strings.ReplaceAll(claim, "_", "") == plain })
	if at < 0 {
		return ""
	}
	return Names[at]
}

// isZero reports whether a value is what a program prints for a claim that the token may lack.
func isZero(value string) bool {
	return among([]string{"", `""`, "false", "False", "0", "[]", "<nil>", "nil", "null", "None"}, value) ||
		strings.HasSuffix(value, ")(nil)")
}

// oneWord are the claims whose values have no space in them.
var oneWord = []string{"iss", "aud", "sub", "tid", "oid", "ver", "email", "upn", "xms_edov", "email_verified"}

var (
	pointer = lazy.MustCompile(`^(?:0x[0-9a-fA-F]{6,}$|\(\*?[\w.]+\)\(|…$|\.\.\.$)`)
	// cut is the beginning of a GUID, alone or in an issuer, of which a line has only a part.
	cut = lazy.MustCompile(`^(?:https://(?:login\.microsoftonline\.com|sts\.windows\.net)/)?[0-9a-f]{8}-[0-9a-f-]{0,26}$`)
	// flagValue is a value of a claim that is true or false, whatever it means, or stands for one.
	flagValue = lazy.MustCompile(`^(?:[\w+.*-]*|<[^<>]*>|\[[A-Za-z ]*\])$`)
)

// isDoubtful reports whether a value, as JSON, is no value of the claim: an object, an address of memory, a sentence,
// two values. It must not be judged.
func isDoubtful(name, printed string) bool {
	if !among(Names, name) && !isFlag(name) {
		return false
	}
	v, err := strictjson.Parse([]byte(printed), strictjson.Token)
	switch {
	case err != nil, v.Kind == strictjson.Object, v.Kind == strictjson.Array && !among(listNames, name):
		return true
	case v.Kind != strictjson.String:
		return false
	case pointer.MatchString(v.Text), among([]string{"{", "[", "("}, v.Text),
		cut.MatchString(v.Text) && among(oneWord, name):
		return true
	case isFlag(name):
		return !flagValue.MatchString(v.Text)
	}
	return among(oneWord, name) && !placeholder.MatchString(v.Text) &&
		(strings.ContainsAny(v.Text, " \t|\"→{}") || strings.HasPrefix(v.Text, "[") || strings.HasPrefix(v.Text, "("))
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
