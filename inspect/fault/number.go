package fault

import (
	"strings"

	"edov/flow/lazy"
)

// amid is what programs put between a label and its number: signs, and what a dump says of types and places. A number
// below zero is none of Microsoft's.
const amid = `(?:[^\pL\d\n-]|- |array\b|\(\d\)|\[\d\]|int\(|\bd[e'’] ?err?[eo]u?r?\b){1,24}?`

// digits are five to eight of them, of which some write three apart.
const digits = `(\d{2,3}[ .,'’]\d{3}|\d{5,8})(?:[^\pL\d]|$)`

// codeLabels stand before an AADSTS number of which a product or a log shows only the digits: Microsoft's own, and one
// that others have too.
var codeLabels = lazy.MustCompile(
	`(?:aadsts\w*|error_codes|(error_?code)|(?:entra|azure|microsoft)[^\n]{0,20}(?:error|return\w*|sa(?:id|ys))|` +
		`login\.microsoftonline\.com/error\?code)` + amid + digits,
)

// plainLabels stand before the number of any error, with the word before "code": a parcel has a code too.
var plainLabels = lazy.MustCompile(
	`(\pL*)[ _-]?(?:\berrors?|error_?codes?|fehler(?:code|nummer)?|erreurs?|codes?\b|c[oó]digo|コード|` +
		`status|resulttype)` + amid + digits,
)

// otherCodes are words before "code" that make it none of an error.
var otherCodes = lazy.MustCompile(
	`^(zip|post(al)?|country|area|promo|qr|verification|auth|authorization|user|device|sms|access|exit|product|invite|` +
		`unlock|time|security|bar|line|source)$`,
)

// onlyNumber is a text that has such a number and no word of what it is about.
var onlyNumber = lazy.MustCompile(
	`^(\W|\d|\b(an?|the|this|errors?|codes?|numbers?|no|what|is|are|does|do|means?|meaning|why|how|to|fix|solve|` +
		`i|we|my|our|me|you|it|they|users?|gets?|got|getting|see|sees|seeing|have|has|had|with|of|for|says?|shows?|` +
		`message|page|here|again|now|please|help|came|comes|up|and|or|in|on|app|always|still|all|some|everyone|` +
		`fehler(code|nummer)?|code d.erreur|código de error)\b)*$`,
)

// besideNumber are further words beside which the number of an error is Microsoft's.
var besideNumber = lazy.MustCompile(
	`\btokens?\b|\btenants?\b|redirect|guests?\b|\bscopes?\b|\bsecrets?\b|active directory|your organi[sz]ation|` +
		`failure reason|invalid_grant|invalid_client`,
)

// ofPrograms are words of what else numbers its errors, whatever it says of signing in.
var ofPrograms = lazy.MustCompile(
	`sql|\b(odbc|jdbc|oracle|severity|raiserror|procedure|syntax|compil\w*|pars(er?|ing)|kafka|docker)\b|` +
		`unexpected token`,
)

// numbersMicrosofts holds where the number of an error without a name may be Microsoft's.
func numbersMicrosofts(lower string) bool {
	r := &reading{lower: lower}
	return onlyNumber.MatchString(lower) ||
		!ofPrograms.MatchString(lower) && (r.isNear() || besideNumber.MatchString(lower))
}

// counted is what stands behind a number of things, written with its digits three apart: "returned 50,000 users".
var counted = lazy.MustCompile(
	`^\D(ms|seconds?|minutes?|bytes|[km]b|items?|rows?|records?|entries|users?|guests?|members?|people|accounts?|` +
		`groups?|objects?|devices?|tokens?|requests?|results?|times|lines?|pages?|tenants?|apps?)\b`,
)

// labelledCode finds such a number, if edov knows it.
func labelledCode(text string) (int, bool) {
	isMicrosofts := func(label string) bool { return label == "" || !ofPrograms.MatchString(text) }
	code, ok := numberBehind(codeLabels, text, isMicrosofts)
	if ok || !numbersMicrosofts(text) {
		return code, ok
	}
	return numberBehind(plainLabels, text, func(label string) bool { return !otherCodes.MatchString(label) })
}

// numberBehind finds a known number behind a label of an error.
func numberBehind(labels *lazy.Regexp, text string, ofError func(label string) bool) (code int, ok bool) {
	for _, m := range labels.FindAllStringSubmatchIndex(text, 5) {
		label, number, behind := text[max(m[2], 0):max(m[3], 0)], text[m[4]:m[5]], text[m[5]:]
		isCount := strings.ContainsFunc(number, noDigit) && counted.MatchString(behind)
		if code, ok = knownNumber(number); ok && ofError(label) && !isCount {
			return code, true
		}
	}
	return 0, false
}

// knownNumber reads a number of the catalogue.
func knownNumber(text string) (code int, ok bool) {
	for _, r := range text {
		if !noDigit(r) {
			code = code*10 + int(r-'0')
		}
	}
	_, ok = catalogue()[code]
	return code, ok
}

func noDigit(r rune) bool { return r < '0' || r > '9' }
