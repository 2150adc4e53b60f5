package flow

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"edov/flow/entra"
)

// loginServer answers what azidentity asks before it has a token, and notes to which hosts a secret went.
type loginServer struct {
	token   func(r *http.Request) (*http.Response, error)
	secrets []string
}

func (e *loginServer) RoundTrip(r *http.Request) (*http.Response, error) {
	const kind = "application/json"
	host := "https://" + r.URL.Host
	switch {
	case r.Method == http.MethodPost:
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "canary") {
			e.secrets = append(e.secrets, r.URL.Host)
		}
		return e.token(r)
	case strings.Contains(r.URL.Path, "/discovery/instance"):
		return answerWith(r, 200, kind, `{"tenant_discovery_endpoint":"`+host+"/"+testTenant+
			`/v2.0/.well-known/openid-configuration","metadata":[]}`), nil
	}
	return answerWith(r, 200, kind, `{"issuer":"`+host+"/"+testTenant+`/v2.0","token_endpoint":"`+host+"/"+testTenant+
		`/oauth2/v2.0/token","authorization_endpoint":"`+host+"/"+testTenant+`/oauth2/v2.0/authorize"}`), nil
}

// noTools takes away whatever could give credentials.
func noTools(t *testing.T) {
	t.Helper()
	t.Setenv("PATH", t.TempDir())
	for _, name := range []string{"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"} {
		t.Setenv(name, "")
	}
}

// TestGraphBearer: the credentials of this machine give a token of the cloud's own server, and what goes wrong is told
// in edov's words.
func TestGraphBearer(t *testing.T) {
	noTools(t)
	if _, err := GraphBearer(Env{HTTP: &loginServer{}}, entra.Global, "")(t.Context()); err == nil ||
		!strings.Contains(err.Error(), "no credentials for Microsoft Graph") {
		t.Errorf("without any: %v", err)
	}
	t.Setenv("AZURE_TENANT_ID", testTenant)
	t.Setenv("AZURE_CLIENT_ID", testClientID)
	t.Setenv("AZURE_CLIENT_SECRET", canarySecret)
	answer := func(status int, body string) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			return answerWith(r, status, "application/json", body), nil
		}
	}
	good := answer(200, `{"token_type":"Bearer","expires_in":3599,"access_token":"`+graphToken+`"}`)
	for cloud, host := range map[entra.Cloud]string{
		entra.Global: "login.microsoftonline.com", entra.USGov: "login.microsoftonline.us",
	} {
		e := &loginServer{token: good}
		bearer := GraphBearer(Env{HTTP: e}, cloud, testTenant)
		for range 2 {
			if token, err := bearer(t.Context()); err != nil || token.Reveal() != graphToken {
				t.Fatalf("%s: %v", cloud, err)
			}
		}
		if slices.ContainsFunc(e.secrets, func(to string) bool { return to != host }) || len(e.secrets) == 0 {
			t.Errorf("%s: the secret went to %q", cloud, e.secrets)
		}
	}
	stopped, cancel := context.WithCancel(t.Context())
	for name, test := range map[string]struct {
		ctx   context.Context
		token func(*http.Request) (*http.Response, error)
		kind  FailureKind
		says  string
	}{
		"refused": {
			t.Context(), answer(401, `{"error":"invalid_client","error_description":"AADSTS7000215: `+canarySecret+`"}`),
			FailureLocal, "credentials of this machine were refused",
		},
		"not sent": {
			t.Context(), func(*http.Request) (*http.Response, error) { return nil, &misdirected{carriesAzure, "evil.example"} },
			FailureLocal, "edov didn't send the Azure credentials to evil.example",
		},
		"stopped": {
			stopped, func(*http.Request) (*http.Response, error) { cancel(); return nil, context.Canceled },
			FailureCancelled, "cancelled",
		},
	} {
		_, err := GraphBearer(Env{HTTP: &loginServer{token: test.token}}, entra.Global, "")(test.ctx)
		var f *Failure
		if !errors.As(err, &f) || f.Kind != test.kind || !strings.Contains(f.Summary, test.says) ||
			f.Stage != StageRegistration || strings.Contains(f.Summary+f.Hint, "canary") {
			t.Errorf("%s: %+v", name, err)
		}
	}
}
