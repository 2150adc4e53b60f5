package token_test

import (
	"crypto"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"edov/flow"
	"edov/flow/mint"
	"edov/inspect/proof"
	"edov/inspect/token"
	"edov/inspect/words"
)

// faultsOf lists the checks whose rules a token breaks.
func faultsOf(text string) string {
	var checks []string
	for _, f := range token.Decode("id", flow.NewToken(text)).Faults {
		checks = append(checks, f.Check)
	}
	return strings.Join(checks, " ")
}

// TestFormatIsNamed: a refusal says what is wrong, and quotes no token (security rows).
func TestFormatIsNamed(t *testing.T) {
	whole := mint.Sign(mint.Header, mint.ClaimsText())
	parts := strings.Split(whole, ".")
	flat, _ := json.Marshal(map[string]string{"protected": parts[0], "payload": parts[1], "signature": parts[2]})
	for _, test := range []struct{ name, text, problem string }{
		{"82 five parts", whole + ".a.b", "encrypted"},
		{"83 JSON", string(flat), "JSON"},
		{"97 padding", whole + "=", "base64url"},
		{"97 plus", strings.Replace(whole, ".", "+.", 1), "base64url"},
		{"97 slash", whole + "/", "base64url"},
		{"97 space before", " " + whole, "white space"},
		{"97 space inside", parts[0] + ". " + parts[1] + "." + parts[2], "white space"},
		{"97 tab", whole + "\t", "white space"},
		{"97 CR LF", whole[:20] + "\r\n" + whole[20:], "white space"},
		{"97 percent", whole + "%2D", "character"},
		{"97 NUL", whole + "\x00", "character"},
		{"97 prefix", "Bearer " + whole, "white space"},
		{"97 quotes", `"` + whole + `"`, "character"},
		{"97 BOM", "\ufeff" + whole, "character"},
		{"97 full-width dot", strings.Replace(whole, ".", "．", 1), "character"},
		{"98 one byte too large", strings.Repeat("A", token.MaxToken+1), "64 KiB"},
		{"98 a million dots", strings.Repeat(".", 1e6), "64 KiB"},
		{"98 a large paste", strings.Repeat("x", 16<<20), "64 KiB"},
		{"no dots", "abc", "three parts"},
		{"two dots only", "..", "empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			token := token.Decode("id", flow.NewToken(test.text))
			if len(token.Faults) == 0 || token.Faults[0].Check != "idtoken-format" ||
				!strings.Contains(token.Faults[0].Problem, test.problem) {
				t.Fatalf("faults %v", token.Faults)
			}
			if strings.Contains(token.Faults[0].Problem, parts[2][:20]) {
				t.Error("the problem quotes the token")
			}
		})
	}
}

// Every character of a token whose last bits mean nothing has twins that a
// lenient decoder takes for the same bytes (security 97).
func TestLooseBitsInEachPart(t *testing.T) {
	for _, text := range []string{"eyJ9.e30.AB", "e31.e30.AA", "e30.e31.AA"} {
		if !strings.Contains(faultsOf(text), "idtoken-format") {
			t.Errorf("%s passed", text)
		}
	}
}

// A refused token is still shown as far as it can be read.
func TestRefusedTokenIsShown(t *testing.T) {
	tok := token.Decode("id", flow.NewToken(mint.Sign(`{"alg":"none","crit":["x"],"kid":"k1"}`,
		mint.ClaimsText("AUD", "x"))))
	if got := tok.Claims.Get("email").Str(); got != "ada@contoso.example" {
		t.Errorf("email %q", got)
	}
	if tok.Header.Get("kid").Str() != "k1" || len(tok.Faults) != 3 {
		t.Errorf("faults %v", tok.Faults)
	}
	padded := token.Decode("id", flow.NewToken(mint.Sign(mint.Header, mint.ClaimsText())+"="))
	if padded.OK() || !padded.Claims.Has("email") {
		t.Errorf("faults %v, claims %v", padded.Faults, padded.Claims.Names())
	}
}

// Texts from outside are bounded before they enter a report.
func TestProblemsAreBounded(t *testing.T) {
	long := strings.Repeat("x", 40000)
	for _, text := range []string{
		mint.Sign(`{"alg":"`+long+`"}`, "{}"), mint.Sign(`{"alg":"RS256","`+long+`":1,"`+long+`":2}`, "{}"),
		mint.Sign(`{"alg":"RS256","kid":"`+long+`"}`, mint.ClaimsText()),
	} {
		tok := token.Decode("id", flow.NewToken(text))
		tok.Verify(token.NewKeyRing(nil), flow.OriginSignIn)
		for _, f := range tok.Faults {
			if len(f.Problem) > 2*words.MaxEvidence {
				t.Errorf("a problem has %d bytes", len(f.Problem))
			}
		}
		if len(tok.Verification.Reason) > 2*words.MaxEvidence || len(tok.Verification.KeyID) > 2*words.MaxEvidence {
			t.Errorf("reason of %d, key ID of %d bytes", len(tok.Verification.Reason), len(tok.Verification.KeyID))
		}
	}
}

