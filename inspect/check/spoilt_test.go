package check

import (
	"encoding/json"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// spoilReport changes one thing in the JSON of a report.
func spoilReport(t *testing.T, r *report.Report, change func(map[string]any)) ([]byte, error) {
	t.Helper()
	data, err := r.JSON()
	if err != nil {
		return nil, err
	}
	var v map[string]any
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, err
	}
	change(v)
	return json.Marshal(v)
}

// TestSpoiltReports: a file that says two things is refused, and one that leaves things out is never fine.
func TestSpoiltReports(t *testing.T) {
	good := judge(signedIn(t, sign(t, goodHeader, claimsText(t))))
	outcome := func(id, to string) func(map[string]any) {
		return func(v map[string]any) {
			for _, f := range v["findings"].([]any) {
				if f := f.(map[string]any); f["id"] == id {
					f["outcome"] = to
				}
			}
		}
	}
	for name, test := range map[string]struct {
		change  func(map[string]any)
		refused bool
		verdict string
	}{
		"signature of the token not checked": {func(v map[string]any) {
			v["tokens"].([]any)[0].(map[string]any)["verification"].(map[string]any)["state"] = "not-checked"
		}, true, ""},
		"signature check failed": {outcome("idtoken-signature", "fail"), true, ""},
		"email not verified": {
			func(v map[string]any) { v["email"].(map[string]any)["verdict"] = "not-verified" }, true,
			"",
		},
		"email check failed":   {outcome("email-verified", "fail"), true, ""},
		"audience not checked": {outcome("idtoken-audience", "unknown"), false, report.VerdictUnknown},
		"audience failed":      {outcome("idtoken-audience", "fail"), false, report.VerdictFail},
		"no findings":          {func(v map[string]any) { v["findings"] = []any{} }, false, report.VerdictUnknown},
		"warnings made up": {func(v map[string]any) {
			v["counts"].(map[string]any)["warnings"] = 3
		}, false, report.VerdictPass},
		"nothing of a product": {func(v map[string]any) { v["products"].([]any)[0] = nil }, false, report.VerdictPass},
		"another verdict":      {func(v map[string]any) { v["verdict"] = "green" }, false, report.VerdictPass},
	} {
		data, err := spoilReport(t, good, test.change)
		if err != nil {
			t.Fatal(err)
		}
		r, err := report.Read(data)
		switch {
		case (err != nil) != test.refused:
			t.Errorf("%s: %v", name, err)
		case err == nil && (r.Verdict != test.verdict || len(oneStory(r)) > 0):
			t.Errorf("%s: %s %q %v", name, r.Verdict, r.Headline, oneStory(r))
		}
	}
}

// TestOwnAudiences: the app's own access token is recognized by every form of its audience.
func TestOwnAudiences(t *testing.T) {
	const uri = "https://contoso.example/api"
	app := &appreg.App{AppID: appreg.Setting[string]{Value: testClient}, IdentifierURIs: []string{uri}}
	for name, test := range map[string]struct {
		aud  any
		app  *appreg.App
		want report.Outcome
	}{
		"client ID": {testClient, nil, report.Fail}, "in capitals": {strings.ToUpper(testClient), nil, report.Fail},
		"api":             {"api://" + testClient, nil, report.Fail},
		"api with a path": {"api://" + testClient + "/orders", nil, report.Fail},
		"spn":             {"spn:" + testClient, nil, report.Fail},
		"in a list":       {[]string{"other", testClient}, nil, report.Fail}, "App ID URI": {uri, app, report.Fail},
		"App ID URI, unknown": {uri, nil, report.Skip},
		"another API":         {"api://other", nil, report.Skip}, "none": {nil, nil, report.Unknown},
		"empty": {"", nil, report.Unknown}, "a number": {7, nil, report.Unknown},
	} {
		forged := sign(t, goodHeader, claimsText(t, "aud", test.aud, "scp", "x"))
		s := ownAccess(t, forged[:len(forged)-12]+"AAAAAAAAAAAA")
		s.Registration = test.app
		if f := judge(s).Find("accesstoken-signature"); f.Outcome != test.want {
			t.Errorf("%s: %s (%s), want %s", name, f.Outcome, f.Summary, test.want)
		}
	}
	s := ownAccess(t, strings.Split(sign(t, goodHeader, "{}"), ".")[0]+".eyJh.!!")
	if f := judge(s).Find("accesstoken-signature"); f.Outcome != report.Unknown ||
		!strings.Contains(f.Summary, "cannot be read") {
		t.Errorf("garbage: %s (%s)", f.Outcome, f.Summary)
	}
}

// TestCutSignature: a token without its whole signature is refused, and no
// computation that was not made is reported as failed.
func TestCutSignature(t *testing.T) {
	whole := sign(t, goodHeader, claimsText(t))
	unsigned := whole[:strings.LastIndexByte(whole, '.')+1]
	for name, text := range map[string]string{
		"none": unsigned, "short": unsigned + "AAAA",
		"cut off": whole[:len(whole)-34],
	} {
		s := signedIn(t, text)
		s.Origin, s.Callback, s.Request.RedirectURI = flow.OriginPasted, nil, ""
		r := judge(s)
		f := expect(t, r, "idtoken-signature", report.Fail)
		if state := r.Tokens[0].Verification.State; state != proof.NotChecked || f.Fix != copyWhole ||
			strings.Contains(r.Headline, "does not fit") {
			t.Errorf("%s: %s, %q, %q", name, state, r.Headline, f.Fix)
		}
	}
}
