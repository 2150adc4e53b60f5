package strictjson

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// TestParseMembers: of an object only some members are read, and all of it is checked, as Parse does.
func TestParseMembers(t *testing.T) {
	for _, c := range []struct {
		text, want string
		reason     Reason
	}{
		{`{"a":1,"bb":2,"ccc":[3,{"dd":4}]}`, `{"a":1,"ccc":[3,{"dd":4}]}`, ""},
		{" {\"bb\":2}\n\t", `{}`, ""},
		{`{"bb":1.5,"a":1.5}`, `{"a":1.5}`, ""}, // which only the decoder reads
		{`[1,{"bb":2}]`, `[1,{"bb":2}]`, ""},
		{`"a"`, `"a"`, ""},
		{`{"a":1}x`, "", Trailing},
		{`{"a":1.5} {}`, "", Trailing},
		{`{"a":1,"a":2}`, "", Duplicate},
		{`{"bb":1,"bb":2}`, "", Duplicate},
		{`{"bb":{"a":1,"a":2}}`, "", Duplicate},
		{`{"bb":01}`, "", Malformed},
		{`{"bb":`, "", CutOff},
		{`{"a":1`, "", CutOff},
		{`{"a":`, "", CutOff},
		{`{"a`, "", CutOff},
		{"{\"bb\":\"\xff\"}", "", InvalidUTF8},
		{" ", "", Empty},
		{"\xff\xfe{\x00", "", UTF16},
		{"{\x00}\x00", "", UTF16},
		{`{"a":[` + strings.Repeat("1,", 20000) + `1]}`, "", TooMany},
		{`{"a":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`, "", TooDeep},
		{`{"a":` + strings.Repeat("9", 33) + `}`, "", LongNumber},
	} {
		v, err := ParseMembers([]byte(c.text), Document, keptInTest)
		var own *Error
		switch {
		case c.reason == "" && (err != nil || v.Compact() != c.want):
			t.Errorf("%.60q: %s, %v, not %s", c.text, v.Compact(), err, c.want)
		case c.reason != "" && (!errors.As(err, &own) || own.Reason != c.reason || v.Exists()):
			t.Errorf("%.60q: %s, %v, not %q", c.text, v.Compact(), err, c.reason)
		}
	}
	_, err := ParseMembers([]byte("{\"a\":1}\n\n x"), Document, keptInTest)
	if own := new(Error); !errors.As(err, &own) || own.Line != 1 {
		t.Errorf("%v, not where the value ends", err)
	}
}

// TestReaderInOrder: each value of a text is read with its own length, those that plain reads and others.
func TestReaderInOrder(t *testing.T) {
	r := NewReader(Limits{Members: 3}, keptInTest)
	data := []byte(`{"a":[1,2]} {"a":1.5,"bb":2}{"a":[1,2]}"x" {"a":[1,2,3,4]}`)
	var got []string
	for {
		v, n, err := r.Next(data)
		if err != nil {
			if own := new(Error); n != 0 || v.Exists() || !errors.As(err, &own) || own.Reason != TooMany {
				t.Errorf("%s of %d bytes, %v", v.Compact(), n, err)
			}
			break
		}
		got = append(got, v.Compact())
		data = data[n:]
	}
	if want := []string{`{"a":[1,2]}`, `{"a":1.5}`, `{"a":[1,2]}`, `"x"`}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// TestRoom: the room of one value is used for the next, and a value that needs more has it.
func TestRoom(t *testing.T) {
	r := NewReader(Limits{}, keptInTest)
	inner := func(n int) string { return `{"a":[` + strings.Repeat(`{"b":{"c":[0]}},`, n) + `{"b":1}]}` }
	for _, n := range []int{0, 1, 20, 3, 2 * maxRoom, 1, 40} {
		text := inner(n)
		v, _, err := r.Next([]byte(text))
		if err != nil || v.Compact() != text {
			t.Fatalf("%d: %.100s, %v", n, v.Compact(), err)
		}
	}
	if room := max(cap(r.room), cap(r.stack), cap(r.list), cap(r.nodes)); room > maxRoom {
		t.Errorf("room for %d is kept", room)
	}
	text := []byte(inner(100))
	next := func() {
		if _, _, err := r.Next(text); err != nil {
			t.Error(err)
		}
	}
	if reused, fresh := testing.AllocsPerRun(5, next), testing.AllocsPerRun(5, func() {
		r.reuses = false
		next()
	}); reused > fresh*3/4 {
		t.Errorf("%.0f allocations, and %.0f without", reused, fresh)
	}
}

// TestLines: a value has the number of the line on which it begins, from 1.
func TestLines(t *testing.T) {
	data := []byte("\n{\"a\":\n1,\"b\":{\n\"c\":\"d\"\n},\n\"e\":[\n]}\n")
	v, err := Parse(data, Document)
	if err != nil {
		t.Fatal(err)
	}
	lines := LinesOf(data)
	for path, want := range map[string]int{"a": 3, "b": 3, "b.c": 4, "e": 6} {
		if got := lines.Line(v.At(path)); got != want {
			t.Errorf("%s is on line %d, not %d", path, got, want)
		}
	}
	if lines.Line(v) != 2 || lines.Line(Value{}) != 1 || LinesOf([]byte("{}")) != nil {
		t.Errorf("line %d, and %d of no value", lines.Line(v), lines.Line(Value{}))
	}
}

// TestValueChanges: a value that is changed leaves its copies and its place in the text as they were.
func TestValueChanges(t *testing.T) {
	data := []byte(`{"a":[1,2],"b":{"c":3},"d":"e"}`)
	v, err := Parse(data, Document)
	if err != nil {
		t.Fatal(err)
	}
	a, b := v.Get("a"), v.Get("b")
	for _, place := range []struct {
		name       string
		begin, end int
	}{{"a", 6, 10}, {"b", 16, 22}, {"d", 30, 30}} {
		if at := v.Get(place.name); at.Begin() != place.begin || at.Offset() != place.end {
			t.Errorf("%s: from %d to %d, not %d to %d", place.name, at.Begin(), at.Offset(), place.begin, place.end)
		}
	}
	changed := a
	changed.SetElems(a.Elems()[:1])
	if changed.Compact() != "[1]" || a.Compact() != "[1,2]" || changed.Offset() != a.Offset() {
		t.Errorf("%s of %s, to %d", changed.Compact(), a.Compact(), changed.Offset())
	}
	none := b
	none.SetMembers(nil)
	if none.Compact() != "{}" || b.Compact() != `{"c":3}` || none.Offset() != b.Offset() {
		t.Errorf("%s of %s, to %d", none.Compact(), b.Compact(), none.Offset())
	}
	for _, of := range []Value{a, Text("x"), ObjectOf(nil)} {
		for _, at := range []Value{b, v.Get("d"), {}} {
			moved := of.PlacedAt(at)
			if moved.Begin() != at.Begin() || moved.Offset() != at.Offset() || moved.Compact() != of.Compact() {
				t.Errorf("%s: from %d to %d, not %d to %d", of.Compact(), moved.Begin(), moved.Offset(), at.Begin(), at.Offset())
			}
		}
	}
	if moved := (Value{}).With(nil, nil); !reflect.DeepEqual(moved, Value{}) {
		t.Errorf("%+v", moved)
	}
}
