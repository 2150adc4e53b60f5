package pasted

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"edov/flow/strictjson"
)

// shownClaims are decoded claims as people have them; the indented form is that of jwt.ms.
const (
	shownHeader = "{\n  \"typ\": \"JWT\",\n  \"alg\": \"RS256\",\n  \"kid\": \"k\"\n}"
	shownClaims = "{\n  \"aud\": \"6731de76-14a6-49ae-97bc-6eba6914391e\",\n" +
		"  \"iss\": \"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0\",\n" +
		"  \"iat\": 1795800000,\n  \"exp\": 1795803600,\n  \"email\": \"ada@contoso.com\",\n  \"sub\": \"s\",\n" +
		"  \"tid\": \"11111111-2222-4333-8444-555555555555\",\n  \"ver\": \"2.0\",\n  \"xms_edov\": true\n}"
)

// claimCases are texts with decoded claims and without a token.
var claimCases = []struct {
	name, text string
	header     bool
	email      string
}{
	{"jwt.ms", shownHeader + "." + shownClaims + ".[Signature]", true, "ada@contoso.com"},
	{"jwt.ms, first brace lost", `"alg":"RS256"}.` + shownClaims + ".[Signature]", false, "ada@contoso.com"},
	{"jwt.io", "HEADER:\n" + shownHeader + "\nPAYLOAD:\n" + shownClaims + "\nVERIFY SIGNATURE", true, "ada@contoso.com"},
	{"payload", shownClaims, false, "ada@contoso.com"},
	{"header and payload in one", `{"header":` + shownHeader + `,"payload":` + shownClaims + `}`, true, "ada@contoso.com"},
	{"in a fence", "My token:\n```json\n" + shownClaims + "\n```\nWhy?", false, "ada@contoso.com"},
	{"quoted", "> " + strings.ReplaceAll(shownClaims, "\n", "\n> "), false, "ada@contoso.com"},
	{"in a log line", "10:00 DEBUG claims=" + strings.ReplaceAll(shownClaims, "\n", "") + " ok", false, "ada@contoso.com"},
	{"JSON in JSON", jsonOf(jsonOf(map[string]any{"c": shownClaims})), false, "ada@contoso.com"},
	{"MSAL's account", `{"username":"x","idTokenClaims":` + shownClaims + `}`, false, "ada@contoso.com"},
	{
		"comments and commas", strings.Replace(strings.Replace(shownClaims, "\n}", ",\n}", 1), "\n", " // x\n", 1), false,
		"ada@contoso.com",
	},
	{"ellipsis", strings.Replace(shownClaims, "\n}", ",\n  ...\n}", 1), false, "ada@contoso.com"},
	{"Python", strings.NewReplacer(`"`, "'", "true", "True").Replace(shownClaims), false, "ada@contoso.com"},
	{"JavaScript", strings.NewReplacer(`"email"`, "email", `"`, "'").Replace(shownClaims), false, "ada@contoso.com"},
	{"placeholder", strings.Replace(shownClaims, `"ada@contoso.com"`, "<redacted>", 1), false, "<redacted>"},
	{"no braces", strings.Trim(shownClaims, "{}\n"), false, "ada@contoso.com"},
	{
		"ASP.NET", "http://schemas.microsoft.com/identity/claims/tenantid: 11111111-2222-4333-8444-555555555555\n" +
			"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress: ada@contoso.com\n" +
			"aud: 6731de76\niss: https://x\nexp: 1795803600\nver: 2.0\n", false, "ada@contoso.com",
	},
	{"JSON in a log's JSON", jsonOf(map[string]any{"level": "info", "claims": shownClaims}), false, "ada@contoso.com"},
	{"list of .NET", jsonOf(listOfClaims("type", "value")), false, "ada@contoso.com"},
	{"list of .NET, serialized", jsonOf(listOfClaims("Type", "Value")), false, "ada@contoso.com"},
	{"client principal", jsonOf(clientPrincipal), false, "ada@contoso.com"},
	{
		"client principal, header",
		"X-MS-CLIENT-PRINCIPAL: " + base64.StdEncoding.EncodeToString([]byte(jsonOf(clientPrincipal))), false,
		"ada@contoso.com",
	},
	{
		"Ruby, symbols", strings.NewReplacer(`"aud":`, `:aud=>`, `"email":`, `:email=>`, `"`, `'`).Replace(shownClaims),
		false, "ada@contoso.com",
	},
	{
		"table", "Claim type\tValue\tNotes\naud\t6731de76\tThe app.\niss\thttps://x\tWho issued it.\n" +
			"exp\tMon Nov 30 2026 01:01:00 GMT+0000 (Coordinated Universal Time)\tExpires.\n" +
			"email\tada@contoso.com\tThe address.",
		false, "ada@contoso.com",
	},
	{
		"Markdown", "- **aud**: `x`\n- **iss**: `https://x`\n- **exp**: `1795803600`\n- **email**: `ada@contoso.com`\n",
		false, "ada@contoso.com",
	},
	{
		"Azure App Service", `[{"user_claims":[{"typ":"aud","val":"x"},{"typ":"iss","val":"y"},{"typ":"exp","val":"1"},` +
			`{"typ":"email","val":"ada@contoso.com"}]}]`, false, "ada@contoso.com",
	},
}

