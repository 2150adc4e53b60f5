package envfile

import (
	"encoding/base64"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/lazy"
)

// fuzzSecret has the form of a client secret's value.
const fuzzSecret = "abc8Q~" + "Zz0.9_-Yy8~Xx7Ww6Vv5Uu4Tt3Ss2Rr1Qq"

var anyFuzzSecret = lazy.MustCompile(`[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{34}`)

// FuzzSettings: whatever a file has, it is read in one way, and no secret of it is in anything that is shown.
func FuzzSettings(f *testing.F) {
	const id, tenant = "6731de76-14a6-49ae-97bc-6eba6914391e", "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
	encoded := base64.StdEncoding.EncodeToString
	for _, text := range []string{
		"AUTH_MICROSOFT_ENTRA_ID_ID=" + id + "\nAUTH_MICROSOFT_ENTRA_ID_SECRET='" + fuzzSecret + "'\n" +
			"AUTH_MICROSOFT_ENTRA_ID_ISSUER=https://login.microsoftonline.com/" + tenant + "/v2.0",
		`{"AzureAd":{"Instance":"https://login.microsoftonline.us/","ClientId":"` + id + `","ClientSecret":"` + fuzzSecret + `"}}`,
		"kind: Secret\ndata:\n  AZURE_CLIENT_ID: " + encoded([]byte(id)) + "\n  AZURE_CLIENT_SECRET: " +
			encoded([]byte(fuzzSecret)) + "\n",
		"services:\n  web:\n    environment:\n      - AZURE_CLIENT_ID=" + id + "\n      - AZURE_CLIENT_SECRET=" + fuzzSecret,
		`<add key="ida:ClientId" value="` + id + `" /><add key="ida:ClientSecret" value="` + fuzzSecret + `" />`,
		"[auth.external.azure]\nclient_id = \"" + id + "\"\nsecret = \"" + fuzzSecret + "\"\nurl = \"https://x\"",
		"spring:\n  cloud:\n    azure:\n      active-directory:\n        credential:\n          client-id: " + id,
		"export ENTRA_CLIENT_ID=" + fuzzSecret + "\nexport ENTRA_CLIENT_SECRET=" + id,
		"AZURE_CLIENT_ID=" + id + "\nAZURE_CLIENT_SECRET=https://x.example/?secret=" + fuzzSecret + "\nARM_ENVIRONMENT=german",
		"CLIENT_ID:\nCLIENT_SECRET=\\\n" + fuzzSecret, "=", "{", "a: &b\n  <<: *b",
	} {
		f.Add(text, "")
		f.Add(text, "Clerk")
	}
	f.Fuzz(func(t *testing.T, text, product string) {
		said, c := everything(text, product)
		if again, d := everything(text, product); !slices.Equal(said, again) || !reflect.DeepEqual(c, d) {
			t.Fatalf("read in two ways:\n%q\n%q", said, again)
		}
		for _, secret := range anyFuzzSecret.FindAllString(text, -1) {
			for _, s := range said {
				if strings.Contains(s, secret) {
					t.Fatalf("%q repeats the secret", s)
				}
			}
		}
	})
}

// everything is what may be shown of a file before its values were validated, and what was found.
func everything(text, product string) (said []string, c flow.Connection) {
	v, err := Parse([]byte(text))
	if err != nil {
		return []string{err.Error()}, c
	}
	c, found, err := Connection(&v, product)
	for _, f := range found {
		said = append(said, f.Name, f.Shown, f.About, f.Rival)
	}
	said = append(said, v.Notes()...)
	said = append(said, v.Name())
	if err != nil {
		said = append(said, err.Error())
		if no := (*Refusal)(nil); errors.As(err, &no) {
			said = append(said, no.Hints...)
		}
	}
	return said, c
}
