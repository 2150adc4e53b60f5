package fault

import (
	"strings"
	"testing"
)

// TestRead: whatever a text is wrapped in, its words come out.
func TestRead(t *testing.T) {
	const words = "issuer 'https://a.example/' does not match"
	for name, text := range map[string]string{
		"as it is":       words,
		"colours":        "\x1b[31mERROR\x1b[0m " + words,
		"a page":         "<html><style>x{}</style><div class=\"e\">issuer &#39;https://a.example/&#39; does <b>not</b> match</div></html>",
		"JSON":           `{"msg":"issuer 'https:\/\/a.example\/' does not match"}`,
		"JSON in JSON":   `{"log":"{\"msg\":\"issuer \u0027https:\\\/\\\/a.example\\\/\u0027 does not match\"}"}`,
		"a query":        "https://app.example/cb?error=x&error_description=issuer+%27https%3A%2F%2Fa.example%2F%27+does+not+match&state=1",
		"encoded twice":  "error_description=issuer%2520'https%253A%252F%252Fa.example%252F'%2520does%2520not%2520match",
		"a mail's quote": "> > issuer 'https://a.example/'\n> > does not match",
		"broken lines":   "issuer\n   'https://a.example/'\r\n   does not\tmatch",
	} {
		if got := read(text).flat; !strings.Contains(got, words) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestReadLong: of a long log the newest lines that speak of a sign-in are read, wherever they stand.
func TestReadLong(t *testing.T) {
	noise := strings.Repeat("GET /static/app.css 200 0.4 ms\n", 4000)
	const words = "AADSTS50011: The redirect URI"
	for name, text := range map[string]string{
		"first": words + "\n" + noise, "last": noise + words, "between": noise + words + "\n" + noise,
		"all of it": strings.Repeat("error: access denied\n", 4000) + words,
		"one line":  strings.Repeat("x", 200_000) + words + strings.Repeat("y", 200_000),
	} {
		got := read(text)
		if !strings.Contains(got.plain, words) {
			t.Errorf("%s: the words are not in %d bytes", name, len(got.plain))
		}
		if len(got.plain) > readParts+readWhole {
			t.Errorf("%s: %d bytes were kept", name, len(got.plain))
		}
	}
}

// TestReadLeavesSecretsAlone: plus and percent signs outside of form values stay as they are.
func TestReadLeavesSecretsAlone(t *testing.T) {
	for _, text := range []string{"secret a+b=c/d", "100% of users", "C:\\new\\table"} {
		if got := read(text).flat; !strings.Contains(got, strings.Fields(text)[0]) || strings.Contains(text, "+") &&
			!strings.Contains(got, "a+b=c/d") {
			t.Errorf("%q became %q", text, got)
		}
	}
}
