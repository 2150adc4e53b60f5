//go:build unix

package cmd

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"edov/flow"
	"edov/flow/demo"
)

// toDemo sends what is for Microsoft Graph to the demo tenant instead, so that
// the live road is walked whole without a network.
type toDemo struct {
	t    *testing.T
	base *url.URL
	next http.RoundTripper
}

func (r toDemo) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host != "graph.microsoft.com" || req.URL.Scheme != "https" {
		r.t.Errorf("a request to %s", req.URL.Host)
	}
	clone := req.Clone(req.Context())
	clone.URL.Scheme, clone.URL.Host, clone.Host = r.base.Scheme, r.base.Host, r.base.Host
	resp, err := r.next.RoundTrip(clone)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	body = bytes.ReplaceAll(body, []byte(r.base.String()), []byte("https://graph.microsoft.com")) // links to next pages
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// liveProgram is edov with an Azure CLI that prints what the script says.
func liveProgram(t *testing.T, az func(token string) string) (p *Program, out *bytes.Buffer) {
	t.Helper()
	scenario, _ := demo.Lookup("half-done")
	server, err := demo.Start(scenario, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	token, err := server.Graph().Bearer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "az"), []byte("#!/bin/sh\n"+az(token.Reveal())), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+"/bin"+string(os.PathListSeparator)+"/usr/bin")
	t.Setenv("HOME", t.TempDir())
	for _, name := range []string{"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS"} {
		t.Setenv(name, "")
	}
	base, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	out = new(bytes.Buffer)
	env := flow.Env{HTTP: toDemo{t, base, server.Env().HTTP}}
	return &Program{Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Version: "test", Env: env}, out
}

func signedIn(token string) string {
	return `echo '{"accessToken":"` + token +
		`","expires_on":4102444800,"expiresOn":"2100-01-01 00:00:00.000000","tokenType":"Bearer"}'` + "\n"
}

// TestLive reads through Microsoft Graph with the credentials of Azure CLI.
func TestLive(t *testing.T) {
	p, out := liveProgram(t, signedIn)
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"app", "--live", "--product", "Clerk", "--client-id", demo.ClientID}, ExitProblems, "optional-edov"},
		{[]string{"app", "--live", "--all", "--fail-on", "warning"}, ExitProblems, "5 registrations"},
		{
			[]string{"app", "--live", "--client-id", "00000000-0000-4000-8000-000000000000"},
			ExitUnfinished,
			"no app registration in the tenant of the signed-in account has this client ID",
		},
		{[]string{"secrets", "--live", "--all"}, ExitProblems, "6 secrets of 5 registrations"},
		{[]string{"secrets", "--live", "--client-id", demo.ClientID}, ExitClean, "1 secret of 1 registration"},
		{[]string{"guide", "rotate", "--live", "--client-id", demo.ClientID}, ExitClean, "web"},
	} {
		out.Reset()
		if code := p.Main(context.Background(), test.args); code != test.code || !strings.Contains(out.String(), test.want) {
			t.Errorf("%v: exit code %d, want %d and %q:\n%s", test.args, code, test.code, test.want, out)
		}
	}
}

// TestLiveWithoutCredentials: what a tool prints is never repeated.
func TestLiveWithoutCredentials(t *testing.T) {
	for name, script := range map[string]string{
		"signed out": "echo 'ERROR: Please run az login canary-of-a-tool' >&2\nexit 1\n",
		"rubbish":    "echo canary-of-a-tool\n",
		"refused":    signedIn("canary-of-a-wrong-token"),
	} {
		t.Run(name, func(t *testing.T) {
			p, out := liveProgram(t, func(string) string { return script })
			code := p.Main(context.Background(), []string{"app", "--live", "--client-id", demo.ClientID})
			if code != ExitUnfinished || strings.Contains(out.String(), "canary") ||
				!strings.Contains(out.String(), "az login") {
				t.Errorf("exit code %d:\n%s", code, out)
			}
		})
	}
}

// TestManifestFiles: what is no regular file is refused before it is read; a link
// is read and said to be one (security 109, 110).
func TestManifestFiles(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here")
	}
	big := filepath.Join(dir, "big")
	file, err := os.Create(big)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Truncate(1 << 30); err != nil { // a hole: it takes no room
		t.Fatal(err)
	}
	file.Close()
	link := filepath.Join(dir, "link.json")
	target, err := filepath.Abs("../../testdata/manifest/healthy.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("canary-private-key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		dir: "a folder", "/dev/zero": "not a regular file", pipe: "not a regular file", big: "too large",
		link: "is a link", secret: "JSON", filepath.Join(dir, "none"): "no such file",
	} {
		for _, command := range []string{"app", "secrets"} {
			if command == "secrets" && (path == big || path == link) {
				continue // it reads without holding, and says nothing of links
			}
			var out bytes.Buffer
			p := Program{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Version: "test"}
			code := p.Main(context.Background(), []string{command, path})
			if (code == ExitUsage) == (path == link) || command == "app" && !strings.Contains(out.String(), want) ||
				strings.Contains(out.String(), "canary") {
				t.Errorf("%s %s: exit code %d, %s", command, path, code, out.String())
			}
		}
	}
}

// refusing answers with 403 for the registrations of some client IDs, and for
// the second page of the list.
type refusing struct {
	next    http.RoundTripper
	refused func(path string) bool
}

func (r refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	if !r.refused(req.URL.String()) {
		return r.next.RoundTrip(req)
	}
	body := `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges."}}`
	return &http.Response{
		StatusCode: http.StatusForbidden, Status: "403 Forbidden", Request: req,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// TestLiveInPart: registrations that Microsoft Graph refuses are never taken for
// fine ones (security 130).
func TestLiveInPart(t *testing.T) {
	const billing = "8d2f4b1c-6a3e-4f70-9b58-1c7e0d9a2f46"
	ofBilling := func(url string) bool { return strings.Contains(url, billing) }
	each := func(url string) bool { return strings.Contains(url, "appId=") }
	pages := func(url string) bool { return strings.Contains(url, "skiptoken") || strings.Contains(url, "skip=") }
	const skipped = "?     not read: Contoso billing"
	for _, test := range []struct {
		name    string
		refused func(string) bool
		args    string
		code    int
		stdout  string
	}{
		{
			"one registration", ofBilling,
			"app --fail-on never", ExitUnfinished, skipped + " (" + billing + "): the signed-in account",
		},
		{
			"as Markdown", ofBilling, "app --fail-on never --format markdown", ExitUnfinished,
			"## Not read\n\n- Contoso billing",
		},
		{"with problems", ofBilling, "app", ExitProblems, skipped},
		{"all registrations", each, "app", ExitUnfinished, ""},
		{"a page of the list", pages, "app --fail-on never", ExitUnfinished, "the list is incomplete"},
		{"a page of secrets", pages, "secrets", ExitProblems, "the list is incomplete"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, out := liveProgram(t, signedIn)
			var stdout bytes.Buffer
			p.Stdout = &stdout
			p.Env.HTTP = refusing{p.Env.HTTP, test.refused}
			words := func(text string) string { return strings.Join(strings.Fields(text), " ") } // lines may be broken
			code := p.Main(context.Background(), append(strings.Fields(test.args), "--live", "--all"))
			if code != test.code || !strings.Contains(words(stdout.String()), words(test.stdout)) {
				t.Errorf("exit code %d, want %d and %q:\n%s%s", code, test.code, test.stdout, stdout.String(), out)
			}
		})
	}
}
