package strictjson

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// keptInTest keeps some of the members of an object.
func keptInTest(name string) bool { return len(name)%2 == 1 }

// byDecoder is what the decoder makes of a text, with which plain must agree.
func byDecoder(data []byte, limits Limits) (Value, int, error) {
	r := NewReader(limits, keptInTest)
	r.begin(data)
	v, err := r.keptMembers()
	return v, int(r.dec.InputOffset()), err
}

// agrees demands that a Reader and Parse accept what the decoder accepts, and make the same of it, also if they have
// met the names before.
func agrees(t *testing.T, data []byte, limits Limits) {
	t.Helper()
	parseAgrees(t, data, limits)
	r := NewReader(limits, keptInTest)
	want, length, refused := byDecoder(data, limits)
	for range 2 {
		v, n, err := r.Next(data)
		if (err == nil) != (refused == nil) {
			t.Fatalf("%q: %v, not %v", data, err, refused)
		}
		if err == nil && (n != length || !reflect.DeepEqual(v, want)) {
			t.Fatalf("%q: %+v of %d bytes, not %+v of %d", data, v, n, want, length)
		}
	}
}

// parseAgrees demands it of Parse.
func parseAgrees(t *testing.T, data []byte, limits Limits) {
	t.Helper()
	p := &parser{dec: new(jsontext.Decoder), limits: limits}
	p.begin(data)
	want, refused := p.value(0)
	if _, end := p.dec.ReadToken(); refused == nil && !errors.Is(end, io.EOF) {
		refused = errors.New("more behind it")
	}
	if refuseEarly(data, limits) != nil {
		refused = errors.New("refused early")
	}
	for range 2 {
		v, err := Parse(data, limits)
		if (err == nil) != (refused == nil) {
			t.Fatalf("%q: Parse says %v, not %v", data, err, refused)
		}
		if err == nil && !reflect.DeepEqual(v, want) {
			t.Fatalf("%q: Parse makes %+v, not %+v", data, v, want)
		}
	}
}

