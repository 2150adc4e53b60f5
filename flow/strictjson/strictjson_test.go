package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

const suite = "../../testdata/jsontestsuite"

// accepted are the files JSONTestSuite leaves to each reader and this one
// takes: numbers stay text, so none is too large. The files with lone
// surrogates and broken encodings are refused.
var accepted = []string{
	"i_number_double_huge_neg_exp.json", "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
	"i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json", "i_number_real_pos_overflow.json",
	"i_number_real_underflow.json", "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
	"i_number_very_big_negative_int.json", "i_structure_500_nested_arrays.json",
}

// duplicates are files the suite accepts and the policy of this package does
// not.
var duplicates = []string{"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}

// TestSuiteParsing runs JSONTestSuite: what must be refused is refused, what
// must be read is read, but for members given twice (security 107).
func TestSuiteParsing(t *testing.T) {
	files, err := filepath.Glob(suite + "/test_parsing/*.json")
	if err != nil || len(files) != 318 {
		t.Fatalf("%d files, want 318 (%v)", len(files), err)
	}
	limits := Limits{Bytes: 1 << 20, Depth: 1000, Members: 100000}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := name[0] == 'y' && !slices.Contains(duplicates, name) || slices.Contains(accepted, name)
			v, err := Parse(data, limits)
			if (err == nil) != want {
				t.Fatalf("accepted is %v, want %v (%v)", err == nil, want, err)
			}
			var own *Error
			if err != nil && !errors.As(err, &own) {
				t.Errorf("the error is a %T", err)
			}
			if slices.Contains(duplicates, name) && own.Reason != Duplicate {
				t.Errorf("reason %q, want %q", own.Reason, Duplicate)
			}
			if err == nil {
				sameMeaning(t, data, v)
			}
		})
	}
}

// sameMeaning demands that the value, written again, reads the same to the
// standard library.
func sameMeaning(t *testing.T, data []byte, v Value) {
	t.Helper()
	var want, got any
	if decodeNumbers(data, &want) != nil {
		return // the standard library does not read it
	}
	if err := decodeNumbers([]byte(v.Compact()), &got); err != nil {
		t.Fatalf("written again it cannot be read: %v", err)
	}
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(got)
	if !bytes.Equal(a, b) {
		t.Errorf("got %s, want %s", b, a)
	}
}

func decodeNumbers(data []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(to)
}

// TestSuiteTransform pins what the suite calls open: duplicates and lone
// surrogates are refused, numbers keep their text, names are not normalised.
func TestSuiteTransform(t *testing.T) {
	files, err := filepath.Glob(suite + "/test_transform/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		v, err := Parse(data, Document)
		var own *Error
		errors.As(err, &own)
		switch {
		case strings.Contains(name, "same_key"):
			if own == nil || own.Reason != Duplicate {
				t.Errorf("%s: %v, want a duplicate", name, err)
			}
		case strings.Contains(name, "invalid_codepoint"):
			if own == nil || own.Reason != InvalidUTF8 {
				t.Errorf("%s: %v, want invalid UTF-8", name, err)
			}
		case strings.HasPrefix(name, "number_"):
			if err != nil || !strings.Contains(string(data), v.Elems()[0].Text) {
				t.Errorf("%s: %v, the number reads %q", name, err, v.Elems()[0].Text)
			}
		case strings.HasPrefix(name, "object_key_nfc"), strings.HasPrefix(name, "object_key_nfd"):
			if err != nil || len(v.Members()) != 2 {
				t.Errorf("%s: %v, %d members, want 2", name, err, len(v.Members()))
			}
		}
	}
}

