package fault

import (
	"testing"

	"edov/flow"
)

// TestSpoken: at the beginning of a sentence the server's name is written as one.
func TestSpoken(t *testing.T) {
	const text = "{server} refused it. {server} may do so again; ask {server}."
	for want, r := range map[string]flow.Request{
		"Microsoft refused it. Microsoft may do so again; ask Microsoft.":    {},
		"the server refused it. The server may do so again; ask the server.": {TrustAuthority: true},
	} {
		if got := spoken(text, r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestWithoutEscapes: each escape of JSON, also where the text was cut off.
func TestWithoutEscapes(t *testing.T) {
	for text, want := range map[string]string{
		`a\u0027b`: "a'b", `\u00e9`: "é", `\ud83d\ude00`: "\ufffd\ufffd", `a\nb\tc\rd`: "a\nb\nc\nd", `\"\'\/\\`: `"'/\`,
		`\u00`: `\u00`, `\`: `\`, `\x`: `\x`, `\\u0027`: `\u0027`,
	} {
		if got := withoutEscapes(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestFurther: causes that the explanation tells itself are not told twice, and none where the text shows its own.
func TestFurther(t *testing.T) {
	causes := []Likely{{Title: "a"}, {Title: "b"}, {Title: "c"}, {Title: "d"}, {Title: "e"}}
	seen := []Likely{{Title: "a", Seen: true}, {Title: "b"}}
	for name, test := range map[string]struct {
		e    Explanation
		want string
	}{
		"told": {Explanation{Causes: causes, told: true}, "bcd"}, "not told": {Explanation{Causes: causes}, "abc"},
		"one, told": {Explanation{Causes: causes[:1], told: true}, ""}, "seen": {Explanation{Causes: seen}, ""},
		"none": {Explanation{told: true}, ""},
	} {
		got := ""
		for _, c := range test.e.further() {
			got += c.Title
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
