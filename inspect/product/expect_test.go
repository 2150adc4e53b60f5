package product_test

import (
	"testing"

	"edov/flow"
	"edov/inspect/product"
	"edov/inspect/proof"
)

// TestExpect: before there is a token, products are judged by the same rules.
func TestExpect(t *testing.T) {
	me := flow.Me{ID: "1", PrincipalName: "ada@contoso.example"}
	mailed := me
	mailed.Mail = "ada@contoso.example"
	for _, c := range []struct {
		name string
		p    product.Prospect
		want string
	}{
		{"Clerk", product.Prospect{Email: mailed.Mail, EDOV: true, Me: mailed}, proof.SeenVerified},
		{"clerk", product.Prospect{Email: mailed.Mail, Me: mailed}, proof.SeenNotVerified},
		{"supabase", product.Prospect{Me: me}, proof.SeenNoEmail},
		{"hanko", product.Prospect{Me: me}, proof.SeenRejected},
		{"better-auth", product.Prospect{Email: mailed.Mail, EDOV: true, Me: mailed}, proof.SeenNotVerified},
		{"dex", product.Prospect{Me: me}, proof.SeenVerified},
		{"logto-social", product.Prospect{Me: me}, proof.SeenNoEmail},
	} {
		if v, ok := product.Expect(c.name, c.p); !ok || v.Verdict != c.want || v.Stranger != proof.StrangerUnknown {
			t.Errorf("%s with %+v: %s, %v", c.name, c.p, v.Verdict, ok)
		}
	}
	if _, ok := product.Expect("", product.Prospect{}); ok {
		t.Error("there is a rule for no product")
	}
	for _, name := range []string{"", "homemade"} {
		if spelled, ok := product.Named(name); spelled != "" || ok {
			t.Errorf("%q is spelled %q, %v", name, spelled, ok)
		}
	}
	if name, ok := product.Named("SUPABASE"); name != "Supabase" || !ok {
		t.Errorf("%q, %v", name, ok)
	}
}

// TestReadsEDOV: which products decide by xms_edov follows from their rules.
func TestReadsEDOV(t *testing.T) {
	for name, want := range map[string][2]bool{
		"Clerk": {true, true}, "supabase": {true, true}, "better-auth": {false, true},
		"Auth0": {false, false}, "nobody": {false, false},
	} {
		if reads, known := product.ReadsEDOV(name); reads != want[0] || known != want[1] {
			t.Errorf("%s: %t %t, want %v", name, reads, known, want)
		}
	}
	for name, want := range map[string]bool{"better-auth": true, "Clerk": false, "Auth.js": false, "Logto": false} {
		if reads, _ := product.ReadsListed(name); reads != want {
			t.Errorf("%s reads the listed claims: %t, want %t", name, reads, want)
		}
	}
}
