package check

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/mint"
	"edov/flow/strictjson"
	"edov/inspect/report"
	"edov/inspect/token"
	"edov/inspect/words"
)

// withClaims is what a check sees of a sign-in whose ID token has these claims.
func withClaims(t *testing.T, changes ...any) *Input {
	return &Input{
		Session: session(t), Now: noon, ID: token.Decode("id", mint.Unsigned(mint.Claims(changes...))),
	}
}

// TestTimesToTheSecond: each time of a token has five minutes of tolerance, and not a second more.
func TestTimesToTheSecond(t *testing.T) {
	at := func(d time.Duration) int64 { return noon.Add(d).Unix() }
	const five, six = 5 * time.Minute, 6 * time.Minute
	for _, c := range []struct {
		check   func(*Input) *Result
		changes []any
		want    report.Outcome
		says    string
	}{
		{checkLifetime, []any{"nbf", nil, "exp", at(time.Second)}, report.Pass, "expires in 1 second"},
		{checkLifetime, []any{"nbf", nil, "exp", at(0)}, report.Pass, "expired 0 seconds ago, which"},
		{checkLifetime, []any{"nbf", at(-six), "exp", at(-five + time.Second)}, report.Pass, "expired 4 minutes ago, which"},
		{checkLifetime, []any{"nbf", nil, "exp", at(-five)}, report.Fail, "5 minutes ago"},
		{checkLifetime, []any{"exp", nil}, report.Fail, "exp is missing"},
		{checkLifetime, []any{"exp", "1"}, report.Fail, "exp is a string, not a number"},
		{checkLifetime, []any{"exp", at(time.Hour) * 1000}, report.Fail, "exp is in milliseconds, not in seconds"},
		{checkLifetime, []any{"exp", at(time.Hour) * 1000000}, report.Fail, "exp is in microseconds"},
		{checkLifetime, []any{"nbf", at(0) * 1000}, report.Fail, "nbf is in milliseconds"},
		{checkLifetime, []any{"exp", 99999999999999999}, report.Fail, "exp is a number that is no time"},
		{checkIssuedAt, []any{"iat", at(0) * 1000}, report.Fail, "iat is in milliseconds"},
		{checkLifetime, []any{"nbf", at(five)}, report.Pass, ""},
		{checkLifetime, []any{"nbf", at(five + time.Second)}, report.Fail, "only becomes valid in 5 minutes"},
		{checkLifetime, []any{"nbf", nil}, report.Pass, "expires in 60 minutes"},
		{checkLifetime, []any{"nbf", "1"}, report.Fail, "nbf is a string, not a number"},
		{checkLifetime, []any{"nbf", at(time.Minute), "exp", at(time.Minute)}, report.Pass, "expires in 1 minute"},
		{checkLifetime, []any{"nbf", at(time.Minute), "exp", at(59 * time.Second)}, report.Fail, "before it becomes valid"},
		{checkIssuedAt, []any{"iat", at(five)}, report.Pass, ""},
		{checkIssuedAt, []any{"iat", at(five + time.Second)}, report.Fail, "will be issued in 5 minutes"},
		{checkIssuedAt, []any{"iat", nil}, report.Fail, "iat is missing"},
		{checkLength, []any{"iat", at(0), "exp", at(25 * time.Hour)}, report.Pass, "lasts 25 hours"},
		{checkLength, []any{"iat", at(0), "exp", at(25*time.Hour + time.Second)}, report.Fail, "unusually long"},
		{checkLength, []any{"iat", at(0), "exp", at(0)}, report.Pass, "lasts 0 seconds"},
		{checkLength, []any{"iat", at(0), "exp", at(-time.Second)}, report.Fail, "before it was issued"},
	} {
		if r := c.check(withClaims(t, c.changes...)); r.Outcome != c.want || !strings.Contains(r.Summary, c.says) {
			t.Errorf("%v: %s, %q, want %s, %q", c.changes, r.Outcome, r.Summary, c.want, c.says)
		}
	}
	for text, ok := range map[string]bool{
		"1": true, "0": false, "0.9": false, "1.9": true, "-1": false, "253402300799": true, "253402300799.9": true,
		"253402300800": false, "1e400": false, "1e9": true,
	} {
		if _, got := numericDate(strictjson.Value{Kind: strictjson.Number, Text: text}); got != ok {
			t.Errorf("%s: %t", text, got)
		}
	}
	if _, ok := numericDate(strictjson.Text("1")); ok {
		t.Error("a text is a time")
	}
}

