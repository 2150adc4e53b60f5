package flow

import (
	"slices"
	"strings"

	"edov/flow/decoded"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// records are how auth products show a user or a linked account. They repeat some of Microsoft's
// claims, and are not the token: what they say of an email is what the product decided.
var records = []struct {
	product string
	is      func(strictjson.Value) bool
}{
	{"Supabase", hasAll("app_metadata", "user_metadata")}, // supabase.com/docs/reference/javascript/auth-getuser
	{"Supabase", hasAll("identity_data", "provider")},
	{"Supabase", isIdentityData},
	{"Clerk", isClerkRecord}, // clerk.com/docs/reference/backend-api
	{"Hanko", func(v strictjson.Value) bool { return hasElement(v.Get("emails"), "is_verified") }}, // docs.hanko.io
	{"Hanko", func(v strictjson.Value) bool { return v.Place("email").Has("is_verified") }},
	{"Firebase", func(v strictjson.Value) bool { // firebase.google.com/docs/reference/js/auth.user
		return hasElement(v.Get("providerData"), "providerId") || hasElement(v.Get("providerUserInfo"), "providerId")
	}},
	{"Auth0", func(v strictjson.Value) bool { // auth0.com/docs/manage-users/user-accounts
		return strings.Contains(v.Get("user_id").Str(), "|") && hasElement(v.Get("identities"), "connection")
	}},
	{"Amazon Cognito", func(v strictjson.Value) bool { // AdminGetUser, ListUsers
		return v.Has("Username") && (hasElement(v.Get("Attributes"), "Name") || hasElement(v.Get("UserAttributes"), "Name"))
	}},
	{"Keycloak", hasAll("emailVerified", "createdTimestamp")}, // UserRepresentation
	{"Auth.js", func(v strictjson.Value) bool { return v.Place("user").Has("email") && v.Get("expires").Str() != "" }},
	{"Auth.js", hasAll("providerAccountId", "provider", "type")}, // authjs.dev: an account without its tokens
	{"better-auth", hasAll("providerId", "accountId", "userId")},
}

// isIdentityData recognizes what Supabase keeps of an identity.
func isIdentityData(v strictjson.Value) bool {
	return v.Has("provider_id") && v.Has("sub") && !v.Has("aud") && !v.Has("exp")
}

func isClerkRecord(v strictjson.Value) bool {
	object := v.Get("object").Str()
	clerkJS := v.Has("emailAddresses") && v.Has("externalAccounts")
	return clerkJS || object == "external_account" || object == "user" && v.Has("email_addresses") ||
		object == "email_address" && v.Has("verification")
}

func hasElement(list strictjson.Value, name string) bool {
	return slices.ContainsFunc(list.Elems, func(e strictjson.Value) bool { return e.Has(name) })
}

// recordDepth is how deep a record may be in a document: {"data": {"user": {...}}}, or a list.
const recordDepth = 3

// recordIn names the product whose record of a user a document is, or holds; nil if it is none.
func recordIn(v strictjson.Value, depth int) *NoToken {
	if v.Has("exp") { // the claims of a token of a product's own have the same members
		return nil
	}
	for i := range records {
		if records[i].is(v) {
			name := records[i].product
			return &NoToken{
				"user-record", "this is a user or an account as " + name + " keeps it, not a token: it shows what " + name +
					" decided, not what Microsoft sent",
				"edov signin gets the token that Microsoft sends; to check one that you have, " + whereTokens,
			}
		}
	}
	if depth == 0 {
		return nil
	}
	inner := v.Elems[:min(len(v.Elems), 16)]
	for _, m := range v.Members[:min(len(v.Members), 16)] {
		inner = append(slices.Clip(inner), m.Value)
	}
	for _, e := range inner {
		if f := recordIn(e, depth-1); f != nil {
			return f
		}
	}
	return nil
}

// isUserList recognizes a page of Microsoft Graph, or the output of az, with users.
func isUserList(v strictjson.Value) bool {
	list := v
	if v.Kind == strictjson.Object {
		list = v.Get("value")
	}
	return hasElement(list, "userPrincipalName")
}

// deviceCode is for the answer to a device code request.
var deviceCode = &NoToken{
	"device-code", "this is the answer to a device code request, not a token",
	"whoever has its device_code can finish that sign-in; use the token response that follows it",
}

// sessionClaims is for what an app put into a token of its own.
var sessionClaims = &NoToken{
	"session", "these are the claims of a session that an app made, such as Auth.js, not those of Microsoft's token",
	"edov signin gets the token that Microsoft sends; to check one that you have, " + whereTokens,
}

// isOwnSession recognizes the claims of Auth.js, which name neither an issuer nor an app.
func isOwnSession(v strictjson.Value) bool {
	return hasAll("exp", "iat", "sub")(v) && hasAny("email", "name")(v) && !hasAny("iss", "aud", "tid")(v)
}

// opaqueInside is for a document whose token can't be read.
var opaqueInside = &NoToken{
	opaqueToken, "this holds the access token of a personal account: it is opaque, and only Microsoft can read it",
	whereTokens,
}

// opaqueOf are the first characters of an access token of a personal account.
var opaqueOf = lazy.MustCompile(`^Ew[A-Za-z0-9][A-Za-z0-9+/=_%-]{20,}$`)

// holdsOpaque reports whether a document has such a token, as Clerk's and other products' APIs give it.
func holdsOpaque(v strictjson.Value) bool {
	for _, name := range []string{"token", "accessToken", "access_token", "provider_token"} {
		if opaqueOf.MatchString(v.Get(name).Str()) {
			return true
		}
	}
	inner := v.Elems
	for _, m := range v.Members {
		inner = append(slices.Clip(inner), m.Value)
	}
	return slices.ContainsFunc(inner, holdsOpaque)
}

// profileWithin recognizes a profile, or one in what a library of a language makes of it.
func profileWithin(v strictjson.Value) bool {
	return isProfile(v) || isProfile(v.Get("_json")) || isProfile(v.Get("raw_info")) || isProfile(v.Get("profile"))
}

// withoutNullTokens removes the tokens of a token response that are null: a program that wants one
// prints that where the response has none.
func withoutNullTokens(v strictjson.Value) (full strictjson.Value, changed bool) {
	if !holdsToken(v) {
		return v, false
	}
	full = v
	full.Members = slices.DeleteFunc(slices.Clone(v.Members), func(m strictjson.Member) bool {
		return m.Value.Kind == strictjson.Null && isTokenMember(m.Name)
	})
	return full, len(full.Members) < len(v.Members)
}

// printedForm identifies a document that is not JSON as a program prints it; nil if it is not
// known. A document in a longer text, such as that of an error, is not what the text is about.
func printedForm(text string) *NoToken {
	for _, object := range decoded.Objects(text) {
		v, err := strictjson.Parse([]byte(object), evidenceLimits)
		if err != nil || 2*len(object) < len(text) {
			continue
		}
		if f := recordIn(v, recordDepth); f != nil {
			return f
		}
		switch {
		case isOwnSession(v):
			return sessionClaims
		case profileWithin(v):
			return profileGiven
		}
	}
	return nil
}
