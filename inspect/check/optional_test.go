package check

import (
	"encoding/json"
	"strings"
	"testing"

	"edov/flow/strictjson"
	"edov/inspect/change"
	"edov/inspect/report"
)

const (
	emailEntry = `{"name":"email","source":null,"essential":false,"additionalProperties":[]}`
	edovEntry  = `{"name":"xms_edov","source":null,"essential":false,"additionalProperties":[]}`
)

// withOptional is a registration with these lists of optional claims.
func withOptional(t *testing.T, idToken, accessToken string) string {
	t.Helper()
	v := change.Parsed(json.RawMessage(document(t, "healthy")))
	v.Put("optionalClaims", change.Parsed(json.RawMessage(
		`{"idToken":`+idToken+`,"accessToken":`+accessToken+`,"saml2Token":[]}`)))
	return v.Compact()
}

// TestNamesThatLookRight: where two names look the same, a finding says in what they differ.
func TestNamesThatLookRight(t *testing.T) {
	for name, want := range map[string]string{
		"xms_edov ":       "with a space behind the name",
		" xms_edov":       "with a space before the name",
		" xms_edov\t":     "with space before and behind the name",
		"xms_ edov":       "with a space inside the name",
		"xms_edov\u00a0":  "with a space behind the name",
		"XMS_EDOV":        "in another letter case",
		"xms_edov\u200b":  "with an invisible character, U+200B",
		"\ufeffxms_edov":  "with an invisible character, U+FEFF",
		"xm\u0455_edov":   "with the character U+0455, which only looks like one of the name",
		"xms-edov":        "",
		"xms_edv":         "",
		"xms_pdl ":        "with a space behind the name",
		"xms_edov_primar": "-", // no claim that edov takes it for
	} {
		quoted, _ := json.Marshal(name)
		entry := strings.Replace(edovEntry, `"xms_edov"`, string(quoted), 1)
		r := registration(t, withOptional(t, `[`+emailEntry+`,`+entry+`]`, `[`+emailEntry+`,`+edovEntry+`]`))
		f := expect(t, r, "optional-edov", report.Fail)
		if want == "-" {
			expect(t, r, "optional-names", report.Pass)
			continue
		}
		names := expect(t, r, "optional-names", report.Fail)
		if strings.Contains(f.Summary, "; xms_edov is") || !strings.Contains(f.Summary, `; "`) ||
			!strings.HasSuffix(f.Summary, want) || !strings.HasSuffix(names.Summary, want) {
			t.Errorf("%q: %s; %s", name, f.Summary, names.Summary)
		}
		if after := string(f.Changes[0].After); after != `[`+emailEntry+`,`+edovEntry+`]` {
			t.Errorf("%q becomes %s", name, after)
		}
	}
	for name, found := range map[string]bool{"email ": true, "email\u200b": true, "em\u0430il": true, "upn": false} {
		if got := meantClaim(name) == "email"; got != found {
			t.Errorf("%q stands for email: %t", name, got)
		}
	}
}

// TestListsOfAnotherName: claims in a list that Microsoft does not have are named and moved, and the list is not sent.
func TestListsOfAnotherName(t *testing.T) {
	lists := `[` + emailEntry + `,` + edovEntry + `]`
	for _, other := range []string{
		`"id_token":` + lists, `"IdToken":` + lists, `"optionalClaims":{"idToken":` + lists + `}`, `"idtoken":` + lists,
	} {
		v := change.Parsed(json.RawMessage(document(t, "healthy")))
		v.Put("optionalClaims", change.Parsed(json.RawMessage(`{`+other+`,"accessToken":[],"saml2Token":[]}`)))
		r := registration(t, v.Compact())
		if f := expect(t, r, "optional-names", report.Fail); !strings.Contains(f.Summary, "which Microsoft does not have") {
			t.Errorf("%s: %s", other, f.Summary)
		}
		patch, _ := r.Patch(report.Warning)
		sent := change.Parsed(patch).Get("optionalClaims")
		if sent.Get("idToken").Compact() != lists || len(sent.Members()) != 3 {
			t.Errorf("%s: the patch sends %s", other, sent.Compact())
		}
	}
}

