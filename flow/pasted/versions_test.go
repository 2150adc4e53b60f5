package pasted

import (
	"errors"
	"strings"
	"testing"
)

// msIssuer is an issuer of Microsoft's.
const msIssuer = "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0"

// Claims, as members of an object, that both versions have.
const bothHave = "   \"aud\": \"app\",\n   \"iss\": \"" + msIssuer + "\",\n   \"email\": \"a@b.example\",\n"

var inRow = strings.ReplaceAll(bothHave, "\n", "")

// rowsOf is a table with what both versions have; rows have the separator " | ".
func rowsOf(head, edov string) string {
	rows := []string{head}
	for _, row := range []string{"aud | app", "iss | " + msIssuer, "email | a@b.example"} {
		name, value, _ := strings.Cut(row, " | ")
		rows = append(rows, name+strings.Repeat(" | "+value, strings.Count(edov, " | ")+1))
	}
	return strings.Join(append(rows, "xms_edov | "+edov, ""), "\n")
}

// map1 is a map of Java with the claims.
func map1(edov string) string {
	return "{aud=app, iss=" + msIssuer + ", email=a@b.example, xms_edov=" + edov + "}"
}

// edovTurned are the lines of a diff in which xms_edov is false only afterwards.
const edovTurned = "-  \"xms_edov\": true\n+  \"xms_edov\": false\n"

// versionCases are texts with claims in two versions, and what xms_edov is to be; empty: refused.
var versionCases = []struct{ name, text, edov string }{
	{"diff", " {\n" + bothHave + edovTurned + " }\n", "false"},
	{"diff with a header", "@@ -1,7 +1,7 @@\n {\n" + bothHave + edovTurned + " }\n", "false"},
	{"diff, quoted", "> {\n>" + strings.ReplaceAll(bothHave, "\n", "\n>") +
		"-  \"xms_edov\": true\n> +  \"xms_edov\": false\n> }\n", "false"},
	{"diff, numbered", "1 1  {\n2 2 " + strings.ReplaceAll(strings.TrimSpace(bothHave), "\n", "\n3 3 ") +
		"\n4   -  \"xms_edov\": true\n  4 +  \"xms_edov\": false\n5 5 }\n", "false"},
	{"diff of one line", "-{" + inRow + "\"xms_edov\":true}\n+{" + inRow + "\"xms_edov\":false}\n", "false"},
	{"diff of YAML", "--- a\n+++ b\n aud: app\n iss: " + msIssuer +
		"\n-xms_edov: true\n+xms_edov: false\n email: a@b.example", "false"},
	{"Jest", "- Expected\n+ Received\n\n  Object {\n" + bothHave + edovTurned + "  }\n", "false"},
	{"Mocha", "      + expected - actual\n\n {\n" + bothHave + "-  \"xms_edov\": false\n+  \"xms_edov\": true\n }\n", ""},
	{"turned", "--- Actual\n+++ Expected\n {\n" + bothHave + "-  \"xms_edov\": false\n+  \"xms_edov\": true\n }\n", ""},
	{"removed only", " {\n" + bothHave + "-  \"xms_edov\": true\n }\n", ""},
	{"added only", " {\n" + bothHave + "+  \"xms_edov\": false\n }\n", "false"},
	{"diff without context", "4c4\n<   \"xms_edov\": true\n---\n>   \"xms_edov\": false\n" + bothHave, ""},
	{"side by side", "\"xms_edov\": true,      |  \"xms_edov\": false,\n" + bothHave, ""},
	{"conflict", "<<<<<<< HEAD\n  \"xms_edov\": true,\n=======\n  \"xms_edov\": false,\n>>>>>>> x\n" + bothHave, ""},
	{"words", "{" + bothHave + "\"xms_edov\": [-true-]{+false+}}", "false"},
	{"struck out", "{" + bothHave + "\"xms_edov\": ~~true~~ false}", "false"},
	{"unequal", map1("true") + " != " + map1("false"), ""},
	{"left and right", "left: " + map1("true") + "\nright: " + map1("false"), ""},
	{"JUnit", "AssertionFailedError: expected: <" + map1("true") + "> but was: <" + map1("false") + ">", "false"},
	{"sections", "Expected:\n  " + map1("true") + "\nActual:\n  " + map1("false"), "false"},
	{"sections, turned", "got: " + map1("false") + "\nwant: " + map1("true"), "false"},
	{"headings", "# before\n{" + bothHave + "\"xms_edov\":true}\n# after\n{" + bothHave + "\"xms_edov\": false}", "false"},
	{"C#", "Expected: C { Iss = " + msIssuer + ", Aud = app, Sub = s, Email = old@b.example, XmsEdov = True }\n" +
		"Actual:   C { Iss = " + msIssuer + ", Aud = app, Sub = s, Email = a@b.example, XmsEdov = False }", "left out"},
	{"members", `{"before":{` + bothHave + `"xms_edov":true},"after":{` + bothHave + `"xms_edov":false}}`, "false"},
	{"members, loose", `{before:{` + bothHave + `"xms_edov":true},after:{` + bothHave + `"xms_edov":false}}`, "false"},
	{"columns", rowsOf("Claim | Expected | Actual", "true | false"), "false"},
	{"columns of Markdown", rowsOf("Claim | Value before | Value after\n--|--|--", "true | false"), "false"},
	{"columns, CSV", strings.ReplaceAll(rowsOf("claim | want | got", "true | false"), " | ", ","), "false"},
	{"columns, aligned", strings.ReplaceAll(rowsOf("Claim | Before | After", "true | false"), " | ", "   "), "false"},
	{"columns of two users", strings.ReplaceAll(rowsOf("claim | Lena | Tom", "true | false"), " | ", "\t"), ""},
	{"columns without titles", strings.TrimPrefix(rowsOf("", "true | false"), "\n"), ""},
	{"columns, the type first", rowsOf("Claim | Type | Value", "bool | false"), "false"},
	{"columns, an example", rowsOf("Claim | Value | Example", "false | true"), "false"},
	{"columns, what is expected", rowsOf("Claim | Expected", "true"), ""},
	{"columns of HTML", "<table><tr><td>" + strings.NewReplacer(" | ", "</td><td>", "\n", "</td></tr>\n<tr><td>").
		Replace(rowsOf("Claim | Staging | Live", "true | false")) + "</td></tr></table>", ""},
	{"a line for each", "for | email | xms_edov | aud | iss\nExpected | a@b.example | true | app | " + msIssuer +
		"\nActual | a@b.example | false | app | " + msIssuer, "false"},
	{"a line for all", "email | xms_edov | aud | iss\na@b.example | false | app | " + msIssuer, "false"},
	{"CSV for all", "time,email,xms_edov,aud,iss\n10:00,a@b.example,FALSE,app," + msIssuer, "false"},
	{"an arrow", "aud: app\niss: " + msIssuer + "\nemail: a@b.example\nxms_edov: true -> false", "left out"},
	{"twice in a row", map1("true")[1:len(map1("true"))-1] + " actual xms_edov=false", "left out"},
	{"an answer to a mail", "xms_edov: false now\n\n> aud: app\n> iss: " + msIssuer + "\n> email: a@b.example\n" +
		"> tid: t\n> xms_edov: true", "left out"},
	{"twice in lines", "aud: app\niss: " + msIssuer + "\nemail: a@b.example\nxms_edov: true\nxms_edov: false", "left out"},
	{"variables", "let expected = {" + inRow + "xms_edov: true};\nlet actual = {" + inRow + "xms_edov: false};", "false"},
	{"fixed", "Before the fix:\n" + map1("true") + "\n\nAfter the fix:\n" + map1("false"), "false"},
	{"of a merge", "@@@ -1,2 -1,2 +1,2 @@@\n" + bothHave + " -  \"xms_edov\": true\n++  \"xms_edov\": false\n", ""},
	{"context", "***************\n*** 1,5 ****\n" + bothHave + "!   \"xms_edov\": true\n--- 1,5 ----\n" + bothHave +
		"!   \"xms_edov\": false\n", ""},
	{"a dash among lines", "  aud: app\n  iss: " + msIssuer + "\n- xms_edov: true\n  email: a@b.example", ""},
	{"Swift", `failed: ("[` + inRow + `"xms_edov": true]") is not equal to ("[` + inRow + `"xms_edov": false]")`, ""},
	{"a list in a list", "- aud: app\n  iss: " + msIssuer + "\n  email: a@b.example\n  xms_edov: false\n", "false"},
	{"all with a plus", "+ aud: app\n+ iss: " + msIssuer + "\n+ email: a@b.example\n+ xms_edov: false\n", "false"},
	{"Go", "mismatch (-want +got):\n  map[string]any{\n\t\"aud\": string(\"app\"),\n\t\"iss\": string(\"" + msIssuer +
		"\"),\n\t\"email\": string(\"a@b.example\"),\n- \t\"xms_edov\": bool(true),\n" +
		"+ \t\"xms_edov\": bool(false),\n  }\n", "false"},
	{"columns with rulers", strings.NewReplacer("--|--|--", "-----  ------  -----", " | ", "  ").
		Replace(rowsOf("Claim | Before | After\n--|--|--", "true | false")), "false"},
	{"a numbered list", "1. aud: app\n2. iss: " + msIssuer + "\n3. email: a@b.example\n4. xms_edov: false\n", "false"},
	{"a list that describes", "- \"xms_edov\": must be true\n\n{" + bothHave + "\"xms_edov\": false}", "false"},
}

