package product_test

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/mint"
	"edov/flow/strictjson"
	"edov/inspect/product"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
)

// genuine is a genuine token with the claims changed by the pairs given.
func genuine(t *testing.T, changes ...any) *token.JWT {
	t.Helper()
	id := token.Decode("id", mint.Unsigned(mint.Claims(changes...)))
	id.Verification = proof.Verification{State: proof.Verified}
	return id
}

// genuineOr is the trust that the state of a token's signature alone gives.
func genuineOr(id *token.JWT) proof.Trust {
	state := map[proof.VerificationState]proof.TrustState{
		proof.Verified: proof.Genuine, proof.VerifyFailed: proof.Refused,
		proof.NotChecked: proof.Unchecked,
	}
	return proof.Trust{State: state[id.Verification.State], Why: "because"}
}

// seen is what each product says of a token, in the order of the columns.
func seen(t *testing.T, id *token.JWT, names ...string) string {
	t.Helper()
	var all []string
	for _, name := range names {
		found := false
		for _, v := range product.Verdicts(id, nil, genuineOr(id)) {
			if v.ID == name {
				all, found = append(all, v.Verdict), true
			}
		}
		if !found {
			t.Fatalf("no product %s", name)
		}
	}
	return strings.Join(all, " ")
}

// TestProducts holds each rule to the vectors of tokens that are seen or that
// products are ready for: yes, no, - (no email), x (refused), ? (unknown).
func TestProducts(t *testing.T) {
	columns := []string{
		"clerk", "supabase", "hanko", "authjs", "better-auth", "logto-sso", "oauth2-proxy", "patchmon",
		"logto-social",
	}
	short := map[byte]string{
		'y': proof.SeenVerified, 'n': proof.SeenNotVerified, '-': proof.SeenNoEmail,
		'x': proof.SeenRejected, '?': proof.SeenUnknown,
	}
	const address = "ada@contoso.example"
	for _, test := range []struct {
		name    string
		changes []any
		want    string
	}{
		{"xms_edov absent", []any{"xms_edov", nil}, "nyynnnyn?"},
		{"true", []any{"xms_edov", true}, "yyynnnyy?"},
		{"text true", []any{"xms_edov", "true"}, "yyynnnyy?"},
		{"text 1", []any{"xms_edov", "1"}, "yyynnnyy?"},
		{"number 1", []any{"xms_edov", 1}, "?nnnnnyn?"},
		{"text 0", []any{"xms_edov", "0"}, "nnnnnnyn?"},
		{"number 0", []any{"xms_edov", 0}, "nnnnnnyn?"},
		{"false", []any{"xms_edov", false}, "nnnnnnyn?"},
		{"text True", []any{"xms_edov", "True"}, "?nnnnnyn?"},
		{"no email", []any{"email", nil}, "--x---x-?"},
		{"no email, but upn", []any{"email", nil, "upn", address}, "--y---x-?"},
		{"upn beside xms_edov false", []any{"xms_edov", false, "upn", address}, "nnynnnyn?"},
		{"email_verified true", []any{"xms_edov", nil, "email_verified", true}, "nyynyyyy?"},
		{"email_verified false", []any{"email_verified", false}, "yyynnnxn?"},
		{"listed", []any{"verified_primary_email", []string{address}}, "yyynynyy?"},
		{"listed in other letters", []any{"verified_primary_email", []string{"ADA@contoso.example"}}, "yyynnnyy?"},
	} {
		var want []string
		for i := range test.want {
			want = append(want, short[test.want[i]])
		}
		if got := seen(t, genuine(t, test.changes...), columns...); got != strings.Join(want, " ") {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, strings.Join(want, " "))
		}
	}
	null := genuine(t)
	for i, m := range null.Claims.Members() {
		if m.Name == "xms_edov" {
			null.Claims.Members()[i].Value = strictjson.Value{Kind: strictjson.Null}
		}
	}
	if got := seen(t, null, "supabase", "clerk"); got != proof.SeenVerified+" "+proof.SeenNotVerified {
		t.Errorf("null: %s", got)
	}
	failed := genuine(t)
	failed.Verification.State = proof.VerifyFailed
	if got := seen(t, failed, columns...); strings.Count(got, proof.SeenRejected) != len(columns) {
		t.Errorf("a token that does not verify: %s", got)
	}
	failed.Verification.State = proof.NotChecked
	if got := seen(t, failed, columns...); strings.Count(got, proof.SeenUnknown) != len(columns) {
		t.Errorf("a token that was not checked: %s", got)
	}
}