// TestWhereClaimsBelong: claims of a misspelt list for SAML are not for the ID token, and what is empty is no problem.
func TestWhereClaimsBelong(t *testing.T) {
	v := change.Parsed(json.RawMessage(document(t, "healthy")))
	lists := `{"idToken":[` + emailEntry + `,{"name":"xms_edov","Other":[],"another":""}],"accessToken":[]`
	v.Put("optionalClaims", change.Parsed(json.RawMessage(lists+`,"saml2Tokens":[`+emailEntry+`]}`)))
	f := expect(t, registration(t, v.Compact()), "optional-names", report.Fail)
	if !strings.Contains(f.Fix, "move its claims to optionalClaims.saml2Token,") {
		t.Error(f.Fix)
	}
	v.Put("optionalClaims", change.Parsed(json.RawMessage(`{"idToken":[],"access_token":[`+emailEntry+`]}`)))
	f = expect(t, registration(t, v.Compact()), "optional-names", report.Fail)
	if !strings.Contains(f.Fix, "move its claims to optionalClaims.accessToken,") {
		t.Error(f.Fix)
	}
	v.Put("optionalClaims", change.Parsed(json.RawMessage(lists+`,"saml2Token":[]}`)))
	expect(t, registration(t, v.Compact()), "optional-names", report.Pass)
}

// TestValuesThatLookRight: evidence quotes a value that a reader would take for the right one.
func TestValuesThatLookRight(t *testing.T) {
	for _, c := range []struct{ id, from, got string }{
		{"app-id", `6731de76-14a6-49ae-97bc-6eba6914391e`, `"6731de76-14a6-49ae-97bc-6eba6914391e "`},
		{"account-types-allowed", `AzureADandPersonalMicrosoftAccount`, `"AzureADandPersonalMicrosoftAccount "`},
		{"redirect-product", `https://clerk.example.com/v1/oauth_callback`, `"https://clerk.example.com/v1/oauth_callback "`},
		{"redirect-form", `https://clerk.example.com/v1/oauth_callback`, `"https://clerk.example.com/v1/oauth_callback " has`},
	} {
		r := registration(t, edited(t, "healthy", `"`+c.from+`"`, `"`+c.from+` "`))
		if f := expect(t, r, c.id, report.Fail); !strings.HasPrefix(f.Evidence[0].Got, c.got) {
			t.Errorf("%s: %s", c.id, f.Evidence[0].Got)
		}
	}
}

// TestEntriesThatAreNoClaims: an entry without a name or with what a claim does not have is named, and no change of
// its list leaves it there.
func TestEntriesThatAreNoClaims(t *testing.T) {
	const groups = `{"name":"groups","additionalProperties":["sam_account_name"]}`
	whole := `{"optionalClaims":{"idToken":[` + emailEntry + `,` + groups + `,{"name":"xms_edov"}],"accessToken":[` +
		edovEntry + `]}}`
	for name, c := range map[string]struct{ idToken, summary, after string }{
		"whole object": {
			`[` + whole + `]`, "claims inside it instead of a name",
			`[` + emailEntry + `,` + groups + `,` + edovEntry + `]`,
		},
		"whole object beside claims": {
			`[` + emailEntry + `,` + whole + `]`, "claims inside it instead of a name",
			`[` + emailEntry + `,` + groups + `,` + edovEntry + `]`,
		},
		"list": {
			`[{"idToken":[` + edovEntry + `]},` + emailEntry + `]`, "claims inside it instead of a name",
			`[` + emailEntry + `,` + edovEntry + `]`,
		},
		"no name":    {`[` + emailEntry + `,` + edovEntry + `,{"essential":false}]`, "has no name", ""},
		"blank name": {`[` + emailEntry + `,` + edovEntry + `,{"name":" "}]`, "has no name", ""},
		"empty":      {`[` + emailEntry + `,` + edovEntry + `,{}]`, "has no name", ""},
		"other member": {
			`[` + emailEntry + `,{"name":"xms_edov","optional":true,"source":null,"essential":false,"additionalProperties":[]}]`,
			`"xms_edov" has the member "optional"`, "",
		},
	} {
		text := withOptional(t, c.idToken, `[`+emailEntry+`,`+edovEntry+`]`)
		r := registration(t, text)
		f := expect(t, r, "optional-names", report.Fail)
		if !strings.Contains(f.Summary, c.summary) || f.Severity != report.Warning {
			t.Errorf("%s: %s", name, f.Summary)
		}
		if c.after == "" {
			c.after = `[` + emailEntry + `,` + edovEntry + `]`
		}
		patch, _ := r.Patch(report.Note)
		got := change.Parsed(patch).At("optionalClaims.idToken")
		if got.Kind != strictjson.Array || got.Compact() != c.after {
			t.Errorf("%s: the patch has %s", name, got.Compact())
		}
		for _, f := range r.Findings {
			for _, e := range f.Changes {
				if strings.HasPrefix(e.Path, "optionalClaims.idToken") && string(e.After) != c.after {
					t.Errorf("%s: %s alone leaves %s", name, f.ID, e.After)
				}
			}
		}
	}
	fine := `[` + emailEntry + `,{"@odata.type":"#microsoft.graph.optionalClaim","name":"xms_edov","value":null}]`
	expect(t, registration(t, withOptional(t, fine, `[]`)), "optional-names", report.Pass)
}
