package pasted

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// shownForms are the same claims as programs and pages show them: xms_edov is false. ISS stands for the issuer.
var shownForms = map[string]string{
	"wrapped in a mail": "On Monday, Ada wrote:\n> {\"aud\": \"app\", \"iss\": \"" + msIssuer[:40] + "\n> " +
		msIssuer[40:] + "\", \"email\": \"a@b.exam\n> ple\", \"xms_\n> edov\": false}\n",
	"wrapped, in a margin": "  |  {\"aud\": \"app\", \"iss\": \"" + msIssuer[:40] + "\n  |  " + msIssuer[40:] +
		"\", \"email\": \"a@b.exam\n  |  ple\", \"xms_\n  |  edov\": false}\n",
	"wrapped, a comment": "# {\"aud\": \"app\", \"iss\": \"ISS\", \"email\": \"a@b.example\"," +
		" \"xms_\n# edov\": false}\n",
	"wrapped, Python": "{'aud': 'app', 'iss': '" + msIssuer[:40] + "\n" + msIssuer[40:] +
		"', 'email': 'a@b.exam\nple', 'xms_\nedov': False}\n",
	"Perl": "$VAR1 = {\n  'aud' => 'app',\n  'iss' => 'ISS',\n  'email' => 'a@b.example',\n" +
		"  'xms_edov' => bless( do{\\(my $o = 0)}, 'JSON::PP::Boolean' ),\n};\n",
	"Perl, new": "$VAR1 = {\n  'aud' => 'app',\n  'iss' => 'ISS',\n  'email' => 'a@b.example',\n" +
		"  'xms_edov' => !!0\n};\n",
	"remarks":      "aud: app\niss: ISS\nemail (the address): a@b.example\nxms_edov (should be true): false\n",
	"log":          `{"msg":"claims {\"aud\":\"app\",\"iss\":\"ISS\",\"email\":\"a@b.example\",\"xms_edov\":false}"}`,
	"log, Go":      `{"msg":"claims map[aud:app iss:ISS email:a@b.example xms_edov:false]"}`,
	"a soft break": "{\"aud\": \"app\", \"iss\": \"ISS\", \"email\": \"a@b.example\", \"xms_\u200bedov\": false}",
	"debugger": "Claims | Count = 4\n[0] | {aud: app}\n[1] | {iss: ISS}\n[2] | {email: a@b.example}\n" +
		"[3] | {xms_edov: False}",
	"R": " $ aud     : chr \"app\"\n $ iss     : chr \"ISS\"\n $ email   : chr \"a@b.example\"\n" +
		" $ xms_edov: logi FALSE\n",
	"R, print":   "$aud\n[1] \"app\"\n\n$iss\n[1] \"ISS\"\n\n$email\n[1] \"a@b.example\"\n\n$xms_edov\n[1] FALSE\n",
	"properties": "claims.aud=app\nclaims.iss=ISS\nclaims.email=a@b.example\nclaims.xms_edov=false\n",
	"Swift": swiftOf("aud", `"app"`) + swiftOf("iss", `"ISS"`) + swiftOf("email", `"a@b.example"`) +
		swiftOf("xms_edov", "false"),
	"browser": "0: {name: \"aud\", value: \"app\"}\n1: {name: \"iss\", value: \"ISS\"}\n" +
		"2: {name: \"email\", value: \"a@b.example\"}\n3: {name: \"xms_edov\", value: false}\n",
	"Clojure, in lines": "{:aud \"app\"\n :iss \"ISS\"\n :email \"a@b.example\"\n :xms_edov false}",
	"a member for each": "{\"type\":\"aud\",\"value\":\"app\",\"x\":\"y\"}\n{\"type\":\"iss\",\"value\":\"ISS\"}\n" +
		"{\"type\":\"email\",\"value\":\"a@b.example\",\"x\":\"y\"}\n{\"type\":\"xms_edov\",\"value\":\"false\"}\n",
	"Clojure": `{:aud "app", :iss "ISS", :email "a@b.example", :xms_edov false}`,
	"URL-encoded": "%7B%22aud%22%3A%22app%22%2C%22iss%22%3A%22ISS%22%2C%22email%22%3A%22a@b.example%22%2C" +
		"%22xms_edov%22%3Afalse%7D",
	"Xdebug": "  'aud' => string 'app' (length=3)\n  'iss' => string 'ISS' (length=75)\n" +
		"  'email' => string 'a@b.example' (length=11)\n  'xms_edov' => boolean false\n",
	"a type of YAML": "aud: app\niss: ISS\nemail: !!str a@b.example\nxms_edov: !!bool false\n",
	"beside a token": `#<A token="` + accessJWT + `" raw=#<A aud="app" iss="ISS" email="a@b.example" xms_edov=false>>`,
	"beside, in JSON": `{"a":{"token":"` + accessJWT + `"},` +
		`"b":{"aud":"app","iss":"ISS","email":"a@b.example","xms_edov":false}}`,
}

func swiftOf(name, value string) string {
	return "  ▿ (2 elements)\n    - key: \"" + name + "\"\n    ▿ value: " + value + "\n      - super: NSObject\n"
}

