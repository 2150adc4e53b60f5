package pasted

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// The claims of two users, and those of an access token of the first.
const (
	fromX     = `"iss":"https://login.microsoftonline.com/x/v2.0"`
	adaClaims = `{"aud":"x",` + fromX + `,"iat":1795800000,"exp":1795803600,"sub":"s1","email":"ada@contoso.com"}`
	bobClaims = `{"aud":"x",` + fromX + `,"iat":1795800060,"exp":1795803660,"sub":"s2","email":"bob@contoso.com"}`
	apiClaims = `{"aud":"api",` + fromX + `,"iat":1795800000,"exp":1795803600,"sub":"s3","scp":"openid"}`
)

// linesOf lists claims, one in each line.
func linesOf(claims string) string {
	return strings.NewReplacer("{", "", "}", "\n", `,"`, "\n\"", `"`, "").Replace(claims)
}

// TestReadOfSeveralClaims: of several sets, the newest ID token and its access token are checked; what is not
// checked is named. The same claims again are the same token.
func TestReadOfSeveralClaims(t *testing.T) {
	const both, others = "found an ID token and an access token", "not checked: another ID token"
	const more = others + ", an access token"
	header := `{"typ":"JWT","alg":"RS256","kid":"k"}`
	for text, want := range map[string][3]string{
		`{"id_token_claims":` + adaClaims + `,"access_token_claims":` + apiClaims + `}`: {"ada", "api", both},
		`{"id_token":` + adaClaims + `,"access_token":` + apiClaims + `}`:               {"ada", "api", both},
		`[` + apiClaims + `,` + adaClaims + `]`:                                         {"ada", "api", both},
		adaClaims + "\n" + apiClaims:                                                    {"ada", "api", both},
		"Access token:\n" + apiClaims + "\nID token:\n" + adaClaims:                     {"ada", "api", both},
		strings.ReplaceAll(adaClaims+"\n"+apiClaims, `"`, "'"):                          {"ada", "api", both},
		header + "." + adaClaims + ".[S]\n" + header + "." + bobClaims + ".[S]":         {"bob", "", others},
		adaClaims + "\n" + bobClaims + "\n" + apiClaims:                                 {"bob", "", more},
		linesOf(adaClaims) + "\n" + linesOf(bobClaims):                                  {"bob", "", others},
		adaClaims + "\n" + adaClaims:                                                    {"ada", "", ""},
		linesOf(adaClaims) + "\n" + linesOf(adaClaims):                                  {"ada", "", ""},
		`{"user":1,"claims":` + adaClaims + `}` + "\n" + `{"claims":` + bobClaims + `}`: {"bob", "", others},
	} {
		s, notes, err := Read([]byte(text), "")
		if err != nil || !s.Tokens.Decoded || s.Tokens.AccessTokenHash != "" {
			t.Errorf("%.60q: %v", text, err)
			continue
		}
		_, id := s.Tokens.IDToken.Peek()
		_, access := s.Tokens.AccessToken.Peek()
		said := fmt.Sprint(notes)
		if !strings.HasPrefix(id.StrOf("email"), want[0]) || access.StrOf("aud") != want[1] ||
			!strings.Contains(said, want[2]) || want[2] == "" && strings.Contains(said, "found") {
			t.Errorf("%.60q: %s, %s, %s", text, id.Compact(), access.Compact(), said)
		}
	}
}

// A list that begins with claims which the list before it lacks does not lend them to it.
func TestReadOfListsInARow(t *testing.T) {
	s, _, err := Read([]byte(linesOf(adaClaims)+"\nappid: a\n"+linesOf(apiClaims)), "")
	if err != nil {
		t.Fatal(err)
	}
	_, id := s.Tokens.IDToken.Peek()
	_, access := s.Tokens.AccessToken.Peek()
	if id.Has("appid") || access.StrOf("appid") != "a" {
		t.Errorf("%s, %s", id.Compact(), access.Compact())
	}
}