// TestSpans: from when on a duration is told in the next larger unit.
func TestSpans(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		time.Second: {"1 second", "1 s"}, 59 * time.Second: {"59 seconds", "59 s"}, time.Minute: {"1 minute", "60 s"},
		119 * time.Second: {"1 minute", "119 s"}, 2 * time.Minute: {"2 minutes", "2 min"},
		2*time.Hour - time.Second: {"119 minutes", "120 min"}, 2 * time.Hour: {"2 hours", "2 h"},
		48*time.Hour - time.Second: {"47 hours", "48 h"}, 48 * time.Hour: {"2 days", "2 days"},
		-3 * time.Minute: {"3 minutes", ""},
	} {
		if got := span(d); got != want[0] {
			t.Errorf("%v: %q, want %q", d, got, want[0])
		}
		if got := seconds(d); d > 0 && got != want[1] {
			t.Errorf("%v: %q, want %q", d, got, want[1])
		}
	}
}

// TestNonceAndParties: a token without the nonce that was sent, or for another app, is refused however that shows.
func TestNonceAndParties(t *testing.T) {
	const other = "9f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"
	for _, c := range []struct {
		check   func(*Input) *Result
		changes []any
		set     func(*flow.Session)
		want    report.Outcome
		says    string
	}{
		{checkNonce, nil, nil, report.Pass, ""},
		{checkNonce, []any{"nonce", nil}, nil, report.Fail, "is missing"},
		{checkNonce, []any{"nonce", "x"}, nil, report.Fail, "not the one that was sent"},
		{checkNonce, []any{"nonce", 7}, nil, report.Fail, "not the one that was sent"},
		{checkNonce, nil, func(s *flow.Session) { s.Request.Nonce = "" }, report.Skip, ""},
		{
			checkNonce,
			[]any{"nonce", ""},
			func(s *flow.Session) { s.Request.Nonce, s.Origin = "", flow.OriginSignIn }, report.Pass, "",
		},
		{
			checkNonce,
			[]any{"nonce", nil},
			func(s *flow.Session) { s.Request.Nonce, s.Origin = "", flow.OriginSignIn }, report.Fail, "is missing",
		},
		{checkAudience, []any{"aud", []string{testClient}}, nil, report.Pass, ""},
		{checkAudience, []any{"aud", []string{testClient, other}}, nil, report.Fail, "other apps too"},
		{checkAudience, []any{"aud", []string{other, testClient}}, nil, report.Fail, "other apps too"},
		{checkAudience, []any{"aud", []any{testClient, 7}}, nil, report.Fail, "not a text"},
		{checkAudience, []any{"aud", []string{}}, nil, report.Fail, "another app"},
		{checkAudience, []any{"aud", nil}, nil, report.Fail, "not a text"},
		{checkAudience, []any{"aud", other}, nil, report.Fail, "another app"},
		{
			checkAudience, nil,
			func(s *flow.Session) { s.Request.ClientID = strings.ToUpper(testClient) },
			report.Fail, "in another letter case",
		},
		{checkAudience, []any{"aud", strings.ToUpper(testClient)}, nil, report.Fail, "in another letter case"},
		{checkAZP, []any{"azp", strings.ToUpper(testClient)}, nil, report.Fail, "is the client ID, in another letter case"},
		{checkTenant, []any{"tid", strings.ToUpper(testTenant)}, nil, report.Fail, "a GUID in upper case"},
		{checkTenant, []any{"tid", "contoso.example"}, nil, report.Fail, "not a GUID"},
		{checkVersion, []any{"ver", 2.0}, nil, report.Fail, "ver is a number, not a string"},
		{checkVersion, []any{"ver", "3.0"}, nil, report.Fail, "is not known"},
		{checkAudience, nil, func(s *flow.Session) { s.Request.ClientID = "" }, report.Unknown, ""},
		{checkAZP, nil, nil, report.Pass, ""},
		{checkAZP, []any{"aud", []string{testClient}}, nil, report.Pass, ""},
		{checkAZP, []any{"aud", []string{testClient, other}}, nil, report.Fail, "several audiences"},
		{checkAZP, []any{"azp", testClient}, nil, report.Pass, ""},
		{checkAZP, []any{"azp", other}, nil, report.Fail, "another app"},
		{checkAZP, []any{"azp", ""}, nil, report.Fail, "another app"},
		{checkAZP, []any{"azp", other}, func(s *flow.Session) { s.Request.ClientID = "" }, report.Unknown, ""},
		{checkAZP, []any{"azp", ""}, func(s *flow.Session) { s.Request.ClientID = "" }, report.Fail, "another app"},
	} {
		in := withClaims(t, c.changes...)
		if c.set != nil {
			c.set(in.Session)
		}
		if r := c.check(in); r.Outcome != c.want || !strings.Contains(r.Summary, c.says) {
			t.Errorf("%v: %s, %q, want %s, %q", c.changes, r.Outcome, r.Summary, c.want, c.says)
		}
	}
}

