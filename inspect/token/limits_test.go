package token_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/mint"
	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/token"
)

// modulus is an odd number of so many bits, as a key set has it.
func modulus(bits uint) string {
	n := new(big.Int).Lsh(big.NewInt(1), bits-1)
	return `"` + mint.Base64(n.SetBit(n, 0, 1).Bytes()) + `"`
}

// TestKeyNumbers: the sizes and exponents of keys that are used, and of those that are not (security 67).
func TestKeyNumbers(t *testing.T) {
	even := new(big.Int).Lsh(big.NewInt(1), 2047)
	for _, test := range []struct{ name, n, e, refused string }{
		{"least", modulus(2048), `"AQAB"`, ""},
		{"too small", modulus(2047), `"AQAB"`, "only 2047 bits"},
		{"largest", modulus(8192), `"AQAB"`, ""},
		{"too large", modulus(8193), `"AQAB"`, "more than 8192 bits"},
		{"even", `"` + mint.Base64(even.Bytes()) + `"`, `"AQAB"`, "modulus is even"},
		{"exponent 3", modulus(2048), `"Aw"`, "exponent"},
		{"exponent 65536", modulus(2048), `"AQAA"`, "exponent"},
		{"exponent 65539", modulus(2048), `"AQAD"`, "exponent"},
		{"exponent of 72 bits", modulus(2048), `"AQAAAAAAAQAB"`, "exponent"},
		{"exponent with a zero byte", modulus(2048), `"AAEAAQ"`, "not a valid number"},
		{"exponent empty", modulus(2048), `""`, "not a valid number"},
		{"exponent a number", modulus(2048), `65537`, "not a valid number"},
		{"modulus with a zero byte", `"AA` + strings.Repeat("_", 342) + `"`, `"AQAB"`, "not a valid number"},
		{"modulus padded", strings.TrimSuffix(modulus(2048), `"`) + `="`, `"AQAB"`, "not a valid number"},
		{"modulus missing", `null`, `"AQAB"`, "not a valid number"},
	} {
		ring := token.NewKeyRing(mint.KeySet(mint.JWK("k1", "", mint.Public(), "n", test.n, "e", test.e)))
		key := ring.Keys[0]
		if (key.Public != nil) != (test.refused == "") || (key.Refused == "") != (test.refused == "") ||
			!strings.Contains(key.Refused, test.refused) || key.Other || key.Leaked {
			t.Errorf("%s: usable %t, %q, want %q", test.name, key.Public != nil, key.Refused, test.refused)
		}
	}
}

// TestUnusableKeys: of a key that is not used it is known whether it is for something else, malformed, or published
// with its private part, which counts more (security 68).
func TestUnusableKeys(t *testing.T) {
	for _, test := range []struct {
		key           string
		other, leaked bool
	}{
		{mint.JWK("k1", "", mint.Public(), "use", `"enc"`), true, false},
		{mint.JWK("k1", "", mint.Public(), "use", `""`), false, false},
		{mint.JWK("k1", "", mint.Public(), "use", `1`), false, false},
		{mint.JWK("k1", "", mint.Public(), "alg", `"PS256"`), true, false},
		{mint.JWK("k1", "", mint.Public(), "alg", `""`), false, false},
		{mint.JWK("k1", "", mint.Public(), "key_ops", `["sign"]`), true, false},
		{mint.JWK("k1", "", mint.Public(), "key_ops", `"sign"`), false, false},
		{mint.JWK("k1", "", mint.Public(), "d", `"AQ"`), false, true},
		{mint.JWK("k1", "", mint.Public(), "p", `null`), false, true},
		{mint.JWK("k1", "", mint.Public(), "use", `"enc"`, "oth", `[]`), false, true},
		{`{"kty":"EC","kid":"k1"}`, true, false},
		{`{"kty":"EC","kid":"k1","d":"AQ"}`, true, true},
	} {
		ring := token.NewKeyRing(mint.KeySet(test.key))
		if len(ring.Keys) != 1 || ring.Keys[0].ID != "k1" {
			t.Errorf("%s: %+v", test.key, ring.Keys)
			continue
		}
		if k := ring.Keys[0]; k.Public != nil || k.Refused == "" || k.Other != test.other || k.Leaked != test.leaked {
			t.Errorf("%s: %+v", test.key, k)
		}
	}
}

