package product

import (
	"edov/inspect/proof"
)

// products are the auth products whose rule is known, those that edov names in
// its lists first. Dates are those of the source that was read; where there is
// none, the version may be old, and a row says "source" of that version.
var products = []product{
	{
		id: "clerk", name: "Clerk", basis: proof.Documented, date: "2026-08-21", source: "clerk-docs, Microsoft social connection and account linking",
		rule: "uses xms_edov to determine whether the email is verified; what it does without it is not published", links: "starts a verification of its own before it links", judge: judgeClerk,
	},
	{
		id: "supabase", name: "Supabase", basis: proof.FromSource, date: "2026-08-20", source: "supabase/auth internal/api/provider/oidc.go", linksVerified: true,
		rule: `verified when xms_edov is absent, true, "true" or "1"`, links: "links a verified email to the account that has it; with Mailer.Autoconfirm every email counts", judge: failOpen,
	},
	{
		id: "hanko", name: "Hanko", basis: proof.FromSource, date: "2026-08-14", source: "teamhanko/hanko backend/thirdparty/provider_microsoft.go", linksVerified: true,
		rule: "verified when upn is an address; else as Supabase", links: "links when account linking is on, whether verified or not", judge: judgeHanko,
	},
	{
		id: "authjs", name: "Auth.js", basis: proof.FromSource, date: "2026-07-22", source: "nextauthjs/next-auth packages/core/src/providers/microsoft-entra-id.ts, handle-login.ts",
		rule: "never verified; an account with the same email is refused (OAuthAccountNotLinked)", links: "does not link, unless allowDangerousEmailAccountLinking is on: then without any check", judge: judgeAuthJS,
	},
	{
		id: "better-auth", name: "better-auth", basis: proof.FromSource, date: "2026-08-23", source: "better-auth packages/core/src/social-providers/microsoft-entra-id.ts", linksVerified: true,
		rule: "email_verified if it is there; else the address must be in verified_primary_email or verified_secondary_email", links: "links a verified email; others only if microsoft is a trusted provider", judge: judgeBetterAuth,
	},
	{
		id: "clerk-oidc", name: "Clerk, custom OIDC", basis: proof.Documented, date: "2026-08-21", source: "clerk-docs, oidc/custom-provider",
		rule: "email_verified is required, or set to true by default for a trusted provider", links: "as its enterprise connection is set", judge: byVerifiedClaim,
	},
	{
		id: "logto-sso", name: "Logto, Entra SSO", basis: proof.FromSource, date: "2026-08-21", source: "logto-io/logto AzureOidcSsoConnector",
		rule: "email_verified, else the setting trustUnverifiedEmail, off by default", links: "an unverified email is kept apart", judge: byVerifiedClaim,
	},
	{
		id: "logto-social", name: "Logto, social", basis: proof.FromSource, date: "2026-08-21", source: "logto-io/logto connector-azuread/src/index.ts",
		rule: "takes mail of Microsoft Graph without any check", links: "by that address", judge: fromGraph("mail", takesAny(mailOf)),
	},
	{
		id: "kratos", name: "Ory Kratos", basis: proof.FromSource, date: "2026-07-29", source: "ory/kratos provider_microsoft.go",
		rule: "the Jsonnet mapper decides, which can read xms_edov", links: "asks for the existing credential by default", judge: unpublished("your mapper decides"),
	},
	{
		id: "oauth2-proxy", name: "oauth2-proxy", basis: proof.FromSource, source: "oauth2-proxy provider_data.go", linksVerified: true,
		rule: "every email is taken, unless email_verified is false", links: "the email is the user", judge: judgeProxy,
	},
	{
		id: "patchmon", name: "PatchMon", basis: proof.FromSource, source: "PatchMon pull request 1057",
		rule: "email_verified; only where it is absent, xms_edov", links: "a verified email, if switched on", linksVerified: true, judge: judgePatchMon,
	},
	{
		id: "supertokens", name: "SuperTokens", basis: proof.Inferred, source: "activeDirectory.ts (an older version)",
		rule: "email_verified, as for any OpenID provider", links: "by its account linking rules", judge: byVerifiedClaim,
	},
	{id: "authentik", name: "authentik", basis: proof.FromSource, source: "entra_id.py (an older version)", rule: "takes mail or otherMails of Microsoft Graph", links: "as its matching mode is set", judge: fromGraph("mail or otherMails", takesUnverified(mailOrOther, "it has no notion of verified, its matching mode decides"))},
	{id: "zitadel", name: "ZITADEL", basis: proof.FromSource, source: "azuread.go (an older version)", rule: "a setting says whether emails are verified, off by default", links: "verifies the email itself", judge: fromGraph("mail or the user principal name", takesUnverified(mailOrPrincipal, "a setting, off by default, would call it verified"))},
	{id: "keycloak", name: "Keycloak", basis: proof.FromSource, source: "MicrosoftIdentityProvider.java (an older version)", rule: "takes mail of Microsoft Graph; Trust Email decides", links: "asks to confirm the link", judge: fromGraph("mail or the user principal name", takesUnverified(mailOrPrincipal, "Trust Email would call it verified"))},
	{id: "dex", name: "dex", basis: proof.FromSource, source: "connector/microsoft (an older version)", rule: "always says verified of the user principal name", links: "apps behind it see email_verified true", judge: fromGraph("the user principal name", takesAny(principalOf))},
	{id: "appwrite", name: "Appwrite", basis: proof.FromSource, source: "OAuth2/Microsoft.php (an older version)", rule: "any address counts", links: "not known", judge: fromGraph("the user principal name", takesAny(principalOf))},
	{id: "pocketbase", name: "PocketBase", basis: proof.FromSource, source: "tools/auth/microsoft.go (an older version)", rule: "no check", links: "not known", judge: fromGraph("mail", takesAny(mailOf))},
	{id: "firebase", name: "Firebase", basis: proof.Documented, source: "firebase-functions issue 1592", rule: "emailVerified is false for Microsoft", links: "not by the email alone", judge: judgeAuthJS},
	{id: "workos", name: "WorkOS AuthKit", basis: proof.Documented, source: "WorkOS documentation, identity linking", rule: "verifies every email itself by default; its rule for Microsoft is not published", links: "after its own verification", judge: unpublished("its rule for Microsoft is not published")},
	{id: "stytch", name: "Stytch", basis: proof.Documented, source: "Stytch documentation, email behaviour", rule: "takes an email only if the provider guarantees it", links: "not without a guarantee", judge: unpublished("which of Microsoft's emails count as guaranteed is not published")},
	{id: "auth0", name: "Auth0", basis: proof.Documented, source: "Auth0 documentation, verified email usage", rule: "sets email_verified by what the provider reports", links: "your own rules", judge: unpublished("what it concludes for Microsoft is not published")},
}