// TestStranger: the simulated nOAuth is let in exactly where xms_edov is not
// asked for, or not looked at (security 106).
func TestStranger(t *testing.T) {
	for _, test := range []struct {
		product string
		changes []any
		want    string
	}{
		{"supabase", nil, proof.StrangerOut},
		{"supabase", []any{"xms_edov", nil}, proof.StrangerIn},
		{"hanko", []any{"xms_edov", nil}, proof.StrangerIn},
		{"hanko", []any{"xms_edov", nil, "upn", "ada@contoso.example"}, proof.StrangerOut},
		{"better-auth", []any{"xms_edov", nil, "verified_primary_email", []string{"ada@contoso.example"}}, proof.StrangerOut},
		{"authjs", []any{"xms_edov", nil}, proof.StrangerOut},
		{"oauth2-proxy", nil, proof.StrangerIn},
		{"clerk", []any{"xms_edov", nil}, proof.StrangerUnknown},
		{"logto-social", nil, proof.StrangerUnknown},
	} {
		for _, v := range product.Verdicts(genuine(t, test.changes...), nil, proof.Trust{State: proof.Genuine}) {
			if v.ID == test.product && v.Stranger != test.want {
				t.Errorf("%s with %v: %s, want %s", test.product, test.changes, v.Stranger, test.want)
			}
		}
	}
}

// TestProductHeadline: the named product decides where it sees the email
// otherwise, and its rule is known.
func TestProductHeadline(t *testing.T) {
	for _, test := range []struct {
		product string
		email   proof.EmailVerdict
		changes []any
		want    string
	}{
		{
			"Supabase",
			proof.EmailVerdict{Verdict: proof.EmailNotVerified},
			[]any{"xms_edov", nil},
			"Supabase would treat this email as verified, but it is not",
		},
		{
			"Auth.js",
			proof.EmailVerdict{Verdict: proof.EmailVerified},
			nil,
			"email verified, but Auth.js would not treat it as verified",
		},
		{"dex, OIDC", proof.EmailVerdict{Verdict: proof.EmailVerified}, nil, ""}, // a check fails, which says it
		{
			"Keycloak",
			proof.EmailVerdict{Verdict: proof.EmailVerified},
			nil,
			"email verified; Keycloak may treat it differently: ",
		},
		{"Clerk", proof.EmailVerdict{Verdict: proof.EmailVerified}, nil, ""},
		{"Clerk", proof.EmailVerdict{Verdict: proof.EmailVerified}, []any{"xms_edov", nil}, ""}, // inferred only
		{"", proof.EmailVerdict{Verdict: proof.EmailNotVerified}, []any{"xms_edov", nil}, ""},
	} {
		r := &report.Report{
			Request: flow.Request{Product: test.product}, Email: test.email,
			Products: product.Verdicts(genuine(t, test.changes...), nil, proof.Trust{State: proof.Genuine}),
		}
		if got := r.ProductLine(); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", test.product, got, test.want)
		}
	}
}

// TestProductsWithGraph: what the token does not tell, /me does.
func TestProductsWithGraph(t *testing.T) {
	me := &flow.Me{
		ID: "1b2645f7-8b7f-4210-b41c-50352d7a91c4", PrincipalName: "ada@contoso.onmicrosoft.example",
		OtherMails: []string{"ada@elsewhere.example"},
	}
	want := map[string]string{
		"logto-social": proof.SeenNoEmail, "authentik": proof.SeenNotVerified, "zitadel": proof.SeenNotVerified,
		"keycloak": proof.SeenNotVerified,
		"dex":      proof.SeenVerified, "appwrite": proof.SeenVerified, "pocketbase": proof.SeenNoEmail,
		"kratos": proof.SeenUnknown,
	}
	for _, v := range product.Verdicts(genuine(t), me, proof.Trust{State: proof.Genuine}) {
		if w, ok := want[v.ID]; ok && (v.Verdict != w || v.Stranger != proof.StrangerUnknown) {
			t.Errorf("%s: %s, %s, stranger %s", v.ID, v.Verdict, v.Reason, v.Stranger)
		}
	}
}

