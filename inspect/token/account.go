package token

import (
	"strings"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/inspect/proof"
)

// AccountOf says what kind of account a token is for (Microsoft, ID token claims: tid, idp, acct); t may be nil.
func AccountOf(t *JWT) proof.Account {
	if t == nil || !t.Claims.Exists() {
		return proof.Account{Kind: proof.AccountUnknown}
	}
	a := proof.Account{
		Kind: proof.AccountUnknown, Tenant: t.Tenant(),
		Object: t.Claims.Get("oid").Str(), Name: t.Claims.Get("name").Str(),
	}
	switch {
	case strings.EqualFold(a.Tenant, flow.ConsumersTenant):
		a.Kind = proof.AccountPersonal
	case isGuest(t):
		a.Kind = proof.AccountGuest
	case a.Tenant != "":
		a.Kind = proof.AccountWork
	}
	return a
}

// isGuest holds for a member of another tenant: acct is 1, or idp names another issuer than iss.
func isGuest(t *JWT) bool {
	acct, idp := t.Claims.Get("acct"), t.Claims.Get("idp").Str()
	return acct.Text == "1" && acct.Kind != strictjson.Bool || idp != "" && idp != t.Claims.Get("iss").Str()
}

// Tenant is the tenant that a token names; empty for none. t may be nil.
func (t *JWT) Tenant() string {
	if t == nil {
		return ""
	}
	return t.Claims.Get("tid").Str()
}
