package workspace

import (
	"strings"
	"testing"

	"edov/flow"
)

const (
	someApp    = "6731de76-14a6-49ae-97bc-6eba6914391e"
	someTenant = "4a43d5a2-1111-4222-8333-94445555de8f"
	someSecret = "Mad8Q~made.up_secret-of-the.right-shape_01"
)

// TestRecognize: what people copy is recognized, and no value of it is repeated.
func TestRecognize(t *testing.T) {
	manifest := `{"appId":"` + someApp + `","signInAudience":"AzureADMultipleOrgs","passwordCredentials":[],` +
		`"web":{"redirectUris":["http://localhost:8400/callback","https://clerk.contoso.com/v1/oauth_callback"]}}`
	for text, want := range map[string]string{
		"AUTH_MICROSOFT_ENTRA_ID_ID=" + someApp + "\r\nAUTH_MICROSOFT_ENTRA_ID_SECRET=\"" + someSecret + "\"\r\n": "This is a .env file with a client ID, a secret and the product Auth.js. Fill in the form?",
		"AZURE_CLIENT_ID='" + someApp + "'\rAZURE_TENANT_ID=" + someTenant + "\rAZURE_CLIENT_SECRET=" +
			someSecret: "This is a .env file with a client ID, a tenant and a secret. Fill in the form?",

		`{"appId":"` + someApp + `","password":"` + someSecret + `","tenant":"` + someTenant + `"}`: "This is JSON with a client ID, a tenant and a secret. Fill in the form?",
		`{"secretText":"` + someSecret + `","endDateTime":"2027-01-31T00:00:00Z","keyId":"x"}`:      "This is JSON with a secret. Fill in the form?",

		manifest: "This is an app registration with a client ID, a tenant and a redirect URI. Fill in the form?",
		"https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=" + someApp +
			"&redirect_uri=https%3A%2F%2Fclerk.contoso.com%2Fv1%2Foauth_callback": "This is the address of a sign-in with a client ID, a tenant and a redirect URI. Fill in the form?",

		someApp:                      "",
		someSecret:                   "",
		"A=b\nC=d":                   "",
		"https://example.com/a?b=c":  "",
		`{"error":"invalid_client"}`: "",
		`{"AzureAd":{"Instance":"https://login.microsoftonline.com/","ClientId":"` + someApp + `","TenantId":"` + someTenant +
			`"}}`: "This is a configuration file with a client ID and a tenant. Fill in the form?",
		// Saved by edov: a session, a plan.
		`{"schema":1,"origin":"sign-in","request":{"client_id":"` + someApp + `","tenant":"` + someTenant + `"}}`: "",
		`{"kind":"edov-plan","schema":1,"target":{"client_id":"` + someApp + `","tenant":"` + someTenant + `"}}`:  "",
		"AADSTS50011: The redirect URI 'https://a' specified in the request does not match":                       "",
		"https://login.microsoftonline.com.example.com/common/oauth2/v2.0/authorize?client_id=" + someApp:         "",
	} {
		r, ok := Recognize(text)
		switch {
		case ok != (want != ""):
			t.Errorf("%q: recognized %t", text, ok)
		case ok && r.Question() != want:
			t.Errorf("%q:\n%s\nwant\n%s", text, r.Question(), want)
		case ok && strings.Contains(r.Question()+r.Filled(), someSecret):
			t.Errorf("%q: it repeats the secret", text)
		}
	}
}

// TestFill: the values go into their fields, without quotes; the rest stays.
func TestFill(t *testing.T) {
	d := New(Options{}, Beginning{})
	r, _ := Recognize("AZURE_CLIENT_ID=\"" + someApp + "\"\nAZURE_CLIENT_SECRET='" + someSecret + " '\n")
	f := d.FormFor(r, false)
	if f.value("client-id") != someApp || f.Field("secret").Value != someSecret || f.value("tenant") != "common" {
		t.Errorf("%q", f.values())
	}
	if _, _, fault := f.Finish(); fault != nil {
		t.Errorf("it is refused: %v", fault)
	}
	d.Begin(&Subject{Connection: flow.Connection{ClientID: someTenant}}, nil)
	if f := d.FormFor(r, false); !f.Another {
		t.Error("another app's values are for the connection that is tested")
	}
	d.Begin(&Subject{Connection: flow.Connection{ClientID: strings.ToUpper(someApp), Tenant: "organizations"}}, nil)
	if f := d.FormFor(r, false); f.Another || f.value("tenant") != "organizations" {
		t.Errorf("another %t, tenant %q", f.Another, f.value("tenant"))
	}
}

// TestRecognizePasted: a GUID alone may be a client ID where no field asks for one.
func TestRecognizePasted(t *testing.T) {
	for _, text := range []string{someApp, " {" + someApp + "}\n", `"` + someApp + `"`} {
		r, ok := New(Options{}, Beginning{}).RecognizePasted(text)
		if !ok || r.Question() != "This is a GUID, perhaps a client ID. Fill in the form?" || r.found.ClientID != someApp {
			t.Errorf("%q: %v, %+v", text, ok, r)
		}
	}
	for _, text := range []string{someSecret, "a " + someApp, ""} {
		if _, ok := New(Options{}, Beginning{}).RecognizePasted(text); ok {
			t.Errorf("%q was recognized", text)
		}
	}
	d := New(Options{}, Beginning{})
	d.Subject = &Subject{Connection: flow.Connection{ClientID: someApp, Tenant: someTenant}}
	for _, known := range []string{someApp, someTenant} {
		if _, ok := d.RecognizePasted(known); ok {
			t.Errorf("%s is known, and was offered for another connection", known)
		}
	}
}
