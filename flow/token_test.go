package flow

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	canaryVerifier = "canary-verifier.0123456789-0123456789~0123456789"
	tokenAddress   = "https://login.microsoftonline.com/common/oauth2/v2.0/token"
)

var canaryGrant = codeGrant{
	Code: NewSecret(canaryCode), Verifier: NewSecret(canaryVerifier),
	RedirectURI: "http://localhost:8400/callback",
}

// redeemFrom sends a token request that is answered as given.
func redeemFrom(t testing.TB, a *answering) (*Tokens, *Failure, *wire) {
	t.Helper()
	w := newWire(Env{HTTP: a}, Connection{ClientID: testClientID, Secret: NewSecret(canarySecret)})
	tokens, f := w.redeem(t.Context(), tokenAddress, canaryGrant)
	if len(a.asked) != 1 || a.asked[0] != "POST "+tokenAddress || len(w.exchanges) != 1 || w.exchanges[0].Name != "token" {
		t.Errorf("asked %v, recorded %+v", a.asked, w.exchanges)
	}
	if (tokens == nil) == (f == nil) {
		t.Errorf("tokens %v and failure %v", tokens, f)
	}
	if f != nil && f.Stage != StageToken {
		t.Errorf("stage %q", f.Stage)
	}
	return tokens, f, w
}

func TestTokenRequest(t *testing.T) {
	var forms []url.Values
	var heads []http.Header
	s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		forms, heads = append(forms, r.PostForm), append(heads, r.Header.Clone())
		_, _ = io.WriteString(w, `{"token_type":"Bearer","access_token":"abc"}`)
	})
	odd := trusted(s.URL)
	odd.Secret = NewSecret("a+b&c=d%20e ~é/")
	public := trusted(s.URL)
	public.Public, public.Secret = true, Secret{}
	for _, c := range []Connection{odd, public} {
		if _, f := newWire(Env{}, c).redeem(t.Context(), s.URL+"/token", canaryGrant); f != nil {
			t.Fatal(f)
		}
	}
	want := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {testClientID}, "code": {canaryCode},
		"code_verifier": {canaryVerifier},
		"redirect_uri":  {"http://localhost:8400/callback"}, "client_secret": {"a+b&c=d%20e ~é/"},
	}
	if forms[0].Encode() != want.Encode() {
		t.Errorf("sent %v", forms[0])
	}
	want.Del("client_secret")
	if forms[1].Encode() != want.Encode() {
		t.Errorf("a public client sent %v", forms[1])
	}
	for _, h := range heads {
		if h.Get("Content-Type") != "application/x-www-form-urlencoded" || h.Get("Origin") != "" ||
			h.Get("Authorization") != "" || h.Get("Referer") != "" {
			t.Errorf("headers %v", h)
		}
	}
}

// The client secret is sent where a test server's metadata says (OpenID Connect Discovery 3, RFC 6749 section 2.3.1).
func TestClientAuthentication(t *testing.T) {
	for methods, basic := range map[string]bool{
		`"client_secret_post"`: false, `"client_secret_basic"`: true, `"client_secret_basic","client_secret_post"`: false,
		`"private_key_jwt"`: false, "": true,
	} {
		var form url.Values
		var id, value string
		var hasBasic bool
		s := serverFor(t, func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			form = r.PostForm
			id, value, hasBasic = r.BasicAuth()
			_, _ = io.WriteString(w, `{"token_type":"Bearer","access_token":"abc"}`)
		})
		c := trusted(s.URL)
		c.ClientID, c.Secret = "a b:c", NewSecret("a+b&c=d%20e ~é/:")
		w := newWire(Env{}, c)
		raw := `{"token_endpoint_auth_methods_supported":[` + methods + `]}`
		if methods == "" {
			raw = `{}`
		}
		w.known.Store(&Metadata{Raw: []byte(raw)})
		if _, f := w.redeem(t.Context(), s.URL+"/token", canaryGrant); f != nil {
			t.Fatal(f)
		}
		id, _ = url.QueryUnescape(id)
		value, _ = url.QueryUnescape(value)
		inForm := form.Get("client_secret") == c.Secret.Reveal() && form.Get("client_id") == c.ClientID
		inHeader := id == c.ClientID && value == c.Secret.Reveal()
		if hasBasic != basic || inHeader != basic || inForm == basic || form.Has("client_secret") == basic {
			t.Errorf("methods %s: header %t with %q, form %v", methods, hasBasic, id, form)
		}
		public := c
		public.Public, public.Secret = true, Secret{}
		w = newWire(Env{}, public)
		w.known.Store(&Metadata{Raw: []byte(raw)})
		if _, f := w.redeem(t.Context(), s.URL+"/token", canaryGrant); f != nil || hasBasic ||
			form.Get("client_id") != c.ClientID {
			t.Errorf("methods %s: a public client sent a header %t, %v, %v", methods, hasBasic, form, f)
		}
	}
}