// TestPlain: what plain reads is what the decoder reads, and what it must not read is left to the decoder.
func TestPlain(t *testing.T) {
	long := strings.Repeat("1", 40)
	for text, want := range map[string]bool{
		`{}`: true, ` {"a":1}`: true, "\t{ \"a\" :\r\n[ ] , \"bb\" : { } } ,": true,
		`{"a":[null,true,false,-0,0,12,""," ",{"a":{"a":[]}}],"bb":[{"a":1},{"a":2}]}`: true,
		`{"a":"\u00e9\n\"\\/","b":"ü€😀","cc":"\ud83d\ude00"}`:                          true,
		`{"a":1,"a":2}`: false, `{"a":{"b":1,"b":2}}`: false, `{"bb":[{"b":1,"b":2}]}`: false,
		`{"a":1,"\u0061":2}`: false, `{"ü":1}`: false, `{"a":{"a":1},"bb":{"a":1},"a":2}`: false,
		`{"a":01}`: false, `{"a":-}`: false, `{"a":1.5}`: false, `{"a":1e5}`: false, `{"a":+1}`: false,
		`{"a":1,}`: false, `{"a":[1,]}`: false, `{,}`: false, `{"a" 1}`: false, `{"a":1 "b":2}`: false, `{"a":[1}`: false,
		`{"a":nul}`: false, `{"a":nullx}`: false, `{"a":truefalse}`: false, `{"a":12x}`: false,
		"{\"a\":\"\x01\"}": false, "{\"a\":\"\xff\"}": false, "{\"\xff\":1}": false, `{"a":"\ud800"}`: false,
		`{"a":"\x"}`: false, `{"a":"\`: false, `{"a":"`: false, `{"a`: false, `{"a":`: false, `{"a":1`: false, `{`: false,
		`{"a":` + long + `}`: false, `{"bb":` + long + `}`: false, `[1]`: false, `1`: false, ``: false,
		"{\"a\":\"\x7f\"}": true, "{\"\x7f\":1}": true, `{"bb":{"a":{"bb":[0]}},"a":-10}`: true,
		`{"` + strings.Repeat("n", maxName-1) + `":1}`: true, `{"` + strings.Repeat("n", maxName) + `":1}`: false,
		`{"a":0,"bb":00}`: false, `{"a":"\"}`: false, `{"a":"\\"}`: true, `{"a\"":1}`: false,
		"{\"a\":1\f}": false, "\ufeff{}": false,
		`{"a":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}`: true,
		`{"a":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`: false,
	} {
		r := NewReader(Document, keptInTest)
		if _, got := r.object([]byte(text)); got != want {
			t.Errorf("%q: %v, not %v", text, got, want)
		}
		agrees(t, []byte(text), Document)
	}
}

// TestPlainLimits: members are counted as the decoder's parser does.
func TestPlainLimits(t *testing.T) {
	for n := range 8 {
		agrees(t, []byte(`{"a":[1,2,{"a":1}],"bb":[1,2,3,4,5,6,7],"ccc":3}`), Limits{Members: n})
		agrees(t, []byte(`{"a":[[[[]]]],"bb":[[[[[[]]]]]]}`), Limits{Depth: n})
		agrees(t, []byte(`{"a":-123,"bb":-12345}`), Limits{Number: n})
	}
	for depth, want := range map[int]bool{maxPlainDepth: true, maxPlainDepth + 1: false} { // the object counts too
		text := `{"a":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + `}`
		if _, got := NewReader(Limits{}, keptInTest).object([]byte(text)); got != want {
			t.Errorf("%d levels: %v, not %v", depth, got, want)
		}
		agrees(t, []byte(text), Limits{})
	}
}

// TestWhole: a text with an object and nothing else needs no decoder, and a parser that was used keeps nothing of it.
func TestWhole(t *testing.T) {
	for text, want := range map[string]bool{
		`{"a":[1,{"b":2}]} `: true, `{"a":1} x`: false, `{"a":1}{}`: false, `{"a":[1,{"b":2},`: false, `{"a":{"b":3`: false,
	} {
		p := parsers.Get().(*plain)
		p.limits = Limits{}
		v, ok := p.whole([]byte(text))
		if ok != want || want && v.Get("a").Elems()[1].Get("b").Text != "2" {
			t.Errorf("%q: %+v, %v", text, v, ok)
		}
		stack, list := p.stack, p.list
		p.release()
		used := slices.ContainsFunc(stack, func(m Member) bool { return m != Member{} }) ||
			slices.ContainsFunc(list, func(v Value) bool { return v != Value{} })
		if used || p.data != nil || p.value != (Value{}) || p.source.Len() != 0 {
			t.Errorf("%q: something of it is kept: %+v", text, p)
		}
	}
}

// TestPlainNames: more names than are remembered are read too, and found where they are there twice.
func TestPlainNames(t *testing.T) {
	r := NewReader(Document, keptInTest)
	for n := range 4 * maxNames {
		text := fmt.Sprintf(`{"a":{"a":1},"n%d":{"m%d":1,"b":2}}`, n, n)
		v, length, err := r.Next([]byte(text))
		if err != nil || length != len(text) || v.Get("a").Get("a").Text != "1" {
			t.Fatalf("%s: %+v, %v", text, v, err)
		}
		twice := strings.Replace(text, `"b"`, fmt.Sprintf(`"m%d"`, n), 1)
		if _, _, err := r.Next([]byte(twice)); err == nil {
			t.Fatalf("%s was accepted", twice)
		}
	}
	if len(r.names.known) > maxNames {
		t.Errorf("%d names", len(r.names.known))
	}
	r = NewReader(Document, keptInTest)
	for n := range maxNames + 1 { // all that are remembered, and one more
		if _, ok := r.object(fmt.Appendf(nil, `{"n%d":1}`, n)); ok != (n < maxNames) {
			t.Errorf("name %d: %v", n, ok)
		}
	}
}

// FuzzPlain: plain never accepts what the decoder refuses, and makes the same of what both accept.
func FuzzPlain(f *testing.F) {
	files, err := filepath.Glob(suite + "/test_*/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add([]byte(`{"a":` + string(data) + `,"bb":` + string(data) + `}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) { agrees(t, data, Limits{Depth: 32, Members: 50, Number: 32}) })
}
