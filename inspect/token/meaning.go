package token

import (
	"strconv"
	"time"

	"edov/flow/strictjson"
)

// meanings say what the claims of Microsoft's tokens are (Microsoft, ID token
// claims, access token claims and optional claims reference).
var meanings = map[string]string{
	"iss": "who issued the token", "aud": "the app or API it is for", "sub": "the user, as this app alone knows them",
	"oid": "the user, in the whole tenant", "tid": "the tenant the user signed in to",
	"email": "the address; no key for identity, it can change", "xms_edov": "the owner of the email's domain is verified",
	"preferred_username": "sign-in name, for display; may change", "name": "name, for display only",
	"given_name": "first name, for display only", "family_name": "last name, for display only",
	"upn": "sign-in name; may change", "unique_name": "sign-in name of v1 tokens; not unique",
	"nonce": "binds the token to this sign-in", "exp": "not valid after", "nbf": "not valid before", "iat": "issued at",
	"auth_time": "when the user signed in", "ver": "version of the token",
	"acct": "0 member of the tenant, 1 guest", "idp": "where the account comes from, if not from this tenant",
	"azp": "the app that asked", "appid": "the app that asked (v1)",
	"azpacr": "how the app proved itself: 0 not, 1 secret, 2 certificate", "appidacr": "how the app proved itself: 0 not, 1 secret, 2 certificate",
	"scp": "permissions granted to the app", "roles": "app roles of the user or app", "groups": "the user's groups", "wids": "the user's directory roles",
	"hasgroups": "the user has more groups than fit", "_claim_names": "claims that are kept elsewhere", "_claim_sources": "where those claims are kept",
	"login_hint": "for login_hint at sign-out or the next sign-in", "sid": "the browser session",
	"verified_primary_email": "addresses whose domain is verified", "verified_secondary_email": "further addresses whose domain is verified",
	"email_verified": "not a claim of Microsoft's", "tenant_ctry": "the tenant's country", "tenant_region_scope": "the tenant's region",
	"ctry": "the user's country", "ipaddr": "the address the user came from", "onprem_sid": "the user's on-premises identifier",
	"puid": "older identifier of the user", "amr": "how the user proved themselves", "acr": "older strength of the sign-in: 0 or 1",
	"deviceid": "the user's device", "c_hash": "binds the code", "at_hash": "binds the access token",
	"app_displayname": "name of the app", "idtyp": "app: no user is behind this token", "xms_pdl": "preferred data location",
	"aio": internal, "rh": internal, "uti": internal, "xms_st": internal, "xms_ftd": internal, "xms_idrel": internal, "xms_tcdt": internal, "xms_tdbr": internal,
}

const internal = "internal to Microsoft; do not rely on it"

// headerMeanings say what the members of a JOSE header are (RFC 7515 section
// 4.1).
var headerMeanings = map[string]string{
	"typ": "kind of token", "alg": "how it is signed", "kid": "the key it is signed with", "x5t": "SHA-1 thumbprint of the key's certificate",
	"nonce": "the token is for Microsoft's own API; others cannot check its signature", "crit": "extensions that must be understood", "enc": "how it is encrypted",
}

// Meaning says in a few words what a claim is, or a header member where kind is
// "header". It is empty for what Microsoft does not document.
func Meaning(kind, name string) string {
	if kind == "header" {
		return headerMeanings[name]
	}
	return meanings[name]
}

// TimeClaim reads a claim that is a time: a NumericDate of RFC 7519 section 2.
func TimeClaim(name string, v strictjson.Value) (time.Time, bool) {
	switch name {
	case "exp", "nbf", "iat", "auth_time", "xms_tcdt":
	default:
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(v.Text, 10, 64)
	if err != nil || v.Kind != strictjson.Number || seconds < 0 || seconds > 1<<37 {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0).UTC(), true
}
