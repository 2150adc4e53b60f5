package mask

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

// The credentials of HTTP Basic authentication are masked, however they are
// written and whatever the password is.
func TestBasicCredentialsAreMasked(t *testing.T) {
	for _, plain := range []string{
		"6731de76-14a6-49ae-97bc-6eba6914391e:SECRET", "user:pass", "6731de76-14a6-49ae-97bc-6eba6914391e:" + secret,
		"ada:pässwörd", "x:???>>>~~~", "ada:\xe4\xf6\xfc made up 0123456789 ABCdef",
	} {
		for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(plain))
			for _, name := range []string{
				"Basic ", "basic ", "BASIC  ", "Authorization: Basic ", `"authorization":"Basic `,
				"basic=", "basic: ", "Basic\n", "Basic+", "Basic%20", "use Basic authentication: Basic ",
			} {
				for _, value := range []string{encoded, url.QueryEscape(encoded), url.QueryEscape(url.QueryEscape(encoded))} {
					if got := Text("a " + name + value + ` " and`); got != "a "+name+Redacted+` " and` {
						t.Errorf("%s%s: got %q", name, value, got)
					}
				}
			}
		}
	}
}

// TestBasicLimits: the least that is credentials, and what is one character less; and where credentials end.
func TestBasicLimits(t *testing.T) {
	encoded := func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte(s)) }
	random := strings.Repeat("Ab1+", 11) // which is not readable
	for s, want := range map[string]string{
		encoded("ab:cde"):               Redacted,
		encoded("ab:cde\xff\xff\xff"):   Redacted, // other letters may follow
		encoded("ab:cd\xff"):            encoded("ab:cd\xff"),
		encoded("ab:cd\ufffd"):          encoded("ab:cd\ufffd"),
		encoded("ab:cd\x00efgh"):        encoded("ab:cd\x00efgh"),
		encoded("abcdef"):               encoded("abcdef"),
		random[:40]:                     Redacted,
		random[:41]:                     Redacted,
		random[:39]:                     random[:39],
		strings.ToLower(random):         strings.ToLower(random),
		strings.ToUpper(random):         strings.ToUpper(random),
		strings.Repeat("Abc+", 11):      strings.Repeat("Abc+", 11),
		"dXNlcjpwYXNz made":             Redacted + " made", // which would not be readable
		"dXNlcjpwYXNz YWJj":             Redacted,
		"dXNlcjpwYXNz YWJjx":            Redacted + " YWJjx", // no base64
		"dXNlcjpwYXNz made YWJj":        Redacted + " made YWJj",
		"dXNl cjpwYXNz":                 "dXNl cjpwYXNz",
		"dXNlYWRh OnBhc3M":              Redacted, // useada:pass
		"dXNlYWRh and Basic YWI6Y2Rl":   "dXNlYWRh and Basic " + Redacted,
		"dXNlcjpwYXNz, Basic YWI6Y2Rl.": Redacted + ", Basic " + Redacted + ".",
	} {
		if got := Text("Basic " + s); got != "Basic "+want {
			t.Errorf("%s: got %q, want %q", s, got, want)
		}
	}
}

// Base64 breaks its lines; so do terminals.
func TestBrokenBasicCredentialsAreMasked(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte("6731de76-14a6-49ae-97bc-6eba6914391e:" + secret))
	for _, at := range []int{8, 40, 76, len(encoded) - 4} {
		for _, white := range []string{"\n", "\r\n ", " "} {
			got := Text("Basic " + encoded[:at] + white + encoded[at:] + " is what it sent")
			if got != "Basic "+Redacted+" is what it sent" {
				t.Errorf("broken at %d: got %q", at, got)
			}
		}
	}
}

