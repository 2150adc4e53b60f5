package inspect

import (
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
)

// The kinds of Account.
const (
	accountWork     = "work"
	accountPersonal = "personal"
	accountGuest    = "guest"
	accountUnknown  = "unknown"
)

// accountOf tells what kind of account a token speaks of (Microsoft, ID token
// claims: tid, idp, acct).
func accountOf(t *JWT) Account {
	if t == nil || !t.Claims.Exists() {
		return Account{Kind: accountUnknown}
	}
	a := Account{
		Kind: accountUnknown, Tenant: t.tenantOf(),
		Object: t.Claims.Get("oid").Str(), Name: t.Claims.Get("name").Str(),
	}
	switch {
	case strings.EqualFold(a.Tenant, flow.ConsumersTenant):
		a.Kind = accountPersonal
	case isGuest(t):
		a.Kind = accountGuest
	case a.Tenant != "":
		a.Kind = accountWork
	}
	return a
}

// isGuest holds for a member of another directory: acct is 1, or idp names
// another issuer than iss.
func isGuest(t *JWT) bool {
	acct, idp := t.Claims.Get("acct"), t.Claims.Get("idp").Str()
	return acct.Text == "1" && acct.Kind != strictjson.Bool || idp != "" && idp != t.Claims.Get("iss").Str()
}

// phrase says the kind of account in words, for a sentence.
func (a Account) phrase() string {
	switch a.Kind {
	case accountPersonal:
		return "personal Microsoft account"
	case accountGuest:
		return "guest of tenant " + shortID(a.Tenant)
	case accountWork:
		return "work account of tenant " + shortID(a.Tenant)
	}
	return ""
}

// shortID keeps the ends of a GUID; other text stays, bounded.
func shortID(id string) string {
	if flow.IsGUID(id) {
		return id[:4] + "…" + id[len(id)-4:]
	}
	return cutText(id)
}