// TestReadOfOwnTypes: a type of a program has its own names, and prints false where the token has no claim.
func TestReadOfOwnTypes(t *testing.T) {
	const want = `{"iss":"https://x","aud":"x","sub":"s","exp":1795803600,"email":"ada@contoso.com","xms_edov":true}`
	for _, text := range []string{
		"{Issuer:https://x Audience:[x] Subject:s ExpiresAt:1795803600 Email:ada@contoso.com XmsEdov:true Name: Admin:false}",
		"2026/11/30 &main.Claims{Issuer:https://x Audience:[x] Subject:s Expiry:2026-11-27 18:20:00 +0000 UTC " +
			"Email:ada@contoso.com XMSEdov:true EmailVerified:false}",
		`main.Claims{Iss:"https://x", Aud:"x", Sub:"s", Exp:1795803600, Email:"ada@contoso.com", XmsEdov:true, Nonce:""}`,
		"Claims { Issuer = https://x, Audience = x, Subject = s, Exp = 1795803600, Email = ada@contoso.com, XmsEdov = True }",
		"Issuer : https://x\nAudience : x\nSubject : s\nExp : 1795803600\nEmail : ada@contoso.com\nXmsEdov : True\n",
	} {
		s, notes, err := Read([]byte(text), "")
		if err != nil || !s.Tokens.Partial || !strings.Contains(fmt.Sprint(notes), "a type of its own") {
			t.Errorf("%.40q: %v, %q", text, err, notes)
			continue
		}
		if _, claims := s.Tokens.IDToken.Peek(); strings.ReplaceAll(claims.Compact(), ": ", ":") != want {
			t.Errorf("%.40q: %s", text, claims.Compact())
		}
	}
	for _, text := range []string{ // settings, a certificate, and what is about claims
		"config: {Issuer:https://x ClientID:x Audience:[x] Name:shop Nonce:n}",
		"Parameters { ValidIssuer = https://x, Issuer = https://x, Audience = x, Name = shop }",
		"Issuer: C=US, O=x\nSubject: CN=x\nNotBefore: 2026\nEmail: a@b.example\n",
		"issuer=https://x audience=x subject=repo:x name=x",
		"Settings { Issuer = https://x, Audience = x, Subject = s, Name = shop }",
		"interface Claims {\n  iss: string;\n  aud: string;\n  sub: string;\n  exp: number;\n}",
		"z.object({ iss: z.string(), aud: z.string(), exp: z.number() })",
		"iss: required\naud: required\nexp: required\n",
		`{"properties":{"iss":{"type":"string"},"aud":{"type":"string"},"exp":{"type":"integer"}}}`,
	} {
		if s, _, err := Read([]byte(text), ""); err == nil {
			t.Errorf("%.40q: %+v", text, s.Tokens)
		}
	}
}

// TestReadOfCSV: a value may be in quotes, and another column may follow.
func TestReadOfCSV(t *testing.T) {
	const want = `{"aud":"x","iss":"https://x","exp":1795803600,"name":"King, Ada","email":"ada@contoso.com"}`
	const mail = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
	for _, text := range []string{
		"claim,value\naud,x\niss,https://x\nexp,1795803600\nname,\"King, Ada\"\n" +
			"email,ada@contoso.com\nwindow,4\n",
		"\ufeffaud;x\r\niss;https://x\r\nexp;1795803600\r\nname;King, Ada\r\nemail;ada@contoso.com\r\n",
		"\"Type\",\"Value\",\"Issuer\"\n\"aud\",\"x\",\"AA\"\n\"iss\",\"https://x\",\"AA\"\n\"exp\",\"1795803600\",\"AA\"\n" +
			"\"name\",\"King, Ada\",\"AA\"\n\"" + mail + "\",\"ada@contoso.com\",\"AA\"\n",
	} {
		s, _, err := Read([]byte(text), "")
		if err != nil || !s.Tokens.Untyped || s.Tokens.Partial {
			t.Errorf("%.40q: %v", text, err)
			continue
		}
		if _, claims := s.Tokens.IDToken.Peek(); strings.ReplaceAll(claims.Compact(), ": ", ":") != want {
			t.Errorf("%.40q: %s", text, claims.Compact())
		}
	}
	const guide = "claim,description\naud,Identifies the app\niss,Identifies the issuer\nexp,The time\nsub,The user\n"
	if s, _, err := Read([]byte(guide), ""); err == nil {
		t.Errorf("%+v", s.Tokens)
	}
}

// TestReadOfMembersByName: lists of names and values, by whatever program, are claims; other lists are named.
func TestReadOfMembersByName(t *testing.T) {
	var claims map[string]any
	if err := json.Unmarshal([]byte(adaClaims), &claims); err != nil {
		t.Fatal(err)
	}
	var list []any
	for name, value := range claims {
		list = append(list, map[string]any{"key": name, "value": value})
	}
	if s, _, err := Read([]byte(jsonOf(list)), ""); err != nil || !s.Tokens.Untyped {
		t.Errorf("%v, %+v", err, s)
	}
	if _, _, err := Read([]byte(`[["aud","https://x.example"]]`), ""); err == nil ||
		!strings.Contains(err.Error(), "this JSON holds no token") {
		t.Error(err)
	}
}
