package check

import (
	"bytes"
	"crypto/rsa"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/mint"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
)

// The tests of the checks mint their tokens by these short names.
var signingKey = mint.Key

const templateIssuer = mint.TemplateIssuer

func b64(data []byte) string { return mint.Base64(data) }

func sign(_ testing.TB, header, claims string) string { return mint.Sign(header, claims) }

func jwk(kid, issuer string, key *rsa.PublicKey, extra ...string) string {
	return mint.JWK(kid, issuer, key, extra...)
}

func keySet(keys ...string) []flow.KeySet { return mint.KeySet(keys...) }

// signedIn is a finished sign-in that got the given ID token.
func signedIn(t testing.TB, token string) *flow.Session {
	s := session(t)
	s.Origin = flow.OriginSignIn
	s.Tokens.IDToken = flow.NewToken(token)
	s.Tokens.AccessTokenHash = "9x-right-hash"
	s.Metadata.Issuer = templateIssuer
	s.KeySets = keySet(jwk("k1", templateIssuer, &signingKey().PublicKey))
	return s
}

const goodHeader = mint.Header

func claimsText(_ testing.TB, changes ...any) string { return mint.ClaimsText(changes...) }

// with adds raw JSON members in front of healthy claims.
func with(t testing.TB, raw string, changes ...any) string {
	return "{" + raw + "," + claimsText(t, changes...)[1:]
}

// TestHealthyTokenPasses: of a tenant, by the keys of all tenants (security 75).
func TestHealthyTokenPasses(t *testing.T) {
	r := judge(signedIn(t, sign(t, goodHeader, claimsText(t))))
	if r.Verdict != report.VerdictPass || r.Email.Verdict != proof.EmailVerified {
		t.Errorf("%s, %s: %s", r.Verdict, r.Email.Verdict, r.Headline)
	}
}

