package lists

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"edov/flow/strictjson"
)

// readAll reads a text, a part of it as the head, and writes down what happened.
func readAll(text string, head int, rest func(io.Reader) io.Reader) string {
	var said []string
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	r := Reader{
		Noun: "app", Keep: func(string) bool { return true },
		Item: func(v strictjson.Value, err error) {
			if err != nil {
				say("faulty")
				return
			}
			say("%s", v.Compact())
		},
		Cut: func(items int) string {
			if items == 3 {
				return "three"
			}
			return ""
		},
		More: func(why string) { say("more: %s", why) },
	}
	if err := r.Read([]byte(text[:head]), rest(strings.NewReader(text[head:]))); err != nil {
		say("error: %v", err)
	}
	if why := r.Missing("ask again"); why != "" {
		say("missing: %s", why)
	}
	if r.Empty() {
		say("empty")
	}
	return strings.Join(said, " | ")
}

// TestReader reads each text at once, split at every byte, and byte by byte: the result is the same.
func TestReader(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "empty",
		" [ ] ":                   "",
		`[{"a":1},{"a":2}]`:       `{"a":1} | {"a":2}`,
		`{"a":1}`:                 `{"a":1}`,
		`{"a":1}{"a":2}`:          `{"a":1} | {"a":2}`,
		`[1,"x",null]`:            `1 | "x" | null | more: three`,
		`{"value":[{"a":1}]}`:     `{"a":1}`,
		`{"value":{"a":1}}`:       `{"value":{"a":1}}`,
		`[{"a":1,"a":2},{"b":3}]`: `faulty | {"b":3}`,
		`[{"a":1},`:               `{"a":1} | error: the JSON is cut off after app 1`,
		`[{"a"`:                   `error: the JSON is cut off before the first app`,
		`[{"a":1} {"a":2}]`:       `{"a":1} | error: the JSON is invalid at byte 9, after app 1`,
		`12`:                      `error: the list can't be read before the first app | empty`,
		`x`:                       `error: this is no JSON | empty`,
		`{"value":[1],"@odata.nextLink":"https://x"}`: `1 | missing: @odata.nextLink names a next page that is missing; ` +
			`ask again`,
		`{"@odata.count":3,"value":[1]}`:                   `1 | missing: @odata.count says 3, but the pages have 1`,
		`{"value":[1],"@odata.nextLink":"x"}{"value":[2]}`: `1 | 2`,
	} {
		whole := func(r io.Reader) io.Reader { return r }
		for head := range len(text) + 1 {
			if got := readAll(text, head, whole); got != want {
				t.Fatalf("%s, %d bytes first: %s, want %s", text, head, got, want)
			}
		}
		if got := readAll(text, 0, iotest.OneByteReader); got != want {
			t.Errorf("%s, byte by byte: %s, want %s", text, got, want)
		}
	}
}

// TestLargeItem: an item that is too large ends the list, and is named.
func TestLargeItem(t *testing.T) {
	text := `[{"a":1},{"a":"` + strings.Repeat("x", MaxItem+1<<20) + `"}]`
	want := `{"a":1} | error: app 2 is larger than 4 MiB`
	if got := readAll(text, 0, func(r io.Reader) io.Reader { return r }); got != want {
		t.Errorf("%.100s", got)
	}
}
