package product_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/product"
	"edov/flow/demo/tenant"
)

const (
	supabasePath = "/v1/projects/" + product.SupabaseRef + "/config/auth"
	clerkPath    = "/v1/platform/applications/" + product.ClerkApp
	configPath   = clerkPath + "/instances/production/config"
)

// api sends requests to the product's two APIs.
type api struct {
	demotest.Visitor
	t     *testing.T
	token string
}

// send gives the answer to a request with a JSON body; headers are names and values in turn.
func (a api) send(method, path, body string, headers ...string) demotest.Answer {
	a.t.Helper()
	req, err := http.NewRequest(method, a.URL()+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return a.Fetch(a.t, req)
}

// ok is the JSON of an answer that is as it should be.
func (a api) ok(method, path, body string, headers ...string) map[string]any {
	a.t.Helper()
	answer := a.send(method, path, body, headers...)
	if answer.Status != http.StatusOK {
		a.t.Fatalf("%s %s: status %d: %s", method, path, answer.Status, answer.Body)
	}
	var v map[string]any
	answer.JSON(a.t, &v)
	return v
}

// refused checks an error that the API answers with.
func (a api) refused(what, method, path, body string, status int, has string, headers ...string) {
	a.t.Helper()
	answer := a.send(method, path, body, headers...)
	var v struct {
		Message string
		Errors  []struct{ Code, Message, LongMessage string }
	}
	answer.JSON(a.t, &v)
	if v.Message == "" && (len(v.Errors) != 1 || v.Errors[0].Code == "" || v.Errors[0].Message == "") {
		a.t.Errorf("%s: not in the shape of the API: %s", what, answer.Body)
	}
	if answer.Status != status || !strings.Contains(answer.Body, has) {
		a.t.Errorf("%s: status %d, not %d with %q: %s", what, answer.Status, status, has, answer.Body)
	}
}

// registered is a practice with an app and a secret, which the product does not know yet.
func registered(t *testing.T) (v demotest.Visitor, clientID, secret string) {
	t.Helper()
	v = demotest.Practice(t, demo.Options{})
	v.Register(t, "platform", "web", "redirect_uri", demo.ProductRedirectURI)
	v.Done(t, v.PortalURL("Credentials"), "add", "description", "web", "expires", "180")
	return v, v.Setup().App.ClientID, v.FirstSecret()
}

// entered is the JSON of an object with values.
func entered(t *testing.T, values map[string]any) string {
	t.Helper()
	data, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestSupabaseAPI: what is entered through Supabase's API is what the product signs in with, and the secret is shown as
// a hash.
func TestSupabaseAPI(t *testing.T) {
	v, id, secret := registered(t)
	a := api{v, t, v.Supabase().Token.Reveal()}
	first := a.ok("GET", supabasePath, "")
	if first["external_azure_enabled"] != false || first["external_azure_client_id"] != nil ||
		first["external_azure_secret"] != nil || first["external_azure_url"] != nil {
		t.Errorf("at first: %v", first)
	}
	values := map[string]any{
		"external_azure_enabled": true, "external_azure_client_id": id, "external_azure_secret": secret,
		"external_azure_url": "https://login.microsoftonline.com/common",
	}
	a.ok("PATCH", supabasePath, entered(t, values))
	shown := a.ok("GET", supabasePath, "")
	mac := hmac.New(sha256.New, []byte(product.SupabaseRef))
	mac.Write([]byte(secret))
	values["external_azure_secret"] = hex.EncodeToString(mac.Sum(nil))
	for name, value := range values {
		if shown[name] != value {
			t.Errorf("%s is %v, not %v", name, shown[name], value)
		}
	}
	if page := v.ThroughProduct(t, tenant.AccountWork); !strings.Contains(page, "Signed in as") {
		t.Errorf("no user gets in: %s", page)
	}
	a.ok("PATCH", supabasePath, `{"external_azure_url":"https://login.microsoftonline.com/nowhere/"}`)
	if page := v.ThroughProduct(t, tenant.AccountWork); strings.Contains(page, "Signed in as") {
		t.Error("the address of the settings is not used")
	}
	a.ok("PATCH", supabasePath, `{"external_azure_url":null,"external_azure_secret":"the-wrong-one"}`)
	if page := v.ThroughProduct(t, tenant.AccountWork); !strings.Contains(page, "AADSTS7000215") {
		t.Errorf("a wrong secret: %s", page)
	}
	a.ok("PATCH", supabasePath, entered(t, map[string]any{
		"external_azure_enabled": false, "external_azure_client_id": "", "external_azure_secret": nil,
	}))
	if b := v.Setup().Dashboard; b != (demo.Dashboard{}) {
		t.Errorf("cleared: %+v", b)
	}
}

func TestSupabaseAPIRefuses(t *testing.T) {
	v, _, _ := registered(t)
	a := api{v, t, v.Supabase().Token.Reveal()}
	before := v.Setup().Dashboard
	one := `{"external_azure_enabled":true}`
	a.refused("no token", "GET", supabasePath, "", 401, "could not be decoded", "Authorization", "")
	a.refused("Clerk's token", "PATCH", supabasePath, one, 401, "", "Authorization", "Bearer "+v.ClerkToken().Reveal())
	a.refused("another project", "PATCH", "/v1/projects/abcdefghijklmnopqrst/config/auth", one, 404, "not found")
	a.refused("not JSON", "PATCH", supabasePath, `{"external_azure_enabled":`, 400, "Bad Request")
	a.refused("a form", "PATCH", supabasePath, one, 400, "Bad Request", "Content-Type", "text/plain")
	a.refused("text for a switch", "PATCH", supabasePath, `{"external_azure_enabled":"true"}`, 400, "must be a boolean")
	a.refused("a number", "PATCH", supabasePath, `{"external_azure_client_id":7}`, 400, "must be a string")
	a.refused("another setting", "PATCH", supabasePath, `{"external_azure_enabled":true,"jwt_exp":1}`, 400, "jwt_exp")
	long := entered(t, map[string]any{"external_azure_secret": strings.Repeat("x", 999)})
	a.refused("too long", "PATCH", supabasePath, long, 400, "longer than")
	for status, has := range map[int]string{403: "necessary privileges", 429: "Too Many Requests", 500: "server error"} {
		v.ProductFaults(demo.GraphFault{At: 1, Status: status, RetryAfter: 7})
		a.refused("fault", "PATCH", supabasePath, one, status, has)
	}
	if now := v.Setup().Dashboard; now != before {
		t.Errorf("changed to %+v", now)
	}
}

// connection is the Microsoft connection in a part of an answer of Clerk's API.
func connection(v any) map[string]any {
	config, _ := v.(map[string]any)
	found, _ := config["connection_oauth_microsoft"].(map[string]any)
	return found
}

// TestClerkAPI: a dry run changes nothing, a stale version is refused, and what is entered through Clerk's API is what
// the product signs in with.
func TestClerkAPI(t *testing.T) {
	v, id, secret := registered(t)
	a := api{v, t, v.ClerkToken().Reveal()}
	first := a.ok("GET", configPath+"?keys=connection_oauth_microsoft", "")
	if c := connection(first); c["enabled"] != false || c["client_id"] != "" || c["client_secret"] != "" {
		t.Errorf("at first: %v", first)
	}
	if other := a.ok("GET", configPath+"?keys=session", ""); connection(other) != nil || other["config_version"] == nil {
		t.Errorf("other keys: %v", other)
	}
	schema := a.ok("GET", configPath+"/schema?keys=connection_oauth_microsoft", "")
	none := a.ok("GET", configPath+"/schema?keys=x", "")
	if connection(schema["properties"]) == nil || connection(none["properties"]) != nil {
		t.Errorf("schema: %v, %v", schema, none)
	}
	change := entered(t, map[string]any{"connection_oauth_microsoft": map[string]any{
		"enabled": true, "client_id": id, "client_secret": secret,
	}})
	version, _ := first["config_version"].(string)
	dry := a.ok("PATCH", configPath+"?dry_run=true", change, "If-Match", version)
	if dry["dry_run"] != true || dry["config_version"] != version || connection(dry["before"])["client_id"] != "" ||
		connection(dry["after"])["client_id"] != id {
		t.Errorf("dry run: %v", dry)
	}
	if b := v.Setup().Dashboard; b != (demo.Dashboard{}) {
		t.Errorf("a dry run changed: %+v", b)
	}
	done := a.ok("PATCH", configPath, change, "If-Match", `"`+version+`"`)
	after := connection(a.ok("GET", clerkPath+"/instances/ins_demo/config", ""))
	if done["dry_run"] != false || done["config_version"] == version || after["client_id"] != id ||
		after["client_secret"] != "REDACTED" || after["enabled"] != true || after["authenticatable"] != true {
		t.Errorf("changed: %v, %v", done, after)
	}
	if page := v.ThroughProduct(t, tenant.AccountWork); !strings.Contains(page, "Signed in as") {
		t.Errorf("no user gets in: %s", page)
	}
	off := `{"connection_oauth_microsoft":{"authenticatable":false,"enabled":true}}`
	a.refused("stale", "PATCH", configPath, off, 409, "conflict", "If-Match", version)
	a.refused("stale, dry", "PATCH", configPath+"?dry_run=true", off, 409, "conflict", "If-Match", version)
	a.ok("PATCH", configPath, off, "If-Match", "*")
	if b := v.Setup().Dashboard; !b.Enabled || b.Usable || !b.Custom {
		t.Errorf("not usable: %+v", b)
	}
	a.refused("cleared", "PATCH", configPath, `{"connection_oauth_microsoft":null}`, 422, "destructive")
	a.ok("PATCH", configPath+"?destructive=true", `{"connection_oauth_microsoft":null}`)
	if b := v.Setup().Dashboard; b != (demo.Dashboard{}) {
		t.Errorf("cleared: %+v", b)
	}
}

func TestClerkAPIRefuses(t *testing.T) {
	v, _, _ := registered(t)
	a := api{v, t, v.ClerkToken().Reveal()}
	before := v.Setup().Dashboard
	one := `{"connection_oauth_microsoft":{"enabled":true}}`
	a.refused("no token", "GET", configPath, "", 401, "authentication_invalid", "Authorization", "")
	other := "Bearer " + v.Supabase().Token.Reveal()
	a.refused("Supabase's token", "PATCH", configPath, one, 401, "", "Authorization", other)
	a.refused("another app", "GET", "/v1/platform/applications/app_2abc/instances/production/config", "", 404, "not_found")
	a.refused("another instance", "PATCH", clerkPath+"/instances/development/config", one, 404, "not_found")
	a.refused("not JSON", "PATCH", configPath, `[]`, 400, "bad_request")
	a.refused("another key", "PATCH", configPath, `{"session":{"lifetime":1}}`, 422, "session")
	a.refused("another", "PATCH", configPath, `{"connection_oauth_microsoft":{"tenant":"x"}}`, 422, "microsoft.tenant")
	a.refused("no object", "PATCH", configPath, `{"connection_oauth_microsoft":true}`, 422, "must be an object")
	for status, has := range map[int]string{403: "authorization_invalid", 429: "too_many", 500: "internal_clerk_error"} {
		v.ProductFaults(demo.GraphFault{At: 1, Status: status, RetryAfter: -1})
		a.refused("fault", "PATCH", configPath, one, status, has)
	}
	if now := v.Setup().Dashboard; now != before {
		t.Errorf("changed to %+v", now)
	}
	dev, _ := demo.LookupClerk("development")
	inDev := demotest.Start(t, "healthy", demo.Options{Clerk: dev})
	a = api{inDev, t, inDev.ClerkToken().Reveal()}
	a.ok("GET", clerkPath+"/instances/development/config", "")
	a.refused("production", "GET", configPath, "", 404, "not_found")
	if place := inDev.ClerkPlace(); place != "app_demo/dev" {
		t.Errorf("it is called %s", place)
	}
}

// TestClerkProgram: the look-alike of Clerk's program behaves like clerk 3.3.0 did at this API.
func TestClerkProgram(t *testing.T) {
	v, id, secret := registered(t)
	run := func(stdin string, argv ...string) (string, string, int) {
		t.Helper()
		out, errs, exit := v.ClerkProgram().Run(t.Context(), []byte(stdin), argv...)
		return string(out), string(errs), exit
	}
	const keys = "x,connection_oauth_microsoft"
	place := []string{"--app", "app_demo", "--instance", "prod"}
	patch := func(more string) []string { return append(append([]string{"config", "patch"}, place...), more) }
	change := entered(t, map[string]any{"connection_oauth_microsoft": map[string]any{
		"enabled": true, "client_id": id, "client_secret": secret,
	}})
	for name, c := range map[string]struct {
		argv     []string
		stdin    string
		out, err string
		exit     int
	}{
		"pull":        {append([]string{"config", "pull"}, place...), "", `"config_version"`, "", 0},
		"schema":      {append([]string{"config", "schema", "--keys", keys}, place...), "", "sensitive", "", 0},
		"another app": {[]string{"config", "pull", "--app", "app_x", "--instance", "prod"}, "", "", "resource_not_found", 1},
		"unknown":     {[]string{"config", "frobnicate"}, "", "", "error: unknown command 'frobnicate'", 1},
		"no input":    {patch("--yes"), "", "", "Invalid JSON input", 1},
		"nothing new": {patch("--yes"), `{"connection_oauth_microsoft":{"enabled":false}}`, "", "No changes detected", 0},
		"dry run":     {patch("--dry-run"), change, `"dry_run":true`, secret, 0}, // it shows the secret, as the real one does
	} {
		out, errs, exit := run(c.stdin, c.argv...)
		if exit != c.exit || !strings.Contains(out, c.out) || !strings.Contains(errs, c.err) || c.out == "" && out != "" {
			t.Errorf("%s: exit code %d, %q, %q", name, exit, out, errs)
		}
		if strings.Contains(out, secret) {
			t.Errorf("%s: the secret is in %s", name, out)
		}
	}
	if b := v.Setup().Dashboard; b != (demo.Dashboard{}) {
		t.Errorf("changed: %+v", b)
	}
	if out, errs, exit := run(change, patch("--yes")...); exit != 0 || v.Setup().Dashboard.ClientID != id {
		t.Errorf("exit code %d, %q, %q", exit, out, errs)
	}
	out := v.ClerkProgram()
	out.Token = ""
	_, errs, exit := out.Run(t.Context(), nil, "config", "pull")
	if exit != 1 || !strings.Contains(string(errs), "auth login") {
		t.Errorf("not signed in: %d, %s", exit, errs)
	}
}
