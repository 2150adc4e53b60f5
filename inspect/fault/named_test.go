package fault

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestNamedProducts: each name is found in itself, and its speakers have signs.
func TestNamedProducts(t *testing.T) {
	var speakers []string
	for _, s := range signs() {
		speakers = append(speakers, s.Speaker)
	}
	for _, p := range productNames() {
		if found := productIn(strings.ToLower(p.Name)); found.Name != p.Name {
			t.Errorf("%q is found as %q", p.Name, found.Name)
		}
		if _, err := regexp.Compile(p.Words); err != nil {
			t.Error(err)
		}
		for _, s := range p.Speakers {
			if !slices.Contains(speakers, s) {
				t.Errorf("%s: nothing is known that %q says", p.Name, s)
			}
		}
	}
}

// TestNamedProductFirst: the causes of the product that a typed text names come before those of any product.
func TestNamedProductFirst(t *testing.T) {
	for text, want := range map[string]string{
		"email missing":                     "no-mail-attribute",
		"Supabase email missing":            "email-scope-missing",
		"email missing in hanko":            "upn-not-an-address",
		"clerk account not linked":          "transfer-not-handled",
		"account not linked":                "account-not-linked",
		"better-auth account not linked":    "email-unverified",
		"next-auth: account is not linked":  "account-not-linked",
		"email not verified with Clerk":     "email-unverified",
		"clerkship: my email is missing":    "no-mail-attribute",
		"Supabase secret invalid":           "secret-id-pasted",
		"supabase issuer mismatch":          "issuer-common",
		"Hanko: issuer is not valid at all": "issuer-v1-v2",
	} {
		e, ok := ExplainText(text, About{})
		if !ok || e.ID != want {
			t.Errorf("%q: %t %s, want %s", text, ok, e.ID, want)
		}
	}
	if e, _ := ExplainText("Supabase email missing", About{}); !strings.Contains(e.Title, "Supabase") {
		t.Errorf("the title %q does not say which product", e.Title)
	}
	// A number's causes are in the order of the product, too.
	spa, _ := ExplainText("AADSTS50011 in Clerk", About{})
	if spa.ID != "AADSTS50011" || len(spa.Causes) == 0 || spa.Causes[0].ID != "redirect-mismatch" {
		t.Errorf("%s %v", spa.ID, spa.Causes)
	}
}

// TestNamedWithoutComplaint: a product alone, or with a complaint that names no cause, leads to what is often wrong
// with it; a sentence about something else in it too, which says so.
func TestNamedWithoutComplaint(t *testing.T) {
	for text, want := range map[string]string{
		"clerk": "email-unverified", "Supabase": "email-scope-missing", "auth.js": "issuer-common",
		"clerk login not working": "email-unverified", "can't sign in to clerk": "email-unverified",
		"grafana": "inner-error-in-product-log",
	} {
		e, ok := ExplainText(text, About{})
		if !ok || e.ID != want || !strings.Contains(e.Title, "sign-in, in ") {
			t.Errorf("%q: %t %s %q, want %s", text, ok, e.ID, e.Title, want)
		}
	}
	e, ok := ExplainText("we would like clerk to be blue at night", About{})
	if !ok || !strings.Contains(e.Title, "Clerk, but not what goes wrong") || !strings.HasPrefix(e.Cause, "It may be: ") {
		t.Errorf("%t %q", ok, e.Title)
	}
}

// TestOftenAreCauses: what is often wrong with a product is in the list of causes.
func TestOftenAreCauses(t *testing.T) {
	for _, p := range productNames() {
		for _, id := range p.Often {
			if _, ok := likelies()[id]; !ok {
				t.Errorf("%s: %s is no cause", p.Name, id)
			}
		}
	}
}

// TestPastedNamesNothing: a long text that has the name of a product in passing keeps the order of its family.
func TestPastedNamesNothing(t *testing.T) {
	e, ok := ExplainText("at /srv/supabase/app.js: the email is missing"+strings.Repeat(" at line 1", 12), About{})
	if !ok || e.ID != "no-mail-attribute" {
		t.Errorf("%t %s", ok, e.ID)
	}
}

// TestFixOfTheProduct: a fix that differs by product tells a person who names one of them only theirs, and says that
// there are others.
func TestFixOfTheProduct(t *testing.T) {
	for text, c := range map[string]struct{ has, hasNot string }{
		"email not verified with Clerk": {"add email and xms_edov", "insecureSkipEmailVerified"},
		"dex email not verified":        {"insecureSkipEmailVerified", "mapProfileToUser"},
	} {
		e, ok := ExplainText(text, About{})
		if !ok || !strings.Contains(e.Fix, c.has) || strings.Contains(e.Fix, c.hasNot) ||
			!strings.Contains(e.Fix, "For another product") {
			t.Errorf("%s: %s", text, e.Fix)
		}
		if e.Said() != nil {
			t.Errorf("%s: repeats it", text)
		}
	}
	if e, _ := ExplainText("email not verified", About{}); !strings.Contains(e.Fix, "Clerk") ||
		!strings.Contains(e.Fix, "dex") {
		t.Errorf("without a product: %s", e.Fix)
	}
}

// TestSentenceBeforeNames: the sentence before the names of products is for all of them, and stays with its condition.
func TestSentenceBeforeNames(t *testing.T) {
	const fix = "Sign in the old way; or allow linking, if you trust it. Hanko: allow_linking; dex: a; or b."
	for name, want := range map[string]string{
		"hanko": "Sign in the old way; or allow linking, if you trust it. Hanko: allow_linking",
		"dex":   "Sign in the old way; or allow linking, if you trust it. dex: a; or b.",
	} {
		if got, _ := productIn(name).fixIn(fix); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestTypedErrors: an error that is typed with a blank is that error, as its own spelling explains it.
func TestTypedErrors(t *testing.T) {
	want, _ := ExplainText("invalid_client", About{})
	for _, text := range []string{"invalid client", "error: invalid client", "OAuth error invalid client"} {
		if e, _ := ExplainText(text, About{}); e.ID != want.ID || e.ID == "scope-unknown" {
			t.Errorf("%q: %s, not %s", text, e.ID, want.ID)
		}
	}
}

// TestNotThatProduct: Azure Key Vault is another thing than the product Vault.
func TestNotThatProduct(t *testing.T) {
	for text, want := range map[string]string{
		"login to my vault": "Vault", "company vault": "Vault", "vault": "Vault",
		"azure key vault secret": "", "keyvault": "",
	} {
		if got := productIn(text).Name; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