// listOfClaims is how .NET lists claims.
func listOfClaims(name, value string) []any {
	var list []any
	for _, c := range [][2]string{
		{"aud", "6731de76"},
		{"iss", "https://login.microsoftonline.com/x/v2.0"},
		{"exp", "1795803600"},
		{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "ada@contoso.com"},
		{"xms_edov", "True"},
	} {
		list = append(list, map[string]any{name: c[0], value: c[1], "Issuer": "https://x", "Properties": map[string]any{}})
	}
	return list
}

// clientPrincipal is what Azure App Service tells an app of the user.
var clientPrincipal = map[string]any{"auth_typ": "aad", "claims": listOfClaims("typ", "val"), "role_typ": "roles"}

// Decoded claims become a token without a signature.
func TestReadOfDecodedClaims(t *testing.T) {
	for _, c := range claimCases {
		s, notes, err := Read([]byte(c.text), "")
		if err != nil || s.Tokens == nil || !s.Tokens.Decoded {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		header, claims := s.Tokens.IDToken.Peek()
		if !strings.HasSuffix(s.Tokens.IDToken.Compact(), ".") || header.Has("alg") != c.header ||
			claims.Get("email").Str() != c.email || !strings.Contains(fmt.Sprint(notes), "decoded claims") {
			t.Errorf("%s: header %s, email %s, notes %q", c.name, header.Compact(), claims.Get("email").Compact(), notes)
		}
	}
}

// inOtherForms is a token in what people copy it from.
func inOtherForms(token string) map[string]string {
	colour := "\x1b[32mid_token=\x1b[1m" + token[:100] + "\x1b[0m\x1b[1m" + token[100:] + "\x1b[0m\n"
	return map[string]string{
		"ANSI colours": colour,
		"colours of a JSON log": `{"m":"` + strings.ReplaceAll(strings.ReplaceAll(colour, "\x1b", `\u001b`), "\n", "") +
			`"}`,
		"colours, wrapped":        "\x1b[33m" + wrapped(token, "", 80) + "\x1b[0m",
		"UTF-32":                  utf32Of("id_token="+token, binary.LittleEndian),
		"UTF-32, other order":     utf32Of(token, binary.BigEndian),
		"base64 in lines":         wrapped(base64.StdEncoding.EncodeToString([]byte(token)), "", 76),
		"base64 in YAML":          "data:\n  token: " + base64.StdEncoding.EncodeToString([]byte(token)) + "\n",
		"quoted-printable breaks": strings.ReplaceAll(wrapped("Token: "+token, "", 75), "\n", "=\n"),
		"HTML entities":           "<pre>" + strings.ReplaceAll(token, ".", "&#46;") + "</pre>",
		"numbered lines":          numbered(wrapped(token, "", 76)),
		"container log":           "web-1  | " + strings.ReplaceAll(wrapped("id_token="+token, "", 80), "\n", "\nweb-1  | "),
		"diff":                    wrapped(token, "+", 80),
		"psql":                    " 1 | " + strings.ReplaceAll(wrapped(token, "", 80), "\n", " +\n   | "),
		"joined strings":          "t = \"" + strings.ReplaceAll(wrapped(token, "", 100), "\n", "\" +\n  \"") + "\";",
		"zero-width spaces":       strings.ReplaceAll(wrapped(token, "", 100), "\n", "\u200b"),
		"Set-Cookie":              "Set-Cookie: id_token=" + token + "; Path=/; HttpOnly",
		"curl of Windows":         `curl ^"https://x^" -H ^"Authorization: Bearer ` + token + `^"`,
		"HAR, posted form": jsonOf(map[string]any{"log": map[string]any{"entries": []any{map[string]any{
			"request": map[string]any{"url": "https://app/cb", "postData": map[string]any{"text": "code=x&id_token=" + token}},
		}}}}),
		"beside another's token": token + "\n" + foreignToken(`{"iss":"https://accounts.google.com","aud":"x","iat":9e9}`),
		"beside an older one": foreignToken(`{"iss":"https://login.microsoftonline.com/x/v2.0","aud":"x","iat":1}`) +
			"\n" + token,
		"two that are equal": token + "\n" + withSignature(token, 340),
	}
}

func TestReadInOtherForms(t *testing.T) {
	token := newerToken
	for name, text := range inOtherForms(token) {
		s, notes, err := Read([]byte(text), "")
		if err != nil || s.Tokens == nil || s.Tokens.IDToken.Compact() != token || len(notes) == 0 {
			t.Errorf("%s: %v, notes %q", name, err, notes)
		}
	}
}

// newerToken says when it was issued.
var newerToken = withSignature(foreignToken(`{"iss":"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555`+
	`/v2.0","aud":"6731de76-14a6-49ae-97bc-6eba6914391e","iat":1795800000,"exp":1795803600,"ver":"2.0","name":"Ada"}`),
	342)

func foreignToken(claims string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"RS256","typ":"JWT","kid":"k"}`)) + "." + part([]byte(claims)) + "." +
		strings.Repeat("Sig0", 86)[:342]
}

func utf32Of(text string, order binary.AppendByteOrder) string {
	var data []byte
	for _, r := range text {
		data = order.AppendUint32(data, uint32(r))
	}
	return string(data)
}

func numbered(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = fmt.Sprintf("%6d\t%s", i+1, line)
	}
	return strings.Join(lines, "\n")
}

// Of several tokens, the note names those that are not checked.
func TestReadNamesTheOthers(t *testing.T) {
	google := foreignToken(`{"iss":"https://accounts.google.com","aud":"x","iat":9}`)
	for text, want := range map[string]string{
		newerToken + "\n" + google: "found 2 tokens, checks the ID token; not checked: a Google token",
		newerToken + "\n" + google + "\n" +
			accessJWT: "checks the ID token and its access token; not checked: a Google token",
		fullToken + "\n" + otherToken + "\n" +
			accessJWT: "checks the first ID token; not checked: another ID token, an access token",
		harOf(tokenURL, `{"id_token":"`+fullToken+`"}`): "1 token not checked",
	} {
		_, notes, err := Read([]byte(text), "")
		if err != nil || !strings.Contains(strings.Join(notes, "\n"), want) {
			t.Errorf("%q, %v; want %q", notes, err, want)
		}
	}
}

// One MiB of anything takes well under a second.
// deepTexts are texts of a size that a search without bounds would take its square for.
func deepTexts(size int) map[string]string {
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	var distinct strings.Builder
	for i := 0; distinct.Len() < size; i++ {
		distinct.WriteString(foreignToken(fmt.Sprintf(`{"iss":"https://x%d.example","aud":"x"}`, i)) + "\n")
	}
	return map[string]string{
		"open braces": fill("{"), "open objects": fill(`{"a":`), "open strings": fill(`{"`),
		"open arrays": `{"a":` + fill("[1,"),
		"claims":      fill(`{"iss":"x","aud":"y",`), "comments": fill("{/*"), "lines": fill("iss: x\n"),
		"colours":     fill("\x1b[1m"),
		"open titles": fill("\x1b]0;"), "packed": fill("ZXlKhbGciOiJSUzI1NiJ9 "), "escapes": fill(`\"{`),
		"entities": fill("&#46;"),
		"runs":     "eyJhbGciOiJSUzI1NiJ9" + fill("\nabcdefghijklmnopqrstuvwxyz1234"), "long run": fill("a"),
		"plus": fill("+\n"), "removed": fill("-iss: x\n+aud: y\n"), "marks": fill("[-"), "cells": fill("| iss "),
		"rows": fill("iss,x,y\n"), "columns": fill("aud  x  y\n"), "titles": fill("expected:\niss: x\n"),
		"broken tokens": fill("eyJhbGciOiJSUzI1NiJ9.abcdefghijkl\n"), "tokens": distinct.String(),
		"soft breaks": fill("eyJabc=\n"),
	}
}

// TestReadInDeepTexts: they are read to their end, and nothing in them is a token of Microsoft's.
func TestReadInDeepTexts(t *testing.T) {
	for name, text := range deepTexts(8 << 10) {
		s, _, err := Read([]byte(text), "")
		if err == nil && (s == nil || s.Tokens == nil) {
			t.Errorf("%s: neither tokens nor an error", name)
		}
	}
}

// BenchmarkRead is over a mebibyte: the time must grow with the length, not with the square.
func BenchmarkRead(b *testing.B) {
	for name, text := range deepTexts(1 << 20) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _, _ = Read([]byte(text), "")
			}
		})
	}
}

