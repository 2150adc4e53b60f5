//go:build unix

package cmd

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"edov/flow"
	"edov/flow/demo"
)

// watcher plays Microsoft and Clerk, by a demo tenant, and notes each request
// with all that is in it.
type watcher struct {
	server    *demo.Server
	directory string // the token that the demo's Graph takes
	graphHost string // what the test server's metadata name as its Graph; empty: its own

	mu    sync.Mutex
	sent  []sentRequest
	known map[string]string // credential by value
}

type sentRequest struct{ origin, text string }

func watch(t *testing.T, server *demo.Server) *watcher {
	t.Helper()
	token, err := server.Graph().Bearer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{server.Connection().Secret.Reveal(): aSecret}
	return &watcher{server: server, directory: token.Reveal(), known: known}
}

func (w *watcher) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body.Close()
	}
	head, _ := json.Marshal(r.Header)
	origin := r.URL.Scheme + "://" + r.URL.Host
	w.mu.Lock()
	w.sent = append(w.sent, sentRequest{origin, fmt.Sprintln(r.URL, r.Host, string(head), string(body))})
	w.mu.Unlock()
	if form, err := url.ParseQuery(string(body)); err == nil && strings.HasSuffix(r.URL.Path, "/token") {
		w.learn(form.Get("code"), aCode)
		w.learn(form.Get("code_verifier"), aVerifier)
	}
	if strings.HasSuffix(r.URL.Path, "/discovery/instance") {
		return w.instances(r, origin), nil
	}
	resp, err := w.forward(r, body)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	w.learnFrom(r, string(body), text)
	text = bytes.ReplaceAll(text, []byte(w.server.URL()), []byte(origin))
	if w.graphHost != "" {
		own := strings.TrimPrefix(w.server.URL(), "http://")
		text = bytes.ReplaceAll(text, []byte(`"msgraph_host":"`+own+`"`), []byte(`"msgraph_host":"`+w.graphHost+`"`))
	}
	resp.Body, resp.ContentLength, resp.Request = io.NopCloser(bytes.NewReader(text)), int64(len(text)), r
	resp.Header.Del("Content-Length")
	return resp, nil
}

// forward sends a request on to the demo tenant. Microsoft's Graph takes
// another token for app registrations than for the user.
func (w *watcher) forward(r *http.Request, body []byte) (*http.Response, error) {
	base, err := url.Parse(w.server.URL())
	if err != nil {
		return nil, err
	}
	clone := r.Clone(r.Context())
	clone.URL.Scheme, clone.URL.Host, clone.Host = base.Scheme, base.Host, base.Host
	clone.Body = io.NopCloser(bytes.NewReader(body))
	if strings.Contains(r.URL.Path, "/applications") {
		clone.Header.Set("Authorization", "Bearer "+w.directory)
	}
	return w.server.Env().HTTP.RoundTrip(clone)
}

// instances answers what azidentity asks about the login host.
func (w *watcher) instances(r *http.Request, origin string) *http.Response {
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", "application/json")
	document := origin + "/" + demo.TenantID + "/v2.0/.well-known/openid-configuration"
	fmt.Fprintf(rec, `{"tenant_discovery_endpoint":%q,"metadata":[]}`, document)
	resp := rec.Result()
	resp.Request = r
	return resp
}

func (w *watcher) learn(value, name string) {
	if value != "" {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.known[value] = name
	}
}

// learnFrom notes the credentials that an answer issues.
func (w *watcher) learnFrom(r *http.Request, form string, text []byte) {
	var answer struct {
		Access  string `json:"access_token"`
		ID      string `json:"id_token"`
		Refresh string `json:"refresh_token"`
		Browser string `json:"id"`
	}
	if json.Unmarshal(text, &answer) != nil {
		return
	}
	w.learn(answer.ID, anIDToken)
	w.learn(answer.Refresh, aRefresh)
	if strings.Contains(form, "client_credentials") {
		w.learn(answer.Access, azToken)
	} else {
		w.learn(answer.Access, aToken)
	}
	if strings.HasSuffix(r.URL.Path, "/dev_browser") {
		w.learn(answer.Browser, aBrowser)
	}
}

// carried lists which server got which credentials: "https://host: code, verifier".
func (w *watcher) carried() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	got := map[string][]string{}
	for _, s := range w.sent {
		for value, name := range w.known {
			if holds(s.text, value) && !slices.Contains(got[s.origin], name) {
				got[s.origin] = append(got[s.origin], name)
			}
		}
	}
	var lines []string
	for origin, names := range got {
		slices.Sort(names)
		lines = append(lines, origin+": "+strings.Join(names, ", "))
	}
	slices.Sort(lines)
	return lines
}

// holds looks for a value in whatever form it may be sent.
func holds(text, value string) bool {
	for _, form := range []string{
		value, url.QueryEscape(value), url.PathEscape(value),
		base64.StdEncoding.EncodeToString([]byte(value)), base64.RawURLEncoding.EncodeToString([]byte(value)),
	} {
		if strings.Contains(text, form) {
			return true
		}
	}
	return false
}

// program is edov with the watcher for a network and the demo's user for a
// browser.
func (w *watcher) program(stdin string) (p *Program, out *bytes.Buffer) {
	out = new(bytes.Buffer)
	play := func(ctx context.Context, address string) (string, error) {
		for _, login := range []string{theLogin, "https://login.microsoftonline.us"} {
			address = strings.Replace(address, login, w.server.URL(), 1)
		}
		return w.server.Play(ctx, address)
	}
	env := flow.Env{HTTP: w, Browser: play, Getenv: func(string) string { return "" }}
	return &Program{Stdin: strings.NewReader(stdin), Stdout: out, Stderr: out, Version: "test", Env: env}, out
}

// tokenOfAz is what the Azure CLI of a test gives.
const tokenOfAz = "canary-token-of-azure-cli"

// azure makes an Azure CLI, or with a secret the variables of a service
// principal.
func azure(t *testing.T, secret string) {
	t.Helper()
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "az"), []byte("#!/bin/sh\n"+signedIn(tokenOfAz)), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+"/bin"+string(os.PathListSeparator)+"/usr/bin")
	t.Setenv("HOME", t.TempDir())
	for _, name := range []string{
		"CLIENT_ID", "TENANT_ID", "CLIENT_SECRET", "TOKEN_CREDENTIALS",
		"REGIONAL_AUTHORITY_NAME",
	} {
		t.Setenv("AZURE_"+name, "")
	}
	if secret != "" {
		t.Setenv("AZURE_CLIENT_ID", demo.ClientID)
		t.Setenv("AZURE_TENANT_ID", demo.TenantID)
		t.Setenv("AZURE_CLIENT_SECRET", secret)
	}
}