// TestKeySetShape: what is in a set and no key, and sets that are none.
func TestKeySetShape(t *testing.T) {
	key, oct := mint.JWK("k1", "", mint.Public()), `{"kty":"oct","kid":"k2"}`
	unnamed := mint.JWK("", "", mint.Public())
	for _, test := range []struct {
		raw                           string
		keys, usable, secrets, faults int
	}{
		{`{"keys":[` + key + `,null,1,{},` + oct + `]}`, 1, 1, 1, 0},
		{`{"keys":[` + key + `,{"kid":"k1"}]}`, 0, 0, 0, 1},
		{`{"keys":[` + key + `,{"kty":"oct","kid":"k1"}]}`, 0, 0, 0, 1},
		{`{"keys":[` + unnamed + `,` + unnamed + `]}`, 1, 1, 0, 0},
		{`{"keys":[` + key + `,{"kty":"EC","kid":"k3"}]}`, 2, 1, 0, 0},
		{`{"keys":[]}`, 0, 0, 0, 0},
		{`{"keys":{}}`, 0, 0, 0, 1},
		{`{}`, 0, 0, 0, 1},
		{`[]`, 0, 0, 0, 1},
		{`{"keys":[],"keys":[]}`, 0, 0, 0, 1},
		{``, 0, 0, 0, 1},
	} {
		ring := token.NewKeyRing([]flow.KeySet{{Raw: []byte(test.raw)}})
		got := fmt.Sprint(len(ring.Keys), len(ring.Usable()), len(ring.Symmetric), len(ring.Notes), len(ring.Faults))
		if want := fmt.Sprint(test.keys, test.usable, test.secrets, test.secrets, test.faults); got != want {
			t.Errorf("%.80s: keys, usable, secrets, notes, faults: %s, want %s", test.raw, got, want)
		}
	}
}

// TestRefusedTwice: two responses mean one key only if they refuse it for the same reason.
func TestRefusedTwice(t *testing.T) {
	weak := mint.JWK("k1", "", mint.Public(), "n", `"AQAB"`)
	enc := mint.JWK("k1", "", mint.Public(), "use", `"enc"`)
	good := mint.JWK("k1", "", mint.Public())
	for _, test := range []struct {
		first, second string
		faults        int
	}{{weak, weak, 0}, {weak, enc, 1}, {enc, good, 1}, {good, enc, 1}} {
		ring := token.NewKeyRing(append(mint.KeySet(test.first), mint.KeySet(test.second)...))
		if len(ring.Keys) != 1 || len(ring.Usable()) != 0 || len(ring.Faults) != test.faults {
			t.Errorf("%s and %s: %+v, faults %v", test.first, test.second, ring.Keys, ring.Faults)
		}
	}
}

// TestClaimTypes: values at which readers stop are found wherever they stand, but for times, which have checks of their
// own.
func TestClaimTypes(t *testing.T) {
	for _, test := range []struct{ header, claims, says string }{
		{`"x":1`, `{"jti":"a"}`, ""},
		{`"x":1`, `{"jti":1}`, "jti is 1"},
		{`"x":1`, `{"jti":null}`, "jti is null"},
		{`"x":1e400`, `{}`, "1e400 in the header"},
		{`"x":[1,{"y":[-1E999]}]`, `{}`, "-1E999 in the header"},
		{`"x":1`, `{"n":1e400}`, "1e400 in n"},
		{`"x":1`, `{"n":[0,1e400]}`, "1e400 in n"},
		{`"x":1`, `{"n":{"a":1,"b":1e400}}`, "1e400 in n"},
		{`"x":1`, `{"n":"1e400"}`, ""},
		{`"x":1`, `{"n":[1e308,"e"],"m":{"a":-1e-400}}`, ""},
		{`"x":1`, `{"exp":1e400,"nbf":1e400,"iat":1e400}`, ""},
		{`"x":1`, `{"n":` + strings.Repeat("9", 32) + `}`, ""},
	} {
		var got []string
		raw := mint.Sign(`{"alg":"RS256",`+test.header+`}`, test.claims)
		for _, f := range token.Decode("id", flow.NewToken(raw)).Faults {
			got = append(got, f.Check+": "+f.Problem)
		}
		text := strings.Join(got, "; ")
		if (text == "") != (test.says == "") || len(got) > 1 || !strings.Contains(text, test.says) ||
			text != "" && !strings.HasPrefix(text, "idtoken-format: ") {
			t.Errorf("%s and %s: %q, want %q", test.header, test.claims, text, test.says)
		}
	}
}

