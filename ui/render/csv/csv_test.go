package csv

import (
	"strings"
	"testing"

	"edov/inspect/rollout"
	"edov/inspect/secret"
)

// TestCells: no spreadsheet takes a cell for a formula, and nothing in it ends a row early (security 152).
func TestCells(t *testing.T) {
	for text, want := range map[string]string{
		"":                 "",
		"ada@contoso.test": "ada@contoso.test",
		"=1+1":             "'=1+1",
		"+1":               "'+1",
		"-1":               "'-1",
		"@SUM(A1)":         "'@SUM(A1)",
		"＝1+1":             "'＝1+1",
		"a=1":              "a=1",
		"'=1":              "'=1",
	} {
		if got := cell(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := cell("\t=1\n2"); got == "" || got[0] == '\t' || got[0] == '=' {
		t.Errorf("%q", got)
	}
}

// TestInUse: which secret is in use is empty where that is not known.
func TestInUse(t *testing.T) {
	for want, l := range map[string]secret.Line{
		"": {InUse: false}, "false": {UseKnown: true}, "true": {UseKnown: true, InUse: true},
	} {
		rows := strings.Split(string(Secrets(&secret.Report{Secrets: []secret.Line{l}})), "\r\n")
		if fields := strings.Split(rows[1], ","); fields[len(fields)-1] != want {
			t.Errorf("%+v: %q", l, rows[1])
		}
	}
}

func TestUsers(t *testing.T) {
	r := &rollout.Report{Product: "Clerk", List: []rollout.Line{{
		Troubles: []rollout.Trouble{rollout.Guest, rollout.Shared}, ID: "1", PrincipalName: "a, \"b\"@c.example",
		Mail: "=x", Verdicts: []string{"verified", "not-verified"},
	}}}
	got := Users(r)
	want := "trouble,id,user_principal_name,mail,product,expected\r\n" +
		"guest shared-mail,1,\"a, \"\"b\"\"@c.example\",'=x,Clerk,verified not-verified\r\n"
	if string(got) != want {
		t.Errorf("%s", got)
	}
}