func TestTokens(t *testing.T) {
	// The access token and at_hash of OpenID Connect Core, appendix A.3.
	const access, atHash = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ"
	body := `{"token_type":"Bearer","scope":"openid profile email","expires_in":"3599","ext_expires_in":3599,"access_token":"` + access + `","refresh_token":"canary-refresh","id_token":"a.b.c","x\u001b":1}`
	tokens, f, _ := redeemFrom(t, &answering{body: body, kind: "application/json"})
	if f != nil {
		t.Fatal(f)
	}
	if tokens.AccessToken.Compact() != access || tokens.AccessTokenHash != atHash || tokens.IDToken.Compact() != "a.b.c" ||
		!tokens.HasRefreshToken ||
		tokens.TokenType != "Bearer" || tokens.Scope != "openid profile email" || tokens.ExpiresIn != `"3599"` ||
		tokens.ReceivedAt.IsZero() {
		t.Errorf("got %+v, hash %q", tokens, tokens.AccessTokenHash)
	}
	if want := []string{
		"token_type", "scope", "expires_in", "ext_expires_in", "access_token", "refresh_token", "id_token",
		"x\x1b",
	}; !slices.Equal(tokens.Members, want) {
		t.Errorf("members %q", tokens.Members)
	}
	saved, err := json.Marshal(tokens)
	if err != nil || strings.Contains(string(saved), "canary-refresh") || strings.Contains(string(saved), access) {
		t.Errorf("saved %s, %v", saved, err)
	}
}

// expires_in is kept as it was written, within bounds (security 47).
func TestExpiresIn(t *testing.T) {
	for _, text := range []string{"3599", "-1", "0", `"3600"`, "1e400", "99999999999", "null", "[1]"} {
		tokens, f, _ := redeemFrom(t, &answering{body: `{"id_token":"a.b.c","expires_in":` + text + `}`})
		if f != nil || tokens.ExpiresIn != text {
			t.Errorf("%s: %+v, %v", text, tokens, f)
		}
	}
	if tokens, f, _ := redeemFrom(t,
		&answering{body: `{"id_token":"a.b.c","expires_in":"` + strings.Repeat("9", 999) + `"}`}); f != nil ||
		len(tokens.ExpiresIn) > 64 {
		t.Errorf("%+v, %v", tokens, f)
	}
}

// What is missing is for package inspect to judge.
func TestIncompleteTokenResponses(t *testing.T) {
	for _, body := range []string{
		`{"access_token":"abc"}`, `{"access_token":"abc","token_type":"mac"}`,
		`{"id_token":"a.b.c"}`, `{"id_token":"a.b.c","scope":[]}`,
	} {
		if tokens, f, _ := redeemFrom(t, &answering{body: body}); f != nil || tokens == nil {
			t.Errorf("%s: %+v", body, f)
		}
	}
}

