package token

import (
	"slices"
	"strings"

	"edov/flow/entra"
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
	case t.AppOnly():
		a.Kind = proof.AccountApp
	case strings.EqualFold(a.Tenant, entra.ConsumersTenant):
		a.Kind = proof.AccountPersonal
	case isGuest(t):
		a.Kind = proof.AccountGuest
	case a.Tenant != "":
		a.Kind = proof.AccountWork
	}
	return a
}

// AppOnly reports whether an app got a token for itself, without a user. idtyp says so where the API requests it;
// without it, oid and sub are equal and no user delegated a scope (Microsoft, access token claims: idtyp, scp, sub).
// t may be nil.
func (t *JWT) AppOnly() bool {
	if t == nil {
		return false
	}
	if kind := t.Claims.Get("idtyp").Str(); kind != "" {
		return kind == "app"
	}
	oid := t.Claims.Get("oid").Str()
	if oid == "" || t.Claims.Get("sub").Str() != oid || t.Claims.Has("scp") {
		return false
	}
	return t.Claims.Has("roles") || t.AccessMark() != "" && !t.Partial
}

// isGuest holds for a member of another tenant: acct says so, or, without acct, the form of upn, or idp, which names
// another issuer than iss and another tenant: idp may have the form of v1 beside an iss of v2.
func isGuest(t *JWT) bool {
	if acct := t.Claims.Get("acct"); acct.Kind != strictjson.Bool && (acct.Text == "0" || acct.Text == "1") {
		return acct.Text == "1"
	}
	if idp := t.Claims.Get("idp").Str(); idp != "" && idp != t.Claims.Get("iss").Str() {
		if tenant := t.Tenant(); tenant == "" || !slices.Contains(strings.Split(idp, "/"), tenant) {
			return true
		}
	}
	return entra.IsGuestName(t.Claims.Get("upn").Str())
}

// Tenant is the tenant that a token names; empty for none. t may be nil.
func (t *JWT) Tenant() string {
	if t == nil {
		return ""
	}
	return t.Claims.Get("tid").Str()
}
