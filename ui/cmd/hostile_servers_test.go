//go:build unix

package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/demo"
)

// spoiled is a network whose JSON answers have steering in every string and as a name, and whose token endpoint
// refuses.
type spoiled struct {
	next http.RoundTripper
	echo func(r *http.Request) string // what they have instead of steering; nil: nothing
}

func (s spoiled) RoundTrip(r *http.Request) (*http.Response, error) {
	text := steering
	if s.echo != nil {
		text = s.echo(r)
	}
	resp, err := s.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	isLogin := strings.HasSuffix(r.URL.Host, "microsoftonline.com")
	if isLogin && strings.HasSuffix(r.URL.Path, "/token") {
		resp.StatusCode = http.StatusUnauthorized
		body = []byte(`{"error":"invalid_client","error_description":"AADSTS7000215: no.","error_codes":[7000215],"error_uri":"x"}`)
		isLogin = false // so that it is spoiled
	}
	var v any
	if !isLogin && json.Unmarshal(body, &v) == nil {
		body, _ = json.Marshal(replaced(v, text))
	}
	resp.Header.Set("Request-Id", text)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}

const (
	hostileSignIn = "signin --client-id CLIENT --secret-stdin --port PORT --authority URL --trust-authority --me --save HOME/session.json " +
		"--force --verbose --claims --products"
	hostileLive = `
app --live --client-id CLIENT
app --live --all
app --live --client-id CLIENT --fix --dry-run
secrets --live --all
guide --live --client-id CLIENT --product Clerk
guide rotate --live --client-id CLIENT
tenant --live --list
clerk --publishable-key KEY --start-sign-in
setup --client-id CLIENT --product Clerk --dry-run
secrets --probe --client-id CLIENT --tenant TENANT --secret-stdin`
)

// sweepServers runs the commands that read from servers: Microsoft's sign-in and Graph, and Clerk.
func sweepServers(s *swept, root *cobra.Command) {
	server := startHealthy(s.t)
	secret := server.Connection().Secret.Reveal()
	fill := func(list string) [][]string { return linesAt(s.t, server, list, s.dir, steering) }
	for _, fail := range []string{"", "json", "html"} {
		e := newEcho(s.t, server, fail)
		s.env = flow.Env{HTTP: e, Browser: func(ctx context.Context, address string) (string, error) {
			e.only(steering)
			return e.play(ctx, address)
		}}
		s.sweep(root, secret, fill(hostileSignIn)[0]...)
	}
	s.env = flow.Env{HTTP: server.Env().HTTP, Browser: refuse}
	s.sweep(root, secret, fill(hostileSignIn)[0]...)
	for _, line := range linesOf("inspect HOME/session.json\nreport HOME/session.json", s.dir, steering) {
		s.sweep(root, "", line...)
	}
	s.env = flow.Env{HTTP: spoiled{next: graphOf(s.t, server)}}
	for _, line := range fill(hostileLive) {
		s.sweep(root, secret, line...)
	}
}

// linesAt are the command lines of a list, for a server.
func linesAt(t *testing.T, server *demo.Server, list, home, with string) [][]string {
	t.Helper()
	return linesOf(strings.NewReplacer(
		"CLIENT", demo.ClientID, "PORT", freePort(t), "URL", server.URL(), "TENANT", demo.TenantID, "KEY",
		server.PublishableKey(),
	).Replace(list), home, with)
}

// graphOf is a network in which the server is Microsoft, and an Azure CLI whose token its Graph takes.
func graphOf(t *testing.T, server *demo.Server) *watcher {
	t.Helper()
	w := watch(t, server)
	azure(t, "")
	az := "#!/bin/sh\n" + signedIn(w.directory)
	if err := os.WriteFile(filepath.Join(filepath.SplitList(os.Getenv("PATH"))[0], "az"), []byte(az), 0o755); err != nil {
		t.Fatal(err)
	}
	return w
}

// TestEchoedCredentialsOfGraphNeverComeOut: Microsoft Graph and the token endpoint repeat the token and the secret that
// they were sent, in every text and name.
func TestEchoedCredentialsOfGraphNeverComeOut(t *testing.T) {
	if testing.Short() { // the race detector: the same goroutines as in other tests
		t.Skip("the same goroutines as in other tests")
	}
	server := startHealthy(t)
	secret := server.Connection().Secret.Reveal()
	w := graphOf(t, server)
	o := newOutputs(t)
	sent := []string{secret, w.directory}
	o.env = flow.Env{Getenv: func(string) string { return "" }, HTTP: spoiled{next: w, echo: func(r *http.Request) string {
		if strings.HasSuffix(r.URL.Path, "/token") {
			return strings.Join(echoed(secret), " ")
		}
		return strings.Join(echoed(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")), " ")
	}}}
	root := new(Program).rootCommand()
	for _, line := range linesAt(t, server, hostileLive, o.dir, "") {
		c, _, err := root.Find(line)
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range c.Flags().Lookup("format").Annotations[formatsHere] {
			o.run(secret, append(line, "--format", format)...)
		}
	}
	if !strings.Contains(o.all.String(), "[redacted]") {
		t.Error("nothing came back")
	}
	findCanaries(t, o.text(), sent)
	findPieces(t, o.text(), sent)
}

// refuse is a browser that brings back an error with steering in it.
func refuse(ctx context.Context, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	asked := u.Query()
	form := url.Values{
		"error": {"access_denied"}, "error_description": {"AADSTS65004: " + steering}, "error_uri": {steering},
		"state":         {asked.Get("state")},
		"error_subcode": {steering}, steering: {steering},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, asked.Get("redirect_uri"),
		strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	resp.Body.Close()
	return steering, nil
}