// Nothing doubtful is taken for a token (security 46, 48, 50).
func TestTokenResponsesRefused(t *testing.T) {
	for name, body := range map[string]string{
		"number": `{"access_token":1}`, "null": `{"access_token":null,"id_token":"a.b.c"}`, "empty": `{"access_token":""}`,
		"CRLF": `{"access_token":"a\r\nX: y"}`, "NUL": `{"access_token":"a\u0000"}`, "blank": `{"access_token":"a b"}`,
		"letter":          `{"access_token":"é"}`,
		"ID token number": `{"access_token":"a","id_token":1}`, "ID token null": `{"access_token":"a","id_token":null}`,
		"ID token list":  `{"id_token":["a.b.c"]}`,
		"ID token empty": `{"access_token":"a","id_token":""}`, "token type number": `{"access_token":"a","token_type":7}`,
		"refresh token object": `{"access_token":"a","refresh_token":{}}`,
		"twice":                `{"id_token":"a.b.c","id_token":"d.e.f"}`,
		"twice, escaped":       `{"id_token":"a.b.c","id\u005ftoken":"d.e.f"}`,
		"case twin":            `{"id_token":"a.b.c","ID_TOKEN":"d.e.f"}`,
		"only a twin":          `{"access_token":"a","Id_Token":"d.e.f"}`,
		"long s":               "{\"acce\u017fs_token\":\"a\"}",
		"broken UTF-8":         "{\"access_token\":\"\xff\"}", "mark": "\ufeff{\"access_token\":\"a\"}",
		"rubbish behind": `{"access_token":"a"} x`,
		"list":           `[{"access_token":"a"}]`, "text": `"abc"`, "nothing": "", "no token": `{"token_type":"Bearer"}`,
		"lone surrogate": `{"access_token":"a","x":"\ud800"}`,
		"deep":           `{"access_token":"a","x":` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}`,
		"form":           "access_token=abc&token_type=Bearer",
	} {
		tokens, f, _ := redeemFrom(t, &answering{body: body, kind: "application/json"})
		if f == nil || f.Kind != FailureProtocol || f.Hint == "" || f.HTTPStatus != 200 ||
			strings.ContainsAny(f.Summary, "\r\n\x00") {
			t.Errorf("%s: %+v, %+v", name, tokens, f)
		}
	}
}

// An error is read whatever its status and its length; a page is a page (security 39, 44, 52, 53).
func TestTokenErrors(t *testing.T) {
	long := `{"error":"invalid_client","error_description":"\u001b[2J\u202eAADSTS7000215: Invalid client secret provided. ` + strings.Repeat("x", 200<<10) + `","error_codes":[7000215],"trace_id":"` + testTenant + `"}`
	for _, status := range []int{400, 401, 200, 503} {
		_, f, _ := redeemFrom(t, &answering{status: status, body: long, kind: "application/json"})
		if f == nil || f.Kind != FailureOAuth || f.OAuthError != "invalid_client" || f.Code() != 7000215 ||
			f.HTTPStatus != status || f.TraceID != testTenant || len(f.Description) > maxDescription {
			t.Errorf("%d: %.300s", status, f)
		}
	}
	for _, test := range []struct {
		status int
		body   string
		words  string
	}{
		{500, "{}", "HTTP 500"},
		{400, "", "HTTP 400"},
		{401, "nonsense", "HTTP 401"},
		{429, "{}", "HTTP 429"},
		{204, "", "HTTP 204"},
		{500, `{"access_token":"a"}`, "HTTP 500"},
		{200, "<html>", "captive portal"},
		{407, "<html>", "captive portal"},
	} {
		_, f, _ := redeemFrom(t, &answering{status: test.status, body: test.body})
		if f == nil || f.HTTPStatus != test.status || !strings.Contains(f.Summary, test.words) {
			t.Errorf("%d %q: %+v", test.status, test.body, f)
		}
	}
	_, f, _ := redeemFrom(t, &answering{status: 429, body: "{}", header: http.Header{"Retry-After": {"1000000000"}}})
	if f == nil || !strings.Contains(f.Summary, "asks to wait more than a day") {
		t.Errorf("got %+v", f)
	}
}

// Whatever form the request is echoed in, nothing of it stays (security 53, 54).
func TestEchoedRequestIsScrubbed(t *testing.T) {
	canaries := []string{canarySecret, canaryCode, canaryVerifier}
	if testing.Short() { // the race detector: the same goroutines for each
		canaries = canaries[:1]
	}
	for _, canary := range canaries {
		for name, form := range map[string]string{
			"plain": canary, "query": url.QueryEscape(canary), "path": url.PathEscape(canary), "html": html.EscapeString(canary),
			"base64": base64.StdEncoding.EncodeToString([]byte(canary)), "twice": canary + canary,
		} {
			quoted, _ := json.Marshal(form)
			inside := string(quoted[1 : len(quoted)-1])
			escaped := strings.NewReplacer("-", `\u002d`, "c", `\u0063`).Replace(inside)
			for _, echo := range []string{inside, escaped} {
				pad := strings.Repeat("x", maxDescription-len(form)/2) // cut in the midst of it
				for where, body := range map[string]string{
					"description": `{"error":"invalid_client","error_description":"AADSTS7000215: ` + echo + `"}`,
					"at the cut":  `{"error":"invalid_client","error_description":"` + pad + echo + `"}`,
					"error":       `{"error":"` + echo + `"}`,
					"claims": `{"error":"x","claims":"` + echo + `","suberror":"` + echo + `","trace_id":"` + echo +
						`","error_uri":"` + echo + `"}`,
					"duplicate": `{"` + echo + `":1,"` + echo + `":2}`,
					"name": `{"id_token":"a.b.c","` + echo + `":1,"scope":"` + echo + `","token_type":"` + echo +
						`","expires_in":"` + echo + `"}`,
					"graph": `{"error":{"code":"x","message":"` + echo + `"}}`,
				} {
					checkScrubbed(t, name+" in "+where, form, &answering{status: 400, body: body})
					checkScrubbed(t, name+" in "+where, form, &answering{body: body})
				}
			}
			checkScrubbed(t, name+" in a page", form, &answering{status: 500, kind: "text/html", body: "<p>" + form})
			checkScrubbed(t, name+" at the cut of a page", form,
				&answering{status: 500, kind: "text/html", body: "<p>" + strings.Repeat("x", shownOfPage-10) + form})
			checkScrubbed(t, name+" in a header", form, &answering{
				status: 500, kind: "text/x; a=\"" + form + "\"", body: "{}",
				header: http.Header{"X-Ms-Request-Id": {form}, "Location": {form}, "Date": {form}, "Retry-After": {form}},
			})
		}
	}
}

