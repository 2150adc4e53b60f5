package fault_test

import (
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestFaultless: a log in which all went well, code, settings, documents and wishes have nothing to explain, whatever
// their words are about; the same with a line that fails has.
func TestFaultless(t *testing.T) {
	const quiet = "[Information] MSAL 4.66 Token acquisition (SilentRequest) started, scopes User.Read\n" +
		"[Information] MSAL 4.66 Authority host: login.microsoftonline.com, tenant contoso\n" +
		"[Verbose] MSAL 4.66 found a cached access token for the account, returning it to the caller\n"
	const settings = "oidc:\n  issuer: https://login.microsoftonline.com/common/v2.0\n  client_id: web\n" +
		"  client_secret: hidden\n" +
		"  redirect_uri: http://localhost:3000/callback\n  scopes: [openid, profile, email, offline_access]\n"
	const python = "import jwt\nAUTHORITY = f\"https://login.microsoftonline.com/{TENANT_ID}/v2.0\"\n" +
		"def verify(token):\n    key = client.get_signing_key_from_jwt(token)\n" +
		"    return jwt.decode(token, key, audience=CLIENT_ID, issuer=AUTHORITY)\n"
	for name, text := range map[string]string{
		"log":      quiet,
		"settings": settings,
		"code":     python,
		"C#": "options.Authority = $\"https://login.microsoftonline.com/{tenantId}/v2.0\";\n" +
			"options.ClientId = configuration[\"ClientId\"];\noptions.ResponseType = \"code\";\noptions.SaveTokens = true;\n",
		"an error that code would make": "if (!idToken) {\n" +
			"  return res.status(400).json({ message: \"ID token is required.\" });\n}\n" +
			"const client = jwksClient({\n  jwksUri: keys,\n});\nif (!key) throw new Error(\"Signing key not found\");\n",
		"metadata": "{\n\"issuer\": \"https://login.microsoftonline.com/common/v2.0\",\n\"token_endpoint\": " +
			"\"https://login.microsoftonline.com/common/oauth2/v2.0/token\",\n" +
			"\"response_types_supported\": [\"code\", \"id_token\"],\n\"scopes_supported\": [\"openid\", \"profile\", \"email\"]\n}",
		"a wish": "It would be nice if we could let our users log in with their Microsoft account, and assign a group of Entra " +
			"that is allowed to use the app.",
		"a question": "We want to use Microsoft Entra ID for the login of our customers next year. Is it possible to let them " +
			"choose between Google and Microsoft?",
	} {
		if e, ok := fault.ExplainText(text, fault.About{}); e.ID != "unexplained" || ok && len(e.Notes) == 0 {
			t.Errorf("%s: %v %s %q", name, ok, e.ID, e.Title)
		}
	}
	long := strings.Repeat(quiet, 60) // of which only parts are read
	if e, _ := fault.ExplainText(long, fault.About{}); strings.Contains(e.Title, "no error") {
		t.Errorf("a long log: %q", e.Title)
	}
	for name, text := range map[string]string{
		"log": quiet + "[Error] MSAL 4.66 AADSTS7000215: Invalid client secret provided\n",
		"settings": settings + "oidc: issuer did not match the issuer returned by provider, expected " +
			"https://login.microsoftonline.com/common/v2.0\n",
		"code": python + "jwt.exceptions.InvalidAudienceError: Audience doesn't match\n",
		"question": "We want to use Microsoft Entra ID for the login of our customers, and it fails with a redirect_uri mismatch. " +
			"Is it possible to register two?",
	} {
		if e, ok := fault.ExplainText(text, fault.About{}); !ok || e.ID == "unexplained" {
			t.Errorf("%s with a fault: %v %s %q", name, ok, e.ID, e.Title)
		}
	}
}

// TestNothingComplains: names of parameters, hosts and products alone lead to no cause, and what is no error has no one
// who has to fix it.
func TestNothingComplains(t *testing.T) {
	for _, text := range []string{
		"please add a login button",
		"export default NextAuth({ providers: [MicrosoftEntraID({clientId: '1', clientSecret: '2'})] })",
		"curl -X POST https://login.microsoftonline.com/common/oauth2/v2.0/token -d 'client_id=1&scope=openid&client_secret=x'",
	} {
		if e, ok := fault.ExplainText(text, fault.About{}); ok || len(e.ByWords) > 0 {
			t.Errorf("%s: %s %q", text, e.ID, e.Title)
		}
	}
	for _, text := range []string{
		"Constant redirects between the app and login.microsoftonline.com (Safari)",
		"Letting guests sign in sends them back to the login page (Clerk)",
	} {
		if e, ok := fault.ExplainText(text, fault.About{}); !ok {
			t.Errorf("%s: %s %q", text, e.ID, e.Title)
		}
	}
	for _, text := range []string{
		`{"token_type":"Bearer","scope":"openid","expires_in":3599,"id_token":"eyJh.eyJh.c2ln","access_token":"eyJh.eyJh.c2ln"}`,
		goodRequest,
	} {
		e, ok := fault.ExplainText(text, fault.About{})
		for _, part := range e.Parts() {
			if part.Label == "retry" || part.Label == "fixed by" {
				t.Errorf("%.60s: %s %s", text, part.Label, part.Text)
			}
		}
		if !ok || e.Said() != nil {
			t.Errorf("%.60s: %v, it says %v", text, ok, e.Said())
		}
	}
}
