package appreg

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow/strictjson"
)

const healthyManifest = "../../testdata/manifest/healthy.json"

func file(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readOne(t testing.TB, data []byte) *App {
	t.Helper()
	all, err := Read(data, "test")
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// TestForms: the same registration is recognised in each form.
func TestForms(t *testing.T) {
	for name, form := range map[string]Form{
		"healthy": FormGraph, "healthy-legacy": FormLegacy, "healthy-answer": FormResponse, "healthy-page": FormGraph,
		"two-az-list": FormGraph, "work-only-legacy-az": FormLegacyAz, "claims-fragment": FormFragment,
		"secret-answer": FormFragment,
	} {
		a := readOne(t, file(t, "../../testdata/manifest/"+name+".json"))
		if a.Form != form || a.Form.Words() == "" {
			t.Errorf("%s is %s, want %s", name, a.Form, form)
		}
		if form != FormFragment && (len(a.RedirectURIs) != 2 || a.RedirectURIs[1].URI != "http://localhost:8400/callback" ||
			len(a.Credentials) != 1 || a.Partial || a.UnknownCount > 0) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// TestSuiteManifests: nothing of JSONTestSuite panics; what is broken is
// refused with its place, the rest is no registration (security 107).
func TestSuiteManifests(t *testing.T) {
	files, err := filepath.Glob("../../testdata/jsontestsuite/test_parsing/*.json")
	if err != nil || len(files) != 318 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	for _, path := range files {
		all, err := Read(file(t, path), "test")
		name := filepath.Base(path)
		switch {
		case err == nil && len(all) > 0:
			t.Errorf("%s is taken for a registration", name)
		case name[0] == 'n' && err != nil && !strings.Contains(err.Error(), "JSON") &&
			!strings.Contains(err.Error(), "UTF-16"):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEncodings: a byte order mark is left out, UTF-16 is named (security 108).
func TestEncodings(t *testing.T) {
	data := file(t, healthyManifest)
	if a := readOne(t, append([]byte("\xef\xbb\xbf"), data...)); a.Audience.Place.Line == 0 {
		t.Error("no line behind a byte order mark")
	}
	wide := []byte("\xff\xfe")
	for _, b := range data[:100] {
		wide = append(wide, b, 0)
	}
	if _, err := Read(wide, "test"); err == nil || !strings.Contains(err.Error(), "UTF-16") ||
		!strings.Contains(err.Error(), "utf8") {
		t.Errorf("UTF-16: %v", err)
	}
}

// TestBadMembers: members twice, unknown or of another type, and half a file (security 111, 120).
func TestBadMembers(t *testing.T) {
	text := string(file(t, healthyManifest))
	for name, test := range map[string]struct{ data, want string }{
		"cut off": {text[:len(text)/2], "line "},
		"duplicate": {
			strings.Replace(text, `"signInAudience"`, `"appId": "x", "signInAudience"`, 1),
			`duplicate member "appId"`,
		},
		"case twin": {
			strings.Replace(text, `"signInAudience"`, `"SignInAudience"`, 1),
			`"SignInAudience" should be "signInAudience"`,
		},
		"number": {
			strings.Replace(text, `"AzureADandPersonalMicrosoftAccount"`, `7`, 1),
			"signInAudience has type number, not string",
		},
		"text as list": {
			strings.Replace(text, `"redirectUris": []`, `"redirectUris": "x"`, 1),
			"redirectUris has type string, not array",
		},
		"discovery":      {`{"issuer":"x","jwks_uri":"y"}`, "OpenID Connect metadata"},
		"key set":        {`{"keys":[]}`, "set of signing keys"},
		"tokens":         {`{"id_token":"x"}`, "token response"},
		"Graph's error":  {`{"error":{"code":"Authorization_RequestDenied","message":"x"}}`, "Authorization_RequestDenied"},
		"principal":      {`{"appId":"x","servicePrincipalType":"Application"}`, "service principal"},
		"empty object":   {`{}`, "it is empty"},
		"text":           {`"x"`, "JSON string"},
		"empty list":     {`{"value":[]}`, "the list is empty"},
		"list of others": {`[{"a":1}]`, "not an app registration"},
	} {
		_, err := Read([]byte(test.data), "test")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
	a := readOne(t, []byte(strings.Replace(text, `"signInAudience"`, `"somethingNew": 1, "signInAudience"`, 1)))
	if a.UnknownCount != 1 || a.Unknown[0] != "somethingNew" {
		t.Errorf("unknown members: %d %v", a.UnknownCount, a.Unknown)
	}
}

// TestNoSecretKept: a secret value is not even kept in memory (security 115, 116).
func TestNoSecretKept(t *testing.T) {
	for _, name := range []string{
		"secret-text", "secret-text-legacy", "private-key", "private-key-legacy",
		"secret-answer",
	} {
		a := readOne(t, file(t, "../../testdata/manifest/"+name+".json"))
		data, err := json.Marshal(a)
		if err != nil || bytes.Contains(data, []byte("canary")) {
			t.Errorf("%s: kept a secret (%v)", name, err)
		}
		if len(a.PrivateNames) != 1 {
			t.Errorf("%s: found %v", name, a.PrivateNames)
		}
	}
}

func TestIsPrivateKey(t *testing.T) {
	for text, want := range map[string]bool{
		"-----BEGIN RSA PRIVATE KEY-----":      true,
		"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC":     true,  // PKCS #8
		"MIIEowIBAAKCAQEAy8Dbv8prpJ/0kKhlGeJY": true,  // PKCS #1
		"MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG": false, // a certificate
		"not base64 at all!":                   false,
		"":                                     false,
	} {
		if got := isPrivateKey(text); got != want {
			t.Errorf("%.20s: %t", text, got)
		}
	}
}

// TestMixedFormats: in a document with members of both formats, it is not known which of the two settings counts.
func TestMixedFormats(t *testing.T) {
	const web, old = `"web":{"redirectUris":["https://a.example/cb"]}`, `"replyUrlsWithType":[{"url":"https://a.example/cb"}]`
	for text, want := range map[string]string{
		`{"appId":"a",` + web + `,` + old + `}`:                                                       "replyUrlsWithType is of the older one, web",
		`{"appId":"a","acceptMappedClaims":true,"api":{"requestedAccessTokenVersion":2}}`:             "acceptMappedClaims is of the older one, api",
		`{"appId":"a","publicClient":{"redirectUris":["http://localhost"]},"allowPublicClient":true}`: "one, publicClient of Microsoft",
		`{"appId":"a","isFallbackPublicClient":true,"allowPublicClient":true}`:                        "one, isFallbackPublicClient of Microsoft",
		`{"appId":"a",` + web + `,"logoutUrl":"https://a.example/"}`:                                  "logoutUrl is of the older one, web",
		`{"appId":"a",` + web + `,"oauth2Permissions":[{}]}`:                                          "oauth2Permissions is of the older one, web",
	} {
		v, err := strictjson.Parse([]byte(text), strictjson.Document)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestFormBySettings: what sets nothing is of no form, and does not hide what the other form sets.
func TestFormBySettings(t *testing.T) {
	const web, old = `"web":{"redirectUris":["https://a.example/cb"]}`, `"replyUrlsWithType":[{"url":"https://a.example/cb"}]`
	for text, want := range map[string]Form{
		`{"appId":"a",` + web + `,"replyUrls":null,"allowPublicClient":null}`:            FormGraph,
		`{"appId":"a",` + web + `,"replyUrls":[],"oauth2Permissions":[],"logoutUrl":""}`: FormGraph,
		`{"appId":"a","objectId":"b","replyUrls":[],"publicClient":false}`:               FormLegacyAz,
		`{"appId":"a",` + old + `,"web":null,"isFallbackPublicClient":null}`:             FormLegacy,
		`{"appId":"a",` + old + `,"web":{"redirectUris":[]},"api":null}`:                 FormLegacy,
		`{"appId":"a",` + old + `,"isFallbackPublicClient":false}`:                       FormLegacy,
		`{"appId":"a","acceptMappedClaims":true,"api":{}}`:                               FormLegacy,
		`{"appId":"a","allowPublicClient":true,"logoutUrl":"http://a.example/out"}`:      FormLegacy,
		`{"appId":"a","web":{},"api":{}}`:                                                FormGraph,
	} {
		v, err := strictjson.Parse([]byte(text), strictjson.Document)
		if err != nil {
			t.Fatal(err)
		}
		if app, err := Decode(v); err != nil || app.Form != want {
			t.Errorf("%s: %v, %v", text, app, err)
		}
	}
}

func FuzzManifest(f *testing.F) {
	files, _ := filepath.Glob("../../testdata/manifest/*.json")
	if len(files) < 20 {
		f.Fatalf("%d manifests to begin with", len(files))
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := Read(data, "fuzz")
		if err == nil && len(all) == 0 {
			t.Fatal("neither a registration nor an error")
		}
		for _, a := range all {
			if _, err := json.Marshal(a); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		_ = Each(bytes.NewReader(data), "fuzz", countingList(&n, &n))
	})
}

// TestKnownNamesHaveNoTwins: what is read by its known names only needs no look at their case.
func TestKnownNamesHaveNoTwins(t *testing.T) {
	for _, a := range allMembers() {
		for _, b := range allMembers() {
			if a != b && strings.EqualFold(a, b) {
				t.Errorf("%s and %s", a, b)
			}
		}
	}
}