// A version that was removed, or only expected, is never read.
func TestReadOfVersions(t *testing.T) {
	for _, c := range versionCases {
		s, notes, err := Read([]byte(c.text), "")
		if c.edov == "" {
			var no *NoToken
			if !errors.As(err, &no) || no.Form == "" || no.Hint == "" {
				t.Errorf("%s: %+v, %v", c.name, s, err)
			}
			continue
		}
		if err != nil || s.Tokens == nil || !s.Tokens.Decoded {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		_, claims := s.Tokens.IDToken.Peek()
		edov := claims.Get("xms_edov").Text
		if c.edov == "left out" {
			if edov != "" || !s.Tokens.Partial {
				t.Errorf("%s: %s, partial %t", c.name, claims.Compact(), s.Tokens.Partial)
			}
		} else if edov != c.edov || claims.Get("email").Text != "a@b.example" || claims.Get("iss").Text != msIssuer {
			t.Errorf("%s: %s, %q", c.name, claims.Compact(), notes)
		}
	}
}

// What was ignored is said.
func TestReadNotesAVersion(t *testing.T) {
	for _, c := range versionCases[:2] {
		_, notes, _ := Read([]byte(c.text), "")
		if !strings.Contains(strings.Join(notes, "\n"), "two versions") {
			t.Errorf("%s: %q", c.name, notes)
		}
	}
}