// TestProblemWords: a refusal says what is in the place of an object, and which member it is about.
func TestProblemWords(t *testing.T) {
	for _, test := range []struct{ header, claims, says string }{
		{`{"alg":"RS256"}`, `[1]`, "the claims part is not a JSON object but an array"},
		{`{"alg":"RS256"}`, `null`, "the claims part is not a JSON object but null"},
		{`"x"`, `{}`, "the header part is not a JSON object but a string"},
		{`{"alg":"RS256"}`, ``, "the claims part is empty"},
		{`{"alg":"RS256","zip":"DEF"}`, `{}`, "zip"},
		{`{"alg":"RS256","jwk":{}}`, `{}`, "jwk names a key"},
		{`{"alg":"RS256","x5c":[]}`, `{}`, "x5c names a key"},
		{`{"alg":"RS256","jku":""}`, `{}`, "jku names a key"},
		{`{"alg":"RS256","x5t":1}`, `{}`, "x5t is 1"},
		{`{"alg":"RS256","x5t#S256":[]}`, `{}`, "x5t#S256 is []"},
		{`{"alg":"RS256","cty":"JWT"}`, `{}`, "cty"},
		{`{"alg":"RS256","Typ":"JWT"}`, `{}`, "the header has Typ, which lenient readers treat as typ"},
		{`{"alg":"RS256"}`, `{"Nonce":1}`, "the claims have Nonce, which lenient readers treat as nonce"},
	} {
		faults := token.Decode("id", flow.NewToken(mint.Sign(test.header, test.claims))).Faults
		if len(faults) != 1 || !strings.Contains(faults[0].Problem, test.says) {
			t.Errorf("%s and %s: %v, want %q", test.header, test.claims, faults, test.says)
		}
	}
	whole := mint.Sign(mint.Header, mint.ClaimsText())
	for _, text := range []string{whole + ".", whole + ".a.b.c", "a", ""} {
		faults := token.Decode("id", flow.NewToken(text)).Faults
		if len(faults) != 1 || !strings.Contains(faults[0].Problem, "different number") {
			t.Errorf("%d dots: %v", strings.Count(text, "."), faults)
		}
	}
}

// TestPartialClaims: decoded claims without one of those that every token has are a part of it.
func TestPartialClaims(t *testing.T) {
	decode := func(changes ...any) *token.JWT { return token.Decode("id", mint.Unsigned(mint.Claims(changes...))) }
	for _, name := range []string{"", "iss", "aud", "exp", "iat", "sub", "nbf", "email"} {
		j := decode(name, nil)
		j.TakeDecoded(false, true)
		if want := strings.Contains("iss aud exp iat sub", name) && name != ""; j.Partial != want || !j.Untyped {
			t.Errorf("without %s: partial %t, want %t", name, j.Partial, want)
		}
	}
	j := decode()
	j.TakeDecoded(true, false)
	if !j.Partial || j.Untyped {
		t.Errorf("a part: %t, %t", j.Partial, j.Untyped)
	}
	for _, test := range []struct {
		changes []any
		reason  string
	}{
		{[]any{"email", nil}, "email" + proof.NotGiven},
		{[]any{"email", ""}, "the ID token has no email"},
		{[]any{"xms_edov", nil}, "xms_edov" + proof.NotGiven},
		{[]any{"xms_edov", nil, "email_verified", true}, "xms_edov" + proof.NotGiven},
	} {
		part, whole := decode(test.changes...), decode(test.changes...)
		part.TakeDecoded(true, false)
		unsure := proof.Trust{State: proof.Unchecked, Why: "because"}
		if v := token.JudgeEmail(part, unsure); v.Verdict != proof.EmailCannotTell || v.Reason != test.reason {
			t.Errorf("%v of a part: %+v", test.changes, v)
		}
		if v := token.JudgeEmail(whole, unsure); !strings.Contains(v.Reason, "because") {
			t.Errorf("%v of a whole token: %+v", test.changes, v)
		}
	}
}

// TestAccessMarks: what shows an access token, and that it is Microsoft Graph's.
func TestAccessMarks(t *testing.T) {
	const nonce, plain = `{"alg":"RS256","nonce":"x"}`, `{"alg":"RS256"}`
	for _, test := range []struct {
		kind, header, claims, mark string
		graph                      bool
	}{
		{"id", plain, `{"aud":"x"}`, "", false},
		{"id", nonce, `{"aud":"x"}`, "", false},
		{"id", plain, `{"scp":"x"}`, "scp", false},
		{"id", nonce, `{"azpacr":"1"}`, "azpacr", true},
		{"id", plain, `{"appid":"x","aud":"https://graph.microsoft.com/"}`, "appid", true},
		{"id", plain, `{"appidacr":null}`, "appidacr", false},
		{"id", plain, `{"aud":"api://x"}`, "aud", false},
		{"id", plain, `{"aud":"https://graph.microsoft.us"}`, "aud", true},
		{"id", plain, `{"aud":"https://graph.microsoft.com.evil.example"}`, "", false},
		{"access", plain, `{"aud":"x"}`, "", false},
		{"access", nonce, `{"aud":"x"}`, "", true},
		{"access", plain, `{"aud":"00000003-0000-0000-c000-000000000000"}`, "aud", true},
	} {
		j := token.Decode(test.kind, flow.NewToken(mint.Sign(test.header, test.claims)))
		if j.AccessMark() != test.mark || j.ForGraph() != test.graph {
			t.Errorf("%s %s %s: mark %q, for Graph %t", test.kind, test.header, test.claims, j.AccessMark(), j.ForGraph())
		}
	}
}