// TestClockLimits: the difference of the clocks at which it is told, at which it explains more, and which response
// shows it best.
func TestClockLimits(t *testing.T) {
	exchange := func(ahead time.Duration, took float64) flow.Exchange {
		middle := noon.Add(time.Duration(took * float64(time.Millisecond) / 2))
		return flow.Exchange{Start: noon, DurationMS: took, Date: middle.Add(ahead - 500*time.Millisecond)}
	}
	for _, c := range []struct {
		list []flow.Exchange
		want report.Outcome
		says string
		why  string
	}{
		{[]flow.Exchange{exchange(time.Minute, 0)}, report.Pass, "60 s", ""},
		{[]flow.Exchange{exchange(time.Minute+1, 0)}, report.Fail, "60 s behind", "little tolerance"},
		{[]flow.Exchange{exchange(-time.Minute, 100)}, report.Pass, "60 s", ""},
		{[]flow.Exchange{exchange(-time.Minute-1, 100)}, report.Fail, "60 s ahead of", "little tolerance"},
		{[]flow.Exchange{exchange(5*time.Minute, 0)}, report.Fail, "5 min behind", "little tolerance"},
		{[]flow.Exchange{exchange(5*time.Minute+1, 0)}, report.Fail, "5 min behind", "more than five minutes"},
		{[]flow.Exchange{exchange(0, 10), exchange(time.Hour, 20), exchange(time.Hour, 10)}, report.Pass, "0 s", ""},
		{[]flow.Exchange{exchange(time.Hour, 20), exchange(0, 10)}, report.Pass, "0 s", ""},
		{[]flow.Exchange{{Start: noon}, {Date: noon}, {Start: noon, Date: noon, Aged: true}}, report.Unknown, "", ""},
		{nil, report.Skip, "", ""},
	} {
		s := session(t)
		s.Exchanges = c.list
		r := checkClock(&Input{Session: s, Now: noon})
		if r.Outcome != c.want || !strings.Contains(r.Summary, c.says) || !strings.Contains(r.Why, c.why) {
			t.Errorf("%+v: %s, %q, %q, want %s, %q", c.list, r.Outcome, r.Summary, r.Why, c.want, c.says)
		}
	}
}

// TestTokenResponseLimits: what a token response may say of its type and lifetime, and what is shown where it says
// nothing.
func TestTokenResponseLimits(t *testing.T) {
	for _, c := range []struct {
		check func(*Input) *Result
		value string
		want  report.Outcome
		got   string // the evidence
	}{
		{checkTokenType, "Bearer", report.Pass, "Bearer"},
		{checkTokenType, "bearer", report.Pass, "bearer"},
		{checkTokenType, "mac", report.Fail, "mac"},
		{checkTokenType, "", report.Fail, words.Absent},
		{checkExpires, "60", report.Pass, "60"},
		{checkExpires, `"3599"`, report.Pass, `"3599"`},
		{checkExpires, "59", report.Fail, "59"},
		{checkExpires, "172800", report.Pass, "172800"},
		{checkExpires, "172801", report.Fail, "172801"},
		{checkExpires, "1h", report.Fail, "1h"},
		{checkExpires, "", report.Fail, words.Absent},
	} {
		s := session(t)
		s.Tokens.TokenType, s.Tokens.ExpiresIn = c.value, c.value
		r := c.check(&Input{Session: s, Now: noon})
		if r.Outcome != c.want || len(r.Evidence) != 1 || r.Evidence[0].Got != c.got {
			t.Errorf("%q: %s, %+v, want %s, %q", c.value, r.Outcome, r.Evidence, c.want, c.got)
		}
		s.Tokens = nil
		if r := c.check(&Input{Session: s, Now: noon}); r.Outcome != report.Skip {
			t.Errorf("without a response: %s", r.Outcome)
		}
	}
}