func TestReadOfShownForms(t *testing.T) {
	for name, text := range shownForms {
		s, notes, err := Read([]byte(strings.ReplaceAll(text, "ISS", msIssuer)), "")
		if err != nil || s.Tokens == nil || !s.Tokens.Decoded {
			t.Errorf("%s: %v, %q", name, err, notes)
			continue
		}
		_, claims := s.Tokens.IDToken.Peek()
		for claim, want := range map[string]string{
			"aud": "app", "iss": msIssuer, "email": "a@b.example", "xms_edov": "false",
		} {
			if claims.Get(claim).Text != want {
				t.Errorf("%s: %s", name, claims.Compact())
			}
		}
	}
}

// What can't be read is refused with what to paste, rather than judged as claims that a token lacks.
func TestReadRefusesOtherForms(t *testing.T) {
	for _, c := range [][2]string{
		{"claims-request", `{"claims":{"id_token":{"email":{"essential":true},"xms_edov":{"essential":true}}}}`},
		{"claims-request", `{"id_token":{"email":null,"xms_edov":null},"userinfo":{"name":null}}`},
		{"claims-request", `claims: { id_token: { email: { essential: true }, xms_edov: null } }`},
		{"claims-request", `{"email":{"essential":true},"xms_edov":{"essential":true}}`},
		{"profile", `{"sub":"sub","email":"email","xms_edov":"xms_edov","tid":"tid","iss":"iss","aud":"aud"}`},
		{"claims", "claims:\n  iss: iss\n  aud: aud\n  email: email\n  xms_edov: xms_edov\n"},
		{"claims", `{"aud":["app"],"iss":["ISS"],"email":["a@b.example"],"xms_edov":[true]}`},
		{"claims", `{"aud":{"value":"app"},"iss":{"value":"x"},"email":{"value":"a"},"xms_edov":{"value":true}}`},
		{"claims", `{iss=[ISS], aud=[app], email=[a@b.example], xms_edov=[true]}`},
		{"claims", "aud: {value: app, x: true}\niss: {value: \"ISS\"}\nemail: {value: a@b.c}\nxms_edov: {value: 1}"},
		{"claims", "IdToken(ISS,app,a@b.example,Some(false))"},
		{"claims", "Our token has email=a@b.example, xms_edov=true, aud=app and iss=ISS. Is that ok?"},
	} {
		form, text := c[0], strings.ReplaceAll(c[1], "ISS", msIssuer)
		s, _, err := Read([]byte(text), "")
		var no *NoToken
		if !errors.As(err, &no) || no.Form != form || no.Hint == "" {
			t.Errorf("%s: %+v, %v", text, s, err)
		}
	}
}

// A value that is not clear is left out, and so is one that a program printed as an address of memory.
func TestReadLeavesOutDoubtfulValues(t *testing.T) {
	for _, text := range []string{
		`main.C{Issuer:"ISS", Audience:"app", Email:"a@b.example", XMSEdov:(*bool)(0xc00001), TenantID:"t"}`,
		"{Iss:ISS Aud:app Email:a@b.example XmsEdov:0xc0000140a8 Tid:t}",
		"C { Iss = ISS, Aud = app, Email = a@b.example, XmsEdov = False, Tid = t }",
		"aud: app\niss: ISS\nemail: a@b.example\nxms_edov: true (expected) / false",
		"aud: app\niss: " + msIssuer[:60] + "\n  " + msIssuer[60:] + "\ntid: t\nemail: a@b.example",
		"aud: app\niss: " + msIssuer[:60] + "\n  " + msIssuer[60:] + "\ntid: t\nemail: a@b.example\nver: 2.0",
		"map[aud:app email:a@b.example exp:1 iss:" + msIssuer[:56] + "\n" + msIssuer[56:] + " sub:s tid:t ver:2.0]",
	} {
		text = strings.ReplaceAll(text, "ISS", msIssuer)
		s, notes, err := Read([]byte(text), "")
		if err != nil {
			if !strings.Contains(text, "\n  ") { // without the issuer, they may be too few
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		_, claims := s.Tokens.IDToken.Peek()
		cut := !strings.Contains(text, msIssuer) && claims.Has("iss")
		if !s.Tokens.Partial || claims.Has("xms_edov") || cut || !strings.Contains(claims.Compact(), "a@b.example") ||
			!strings.Contains(fmt.Sprint(notes), "not checked") {
			t.Errorf("%s: %s, %q", text, claims.Compact(), notes)
		}
	}
}

// The label says what contained a token: an address only if the token is in it.
func TestReadLabels(t *testing.T) {
	for text, want := range map[string]string{
		"PASTE A TOKEN\n" + newerToken + "\n{\n  \"iss\": \"https://x.example\"\n}":         "other text",
		"POST https://x.example/token: {\n \"body\": \"" + newerToken + "\"\n}":             "other text",
		"[next-auth][debug] { id_token: '" + newerToken + "',\n iss: 'https://x.example' }": "other text",
		"Location: https://x.example/cb?id_token=" + newerToken + "&state=1":                "an address",
	} {
		_, notes, err := Read([]byte(text), "")
		if err != nil || !strings.Contains(fmt.Sprint(notes), "in "+want) {
			t.Errorf("%.40q: %q, %v", text, notes, err)
		}
	}
}

// Of two dumps with the same time, none is the newest.
func TestReadOfEqualTimes(t *testing.T) {
	row := func(email string) string {
		return `{"aud":"app","iss":"x","iat":1795800000,"exp":1795803600,"email":"` + email + `"}`
	}
	_, notes, err := Read([]byte(row("a")+"\n\n"+row("b")), "")
	if err != nil || !strings.Contains(fmt.Sprint(notes), "checks the first ID token") {
		t.Errorf("%q, %v", notes, err)
	}
}
