package fault

import "testing"

// TestPairs: two values side by side are compared, whoever quotes them.
func TestPairs(t *testing.T) {
	const (
		app    = "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"
		other  = "6731de76-14a6-49ae-97bc-6eba6914391e"
		tenant = "3c1f9a52-8d0f-4e6b-a7c3-5b2f90e13175"
		v2     = "https://login.microsoftonline.com/" + tenant + "/v2.0"
		v1     = "https://sts.windows.net/" + tenant + "/"
	)
	for _, test := range []struct{ name, text, id, words string }{
		{
			"a space behind the ID", "IDX10214: Audience validation failed. Audiences: '" + app +
				"'. Did not match: validationParameters.ValidAudience: '" + app +
				" ' or validationParameters.ValidAudiences: 'null'.",
			"stray-characters", "differ in a space: the expected one has one at its end",
		},
		{
			"a template", "Issuer: '" + v1 +
				"'. Did not match: validationParameters.ValidIssuer: 'https://sts.windows.net/{tenantid}/' or 'null'",
			"issuer-template", "",
		},
		{
			"organizations", `ID token issuer "` + v2 +
				`" does not match expected issuer "https://login.microsoftonline.com/organizations/v2.0"`,
			"issuer-common", "",
		},
		{
			"got after expected", `expected "` + v2 + `" got "` + v1 + `"`, "issuer-v1-v2",
			"differ in the version: a token of version 1.0 came, and one of version 2.0 is expected",
		},
		{
			"got before expected", `unexpected issuer "` + v2 + `", expected "` + v1 + `"`, "issuer-v1-v2",
			"differ in the version: a token of version 2.0 came, and one of version 1.0 is expected",
		},
		{"slash", `issuer did not match: expected ` + v2 + `/ got ` + v2, "issuer-slash", ""},
		{"two IDs", `aud claim: got '` + app + `', expected '` + other + `'`, "audience-differs", "are two different IDs"},
		{"api://", `audience invalid: expected 'api://` + app + `', received 'api://` + other + `'`, "audience-differs", ""},
		{
			"http", `redirect URI 'http://shop.example/cb' does not match 'https://shop.example/cb'`,
			"redirect-http-behind-proxy", "",
		},
		{
			"http at home", `redirect URI 'http://localhost/cb' does not match 'https://localhost/cb'`, "redirect-mismatch",
			"differ in http and https",
		},
		{
			"port", `redirect_uri 'https://shop.example:8443/cb' is not the registered 'https://shop.example/cb'`,
			"redirect-mismatch", "differ in the port",
		},
		{
			"case", `callback "https://shop.example/CB" is not allowed, expected "https://shop.example/cb"`, "redirect-mismatch",
			"differ in upper and lower case",
		},
		{"words are no values", `the 'email' scope of "azure" is missing`, "", ""},
		{"one value", `unknown issuer '` + v1 + `'`, "", ""},
	} {
		found := pairs(read(test.text))
		switch {
		case test.id == "" && len(found) > 0:
			t.Errorf("%s: %+v", test.name, found)
		case test.id != "" && (len(found) != 1 || found[0].id != test.id || test.words != "" && found[0].words != test.words):
			t.Errorf("%s: %+v", test.name, found)
		}
	}
}