// TestAddressForm: what has the form of an address, by its length, its parts and its characters.
func TestAddressForm(t *testing.T) {
	long := strings.Repeat("a", 64) + "@" + strings.Repeat("a.", 92) + "a.com" // 254 bytes
	for email, says := range map[string]string{
		"a@b.c": "", "a@b": "not a domain", long: "", long + "x": "longer", "a b@c.d": "spaces",
		"a\x7fb@c.d": "control", "a@b@c": "form", "@b": "form",
		"a@": "form", "ab": "form", "": "form", "ä@b.c": "outside ASCII", "a\u0080@b.c": "control", "a~!@b.c": "",
	} {
		in := withClaims(t, "email", email)
		r := checkEmailFormat(in)
		if (r.Outcome == report.Pass) != (says == "") || !strings.Contains(r.Summary, says) {
			t.Errorf("%.20q of %d bytes: %s, %q, want %q", email, len(email), r.Outcome, r.Summary, says)
		}
	}
}

// TestEntryLimits: as many entries as Microsoft allows, and one more of each kind; some limits are of personal accounts
// alone.
func TestEntryLimits(t *testing.T) {
	secrets := func(n int) (list []appreg.Credential) {
		for range n {
			list = append(list, appreg.Credential{Kind: appreg.CredentialSecret})
		}
		return append(list, appreg.Credential{Kind: appreg.CredentialCertificate})
	}
	permissions := func(n int) (list []appreg.Permission) {
		for range n {
			list = append(list, appreg.Permission{Resource: "a"})
		}
		return append(list, appreg.Permission{Resource: "b"})
	}
	apis := func(n int) (list []appreg.Permission) {
		for i := range n {
			list = append(list, appreg.Permission{Resource: strconv.Itoa(i)})
		}
		return list
	}
	for name, c := range map[string]struct {
		a         appreg.App
		all, work int // over the limit with and without personal accounts
	}{
		"entries":          {appreg.App{Entries: 1200}, 0, 0},
		"more entries":     {appreg.App{Entries: 1201}, 1, 1},
		"secrets":          {appreg.App{Credentials: secrets(2)}, 0, 0},
		"more secrets":     {appreg.App{Credentials: secrets(3)}, 1, 0},
		"redirects":        {appreg.App{RedirectURIs: make([]appreg.RedirectURI, 100)}, 0, 0},
		"more redirects":   {appreg.App{RedirectURIs: make([]appreg.RedirectURI, 101)}, 1, 0},
		"permissions":      {appreg.App{Permissions: permissions(30)}, 0, 0},
		"more permissions": {appreg.App{Permissions: permissions(31)}, 1, 0},
		"APIs":             {appreg.App{Permissions: apis(50)}, 0, 0},
		"more APIs":        {appreg.App{Permissions: apis(51)}, 1, 1},
		"400 in all":       {appreg.App{Permissions: permissions(399)}, 2, 0},
		"more than 400":    {appreg.App{Permissions: permissions(400)}, 2, 1},
		"identifiers":      {appreg.App{IdentifierURIs: make([]string, 50)}, 0, 0},
		"more identifiers": {appreg.App{IdentifierURIs: make([]string, 51)}, 1, 0},
	} {
		for audience, over := range map[string]int{"AzureADandPersonalMicrosoftAccount": c.all, "AzureADMyOrg": c.work} {
			a := c.a
			a.Audience = appreg.Setting[string]{Known: true, Value: audience}
			s := session(t)
			s.Registration = &a
			r := checkLimits(&Input{Session: s, Now: noon})
			if len(r.Evidence) != over || (r.Outcome == report.Fail) != (over > 0) {
				t.Errorf("%s, %s: %s, %+v", name, audience, r.Outcome, r.Evidence)
			}
		}
	}
}

// TestLimitsNameWhatIsOver: of what an app has too much.
func TestLimitsNameWhatIsOver(t *testing.T) {
	s := session(t)
	s.Registration = &appreg.App{
		Credentials:  make([]appreg.Credential, 0, 3),
		RedirectURIs: make([]appreg.RedirectURI, 101),
		Audience:     appreg.Setting[string]{Known: true, Value: appreg.AudienceAll},
	}
	for want, secrets := range map[string]int{
		"more redirect URIs than Microsoft allows with personal accounts": 0,
		"more client secrets and redirect URIs than":                      3,
	} {
		a := *s.Registration
		for range secrets {
			a.Credentials = append(a.Credentials, appreg.Credential{Kind: appreg.CredentialSecret})
		}
		r := checkLimits(&Input{Session: &flow.Session{Registration: &a}, Now: noon})
		if !strings.Contains(r.Summary, want) {
			t.Errorf("%q, want %q", r.Summary, want)
		}
	}
}

