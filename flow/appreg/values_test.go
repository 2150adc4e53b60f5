package appreg

import (
	"fmt"
	"strings"
	"testing"
)

const (
	oldForm = `{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","signInAudience":"AzureADMyOrg",` +
		`"passwordCredentials":[],"replyUrlsWithType":[],%s}` + "\n"
	graphForm = `{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","web":{},"passwordCredentials":[],%s}` + "\n"
)

// readValues reads a registration with these members. If a name is repeated, the last one counts,
// so that a test can override the members of the form.
func readValues(t *testing.T, form, members string) *App {
	t.Helper()
	for _, name := range []string{"signInAudience", "replyUrlsWithType", "web"} {
		if strings.HasPrefix(members, `"`+name+`"`) {
			form = strings.ReplaceAll(form, `"`+name+`":"AzureADMyOrg",`, "")
			form = strings.ReplaceAll(form, `"`+name+`":[],`, "")
			form = strings.ReplaceAll(form, `"`+name+`":{},`, "")
		}
	}
	return readOne(t, fmt.Appendf(nil, form, members))
}

// TestReplyTypes: a redirect URI is under Web only if its type says so.
func TestReplyTypes(t *testing.T) {
	for written, want := range map[string]struct{ platform, means string }{
		`"Web"`: {PlatformWeb, "plain"}, `"Spa"`: {PlatformSPA, "plain"}, `"InstalledClient"`: {PlatformPublic, "plain"},
		`"web"`: {PlatformWeb, "Web"}, `"WEB"`: {PlatformWeb, "Web"},
		`"spa"`: {PlatformSPA, "Spa"}, `"SPA"`: {PlatformSPA, "Spa"},
		`"installedclient"`: {PlatformPublic, "InstalledClient"}, `"installedClient"`: {PlatformPublic, "InstalledClient"},
		`"publicClient"`: {PlatformUnknown, ""}, `"Native"`: {PlatformUnknown, ""}, `"Web "`: {PlatformUnknown, ""},
		`""`: {PlatformUnknown, ""}, `null`: {PlatformUnknown, ""},
	} {
		a := readValues(t, oldForm, `"replyUrlsWithType":[{"url":"https://a.example/","type":`+written+`}]`)
		if got := a.RedirectURIs[0].Platform; got != want.platform {
			t.Errorf("%s: platform %s, want %s", written, got, want.platform)
		}
		expectOdd(t, a, want.means, OddValue{Place: Place{Path: "replyUrlsWithType[0].type", Line: 1}, Written: written})
	}
	a := readValues(t, oldForm, `"replyUrlsWithType":[{"url":"https://a.example/"}]`)
	if a.RedirectURIs[0].Platform != PlatformUnknown {
		t.Errorf("without a type: %s", a.RedirectURIs[0].Platform)
	}
	expectOdd(t, a, "", OddValue{Place: Place{Path: "replyUrlsWithType[0].type", Line: 1}})
}

// expectOdd compares the one odd value; "plain" means that there is none.
func expectOdd(t *testing.T, a *App, means string, want OddValue) {
	t.Helper()
	if means == "plain" {
		if len(a.OddValues) > 0 {
			t.Errorf("%+v stands out", a.OddValues)
		}
		return
	}
	if len(a.OddValues) != 1 || a.OddCount != 1 {
		t.Fatalf("%s: %+v", want.Written, a.OddValues)
	}
	got := a.OddValues[0]
	if len(got.Allowed) == 0 {
		t.Errorf("%s: nothing is allowed", want.Written)
	}
	if got.Place != want.Place || got.Written != want.Written || got.Means != means || got.Refused != want.Refused {
		t.Errorf("%+v, want %+v, meaning %q", got, want, means)
	}
}

