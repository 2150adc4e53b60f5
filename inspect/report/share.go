package report

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/flow/order"
	"edov/flow/strictjson"
	"edov/inspect/words"
)

// fixed are the members of a report that hold edov's own words, the same in every report. Inside tokens the names are
// Microsoft's.
var fixed = []string{
	"verdict", "outcome", "severity", "step", "id", "kind", "origin", "page", "state", "cloud", "stage", "basis",
	"stranger", "stranger_if", "related", "refs", "title", "program", "response_mode", "answer_by", "prompt",
	"client_auth", "secret_shape", "secret_line_end", "scopes", "meaning", "type", "product", "form", "alg", "typ", "mark",
	"next", "case", "new",
}

// Share is a redacted copy of the report: names, addresses and IDs of people, sessions and requests are replaced by
// pseudonyms, wherever they occur. The same value has the same pseudonym throughout one report; salt, which must be
// new for each, gives it a different one in the next. What describes the app, the tenant and the settings stays.
func (r *Report) Share(salt []byte) (*Report, error) {
	people := &people{salt: salt}
	people.addClaims(r.Tokens)
	people.add("oid", r.Account.Object)
	people.add("name", r.Account.Name)
	people.add("email", r.Email.Address)
	people.add("login_hint", r.Request.LoginHint)
	people.add("nonce", r.Request.Nonce)
	for _, e := range r.Exchanges {
		people.add("request", e.RequestID)
	}
	if f := r.Failure; f != nil {
		people.add("request", f.TraceID)
		people.add("request", f.CorrelationID)
	}
	return r.replaced(people)
}

// people are the values to replace, with their pseudonyms.
type people struct {
	salt []byte
	list []person
}

// person is one value in one form.
type person struct {
	value, to string
	lower     string // the value, if it has only ASCII: a quick test before the expression is tried
	find      *regexp.Regexp
	word      bool // it may be a part of an ordinary word
}

// leastDistinct is the length from which a value that is not a name is unlikely to be a part of an ordinary word.
const leastDistinct = 6

func (p *people) add(claim, value string) {
	if len(value) < 2 || value == "127.0.0.1" || value == "::1" { // every machine has these
		return
	}
	isName := claim == "name" || claim == "given_name" || claim == "family_name"
	to := pseudonym(p.salt, claim, value)
	for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value)} { // as it stands in an address
		if !slices.ContainsFunc(p.list, func(o person) bool { return strings.EqualFold(o.value, form) }) {
			find := regexp.MustCompile("(?i:" + regexp.QuoteMeta(form) + ")")
			lower := ""
			if words.IsASCII(form) {
				lower = strings.ToLower(form)
			}
			p.list = append(p.list, person{form, to, lower, find, isName || len(form) < leastDistinct})
		}
	}
	if _, domain, ok := strings.Cut(value, "@"); ok && domain != "" {
		p.add("domain", domain)
	}
}

// replacer replaces the values by their pseudonyms; those that may be a part of an ordinary word only where they
// stand as words. The longest come first, since one may be part of another.
func (p *people) replacer() func(string) string {
	order.Stable(p.list, func(a, b person) int { return len(b.value) - len(a.value) })
	return func(text string) string {
		// A pseudonym must not be searched again: a mark that is in no text stands for it until the end.
		found := false
		var lower string
		if words.IsASCII(text) {
			lower = strings.ToLower(text)
		}
		for i, person := range p.list {
			if lower != "" && person.lower != "" && !strings.Contains(lower, person.lower) {
				continue
			}
			if next := person.replace(text, markOf(i)); next != text {
				text, found = next, true
			}
		}
		if !found {
			return text
		}
		for i, person := range p.list {
			text = strings.ReplaceAll(text, markOf(i), person.to)
		}
		return text
	}
}

// markOf stands for a pseudonym: no text of a report has a NUL.
func markOf(i int) string { return "\x00" + string(rune(0xF0000+i)) + "\x00" }

func (p *person) replace(text, with string) string {
	var b strings.Builder
	at := 0
	for _, m := range p.find.FindAllStringIndex(text, -1) {
		if p.word && isInsideWord(text, m[0], m[1]) {
			continue
		}
		b.WriteString(text[at:m[0]] + with)
		at = m[1]
	}
	return b.String() + text[at:]
}

// isInsideWord reports whether a part of a text continues as a word before or after it.
func isInsideWord(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return words.IsWord(before) && words.IsWord(first) || words.IsWord(last) && words.IsWord(after)
}

// pseudonym keeps the form of a value, so that a reader still sees what it is.
func pseudonym(salt []byte, claim, value string) string {
	short := hex.EncodeToString(hashOf(salt, value))[:12]
	if local, domain, ok := strings.Cut(value, "@"); ok {
		return pseudonym(salt, "person", local) + "@" + pseudonym(salt, "domain", domain)
	}
	switch {
	case entra.IsGUID(value):
		return "00000000-0000-4000-8000-" + short
	case claim == "domain":
		return "domain-" + short[:6] + ".example"
	}
	return strings.ToLower(claim) + "-" + short[:6]
}

// addresses are those of people anywhere in a report: Microsoft's messages name who tried to sign in.
var addresses = lazy.MustCompile(`[\pL\pN_.!#$*+~%'^-]*[\pL\pN_#](?:@|%40)[\pL\pN-]+(?:\.[\pL\pN-]+)+`)

// hashOf is the same for a value in either case.
func hashOf(salt []byte, value string) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(strings.ToLower(value)))
	return mac.Sum(nil)
}

// replaced writes the report, replaces the values in every string except edov's own words, and reads it again.
func (r *Report) replaced(people *people) (*Report, error) {
	data, err := r.JSON()
	if err != nil {
		return nil, err
	}
	v, err := strictjson.Parse(data, Limits)
	if err != nil {
		return nil, errors.New("can't redact the report")
	}
	eachValue("email", v, func(_, text string) {
		for _, address := range addresses.FindAllString(text, -1) {
			people.add("email", strings.Trim(strings.ReplaceAll(address, "%40", "@"), "'"))
		}
	})
	people.replaceIn(&v, people.replacer(), fixed)
	out := new(Report)
	if json.Unmarshal([]byte(v.Compact()), out) != nil {
		return nil, errors.New("can't redact the report")
	}
	out.Causes = out.causes() // their titles are cut from summaries, and a title is left as it is
	return out, nil
}

// replaceIn replaces in all strings except those of the members that are left.
func (p *people) replaceIn(v *strictjson.Value, with func(string) string, left []string) {
	if _, err := time.Parse(time.RFC3339, v.Text); v.Kind == strictjson.String && err != nil { // a time identifies no one
		v.Text = with(v.Text)
	}
	for i, m := range v.Members() {
		switch {
		case m.Name == "claims":
			p.hideClaims(&v.Members()[i].Value, with)
		case m.Name == "header":
			p.replaceIn(&v.Members()[i].Value, with, nil)
		case !slices.Contains(left, m.Name) || m.Value.Kind == strictjson.Object:
			p.replaceIn(&v.Members()[i].Value, with, left)
		}
	}
	for i := range v.Elems() {
		p.replaceIn(&v.Elems()[i], with, left)
	}
}
