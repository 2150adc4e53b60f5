package decoded

import (
	"strings"
	"testing"

	"edov/flow/strictjson"
)

const (
	idOf1  = "aud=app, iss=https://x.example/y, oid=o1, sub=s1, iat=1, exp=2"
	idOf2  = "aud=app, iss=https://x.example/y, oid=o2, sub=s2, iat=3, exp=4"
	mail1  = "email=a@one.example, xms_edov=true"
	mail2  = "email=b@two.example, xms_edov=false"
	tenant = "tid=t, ver=2.0"
)

// inLines are claims in a row as lines.
func inLines(parts ...string) string {
	return strings.NewReplacer(", ", "\n", "=", ": ").Replace(strings.Join(parts, ", ")) + "\n"
}

// yaml are claims in a row as an element of a list of YAML.
func yaml(parts ...string) string {
	return "- " + strings.TrimSpace(strings.ReplaceAll(inLines(parts...), "\n", "\n  ")) + "\n"
}

// csharp is a record as C# prints it.
func csharp(id, edov string) string {
	return "MyUser { Email = " + id + "@x.example, XmsEdov = " + edov + ", TenantId = t, Audience = app, Subject = s" +
		id + ", ObjectId = o" + id + ", IssuedAt = 1 }\n"
}

// ofBoth are texts with the claims of two tokens, and what each set must have and must not.
var ofBoth = []struct {
	name, text string
	sets       []string // with - before what it must not have
}{
	{
		"yaml, a list in the first", yaml(idOf1, "groups=") + "    - 1\n    - 2\n  " +
			strings.ReplaceAll(strings.TrimSpace(inLines(mail1)), "\n", "\n  ") + "\n" + yaml(idOf2, mail2),
		[]string{"o1 a@one -o2 -b@two true", "o2 b@two false -o1 -a@one"},
	},
	{
		"java", "claims 1: {" + mail1 + ", " + tenant + ", " + idOf1 + "}\nclaims 2: {" +
			mail2 + ", " + tenant + ", " + idOf2 + "}",
		[]string{"o1 a@one true tid ver -b@two", "o2 b@two false tid ver -a@one"},
	},
	{
		"java, the first without email", "1: {" + tenant + ", " + idOf1 + "}\n2: {" +
			mail2 + ", " + tenant + ", " + idOf2 + "}",
		[]string{"o1 tid -email -xms_edov", "o2 b@two false tid ver"},
	},
	{
		"java, the last is not whole", "1: {" + idOf1 + "}\n2: {" + mail2 + "}", []string{"o1 -email -xms_edov"},
	},
	{
		"java, another map first", "{email=b@two.example, name=B} {" + idOf1 + "}", []string{"o1 -email -name"},
	},
	{
		"java, something after", "{" + idOf1 + "} email=b@two.example", []string{"o1 -email"},
	},
	{
		"lines", inLines(mail1, tenant, idOf1) + inLines(mail2, tenant, idOf2),
		[]string{"o1 a@one true tid ver -b@two", "o2 b@two false tid ver -a@one"},
	},
	{
		"lines, the first without email", inLines(tenant, idOf1) + "\n" + inLines(mail2, tenant, idOf2),
		[]string{"o1 -email -xms_edov", "o2 b@two false tid ver"},
	},
	{
		"maps over lines", "A {\n" + inLines(idOf1) + "}\nB {\n" + inLines(mail2) + "}\n", []string{"o1 -email -xms_edov"},
	},
	{
		"lines, email of either", inLines(tenant, idOf1) + "\n" + inLines(mail2) + "\n" + inLines(tenant, idOf2),
		[]string{"o1 -email -xms_edov mixed", "o2 -email -xms_edov mixed"},
	},
	{
		"ruby", `info=#<A email="b@two.example" name="B"> raw=#<A ` + idOf1 + `, email="a@one.example">`,
		[]string{"o1 a@one -b@two -name"},
	},
	{
		"go", "map[acct:0 " + strings.NewReplacer(", ", " ", "=", ":").Replace(idOf1) + "]\nmap[acct:1 " +
			strings.NewReplacer(", ", " ", "=", ":").Replace(idOf2) + "]",
		[]string{`o1 "acct":"0" -"acct":"1"`, `o2 "acct":"1" -"acct":"0"`},
	},
	{
		"c#, false first", csharp("1", "False") + csharp("2", "True"),
		[]string{"o1 1@x -xms_edov", "o2 2@x xms_edov -o1"},
	},
	{
		"c#, true first", csharp("1", "True") + csharp("2", "True"),
		[]string{"o1 1@x tid xms_edov", "o2 2@x tid xms_edov"},
	},
}

func TestFindMixed(t *testing.T) {
	isClaims := func(text string) bool { return strings.Contains(text, `"aud"`) }
	for _, c := range ofBoth {
		got := Find(c.text, isClaims, hasAlgorithm)
		if len(got) != len(c.sets) {
			t.Errorf("%s: %d sets: %+v", c.name, len(got), got)
			continue
		}
		for i, set := range c.sets {
			checkSet(t, c.name, got[i], set)
		}
	}
}

func checkSet(t *testing.T, name string, c Claims, set string) {
	t.Helper()
	for _, part := range strings.Fields(set) {
		if part == "mixed" {
			if !c.Mixed || !c.Partial {
				t.Errorf("%s: not partial: %+v", name, c)
			}
			continue
		}
		without, isNot := strings.CutPrefix(part, "-")
		if strings.Contains(c.Payload, without) == isNot {
			t.Errorf("%s: %s in %+v", name, part, c)
		}
	}
}

// TestFindUnderscores: a name of underscores is no name of a type.
func TestFindUnderscores(t *testing.T) {
	for _, text := range []string{
		"__ = 5", `text with "__": 3 inside`, "function(a){var _=1,__=2;return _}", "_iss: y\n_sub: z\n_tid: t\n_exp: 5",
	} {
		if got := Find(text, func(string) bool { return true }, hasAlgorithm); got != nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestFindNoTokens: settings, accounts and certificates have names that tokens have.
func TestFindNoTokens(t *testing.T) {
	isObject := func(text string) bool {
		v, err := strictjson.Parse([]byte(text), strictjson.Limits{})
		return err == nil && v.Has("xyz") || err == nil && len(v.Members()) >= 3
	}
	for _, text := range []string{
		"ObjectId    : o\nAppId       : a\nTenantId    : t\nDisplayName : d\nName : n\nEmail : a@x.example\n",
		"config: {TenantID:t ObjectID:o Name:prod Email:ops@x.example}",
		"TenantId: t\nObjectId: o\nName: n\nRoles: r\n",
		"Subject: CN=example.com\nIssuer: Amazon\nExpiry: 2027-01-01T00:00:00Z\nNotBefore: 2026-01-01T00:00:00Z\n",
	} {
		if got := Find(text, isObject, hasAlgorithm); got != nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
	text := "{Issuer:https://login.microsoftonline.com/t/v2.0 Subject:s TenantID:t Email:a@x.example}"
	if got := Find(text, isObject, hasAlgorithm); len(got) != 1 || !got[0].Own || !got[0].Partial {
		t.Errorf("%+v", got)
	}
}
