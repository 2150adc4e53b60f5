package pasted

import (
	"slices"
	"strings"

	"edov/flow/decoded"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// records are how auth products show a user or a linked account: the members that together no other
// document has. They repeat some of Microsoft's claims, and are not the token: what they say of an
// email is what the product decided. The forms are those of the products' API references.
var records = [][2]string{
	{"Supabase", "app_metadata user_metadata"},
	{"Supabase", "identity_data provider"},
	{"Supabase", "provider_id sub"}, // identity_data alone
	{"Clerk", "email_addresses object"},
	{"Clerk", "approved_scopes identification_id"}, // an external account
	{"Clerk", "emailAddresses externalAccounts"},   // clerk-js
	{"Hanko", "emails.is_verified"},
	{"Hanko", "email.is_verified"},
	{"Firebase", "providerData.providerId"},
	{"Auth0", "user_id identities.connection"},
	{"Amazon Cognito", "Username UserStatus"},
	{"Keycloak", "emailVerified createdTimestamp"},
	{"Auth.js", "user.email expires"},
	{"Auth.js", "providerAccountId provider type"},
	{"better-auth", "providerId accountId userId"},
}

// fits reports whether a document has all members of a form: name, or name.inner, which an object has,
// or an element of a list.
func fits(v *strictjson.Value, form string) bool {
	for _, part := range strings.Fields(form) {
		name, inner, isNested := strings.Cut(part, ".")
		m := v.Get(name)
		if !m.Exists() || isNested && !m.Has(inner) && !hasElement(&m, inner) {
			return false
		}
	}
	return true
}

func hasElement(list *strictjson.Value, name string) bool {
	for i := range list.Elems() {
		if list.Elems()[i].Has(name) {
			return true
		}
	}
	return false
}

// recordDepth is how deep a record may be in a document: {"data": {"user": {...}}}, or a list.
const recordDepth = 3

// child is the i-th value in a document.
func child(v *strictjson.Value, i int) *strictjson.Value {
	if i < len(v.Elems()) {
		return &v.Elems()[i]
	}
	return &v.Members()[i-len(v.Elems())].Value
}

func children(v *strictjson.Value) int { return len(v.Elems()) + len(v.Members()) }

// find looks for a document in another, down to a depth; nil if there is none.
func find(v *strictjson.Value, depth int, is func(*strictjson.Value) bool) *strictjson.Value {
	if is(v) {
		return v
	}
	for i := 0; depth > 0 && i < min(children(v), 64); i++ {
		if found := find(child(v, i), depth-1, is); found != nil {
			return found
		}
	}
	return nil
}

// recordOf is the place of a document's form among records; negative if it is none. The claims of a
// token of a product's own have the same members, and a time.
func recordOf(v *strictjson.Value) int {
	if v.Has("exp") {
		return -1
	}
	return slices.IndexFunc(records, func(r [2]string) bool { return fits(v, r[1]) })
}

func isRecord(v *strictjson.Value) bool { return recordOf(v) >= 0 }

// recordIn names the product whose record of a user a document is, or holds; nil if it is none.
func recordIn(v *strictjson.Value) *NoToken {
	found := find(v, recordDepth, isRecord)
	if found == nil {
		return nil
	}
	name := records[recordOf(found)][0]
	return &NoToken{
		"user-record", "this is a user or an account as " + name + " keeps it, not a token from Microsoft", theirToken,
	}
}

// theirToken is what to do without Microsoft's token.
const theirToken = "edov signin gets Microsoft's token; to check one that you have, " + whereTokens

// isUserList recognizes a page of Microsoft Graph, or the output of az, with users.
func isUserList(v strictjson.Value) bool {
	return find(&v, 2, isUser) != nil
}

func isUser(v *strictjson.Value) bool { return v.Has("userPrincipalName") }

// sessionClaims is for what an app put into a token of its own.
var sessionClaims = &NoToken{
	"session", "these are claims of an app's own session, such as of Auth.js",
	theirToken,
}

// isOwnSession recognizes the claims of Auth.js, which name neither an issuer nor an app.
func isOwnSession(v strictjson.Value) bool {
	return fits(&v, "exp iat sub email") && !v.Has("iss") && !v.Has("aud") && !v.Has("tid")
}

// opaqueInside is for a document whose token can't be read.
var opaqueInside = &NoToken{
	opaqueToken, ofPersonalAccount, whereTokens,
}

var opaqueOf = lazy.MustCompile(personalToken)

// holdsOpaque reports whether a document has such a token, as Clerk's and other products' APIs give it.
func holdsOpaque(v strictjson.Value) bool { return find(&v, recordDepth, isOpaque) != nil }

func isOpaque(v *strictjson.Value) bool { return opaqueOf.MatchString(v.Text) }

// profileWithin recognizes a profile, or one in what a library of a language makes of it.
func profileWithin(v strictjson.Value) bool {
	return isProfile(v) || fits(&v, "_json.userPrincipalName") || fits(&v, "raw_info.userPrincipalName")
}

// printedForm identifies a document that is not JSON as a program prints it; nil if it is not
// known. A document in a longer text, such as that of an error, is not what the text is about.
func printedForm(text string) *NoToken {
	v, err := strictjson.Parse([]byte(decoded.Object(text)), evidenceLimits)
	if f := recordIn(&v); err != nil || f != nil { // without a value there is no record
		return f
	}
	switch {
	case find(&v, 2, isClaimsRequest) != nil:
		return claimsRequest
	case isOwnSession(v):
		return sessionClaims
	case profileWithin(v):
		return profileGiven
	}
	return nil
}
