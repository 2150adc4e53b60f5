// Package decoded finds the decoded claims of a token in a text: as jwt.ms and jwt.io show them
// (header and payload, or one of the two), as a program prints them, and as people quote them,
// with comments, quotation marks of other languages, an ellipsis or lost braces. Find is its
// door. Before it, Settle leaves one version of claims that a diff or a table shows in several.
//
// It decides only what is JSON and what is not; that the result is a token's claims is the
// caller's to judge. Strict JSON stays as it is, byte for byte, so that a member that appears
// twice is still seen. It reads each byte a bounded number of times.
package decoded

import (
	"html"
	"slices"
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// Claims are the two parts of a token as strict JSON.
type Claims struct {
	Header  string // empty: not given
	Payload string
	Loose   bool // the text was not JSON, and was made JSON
	Untyped bool // it was a list of names and values, without their types
	Partial bool // an ellipsis says that more was there, or the names are a program's own
	Mixed   bool // beside them were claims of which it is not clear whose they are
	Own     bool // a program's own type was printed: it has only the claims that the program knows
	Doubt   bool // a value was not clear, and was left out
	Newer   bool // the text had an older version, too, or one that was only expected
}

// The bounds of one search.
const (
	maxText    = 1 << 20 // of the text; claims have a few KiB
	maxObjects = 64      // objects that are looked at
	maxInside  = 3       // objects around claims
)

// Find looks for the objects that isClaims accepts, each with the header before it.
func Find(text string, isClaims, isHeader func(jsonText string) bool) []Claims {
	if len(text) > maxText {
		text = text[:maxText]
	}
	text = withoutQuoteMarks(text)
	if !strings.Contains(text, `"iss"`) { // of a page, or of a word processor
		text = html.UnescapeString(typographic.Replace(text))
	}
	text = spelled(text)
	if at := strings.Index(text, "}.{"); at >= 0 && !strings.Contains(text[:at], "{") {
		text = "{" + text // the first brace was not copied
	}
	list, header, rest := fromObjects(text, isClaims, isHeader)
	if len(list) > 0 && !list[0].Partial || len(text) > maxText/16 {
		return list
	}
	if len(list) > 0 {
		header = list[0].Header
	}
	rest = asLines(rest)
	for _, own := range []bool{false, true} {
		for _, read := range []func(string, bool) []object{fromLines, fromPairs} {
			listed := claimsOf(read(rest, own), isClaims)
			if len(listed) > 0 && (len(list) == 0 || members(listed[0].Payload) > members(list[0].Payload)) {
				listed[0].Header = header
				for i := range listed {
					listed[i].leaveOpen(rest)
				}
				return listed
			}
		}
	}
	return list
}

// mailLine is a line about the email.
var mailLine = lazy.MustCompile(`(?im)^[^\w\n]*e-?mail\b`)

// leaveOpen notes that more is said of the two claims that matter than could be read: they are not missing.
func (c *Claims) leaveOpen(text string) {
	v, err := strictjson.Parse([]byte(c.Payload), strictjson.Token)
	hasEdov := slices.ContainsFunc(v.Members(), func(m strictjson.Member) bool { return ownClaim(m.Name) })
	if err == nil && (!hasEdov && strings.Contains(text, "edov") || !v.Has("email") && mailLine.MatchString(text)) {
		c.Doubt, c.Partial = c.Doubt || !c.Partial, true
	}
}

// claimsOf are those of the objects of a list that isClaims accepts.
func claimsOf(found []object, isClaims func(string) bool) (list []Claims) {
	for _, o := range found {
		if isClaims(o.json) {
			c := Claims{Payload: o.json, Loose: true, Untyped: true, Partial: o.partial, Mixed: o.mixed, Own: o.own}
			c.Doubt = o.doubt
			list = append(list, c)
		}
	}
	return list
}

// fromObjects looks through the objects of a text. header is one without claims after it. rest is the
// text without an object that an ellipsis cut short: a browser's console lists all of its members
// below it.
func fromObjects(text string, isClaims, isHeader func(string) bool) (list []Claims, header, rest string) {
	rest = text
	for _, o := range objects(text) {
		payloads, isNewer := []string{o.json}, false
		switch {
		case isClaims(o.json):
			if len(list) == 0 {
				rest = text[:o.at] + "\n" + text[o.end:]
			}
		case isHeader(o.json):
			header = o.json
			continue
		default: // the claims among other members, as a program prints what a library gave it
			if v, err := strictjson.Parse([]byte(o.json), strictjson.Token); err == nil {
				if v, isNewer = WithoutOld(v); isNewer {
					o.json = v.Compact()
				}
			}
			payloads = inside(o.json, isClaims, maxInside)
		}
		for _, payload := range payloads {
			list = append(list, Claims{Header: header, Payload: payload, Loose: o.loose, Partial: o.partial, Newer: isNewer})
			header = ""
		}
	}
	return list, header, rest
}

// members counts the members of an object.
func members(jsonText string) int {
	v, _ := strictjson.Parse([]byte(jsonText), strictjson.Token)
	return len(v.Members())
}

// Object is the object that most of a text is, as strict JSON; empty if there is none.
func Object(text string) string {
	if len(text) > maxText {
		return ""
	}
	text = withoutQuoteMarks(text)
	for _, o := range objects(text) {
		if 2*(o.end-o.at) > len(text) {
			return o.json
		}
	}
	return ""
}

// inside are the objects that isClaims accepts within another.
func inside(jsonText string, isClaims func(string) bool, depth int) (list []string) {
	for _, o := range objects(jsonText[1:]) {
		if isClaims(o.json) {
			list = append(list, o.json)
		} else if depth > 1 {
			list = append(list, inside(o.json, isClaims, depth-1)...)
		}
	}
	return list
}

var typographic = strings.NewReplacer("\u201c", `"`, "\u201d", `"`, "\u2018", "'", "\u2019", "'")

// object is one JSON object of a text.
type object struct {
	json           string
	loose, partial bool
	own            bool // of a program's own names
	mixed          bool // beside it were claims that may be its own
	doubt          bool // a value was left out
	at, end        int  // where it is in the text
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
		o := object{json: r.out.String(), loose: r.loose, partial: r.partial, at: at, end: r.at}
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