// TestReasons: what is refused is named, with its place (security 107).
func TestReasons(t *testing.T) {
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	many := "[" + strings.Repeat("0,", 1100) + "0]"
	tests := []struct {
		name, text   string
		reason       Reason
		line, column int
	}{
		{"empty", "", Empty, 0, 0},
		{"blanks", " \n\t", Empty, 0, 0},
		{"byte order mark", "\xef\xbb\xbf{}", ByteOrder, 1, 1},
		{"UTF-16 LE", "\xff\xfe{\x00}\x00", UTF16, 1, 1},
		{"UTF-16 without a mark", "\x00{\x00}", UTF16, 1, 1},
		{"two values", "{}\n {}", Trailing, 2, 3},
		{"rubbish behind", "{} x", Trailing, 0, 0},
		{"duplicate", "{\"aud\":1,\n\"aud\":2}", Duplicate, 2, 1},
		{"duplicate by escape", `{"aud":1,"\u0061ud":2}`, Duplicate, 1, 10},
		{"duplicate in the depth", `{"a":[{"b":1,"b":1}]}`, Duplicate, 1, 14},
		{"broken UTF-8", "{\"a\":\"\xff\"}", InvalidUTF8, 1, 7},
		{"overlong UTF-8", "{\"a\":\"\xc0\xaf\"}", InvalidUTF8, 1, 7},
		{"lone surrogate", `{"a":"\ud800"}`, InvalidUTF8, 0, 0},
		{"UTF-8 surrogate", "{\"a\":\"\xed\xa0\x80\"}", InvalidUTF8, 1, 7},
		{"too deep", deep, TooDeep, 1, 33},
		{"too many", many, TooMany, 0, 0},
		{"long number", "[" + strings.Repeat("9", 33) + "]", LongNumber, 1, 2},
		{"comment", `{"a":1 /* x */}`, Malformed, 1, 8},
		{"last comma", `[1,]`, Malformed, 1, 3},
		{"cut off", `{"a":`, CutOff, 1, 6},
		{"cut off in a name", `{"a`, CutOff, 1, 4},
		{"cut off in text", "{\"a\":\n\"b", CutOff, 2, 3},
		{"cut off in a number", `[1`, CutOff, 1, 3},
		{"cut off in a word", `[tru`, CutOff, 1, 5},
		{"single quotes", `{'a':1}`, Malformed, 1, 2},
		{"NaN", `[NaN]`, Malformed, 1, 2},
		{"raw line end", "[\"a\nb\"]", Malformed, 1, 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse([]byte(test.text), Token)
			var own *Error
			if !errors.As(err, &own) {
				t.Fatalf("got %v, want reason %q", err, test.reason)
			}
			if own.Reason != test.reason {
				t.Errorf("reason %q, want %q", own.Reason, test.reason)
			}
			if test.line > 0 && (own.Line != test.line || own.Column != test.column) {
				t.Errorf("line %d, column %d, want %d, %d", own.Line, own.Column, test.line, test.column)
			}
		})
	}
	if _, err := Parse(bytes.Repeat([]byte("["), Token.Bytes+1), Token); err.Error() != string(TooLarge) {
		t.Errorf("got %v, want %q", err, TooLarge)
	}
}

// Just inside the limits a text is read.
func TestLimitsAreExact(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("[", 32) + strings.Repeat("]", 32),
		"[" + strings.Repeat("0,", 999) + "0]",
		"[" + strings.Repeat("9", 32) + "]",
		`"` + strings.Repeat("a", Token.Bytes-2) + `"`,
	} {
		if _, err := Parse([]byte(text), Token); err != nil {
			t.Errorf("%.20s...: %v", text, err)
		}
	}
}

// An error names the duplicate and nothing else of the text, and that quoted.
func TestErrorQuotesNothing(t *testing.T) {
	const canary = "canary-secret-value"
	for _, text := range []string{
		`{"a":"` + canary, `{"` + canary + `" 1}`, canary, `["` + canary + `",]`,
		`[1] ` + canary,
	} {
		_, err := Parse([]byte(text), Token)
		if err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("the error for %q is %v", text, err)
		}
	}
	_, err := Parse([]byte(`{"\u001b[2J":1,"\u001b[2J":2}`), Token)
	if err == nil || strings.ContainsRune(err.Error(), '\x1b') || !strings.Contains(err.Error(), `\x1b[2J`) {
		t.Errorf("the error is %q", err)
	}
}

