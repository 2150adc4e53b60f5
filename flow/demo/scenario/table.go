package scenario

import (
	"slices"
	"sync"
	"time"

	"edov/flow/demo/tenant"
)

// table lists the scenarios; their words are in words/<ID>.md. They stand in the
// order of their groups.
var table = sync.OnceValue(func() []Scenario {
	return slices.Concat(
		of(GroupWorks,
			Scenario{ID: "healthy"},
			Scenario{
				ID: "healthy-personal", Account: tenant.AccountPersonal,
			},
			Scenario{
				ID: "guest", Account: tenant.AccountGuest, Tenant: tenant.Contoso.ID,
			},
		),
		of(GroupClaims,
			Scenario{
				ID: "no-edov", Breaks: []string{"edov-present", "email-verified", "optional-edov"}, NoEDOV: true,
			},
			Scenario{
				ID: "no-email", Breaks: []string{"email-present"}, Claims: map[string]any{"email": nil, "xms_edov": nil},
			},
			Scenario{
				ID:       "half-done",
				Breaks:   []string{"edov-present", "email-verified", "mapped-claims", "optional-edov", "optional-placeholder"},
				HalfDone: true,
			},
			Scenario{
				ID: "edov-false", Account: tenant.AccountAttacker, Breaks: []string{"email-verified", "unverified-email-removed"},
				KeepUnverified: true,
			},
			Scenario{
				ID: "edov-string-one", Claims: map[string]any{"xms_edov": "1"},
			},
			Scenario{
				ID: "edov-number-one", Claims: map[string]any{"xms_edov": 1},
			},
		),
		of(GroupSecrets,
			Scenario{
				ID: "secret-expired", Secret: SecretExpired, SecretDays: -3,
				Breaks: []string{"signin-completed", "secret-accepted", "secret-expiry"},
			},
			Scenario{
				ID: "secret-expiring", SecretDays: 9, Breaks: []string{"secret-expiry"}, Warns: true,
			},
			Scenario{
				ID: "secret-id", Secret: SecretWrong, Breaks: []string{"signin-completed", "secret-accepted", "secret-listed"},
			},
			Scenario{
				ID: "secret-missing", Secret: SecretNone, Breaks: []string{"signin-completed", "secret-accepted"},
			},
		),
		of(GroupRedirects,
			Scenario{
				ID: "redirect-mismatch", NoRedirect: true, Breaks: []string{"signin-completed", "redirect-accepted"},
			},
		),
		of(GroupAccounts,
			Scenario{
				ID: "consent-declined", AskConsent: true, Breaks: []string{"signin-completed", "consent-given"},
			},
			Scenario{
				ID: "single-tenant", SingleTenant: true,
				Breaks: []string{"signin-completed", "account-types", "account-types-allowed"},
			},
			Scenario{
				ID: "account-not-in-tenant", Account: tenant.AccountPersonal, Tenant: tenant.Contoso.ID,
				Breaks: []string{"signin-completed", "account-types"},
			},
		),
		of(GroupTrust,
			Scenario{
				ID: "v1-token", Claims: map[string]any{"ver": "1.0", "iss": "https://sts.windows.net/" + tenant.Contoso.ID + "/"},
				Breaks: []string{"idtoken-version"},
			},
			Scenario{
				ID: "wrong-nonce", Claims: map[string]any{"nonce": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
				Breaks: []string{"idtoken-nonce"},
			},
			Scenario{
				ID: "wrong-audience", Claims: map[string]any{"aud": "b0a3f9d2-48c7-4e15-9d06-73e1c5b8a24f"},
				Breaks: []string{"idtoken-audience"},
			},
			Scenario{
				ID: "bad-signature", BadSignature: true, Breaks: []string{"idtoken-signature"},
			},
			Scenario{
				ID: "foreign-key", ForeignKey: true, Breaks: []string{"idtoken-key-issuer"},
			},
		),
		of(GroupNetwork,
			Scenario{
				ID: "slow-network", Delay: 300 * time.Millisecond,
			},
			Scenario{
				ID: "key-flicker", KeyAnswers: 1,
			},
			Scenario{
				ID: "clock-skew", Skew: 20 * time.Minute,
				Breaks: []string{"clock-in-step", "idtoken-lifetime", "idtoken-issued-at"},
			},
		),
	)
})

// of says to which group scenarios belong.
func of(g Group, scenarios ...Scenario) []Scenario {
	for i := range scenarios {
		scenarios[i].Group = g
	}
	return scenarios
}
