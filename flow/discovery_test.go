package flow

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"edov/flow/entra"
)

// microsoftDocument is Microsoft's document for common, with changes; nil takes a
// member out.
func microsoftDocument(changes map[string]any) string {
	md := map[string]any{
		"issuer":                 "https://login.microsoftonline.com/{tenantid}/v2.0",
		"authorization_endpoint": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
		"token_endpoint":         "https://login.microsoftonline.com/common/oauth2/v2.0/token",
		"jwks_uri":               "https://login.microsoftonline.com/common/discovery/v2.0/keys",
		"userinfo_endpoint":      "https://graph.microsoft.com/oidc/userinfo",
		"cloud_instance_name":    "microsoftonline.com",
	}
	maps.Copy(md, changes)
	for name, value := range changes {
		if value == nil {
			delete(md, name)
		}
	}
	body, _ := json.Marshal(md)
	return string(body)
}

// answering is a transport that gives the same answer to all, and notes what
// was asked.
type answering struct {
	status int
	kind   string
	body   string
	header http.Header
	asked  []string
}

func (a *answering) RoundTrip(r *http.Request) (*http.Response, error) {
	a.asked = append(a.asked, r.Method+" "+r.URL.String())
	rec := httptest.NewRecorder()
	if a.kind != "" {
		rec.Header().Set("Content-Type", a.kind)
	}
	for name, values := range a.header {
		rec.Header()[name] = values
	}
	rec.WriteHeader(max(a.status, 200))
	_, _ = io.WriteString(rec, a.body)
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

func TestMetadataOfMicrosoft(t *testing.T) {
	for tenant, cloud := range map[string]entra.Cloud{
		"common": entra.Global, testTenant: entra.Global,
		"organizations": entra.USGov, "contoso.com": entra.China,
	} {
		host := cloud.LoginHost()
		body := strings.ReplaceAll(microsoftDocument(nil), "login.microsoftonline.com", host)
		a := &answering{body: body, kind: "application/json; charset=utf-8"}
		md, f := newWire(Env{HTTP: a}, Connection{Tenant: tenant, Cloud: cloud}).metadata(t.Context())
		if f != nil {
			t.Fatalf("%s: %v", tenant, f)
		}
		address := "https://" + host + "/" + tenant + "/v2.0/.well-known/openid-configuration"
		if !slices.Equal(a.asked, []string{"GET " + address}) || md.URL != address {
			t.Errorf("asked %v", a.asked)
		}
		if md.TokenEndpoint != "https://"+host+"/common/oauth2/v2.0/token" || md.CloudInstanceName != "microsoftonline.com" ||
			md.FetchedAt.IsZero() || md.IssParameter || string(md.Raw) == "" {
			t.Errorf("got %+v", md)
		}
	}
}

// Another login host of the same cloud is no foreign one.
func TestAliasesOfACloud(t *testing.T) {
	body := strings.ReplaceAll(microsoftDocument(nil), "https://login.microsoftonline.com/common/oauth2",
		"https://login.windows.net/common/oauth2")
	if _, f := newWire(Env{HTTP: &answering{body: body}}, Connection{}).metadata(t.Context()); f != nil {
		t.Errorf("an alias of the cloud is refused: %v", f)
	}
}

// Nothing is sent to a foreign endpoint (security 58-60).
func TestForeignEndpointsAreRefused(t *testing.T) {
	for _, member := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri"} {
		for _, address := range []string{
			"https://evil.example/token", "http://login.microsoftonline.com/token", "https://203.0.113.1/token",
			"https://169.254.169.254/token", "https://127.0.0.1/token",
			"https://user@login.microsoftonline.com/token", "https://login.microsoftonline.com@evil.example/token",
			"https://login.microsoftonline.com:22/token",
			"https://login.microsoftonline.com.evil.example/token", "https://login.microsoftonline.com.",
			"https://lоgin.microsoftonline.com/token",
			"https://xn--lgin-3ve.microsoftonline.com/token", "https://evil.login.microsoftonline.com/token",
			"https://login.microsoftonline.us/token",
			"https://graph.microsoft.com/token", "file:///etc/passwd", "gopher://login.microsoftonline.com/",
			"//login.microsoftonline.com/token", "/token", "https:///token",
			"https://login.microsoftonline.com/token#x", "https://login.microsoftonline.com/\ntoken",
			"https://login.microsoftonline.com\\@evil.example/",
		} {
			a := &answering{body: microsoftDocument(map[string]any{member: address})}
			md, f := newWire(Env{HTTP: a}, Connection{}).metadata(t.Context())
			if f == nil || md != nil || f.Kind != FailureProtocol || !strings.Contains(f.Summary, member) || len(a.asked) != 1 ||
				strings.Contains(f.Summary, "evil") {
				t.Errorf("%s %q: %+v, asked %v", member, address, f, a.asked)
			}
		}
	}
}