// What a time is shown as does not matter: a token has a number. What can't be read is left out, and a note says so.
func TestReadOfShownTimes(t *testing.T) {
	for exp, want := range map[string]string{
		`"2026-11-30T01:01:00Z"`: "1796000460", `"1796000460"`: "1796000460", `"30.11.2026 01:01"`: "",
	} {
		s, notes, err := Read([]byte(strings.Replace(shownClaims, "1795803600", exp, 1)), "")
		if err != nil {
			t.Fatal(err)
		}
		_, claims := s.Tokens.IDToken.Peek()
		if got := claims.Get("exp"); got.Text != want || got.Exists() && got.Kind != strictjson.Number ||
			strings.Contains(fmt.Sprint(notes), "a time can't be read") != (want == "") {
			t.Errorf("%s: %+v, %q", exp, got, notes)
		}
	}
}

// Of what is known of the claims, nothing is lost: whether there were more, and whether their types are known.
func TestReadOfAPartOfClaims(t *testing.T) {
	for text, want := range map[string][2]bool{
		shownClaims: {false, false},
		strings.Replace(shownClaims, "\n}", ",\n  ...\n}", 1):                   {true, false},
		"aud: 6731de76\niss: https://x\nexp: 1795803600\nver: 2.0\nxms_edov: 1": {false, true},
		jsonOf(listOfClaims("typ", "val")):                                      {false, true},
		`{aud: 'x', iss: 'https://x', exp: 1795803600, …}`:                      {true, false},
	} {
		s, _, err := Read([]byte(text), "")
		if err != nil || s.Tokens.Partial != want[0] || s.Tokens.Untyped != want[1] {
			t.Errorf("%.60q: %v, %+v", text, err, s)
		}
	}
}

