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
	"io"
	"net/http"
	"net/url"
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
	fail   string // how the token endpoint answers: "", "json", "html"

	mu   sync.Mutex
	sent []string
}

func newEcho(t *testing.T, server *demo.Server, fail string) *echo {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
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
	resp.Header.Set("X-Ms-Request-Id", e.values()[0])
	return resp, nil
}

// answer is a body with what was sent in it.
func (e *echo) answer(r *http.Request, resp *http.Response, body []byte) []byte {
	all := e.values()
	isToken := strings.HasSuffix(r.URL.Path, "/token")
	switch {
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
		case strings.HasPrefix(r.URL.Path, "/v1.0/me") && name != "id", isToken && isText && !strings.Contains(name, "token"):
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
		encoded := base64.StdEncoding.EncodeToString([]byte(s))
		v[fmt.Sprintf("echo%d", i)] = []any{s, url.QueryEscape(s), encoded, "x" + s + "y"}
		v[s] = i
	}
	body, _ = json.Marshal(v)
	return body
}

// signed is a token with what was sent among its claims, signed again.
func (e *echo) signed(token string, all []string) string {
	parts := strings.Split(token, ".")
	raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var claims map[string]any
	_ = json.Unmarshal(raw, &claims)
	claims["name"] = "Ada " + strings.Join(all, " ")
	claims["groups"] = all
	for i, s := range all {
		claims[fmt.Sprintf("echo%d", i)] = map[string]any{"in": []string{s, url.QueryEscape(s)}}
		claims[s] = s
	}
	raw, _ = json.Marshal(claims)
	signed := parts[0] + "." + base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte(signed))
	signature, _ := rsa.SignPKCS1v15(rand.Reader, e.key, crypto.SHA256, sum[:])
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}