// TestEnumerations reads values in each form: as Microsoft writes them, in
// another letter case, in quotes, and such as it does not know.
func TestEnumerations(t *testing.T) {
	for _, c := range []struct{ form, members, path, written, means string }{
		{graphForm, `"signInAudience":%s`, "signInAudience", `"AzureADMyOrg"`, "plain"},
		{graphForm, `"signInAudience":%s`, "signInAudience", `"azureadmyorg"`, "AzureADMyOrg"},
		{oldForm, `"signInAudience":%s`, "signInAudience", `"AzureADAndPersonalMicrosoftAccount"`, AudienceAll},
		{oldForm, `"signInAudience":%s`, "signInAudience", `"AzureADAllOrganizations"`, ""},
		{graphForm, `"signInAudience":%s`, "signInAudience", `null`, "plain"},
		{graphForm, `"api":{"requestedAccessTokenVersion":%s}`, "api.requestedAccessTokenVersion", `2`, "plain"},
		{graphForm, `"api":{"requestedAccessTokenVersion":%s}`, "api.requestedAccessTokenVersion", `"2"`, "2"},
		{graphForm, `"api":{"requestedAccessTokenVersion":%s}`, "api.requestedAccessTokenVersion", `3`, ""},
		{oldForm, `"accessTokenAcceptedVersion":%s`, "accessTokenAcceptedVersion", `"1"`, "1"},
		{oldForm, `"accessTokenAcceptedVersion":%s`, "accessTokenAcceptedVersion", `0`, ""},
		{graphForm, `"disabledByMicrosoftStatus":%s`, "disabledByMicrosoftStatus", `"notdisabled"`, "NotDisabled"},
		{oldForm, `"disabledByMicrosoftStatus":%s`, "disabledByMicrosoftStatus", `"Enabled"`, ""},
		{graphForm, `"groupMembershipClaims":%s`, "groupMembershipClaims", `"SecurityGroup, ApplicationGroup"`, "plain"},
		{graphForm, `"groupMembershipClaims":%s`, "groupMembershipClaims", `"SecurityGroup,DirectoryRole"`, "plain"},
		{oldForm, `"groupMembershipClaims":%s`, "groupMembershipClaims", `"securitygroup,All"`, "SecurityGroup, All"},
		{oldForm, `"groupMembershipClaims":%s`, "groupMembershipClaims", `7`, ""},
		{graphForm, `"groupMembershipClaims":%s`, "groupMembershipClaims", `"SecurityGroup, Everything"`, ""},
		{graphForm, `"optionalClaims":{"idToken":[{"source":%s}]}`, "optionalClaims.idToken[0].source", `"User"`, "user"},
		{oldForm, `"optionalClaims":{"accessToken":[{"source":%s}]}`, "optionalClaims.accessToken[0].source", `"app"`, ""},
		{
			graphForm, `"optionalClaims":{"idToken":[{"additionalProperties":["use_guid",%s]}]}`,
			"optionalClaims.idToken[0].additionalProperties[1]", `"Emit_As_Roles"`, "emit_as_roles",
		},
		{
			oldForm, `"optionalClaims":{"idToken":[{"additionalProperties":[%s]}]}`,
			"optionalClaims.idToken[0].additionalProperties[0]", `"emit_roles"`, "",
		},
		{graphForm, `"keyCredentials":[{"usage":%s}]`, "keyCredentials[0].usage", `"verify"`, "Verify"},
		{oldForm, `"keyCredentials":[{"type":%s}]`, "keyCredentials[0].type", `"asymmetricx509cert"`, "AsymmetricX509Cert"},
		{oldForm, `"keyCredentials":[{"type":%s}]`, "keyCredentials[0].type", `"PEM"`, ""},
		{graphForm, `"isFallbackPublicClient":%s`, "isFallbackPublicClient", `true`, "plain"},
		{graphForm, `"isFallbackPublicClient":%s`, "isFallbackPublicClient", `"false"`, "false"},
		{oldForm, `"allowPublicClient":%s`, "allowPublicClient", `"True"`, "true"},
		{oldForm, `"oauth2RequirePostResponse":%s`, "oauth2RequirePostResponse", `"yes"`, ""},
		{oldForm, `"oauth2RequirePostResponse":%s`, "oauth2RequirePostResponse", `1`, ""},
		{
			graphForm, `"parentalControlSettings":{"legalAgeGroupRule":%s}`,
			"parentalControlSettings.legalAgeGroupRule", `"allow"`, "Allow",
		},
	} {
		a := readValues(t, c.form, fmt.Sprintf(c.members, c.written))
		expectOdd(t, a, c.means, OddValue{Place: Place{Path: c.path, Line: 1}, Written: c.written})
	}
}

// TestReadByMeaning: what is read is the meaning, and the lists that a change
// sends again have it too.
func TestReadByMeaning(t *testing.T) {
	a := readValues(t, graphForm, `"signInAudience":"azureadmultipleorgs","isFallbackPublicClient":"true",`+
		`"api":{"requestedAccessTokenVersion":"2","acceptMappedClaims":"TRUE"},`+
		`"requiredResourceAccess":[{"resourceAppId":"x","resourceAccess":[`+
		`{"id":"a","type":"role"},{"id":"b","type":"scope"},{"id":"c","type":"Other"},{"id":"d"}]}]`)
	flags := a.AcceptMappedClaims.Value && a.PublicClient.Value
	if a.Audience.Value != AudienceOrgs || a.TokenVersion.Value != 2 || !flags {
		t.Errorf("%+v", a)
	}
	var types []string
	for _, p := range a.Permissions {
		types = append(types, p.Type)
	}
	if got := strings.Join(types, ","); got != "Role,Scope,Other," || a.OddCount != 8 {
		t.Errorf("types %q, %d odd", got, a.OddCount)
	}
	if strings.Contains(a.Raw.Permissions, "role") {
		t.Errorf("the list is %s", a.Raw.Permissions)
	}
	for _, o := range a.OddValues {
		if o.Refused != (o.Means == "Role" || o.Means == "Scope") {
			t.Errorf("%+v", o)
		}
	}
	old := readOne(t, []byte(`{"appId":"x","replyUrls":[],"passwordCredentials":[],"availableToOtherTenants":"True"}`))
	if old.Audience.Value != AudienceOrgs {
		t.Errorf("availableToOtherTenants in quotes: %+v", old.Audience)
	}
}

// TestOddValuesAreBounded: a document of nothing else is read and counted.
func TestOddValuesAreBounded(t *testing.T) {
	many := strings.Repeat(`{"url":"https://a.example/","type":"`+strings.Repeat("x", 1000)+`"},`, 1000)
	a := readValues(t, oldForm, `"replyUrlsWithType":[`+strings.TrimSuffix(many, ",")+`]`)
	if a.OddCount != 1000 || len(a.OddValues) != maxOddValues || len(a.OddValues[0].Written) > maxOddText {
		t.Errorf("%d counted, %d kept", a.OddCount, len(a.OddValues))
	}
}

// TestBooleansThatAreNone refuses what edov would have to guess.
func TestBooleansThatAreNone(t *testing.T) {
	for _, text := range []string{
		fmt.Sprintf(graphForm, `"isFallbackPublicClient":"yes"`), fmt.Sprintf(oldForm, `"allowPublicClient":1`),
		fmt.Sprintf(oldForm, `"accessTokenAcceptedVersion":"v2"`),
		`{"appId":"x","replyUrls":[],"passwordCredentials":[],"availableToOtherTenants":"maybe"}`,
	} {
		if _, err := Read([]byte(text), "test"); err == nil || !strings.Contains(err.Error(), " has type ") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