// TestAttacks tries the attacks of the security reference. Each token is well
// signed unless the attack is on the signature; the named check must fail, and
// nothing may come out verified (security rows).
func TestAttacks(t *testing.T) {
	good := claimsText(t)
	header := func(members string) string { return `{"kid":"k1","typ":"JWT",` + members + `}` }
	tok := func(h, c string) string { return sign(t, h, c) }
	whole := tok(goodHeader, good)
	parts := strings.Split(whole, ".")
	otherSignature := strings.Split(tok(goodHeader, claimsText(t, "sub", "BBBB")), ".")[2]
	last := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", whole[len(whole)-1])
	looseBits := whole[:len(whole)-1] + string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last^1])
	for _, test := range []struct{ name, token, check string }{
		{"76 alg none", b64([]byte(header(`"alg":"none"`))) + "." + parts[1] + ".", "idtoken-algorithm"},
		{"76 alg nOnE", tok(header(`"alg":"nOnE"`), good), "idtoken-algorithm"},
		{"76 alg empty", tok(header(`"alg":""`), good), "idtoken-algorithm"},
		{"76 alg missing", tok(`{"kid":"k1"}`, good), "idtoken-algorithm"},
		{"76 alg number", tok(header(`"alg":5`), good), "idtoken-algorithm"},
		{"76 alg array", tok(header(`"alg":["RS256"]`), good), "idtoken-algorithm"},
		{"77 HS256", tok(header(`"alg":"HS256"`), good), "idtoken-algorithm"},
		{"95 ES256", tok(header(`"alg":"ES256"`), good), "idtoken-algorithm"},
		{"95 PS256", tok(header(`"alg":"PS256"`), good), "idtoken-algorithm"},
		{"78 kid path", tok(`{"alg":"RS256","kid":"../../../dev/null"}`, good), "idtoken-key"},
		{"78 kid number", tok(`{"alg":"RS256","kid":7}`, good), "idtoken-header"},
		{"78 kid escape", tok(`{"alg":"RS256","kid":"\u001b[2J"}`, good), "idtoken-key"},
		{"78 thumbprint number", tok(header(`"alg":"RS256","x5t":5`), good), "idtoken-header"},
		{"79 jku", tok(header(`"alg":"RS256","jku":"http://169.254.169.254/"`), good), "idtoken-header"},
		{"79 jwk", tok(header(`"alg":"RS256","jwk":{}`), good), "idtoken-header"},
		{"79 x5c", tok(header(`"alg":"RS256","x5c":[]`), good), "idtoken-header"},
		{"80 empty signature", parts[0] + "." + parts[1] + ".", "idtoken-signature"},
		{"80 one byte", parts[0] + "." + parts[1] + ".AA", "idtoken-signature"},
		{"80 zeros", parts[0] + "." + parts[1] + "." + b64(make([]byte, 256)), "idtoken-signature"},
		{"80 another token's", parts[0] + "." + parts[1] + "." + otherSignature, "idtoken-signature"},
		{"81 crit unknown", tok(header(`"alg":"RS256","crit":["x"],"x":1`), good), "idtoken-header"},
		{"81 crit empty", tok(header(`"alg":"RS256","crit":[]`), good), "idtoken-header"},
		{"81 b64 false", tok(header(`"alg":"RS256","b64":false`), good), "idtoken-header"},
		{"81 zip", tok(header(`"alg":"RS256","zip":"DEF"`), good), "idtoken-header"},
		{"82 JWE", whole + ".x.y", "idtoken-format"},
		{"82 nested", tok(header(`"alg":"RS256","cty":"JWT"`), good), "idtoken-type"},
		{"83 JSON serialization", `{"payload":"` + parts[1] + `","signatures":[]}`, "idtoken-format"},
		{"84 duplicate alg", tok(`{"alg":"none","alg":"RS256","kid":"k1"}`, good), "idtoken-format"},
		{"84 duplicate aud", tok(goodHeader, with(t, `"aud":"other"`)), "idtoken-format"},
		{"84 nested duplicate", tok(goodHeader, with(t, `"x":{"a":1,"a":2}`)), "idtoken-format"},
		{"84 number out of range", tok(goodHeader, with(t, `"x":1e400`)), "idtoken-format"},
		{"84 jti number", tok(goodHeader, with(t, `"jti":5`)), "idtoken-format"},
		{"85 AUD", tok(goodHeader, with(t, `"AUD":"`+testClient+`"`)), "idtoken-names"},
		{"85 long s", tok(goodHeader, with(t, `"ſub":"x"`)), "idtoken-names"},
		{"85 Kelvin", tok("{\"alg\":\"RS256\",\"\u212aid\":\"k1\",\"kid\":\"k1\"}", good), "idtoken-names"},
		{"89 other aud", tok(goodHeader, claimsText(t, "aud", testTenant)), "idtoken-audience"},
		{"89 aud and another", tok(goodHeader, claimsText(t, "aud", []string{testClient, "x"})), "idtoken-audience"},
		{"89 aud number", tok(goodHeader, claimsText(t, "aud", 5)), "idtoken-audience"},
		{"89 aud empty list", tok(goodHeader, claimsText(t, "aud", []string{})), "idtoken-audience"},
		{"89 aud longer", tok(goodHeader, claimsText(t, "aud", testClient+"x")), "idtoken-audience"},
		{"89 aud upper case", tok(goodHeader, claimsText(t, "aud", strings.ToUpper(testClient))), "idtoken-audience"},
		{"89 azp", tok(goodHeader, claimsText(t, "azp", "other")), "idtoken-azp"},
		{"90 nonce missing", tok(goodHeader, claimsText(t, "nonce", nil)), "idtoken-nonce"},
		{"90 nonce other", tok(goodHeader, claimsText(t, "nonce", "x")), "idtoken-nonce"},
		{"90 nonce list", tok(goodHeader, claimsText(t, "nonce", []string{"n-0S6_WzA2Mj"})), "idtoken-nonce"},
		{"91 at_hash", tok(goodHeader, claimsText(t, "at_hash", "AAAA")), "idtoken-at-hash"},
		{"92 template text", tok(goodHeader, claimsText(t, "iss", templateIssuer)), "idtoken-issuer"},
		{
			"92 trailing slash", tok(goodHeader, claimsText(t, "iss", "https://login.microsoftonline.com/"+testTenant+"/v2.0/")),
			"idtoken-issuer",
		},
		{
			"92 http", tok(goodHeader, claimsText(t, "iss", "http://login.microsoftonline.com/"+testTenant+"/v2.0")),
			"idtoken-issuer",
		},
		{
			"92 upper case host", tok(goodHeader, claimsText(t, "iss", "https://LOGIN.microsoftonline.com/"+testTenant+"/v2.0")),
			"idtoken-issuer",
		},
		{"92 evil host", tok(goodHeader,
			claimsText(t, "iss", "https://login.microsoftonline.com.evil.com/"+testTenant+"/v2.0")), "idtoken-issuer"},
		{
			"92 sovereign cloud", tok(goodHeader, claimsText(t, "iss", "https://login.microsoftonline.us/"+testTenant+"/v2.0")),
			"idtoken-issuer",
		},
		{"92 other tid", tok(goodHeader, claimsText(t, "tid", "4a435c5e-6451-4c1a-a81f-ab9666b6de8f")), "idtoken-tenant"},
		{"92 tid no GUID", tok(goodHeader, claimsText(t, "tid", "contoso")), "idtoken-tenant"},
		{"92 tid missing", tok(goodHeader, claimsText(t, "tid", nil)), "idtoken-tenant"},
		{"93 sub missing", tok(goodHeader, claimsText(t, "sub", nil)), "idtoken-subject"},
		{"93 sub number", tok(goodHeader, claimsText(t, "sub", 5)), "idtoken-subject"},
		{"93 sub of 256", tok(goodHeader, claimsText(t, "sub", strings.Repeat("x", 256))), "idtoken-subject"},
		{"93 iat missing", tok(goodHeader, claimsText(t, "iat", nil)), "idtoken-issued-at"},
		{
			"94 v1", tok(goodHeader, claimsText(t, "ver", "1.0", "iss", "https://sts.windows.net/"+testTenant+"/")),
			"idtoken-version",
		},
		{"97 loose bits", looseBits, "idtoken-format"},
		{"97 padding", whole + "=", "idtoken-format"},
		{"97 line end inside", parts[0] + "." + parts[1][:9] + "\n" + parts[1][9:] + "." + parts[2], "idtoken-format"},
		{"97 line end after", whole + "\n", "idtoken-format"},
		{"97 NUL", whole + "\x00", "idtoken-format"},
		{"98 too large", whole + strings.Repeat("A", token.MaxToken), "idtoken-format"},
		{"98 a million dots", strings.Repeat(".", 1e6), "idtoken-format"},
		{"99 deep", tok(goodHeader, with(t, `"x":`+strings.Repeat("[", 33)+strings.Repeat("]", 33))), "idtoken-format"},
		{"99 many members", tok(goodHeader, with(t, `"x":[`+strings.Repeat("1,", 1001)+`1]`)), "idtoken-format"},
		{"99 long number", tok(goodHeader, with(t, `"x":`+strings.Repeat("1", 33))), "idtoken-format"},
		{"100 null claims", tok(goodHeader, "null"), "idtoken-format"},
		{"100 array claims", tok(goodHeader, "[]"), "idtoken-format"},
		{"100 garbage after", tok(goodHeader, good+"garbage"), "idtoken-format"},
		{"101 invalid UTF-8", tok(goodHeader, with(t, "\"x\":\"\xff\"")), "idtoken-format"},
		{"101 BOM", tok(goodHeader, "\xef\xbb\xbf"+good), "idtoken-format"},
		{"101 lone surrogate", tok(goodHeader, with(t, `"x":"\ud800"`)), "idtoken-format"},
		{"102 at+jwt", tok(`{"alg":"RS256","kid":"k1","typ":"at+jwt"}`, good), "idtoken-type"},
		{"102 logout+jwt", tok(`{"alg":"RS256","kid":"k1","typ":"logout+jwt"}`, good), "idtoken-type"},
		{"104 access token", tok(goodHeader, claimsText(t, "scp", "User.Read")), "idtoken-not-access"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := judge(signedIn(t, test.token))
			if f := r.Find(test.check); f.Outcome != report.Fail {
				t.Errorf("%s is %s: %s", test.check, f.Outcome, f.Summary)
			}
			if r.Verdict != report.VerdictFail || r.Email.Verdict == proof.EmailVerified {
				// The ID token may still prove the address when it is of the
				// wrong time or version, or the access token is exchanged.
				if !slices.Contains([]string{"idtoken-version", "idtoken-issued-at", "idtoken-subject", "idtoken-at-hash"},
					test.check) {
					t.Errorf("verdict %s, email %s", r.Verdict, r.Email.Verdict)
				}
			}
			if _, err := r.JSON(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Numbers that are no times, and the exact borders (security 86-88).
func TestTimes(t *testing.T) {
	at := func(d time.Duration) int64 { return noon.Add(d).Unix() }
	raw := func(name, value string) string { return with(t, `"`+name+`":`+value, name, nil) }
	for _, test := range []struct {
		name, claims, check string
		want                report.Outcome
	}{
		{"exp missing", claimsText(t, "exp", nil), "idtoken-lifetime", report.Fail},
		{"exp null", raw("exp", "null"), "idtoken-lifetime", report.Fail},
		{"exp text", raw("exp", `"1795521600"`), "idtoken-lifetime", report.Fail},
		{"exp 0", raw("exp", "0"), "idtoken-lifetime", report.Fail},
		{"exp -1", raw("exp", "-1"), "idtoken-lifetime", report.Fail},
		{"exp 1e300", raw("exp", "1e300"), "idtoken-lifetime", report.Fail},
		{"exp 1e400", raw("exp", "1e400"), "idtoken-lifetime", report.Fail},
		{"exp max int", raw("exp", "9223372036854775807"), "idtoken-lifetime", report.Fail},
		{"exp year 10000", raw("exp", "253402300800"), "idtoken-lifetime", report.Fail},
		{"exp year 9999", raw("exp", "253402300799"), "idtoken-lifetime", report.Pass},
		{"exp year 9999 is long", raw("exp", "253402300799"), "idtoken-length", report.Fail},
		{"exp fraction", raw("exp", fmt.Sprintf("%d.9", at(time.Hour))), "idtoken-lifetime", report.Pass},
		{
			"exp one second within the leeway", claimsText(t, "nbf", nil, "exp", at(-leeway+time.Second)), "idtoken-lifetime",
			report.Pass,
		},
		{"exp at the leeway", claimsText(t, "exp", at(-leeway)), "idtoken-lifetime", report.Fail},
		{"exp one second past", claimsText(t, "exp", at(-leeway-time.Second)), "idtoken-lifetime", report.Fail},
		{"nbf at the leeway", claimsText(t, "nbf", at(leeway)), "idtoken-lifetime", report.Pass},
		{"nbf one second past", claimsText(t, "nbf", at(leeway+time.Second)), "idtoken-lifetime", report.Fail},
		{"nbf after exp", claimsText(t, "nbf", at(4*time.Minute), "exp", at(2*time.Minute)), "idtoken-lifetime", report.Fail},
		{"iat at the leeway", claimsText(t, "iat", at(leeway)), "idtoken-issued-at", report.Pass},
		{"iat one second past", claimsText(t, "iat", at(leeway+time.Second)), "idtoken-issued-at", report.Fail},
		{"a personal account's day", claimsText(t, "exp", at(24*time.Hour+4*time.Minute)), "idtoken-length", report.Pass},
	} {
		r := judge(signedIn(t, sign(t, goodHeader, test.claims)))
		if f := r.Find(test.check); f.Outcome != test.want {
			t.Errorf("%s: %s is %s: %s", test.name, test.check, f.Outcome, f.Summary)
		}
		if _, err := r.JSON(); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// What a key set may hold, and for whom a key may sign (security rows).
func TestKeySets(t *testing.T) {
	public := &signingKey().PublicKey
	personal := strings.ReplaceAll(templateIssuer, entra.TenantTemplate, entra.ConsumersTenant)
	small := new(big.Int).Rsh(public.N, 1024)
	small.SetBit(small, 0, 1)
	good := jwk("k1", templateIssuer, public)
	for _, test := range []struct {
		name  string
		sets  []flow.KeySet
		check string
		want  report.Outcome
	}{
		{"64 unknown kty", keySet(`{"kty":"OKP","kid":"z"}`, good), "idtoken-signature", report.Pass},
		{"65 duplicate kid", keySet(good, good), "keys-well-formed", report.Fail},
		{"66 use enc", keySet(jwk("k1", templateIssuer, public, "use", `"enc"`)), "idtoken-key-strength", report.Fail},
		{"66 alg RS512", keySet(jwk("k1", templateIssuer, public, "alg", `"RS512"`)), "idtoken-key-strength", report.Fail},
		{
			"66 key_ops", keySet(jwk("k1", templateIssuer, public, "key_ops", `["encrypt"]`)), "idtoken-key-strength",
			report.Fail,
		},
		{
			"67 1024 bits", keySet(jwk("k1", templateIssuer, public, "n", `"`+b64(small.Bytes())+`"`)), "idtoken-key-strength",
			report.Fail,
		},
		{"67 e=3", keySet(jwk("k1", templateIssuer, public, "e", `"Aw"`)), "idtoken-key-strength", report.Fail},
		{"67 padded", keySet(jwk("k1", templateIssuer, public, "e", `"AQAB="`)), "idtoken-key-strength", report.Fail},
		{"68 symmetric", keySet(`{"kty":"oct","kid":"o","k":"AA"}`, good), "idtoken-signature", report.Pass},
		{"68 private part", keySet(jwk("k1", templateIssuer, public, "d", `"AQAB"`)), "idtoken-key-strength", report.Fail},
		{
			"70 joined answers", append(keySet(jwk("other", templateIssuer, public)), keySet(good)...), "idtoken-signature",
			report.Pass,
		},
		{"74 a personal key", keySet(jwk("k1", personal, public)), "idtoken-key-issuer", report.Fail},
		{"no key", keySet(jwk("other", templateIssuer, public)), "idtoken-key", report.Fail},
		{"no keys", nil, "idtoken-signature", report.Unknown},
	} {
		s := signedIn(t, sign(t, goodHeader, claimsText(t)))
		s.KeySets = test.sets
		r := judge(s)
		if f := r.Find(test.check); f.Outcome != test.want {
			t.Errorf("%s: %s is %s: %s", test.name, test.check, f.Outcome, f.Summary)
		}
		if test.want != report.Pass && r.Email.Verdict == proof.EmailVerified && test.check != "keys-well-formed" {
			t.Errorf("%s: the email counts as verified", test.name)
		}
		if text, _ := r.JSON(); bytes.Contains(text, []byte("forged")) {
			t.Errorf("%s: a token is called forged", test.name)
		}
	}
}

// Microsoft's real key sets are usable, and two answers minutes apart join to
// twelve keys.
func TestRealKeySets(t *testing.T) {
	files, err := filepath.Glob("../../testdata/jwks/*.json")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	read := func(file string) flow.KeySet {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return flow.KeySet{URL: file, Raw: data}
	}
	for _, file := range files {
		ring := token.NewKeyRing([]flow.KeySet{read(file)})
		if len(ring.Keys) == 0 || len(ring.Faults) > 0 || len(ring.Notes) > 0 || len(ring.Usable()) != len(ring.Keys) {
			t.Errorf("%s: %d keys, %d usable, faults %v, notes %v", file, len(ring.Keys), len(ring.Usable()), ring.Faults,
				ring.Notes)
		}
	}
	joined := token.NewKeyRing([]flow.KeySet{
		read("../../testdata/jwks/common-v2-flap-a.json"),
		read("../../testdata/jwks/common-v2-flap-b.json"),
	})
	if len(joined.Keys) != 12 {
		t.Errorf("the two responses join to %d keys, want 12", len(joined.Keys))
	}
}
