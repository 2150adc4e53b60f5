package strictjson

import (
	"fmt"
	"testing"
)

// TestPut: a value is set in its place or at the end, and what is not an object on the way becomes one.
func TestPut(t *testing.T) {
	for _, c := range []struct{ document, path, value, want string }{
		{`{"a":1,"b":2}`, "a", `3`, `{"a":3,"b":2}`},
		{`{"a":1}`, "b", `null`, `{"a":1,"b":null}`},
		{`{"web":{"x":1}}`, "web.y", `[]`, `{"web":{"x":1,"y":[]}}`},
		{`{"web":null}`, "web.y.z", `true`, `{"web":{"y":{"z":true}}}`},
		{`[1]`, "a", `"b"`, `{"a":"b"}`},
	} {
		v := OrNull([]byte(c.document), Document)
		v.Put(c.path, OrNull([]byte(c.value), Document))
		if got := v.Compact(); got != c.want {
			t.Errorf("%s with %s at %s: %s, not %s", c.document, c.value, c.path, got, c.want)
		}
		if got := v.At(c.path).Compact(); got != c.value {
			t.Errorf("at %s is %s, not %s", c.path, got, c.value)
		}
	}
	if v := OrNull([]byte(`{"a":1}`), Document); v.At("a.b").Exists() || v.At("c").Exists() {
		t.Error("a value where there is none")
	}
	if v := OrNull([]byte(`{"a":`), Document); v.Kind != Null {
		t.Errorf("half a document is %s", v.Compact())
	}
}

// TestSpaced: commas and colons in a text have no blank after them.
func TestSpaced(t *testing.T) {
	if got := Spaced(`{"a,b":["c:\"d,",1],"e":2}`); got != `{"a,b": ["c:\"d,", 1], "e": 2}` {
		t.Error(got)
	}
}

// TestPutInCopies: a member that one copy of a value is given is neither in another copy nor lost to it.
func TestPutInCopies(t *testing.T) {
	var v Value
	for i := range 20 {
		v.Put(fmt.Sprintf("n%d", i), Text("all"))
		a, b := v, v
		a.Put("a", Text("of a"))
		b.Put("b", Text("of b"))
		if a.StrOf("a") != "of a" || b.StrOf("b") != "of b" || a.Has("b") || b.Has("a") || len(v.Members()) != i+1 {
			t.Fatalf("%s and %s of %s", a.Compact(), b.Compact(), v.Compact())
		}
	}
}
