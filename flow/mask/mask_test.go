package mask

import (
	"encoding/base64"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The credentials below were made up for these tests.
const (
	secret   = "Abc8Q~made.up_secret-of-the.right-shape_01"
	workCode = "1.AX0AmadeupXy9kAutdPukPawfj2MBPQAAAA.AgABBAIAAABmadeup-0123456789_abcdefGHIJ"
	personal = "M.C547_SN1.2.U.fc7a87a1-bdc0-0fef-e805-eb2278e13627"
	refresh  = "M.R3_BAY.-CUmadeup!IlZGzk2qiwF2U7kdHE*0123456789$$"
	key      = "-----BEGIN PRIVATE KEY-----\nMIIEmadeupmadeupmadeupmadeup\nbase64\n-----END PRIVATE KEY-----"
)

func token(signature string) string {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return part(`{"alg":"RS256","kid":"k1"}`) + "." + part(`{"sub":"ada"}`) + "." + signature
}

const signature = "bWFkZS11cC1zaWduYXR1cmUtb2YtYS10b2tlbg"

// Every form of a credential is taken out, alone and within a text.
func TestCredentialsAreMasked(t *testing.T) {
	for name, s := range map[string]string{
		"secret": secret, "secret, escaped": strings.Replace(secret, "~", "%7E", 1),
		"secret, escaped twice":  strings.Replace(secret, "~", "%257e", 1),
		"code of a work account": workCode, "short code": "0.AgAAktYV-sfpYESnQynylW_UKZmH-C9y_G1A",
		"code of the older form": "OAQABAAIAAAvPM1KaPlrEqdFSBzjqfTGBCmLdgfSTLEMPGYuNHSUYBrq0123456789abcdef",
		"the first form":         "AwABAAAAvPM1KaPlrEqdFSBzjqfTGBCmLdgfSTLEMPGYuNHSUYBrq0123456789abcdef",
		"personal code":          personal, "personal refresh token": refresh, "private key": key,
		"key without its end": key[:58],
		"Clerk's secret key":  "sk_live_madeup0123456789madeup",
	} {
		for _, around := range [][2]string{
			{"", ""},
			{"AADSTS50011: it is ", " and so on"},
			{`{"m":"`, `"}`},
			{"http://localhost:8400/callback?code=", "&state=abc"},
			{"redirect%3D/", "%26"},
		} {
			got := Text(around[0] + s + around[1])
			if !strings.HasPrefix(got, around[0]+Redacted) || strings.Contains(got, s[len(s)-12:]) {
				t.Errorf("%s: got %q", name, got)
			}
			if !Holds(around[0]+s+around[1]) || Text(got) != got {
				t.Errorf("%s: not the same a second time: %q", name, Text(got))
			}
		}
	}
}

// A token keeps its claims and loses what makes it one.
func TestTokensLoseTheirSignature(t *testing.T) {
	for got, want := range map[string]string{
		token(signature):                   token(Redacted),
		"Bearer " + token(signature) + ".": "Bearer " + token(Redacted) + ".",
		"new" + token(signature):           "new" + token(Redacted),
		"id_token=" + token(signature):     "id_token=" + token(Redacted),
		token(""):                          token(""), // as saved
		token(signature[:16]):              token(Redacted),
		token(signature[:15]):              token(signature[:15]),
		token(signature) + "." + signature: token(Redacted) + "." + signature,
		token("a.b.c"):                     strings.Split(token(""), ".")[0] + "." + Redacted,
		"eyelashes-only.example.com":       "eyelashes-only.example.com",

		"newsletters-of.something-with.a-long-name-at-its-end": "newsletters-of.something-with.a-long-name-at-its-end",
	} {
		if got = Text(got); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Values that have no form of their own are known by the name before them.
func TestNamedCredentialsAreMasked(t *testing.T) {
	const v = "made-up/value+0123456789=="
	for got, want := range map[string]string{
		"AZURE_CLIENT_SECRET=" + v:                       "AZURE_CLIENT_SECRET=" + Redacted,
		"AUTH_MICROSOFT_ENTRA_ID_SECRET = \"" + v:        "AUTH_MICROSOFT_ENTRA_ID_SECRET = \"" + Redacted,
		"&client_secret=" + v + "&code=madeup0123456789": "&client_secret=" + Redacted + "&code=" + Redacted,
		`{"clientSecret": "` + v + `"}`:                  `{"clientSecret": "` + Redacted + `"}`,
		`{\"refresh_token\":\"` + v + `\"}`:              `{\"refresh_token\":\"` + Redacted + `\"}`,
		"client_assertion=" + v:                          "client_assertion=" + Redacted,
		"Authorization: Bearer " + v:                     "Authorization: Bearer " + Redacted,
		"code_verifier: " + v:                            "code_verifier: " + Redacted,
	} {
		if got = Text(got); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What only resembles a credential is left, for people need it.
func TestIdentifiersStay(t *testing.T) {
	for _, s := range []string{
		"0.AYIA926v0gygj0OQO2VZLP3cSEZIf3kAutdPukPawfj2MBOVAD4.",
		"1.AS4AXlxDSlFkGkyoH6uWZrbej3PASNm97rhKhh0FX3q0nhe5AOwuAA.", // rh
		`{"rh":"1.AUEB9y-8FNFf4kyhEE9xuaLOQa5QQkR44RNMmULsVk52m_QAAABBAQ.","uti":"m5z8jU1Yk0ms9YqT2gAaAA"}`,
		"the secret: 0aa5d2f4-9b1e-4a53-8c11-6f00f5d8a1c2", "secret=0aa5d2f4-9b1e-4a53-8c11-6f00f5d8a1c2",
		"client_secret: see-the-documentation", "hint Abc",
		"https://login.microsoftonline.com/error?code=50011", `{"error":{"code":"Request_ResourceNotFound2"}}`,
		"https://login.microsoftonline.com/common/oauth2/v2.0/authorize?response_type=code&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=af0ifjsldkj0123456789&nonce=n-0S6_WzA2Mj0123456789",
		"AVQAq/8TAAAAmadeup0123456789+/madeup0123456789=", "DWgKubQmadeup0123456789!madeup*0123456789$$", // aio
		"Correlation ID: eab134d8-bfda-41df-b857-486803d27857", "3.1.AlphaBetaGammaDeltaEpsilon",
		"node-1.Azurewebsites.net/very/long", "bearer certificate-bound-access-tokens",
	} {
		if got := Text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// A line that was cut may end in what is left of the claim rh.
func TestDrawnLeavesCutIdentifiers(t *testing.T) {
	cut := "1.AS4AXlxDSlFkGkyoH6uWZrbej3PASNm97rhKhh…"
	if got := Drawn(cut); got != cut {
		t.Errorf("%q became %q", cut, got)
	}
	if got := Drawn("> " + secret); got != "> "+Redacted {
		t.Errorf("got %q", got)
	}
}

func TestCut(t *testing.T) {
	if got := Cut(strings.Repeat("x", 80)+" "+secret, 100); strings.Contains(got, secret[:8]) ||
		!strings.HasSuffix(got, Redacted) {
		t.Errorf("got %q", got)
	}
	if got := Cut("aé", 2); got != "a" {
		t.Errorf("got %q", got)
	}
}

// TestShorten: an ellipsis stands where something is missing, and nowhere else, also where masking made a text shorter.
func TestShorten(t *testing.T) {
	long := func(n int) string { return key[:28] + strings.Repeat("x", n-28) }
	for s, want := range map[string]string{
		strings.Repeat("x", 19):     strings.Repeat("x", 19),
		strings.Repeat("x", 20):     strings.Repeat("x", 20),
		strings.Repeat("x", 21):     strings.Repeat("x", 20) + "…",
		secret:                      Redacted,
		"a " + secret + " 12345678": "a " + Redacted + " 1234567…",
		"ab " + secret + " 123456":  "ab " + Redacted + " 123456",
		long(20 + 1024):             Redacted,
		long(20 + 1024 + 1):         Redacted + "…",
	} {
		if got := Shorten(s, 20); got != want {
			t.Errorf("%.40q: got %q, want %q", s, got, want)
		}
		if got := Cut(s, 20); got != strings.TrimSuffix(want, "…") {
			t.Errorf("%.40q is cut to %q", s, got)
		}
	}
}

func TestHoldsClientSecret(t *testing.T) {
	if !HoldsClientSecret("it is "+secret) || HoldsClientSecret(personal) {
		t.Error("a client secret is not told from a code")
	}
	if !Typed("it is "+secret[:6]) || Typed("it is "+secret[:5]) || !Typed(personal) {
		t.Error("what is being typed is not recognized where it begins to be a secret")
	}
}

// Of all test data only that is masked which is, or stands for, a credential.
// A form that takes anything else, such as a claim or a key, shows here.
func TestNothingElseIsMasked(t *testing.T) {
	root := filepath.Join("..", "..", "testdata")
	got := map[string]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		if err != nil || d.IsDir() || strings.HasPrefix(name, "script") {
			return err
		}
		data, err := os.ReadFile(path)
		for line := range strings.SplitSeq(string(data), "\n") {
			holds := Holds(line)
			if strings.HasPrefix(name, "screen") { // as screens are drawn, with identifiers that are cut
				holds = Drawn(line) != line
			}
			if holds {
				got[filepath.ToSlash(name)]++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{
		"manifest/private-key.json": 1, "manifest/private-key-legacy.json": 1,
		"token/docs-access-token-v1.jwt": 1, "token/docs-access-token-v2.jwt": 1,
		"token/docs-id-token-v2-personal-account.jwt": 1,
		"rfc7520/4_1.rsa_v15_signature.json":          1, "rfc7520/4_2.rsa-pss_signature.json": 1,
		"rfc7520/4_3.ecdsa_signature.json":                1,
		"rfc7520/4_4.hmac-sha2_integrity_protection.json": 1, "rfc7520/4_5.signature_with_detached_content.json": 1,
		"rfc7520/5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json": 1,
		"rfc7520/6.nesting_signatures_and_encryption.json":                3,
	}
	if !maps.Equal(got, want) {
		for _, name := range slices.Sorted(maps.Keys(got)) {
			if got[name] != want[name] {
				t.Errorf("%s: %d lines, want %d", name, got[name], want[name])
			}
		}
		t.Errorf("%d files, want %d", len(got), len(want))
	}
}

func BenchmarkText(b *testing.B) {
	line := `the redirect URI https://clerk.example.com/v1/oauth_callback?x=1 of 6731de76-14a6-49ae-97bc-6eba6914391e is not registered: "1.AS4AXlxDSlFkGkyoH6uWZrbej3PASNm97rhKhh0FX3q0nhe5AOwuAA."`
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		Text(line)
	}
}

// TestSecretsSideBySide: each of several secrets in a row is masked, whatever stands between them.
func TestSecretsSideBySide(t *testing.T) {
	const secret = "Mad8Q~made.up_secret-of-the.right-shape_01"
	for _, between := range []string{" ", "  ", "\n", "\t", ", ", " https://", "\r\n\r\n", " x "} {
		text := strings.Repeat(secret+between, 3) + secret
		if got := Text(text); strings.Contains(got, "made") {
			t.Errorf("%q: %q", between, got)
		}
	}
}
