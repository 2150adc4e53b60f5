package jsonout

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"edov/flow/visible"
)

const secret = "Abc8Q~made.up_secret-of-the.right-shape_01"

// hostile are runes that steer a terminal, are not seen, or reorder what is.
const hostile = "a\x00\x07\x1b[31m\x7f\u009b\u00ad\u200b\u200f\u2028\u2029\u202e\u2066\ufeff\U000e0041\U000f0000é中\"\\/<>&\t\r\n"

// Nothing in the result steers or hides, and it means the same (security 140).
func TestInvisibleRunesAreEscaped(t *testing.T) {
	value := map[string]any{hostile: []any{hostile, map[string]any{"x": hostile, "n": 1.5, "b": true, "z": nil}}}
	for name, write := range map[string]func(any) ([]byte, error){"indented": Indented, "line": Line} {
		text, err := write(value)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRune(text[i:])
			if r != '\n' && !visible.Safe(r) {
				t.Errorf("%s: %U at %d is not escaped", name, r, i)
			}
			i += size
		}
		var back map[string]any
		if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, value) {
			t.Errorf("%s: got %q, %v", name, back, err)
		}
	}
}

// What was put in as JSON is held to the same: a document of a server may have
// bytes that are no UTF-8.
func TestRawMessages(t *testing.T) {
	text, err := Line(json.RawMessage("{\"a\xff\u202e\": \"\x7f" + secret + "\", \"l\": [ ]}"))
	if want := `{"a\ufffd\u202e":"\u007f[redacted]","l":[]}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
}

func TestCredentialsAreMasked(t *testing.T) {
	for want, value := range map[string]any{
		`"it is [redacted]"`:                                "it is " + secret,
		`"\u2028bc8Q~made.up_secret-of-the"`:                "\u2028bc8Q~made.up_secret-of-the", // the escape is no part of a secret
		`{"client_secret":"[redacted]"}`:                    map[string]string{"client_secret": "any-value-0123456789"},
		`{"client_secret":["[redacted]"]}`:                  map[string]any{"client_secret": []string{"any-value-0123456789"}},
		`{"client_secret":12345678901234567}`:               map[string]any{"client_secret": json.Number("12345678901234567")},
		`{"keyId":"any-value-0123456789"}`:                  map[string]string{"keyId": "any-value-0123456789"},
		`{"secret":"0aa5d2f4-9b1e-4a53-8c11-6f00f5d8a1c2"}`: map[string]string{"secret": "0aa5d2f4-9b1e-4a53-8c11-6f00f5d8a1c2"},
		`{"[redacted]":1,"[redacted] 2":2}`:                 map[string]int{secret: 1, secret + "2": 2},
		`{"code":"Request_ResourceNotFound2"}`:              map[string]string{"code": "Request_ResourceNotFound2"},
		`"secret=\u003cany-value-0123456789"`:               "secret=<any-value-0123456789",
		`{"authorization":"Basic [redacted]","basic":"[redacted]","url":"https://u:[redacted]@h"}`: map[string]string{"authorization": "Basic dXNlcjpwYXNz", "basic": "dXNlcjpwYXNz", "url": "https://u:p@h"},
	} {
		text, err := Line(value)
		if err != nil || string(text) != want {
			t.Errorf("got %s, %v, want %s", text, err, want)
		}
		if Masks(value) != strings.Contains(want, "[redacted]") {
			t.Errorf("%s: Masks is %t", want, Masks(value))
		}
	}
}

// TestSideBySide: each name, value and rune is judged on its own, whatever stood before it.
func TestSideBySide(t *testing.T) {
	const value = "any-value-0123456789"
	for want, v := range map[string]any{
		`{"a":"any-value-0123456789","secret":"[redacted]","x":"any-value-0123456789"}`: map[string]string{
			"a": value, "secret": value, "x": value,
		},
		`{"client_secret":"[redacted] [redacted]"}`: map[string]string{"client_secret": value + " " + secret},
		`{"[redacted]":"x"}`:                        map[string]string{secret: "x"},
		`{"[redacted]":1,"[redacted] 2":2,"[redacted] 3":3,"x":4}`: map[string]int{
			secret: 1, secret + "2": 2, secret + "3": 3, "x": 4,
		},
		`["\uffff","𐀀","\udbff\udfff","~","\u007f","\u0080"]`: []string{
			"\uffff", "𐀀", "\U0010ffff", "~", "\x7f", "\u0080",
		},
	} {
		if text, err := Line(v); err != nil || string(text) != want {
			t.Errorf("got %s, %v, want %s", text, err, want)
		}
	}
}

func TestForm(t *testing.T) {
	text, err := Indented(map[string]any{"a": []int{}, "b": map[string]int{}, "c": []string{"x"}})
	if want := "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    \"x\"\n  ]\n}\n"; err != nil || string(text) != want {
		t.Errorf("got %s, %v", text, err)
	}
	if _, err := Line(func() {}); err == nil || strings.Contains(err.Error(), "func") {
		t.Errorf("got %v", err)
	}
}

// A library escapes what JSON demands, and no more.
func TestHarmless(t *testing.T) {
	var out bytes.Buffer
	w := Harmless(&out)
	for _, v := range []any{map[string]any{"id": hostile}, hostile} {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := w.Write(append(text, '\n')); n != len(text)+1 || err != nil {
			t.Fatalf("%d of %d bytes, %v", n, len(text)+1, err)
		}
	}
	text := out.String()
	if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !visible.Safe(r) }) ||
		strings.Count(text, "\n") != 2 {
		t.Errorf("got %q", text)
	}
	d := json.NewDecoder(&out)
	var object struct{ ID string }
	var line string
	if d.Decode(&object) != nil || d.Decode(&line) != nil || object.ID != hostile || line != hostile {
		t.Errorf("got %q and %q of %q", object.ID, line, text)
	}
	if n, err := Harmless(closed{}).Write([]byte("{}\n")); err == nil || n != 0 {
		t.Errorf("a failed write is of %d bytes and the error %v", n, err)
	}
	out.Reset()
	if _, err := w.Write([]byte("1\n\"\u00ad\"")); err != nil || out.String() != "1\n\"\\u00ad\"" {
		t.Errorf("without a line end: got %q, %v", out.String(), err)
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("closed") }
