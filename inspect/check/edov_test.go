package check

import (
	"strings"
	"testing"

	"edov/inspect/product"
	"edov/inspect/report"
)

// TestEDOVForTheProduct: to a product that is known not to read it, a missing xms_edov is a note where another claim
// verifies the email, and a problem where none does.
func TestEDOVForTheProduct(t *testing.T) {
	listed := []any{"xms_edov", nil, "verified_primary_email", []string{"ada@contoso.example"}}
	for _, c := range []struct {
		product string
		claims  []any
		want    report.Severity
		verdict string
		fix     string // of email-verified
	}{
		{"better-auth", listed, report.Note, report.VerdictPass, ""},
		{"better-auth", []any{"xms_edov", nil}, report.Error, report.VerdictFail, "add the optional claims verified_"},
		{"Auth.js", []any{"xms_edov", nil}, report.Error, report.VerdictFail, `"name": "xms_edov"`},
		{"Auth.js", listed, report.Error, report.VerdictFail, ""},
		{"Logto, social", listed, report.Error, report.VerdictFail, ""},
		{"Clerk", listed, report.Error, report.VerdictFail, ""},
		{"Supabase", listed, report.Error, report.VerdictFail, ""},
		{"a product of tomorrow", listed, report.Error, report.VerdictFail, ""},
		{"", listed, report.Error, report.VerdictFail, ""},
		{"", []any{"xms_edov", nil}, report.Error, report.VerdictFail, `"name": "xms_edov"`},
	} {
		claims := append([]any{"email", "ada@contoso.example"}, c.claims...)
		s := signedIn(t, sign(t, goodHeader, claimsText(t, claims...)))
		s.Request.Product = c.product
		r := judge(s)
		f := expect(t, r, "edov-present", report.Fail)
		if f.Severity != c.want || r.Verdict != c.verdict || !strings.Contains(r.Find("email-verified").Fix, c.fix) {
			t.Errorf("%q: %s, %s, %s", c.product, f.Severity, r.Verdict, r.Find("email-verified").Fix)
		}
	}
	s := session(t, append([]any{"email", "ada@contoso.example"}, listed...)...) // no signing keys
	s.Request.Product = "better-auth"
	if r := judge(s); r.Verdict != report.VerdictUnknown {
		t.Errorf("not checked: %s, %s", r.Verdict, r.Headline)
	}
}

// TestNoProductPassesUnverified: whatever the product, a token that no claim calls verified never passes.
func TestNoProductPassesUnverified(t *testing.T) {
	for _, v := range judge(session(t)).Products {
		s := session(t, "xms_edov", nil)
		s.Request.Product = v.Name
		if r := judge(s); r.Verdict != report.VerdictFail {
			reads, known := product.ReadsEDOV(v.Name)
			t.Errorf("%s (reads %t, known %t): %s, %s", v.Name, reads, known, r.Verdict, r.Headline)
		}
	}
}

// TestWhyNoEDOV: the fix belongs to the cause that the finding names.
func TestWhyNoEDOV(t *testing.T) {
	for name, c := range map[string]struct {
		claims   []any
		why, fix string
	}{
		"v2.0":        {nil, "may not request", `add {"name": "xms_edov"`},
		"v1.0":        {[]any{"ver", "1.0"}, "only v2.0 tokens have xms_edov", "Use the v2.0 endpoints"},
		"not renamed": {[]any{"xms_pdl", "x"}, "renaming may have been forgotten", "change the name xms_pdl to xms_edov"},
		"v1.0, not renamed": {
			[]any{"ver", "1.0", "xms_pdl", "x"}, "only v2.0 tokens have xms_edov", "Use the v2.0 endpoints",
		},
	} {
		r := judge(session(t, append([]any{"xms_edov", nil}, c.claims...)...))
		f := expect(t, r, "edov-present", report.Fail)
		if !strings.Contains(f.Why, c.why) || !strings.Contains(f.Fix, c.fix) {
			t.Errorf("%s: %s; %s", name, f.Why, f.Fix)
		}
		if f := r.Find("email-verified"); f.Outcome == report.Fail && !strings.Contains(f.Fix, c.fix) {
			t.Errorf("%s: email-verified: %s", name, f.Fix)
		}
	}
	s := session(t, "xms_edov", nil, "ver", "1.0")
	for _, registered := range []string{"no-edov", "healthy"} {
		s.Registration = manifest(t, registered)[0].Registration
		if f := judge(s).Find("edov-present"); !strings.Contains(f.Fix, "v2.0 endpoints") {
			t.Errorf("%s: %s", registered, f.Fix)
		}
	}
	s = session(t, "email", nil, "xms_edov", nil, "ver", "1.0")
	if f := expect(t, judge(s), "email-present", report.Fail); strings.Contains(f.Fix, "has to list it") {
		t.Error(f.Fix)
	}
}

// TestOptionalEDOVForTheProduct: the claim is no problem of a registration that requests those the product reads.
func TestOptionalEDOVForTheProduct(t *testing.T) {
	for _, c := range []struct {
		product, claims string
		want            report.Severity
	}{
		{"better-auth", emailEntry + `,{"name":"verified_primary_email"}`, report.Note},
		{"better-auth", emailEntry, report.Error},
		{"Auth.js", emailEntry + `,{"name":"verified_primary_email"}`, report.Error}, // reads no such claim
		{"oauth2-proxy", emailEntry + `,{"name":"verified_primary_email"}`, report.Error},
		{"Clerk", emailEntry + `,{"name":"verified_primary_email"}`, report.Error},
	} {
		s := manifest(t, "healthy")[0]
		s.Registration = judgedDocument(t, withOptional(t, `[`+c.claims+`]`, `[]`)).Registration
		s.Request.Product = c.product
		if f := expect(t, judge(s), "optional-edov", report.Fail); f.Severity != c.want {
			t.Errorf("%s, %s: %s", c.product, c.claims, f.Severity)
		}
	}
}