// A program prints null for a claim that the token lacks. What jwt.ms decoded has its header, and stays as it is.
func TestReadOfNulls(t *testing.T) {
	payload := strings.Replace(shownClaims, `"ada@contoso.com"`, "null", 1)
	for text, want := range map[string]bool{
		payload: false, strings.ReplaceAll(payload, "null", "None"): false, shownHeader + "." + payload: true,
	} {
		s, _, err := Read([]byte(text), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, claims := s.Tokens.IDToken.Peek(); claims.Has("email") != want {
			t.Errorf("%.40q: %s", text, claims.Compact())
		}
	}
}

// What is about claims has none: a report, a page of a guide, an error with an object in it.
func TestReadOfTextsAboutClaims(t *testing.T) {
	report, err := os.ReadFile("../../testdata/report/no-edov.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		string(report),
		"The claim aud: the app. If tid: differs from iss: the tenant is another. See exp: and iat: for more on this matter.",
		"handle_callback:381 - OAuth callback failed, email is missing: {'sub': 'a', 'name': 'Ann'}",
		"OAuth callback failed for this user of ours, and nobody knows why: {id: 'x', userPrincipalName: 'a@b.example'}",
	} {
		s, _, err := Read([]byte(text), "")
		var no *NoToken
		if s != nil || !errors.As(err, &no) || no.Form != "" && no != unreadClaims {
			t.Errorf("%.60q: %+v, %v", text, s, err)
		}
	}
}

// TestReadOfARenamedClaim: a class of a program has its own name for xms_edov. The token has the claim.
func TestReadOfARenamedClaim(t *testing.T) {
	for _, text := range []string{
		strings.Replace(shownClaims, "xms_edov", "xmsEdov", 1),
		"Claims(aud=x, iss=https://x, exp=1795803600, email=ada@contoso.com, xmsEdov=true)",
		"{Sub:s Iss:https://x} claims: aud=x iss=https://x exp=1795803600 XmsEdov=true",
	} {
		s, _, err := Read([]byte(text), "")
		if err != nil {
			t.Errorf("%.40q: %v", text, err)
			continue
		}
		if _, claims := s.Tokens.IDToken.Peek(); claims.Get("xms_edov").Text != "true" {
			t.Errorf("%.40q: %s", text, claims.Compact())
		}
	}
}
