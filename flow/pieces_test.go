package flow

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

const (
	sentSecret = "abC8Q~made-up.secret_of/the+right.shape01"
	sentCode   = "1.AX0AmadeupXy9kAutdPukPawfj2MBPQAAAA.AgABBAIAAABmadeup-0123456789_abcdefGHIJklmnopQRSTuvwxyz98765"
	rhOfCode   = "1.AX0AmadeupXy9kAutdPukPawfj2MBPQAAAA."
)

// White space between the characters of what was sent hides none of it.
func TestScrubberKnowsBrokenValues(t *testing.T) {
	scrub := newScrubber(NewSecret(sentSecret), NewSecret("short-pass"))
	for _, white := range []string{" ", "\t", "\n", "\r\n", "\r\n   ", "%20", "%0D%0A", `\`} {
		for at := 1; at < len(sentSecret); at++ {
			broken := sentSecret[:at] + white + sentSecret[at:]
			if got := scrub.text("<" + broken + ">"); got != "<"+redacted+">" {
				t.Errorf("%q is left as %q", broken, got)
			}
		}
		for _, value := range []string{sentSecret, "short-pass"} {
			if got := scrub.text("<" + strings.Join(strings.Split(value, ""), white) + ">"); got != "<"+redacted+">" {
				t.Errorf("broken everywhere by %q, it is left as %q", white, got)
			}
		}
		encoded := base64.StdEncoding.EncodeToString([]byte("x:" + sentSecret))
		got := scrub.text(encoded[:24] + white + encoded[24:])
		if strings.Contains(got, encoded[8:24]) || strings.Contains(got, encoded[24:40]) {
			t.Errorf("base64 is left as %q", got)
		}
	}
}

// A part of what was sent is taken out from a length on, wherever it begins.
func TestScrubberKnowsPieces(t *testing.T) {
	scrub := newScrubber(NewSecret(sentSecret), NewSecret(sentCode), NewSecret("short-pass"))
	for _, value := range []string{sentSecret, sentCode[len(rhOfCode):]} {
		for from := range value {
			for to := from + leastPiece; to <= len(value); to++ {
				for _, form := range []string{value[from:to], url.QueryEscape(value[from:to])} {
					if got := scrub.text("<" + form + "> and <" + form + ">"); got != "<"+redacted+"> and <"+redacted+">" {
						t.Fatalf("%q is left as %q", form, got)
					}
				}
			}
		}
	}
	encoded := base64.RawURLEncoding.EncodeToString([]byte("xy" + sentSecret[7:39]))
	if got := scrub.text(encoded); strings.Contains(got, encoded[4:20]) {
		t.Errorf("the base64 of a part is left as %q", got)
	}
	for _, s := range []string{
		rhOfCode, sentSecret[4:19], "short-pas", "hort-pass", "", "100%", "%2", "%25",
		"an ordinary text",
	} {
		if got := scrub.text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// What a token has of public parts stays; its signature is one more value.
func TestScrubberOfATokenKnowsItsSignature(t *testing.T) {
	token := tokenWith("ada")
	scrub := newScrubber(NewSecret(token))
	header, signature := strings.Split(token, ".")[0], token[strings.LastIndex(token, ".")+1:]
	if got := scrub.text(header + " " + signature); got != header+" "+redacted {
		t.Errorf("got %q", got)
	}
}

// A secret that was pasted with the client ID before it leaves the client ID.
func TestPublicPartsAreNotHidden(t *testing.T) {
	c := Connection{ClientID: testClientID, Secret: NewSecret(testClientID + ":" + sentSecret)}
	metadata := &Metadata{Raw: []byte(`{"client":"` + testClientID + `","part":"` + sentSecret[10:] + `"}`)}
	a := &attempt{c: c.withDefaults(), session: &Session{Metadata: metadata}}
	a.hideSent()
	if raw := string(metadata.Raw); raw != `{"client":"`+testClientID+`","part":"`+redacted+`"}` {
		t.Errorf("the metadata are %s", raw)
	}
}

// Repetitions, in a value and in a text, take no longer than other characters.
func BenchmarkScrubber(b *testing.B) {
	for name, value := range map[string]string{"code": sentCode, "repeated": strings.Repeat("ab", maxCode/2)} {
		scrub := newScrubber(NewSecret(value))
		for kind, unit := range map[string]string{"prose": "an ordinary text, ", "same": "ab", "almost": "ababababab-"} {
			text := strings.Repeat(unit, 1<<16/len(unit))
			b.Run(name+"/"+kind, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					scrub.text(text)
				}
			})
		}
	}
}
