package envfile

import (
	"errors"
	"strings"
	"testing"

	"edov/flow/entra"
)

const (
	cloudClient = "6731de76-14a6-49ae-97bc-6eba6914391e"
	cloudTenant = "4f8c2b1e-93d7-4a60-8e15-c72d0b9a6f34"
)

// TestCloud: the cloud is that of the app's own addresses, else the only one that the file names.
func TestCloud(t *testing.T) {
	const app = "AZURE_CLIENT_ID=" + cloudClient + "\nAZURE_TENANT_ID=" + cloudTenant + "\n"
	const authjs = "AUTH_MICROSOFT_ENTRA_ID_ID=" + cloudClient + "\nAUTH_MICROSOFT_ENTRA_ID_ISSUER="
	for text, want := range map[string]entra.Cloud{
		app: "",
		app + "AZURE_AUTHORITY_HOST=https://login.microsoftonline.com":          "",
		app + "AZURE_AUTHORITY_HOST=https://login.microsoftonline.us/":          entra.USGov,
		app + "AZURE_AUTHORITY_HOST=login.chinacloudapi.cn":                     entra.China,
		app + "AZURE_ENVIRONMENT=AzureUSGovernment":                             entra.USGov,
		app + "ARM_ENVIRONMENT=china":                                           entra.China,
		app + "AZURE_CLOUD=AZURE_US_GOVERNMENT":                                 entra.USGov,
		app + "AZURE_AUTHORITY_HOST=https://login.microsoftonline.us:443/":      entra.USGov,
		app + "CLOUD_REGION=china":                                              "",
		app + "ALLOWED_ISSUERS=https://login.microsoftonline.us/" + cloudTenant: "",
		app + "GOV_CLIENT_ID=5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35\n" +
			"GOV_ISSUER=https://login.microsoftonline.us/" + cloudTenant: "",
		app + "NEXT_PUBLIC_SITE=https://contoso.b2clogin.com/x": "",
		app + "COUNTRY=china": "",
		authjs + "https://login.microsoftonline.us/" + cloudTenant + "/v2.0":         entra.USGov,
		authjs + "https://login.partner.microsoftonline.cn/" + cloudTenant + "/v2.0": entra.China,
		authjs + "https://login.microsoftonline.us/" + cloudTenant + "/v2.0\n" +
			"B=https://login.microsoftonline.com/x": entra.USGov,
		`{"AzureAd":{"Instance":"https://login.microsoftonline.us/","TenantId":"` + cloudTenant + `",` +
			`"ClientId":"` + cloudClient + `"}}`: entra.USGov,
	} {
		v, err := Parse([]byte(text))
		if c, _, err2 := Connection(&v, ""); err != nil || err2 != nil || c.Cloud != want || c.ClientID != cloudClient {
			t.Errorf("%s: cloud %q, want %q; %v, %v", text, c.Cloud, want, err, err2)
		}
	}
}

// TestElsewhere: what edov does not sign in at is refused, and nothing of it is taken over. A second cloud is no guess.
func TestElsewhere(t *testing.T) {
	const authjs = "AUTH_MICROSOFT_ENTRA_ID_ID=" + cloudClient + "\nAUTH_MICROSOFT_ENTRA_ID_ISSUER="
	for text, want := range map[string]string{
		authjs + "https://contoso.ciamlogin.com/" + cloudTenant + "/v2.0":          "External ID (contoso.ciamlogin.com)",
		authjs + "https://contoso.b2clogin.com/contoso.onmicrosoft.com/b2c_1/v2.0": "Azure AD B2C (contoso.b2clogin.com)",
		authjs + "https://accounts.google.com":                                     "another identity provider (accounts.google.com)",
		"AZURE_AD_B2C_CLIENT_ID=" + cloudClient + "\nAZURE_AD_B2C_TENANT_NAME=x":   "of Azure AD B2C",
		"AZURE_CLIENT_ID=" + cloudClient + "\nAZURE_AUTHORITY_HOST=https://login.microsoftonline.us/\n" +
			"AZURE_CLOUD=AzureCloud": "two of Microsoft's clouds",
		`{"AzureAd":{"Instance":"https://contoso.ciamlogin.com/","TenantId":"` + cloudTenant + `","ClientId":"` +
			cloudClient + `"}}`: "AzureAd.Instance names Microsoft Entra External ID",
		"AZURE_CLIENT_ID=" + cloudClient + "\nAZURE_AUTHORITY_HOST=https://login.sovcloud-identity.fr/": "Bleu (login.sovcloud-identity.fr)",
		"AZURE_CLIENT_ID=" + cloudClient + "\nARM_ENVIRONMENT=german":                                   "closed in 2021",
		"AZURE_CLIENT_ID=" + cloudClient + "\nAZURE_ENVIRONMENT=AZURE_GERMAN_CLOUD":                     "closed in 2021",
		"AZURE_CLIENT_ID=" + cloudClient + "\nAZURE_AUTHORITY_HOST=https://login.microsoftonline.de/":   "closed in 2021",
		"AZURE_CLIENT_ID=" + cloudClient + "\nAZURE_AUTHORITY_HOST=https://login.example.germany/":      "another identity provider",
		"AZURE_CLIENT_ID=\nAZURE_CLIENT_SECRET=":                                                        "AZURE_CLIENT_ID has no value",
	} {
		v, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := Connection(&v, "")
		if no := (*Refusal)(nil); !errors.As(err, &no) || !strings.Contains(no.What, want) || c.ClientID != "" {
			t.Errorf("%s: %v, %+v", text, err, c)
		}
	}
}

// TestOtherNames: variables of oauth2-proxy and of Django's social-auth; and a certificate, beside which no secret is
// missing.
func TestOtherNames(t *testing.T) {
	const issuer = "https://login.microsoftonline.com/" + cloudTenant + "/v2.0"
	for _, text := range []string{
		"OAUTH2_PROXY_CLIENT_ID=" + cloudClient + "\nOAUTH2_PROXY_CLIENT_SECRET=s\nOAUTH2_PROXY_OIDC_ISSUER_URL=" + issuer,
		"SOCIAL_AUTH_AZUREAD_TENANT_OAUTH2_KEY=" + cloudClient + "\n" +
			"SOCIAL_AUTH_AZUREAD_TENANT_OAUTH2_SECRET=Vq18Q~aZ3kLmN0pQrStUvWxYz.1234567890_Abc\n" +
			"SOCIAL_AUTH_AZUREAD_TENANT_OAUTH2_TENANT_ID=" + cloudTenant,
	} {
		v, err := Parse([]byte(text))
		if c, _, err2 := Connection(&v, ""); err != nil || err2 != nil || c.ClientID != cloudClient || c.Secret.IsZero() ||
			c.Tenant != cloudTenant {
			t.Errorf("%s: %+v, %v, %v", text, c, err, err2)
		}
	}
	v, _ := Parse([]byte("AZURE_CLIENT_ID=" + cloudClient + "\nAZURE_CLIENT_CERTIFICATE_PATH=/x.pem"))
	if _, _, err := Connection(&v, ""); err != nil || !strings.Contains(strings.Join(v.Notes(), " "), "certificate") {
		t.Errorf("%v, %v", v.Notes(), err)
	}
}
