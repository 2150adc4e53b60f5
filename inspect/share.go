package inspect

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
)

// personal are the claims that tell who somebody is, or which session or
// request it was (security requirement S12).
var personal = []string{
	"oid", "sub", "upn", "email", "preferred_username", "unique_name", "name", "given_name", "family_name", "ipaddr", "sid", "uti", "rh", "aio",
	"puid", "onprem_sid", "verified_primary_email", "verified_secondary_email", "groups", "wids", "login_hint", "nonce", "altsecid", "home_oid",
}

// Share is a copy of the report to hand on: names, addresses and IDs of people,
// sessions and requests are replaced by pseudonyms, wherever they occur. The
// same value has the same pseudonym inside one report; salt, which must be new
// for each, makes it another one in the next. What describes the app, the
// tenant and the settings stays.
func (r *Report) Share(salt []byte) (*Report, error) {
	values := map[string]string{}
	add := func(claim, value string) {
		if len(value) < 3 || values[value] != "" || value == "127.0.0.1" || value == "::1" { // this machine is everybody's
			return
		}
		values[value] = pseudonym(salt, claim, value)
		if _, domain, ok := strings.Cut(value, "@"); ok && domain != "" {
			values[domain] = pseudonym(salt, "domain", domain)
		}
	}
	for _, t := range r.Tokens {
		for _, m := range t.Claims.Members {
			if slices.Contains(personal, strings.ToLower(m.Name)) {
				eachText(m.Value, func(text string) { add(m.Name, text) })
			}
		}
	}
	add("oid", r.Account.Object)
	add("name", r.Account.Name)
	add("email", r.Email.Address)
	add("login_hint", r.Request.LoginHint)
	add("nonce", r.Request.Nonce)
	for _, e := range r.Exchanges {
		add("request", e.RequestID)
	}
	if f := r.Failure; f != nil {
		add("request", f.TraceID)
		add("request", f.CorrelationID)
	}
	return r.replaced(values)
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

// replaced writes the report, replaces the values in every string, and reads it
// again.
func (r *Report) replaced(values map[string]string) (*Report, error) {
	data, err := r.JSON()
	if err != nil {
		return nil, err
	}
	v, err := strictjson.Parse(data, maxReport)
	if err != nil {
		return nil, errors.New("the report could not be prepared to be shared")
	}
	replaceIn(&v, replacer(values))
	out := new(Report)
	if json.Unmarshal([]byte(v.Compact()), out) != nil {
		return nil, errors.New("the report could not be prepared to be shared")
	}
	return out, nil
}

// replacer knows the values as they are, in other cases, and as they stand in an
// address; the longest come first, since one may be part of another.
func replacer(values map[string]string) *strings.Replacer {
	forms := map[string]string{}
	for value, to := range values {
		for _, form := range []string{value, strings.ToLower(value), strings.ToUpper(value), url.QueryEscape(value), url.PathEscape(value)} {
			forms[form] = to
		}
	}
	list := sortedKeys(forms)
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, form := range list {
		pairs = append(pairs, form, forms[form])
	}
	return strings.NewReplacer(pairs...)
}

func replaceIn(v *strictjson.Value, with *strings.Replacer) {
	if v.Kind == strictjson.String {
		v.Text = with.Replace(v.Text)
	}
	for i := range v.Members {
		replaceIn(&v.Members[i].Value, with)
	}
	for i := range v.Elems {
		replaceIn(&v.Elems[i], with)
	}
}