// TestLogoutAddress: the longest sign-out address, and those that Microsoft refuses.
func TestLogoutAddress(t *testing.T) {
	const base = "https://shop.example/"
	for address, want := range map[string]report.Outcome{
		base + strings.Repeat("a", 255-len(base)): report.Pass, base + strings.Repeat("a", 256-len(base)): report.Fail,
		"": report.Pass, "http://shop.example/out": report.Fail, "http://localhost/out": report.Fail, "x": report.Fail,
		"https://": report.Fail, "https://localhost/out": report.Pass, base + "cb": report.Fail,
	} {
		s := session(t)
		s.Registration = &appreg.App{
			LogoutURL:      appreg.Setting[string]{Known: true, Value: address},
			RedirectsKnown: true, RedirectURIs: []appreg.RedirectURI{{URI: base + "other"}, {URI: base + "cb"}},
		}
		if r := checkLogoutURL(&Input{Session: s, Now: noon}); r.Outcome != want {
			t.Errorf("%.40s of %d bytes: %s, %q, want %s", address, len(address), r.Outcome, r.Summary, want)
		}
	}
}

// TestOwnAudience: an API of the app itself is named by its client ID, in one of three forms, or by its own address.
func TestOwnAudience(t *testing.T) {
	s := session(t)
	s.Registration = &appreg.App{
		AppID:          appreg.Setting[string]{Value: strings.ToUpper(testClient)},
		IdentifierURIs: []string{"https://shop.example/api/"},
	}
	for aud, own := range map[string]bool{
		testClient: true, strings.ToUpper(testClient): true, "api://" + testClient: true, "spn:" + testClient: true,
		"api://" + testClient + "/": true, "api://" + testClient + "/orders": true, "API://" + testClient + "/x": true,
		"api://" + testClient + "x": false, "https://shop.example/api": true, "https://shop.example/api/": true,
		"https://shop.example/api/x": false, "api://other": false, "": false,
	} {
		in := &Input{Session: s, Now: noon}
		if in.isOwnAudience(aud) != own {
			t.Errorf("%q: not %t", aud, own)
		}
	}
	s.Registration.AppID.Value = testTenant
	if (&Input{Session: s}).isOwnAudience("https://shop.example/api") {
		t.Error("an address of another app is the app's own")
	}
	s.Request.ClientID = ""
	if (&Input{Session: s}).isOwnAudience("api://") {
		t.Error("without a client ID an audience is the app's own")
	}
	for text, want := range map[string]string{
		`{"aud":"a"}`: "[a]", `{"aud":["a","b"]}`: "[a b]", `{"aud":["a",7,""]}`: "[a]", `{"aud":7}`: "[]", `{}`: "[]",
	} {
		j := token.Decode("access", flow.NewToken(sign(t, goodHeader, text)))
		if got := fmt.Sprint(audiences(j)); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestTokenVersionAsWritten: evidence and change have what the document has, not another value of the same meaning.
func TestTokenVersionAsWritten(t *testing.T) {
	for written, c := range map[string]struct{ got, before string }{
		`"requestedAccessTokenVersion": 1`:    {"1", "1"},
		`"requestedAccessTokenVersion": null`: {"null", "null"},
	} {
		r := registration(t, edited(t, "healthy", `"requestedAccessTokenVersion": 2`, written))
		f := expect(t, r, "token-version", report.Fail)
		if f.Evidence[0].Got != c.got || string(f.Changes[0].Before) != c.before {
			t.Errorf("%s: got %s, from %s", written, f.Evidence[0].Got, f.Changes[0].Before)
		}
	}
}

// TestTokenVersionShown: the version that is set is shown; null and 1 mean the same.
func TestTokenVersionShown(t *testing.T) {
	for version, shown := range map[int]string{1: "null or 1", 2: "2", 3: "3"} {
		s := session(t)
		s.Registration = &appreg.App{
			TokenVersion: appreg.Setting[int]{Known: true, Value: version},
			Audience:     appreg.Setting[string]{Known: true, Value: "AzureADandPersonalMicrosoftAccount"},
		}
		r := checkTokenVersion(&Input{Session: s, Now: noon})
		if len(r.Evidence) != 1 || r.Evidence[0].Got != shown || (r.Outcome == report.Pass) != (version == 2) {
			t.Errorf("%d: %s, %+v, want %q", version, r.Outcome, r.Evidence, shown)
		}
	}
}
