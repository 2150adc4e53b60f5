package visible

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"edov/flow/mask"
)

type sample struct {
	Name     string `json:"name"`
	Input    string `json:"input"`
	Hex      string `json:"input_hex"`
	Expected string `json:"sample_expected_one_line"`
}

func read(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile("../../testdata/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func samples(t testing.TB) []sample {
	var file struct {
		Strings []sample `json:"strings"`
		Bytes   []sample `json:"bytes"`
	}
	read(t, "terminal_strings.json", &file)
	for _, s := range file.Bytes {
		raw, err := hex.DecodeString(s.Hex)
		if err != nil {
			t.Fatal(err)
		}
		s.Input = string(raw)
		file.Strings = append(file.Strings, s)
	}
	return file.Strings
}

// TestSamples: every hostile string has its harmless form (security 131).
func TestSamples(t *testing.T) {
	for _, s := range samples(t) {
		t.Run(s.Name, func(t *testing.T) {
			got := Line(s.Input)
			if s.Expected != "" && got != s.Expected {
				t.Errorf("Line(%q)\n got %q\nwant %q", s.Input, got, s.Expected)
			}
			properties(t, s.Input)
		})
	}
}

func TestNaughtyStrings(t *testing.T) {
	var list []string
	read(t, "blns.json", &list)
	for _, s := range list {
		properties(t, s)
	}
}

func TestBadBytes(t *testing.T) {
	for in, want := range map[string]string{
		"a\xff\xfeb":                         "a<FF><FE>b",
		"a\x9b31mb":                          "a<9B>31mb",
		"a\xc0\x9b[31m":                      "a<C0><9B>[31m",
		"a\xe2\x9c":                          "a<E2><9C>",
		"a\xed\xa0\x80b":                     "a<ED><A0><80>b",
		"\ufffd":                             "\ufffd",
		"\u0301a":                            "⟦U+0301⟧a",
		"\xff\u0301":                         "<FF>\u0301", // what is shown for a byte or rune carries marks, too
		"\x1b\u0301":                         "␛\u0301",
		"\x00 ~\x7f\u0080":                   "␀ ~␡⟦U+0080⟧",
		"a" + marks(4) + "b" + marks(4):      "a" + marks(4) + "b" + marks(4),
		"a" + marks(6) + "b":                 "a" + marks(4) + "⟦U+0301⟧⟦U+0301⟧b",
		"\xff" + marks(5):                    "<FF>" + marks(4) + "⟦U+0301⟧",
		"a" + marks(3) + "\u200b" + marks(4): "a" + marks(3) + "⟦U+200B⟧" + marks(4),
		"":                                   "",
		"Grüße, 漢字, עברית, हिन्दी": "Grüße, 漢字, עברית, हिन्दी",
	} {
		if got := Line(in); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func marks(n int) string { return strings.Repeat("\u0301", n) }

// TestSafe holds every rune to what Unicode says of it.
func TestSafe(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		hidden := unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) ||
			r == 0x2800 || r == 0x1D159 // which are symbols
		want := r == ' ' || unicode.IsGraphic(r) && !unicode.In(r, unicode.Z) && !hidden
		if Safe(r) != want {
			t.Errorf("U+%04X: %t, want %t", r, !want, want)
		}
	}
}

// properties checks what must hold for any input.
func properties(t *testing.T, in string) {
	t.Helper()
	out := Line(in)
	if !utf8.ValidString(out) {
		t.Errorf("Line(%q) is not valid UTF-8", in)
	}
	if (out == "") != (in == "") {
		t.Errorf("Line(%q) = %q: something disappeared", in, out)
	}
	if again := Line(out); again != out {
		t.Errorf("not idempotent: %q, then %q", out, again)
	}
	marks := 0
	for _, r := range out {
		if r != ' ' && unicode.In(r, unicode.C, unicode.Z, unicode.Variation_Selector, unicode.Bidi_Control,
			unicode.Other_Default_Ignorable_Code_Point) || r == 0x2800 {
			t.Errorf("Line(%q) holds U+%04X", in, r)
		}
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		if marks > maxMarks {
			t.Errorf("Line(%q) piles up marks", in)
		}
	}
	splits(t, in, out)
}

// splits checks that text put together from two parts is shown as the two
// parts are, so that no neighbour can build a new sequence.
func splits(t *testing.T, in, out string) {
	t.Helper()
	if len(in) > 512 || mask.Holds(in) { // a part of a credential is none
		return
	}
	for i := 1; i < len(in); i++ {
		r, _ := utf8.DecodeRuneInString(in[i:])
		if !utf8.RuneStart(in[i]) || unicode.Is(unicode.M, r) || unicode.Is(unicode.Variation_Selector, r) {
			continue // only runes' borders, and a mark belongs to what stands before it
		}
		if !utf8.ValidString(in[:i]) || !utf8.ValidString(in[i:]) {
			continue
		}
		if mask.Holds(in[:i]) || mask.Holds(in[i:]) { // nor is a part of an identifier one
			continue
		}
		if joined := Line(in[:i]) + Line(in[i:]); joined != out {
			t.Errorf("split at %d of %q: %q, want %q", i, in, joined, out)
		}
	}
}

// TestLinear: if a text took a time that grows faster than it does, this one would take hours.
func TestLinear(t *testing.T) {
	in := strings.Repeat("\x1b[31m\u202e\u0301\xff", 200_000)
	if out := Line(in); len(out) == 0 {
		t.Errorf("2.4 MB became %d bytes", len(out))
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.Input)
	}
	f.Add("?2004Q~~~~~")                  // a client secret, as short as one can be that is cut off
	f.Add("1.AsAqq11qAsAssqAsAqq11qq9q.") // a claim rh, of which a part could be a code
	f.Fuzz(func(t *testing.T, in string) { properties(t, in) })
}
