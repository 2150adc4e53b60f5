package scenario

import (
	"time"

	"edov/flow/demo/tenant"
)

// table lists the scenarios; their words are in words/<ID>.md. The healthy ones
// come first, then what goes wrong with claims, with the app registration, with
// the token and with the service.
var table = []Scenario{
	{ID: "healthy"},
	{
		ID: "healthy-personal", Account: tenant.AccountPersonal,
	},
	{
		ID: "guest", Account: tenant.AccountGuest, Tenant: tenant.Contoso.ID,
	},
	{
		ID: "edov-string-one", Claims: map[string]any{"xms_edov": "1"},
	},
	{
		ID: "edov-number-one", Claims: map[string]any{"xms_edov": 1},
	},
	{
		ID: "slow-network", Delay: 300 * time.Millisecond,
	},
	{
		ID: "key-flicker", KeyAnswers: 1,
	},

	{
		ID: "no-email", Breaks: []string{"email-present"}, Claims: map[string]any{"email": nil, "xms_edov": nil},
	},
	{
		ID: "no-edov", Breaks: []string{"edov-present", "email-verified", "optional-edov"}, NoEDOV: true,
	},
	{
		ID:       "half-done",
		Breaks:   []string{"edov-present", "email-verified", "mapped-claims", "optional-edov", "optional-placeholder"},
		HalfDone: true,
	},
	{
		ID: "edov-false", Account: tenant.AccountAttacker, Breaks: []string{"email-verified", "unverified-email-removed"},
		KeepUnverified: true,
	},

	{
		ID: "secret-expired", Secret: SecretExpired, SecretDays: -3,
		Breaks: []string{"signin-completed", "secret-accepted", "secret-expiry"},
	},
	{
		ID: "secret-expiring", SecretDays: 9, Breaks: []string{"secret-expiry"},
	},
	{
		ID: "secret-id", Secret: SecretWrong, Breaks: []string{"signin-completed", "secret-accepted", "secret-listed"},
	},
	{
		ID: "secret-missing", Secret: SecretNone, Breaks: []string{"signin-completed", "secret-accepted"},
	},
	{
		ID: "redirect-mismatch", NoRedirect: true, Breaks: []string{"signin-completed", "redirect-accepted"},
	},
	{
		ID: "consent-declined", AskConsent: true, Breaks: []string{"signin-completed", "consent-given"},
	},
	{
		ID: "single-tenant", SingleTenant: true,
		Breaks: []string{"signin-completed", "account-types", "account-types-allowed"},
	},
	{
		ID: "account-not-in-tenant", Account: tenant.AccountPersonal, Tenant: tenant.Contoso.ID,
		Breaks: []string{"signin-completed", "account-types"},
	},

	{
		ID: "v1-token", Claims: map[string]any{"ver": "1.0", "iss": "https://sts.windows.net/" + tenant.Contoso.ID + "/"},
		Breaks: []string{"idtoken-version"},
	},
	{
		ID: "wrong-nonce", Claims: map[string]any{"nonce": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
		Breaks: []string{"idtoken-nonce"},
	},
	{
		ID: "wrong-audience", Claims: map[string]any{"aud": "b0a3f9d2-48c7-4e15-9d06-73e1c5b8a24f"},
		Breaks: []string{"idtoken-audience"},
	},
	{
		ID: "bad-signature", BadSignature: true, Breaks: []string{"idtoken-signature"},
	},
	{
		ID: "foreign-key", ForeignKey: true, Breaks: []string{"idtoken-key-issuer"},
	},
	{
		ID: "clock-skew", Skew: 20 * time.Minute, Breaks: []string{"clock-in-step", "idtoken-lifetime", "idtoken-issued-at"},
	},
}