// Members missing, of another type, null, twice (security 61).
func TestMembersOfMetadata(t *testing.T) {
	for _, member := range []string{"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"} {
		for name, value := range map[string]any{
			"missing": nil, "null": json.RawMessage("null"), "number": 1,
			"list": []string{"x"}, "empty": "",
		} {
			_, f := newWire(Env{HTTP: &answering{body: microsoftDocument(map[string]any{member: value})}},
				Connection{}).metadata(t.Context())
			if f == nil || f.Stage != StageMetadata || !strings.Contains(f.Summary, member) || f.Hint == "" {
				t.Errorf("%s %s: %+v", member, name, f)
			}
		}
		twice := strings.Replace(microsoftDocument(nil), "{", `{"`+member+`":"x",`, 1)
		if _, f := newWire(Env{HTTP: &answering{body: twice}}, Connection{}).metadata(t.Context()); f == nil ||
			!strings.Contains(f.Summary, "duplicate member") {
			t.Errorf("%s twice: %+v", member, f)
		}
	}
	for value, want := range map[string]bool{"true": true, "false": false, `"true"`: false, "1": false} {
		body := microsoftDocument(map[string]any{"authorization_response_iss_parameter_supported": json.RawMessage(value)})
		md, f := newWire(Env{HTTP: &answering{body: body}}, Connection{}).metadata(t.Context())
		if f != nil || md.IssParameter != want {
			t.Errorf("%s: %+v, %v", value, md, f)
		}
	}
}

// The wrong issuer is recorded, not refused: package inspect judges it.
func TestForeignIssuerIsRecorded(t *testing.T) {
	md, f := newWire(Env{HTTP: &answering{body: microsoftDocument(map[string]any{"issuer": "https://evil.example/"})}},
		Connection{}).metadata(t.Context())
	if f != nil || md.Issuer != "https://evil.example/" {
		t.Errorf("%+v, %v", md, f)
	}
}

// Where a trusted test server's document is looked for.
func TestDiscoveryOfTestServers(t *testing.T) {
	const entraForm, plain = "/acme/v2.0/.well-known/openid-configuration", "/.well-known/openid-configuration"
	for _, test := range []struct {
		path  string // of the authority
		found string
		asked []string
	}{
		{"", entraForm, []string{entraForm}},
		{"/", entraForm, []string{entraForm}},
		{"", plain, []string{entraForm, plain}},
		{"/realms/x", "/realms/x" + plain, []string{"/realms/x" + plain}},
		{"/realms/x/", "/realms/x" + plain, []string{"/realms/x" + plain}},
		{"", "nowhere", []string{entraForm, plain}},
		{"/realms/x", "nowhere", []string{"/realms/x" + plain}},
	} {
		var asked []string
		s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, r.URL.Path)
			if r.URL.Path != test.found {
				http.NotFound(w, r)
				return
			}
			base := "http://" + r.Host
			_, _ = io.WriteString(w, microsoftDocument(map[string]any{
				"issuer":                 base + strings.TrimSuffix(test.path, "/"),
				"authorization_endpoint": base + "/a", "token_endpoint": base + "/t", "jwks_uri": base + "/k",
			}))
		})
		c := trusted(s.URL + test.path)
		c.Tenant = "acme"
		md, f := newWire(Env{}, c).metadata(t.Context())
		if !slices.Equal(asked, test.asked) || (f == nil) != (test.found != "nowhere") || f == nil &&
			md.URL != s.URL+test.found {
			t.Errorf("authority %q, document at %q: asked %v, %v", test.path, test.found, asked, f)
		}
		if f != nil && (f.HTTPStatus != 404 || !strings.Contains(f.Summary, "404")) {
			t.Errorf("got %+v", f)
		}
	}
}

