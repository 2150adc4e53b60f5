package envfile

import (
	"strings"
	"testing"
)

// TestConfigurations: a connection is found in the configuration files of programs, and only that of one app.
func TestConfigurations(t *testing.T) {
	const (
		id, other = "6731de76-14a6-49ae-97bc-6eba6914391e", "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"
		tenant    = "4a43e8c1-8000-4000-8000-000000000001"
		secret    = "Abc8Q~a.secret_of-the.right-shape_012345"
	)
	for name, c := range map[string]struct{ text, want string }{
		"appsettings.json": {`{
			// the app
			"Logging": {"LogLevel": {"Default": "Information"}},
			"AzureAd": {"Instance": "https://login.microsoftonline.com/", "TenantId": "` + tenant + `", /* the app */
				"ClientId": "` + id + `", "ClientSecret": "` + secret + `", "CallbackPath": "/signin-oidc", },
			"Google": {"ClientId": "1234.apps.googleusercontent.com", "ClientSecret": "GOCSPX-x"}
		}`, id + " " + tenant + " secret"},
		"ClientCredentials": {`{"AzureAd": {"ClientId": "` + id + `", "TenantId": "common", "ClientCredentials":
			[{"SourceType": "ClientSecret", "ClientSecret": "` + secret + `"}]}, "Graph":
			{"ClientSecret": "other"}}`, id + " common secret"},
		"local.settings.json": {`{"Values": {"AzureAd:ClientId": "` + id + `",
			"AzureAd__TenantId": "` + tenant + `"}}`, id + " " + tenant},
		"environment of .NET": {"AzureAd__ClientId=" + id + "\nAzureAd__ClientSecret=" + secret, id + "  secret"},
		"web.config": {`<?xml version="1.0"?><configuration><appSettings>
			<add key="ida:ClientId" value="` + id + `" /><add key="ida:ClientSecret" value="` + secret + `" />
			<add key="ida:TenantId" value="` + tenant + `" /><add key="ida:RedirectUri" value="https://shop.example/cb" />
			</appSettings></configuration>`, id + " " + tenant + " secret https://shop.example/cb"},
		"Spring, properties": {"spring.security.oauth2.client.registration.azure.client-id=" + id + "\n" +
			"spring.security.oauth2.client.registration.azure.client-secret=" + secret + "\n" +
			"spring.security.oauth2.client.registration.google.client-secret=GOCSPX-x\n" +
			"spring.security.oauth2.client.provider.azure.issuer-uri=https://login.microsoftonline.com/" + tenant + "/v2.0\n" +
			"spring.security.oauth2.client.provider.google.issuer-uri=https://accounts.google.com\n", id + " " + tenant + " secret"},
		"Spring, YAML": {"spring:\n  security:\n    oauth2:\n      client:\n        registration:\n          google:\n" +
			"            client-id: 123.apps.googleusercontent.com\n            client-secret: GOCSPX-x\n          azure:\n" +
			"            client-id: \"" + id + "\" # ours\n            client-secret: ${AZURE_SECRET}\n            scope:\n              - openid\n" +
			"            redirect-uri: '{baseUrl}/login/oauth2/code/'\n        provider:\n          azure:\n" +
			"            issuer-uri: https://login.microsoftonline.com/" + tenant + "/v2.0\n", id + " " + tenant},
		"Spring Cloud Azure": {"spring:\n  cloud:\n    azure:\n      active-directory:\n        enabled: true\n        profile:\n" +
			"          tenant-id: " + tenant + "\n        credential:\n          client-id: " + id +
			"\n          client-secret: " + secret +
			"\n", id + " " + tenant + " secret"},
		"config.toml of Supabase": {"project_id = \"shop\"\n\n[auth.external.google]\nclient_id = \"123\"\nsecret = \"x\"\n\n" +
			"[auth.external.azure]\nenabled = true\nclient_id = \"" + id + "\"\nsecret = \"env(SUPABASE_AUTH_EXTERNAL_AZURE_SECRET)\"\n" +
			"url = \"https://login.microsoftonline.com/" + tenant + "\"\nredirect_uri = \"\"\n", id + " " + tenant + " Supabase"},
		"MSAL": {
			"import { LogLevel } from '@azure/msal-browser';\n\nexport const msalConfig = {\n  auth: {\n" +
				"    clientId: '" + id + "', // ours\n    authority: 'https://login.microsoftonline.com/" + tenant + "',\n" +
				"    redirectUri: 'https://shop.example/',\n    postLogoutRedirectUri: '/',\n  },\n  cache: { cacheLocation: 'localStorage' },\n};\n",
			id + " " + tenant + " https://shop.example/",
		},
		"MSAL in a line": {"const c = new PublicClientApplication({ auth: {} });\nconst config = { auth: { clientId: \"" + id +
			"\", authority: \"https://login.microsoftonline.com/common\" } };\n", id + " common"},
		"MSAL, environment": {"export const msalConfig = {\n  auth: {\n    clientId: process.env.CLIENT_ID || '',\n  },\n};\n", "none"},
		"docker-compose, map": {"services:\n  web:\n    image: shop\n    environment:\n      AZURE_CLIENT_ID: " + id + "\n      AZURE_TENANT_ID: \"" +
			tenant + "\"\n      AZURE_CLIENT_SECRET: ${AZURE_CLIENT_SECRET}\n", id + " " + tenant},
		"docker-compose, list": {"services:\n  web:\n    environment:\n      - AUTH_MICROSOFT_ENTRA_ID_ID=" + id + "\n      - AUTH_SECRET=x\n" +
			"      - AUTH_MICROSOFT_ENTRA_ID_SECRET=" + secret + "\n", id + "  secret Auth.js"},
		"two apps": {`{"Web": {"ClientId": "` + id + `", "ClientSecret": "` + secret + `"},
			"Api": {"ClientId": "` + other + `"}}`, "none"},
		"placeholders": {`{"AzureAd": {"ClientId": "00000000-0000-0000-0000-000000000000", "TenantId": "<tenant>"}}`, "none"},
		"two tenants": {`{"AzureAd": {"ClientId": "` + id + `"}, "A": {"TenantId": "` + tenant + `"},
			"B": {"TenantId": "` + other + `"}}`, id},
	} {
		values, err := Parse([]byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, found, err := Connection(&values, "")
		line := "none"
		if got.ClientID != "" {
			line = got.ClientID + " " + got.Tenant
			if !got.Secret.IsZero() {
				line += " secret"
				if got.Secret.Reveal() != secret {
					t.Errorf("%s: another secret", name)
				}
			}
			for _, more := range []string{got.ProductRedirectURI, got.Product} {
				line = strings.TrimRight(line+" "+more, " ")
			}
		}
		if line != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, line, c.want)
		}
		for _, f := range found {
			if strings.Contains(f.Shown+f.About, secret) {
				t.Errorf("%s: %s is shown", name, f.Name)
			}
		}
		isRefused := err != nil && (name != "two apps" || strings.Contains(err.Error(), "2 apps"))
		if c.want == "none" && len(found) > 0 || isRefused != (c.want == "none") {
			t.Errorf("%s: %d found, %v", name, len(found), err)
		}
	}
}
