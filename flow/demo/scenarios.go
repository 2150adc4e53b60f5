package demo

import "time"

// scenarios is the table. The healthy ones come first, then what goes wrong
// with claims, with the registration, with the token and with the service.
var scenarios = []Scenario{
	{
		ID: "healthy", Title: "A work account, everything right",
		Doc: "A member of Contoso signs in. The ID token carries email and xms_edov as true, so a product may treat the address as verified. Compare the other scenarios with this one. There is nothing to mend.",
	},
	{
		ID: "healthy-personal", Title: "A personal Microsoft account, everything right",
		Doc:     "Somebody signs in with a personal Microsoft account. Its tenant is the fixed 9188040d-6c67-4c5b-b112-36a304b66dad, its ID token lasts a day, its access token is opaque, and it may have no xms_edov. All of this is normal and there is nothing to mend.",
		Account: AccountPersonal,
	},
	{
		ID: "guest", Title: "A guest of the tenant",
		Doc:     "A member of Fabrikam signs in to Contoso as a guest. The token says acct 1 and names the home directory in idp. A guest has another oid here than at home, and has to be signed in with the tenant's ID, not with common.",
		Account: AccountGuest, Tenant: contoso.id,
	},
	{
		ID: "edov-string-one", Title: `xms_edov comes as the string "1"`,
		Doc:    `Microsoft documents xms_edov as a Boolean, but the string "1" has been seen in real tokens. It means the same. Code that compares with true only would call this address unverified: accept both forms.`,
		Claims: map[string]any{"xms_edov": "1"},
	},
	{
		ID: "edov-number-one", Title: "xms_edov comes as the number 1",
		Doc:    "Some products are ready for xms_edov as a number. Nobody has shown a real token with it, but it can only mean true. Code that compares with true only would call this address unverified.",
		Claims: map[string]any{"xms_edov": 1},
	},
	{
		ID: "slow-network", Title: "Every answer takes 300 ms longer",
		Doc:   "The network is slow, nothing is wrong. Metadata and keys are fetched while the user signs in, so only the token request adds to the wait. There is nothing to mend.",
		Delay: 300 * time.Millisecond,
	},
	{
		ID: "key-flicker", Title: "The token's key shows up at the second look",
		Doc:        "Microsoft's key set differs from answer to answer. The first answer lacks the key that signed the token, the second one has it. A product that keeps one answer and never asks again fails now and then: ask again for a key ID it does not know.",
		KeyAnswers: 1,
	},

	{
		ID: "no-email", Title: "The token has no email",
		Doc:    "The account has no mail attribute, so the ID token has no email, and without email there is no xms_edov either. This is common for work accounts without a mailbox. Fill in the user's Email in the Microsoft Entra admin center, and add the optional claim email under Token configuration.",
		Breaks: []string{"email-present"}, Claims: map[string]any{"email": nil, "xms_edov": nil},
	},
	{
		ID: "no-edov", Title: "The token has email, but no xms_edov",
		Doc:    "The optional claim xms_edov was never added, so nothing tells whether the address can be trusted. A careful product treats it as not verified. Add xms_edov under optionalClaims > idToken in the app's Manifest; the picker of Token configuration does not list it.",
		Breaks: []string{"edov-present", "email-verified", "optional-edov"}, NoEDOV: true,
	},
	{
		ID: "half-done", Title: "The setup guide was left halfway",
		Doc:    "Guides add the placeholder xms_pdl under Token configuration and have it renamed to xms_edov in the manifest. Here the renaming was forgotten, so the token has no xms_edov; acceptMappedClaims was turned on, which Microsoft advises against for apps that other directories use. Rename the claim in the Manifest, and turn the switch off again.",
		Breaks: []string{"edov-present", "email-verified", "mapped-claims", "optional-edov", "optional-placeholder"}, HalfDone: true,
	},
	{
		ID: "edov-false", Title: "The nOAuth attack: somebody else's address",
		Doc:     "An administrator of another tenant wrote an address of Contoso into one of their own accounts. The token is genuine and its email is a lie; xms_edov is false and gives it away. A product that links accounts by email hands Ada's account to the attacker: never link by an address that is not verified.",
		Account: AccountAttacker, Breaks: []string{"email-verified", "unverified-email-removed"}, KeepUnverified: true,
	},

	{
		ID: "secret-expired", Title: "The client secret has expired",
		Doc:    "The sign-in works, but the token endpoint refuses the client secret with AADSTS7000222, because its end date has passed. Nobody can sign in until it is replaced. Make a new one under Certificates & secrets > New client secret and copy its Value.",
		Secret: SecretExpired, SecretDays: -3, Breaks: []string{"signin-completed", "secret-accepted", "secret-expiry"},
	},
	{
		ID: "secret-expiring", Title: "The client secret ends in nine days",
		Doc:        "Everything works today. In nine days the client secret ends and every sign-in will fail with AADSTS7000222. Make a second one under Certificates & secrets now, put it in place, and delete the old one afterwards.",
		SecretDays: 9, Breaks: []string{"secret-expiry"},
	},
	{
		ID: "secret-id", Title: "The client secret is not the right value",
		Doc:    "The token endpoint refuses the client secret with AADSTS7000215. Usually the Secret ID was copied instead of the Value, or the secret of another app. The Value is shown only once, so make a new one under Certificates & secrets and copy the column Value.",
		Secret: SecretWrong, Breaks: []string{"signin-completed", "secret-accepted", "secret-listed"},
	},
	{
		ID: "secret-missing", Title: "No client secret was sent",
		Doc:    "The connection is set up as a public client, but the redirect URI is registered under the platform Web, which requires a secret: AADSTS7000218. Send the secret, or register the redirect URI under Mobile and desktop applications.",
		Secret: SecretNone, Breaks: []string{"signin-completed", "secret-accepted"},
	},
	{
		ID: "redirect-mismatch", Title: "The redirect URI is not registered",
		Doc:        "Microsoft shows AADSTS50011 on its own page and never comes back to the app, so the app sees nothing at all. Paste the text of that page to have it explained. Add the redirect URI under Authentication > Platform configurations > Web, letter for letter.",
		NoRedirect: true, Breaks: []string{"signin-completed", "redirect-accepted"},
	},
	{
		ID: "consent-declined", Title: "The user declined on the consent page",
		Doc:        "The user looked at the permissions and pressed Cancel. The app gets access_denied with AADSTS65004. Ask for no more than openid, profile and email, and tell the user beforehand what the page will say.",
		AskConsent: true, Breaks: []string{"signin-completed", "consent-given"},
	},
	{
		ID: "single-tenant", Title: "A single-tenant app asked through common",
		Doc:          "The registration takes accounts of its own directory only, but the connection asks at common: AADSTS50194. Either put the tenant's ID into the connection, or change Authentication > Supported account types.",
		SingleTenant: true, Breaks: []string{"signin-completed", "account-types", "account-types-allowed"},
	},
	{
		ID: "account-not-in-tenant", Title: "The account is not in the tenant",
		Doc:     "The connection names one tenant, and somebody signs in with a personal account that this tenant does not know: AADSTS50020 on Microsoft's own page. Ask at common if everybody may sign in, or invite the account as a guest.",
		Account: AccountPersonal, Tenant: contoso.id, Breaks: []string{"signin-completed", "account-types"},
	},

	{
		ID: "v1-token", Title: "The token is of version 1.0",
		Doc:    "The ID token has ver 1.0 and the issuer sts.windows.net: it comes from the v1 endpoint. Its claims have other names and it never carries xms_edov in practice. Use the endpoints with /v2.0/ in their paths.",
		Claims: map[string]any{"ver": "1.0", "iss": "https://sts.windows.net/" + contoso.id + "/"}, Breaks: []string{"idtoken-version"},
	},
	{
		ID: "wrong-nonce", Title: "The token belongs to another sign-in",
		Doc:    "The nonce in the ID token is not the one that was sent. Either answers of two sign-ins were mixed up, or somebody replays a stolen token. A product must refuse it; look for a cache or a proxy that hands out old answers.",
		Claims: map[string]any{"nonce": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, Breaks: []string{"idtoken-nonce"},
	},
	{
		ID: "wrong-audience", Title: "The token was issued for another app",
		Doc:    "The audience of the ID token is another app's client ID. Such a token proves nothing to this app, whoever signed it. Check that client ID and secret belong to the same registration, and refuse the token.",
		Claims: map[string]any{"aud": "b0a3f9d2-48c7-4e15-9d06-73e1c5b8a24f"}, Breaks: []string{"idtoken-audience"},
	},
	{
		ID: "bad-signature", Title: "The token's signature does not fit",
		Doc:          "The key is published and known, but the signature does not verify: the token was changed on its way or forged. Nothing in it can be believed, so the email cannot be judged either. A product must refuse it.",
		BadSignature: true, Breaks: []string{"idtoken-signature"},
	},
	{
		ID: "foreign-key", Title: "The token is signed with another issuer's key",
		Doc:        "The signature verifies, but its key is published for personal accounts only, while the token speaks for a work tenant. Each of Microsoft's keys names the issuer it may sign for. A product that takes any key of the set has to compare the two.",
		ForeignKey: true, Breaks: []string{"idtoken-key-issuer"},
	},
	{
		ID: "clock-skew", Title: "The server's clock is 20 minutes ahead",
		Doc:  "The token says that it was issued in the future. The Date headers of the server show that its clock and this machine's differ. Almost always the machine's own clock is wrong: set it by network time.",
		Skew: 20 * time.Minute, Breaks: []string{"clock-in-step", "idtoken-lifetime", "idtoken-issued-at"},
	},
}