// TestIssuersAndNames holds the rules to what the products' own code does with tokens that look alike: of v1.0, of
// another cloud, with a upn that is no address.
func TestIssuersAndNames(t *testing.T) {
	const (
		v1    = "https://sts.windows.net/3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175/"
		china = "https://login.partner.microsoftonline.cn/3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175/v2.0"
		ciam  = "https://contoso.ciamlogin.com/3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175/v2.0"
		local = "http://127.0.0.1:4711/3c1f8e2a-5b7d-4c96-a1e0-8f42d9b63175/v2.0"
	)
	yes, no, x, unknown := proof.SeenVerified, proof.SeenNotVerified, proof.SeenRejected, proof.SeenUnknown
	for _, test := range []struct {
		product string
		changes []any
		want    string
	}{
		{"hanko", []any{"upn", "ada"}, x},
		{"hanko", []any{"upn", "ada", "xms_edov", false}, x},
		{"hanko", []any{"upn", "ada_contoso.example#EXT#@fabrikam.onmicrosoft.com"}, yes},
		{"hanko", []any{"email", "not an address"}, x},
		{"hanko", []any{"iss", v1}, x},
		{"hanko", []any{"iss", china}, x},
		{"hanko", []any{"iss", ciam, "upn", "ada@contoso.example"}, x},
		{"hanko", []any{"iss", local}, yes},
		{"supabase", []any{"iss", v1}, no},
		{"supabase", []any{"iss", v1, "email_verified", true}, yes},
		{"supabase", []any{"iss", v1, "email", nil}, x},
		{"supabase", []any{"iss", china}, no},
		{"supabase", []any{"iss", local}, yes},
		{"better-auth", []any{"oid", nil, "email_verified", true}, x},
		{"outline", []any{"xms_edov", true}, yes},
		{"outline", []any{"xms_edov", "true"}, yes},
		{"outline", []any{"xms_edov", "1"}, unknown},
		{"outline", []any{"xms_edov", false, "email_verified", "true"}, yes},
		{"dex-oidc", []any{"email_verified", nil}, x},
		{"dex-oidc", []any{"email_verified", "true"}, x},
		{"dex-oidc", []any{"email_verified", true}, yes},
		{"dex-oidc", []any{"email_verified", false}, no},
		{"kubernetes", []any{"xms_edov", false}, yes},
		{"kubernetes", []any{"email_verified", false}, x},
		{"kubernetes", []any{"email_verified", true}, yes},
		{"oauth2-proxy", []any{"email_verified", "false"}, x},
		{"oauth2-proxy", []any{"email_verified", "no"}, x},
		{"oauth2-proxy", []any{"email_verified", "1"}, yes},
		{"allauth", nil, unknown},
		{"social-core", nil, unknown},
	} {
		if got := seen(t, genuine(t, test.changes...), test.product); got != test.want {
			t.Errorf("%s with %v: %s, want %s", test.product, test.changes, got, test.want)
		}
	}
}

// TestStrangerCondition: a line about a stranger says under which condition one gets that far, and a product that
// refuses the token, or tokens of other tenants, has none.
func TestStrangerCondition(t *testing.T) {
	for _, test := range []struct {
		product string
		changes []any
		want    string
	}{
		{"supabase", []any{"xms_edov", nil}, proof.StrangerIn},
		{"supabase", []any{"xms_edov", nil, "iss", "https://sts.windows.net/x/"}, proof.StrangerOut},
		{"hanko", []any{"xms_edov", nil, "upn", "ada"}, proof.StrangerUnknown},
		{"kubernetes", nil, proof.StrangerOut},
		{"dex-oidc", []any{"email_verified", true}, proof.StrangerOut},
		{"outline", nil, proof.StrangerUnknown},
	} {
		for _, v := range product.Verdicts(genuine(t, test.changes...), nil, proof.Trust{State: proof.Genuine}) {
			if (v.StrangerIf != "") != (v.Stranger == proof.StrangerIn) {
				t.Errorf("%s: %s if %q", v.ID, v.Stranger, v.StrangerIf)
			}
			if v.ID == test.product && v.Stranger != test.want {
				t.Errorf("%s with %v: %s, want %s", test.product, test.changes, v.Stranger, test.want)
			}
		}
	}
}

// TestAddressInGraph: Outline and django-allauth read what Microsoft Graph says.
func TestAddressInGraph(t *testing.T) {
	for _, test := range []struct {
		product string
		me      flow.Me
		changes []any
		want    string
	}{
		{"outline", flow.Me{Mail: "ADA@contoso.example"}, []any{"xms_edov", false}, proof.SeenVerified},
		{"outline", flow.Me{Mail: "other@contoso.example"}, []any{"xms_edov", false}, proof.SeenNotVerified},
		{"outline", flow.Me{PrincipalName: "ada@contoso.example"}, []any{"email", nil}, proof.SeenVerified},
		{"outline", flow.Me{}, []any{"email", nil}, proof.SeenRejected},
		{"allauth", flow.Me{PrincipalName: "ada@contoso.example"}, nil, proof.SeenNotVerified},
		{"allauth", flow.Me{}, nil, proof.SeenNoEmail},
	} {
		for _, v := range product.Verdicts(genuine(t, test.changes...), &test.me, proof.Trust{State: proof.Genuine}) {
			if v.ID == test.product && v.Verdict != test.want {
				t.Errorf("%s with %+v and %v: %s (%s), want %s", v.ID, test.me, test.changes, v.Verdict, v.Reason, test.want)
			}
		}
	}
}
