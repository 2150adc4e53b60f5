package decoded

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"edov/flow/strictjson"
)

// printed are the same claims as programs, pages and frameworks show them, by what shows them.
func printed(t *testing.T) map[string]string {
	data, err := os.ReadFile("testdata/printed.txt")
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	for _, part := range strings.Split(string(data), "=== ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		list[name] = text
	}
	return list
}

// TestFindPrinted: every form has the same four claims, nothing of what surrounds them, and no other name.
func TestFindPrinted(t *testing.T) {
	isClaims := func(text string) bool {
		v, err := strictjson.Parse([]byte(text), strictjson.Limits{})
		return err == nil && v.Has("iss") && v.Has("aud")
	}
	for name, text := range printed(t) {
		c, ok := first(Find(text, isClaims, hasAlgorithm))
		var got map[string]any
		_ = json.Unmarshal([]byte(c.Payload), &got)
		if !ok || len(got) != 4 || got["aud"] != "app" || got["iss"] != "https://x.example/y" ||
			got["name"] != "Ada King" || got["xms_edov"] != true || !c.Loose || c.Partial {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// TestFindNames: what is around claims has names that differ from theirs in case. They are none of the token's.
func TestFindNames(t *testing.T) {
	text := "Email: canary\nIssuer: canary\naud: app\niss: y\nexp: 5\nemail: a@b.example\ngroups: [a, b]\nver: 2.0"
	c, ok := first(Find(text, hasIssuer, hasAlgorithm))
	if !ok || strings.Contains(c.Payload, "Email") || !strings.Contains(c.Payload, `"email":"a@b.example"`) ||
		!strings.Contains(c.Payload, `"ver":"2.0"`) {
		t.Errorf("%+v", c)
	}
	c, ok = first(Find("map[aud:app groups:[g1 g2] iss:y roles:[] scp:a b]", hasIssuer, hasAlgorithm))
	if !ok || c.Payload != `{"aud":"app","groups":["g1","g2"],"iss":"y","roles":[],"scp":"a b"}` {
		t.Errorf("%+v", c)
	}
}

func TestRestored(t *testing.T) {
	for text, want := range map[string]string{
		`"Mon Nov 30 2026 01:01:00 GMT+0000 (Coordinated Universal Time)"`: "1796000460",
		`"Mon Nov 30 2026 02:01:00 GMT+0100 (CET)"`:                        "1796000460",
		`"2026-11-30T01:01:00Z"`:                                           "1796000460",
		`"2026-11-30T01:01:00.000+00:00"`:                                  "1796000460",
		`"2026-11-30 01:01:00 UTC"`:                                        "1796000460",
		`"2026-11-30 01:01:00 +0000 UTC"`:                                  "1796000460",
		`"1796000460"`:                                                     "1796000460",
		`"2026-11-30 01:01:00"`:                                            "", // of which time zone?
		`"11/30/2026 1:01:00 AM"`:                                          "",
		`"2026-11-30 01:01:00 CET"`:                                        "",
		`"soon"`:                                                           "",
		`1.79600046e+09`:                                                   "1796000460",
	} {
		got, lost := Restored(`{"iss":"y","exp":`+text+`,"ver":"2.0"}`, true)
		exp := ""
		if want != "" {
			exp = `"exp":` + want + `,`
		}
		if got != `{"iss":"y",`+exp+`"ver":"2.0"}` || lost != (want == "") {
			t.Errorf("%s: %s, %t", text, got, lost)
		}
	}
	same := `{ "iss":"y", "exp": 5, "exp": 6 }`
	if got, lost := Restored(same, false); got != same || lost {
		t.Errorf("%s, %t", got, lost)
	}
}

// TestFindEmpty: PHP prints nothing for false and for null, so the claim is present and its value is not known.
func TestFindEmpty(t *testing.T) {
	for _, text := range []string{
		"Array\n(\n    [iss] => y\n    [aud] => z\n    [xms_edov] => \n)\n",
		"Array\n(\n    [xms_edov] => \n    [iss] => y\n    [aud] => z\n)\n",
	} {
		if c, _ := first(Find(text, hasIssuer, hasAlgorithm)); !strings.Contains(c.Payload, `"xms_edov":""`) {
			t.Errorf("%q: %+v", text, c)
		}
	}
}