func checkScrubbed(t *testing.T, name, form string, a *answering) {
	t.Helper()
	tokens, f, w := redeemFrom(t, a)
	kept, err := json.Marshal([]any{tokens, f, w.exchanges})
	if err != nil {
		t.Fatal(err)
	}
	all := string(kept)
	if f != nil {
		all += f.Error() + f.Hint
	}
	// Twelve characters in a row would be more than chance.
	for i := 0; i+12 <= len(form); i++ {
		if strings.Contains(all, form[i:i+12]) {
			t.Errorf("%s: %q is kept: %.300s", name, form[i:i+12], all)
			return
		}
	}
}

func TestTokenKeyID(t *testing.T) {
	part := base64.RawURLEncoding.EncodeToString
	for name, test := range map[string]struct{ token, kid, tid string }{
		"good":         {part([]byte(`{"kid":"k"}`)) + "." + part([]byte(`{"tid":"t"}`)) + ".x", "k", "t"},
		"two parts":    {part([]byte(`{"kid":"k"}`)) + "." + part([]byte(`{"tid":"t"}`)), "", ""},
		"no signature": {part([]byte(`{"kid":"k"}`)) + "." + part([]byte(`{"tid":"t"}`)) + ".", "k", "t"},
		"other types":  {part([]byte(`{"kid":7}`)) + "." + part([]byte(`{"tid":["t"]}`)) + ".x", "", ""},
		"twice":        {part([]byte(`{"kid":"k","kid":"l"}`)) + "." + part([]byte(`{"tid":"t"}`)) + ".x", "", "t"},
		"rubbish":      {"a.b.c", "", ""}, "empty": {"", "", ""}, "dots": {"..", "", ""},
	} {
		if kid, tid := tokenKeyID(NewToken(test.token)); kid != test.kid || tid != test.tid {
			t.Errorf("%s: %q, %q", name, kid, tid)
		}
	}
}

// TestBusyTokenEndpoint: a server that asks to wait says nothing of the secret or the app.
func TestBusyTokenEndpoint(t *testing.T) {
	a := &reply{
		status: http.StatusTooManyRequests, asksWait: true, wait: 30 * time.Second,
		contentType: "application/json", body: []byte(`{"error":"temporarily_unavailable"}`),
	}
	_, f := readTokens(a)
	if f == nil || !f.Unfinished() || !strings.Contains(f.Summary, "30 s") {
		t.Errorf("%+v", f)
	}
}
