package appdoc_test

import (
	"strings"
	"testing"

	"edov/flow/appdoc"
	"edov/flow/strictjson"
)

var limits = strictjson.Limits{Bytes: 1 << 20, Depth: 32, Members: 10000, Number: 32}

func parsed(t *testing.T, text string) strictjson.Value {
	t.Helper()
	v, err := strictjson.Parse([]byte(text), limits)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func TestPlaceholders(t *testing.T) {
	for _, text := range []string{
		"${{ secrets.ID }}", "{{ .Values.id }}", "$(ClientId)", "${CLIENT_ID}", "%CLIENT_ID%", "%CALLBACK%", "<client-id>",
		"<your domain>", "YOUR_CLIENT_ID", "YOUR-CLIENT-ID", "Enter_the_Application_Id_Here", "#{ClientId}#", "__ClientId__",
		"https://{host}/cb", "https://YOUR-DOMAIN/cb", "https://yourdomain.com/cb", "https://${HOST}:8443/cb", "$CLIENT_ID",
		"$env:CLIENT_ID", "[parameters('id')]", "[format('https://{0}', variables('host'))]", "[reference('x').appId]",
		"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "CHANGE_ME", "changeme", "TODO", "REPLACE_WITH_ID", "<%= id %>", "@@ID@@",
		"00000000-0000-0000-0000-000000000000", "https://your-tenant.example.com/cb", "...", "xxx", "[REDACTED]", "(redacted)",
		"redacted for privacy", "https://REDACTED/cb", "removed", "[removed]", "hidden", "Masked", "SANITIZED", "N/A", "???",
		"---", "___", "xxxxx-xxxx", "6731de76-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "6731de76-14a6-...", "…", "https://.../callback",
		"11111111-1111-1111-1111-111111111111", "00001111-aaaa-2222-bbbb-3333cccc4444",
		"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
		"12345678-1234-1234-1234-123456789012", "••••••••", "████", "ab***yz", "AAAABBBB-0000-CCCC-1111-DDDD2222EEEE",
	} {
		if !appdoc.IsPlaceholder(text) {
			t.Errorf("%q is no placeholder", text)
		}
	}
	for _, text := range []string{
		"", "6731de76-14a6-49ae-97bc-6eba6914391e", "00000003-0000-0000-c000-000000000000", "https://a.example/cb",
		"https://a.example/%20x%20y", "https://a.example/%2Fabc%2F", "http://localhost:3000/api/auth/callback/microsoft",
		"AzureADMyOrg", "email", "xms_edov", "ms-appx-web://microsoft.aad.brokerplugin/6731de76", "Scope", "100%",
		"a < b > c",
		"urn:ietf:wg:oauth:2.0:oob", "https://myapp.example.com/cb", "https://a.example/cb?x=1&y=%41", "myapp://auth",
		"2030-01-31T00:00:00Z", "mytodo", "11111111-2222-4333-8444-555555555555", "hidden-camera", "-", "?", "none", "All",
		"9188040d-6c67-4c5b-b112-36a304b66dad", "https://a.example/removed", "ab...cd", "xx", "maxxxl", "your-app-id", "https://youryard.example/cb", "http://[::1]:8400/callback",
	} {
		if appdoc.IsPlaceholder(text) {
			t.Errorf("%q is a placeholder", text)
		}
	}
}

// TestForeign: what is not JSON is named, with the command that writes JSON.
func TestForeign(t *testing.T) {
	for text, want := range map[string]string{
		"appId: 6731de76\ndisplayName: Shop\nweb:\n  redirectUris: []\n":                       "YAML",
		"- \"appId\": \"x\"\n  \"displayName\": \"y\"\n":                                       "YAML",
		"- appId: x\n  displayName: y\n":                                                       "YAML",
		"WARNING: x\nappId: 6731de76\nid: 7\n":                                                 "YAML",
		"DisplayName    AppId\n-----------    -----\nShop           6731\n":                    "table",
		"+------+----+\n| AppId | x |\n+------+----+\n":                                        "table",
		"AppId          : 6731de76\nDisplayName    : Shop\n":                                   "PowerShell",
		"# Entra\n\nexport AZURE_CLIENT_ID=6731de76\n":                                         "settings of a program",
		"\"AppName\",\"AppId\"\n\"Shop\",\"6731de76\"\n":                                       "CSV",
		"[]\tNone\t6731de76\tShop\n":                                                           "tab-separated",
		"-  \"appId\": \"x\",\n+  \"appId\": \"y\",\n":                                         "diff",
		"@@ -1,3 +1,3 @@\n {\n-  \"appId\": \"x\"\n":                                           "diff",
		"@{\n  DisplayName = \"x\"\n}\n":                                                       "ConvertTo-Json -Depth 10",
		"- azure.azcollection.azure_rm_adapplication:\n    web: [\"x\"]\n":                     "Ansible",
		"import * as azuread from \"@pulumi/azuread\";\n{\n \"a\"":                             "Pulumi",
		"AUTH_SECRET=x\nAUTH_MICROSOFT_ENTRA_ID_ID=6731de76":                                   "connections import",
		"# an app\nvouch:\n  domains:\n  - a.example\n":                                        "this is YAML",
		"Terraform will perform the following actions:\n\n  x":                                 "terraform show -json",
		"Shop\t6731de76\tAzureADMyOrg\n":                                                       "tab-separated",
		"resource \"azuread_application\" \"x\" {\n  display_name = \"x\"\n}\n":                "terraform show -json",
		"# azuread_application.x:\nresource \"azuread_application\" \"x\" {\n}\n":              "terraform show -json",
		"variable \"x\" {\n}\n":                                                                "terraform show -json",
		"param x string\nresource a 'Microsoft.Graph/applications@v1.0' = {\n}\n":              "az bicep build",
		"extension microsoftGraphV1\n":                                                         "az bicep build",
		"var claims = [\n  {\n    name: 'email'\n  }\n]\nresource a 'x@1' = {\n}\n":            "az bicep build",
		"<!doctype html><html></html>":                                                         "web page",
		"ERROR: (pii). Status: Response_Status.Status_InteractionRequired":                     "az login",
		"<?xml version=\"1.0\"?>\n<configuration>\n <appSettings/>\n</configuration>":          "connections import",
		"project_id = \"x\"\n\n[auth.external.azure]\nclient_id = \"y\"\n":                     "connections import",
		"import x from 'y';\n\nexport const msalConfig = {\n  auth: {}\n};\n":                  "connections import",
		"Configuration M365TenantConfig\n{\n  Node localhost\n  {\n":                           "Microsoft365DSC",
		"<Objs Version=\"1.1.0.1\" xmlns=\"x\"><Obj RefId=\"0\">":                              "Import-Clixml",
		"App name,Secret,End (UTC),Days\nShop,x,2027-01-31,4\n":                                "this is CSV",
		"displayName,appId,endDateTime\nShop,6731de76,2027\n":                                  "this is CSV",
		"claim,value\naud,6731de76\niss,https://x.example\nexp,1790000000\n":                   "the claims of a token",
		"iss: https://x.example\nsub: a\naud: 6731de76\n":                                      "the claims of a token",
		"name,value\nsignInAudience,AzureADMyOrg\n":                                            "this is CSV",
		"Please run 'az login' to setup account.":                                              "az login",
		"appId   : 6731de76\nobjectId: aaaa1111\n":                                             "CLI for Microsoft 365",
		"2026-11-29T10:00:00.1Z npm test\n2026-11-29T10:00:01.1Z all fine\n":                   "this is a log without",
		"locals {\n  x = {\n    \"a\" = 1\n  }\n}\nresource \"azuread_application\" \"x\" {\n": "terraform",
	} {
		if _, err := appdoc.Open([]byte(text), appdoc.Apps()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestOpen: what stands around the JSON is blanked, and lines keep their numbers.
func TestOpen(t *testing.T) {
	const one = "{\n  \"appId\": \"x\"\n}\n"
	for name, c := range map[string]struct {
		text  string
		notes int
	}{
		"plain":                    {one, 0},
		"blank lines":              {"\n\n" + one, 0},
		"members alone":            {"\"appId\": \"x\",\n\"web\": {},\n", 1},
		"line numbers":             {" 1  {\n 2    \"appId\": \"x\"\n 3  }\n", 1},
		"numbers of cat -n":        {"9\t{\n10\t \"appId\": \"x\"\n11\t}", 1},
		"byte order mark":          {"\xef\xbb\xbf" + one, 0},
		"a warning":                {"WARNING: The command is in preview.\n" + one, 1},
		"two warnings in colour":   {"\x1b[33mWARNING: a\x1b[0m\n[WARN] b\n" + one, 1},
		"a prompt around it":       {"PS C:\\> Get-MgApplication\n" + one + "PS C:\\> \n", 2},
		"a warning after it":       {one + "WARNING: A new version is available.\n", 1},
		"a shell":                  {"me@host:~$ az ad app show\n" + one + "me@host:~$ ", 2},
		"UTF-16":                   {"\xff\xfe" + wide(one), 1},
		"UTF-16 without its mark":  {wide(one), 1},
		"UTF-16 after a warning":   {"\xff\xfe" + wide("WARNING: x\r\n"+one), 2},
		"coloured JSON":            {"{\n  \x1b[34m\"appId\"\x1b[0m: \"x\"\n}\n", 0},
		"another document follows": {one + one, 0},
		"a log of GitHub Actions":  {stamp("", "##[group]Run az", one, "Post job cleanup.", "[command]git {x}"), 3},
		"a log that begins so":     {stamp("", one, "Cleaning up orphan processes"), 3},
		"a log of gh":              {stamp("build\tRun az\t", "##[group]Run az", one), 2},
		"a log with other JSON":    {stamp("", `{"tenantId": "t", "user": {}}`, one, `["done"]`), 3},
		"a page":                   {"My app [1]:\n\n```json\n" + one + "```\n\nAnything {wrong}?\n", 2},
		"Ansible":                  {"TASK [show] ***\nok: [localhost] => {\n \"appId\": \"x\"\n}\n\nPLAY RECAP ***\n", 2},
	} {
		got, err := appdoc.Open([]byte(c.text), appdoc.Apps())
		if err != nil || len(got.Notes) != c.notes {
			t.Errorf("%s: %q, %v", name, got.Notes, err)
			continue
		}
		if name == "another document follows" {
			continue
		}
		if v := parsed(t, string(got.JSON)); v.Get("appId").Str() != "x" {
			t.Errorf("%s: %s", name, v.Compact())
		}
	}
	several, err := appdoc.Open([]byte("First:\n"+one+"Second:\n"+one+"End\n"), appdoc.Apps())
	v := parsed(t, string(several.JSON))
	if err != nil || len(v.Elems()) != 2 || strictjson.LinesOf(several.JSON).Line(v.Elems()[1]) != 6 {
		t.Errorf("%s, %v", v.Compact(), err)
	}
	got, _ := appdoc.Open([]byte("WARNING: a\nWARNING: b\n"+one), appdoc.Apps())
	if line := strictjson.LinesOf(got.JSON).Line(parsed(t, string(got.JSON)).Get("appId")); line != 4 {
		t.Errorf("line %d", line)
	}
}

// stamp writes lines as a CI service logs them.
func stamp(before string, parts ...string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.Join(parts, "\n")) {
		b.WriteString(before + "2026-11-29T10:00:00.1234567Z " + line)
	}
	return b.String()
}

// wide is UTF-16, little-endian.
func wide(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		b.Write([]byte{c, 0})
	}
	return b.String()
}

func TestQuoteBlanks(t *testing.T) {
	const text = `{"a": ${{ x.y }}, "b": [{{ .a }},{{ .b }}], "c": $(N), "d": <n>, "e": "{{ f }}, ${G}", "g": %N%}`
	quoted, ok := appdoc.QuoteBlanks([]byte(text))
	if !ok {
		t.Fatal("nothing quoted")
	}
	v := parsed(t, string(quoted))
	if v.Get("a").Str() != "${{ x.y }}" || len(v.Get("b").Elems()) != 2 || v.Get("e").Str() != "{{ f }}, ${G}" {
		t.Error(v.Compact())
	}
	if _, ok := appdoc.QuoteBlanks([]byte(`{"a": 1}`)); ok {
		t.Error("quoted something")
	}
}

// TestRecast: documents of other programs hold these registrations.
func TestRecast(t *testing.T) {
	for text, want := range map[string]string{
		`{"appId":"x"}`:   "no",
		`[{"appId":"x"}]`: "no",
		`{"value":[]}`:    "no",
		`{"AppId":"x","Web":{"RedirectUris":["u"]}}`:                                                                               `{"appId":"x","web":{"redirectUris":["u"]}}`,
		`{"AppId":"x","Web":{"RedirectUris":"u v"}}`:                                                                               `{"appId":"x","web":{"redirectUris":["u","v"]}}`,
		`{"AppId":"x","Web":{"RedirectUris":"","ImplicitGrantSettings":"Microsoft.Graph.X"}}`:                                      `{"appId":"x","web":{"redirectUris":[]}}`,
		`{"AppId":"x","OptionalClaims":{"IdToken":["Microsoft.Graph.X","Microsoft.Graph.X"]}}`:                                     `{"appId":"x"}`,
		`{"AppId":"x","PasswordCredentials":{"KeyId":"k"}}`:                                                                        `{"appId":"x","passwordCredentials":[{"keyId":"k"}]}`,
		`{"AppId":"x","Web":{"RedirectUri":["u"]},"IdentifierUri":[]}`:                                                             `{"appId":"x","web":{"redirectUris":["u"]},"identifierUris":[]}`,
		`{"AppId":"x","OptionalClaim":{"IdToken":[{"AdditionalProperty":[],"Name":"email","Source":null}]}}`:                       `{"appId":"x","optionalClaims":{"idToken":[{"additionalProperties":[],"name":"email","source":null}]}}`,
		`[{"keyId":"k","endDateTime":"e"}]`:                                                                                        `{"passwordCredentials":[{"keyId":"k","endDateTime":"e"}]}`,
		`[{"keyId":"k","endDateTime":"e","usage":"Verify"}]`:                                                                       `{"keyCredentials":[{"keyId":"k","endDateTime":"e","usage":"Verify"}]}`,
		`[{"KeyId":"k","EndDateTime":"e"}]`:                                                                                        `{"passwordCredentials":[{"keyId":"k","endDateTime":"e"}]}`,
		`{"responses":[{"status":200,"body":{"value":[{"appId":"a"},{"appId":"b"}]}}]}`:                                            `{"appId":"a"} {"appId":"b"}`,
		`{"responses":[{"id":"1","status":404,"body":{}}]}`:                                                                        "other: status 404",
		`{"format_version":"1.2","resource_changes":[{"type":"azuread_application","change":{"after":{"client_id":"a"}}}]}`:        `{"appId":"a","api":{},"web":{"implicitGrantSettings":{}}}`,
		`{"terraform_version":"1","values":{}}`:                                                                                    "other: no azuread_application",
		`{"contentVersion":"1.0.0.0","resources":[]}`:                                                                              "other: no app registration",
		`{"contentVersion":"1.0.0.0","resources":[{"type":"Microsoft.Graph/servicePrincipals@v1.0"}]}`:                             "other: enterprise application",
		`{"contentVersion":"1.0.0.0","resources":[{"type":"microsoft.graph/Applications@beta","properties":{"displayName":"d"}}]}`: `{"displayName":"d"}`,
	} {
		doc, ok := appdoc.Recast(parsed(t, text))
		var got []string
		for _, item := range doc.Items {
			got = append(got, compact(item.Value))
		}
		line := strings.Join(got, " ")
		other, isOther := strings.CutPrefix(want, "other: ")
		switch {
		case want == "no" && ok, want != "no" && !ok:
			t.Errorf("%s: %t", text, ok)
		case isOther && !strings.Contains(doc.Other, other):
			t.Errorf("%s: %q", text, doc.Other)
		case !isOther && want != "no" && line != want:
			t.Errorf("%s:\n got %s\nwant %s", text, line, want)
		}
	}
}

// TestWrapped: an app registration is found inside what carries it, in answers only; without one, the wrapper is named.
func TestWrapped(t *testing.T) {
	const app, inText = `{"appId":"a","web":{}}`, `"{\"appId\":\"a\",\"web\":{}}"`
	const coded = `"eyJhcHBJZCI6ImEiLCJ3ZWIiOnt9fQ=="`
	har := func(content string) string { return `{"log":{"entries":[{"response":{"content":` + content + `}}]}}` }
	for text, want := range map[string]string{
		har(`{"text":` + inText + `}`):                                                                                           app,
		har(`{"encoding":"base64","text":` + coded + `}`):                                                                        app,
		`{"log":{"entries":[{"request":{"postData":{"text":` + inText + `}}}]}}`:                                                 "other: a HAR file without",
		har(`{"text":"{\"error\":{\"code\":\"Authorization_RequestDenied\"}}"}`):                                                 "other: Authorization_RequestDenied",
		har(`{"text":"{\"appId\":\"a\",\"servicePrincipalType\":\"Application\"}"}`):                                             "other: enterprise application",
		har(`{"text":"{\"responses\":[{\"status\":200,\"body\":{\"appId\":\"a\",\"web\":{}}}]}"}`):                               app,
		har(`{"text":"{\"responses\":[{\"status\":403,\"body\":{\"error\":{\"code\":\"Forbidden\"}}}]}"}`):                       "other: Forbidden",
		har(`{"text":"{\"responses\":[{\"status\":200,\"body\":{\"appId\":\"a\",\"displayName\":\"b\"}}]}"}`):                    `{"appId":"a","displayName":"b"}`,
		har(`{"text":"{\"responses\":[{\"status\":200,\"body\":{\"appId\":\"a\",\"appDisplayName\":\"b\"}}]}"}`):                 "other: a HAR file without",
		`[{"responses":[{"status":200,"body":` + app + `},{"status":403,"body":{"error":{"code":"Forbidden"}}}]}]`:               app + " unread",
		`{"risky_applications":[{"AppId":"a","ObjectId":{"Application":"o"},"KeyCredentials":{"KeyId":"k"}}]}`:                   `{"appId":"a","keyCredentials":[{"keyId":"k"}],"id":"o"} unread`,
		`{"Raw":{"risky_applications":[]}}`:                                                                                      "other: a report of ScubaGear without",
		`{"FailedCount":0,"Tests":[{"Result":"Passed"}]}`:                                                                        "other: Maester",
		`{"statusCode":200,"headers":{},"body":` + app + `}`:                                                                     app,
		`{"statusCode":200,"body":{"value":[` + app + `],"@odata.nextLink":"n"}}`:                                                app + " unread",
		`{"inputs":` + app + `,"outputs":{"statusCode":403,"body":{"error":{"code":"X"}}}}`:                                      "other: HTTP action",
		`{"info":{"_postman_id":"1"},"item":[{"request":{"body":{"raw":` + inText + `}},"response":[{"body":` + inText + `}]}]}`: app,
		`{"info":{"_postman_id":"1"},"item":[{"response":[]}]}`:                                                                  "other: a Postman collection without",
		`{"_postman_variable_scope":"environment","values":[]}`:                                                                  "other: a Postman environment",
		`{"changed":true,"rc":0,"stdout":` + inText + `}`:                                                                        app,
		`{"clientId":"a","app":` + app + `}`:                                                                                     app,
		`{"old":{"appId":"a","web":{},"api":{}},"new":{"appId":"A","web":{}}}`:                                                   `{"appId":"a","web":{},"api":{}}`,
		`[{"response":{"content":{"text":` + inText + `}}},{"x":1}]`:                                                             app,
		`{"error":{"code":"Authorization_RequestDenied"}}`:                                                                       "no",
		`{"optionalClaims":{"idToken":[]}}`:                                                                                      "no",
		`{"hello":"world"}`:                                                                                                      "no",
		`{"deployment":{"resources":[]}}`:                                                                                        "other: Pulumi",
		`{"deployment":{"resources":[{"type":"azuread:index/application:Application","outputs":{"clientId":"a",` +
			`"web":{"redirectUris":["u"],"implicitGrant":{"idTokenIssuanceEnabled":true}},"optionalClaims":{"idTokens":[{"name":"email"}]},` +
			`"requiredResourceAccesses":[{"resourceAppId":"r","resourceAccesses":[{"id":"i","type":"Scope"}]}]}}]}}`: `{"appId":"a","api":{},` +
			`"web":{"implicitGrantSettings":{"enableIdTokenIssuance":true},"redirectUris":["u"]},"spa":{"redirectUris":[]},"publicClient":{"redirectUris":[]},"requiredResourceAccess":` +
			`[{"resourceAppId":"r","resourceAccess":[{"id":"i","type":"Scope"}]}],"optionalClaims":{"idToken":[{"name":"email"}],` +
			`"accessToken":[],"saml2Token":[]}}`,
	} {
		doc, ok := appdoc.Recast(parsed(t, text))
		got := ""
		for _, item := range doc.Items {
			got += compact(item.Value)
		}
		if len(doc.Unread) > 0 {
			got += " unread"
		}
		other, isOther := strings.CutPrefix(want, "other: ")
		if (want != "no") != ok || isOther && !strings.Contains(doc.Other, other) || !isOther && want != "no" && got != want {
			t.Errorf("%s:\n got %t %s %q\nwant %s", text, ok, got, doc.Other, want)
		}
	}
}

func compact(v strictjson.Value) string {
	return strings.ReplaceAll(strings.ReplaceAll(v.Compact(), ": ", ":"), ", ", ",")
}

func FuzzAppdoc(f *testing.F) {
	f.Add([]byte(`{"terraform_version":"1","values":{"root_module":{"resources":[{"type":"azuread_application","values":{"web":[{}]}}]}}}`))
	f.Add([]byte("WARNING: x\n{\"AppId\":\"x\"}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := appdoc.Open(data, appdoc.Apps())
		if err != nil {
			return
		}
		if quoted, ok := appdoc.QuoteBlanks(text.JSON); ok {
			text.JSON = quoted
		}
		v, err := strictjson.Parse(text.JSON, limits)
		if err != nil {
			return
		}
		doc, ok := appdoc.Recast(v)
		if ok && len(doc.Items) == 0 && doc.Other == "" {
			t.Fatal("neither a registration nor a reason")
		}
		for _, item := range doc.Items {
			appdoc.Blanks(item.Value, func(string, strictjson.Value) {})
		}
	})
}

// TestNoJSON: what JSON does not have is named, and text in quotes is not taken for it.
func TestNoJSON(t *testing.T) {
	for text, want := range map[string]string{
		"{\n  // the app\n  \"appId\": \"x\"}":            "no comments",
		"{\"appId\": \"x\", /* mine */ \"web\": {}}":      "no comments",
		"{\"appId\": \"x\", // mine\n \"web\": {}}":       "no comments",
		"{\"appId\": \"x\",\n}":                           "a comma",
		"{\"a\": [1, 2, ]}":                               "a comma",
		"{\"AzureAd\": {\"ClientId\": \"x\", // mine\n}}": "ASP.NET",
		"{\"appId\": \"https://a.example/,x\"":            "",
		"{\"web\": {\"redirectUris\": [\"https://a/*\" ]": "",
	} {
		if got := appdoc.NoJSON([]byte(text)); got == "" != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestOpenOfUsers: who gives no JSON is told the command that writes what is read.
func TestOpenOfUsers(t *testing.T) {
	const az = "az ad user list"
	for _, test := range [][2]string{
		{"DisplayName  UserPrincipalName\n-----------  -----------------\nAnn  ann@contoso.example\n", az},
		{"Ann\tann@contoso.example\t1234\nBob\tbob@contoso.example\t234\n", az},
		{"- displayName: Ann\n  id: 1\n", az},
		{"<!doctype html><html></html>", az},
		{"AZURE_CLIENT_ID=6731de76\n", "not a list of users"},
		{"ERROR: Please run 'az login' to set up.\n", az},
		{"DisplayName : Ann\nId          : 1234\n", "Get-MgUser"},
		{"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.\n", "edov inspect"},
	} {
		_, err := appdoc.Open([]byte(test[0]), appdoc.Users())
		if err == nil || !strings.Contains(err.Error(), test[1]) || strings.Contains(err.Error(), "app registration") ||
			strings.Contains(err.Error(), "az ad app") || strings.Contains(err.Error(), "{") {
			t.Errorf("%q: %v, want %s", test[0], err, test[1])
		}
	}
}