func TestValue(t *testing.T) {
	v, err := Parse([]byte(`{"aud":"x","AUD":"y","ſub":"z","sub":null,"n":1.50,"t":true,"list":[1,"2"],"o":{}}`), Token)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Kind{
		"aud": String, "sub": Null, "n": Number, "t": Bool, "list": Array, "o": Object,
		"absent": None, "Aud": None,
	} {
		if got := v.Get(name); got.Kind != want || v.Has(name) != (want != None) || got.Exists() != (want != None) {
			t.Errorf("%s is %q, want %q", name, got.Kind, want)
		}
	}
	if v.Get("n").Text != "1.50" || v.Get("n").Str() != "" || v.Get("aud").Str() != "x" {
		t.Error("a text is not as it was written")
	}
	if got := v.Twins("aud"); !slices.Equal(got, []string{"AUD"}) {
		t.Errorf("twins of aud: %q", got)
	}
	if got := v.Twins("sub"); !slices.Equal(got, []string{"ſub"}) {
		t.Errorf("twins of sub: %q", got)
	}
	kelvin := ObjectOf([]Member{{Name: "\u212aid"}, {Name: "kid"}, {Name: "KID"}, {Name: "kıd"}})
	if got := kelvin.Twins("kid"); !slices.Equal(got, []string{"\u212aid", "KID"}) { // U+0131 folds to nothing else
		t.Errorf("twins of kid: %q", got)
	}
	if got := v.Twins("absent"); got != nil {
		t.Errorf("twins of absent: %q", got)
	}
	const want = `{"aud":"x","AUD":"y","ſub":"z","sub":null,"n":1.50,"t":true,"list":[1,"2"],"o":{}}`
	if got := v.Compact(); got != want {
		t.Errorf("compact %s, want %s", got, want)
	}
	if got := v.Names()[2]; got != "ſub" {
		t.Errorf("third name %q", got)
	}
	var again Value
	if err := json.Unmarshal([]byte(want), &again); err != nil || again.Compact() != want {
		t.Errorf("unmarshalled: %s, %v", again.Compact(), err)
	}
}

func FuzzParse(f *testing.F) {
	seeds := 0
	files, _ := filepath.Glob(suite + "/test_parsing/*.json")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil && len(data) < 4096 {
			f.Add(data)
			seeds++
		}
	}
	if seeds < 300 {
		f.Fatalf("%d seeds in %s", seeds, suite)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Parse(data, Token)
		if err != nil {
			var own *Error
			if !errors.As(err, &own) {
				t.Fatalf("the error is a %T", err)
			}
			return
		}
		if !json.Valid(data) {
			t.Fatal("accepted what is no JSON")
		}
		text := v.Compact()
		again, err := Parse([]byte(text), Limits{})
		if err != nil || again.Compact() != text {
			t.Fatalf("written and read again: %v", err)
		}
		sameMeaning(t, data, v)
	})
}

// TestPlainTexts: each character is written as json.Marshal writes it.
func TestPlainTexts(t *testing.T) {
	for r := range rune(0x3000) {
		text := "a" + string(r) + "b"
		want, err := json.Marshal(text)
		if got := (Value{Kind: String, Text: text}).Compact(); err != nil || got != string(want) {
			t.Errorf("%U: got %s, want %s", r, got, want)
		}
	}
}

// TestParsersAreReused: what was read before is not changed by what is read next, and an error leaves nothing behind.
func TestParsersAreReused(t *testing.T) {
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			text := fmt.Sprintf(`{"a":[%d,{"b":"%d"}],"c":%d}`, i, i, i)
			first, err := Parse([]byte(text), Token)
			if err != nil {
				t.Error(err)
			}
			for range 50 {
				if _, err := Parse([]byte(`{"x":[1,{"y":2,"y":3}]}`), Token); err == nil {
					t.Error("a duplicate name was read")
				}
				again, err := Parse([]byte(text), Token)
				if err != nil || !reflect.DeepEqual(first, again) {
					t.Errorf("got %s (%v), want %s", again.Compact(), err, text)
				}
			}
			if first.Compact() != text {
				t.Errorf("%s became %s", text, first.Compact())
			}
		})
	}
	group.Wait()
}
