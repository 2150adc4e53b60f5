package fault_test

import (
	"slices"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestLocalizedPages: Microsoft's page in any language is known by its number, its structure and its IDs.
func TestLocalizedPages(t *testing.T) {
	const ids = "\nRequest Id: 8e1b7c42-5a90-4f3d-9b6e-17d0c2f4a800\nCorrelation Id: 1c3f7a10-77aa-47bf-8d11-7ef734399133\n" +
		"Timestamp: 2026-02-23T06:24:32Z"
	for text, want := range map[string]string{
		"Anmelden\nLeider gibt es bei Ihrer Anmeldung Probleme." + ids + "\nMeldung: AADSTS50011: Der Umleitungs-URI " +
			"'https://app.contoso.example/cb' in der Anforderung stimmt nicht überein.": "AADSTS50011",
		"Iniciar sesión\nLo sentimos, tenemos problemas para iniciar la sesión." + ids + "\nMensaje: AADSTS50105: El " +
			"administrador ha configurado la aplicación Contoso Wiki.": "AADSTS50105",
		"サインイン\n申し訳ございませんが、サインイン中に問題が発生しました。" + ids + "\nAADSTS700016: アプリケーションが見つかりません。": "AADSTS700016",
		"Connexion\nNous avons rencontré un problème lors de la connexion." + ids +
			"\nMessage : AADSTS65001: L'utilisateur " +
			"n'a pas donné son consentement.": "AADSTS65001",
		"Entrar\nLamentamos, mas houve um problema ao entrar." + ids +
			"\nAADSTS50194: O aplicativo não está configurado como " +
			"um aplicativo multilocatário.": "AADSTS50194",
	} {
		e, ok := fault.ExplainText(text, fault.About{})
		if !ok || e.ID != want || e.Failure.CorrelationID != "1c3f7a10-77aa-47bf-8d11-7ef734399133" {
			t.Errorf("%s: %t %s %+v", want, ok, e.ID, e.Failure)
		}
	}
}

// TestSymptoms: what people say of a failure leads to its family, whatever library said it.
func TestSymptoms(t *testing.T) {
	for text, want := range map[string][]string{
		"it says 'https://a.example/cb/1' does not match 'https://a.example/cb/2' (which is what we have)": {"values-differ"},
		"email not verified":                                          {"email-unverified"},
		"xms_edov missing":                                            {"email-unverified"},
		"xms_edov is not in my token":                                 {"email-unverified"},
		"the token has no email":                                      {"no-mail-attribute", "email-scope-missing"},
		"signature verification failed":                               {"graph-token-verified", "app-signing-key"},
		"our gem says: bad audience, expected the client id":          {"audience-differs", "audience-access-token"},
		"login loops forever, state mismatch":                         {"cookie-lost"},
		"nonce did not match":                                         {"nonce-mismatch"},
		"clock skew: token used too early":                            {"clock-skew"},
		"MyLib::Error: issuer claim did not match":                    {"issuer-template", "issuer-common", "issuer-slash"},
		"could not fetch openid-configuration":                        {"discovery-unreachable", "discovery-url"},
		"user groups missing in token":                                {"groups-overage", "groups-missing"},
		"our client secret ran out":                                   {"secret-expired"},
		"sign-in broke":                                               {"secret-expired"},
		"rotate client secret":                                        {"secret-to-replace"},
		"how do I renew my client secret":                             {"secret-to-replace"},
		"my secret is about to expire":                                {"secret-to-replace"},
		"secret expires soon":                                         {"secret-to-replace"},
		"new secret":                                                  {"secret-to-replace"},
		"the secret was rotated and now it fails":                     {"secret-expired", "secret-wrong", "secret-id-pasted"},
		"new secret does not work":                                    {"secret-id-pasted", "secret-wrong"},
		"oauth invalid client after 2 years":                          {"secret-expired", "secret-id-pasted"},
		"clerk asks microsoft users for verification code":            {"email-unverified"},
		"users have to verify email after microsoft login":            {"email-unverified"},
		"microsoft users need to verify email code":                   {"email-unverified"},
		"clerk wants email code":                                      {"email-unverified"},
		"email addresses are not verified in Clerk":                   {"email-unverified"},
		"your email address is not verified":                          {"email-unverified"},
		"why does Clerk ask my Microsoft users to verify their email": {"email-unverified"},
		"verification code email every time clerk azure ad":           {"email-unverified"},
		"secret passed its expiry date":                               {"secret-expired"},
		"the client secret is no longer valid":                        {"secret-expired"},
		"calendar reminder for secret":                                {"secret-to-replace"},
		"when does my secret expire":                                  {"secret-to-replace"},
		"key vault secret expired azure ad app":                       {"secret-expired"},
		"secret needs renewal":                                        {"secret-to-replace"},
		"extend client secret":                                        {"secret-to-replace"},
		"renew azure app password":                                    {"secret-to-replace"},
		"I forgot my client secret":                                   {"secret-to-replace"},
		"mfa asks for verification code every login":                  {"mfa-required", "conditional-access"},
		"callback address could not be validated":                     {"redirect-mismatch"},
		"since monday nobody can sign in":                             {"secret-expired"},
		"client secret rejected":                                      {"secret-id-pasted", "secret-expired"},
		"redirect uri not registered":                                 {"redirect-mismatch"},
		"conditional access blocked the user":                         {"conditional-access"},
		"429 too many requests from graph":                            {"throttled"},
		"account already exists with the same email":                  {"account-not-linked", "email-unverified"},
	} {
		e, ok := fault.ExplainText(text, fault.About{})
		if !ok || !slices.ContainsFunc(e.Causes[:min(2, len(e.Causes))], func(l fault.Likely) bool {
			return slices.Contains(want, l.ID)
		}) {
			var ids []string
			for _, l := range e.Causes {
				ids = append(ids, l.ID)
			}
			t.Errorf("%q: %t %s %v, want %v", text, ok, e.ID, ids, want)
		}
	}
}

// TestTopics: a few typed words that name a thing and no complaint lead to what is likely to be wrong with it, and say
// that it may be; words about nothing that edov knows lead nowhere.
func TestTopics(t *testing.T) {
	for text, want := range map[string]string{
		"clerk verified": "email-unverified", "clerk email": "email-unverified", "verification": "email-unverified",
		"client secret": "secret-id-pasted", "expired": "secret-expired",
		"supabase redirect uri": "redirect-mismatch", "email": "no-mail-attribute",
		"account takeover": "email-unverified", "login": "inner-error-in-product-log",
		"blue cheese": "", "email-verfied": "", "we read the email of each of our users from it": "",
	} {
		e, ok := fault.ExplainText(text, fault.About{})
		if ok != (want != "") || ok && (e.ID != want || !strings.HasPrefix(e.Title, "what may be wrong with the ")) {
			t.Errorf("%q: %t %s %q, want %s", text, ok, e.ID, e.Title, want)
		}
	}
}

// TestCauseOfTheProduct: who names a product reads what that one does, and not what eight others do.
func TestCauseOfTheProduct(t *testing.T) {
	e, ok := fault.ExplainText("http://localhost:3000/login?error=account_not_linked [Better Auth]", fault.About{})
	if !ok || !strings.Contains(e.Cause, "it reads only email_verified") || strings.Contains(e.Cause, "Kubernetes") {
		t.Errorf("%t %q", ok, e.Cause)
	}
	if e, _ = fault.ExplainText("email not verified", fault.About{}); !strings.Contains(e.Cause, "Kubernetes") {
		t.Errorf("without a product: %q", e.Cause)
	}
}

// TestNotOfTheApp: a user's password is no client secret, and a code from an app proves no email.
func TestNotOfTheApp(t *testing.T) {
	for _, text := range []string{
		"user must change their password on first login", "users need to change password", "forgot my password",
		"microsoft asks for a verification code from the authenticator app", "change password",
		"guest has to accept the email link of the invitation",
	} {
		e, _ := fault.ExplainText(text, fault.About{})
		if e.ID == "secret-to-replace" || e.ID == "email-unverified" {
			t.Errorf("%q: %s", text, e.ID)
		}
	}
}

// TestWhichValue: who asks which ID goes where reads which one, for the product that was named.
func TestWhichValue(t *testing.T) {
	e, ok := fault.ExplainText("which ID do I paste into Supabase", fault.About{})
	if !ok || e.ID != "values-to-enter" || !strings.Contains(e.Cause, "never the Object ID") ||
		!strings.Contains(e.Fix, "Azure Tenant URL") || strings.Contains(e.Fix, "Clerk") {
		t.Errorf("%t %s %q %q", ok, e.ID, e.Cause, e.Fix)
	}
}