// The metadata of a test server has to name the issuer that was asked (OpenID Connect Discovery 4.3).
func TestIssuerOfTestServers(t *testing.T) {
	for _, test := range []struct {
		path, issuer string // the issuer without the server
		ok           bool
	}{
		{"", "", true},
		{"", "/", true},
		{"", "/acme/v2.0", true},
		{"", "/{tenantid}/v2.0", true},
		{"", "/" + testTenant + "/v2.0", true},
		{"", "/other/v2.0", false},
		{"", "/acme", false},
		{"", "INVALID", false},
		{"/realms/x", "/realms/x", true},
		{"/realms/x", "/realms/x/", true},
		{"/realms/x", "/realms/y", false},
		{"/realms/x", "/realms/xINVALID", false},
		{"/realms/x", "", false},
	} {
		s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
			base := "http://" + r.Host
			_, _ = io.WriteString(w, microsoftDocument(map[string]any{
				"issuer": base + test.issuer, "authorization_endpoint": base + "/a", "token_endpoint": base + "/t",
				"jwks_uri": base + "/k",
			}))
		})
		c := trusted(s.URL + test.path)
		c.Tenant = "acme"
		_, f := newWire(Env{}, c).metadata(t.Context())
		if (f == nil) != test.ok || f != nil &&
			(f.Kind != FailureProtocol || !strings.Contains(f.Summary, "another issuer")) {
			t.Errorf("authority %q, issuer %q: %v", test.path, test.issuer, f)
		}
	}
}

func TestEndpointsOfTestServers(t *testing.T) {
	for _, test := range []struct {
		authority, endpoint string
		want                bool
	}{
		{"http://127.0.0.1:1", "http://127.0.0.1:1/token", true},
		{"http://127.0.0.1:1", "http://localhost:2/token", true},
		{"http://127.0.0.1:1", "https://id.example/token", true},
		{"http://127.0.0.1:1", "http://id.example/token", false},
		{"https://id.example", "https://id.example/token", true},
		{"https://id.example", "https://other.example/token", true},
		{"https://id.example", "http://id.example/token", false},
		{"https://id.example", "http://127.0.0.1:1/token", false},
		{"https://id.example", "file:///token", false},
		{"https://id.example", "https://u:p@id.example/token", false},
		{"https://id.example", "/token", false},
	} {
		w := newWire(Env{}, trusted(test.authority))
		if why := w.refuseEndpoint(test.endpoint); (why == "") != test.want {
			t.Errorf("%s at %s: %q", test.endpoint, test.authority, why)
		}
	}
}

// A tenant that is not there: Microsoft's own number is kept.
func TestUnknownTenant(t *testing.T) {
	body := `{"error":"invalid_tenant","error_description":"AADSTS90002: Tenant 'secrets' not found. Trace ID: 18c5dcd6-6b52-4a4a-a5ee-7d8c0c6a2b00","error_codes":[90002]}`
	_, f := newWire(Env{HTTP: &answering{status: 400, body: body}},
		Connection{Tenant: "secrets.example"}).metadata(t.Context())
	if f == nil || f.Stage != StageMetadata || f.Code() != 90002 || f.HTTPStatus != 400 || f.TraceID == "" ||
		!strings.Contains(f.Hint, "tenant") {
		t.Errorf("got %+v", f)
	}
}

