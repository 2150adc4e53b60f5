package flow

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"edov/flow/strictjson"
)

// Servers differ in what they escape and how. None of the ways hides a value
// (security 54).
func TestScrubberKnowsEveryEscaping(t *testing.T) {
	const secret = `abC8Q~not.a-real_secret/with+all&sorts="of'<signs> é`
	each := func(format string) string {
		var s strings.Builder
		for _, r := range secret {
			if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				s.WriteRune(r)
				continue
			}
			if strings.Contains(format, "%%") {
				for _, b := range []byte(string(r)) {
					fmt.Fprintf(&s, format, b)
				}
				continue
			}
			fmt.Fprintf(&s, format, r)
		}
		return s.String()
	}
	scrub := newScrubber(NewSecret(secret))
	for name, form := range map[string]string{
		"plain": secret, "query": url.QueryEscape(secret), "path": url.PathEscape(secret), "html": html.EscapeString(secret),
		"percent, capitals": each("%%%02X"), "percent, small": each("%%%02x"), "percent, twice": each("%%25%02X"),
		"decimal": each("&#%d;"), "decimal, padded": each("&#%05d;"), "hexadecimal": each("&#x%x;"),
		"hexadecimal, capitals": each("&#X%X;"),
		"script":                each(`\u%04x`), "script, capitals": each(`\u%04X`),
		"backslashes": strings.NewReplacer(`"`, `\"`, "/", `\/`).Replace(secret),
		"quot":        strings.ReplaceAll(html.EscapeString(secret), "&#34;", "&quot;"),
		"base64":      base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64url":   base64.RawURLEncoding.EncodeToString([]byte(secret)),
	} {
		if got := scrub.text("<" + form + ">" + form); got != "<"+redacted+">"+redacted {
			t.Errorf("%s: %q is left as %q", name, form, got)
		}
	}
	for lead := range 6 { // as part of a body, wherever it begins
		body := base64.StdEncoding.EncodeToString([]byte("client"[:lead] + secret + "&more"))
		raw, _ := base64.StdEncoding.DecodeString(strings.ReplaceAll(scrub.text(body), redacted, "AAAA"))
		if scrub.text(body) == body || strings.Contains(string(raw), secret[3:9]) {
			t.Errorf("in base64 behind %d bytes: %q", lead, scrub.text(body))
		}
	}
	if got := scrub.text("an ordinary text"); got != "an ordinary text" {
		t.Errorf("got %q", got)
	}
}

// A short value would blot out words; the empty one would blot out everything.
func TestScrubberLeavesShortValues(t *testing.T) {
	if got := newScrubber(NewSecret("client"), Secret{}).text("invalid_client"); got != "invalid_client" {
		t.Errorf("got %q", got)
	}
}

// The longest code that is taken does not break the scrubber.
func TestScrubberOfLongValues(t *testing.T) {
	code := strings.Repeat("~a", maxCode/2)
	got := newScrubber(NewSecret(code)).text(`<a href="` + code + `">` + strings.Repeat("~a", 4096))
	if strings.Contains(got[:30], "~a") || !strings.HasPrefix(got, `<a href="`+redacted+`">`) {
		t.Errorf("got %.60q", got)
	}
}

// TestScrubberKeepsOriginals: a value that has to be changed is copied, at any depth, and any other is not.
func TestScrubberKeepsOriginals(t *testing.T) {
	const text = `{"a":[{"b":"secret"},1],"secret":null}`
	v, err := strictjson.Parse([]byte(text), strictjson.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got := eachText(v, func(s string) string { return strings.ReplaceAll(s, "secret", "x") }).Compact()
	if want := `{"a":[{"b":"x"},1],"x":null}`; got != want || v.Compact() != text {
		t.Errorf("%s became %s, want %s", v.Compact(), got, want)
	}
	same := eachText(v, strings.ToLower)
	if &same.Members()[0] != &v.Members()[0] {
		t.Error("a value without a change was copied")
	}
}
