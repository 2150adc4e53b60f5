package inspect

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
	"unicode"
	"unicode/utf8"

	"edov/flow"
	"edov/flow/strictjson"
)

// personal are the claims that tell who somebody is, or which session or
// request it was (security requirement S12).
var personal = []string{
	"oid", "sub", "upn", "email", "preferred_username", "unique_name", "name", "given_name", "family_name", "ipaddr", "sid", "uti", "rh", "aio",
	"puid", "onprem_sid", "verified_primary_email", "verified_secondary_email", "groups", "wids", "login_hint", "nonce", "altsecid", "home_oid",
}

// names are the personal claims whose values may be ordinary words too: they are
// looked for as they are written.
var names = []string{"name", "given_name", "family_name"}

// fixed are the members of a report with words of edov's own in them, which are
// the same for everybody.
var fixed = []string{
	"verdict", "outcome", "severity", "step", "id", "kind", "origin", "page", "state", "cloud", "stage", "basis", "stranger", "related", "refs", "title",
	"program", "response_mode", "prompt", "client_auth", "secret_shape", "scopes", "meaning", "type", "product", "form", "alg", "typ",
}

// Share is a copy of the report to hand on: names, addresses and IDs of people,
// sessions and requests are replaced by pseudonyms, wherever they occur. The
// same value has the same pseudonym inside one report; salt, which must be new
// for each, makes it another one in the next. What describes the app, the
// tenant and the settings stays.
func (r *Report) Share(salt []byte) (*Report, error) {
	people := &people{salt: salt, to: map[string]string{}, words: map[string]bool{}}
	for _, t := range r.Tokens {
		for _, m := range t.Claims.Members {
			if slices.Contains(personal, strings.ToLower(m.Name)) {
				eachText(m.Value, func(text string) { people.add(m.Name, text) })
			}
		}
	}
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
	salt     []byte
	to       map[string]string // by the value in lower case
	words    map[string]bool   // those that may be a part of ordinary words
	patterns []string
}

// leastDistinct is the length from which a value that is no name is not found by
// chance inside a word.
const leastDistinct = 6

func (p *people) add(claim, value string) {
	lower := strings.ToLower(value)
	if len(value) < 2 || p.to[lower] != "" || value == "127.0.0.1" || value == "::1" { // this machine is everybody's
		return
	}
	p.to[lower] = pseudonym(p.salt, claim, value)
	pattern := regexp.QuoteMeta(value)
	isName := slices.Contains(names, claim)
	if !isName {
		pattern = "(?i:" + pattern + ")"
	}
	p.words[lower] = isName || len(value) < leastDistinct
	p.patterns = append(p.patterns, pattern)
	for _, form := range []string{url.QueryEscape(value), url.PathEscape(value)} { // as it stands in an address
		if form != value {
			p.to[strings.ToLower(form)] = p.to[lower]
			p.patterns = append(p.patterns, "(?i:"+regexp.QuoteMeta(form)+")")
		}
	}
	if _, domain, ok := strings.Cut(value, "@"); ok && domain != "" {
		p.add("domain", domain)
	}
}

// replacer finds the values, and those that may be parts of ordinary words only
// where they are words of their own. The longest come first, since one may be
// part of another.
func (p *people) replacer() func(string) string {
	slices.SortStableFunc(p.patterns, func(a, b string) int { return len(b) - len(a) })
	if len(p.patterns) == 0 {
		return func(text string) string { return text }
	}
	all := regexp.MustCompile(strings.Join(p.patterns, "|"))
	return func(text string) string {
		var b strings.Builder
		at := 0
		for _, m := range all.FindAllStringIndex(text, -1) {
			found := strings.ToLower(text[m[0]:m[1]])
			if p.words[found] && isInsideWord(text, m[0], m[1]) {
				continue
			}
			b.WriteString(text[at:m[0]] + p.to[found])
			at = m[1]
		}
		return b.String() + text[at:]
	}
}

// isInsideWord holds for a part of a text that goes on at one of its ends.
func isInsideWord(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return isWord(before) && isWord(first) || isWord(last) && isWord(after)
}

func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func eachText(v strictjson.Value, do func(string)) {
	if v.Kind == strictjson.String {
		do(v.Text)
	}
	for _, e := range v.Elems {
		eachText(e, do)
	}
}

// pseudonym keeps the form of a value, so that a reader still sees what it is.
func pseudonym(salt []byte, claim, value string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(strings.ToLower(value)))
	short := hex.EncodeToString(mac.Sum(nil))[:12]
	if local, domain, ok := strings.Cut(value, "@"); ok {
		return pseudonym(salt, "person", local) + "@" + pseudonym(salt, "domain", domain)
	}
	switch {
	case flow.IsGUID(value):
		return "00000000-0000-4000-8000-" + short
	case claim == "domain":
		return "domain-" + short[:6] + ".example"
	}
	return strings.ToLower(claim) + "-" + short[:6]
}

// replaced writes the report, replaces the values in every string but those of
// edov's own words, and reads it again.
func (r *Report) replaced(people *people) (*Report, error) {
	data, err := r.JSON()
	if err != nil {
		return nil, err
	}
	v, err := strictjson.Parse(data, maxReport)
	if err != nil {
		return nil, errors.New("the report could not be prepared to be shared")
	}
	replaceIn(&v, people.replacer())
	out := new(Report)
	if json.Unmarshal([]byte(v.Compact()), out) != nil {
		return nil, errors.New("the report could not be prepared to be shared")
	}
	return out, nil
}

func replaceIn(v *strictjson.Value, with func(string) string) {
	if v.Kind == strictjson.String {
		v.Text = with(v.Text)
	}
	for i, m := range v.Members {
		if !slices.Contains(fixed, m.Name) || m.Value.Kind == strictjson.Object {
			replaceIn(&v.Members[i].Value, with)
		}
	}
	for i := range v.Elems {
		replaceIn(&v.Elems[i], with)
	}
}