// What a header may not hold (security 76-79, 81, 85, 95, 102).
func TestHeaders(t *testing.T) {
	for _, test := range []struct{ header, checks string }{
		{`{"alg":"RS256"}`, ""},
		{`{"alg":"RS256","typ":"JWT","kid":"a","x5t":"a"}`, ""},
		{`{"alg":"RS256","unknown":{"deep":[1]}}`, ""},
		{`{"alg":"rs256"}`, "idtoken-algorithm"},
		{`{"alg":"NONE"}`, "idtoken-algorithm"},
		{`{"alg":"RS256 "}`, "idtoken-algorithm"},
		{`{"alg":null}`, "idtoken-algorithm"},
		{`{"alg":"RS384"}`, "idtoken-algorithm"},
		{`{"alg":"ES512"}`, "idtoken-algorithm"},
		{`{"alg":"EdDSA"}`, "idtoken-algorithm"},
		{`{"ALG":"RS256"}`, "idtoken-algorithm idtoken-names"},
		{`{"alg":"RS256","KID":"x"}`, "idtoken-names"},
		{`{"alg":"RS256","Zip":"x"}`, "idtoken-names"},
		{`{"alg":"RS256","kid":{}}`, "idtoken-header"},
		{`{"alg":"RS256","kid":null}`, "idtoken-header"},
		{`{"alg":"RS256","x5u":"file:///etc/passwd"}`, "idtoken-header"},
		{`{"alg":"RS256","crit":"x"}`, "idtoken-header"},
		{`{"alg":"RS256","crit":["alg"]}`, "idtoken-header"},
		{`{"alg":"RS256","crit":["b64"],"b64":false}`, "idtoken-header idtoken-header"},
		{`{"alg":"RS256","b64":true}`, "idtoken-header"},
		{`{"alg":"RS256","typ":"jwt"}`, "idtoken-type"},
		{`{"alg":"RS256","typ":"JWT "}`, "idtoken-type"},
		{`{"alg":"RS256","typ":"secevent+jwt"}`, "idtoken-type"},
		{`{"alg":"RS256","typ":""}`, "idtoken-type"},
		{`{"alg":"RS256","typ":null}`, "idtoken-type"},
		{`null`, "idtoken-format"},
		{`"alg"`, "idtoken-format"},
		{`{"alg":"RS256"} `, ""},
		{`{"alg":"RS256"},`, "idtoken-format"},
	} {
		if got := faultsOf(mint.Sign(test.header, `{}`)); got != test.checks {
			t.Errorf("%s: %q, want %q", test.header, got, test.checks)
		}
	}
}

// TestTypeOfAnAccessToken: at+jwt (RFC 9068 section 2.1) is a type of access tokens alone.
func TestTypeOfAnAccessToken(t *testing.T) {
	for _, typ := range []string{"at+jwt", "AT+JWT", "application/at+jwt"} {
		raw := mint.Sign(`{"alg":"RS256","typ":"`+typ+`"}`, `{}`)
		for kind, refused := range map[string]bool{"access": false, "id": true} {
			problems := token.Decode(kind, flow.NewToken(raw)).Faults
			is := slices.ContainsFunc(problems, func(p token.Fault) bool { return p.Check == "idtoken-type" })
			if is != refused {
				t.Errorf("%s of an %s token: %v", typ, kind, problems)
			}
		}
	}
}

// What claims may not be (security rows).
func TestClaimsText(t *testing.T) {
	for _, test := range []struct{ name, claims, checks string }{
		{"84 exp twice", `{"exp":1,"exp":2}`, "idtoken-format"},
		{"84 twice by escape", `{"aud":"a","\u0061ud":"b"}`, "idtoken-format"},
		{"85 Iss", `{"Iss":"x"}`, "idtoken-names"},
		{"85 Aud", `{"Aud":"x"}`, "idtoken-names"},
		{"85 XMS_EDOV", `{"xms_edov":false,"XMS_EDOV":true}`, "idtoken-names"},
		{"85 long s in a twin of iss", `{"iſs":"x"}`, "idtoken-names"},
		{"85 unknown names may differ in case", `{"foo":1,"FOO":2}`, ""},
		{"99 depth 32", strings.Repeat(`{"x":`, 31) + `{}` + strings.Repeat(`}`, 31), ""},
		{"99 depth 33", strings.Repeat(`{"x":`, 32) + `{}` + strings.Repeat(`}`, 32), "idtoken-format"},
		{"99 depth 10000", `{"x":` + strings.Repeat("[", 10000), "idtoken-format"},
		{"99 number of 40000 digits", `{"x":` + strings.Repeat("9", 40000) + `}`, "idtoken-format"},
		{"100 text", `"a"`, "idtoken-format"},
		{"100 number", `5`, "idtoken-format"},
		{"100 empty", ``, "idtoken-format"},
		{"100 blank", `  `, "idtoken-format"},
		{"100 two objects", `{}{}`, "idtoken-format"},
		{"100 comma at the end", `{"a":1,}`, "idtoken-format"},
		{"100 NaN", `{"exp":NaN}`, "idtoken-format"},
		{"101 UTF-16", "\xff\xfe{\x00}\x00", "idtoken-format"},
		{"101 UTF-16 without mark", "{\x00}\x00", "idtoken-format"},
		{"101 overlong", "{\"a\":\"\xc0\x80\"}", "idtoken-format"},
		{"101 second surrogate alone", `{"a":"\udc00"}`, "idtoken-format"},
		{"101 surrogate in a name", `{"\ud800":1}`, "idtoken-format"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := faultsOf(mint.Sign(`{"alg":"RS256"}`, test.claims)); got != test.checks {
				t.Errorf("%q, want %q", got, test.checks)
			}
		})
	}
}

