package envfile

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
)

// TestConnectionUsesOneApp: the secret of one app never goes with the client ID of
// another, and a value in the wrong variable is not shown.
func TestConnectionUsesOneApp(t *testing.T) {
	const id, other = "6731de76-14a6-49ae-97bc-6eba6914391e", "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"
	values, err := Parse([]byte("AUTH_MICROSOFT_ENTRA_ID_ID=" + id + "\nAZURE_CLIENT_ID=" + other +
		"\nAZURE_CLIENT_SECRET=of-the-other-app\nAUTH_MICROSOFT_ENTRA_ID_ISSUER=typed-a-secret-here"))
	if err != nil {
		t.Fatal(err)
	}
	c, found, err := Connection(&values, "")
	if err != nil || c.ClientID != id || !c.Secret.IsZero() || c.Product != "Auth.js" || c.Tenant != "" {
		t.Errorf("%+v", c)
	}
	for _, f := range found {
		if strings.Contains(f.Shown+f.About, "of-the-other-app") || strings.Contains(f.Shown, "typed-a-secret") {
			t.Errorf("%s shows a secret: %+v", f.Name, f)
		}
	}
}

// TestParseErrorQuotesNothing: the parser's own error would repeat the line.
func TestParseErrorQuotesNothing(t *testing.T) {
	_, err := Parse([]byte(`AZURE_CLIENT_SECRET="not-closed`))
	if err == nil || strings.Contains(err.Error(), "not-closed") {
		t.Errorf("%v", err)
	}
}

// TestOldSecrets: client secrets of earlier years have characters that code has as well.
func TestOldSecrets(t *testing.T) {
	const secret = "k[4]?Ab(c)=d:x@y$z0123456789"
	for _, line := range []string{secret, "'" + secret + "'"} {
		v, err := Parse([]byte("AZURE_CLIENT_ID=6731de76-14a6-49ae-97bc-6eba6914391e\nAZURE_CLIENT_SECRET=" + line + "\n"))
		if c, _, _ := Connection(&v, ""); err != nil || c.Secret.Reveal() != secret {
			t.Errorf("%q: %v, %v", line, c.Secret.Reveal(), err)
		}
	}
}

// TestSharedNames: variables that others use as well name a product only beside its own.
func TestSharedNames(t *testing.T) {
	const id = "6731de76-14a6-49ae-97bc-6eba6914391e"
	for text, want := range map[string]string{
		"MICROSOFT_CLIENT_ID=" + id:                                                              "",
		"MICROSOFT_CLIENT_ID=" + id + "\nBETTER_AUTH_URL=https://x":                              "better-auth",
		"AZURE_AD_CLIENT_ID=" + id:                                                               "",
		"AZURE_AD_CLIENT_ID=" + id + "\nNEXTAUTH_URL=https://x":                                  "Auth.js",
		"AUTH_MICROSOFT_ENTRA_ID_ID=" + id:                                                       "Auth.js",
		"MICROSOFT_CLIENT_ID=" + id + "\nCLERK_PUBLISHABLE_KEY=pk_test_Y2xlcmsuZXhhbXBsZS5jb20k": "Clerk",
	} {
		values, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if c, _, _ := Connection(&values, ""); c.Product != want || c.ClientID != id {
			t.Errorf("%q: product %q, client ID %q", text, c.Product, c.ClientID)
		}
	}
}

// TestTwoTenants: two variables of one app that name different tenants give none, every time, and name each other.
func TestTwoTenants(t *testing.T) {
	const (
		id      = "6731de76-14a6-49ae-97bc-6eba6914391e"
		address = "https://login.microsoftonline.com/"
		one     = "4a43e8c1-8000-4000-8000-000000000001"
		two     = "4a43e8c1-8000-4000-8000-000000000002"
	)
	for text, want := range map[string]string{
		"azure:\n  client-id: " + id + "\n  authority: " + address + one +
			"\n  issuer: " + address + two + "/v2.0\n": "azure.issuer",
		"AUTH_MICROSOFT_ENTRA_ID_ID=" + id + "\nAUTH_MICROSOFT_ENTRA_ID_TENANT_ID=" + one +
			"\nAUTH_MICROSOFT_ENTRA_ID_ISSUER=" + address + two + "/v2.0\nAZURE_CLIENT_ID=" + id +
			"\nAZURE_TENANT_ID=" + one: "AUTH_MICROSOFT_ENTRA_ID_TENANT_ID",
		"azure:\n  client-id: " + id + "\n  authority: " + address + one +
			"\n  issuer: " + address + one + "/v2.0\n": "",
		"AUTH_MICROSOFT_ENTRA_ID_ID=" + id + "\nAUTH_MICROSOFT_ENTRA_ID_TENANT_ID=contoso.onmicrosoft.com" +
			"\nAUTH_MICROSOFT_ENTRA_ID_ISSUER=" + address + one + "/v2.0": "",
	} {
		values, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for range 20 { // a map has another order each time
			c, found, _ := Connection(&values, "")
			rival := ""
			for _, f := range found {
				if f.Rival != "" && rival == "" {
					rival = f.Rival
				}
			}
			if (c.Tenant == "") != (want != "") || rival != want {
				t.Fatalf("%q: tenant %q, rival %q, want %q", text, c.Tenant, rival, want)
			}
			if want == "" && c.Tenant != one {
				t.Fatalf("%q: tenant %q", text, c.Tenant)
			}
		}
	}
}

// TestParseUTF16: PowerShell writes UTF-16 with > and Out-File.
func TestParseUTF16(t *testing.T) {
	wide := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune("AZURE_CLIENT_ID=6731de76\r\nAZURE_TENANT_ID=å\r\n")) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	values, err := Parse(wide)
	if err != nil || len(values.list) != 2 || values.list[0].value != "6731de76" || values.list[1].value != "å" {
		t.Errorf("%v, %v", values.list, err)
	}
}

// TestIssuerNames: each way to write the name of an issuer gives the tenant.
func TestIssuerNames(t *testing.T) {
	for _, name := range []string{"OIDC_ISSUER_URL", "OIDC_ISSUER_URI", "OIDC_ISSUER", "ISSUER_URI", "AUTHORITY"} {
		text := "OIDC_CLIENT_ID=" + cloudClient + "\nOIDC_CLIENT_SECRET=s\n" + name +
			"=https://login.microsoftonline.com/contoso.com/v2.0\n"
		v, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if c, _, err := Connection(&v, ""); err != nil || c.Tenant != "contoso.com" {
			t.Errorf("%s: tenant %q, %v", name, c.Tenant, err)
		}
	}
}