// Pages and floods give short failures (security 39, 62).
func TestUnexpectedDocuments(t *testing.T) {
	page := "\n<!DOCTYPE html><title>\x1b[2JSign in to the hotel</title>" + strings.Repeat("x", 5000)
	flood := strings.Repeat("\x1b", 200<<10)
	for _, test := range []struct {
		name         string
		status       int
		kind, body   string
		words        string
		keptCharsMax int
	}{
		{"page", 200, "text/html", page, "captive portal", 120},
		{"page posing as JSON", 200, "application/json", page, "captive portal", 120},
		{"page with 511", 511, "text/html", page, "captive portal", 120},
		{"page with 403", 403, "text/html; charset=x", page, "captive portal", 120},
		{"flood with 500", 500, "text/plain", flood, "HTTP 500", 0},
		{"flood", 200, "application/json", flood, "can't be read", 0},
		{"text", 200, "text/plain", "hello " + canarySecret, "can't be read: not valid JSON", 0},
		{"list", 200, "application/json", "[]", "not a JSON object", 0},
		{"empty", 200, "application/json", "", "can't be read: empty", 0},
		{"nothing", 204, "", "", "HTTP 204", 0},
		{"two", 200, "application/json", microsoftDocument(nil) + microsoftDocument(nil), "data after the value", 0},
		{"byte order mark", 200, "application/json", "\ufeff" + microsoftDocument(nil), "byte order mark", 0},
		{
			"broken UTF-8", 200, "application/json", strings.Replace(microsoftDocument(nil), "{tenantid}", "\xff", 1),
			"invalid UTF-8", 0,
		},
	} {
		for _, stage := range []Stage{StageMetadata, StageKeys} {
			w := newWire(Env{HTTP: &answering{status: test.status, kind: test.kind, body: test.body}}, Connection{})
			_, f := w.metadata(t.Context())
			if stage == StageKeys {
				_, f = w.keySet(t.Context(), "https://login.microsoftonline.com/common/discovery/v2.0/keys")
			}
			if f == nil || f.Stage != stage || !strings.Contains(f.Summary, test.words) ||
				len(f.Description) > test.keptCharsMax || f.Hint == "" {
				t.Errorf("%s: %+v", test.name, f)
				continue
			}
			if all := f.Summary + f.Hint; len(all) > 400 || strings.ContainsAny(all, "\x1b\n") ||
				strings.Contains(all, canarySecret) {
				t.Errorf("%s: the words are %q", test.name, all)
			}
		}
	}
}

// Sets that are none, or too large (security 63).
func TestKeySets(t *testing.T) {
	good := `{"keys":[{"kty":"RSA","kid":"a","n":"AQ","e":"AQAB"},{"kty":"new","kid":"b"}],"more":1}`
	set, f := newWire(Env{HTTP: &answering{body: good, kind: "application/jwk-set+json"}},
		Connection{}).keySet(t.Context(), "https://login.microsoftonline.com/k")
	if f != nil || string(set.Raw) != good || set.FetchedAt.IsZero() || set.URL != "https://login.microsoftonline.com/k" {
		t.Fatalf("%+v, %v", set, f)
	}
	if !hasKey([]KeySet{*set}, "b") || hasKey([]KeySet{*set}, "c") || hasKey(nil, "a") {
		t.Error("hasKey is wrong")
	}
	for name, body := range map[string]string{
		"no keys": `{}`, "null": `{"keys":null}`, "object": `{"keys":{}}`, "empty": `{"keys":[]}`, "text": `{"keys":"x"}`,
		"too many":       `{"keys":[` + strings.Repeat(`{},`, 10000) + `{}]}`,
		"a few too many": `{"keys":[` + strings.Repeat(`{},`, maxKeys) + `{}]}`,
		"a key of 1 MiB": `{"keys":[{"n":"` + strings.Repeat("A", 1<<20) + `"}]}`, "twice": `{"keys":[{}],"keys":[{}]}`,
		"key member twice": `{"keys":[{"kid":"a","kid":"b"}]}`,
	} {
		if set, f := newWire(Env{HTTP: &answering{body: body}}, Connection{}).keySet(t.Context(),
			"https://login.microsoftonline.com/k"); f == nil || set != nil || f.Stage != StageKeys || f.Hint == "" {
			t.Errorf("%s: %+v, %+v", name, set, f)
		}
	}
}

// No secret goes along with a GET.
func TestGetsCarryNoSecret(t *testing.T) {
	a := &answering{body: microsoftDocument(nil)}
	var dump []string
	w := newWire(Env{HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
		all, _ := json.Marshal(r.Header)
		dump = append(dump, r.URL.String()+string(all))
		return a.RoundTrip(r)
	})}, Connection{ClientID: testClientID, Secret: NewSecret(canarySecret)})
	_, _ = w.metadata(t.Context())
	_, _ = w.keySet(t.Context(), "https://login.microsoftonline.com/k")
	for _, text := range dump {
		if plain, _ := url.QueryUnescape(text); strings.Contains(text+plain, canarySecret) {
			t.Errorf("the secret is in %s", text)
		}
	}
	if len(dump) != 2 {
		t.Errorf("%d requests", len(dump))
	}
}