// vector is one example of RFC 7520, from the cookbook of its authors.
type vector struct {
	Title  string `json:"title"`
	Input  struct{ Key json.RawMessage }
	Output map[string]json.RawMessage `json:"output"`
}

func readVector(t *testing.T, file string) vector {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Of the examples of RFC 7520 the one with RS256 has a genuine signature; its
// payload is plain text, so none of them is an ID token (security 82, 83, 96).
func TestCookbook(t *testing.T) {
	files, err := filepath.Glob("../../testdata/rfc7520/[456]*.json")
	if err != nil || len(files) != 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	genuine := 0
	for _, file := range files {
		v := readVector(t, file)
		ring := token.NewKeyRing([]flow.KeySet{{Raw: fmt.Appendf(nil, `{"keys":[%s]}`, v.Input.Key)}})
		for form, raw := range v.Output {
			text := strings.Trim(string(raw), `"`)
			token := token.Decode("id", flow.NewToken(text))
			token.Verify(ring, flow.OriginPasted)
			if token.OK() || token.Verification.State != proof.NotChecked {
				t.Errorf("%s (%s): %+v", v.Title, form, token.Verification)
			}
			if key := ring.Find(token.Header); token.Header.Get("alg").Str() == "RS256" && key != nil && key.Public != nil {
				if err := jwt.SigningMethodRS256.Verify(token.Signed, token.Signature, key.Public); err == nil {
					genuine++
				}
			}
		}
	}
	if genuine != 1 {
		t.Errorf("%d genuine RS256 signatures, want 1", genuine)
	}
}

// The cookbook's shared secret, published by mistake, is no key (security 68).
func TestCookbookSymmetricKey(t *testing.T) {
	data, err := os.ReadFile("../../testdata/rfc7520/3_5.symmetric_key_mac_computation.json")
	if err != nil {
		t.Fatal(err)
	}
	ring := token.NewKeyRing([]flow.KeySet{{Raw: fmt.Appendf(nil, `{"keys":[%s]}`, data)}})
	if len(ring.Keys) != 0 || len(ring.Notes) != 1 {
		t.Errorf("%d keys, notes %v", len(ring.Keys), ring.Notes)
	}
}

// FuzzTokenText: no text breaks the gate, and what it lets through, golang-jwt
// in its strictest settings reads the same.
func FuzzTokenText(f *testing.F) {
	f.Add("e30.e30.")
	f.Add(mint.Base64([]byte(mint.Header)) + "." +
		mint.Base64([]byte(`{"exp":1e400,"aud":["x"],"n":null,"o":{"a":"\u00e9"}}`)) + ".AA")
	f.Add("{}")
	f.Fuzz(func(t *testing.T, text string) {
		ours := token.Decode("id", flow.NewToken(text))
		ours.Verify(token.NewKeyRing(nil), flow.OriginPasted)
		if ours.Verification.State == proof.Verified {
			t.Fatal("verified without keys")
		}
		if ours.OK() {
			sameAsGolangJWT(t, ours, text)
		}
	})
}

func sameAsGolangJWT(t *testing.T, ours *token.JWT, text string) {
	t.Helper()
	theirs := jwt.MapClaims{}
	parsed, _, err := jwt.NewParser(jwt.WithStrictDecoding(), jwt.WithJSONNumber()).ParseUnverified(text, theirs)
	if err != nil {
		t.Fatalf("golang-jwt refuses what the gate lets through: %v", err)
	}
	if parsed.Header["alg"] != "RS256" || parsed.Method.Alg() != jwt.SigningMethodRS256.Alg() ||
		jwt.SigningMethodRS256.Hash != crypto.SHA256 {
		t.Fatalf("golang-jwt reads the algorithm %v", parsed.Header["alg"])
	}
	decoder := json.NewDecoder(strings.NewReader(ours.Claims.Compact()))
	decoder.UseNumber()
	var mine map[string]any
	if err := decoder.Decode(&mine); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(mine, map[string]any(theirs)) {
		t.Errorf("claims differ: %v and %v", mine, theirs)
	}
}
