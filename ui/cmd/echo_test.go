package cmd

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"edov/flow/demo"
)

// echo is between edov and the demo tenant, and adds everything that edov has sent so far to every
// response: as new members, as their names, after existing texts, in the claims of the ID token,
// which it signs again, and in headers.
type echo struct {
	server *demo.Server
	next   http.RoundTripper
	base   *url.URL
	key    *rsa.PrivateKey
	fail   string // what refuses: "", the token endpoint as "json" or "html", or "me"

	mu   sync.Mutex
	sent []string
}

var echoKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func newEcho(t *testing.T, server *demo.Server, fail string) *echo {
	t.Helper()
	key, err := echoKey()
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	e := &echo{server: server, next: server.Env().HTTP, base: base, key: key, fail: fail}
	e.remember(server.Connection().Secret.Reveal()) // of an earlier sign-in
	return e
}

// play is the browser, which sends the server the state too.
func (e *echo) play(ctx context.Context, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	e.remember(u.Query().Get("state"))
	return e.server.Play(ctx, address)
}

func (e *echo) remember(values ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, v := range values {
		if v != "" && !slices.Contains(e.sent, v) {
			e.sent = append(e.sent, v)
		}
	}
}

// only forgets what was sent, and adds some text in its place.
func (e *echo) only(text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sent = []string{text}
}

// values are all that was sent.
func (e *echo) values() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.sent)
}

func (e *echo) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		form, _ := url.ParseQuery(string(body))
		e.remember(form.Get("client_secret"), form.Get("code"), form.Get("code_verifier"))
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	e.remember(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	r.URL.Scheme, r.URL.Host, r.Host = e.base.Scheme, e.base.Host, e.base.Host
	resp, err := e.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	body = e.answer(r, resp, body)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	for _, v := range e.values() {
		for _, name := range []string{
			"X-Ms-Request-Id", "Request-Id", "Server", "Www-Authenticate", "Set-Cookie", "Link",
			"X-" + v,
		} {
			resp.Header.Add(name, strings.Join(echoed(v), " "))
		}
	}
	return resp, nil
}

// answer is a body with what was sent in it.
func (e *echo) answer(r *http.Request, resp *http.Response, body []byte) []byte {
	isToken, isMe := strings.HasSuffix(r.URL.Path, "/token"), strings.HasPrefix(r.URL.Path, "/v1.0/me")
	e.learn(isToken, body)
	all := e.values()
	switch {
	case isMe && e.fail == "me":
		resp.StatusCode = http.StatusUnauthorized
		body, _ = json.Marshal(map[string]any{"error": map[string]any{"code": "x", "message": strings.Join(all, " ")}})
	case isToken && e.fail == "html":
		resp.StatusCode = http.StatusBadGateway
		resp.Header.Set("Content-Type", "text/html")
		return []byte("<p>" + strings.Join(all, " ") + "<p>" + url.QueryEscape(strings.Join(all, " ")))
	case isToken && e.fail == "json":
		resp.StatusCode = http.StatusUnauthorized
		body, _ = json.Marshal(map[string]any{
			"error": "invalid_client", "error_description": "AADSTS7000215: no. Trace ID: x", "error_codes": []int{7000215},
			"error_uri": "x", "suberror": "x", "claims": "{}", "correlation_id": "x", "trace_id": "x", "timestamp": "x",
		})
	}
	var v map[string]any
	if json.Unmarshal(body, &v) != nil {
		return body
	}
	for name, value := range v {
		switch text, isText := value.(string); {
		case name == "id_token":
			v[name] = e.signed(text, all)
		case isMe && name != "id", isToken && isText && !strings.Contains(name, "token"):
			v[name] = text + " " + strings.Join(all, " ")
		}
	}
	if keys, ok := v["keys"].([]any); ok {
		for _, k := range keys {
			key := k.(map[string]any)
			key["n"] = base64.RawURLEncoding.EncodeToString(e.key.N.Bytes())
			delete(key, "x5c")
			key["note"] = all
		}
	}
	for i, s := range all {
		v[fmt.Sprintf("echo%d", i)] = echoed(s)
		for _, form := range echoed(s) {
			v[form] = i
		}
	}
	body, _ = json.Marshal(v)
	return body
}

// learn adds the refresh token of a response to what comes back, although edov never sends it.
func (e *echo) learn(isToken bool, body []byte) {
	var issued struct {
		Refresh string `json:"refresh_token"`
	}
	if isToken && json.Unmarshal(body, &issued) == nil {
		e.remember(issued.Refresh)
	}
}

// echoed are the forms in which a server may repeat a value. A long one is repeated as it is: a token with all forms of
// another would be too large.
func echoed(s string) []string {
	if len(s) > 200 {
		return []string{s}
	}
	small := regexp.MustCompile("%[0-9A-F]{2}").ReplaceAllStringFunc(url.QueryEscape(s), strings.ToLower)
	forms := []string{
		s, url.QueryEscape(s), small, url.QueryEscape(small), html.EscapeString(s), "x" + s + "y", "{\"a\":\"" + s + "\"}",
		s[:len(s)*3/4],
		base64.StdEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s)),
	}
	for lead := 1; lead < 4; lead++ { // as a part of what is encoded, wherever it begins
		forms = append(forms, base64.RawURLEncoding.EncodeToString([]byte("abc"[:lead]+s+"&more")))
	}
	return forms
}

// signed is a token with what was sent among its claims, signed again.
func (e *echo) signed(token string, all []string) string {
	parts := strings.Split(token, ".")
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var claims map[string]any
	_ = json.Unmarshal(raw, &claims)
	claims["name"] = "Ada " + strings.Join(all, " ")
	claims["groups"] = all
	for i, claim := range []string{
		"given_name", "family_name", "idp", "acct", "auth_time", "preferred_username", "upn",
		"email", "acr", "roles",
	} {
		claims[claim] = all[i%len(all)] + "@contoso.example"
	}
	head, _ := base64.RawURLEncoding.DecodeString(parts[0])
	var header map[string]any
	_ = json.Unmarshal(head, &header)
	for i, s := range all {
		claims[fmt.Sprintf("echo%d", i)] = map[string]any{"in": echoed(s)}
		for _, form := range echoed(s) {
			claims[form], header[form] = []any{form}, form
		}
	}
	raw, _ = json.Marshal(claims)
	head, _ = json.Marshal(header)
	signed := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte(signed))
	signature, _ := rsa.SignPKCS1v15(rand.Reader, e.key, crypto.SHA256, sum[:])
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}
