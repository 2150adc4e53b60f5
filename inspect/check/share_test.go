package check_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/report"
	"edov/ui/render/markdown"
)

// sharedReport is a stored report, shared with a salt.
func sharedReport(t *testing.T, name, salt string) (whole, shared *report.Report, text string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "report", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if whole, err = report.Read(data); err != nil {
		t.Fatal(err)
	}
	if shared, err = whole.Share([]byte(salt)); err != nil {
		t.Fatal(err)
	}
	out, err := shared.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return whole, shared, string(out) + markdown.Report(shared)
}

// shareOf is a report shared with a salt, and its JSON.
func shareOf(t *testing.T, r *report.Report) (shared *report.Report, text string) {
	t.Helper()
	shared, err := r.Share([]byte("salt"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := shared.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return shared, string(out)
}

// hides holds a shared report to have none of the values.
func hides(t *testing.T, text string, values ...string) {
	t.Helper()
	for _, value := range values {
		if strings.Contains(text, value) {
			t.Errorf("%s is shown", value)
		}
	}
}

// TestShare: who signed in is not in a shared report, in any form; what is wrong
// still is (security 151).
func TestShare(t *testing.T) {
	for _, name := range []string{"healthy", "no-edov"} {
		t.Run(name, func(t *testing.T) {
			whole, shared, text := sharedReport(t, name, "salt")
			for _, value := range []string{whole.Account.Object, whole.Account.Name, whole.Email.Address} {
				if value == "" {
					t.Fatal("the stored report names no one")
				}
				for _, form := range []string{value, strings.ToUpper(value), strings.ReplaceAll(value, "@", "%40")} {
					if strings.Contains(text, form) {
						t.Errorf("the shared report holds %q", form)
					}
				}
			}
			for _, token := range whole.Tokens {
				for _, claim := range []string{"sub", "oid", "preferred_username", "sid", "uti", "aio", "nonce"} {
					if v := token.Claims.Get(claim).Str(); v != "" && strings.Contains(text, v) {
						t.Errorf("the shared report holds %s of the %s token", claim, token.Kind)
					}
				}
			}
			if shared.Verdict != whole.Verdict || shared.Headline != whole.Headline ||
				len(shared.Findings) != len(whole.Findings) {
				t.Error("the judgement changed")
			}
			if got, want := shared.Tokens[0].Claims.Get("tid").Str(), whole.Tokens[0].Claims.Get("tid").Str(); got != want {
				t.Errorf("the tenant is %s, want %s", got, want)
			}
		})
	}
}

// TestSharePseudonyms are the same inside one report, and others in the next (security 151).
func TestSharePseudonyms(t *testing.T) {
	_, a, _ := sharedReport(t, "healthy", "one")
	_, b, _ := sharedReport(t, "healthy", "one")
	_, c, _ := sharedReport(t, "healthy", "two")
	if a.Account.Object != a.Tokens[0].Claims.Get("oid").Str() {
		t.Errorf("one person is %s and %s", a.Account.Object, a.Tokens[0].Claims.Get("oid").Str())
	}
	if a.Email.Address != b.Email.Address || a.Email.Address == c.Email.Address {
		t.Errorf("with the same salt %s and %s, with another %s", a.Email.Address, b.Email.Address, c.Email.Address)
	}
	if !strings.Contains(a.Email.Address, "@domain-") {
		t.Errorf("the address became %s", a.Email.Address)
	}
}

// TestShareNames: a name that is a part of a word, or a word of edov's own,
// changes nothing else, and no form of it is shown.
func TestShareNames(t *testing.T) {
	whole, _, _ := sharedReport(t, "healthy", "salt")
	for _, name := range []string{"Pass", "Ann", "Li", "Clerk Error", "Ødegård", "work", "Adele Wong"} {
		r := *whole
		r.Account.Name = name
		r.Headline = "cannot: " + name + " (" + strings.ToUpper(name) + ") signed in"
		shared, err := r.Share([]byte("salt"))
		if err != nil {
			t.Fatal(err)
		}
		if shared.Account.Name == name || strings.Contains(shared.Headline, " "+name+" ") ||
			strings.Contains(shared.Headline, "("+strings.ToUpper(name)+")") {
			t.Errorf("%s is shown: %q, %q", name, shared.Account.Name, shared.Headline)
		}
		if !strings.HasPrefix(shared.Headline, "cannot: ") || shared.Verdict != whole.Verdict ||
			shared.Account.Kind != whole.Account.Kind {
			t.Errorf("%s changed %q, %s, %s", name, shared.Headline, shared.Verdict, shared.Account.Kind)
		}
		for i, f := range shared.Findings {
			if f.ID != whole.Findings[i].ID || f.Outcome != whole.Findings[i].Outcome ||
				f.Severity != whole.Findings[i].Severity {
				t.Fatalf("%s changed the finding %+v", name, f)
			}
		}
	}
}

// TestShareManyPeople: what stands for one of them meanwhile is no other one's
// name.
func TestShareManyPeople(t *testing.T) {
	whole, _, _ := sharedReport(t, "healthy", "salt")
	r := *whole
	r.Tokens = slices.Clone(whole.Tokens)
	claims := &r.Tokens[0].Claims
	claims.SetMembers(slices.Clone(claims.Members()))
	var names []string
	var all []strictjson.Value
	for i := 10; i < 60; i++ {
		names = append(names, strconv.Itoa(i))
		all = append(all, strictjson.Value{Kind: strictjson.String, Text: names[len(names)-1]})
	}
	claims.SetMembers(append(claims.Members(), strictjson.Member{
		Name:  "verified_primary_email",
		Value: strictjson.ArrayOf(all),
	}))
	r.Headline = "here are " + strings.Join(names, ", ")
	shared, err := r.Share([]byte("salt"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsRune(shared.Headline, 0) || strings.Count(shared.Headline, ",") != len(names)-1 {
		t.Errorf("shared is %q", shared.Headline)
	}
}

// TestShareClaims: a claim may have the name of a member that edov fills itself,
// and a name may be longer than where a shorter one is known.
func TestShareClaims(t *testing.T) {
	whole, _, _ := sharedReport(t, "healthy", "salt")
	email := whole.Email.Address
	r := *whole
	r.Tokens = slices.Clone(whole.Tokens)
	claims := &r.Tokens[0].Claims
	claims.SetMembers(slices.DeleteFunc(slices.Clone(claims.Members()),
		func(m strictjson.Member) bool { return strings.Contains(m.Name, "name") }))
	for _, name := range []string{"id", "title", "state", "kind"} {
		claims.SetMembers(append(claims.Members(), strictjson.Member{
			Name:  name,
			Value: strictjson.Value{Kind: strictjson.String, Text: email},
		}))
	}
	for name, text := range map[string]string{"name": "Adele Wong", "given_name": "Adele", "family_name": "WONG"} {
		claims.SetMembers(append(claims.Members(), strictjson.Member{
			Name:  name,
			Value: strictjson.Value{Kind: strictjson.String, Text: text},
		}))
	}
	r.Headline = "Adele Wongs computer, WONG"
	_, text := shareOf(t, &r)
	hides(t, text, email, "Adele", "WONG")
}

// TestShareOtherClaims: a claim that edov does not know may identify somebody, whatever its type and its depth. What
// describes the app and the tenant stays, and so do sentences that have an ordinary word of a claim.
func TestShareOtherClaims(t *testing.T) {
	whole, _, _ := sharedReport(t, "healthy", "salt")
	claims, err := strictjson.Parse([]byte(`{
		"employeeid":"E-482193","extension_12ab_badge":"badge 77/canary","phone_number":"+46 70 123 45 67",
		"birthdate":"1980-02-03T00:00:00Z","number":48219377,"jobTitle":"Microsoft",
		"address":{"street_address":"Canary road 5","lines":["Canary yard",{"po":123456789}]},
		"deviceid":"0a4de5e5-27e0-4d8e-8a4b-7e1f2c3d4e5f","ctry":"SE","copy":"user","is_minor":true,
		"tid":"3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175","scp":"openid profile","idtyp":"user","ver":"2.0","exp":1795497148
	}`), report.Limits)
	if err != nil {
		t.Fatal(err)
	}
	r := *whole
	r.Tokens = slices.Clone(whole.Tokens)
	r.Tokens[1].Claims = claims
	r.Detail = "Microsoft knows E-482193, a user of phone +46 70 123 45 67"
	shared, text := shareOf(t, &r)
	hides(t, text, "482193", "anary", "123 45", "1980", "0a4de5e5", `"SE"`, "123456789", `"Microsoft"`, `"copy": "user"`)
	after := shared.Tokens[1].Claims
	for _, name := range []string{"tid", "scp", "idtyp", "ver", "exp", "is_minor"} {
		if after.Get(name).Text != claims.Get(name).Text {
			t.Errorf("%s became %s", name, after.Get(name).Text)
		}
	}
	if got := after.Get("number"); got.Kind != strictjson.Number {
		t.Errorf("the number became %s", got.Compact())
	}
	if d := shared.Detail; !strings.HasPrefix(d, "Microsoft knows employeeid-") || !strings.Contains(d, "user of phone") {
		t.Errorf("the detail became %q", shared.Detail)
	}
}

// TestShareMessages: Microsoft's messages name who tried to sign in, and so do addresses.
func TestShareMessages(t *testing.T) {
	whole, _, _ := sharedReport(t, "healthy", "salt")
	r := *whole
	r.Failure = &flow.Failure{
		Description: "AADSTS50020: User account 'mia.keller@outlook.example' from identity provider 'live.com' does not exist",
		Hint:        "https://login.microsoftonline.com/common?login_hint=ben%40contoso.example&x=1",
		Summary:     "the guest ann_gmail.com#EXT#@contoso.onmicrosoft.com, a@b",
	}
	shared, text := shareOf(t, &r)
	hides(t, text, "mia", "keller", "outlook.example", "ben", "ann_gmail", "contoso.onmicrosoft")
	for _, value := range []string{"User account 'person-", "live.com", "common?login_hint=", "&x=1", ", a@b"} {
		if !strings.Contains(shared.Failure.Description+shared.Failure.Hint+shared.Failure.Summary, value) {
			t.Errorf("%s is gone: %+v", value, shared.Failure)
		}
	}
}

// TestShareTexts: what is replaced leaves the report whole, and what a person's address may have is all replaced.
func TestShareTexts(t *testing.T) {
	whole, _, _ := sharedReport(t, "healthy", "salt")
	claims, err := strictjson.Parse([]byte(`{
		"team":"ID token","x2":"the email","department":"sign-in","website":"https://login.microsoftonline.com",
		"m":{"anna.schmidt@contoso.com":1,"Bob Jones":true,"street_address":"Canary road"},
		"iss":"https://login.microsoftonline.com/3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175/v2.0",
		"_claim_sources":{"src1":{"endpoint":"https://graph.microsoft.com/v1.0/users/1b2645f7-8b7f-4210-b41c-503527aaaaaa/x"}}
	}`), report.Limits)
	if err != nil {
		t.Fatal(err)
	}
	r := *whole
	r.Tokens = slices.Clone(whole.Tokens)
	r.Tokens[1].Claims = claims
	r.Account.Name = "Expired"
	r.Findings = []*report.Finding{{ID: "idtoken-lifetime", Outcome: report.Fail, Case: report.CaseExpired}}
	r.Detail = "an ID token is present; can't tell whether the email is verified; no sign-in was made"
	r.Failure = &flow.Failure{Description: `User account 'zoë.o'brien@contoso.de' or jürg@münchen.de`}
	shared, text := shareOf(t, &r)
	if shared.Detail != r.Detail || shared.Findings[0].Case != report.CaseExpired {
		t.Errorf("%q, case %q", shared.Detail, shared.Findings[0].Case)
	}
	after := shared.Tokens[1].Claims
	if after.Get("iss").Str() != claims.Get("iss").Str() || !after.Get("m").Get("street_address").Exists() {
		t.Errorf("%s", after.Compact())
	}
	hides(t, text, "schmidt", "Jones", "zoë", "brien", "jürg", "ünchen", "503527aaaaaa", "anary")
}