func TestPasswordsInAddressesAreMasked(t *testing.T) {
	for s, want := range map[string]string{
		"https://user:pass@host/x":         "https://user:" + Redacted + "@host/x",
		"at http://u:p@h":                  "at http://u:" + Redacted + "@h",
		"https://:p:w@host":                "https://:" + Redacted + "@host",
		`"https:\/\/user:pass@host"`:       `"https:\/\/user:` + Redacted + `@host"`,
		"x=https%3A%2F%2Fuser%3Apass%40h":  "x=https%3A%2F%2Fuser%3A" + Redacted + "%40h",
		"https%253a%252f%252fu%253ap%2540": "https%253a%252f%252fu%253a" + Redacted + "%2540",
	} {
		if got := Text(s); got != want || Text(got) != got {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Words behind "basic", and addresses without a password, are no credentials.
func TestBasicProseStays(t *testing.T) {
	for _, s := range []string{
		"Basic authentication", "Basic authentication failed with Options and Oxidation",
		"basic Authentication/Authorization1 2026", "WWW-Authenticate: Basic realm=\"users\"",
		"basic internationalization-of-the-application", "Basic Options", "visual basic dotnetframework48",
		"Basic 6731de76-14a6-49ae-97bc-6eba6914391e",
		"https://localhost:8400/callback?x=a@b.example", "https://host:8400/a:b@c", "mail ada@contoso.example: 12:30",
		"https://user@host/", "http://[::1]:8080/",
		"redirect=https%3A%2F%2Fhost%3A8080%2Fcb&login_hint=ada%40contoso.example", "https://a:8080 ada@contoso.example",
	} {
		if got := Text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// A client secret that white space has broken is masked with its second part,
// where that cannot be anything else.
func TestBrokenClientSecretsAreMasked(t *testing.T) {
	const random = "Abc8Q~mA1dEuP.x7Kq_0vR-tYbN3wLsJ~hG5fDcZ"
	for s, want := range map[string]string{
		"AADSTS50011 abc8Q~aBcDeFgHiJkLmN\noPqRsTuVwXyZ0123456": "AADSTS50011 " + Redacted,
		`"` + random[:20] + "\r\n" + random[20:40] + `"`:        `"` + Redacted + `"`,
		random[:35] + " " + random[35:40] + ", and so on":       Redacted + ", and so on",
		random[:10] + "\n\t" + random[10:40] + "\nnext":         Redacted + "\nnext",
		random[:20] + " is not the value":                       Redacted + " is not the value",
		random[:35] + " expired":                                Redacted + " expired",
		random[:30] + " Microsoft":                              Redacted + " Microsoft",
		random[:40] + " v2 ":                                    Redacted + " v2 ",
		random[:6] + "madeup 6731de76-14a6-49ae-97bc-6eba6914":  Redacted + " 6731de76-14a6-49ae-97bc-6eba6914",
		random[:12] + "…":                                       Redacted + "…",
		"hint: Abc, Abc8Q~***, 8Q~made":                         "hint: Abc, Abc8Q~***, 8Q~made",
	} {
		if strings.Contains(s, "6731de76") {
			s, want = s+"391e", want+"391e" // a GUID, as long as what is missing
		}
		if got := Text(s); got != want || Text(got) != got {
			t.Errorf("%q became %q, want %q", s, got, want)
		}
	}
}

// TestBrokenClientSecretLimits: both parts are as long as a secret, and the second looks random.
func TestBrokenClientSecretLimits(t *testing.T) {
	const first = "Abc8Q~mA1dEuP.x7Kq_0" // half a secret
	other := strings.Repeat("aB", 20)
	for _, c := range []struct {
		first, second string
		masked        bool
	}{
		{first, other[:15], false},
		{first, other[:16], true},
		{first, other[:24], true},
		{first, other[:25], false},
		{first + other[:19], "aB", true},
		{first + other[:20], "aB", false},
		{first, strings.Repeat("0", 20), false},
		{first, strings.Repeat("a", 20), false},
		{first, "A" + strings.Repeat("a", 19), false},
		{first, strings.Repeat("A", 20), false},
		{first, "AADSTS" + strings.Repeat("a1", 7), false},
		{first, "AADST" + strings.Repeat("a1", 7), true},
		{first, strings.Repeat("a", 19) + "0", true},
		{first, strings.Repeat("a", 19) + "~", true},
	} {
		want := Redacted
		if !c.masked {
			want += " " + c.second
		}
		if got := Text(c.first + " " + c.second); got != want {
			t.Errorf("%q and %q: got %q, want %q", c.first, c.second, got, want)
		}
	}
}
