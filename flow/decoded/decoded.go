// Package decoded finds the decoded claims of a token in a text: as jwt.ms and jwt.io show them
// (header and payload, or one of the two), as a program prints them, and as people quote them,
// with comments, quotation marks of other languages, an ellipsis or lost braces. Find is its
// door.
//
// It decides only what is JSON and what is not; that the result is a token's claims is the
// caller's to judge. Strict JSON stays as it is, byte for byte, so that a member that appears
// twice is still seen. It reads each byte a bounded number of times.
package decoded

import (
	"html"
	"strings"

	"edov/flow/lazy"
)

// Claims are the two parts of a token as strict JSON.
type Claims struct {
	Header  string // empty: not given
	Payload string
	Loose   bool // the text was not JSON, and was made JSON
	Partial bool // an ellipsis says that more was there
}

// The bounds of one search.
const (
	maxText    = 1 << 20 // of the text; claims have a few KiB
	maxObjects = 64      // objects that are looked at
	maxInside  = 3       // objects around claims
)

// Find looks for the object that isClaims accepts, and for the header before it. ok is false if
// there is none.
func Find(text string, isClaims, isHeader func(jsonText string) bool) (c Claims, ok bool) {
	if len(text) > maxText {
		text = text[:maxText]
	}
	text = withoutQuoteMarks(text)
	if !strings.Contains(text, `"iss"`) { // of a page, or of a word processor
		text = html.UnescapeString(typographic.Replace(text))
	}
	if at := strings.Index(text, "}.{"); at >= 0 && !strings.Contains(text[:at], "{") {
		text = "{" + text // the first brace was not copied
	}
	for _, o := range objects(text) {
		switch {
		case isClaims(o.json):
			c.Payload, c.Loose, c.Partial = o.json, o.loose, o.partial
			return c, true
		case isHeader(o.json):
			c.Header = o.json
		case o.loose: // as a program prints what a library gave it, the claims among other members
			if payload := inside(o.json, isClaims, maxInside); payload != "" {
				return Claims{Header: c.Header, Payload: payload, Loose: true, Partial: o.partial}, true
			}
		}
	}
	o, ok := fromLines(text)
	if !ok || !isClaims(o.json) {
		return Claims{}, false
	}
	return Claims{Header: c.Header, Payload: o.json, Loose: true, Partial: o.partial}, true
}

// inside is the object that isClaims accepts within another; empty: there is none.
func inside(jsonText string, isClaims func(string) bool, depth int) string {
	for _, o := range objects(jsonText[1:]) {
		if isClaims(o.json) {
			return o.json
		}
		if depth > 1 {
			if found := inside(o.json, isClaims, depth-1); found != "" {
				return found
			}
		}
	}
	return ""
}

var typographic = strings.NewReplacer("\u201c", `"`, "\u201d", `"`, "\u2018", "'", "\u2019", "'")

// object is one JSON object of a text.
type object struct {
	json           string
	loose, partial bool
}

// objects are the outermost objects of a text, in order. An object that cannot be read is
// entered, since the text may only begin like one; what is read in vain is bounded.
func objects(text string) []object {
	var list []object
	budget := 4 * len(text)
	for at := 0; at < len(text) && len(list) < maxObjects && budget > 0; {
		next := strings.IndexByte(text[at:], '{')
		if next < 0 {
			break
		}
		at += next
		r := reader{text: text, at: at}
		if !r.object(0) {
			budget -= r.at - at
			at++
			continue
		}
		o := object{json: r.out.String(), loose: r.loose, partial: r.partial}
		if !r.loose {
			o.json = text[at:r.at]
		}
		list = append(list, o)
		at = r.at
	}
	return list
}

// quoteMark is what begins a line of a quoted mail, a comment or a log of a container.
var quoteMark = lazy.MustCompile(`(?m)^[ \t]*(?:>[ \t]?)+`)

func withoutQuoteMarks(text string) string { return quoteMark.ReplaceAllString(text, "") }

// claimLine is a claim on a line of its own, as a debugger or a page lists it. In ASP.NET a
// claim may have an address for a name.
var claimLine = lazy.MustCompile(`(?m)^[ \t*|{[-]*["']?(?:https?://[\w./-]+/)?` +
	`([A-Za-z_]\w{1,40})["']?[ \t]*[:=|][ \t]*(\S.*?)[ \t,|}]*$`)

// goMap is how Go prints a map; its values have no quotes.
var (
	goMap   = lazy.MustCompile(`map\[[^\[\]\n]{10,900}\]`)
	goClaim = lazy.MustCompile(`(\w+):([^\s\]]+)`)
)

// aspNames are the claims that ASP.NET names differently by default, by the last part of the
// address (Microsoft.IdentityModel, ClaimTypeMapping.cs).
var aspNames = map[string]string{
	"tenantid": "tid", "objectidentifier": "oid", "nameidentifier": "sub", "emailaddress": "email",
	"scope": "scp", "identityprovider": "idp",
}

// timeNames are the claims that are numbers (RFC 7519 section 4.1).
var timeNames = map[string]bool{"exp": true, "nbf": true, "iat": true, "auth_time": true}

func isNumber(text string) bool { return text[0] >= '0' && text[0] <= '9' }

// fromLines reads claims that are listed without braces. What is not
// a time stays a text, such as the 2.0 of ver.
func fromLines(text string) (o object, ok bool) {
	if len(text) > maxText/16 {
		return o, false
	}
	found := claimLine.FindAllStringSubmatch(text, 200)
	if m := goMap.FindString(text); m != "" {
		found = goClaim.FindAllStringSubmatch(strings.TrimPrefix(m, "map["), 200)
	}
	if len(found) < 3 {
		return o, false
	}
	var b strings.Builder
	b.WriteByte('{')
	seen := map[string]bool{}
	for _, m := range found {
		name := m[1]
		if asp, known := aspNames[name]; known && strings.Contains(m[0], "://") {
			name = asp
		}
		if seen[name] {
			continue
		}
		r := &reader{text: m[2]}
		if !r.value(0) || strings.TrimSpace(m[2][r.at:]) != "" || isNumber(m[2]) && !timeNames[name] {
			r = new(reader)
			r.quoted(m[2])
		}
		if len(seen) > 0 {
			b.WriteByte(',')
		}
		seen[name] = true
		b.WriteString(`"` + name + `":` + r.out.String())
		o.partial = o.partial || r.partial
	}
	b.WriteByte('}')
	return object{json: b.String(), loose: true, partial: o.partial}, true
}