// TestAccountEdges: a Boolean is no account number, and a token without claims has no account.
func TestAccountEdges(t *testing.T) {
	for name, test := range map[string]struct {
		changes []any
		want    string
	}{
		"acct true":           {[]any{"acct", true}, proof.AccountWork},
		"acct 2":              {[]any{"acct", 2}, proof.AccountWork},
		"empty idp":           {[]any{"idp", ""}, proof.AccountWork},
		"guest without tid":   {[]any{"acct", 1, "tid", nil}, proof.AccountGuest},
		"personal and guest":  {[]any{"acct", 1, "tid", strings.ToUpper(entra.ConsumersTenant)}, proof.AccountPersonal},
		"no tid, own account": {[]any{"tid", nil}, proof.AccountUnknown},
	} {
		if got := token.AccountOf(token.Decode("id", mint.Unsigned(mint.Claims(test.changes...)))); got.Kind != test.want {
			t.Errorf("%s: %s, want %s", name, got.Kind, test.want)
		}
	}
	var none *token.JWT
	unknown := proof.Account{Kind: proof.AccountUnknown}
	if got := token.AccountOf(none); got != unknown || none.Tenant() != "" || none.OK() {
		t.Errorf("no token: %+v", got)
	}
	if got := token.AccountOf(token.Decode("id", flow.NewToken("x"))); got != unknown {
		t.Errorf("no claims: %+v", got)
	}
}

// TestPublishedIssuer: the issuer is that of the metadata, else of the cloud that is known, else of the one that the
// token names; a server that is not Microsoft's has none.
func TestPublishedIssuer(t *testing.T) {
	const us = "https://login.microsoftonline.us/"
	for _, test := range []struct {
		request   flow.Request
		metadata  string
		iss, want string
	}{
		{flow.Request{}, "https://x.example", us, "https://x.example"},
		{flow.Request{TrustAuthority: true}, "", us, ""},
		{flow.Request{}, "", mint.TenantIssuer, mint.TemplateIssuer},
		{flow.Request{}, "", us + mint.Tenant + "/v2.0", us + "{tenantid}/v2.0"},
		{flow.Request{Cloud: entra.Global}, "", us + mint.Tenant + "/v2.0", mint.TemplateIssuer},
		{flow.Request{}, "", "https://evil.example/" + mint.Tenant + "/v2.0", mint.TemplateIssuer},
		{flow.Request{}, "", "https://[::1", mint.TemplateIssuer},
	} {
		s := &flow.Session{Request: test.request}
		if test.metadata != "" {
			s.Metadata = &flow.Metadata{Issuer: test.metadata}
		}
		if got := token.PublishedIssuer(s, test.iss); got != test.want {
			t.Errorf("%+v, %s: %q, want %q", test.request, test.iss, got, test.want)
		}
	}
	for published, want := range map[string]string{mint.TemplateIssuer: mint.Tenant, mint.TenantIssuer: ""} {
		if got := entra.IssuerTenant(published, mint.TenantIssuer); got != want {
			t.Errorf("the tenant of %s: %q", published, got)
		}
	}
	for _, iss := range []string{"http://login.microsoftonline.com/" + mint.Tenant + "/v2.0", mint.TenantIssuer + "/"} {
		if got := entra.IssuerTenant(mint.TemplateIssuer, iss); got != "" {
			t.Errorf("the tenant of %s: %q", iss, got)
		}
	}
}

// TestTimeClaimEdges: a time is a whole number of seconds from 1970 until beyond the year 6000.
func TestTimeClaimEdges(t *testing.T) {
	for text, want := range map[string]bool{
		"0": true, "137438953472": true, "137438953473": false, "-1": false, "1.5": false, "1e9": false, "": false,
	} {
		for _, name := range []string{"exp", "nbf", "iat", "auth_time", "xms_tcdt"} {
			at, ok := token.TimeClaim(name, strictjson.Value{Kind: strictjson.Number, Text: text})
			if ok != want || ok && fmt.Sprint(at.Unix()) != text || !ok && !at.IsZero() {
				t.Errorf("%s %s: %v, %t", name, text, at, ok)
			}
		}
	}
}
