package token_test

import (
	"strings"
	"testing"

	"edov/flow/mint"
	"edov/inspect/proof"
	"edov/inspect/token"
)

// What is no address can't be one of a verified domain, whatever the claims say of it.
func TestMisformed(t *testing.T) {
	for _, email := range []string{
		"ada@contoso.example", "[redacted]@contoso.example", "ada.l+tag@mail.contoso.example",
		"o'neil@contoso.example", "ada@b\u00fccher.example",
		"j\u00fcrgen@contoso.example", "a@xn--bcher-kva.example", "o\u2019neil@contoso.example",
		"ada_contoso.com#EXT#@fabrikam.example", "a@b.co", "a@3com.example", "a@1.0x",
		strings.Repeat("a", 64) + "@contoso.example",
	} {
		if problem := token.Misformed(email); problem != "" {
			t.Errorf("%s: %s", email, problem)
		}
	}
	for _, email := range []string{
		"", "ada", "@contoso.example", "ada@", "ada@b@c", "<ada@contoso.example>", "ada@contoso.example,eve@evil.example",
		"mailto:ada@contoso.example", "ada@contoso..example", "ada@contoso.example.", "ada@.", "ada@-",
		"ada@-contoso.example",
		"ada@contoso-.example", "ada@contoso.example/x", "ada@[127.0.0.1]", "ada..l@contoso.example", ".ada@contoso.example",
		"ada@contoso.example:25", `"ada l"@contoso.example`, "ada l@contoso.example", "ada@contoso.example\n",
		"ada\u200b@contoso.example", "ada@contoso\u00a0.example", "ada\u202e@contoso.example", "ada@contoso.example\u2028",
		"ad\u3164a@contoso.example", "ad\u034fa@contoso.example", "ada\ufe0f@contoso.example", "ad\u2800a@contoso.example",
		"ada@con\u3164toso.example", "ada@\u0301b.example", "a\uff20b.example@contoso.example", "ada@localhost",
		"ada@10.0.0.1", "ada@con\u034ftoso.example",
		strings.Repeat("a", 65) + "@contoso.example", "ada@" + strings.Repeat("a", 64) + ".example",
		"ada@" + strings.Repeat("a.", 130) + "example",
	} {
		if token.Misformed(email) == "" {
			t.Errorf("%q is an address", email)
		}
		id := token.Decode("id", mint.Unsigned(mint.Claims("email", email, "xms_edov", true)))
		if v := token.JudgeEmail(id, proof.Trust{State: proof.Genuine}); v.Verdict == proof.EmailVerified {
			t.Errorf("%q is verified: %s", email, v.Reason)
		}
	}
}

// An email in a token without a user does not belong to a user, whatever the claims say.
func TestEmailOfApp(t *testing.T) {
	for name, changes := range map[string][]any{
		"idtyp": {"idtyp", "app"},
		"roles": {"oid", "AAAA", "sub", "AAAA", "roles", []string{"x"}},
	} {
		id := token.Decode("id", mint.Unsigned(mint.Claims(append(changes, "xms_edov", true)...)))
		if v := token.JudgeEmail(id, proof.Trust{State: proof.Genuine}); v.Verdict != proof.EmailCannotTell {
			t.Errorf("%s: %s, %s", name, v.Verdict, v.Reason)
		}
	}
}
