package flow

import (
	"encoding/base64"
	"html"
	"net/url"
	"strings"

	"edov/flow/strictjson"
)

// scrubber takes what was sent out of what comes back: error pages echo
// requests, and the Session is made to be shown and passed on.
type scrubber struct{ replacer *strings.Replacer }

// minScrub is the length from which a value is looked for. A shorter one would
// blot out ordinary words, and no code, verifier or secret of Microsoft's is
// that short.
const minScrub = 8

func newScrubber(values ...Secret) scrubber {
	var pairs []string
	for _, v := range values {
		plain := v.Reveal()
		if len(plain) < minScrub {
			continue
		}
		for _, form := range []string{
			plain, url.QueryEscape(plain), url.PathEscape(plain), html.EscapeString(plain),
			base64.StdEncoding.EncodeToString([]byte(plain)), base64.RawURLEncoding.EncodeToString([]byte(plain)),
		} {
			pairs = append(pairs, form, redacted)
		}
	}
	return scrubber{strings.NewReplacer(pairs...)}
}

func (s scrubber) text(text string) string { return s.replacer.Replace(text) }

// value scrubs every string and every name in a JSON value. It works on what
// was read, so no way of escaping hides anything from it.
func (s scrubber) value(v strictjson.Value) strictjson.Value {
	if v.Kind == strictjson.String {
		v.Text = s.text(v.Text)
	}
	for i, m := range v.Members {
		v.Members[i] = strictjson.Member{Name: s.text(m.Name), Value: s.value(m.Value)}
	}
	for i, e := range v.Elems {
		v.Elems[i] = s.value(e)
	}
	return v
}
