package flow

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func clerkKey(prefix, text string) string {
	return prefix + base64.RawStdEncoding.EncodeToString([]byte(text))
}

func TestPublishableKey(t *testing.T) {
	for _, test := range []struct {
		key, host, portal string
		production        bool
	}{
		{clerkKey("pk_live_", "clerk.example.com$"), "clerk.example.com", "https://accounts.example.com/sign-in", true},
		{
			clerkKey("pk_test_", "foo-bar-13.clerk.accounts.dev$"), "foo-bar-13.clerk.accounts.dev",
			"https://foo-bar-13.accounts.dev/sign-in", false,
		},
		{
			"pk_live_" + base64.StdEncoding.EncodeToString([]byte("clerk.example.org$")), "clerk.example.org",
			"https://accounts.example.org/sign-in", true,
		},
		{
			" \"" + clerkKey("pk_live_", "clerk.example.com$") + "\"\n", "clerk.example.com",
			"https://accounts.example.com/sign-in", true,
		},
	} {
		k, err := ParsePublishableKey(test.key)
		if err != nil || k.Host != test.host || k.AccountPortal() != test.portal || k.Production != test.production ||
			k.RedirectURI() != "https://"+test.host+"/v1/oauth_callback" {
			t.Errorf("%s: %+v, %s, %v", test.key, k, k.AccountPortal(), err)
		}
	}
	for _, key := range []string{
		"", "pk_", "pk_live_", "hello", "sk_live_abcdefghijklmnop", "pk_live_%%%",
		clerkKey("pk_live_", "clerk.example.com"), clerkKey("pk_live_", "clerk.example.com$$"),
		clerkKey("pk_live_", "localhost$"),
		clerkKey("pk_live_", "evil.example/path$"), clerkKey("pk_live_", "user@evil.example$"),
		clerkKey("pk_live_", "evil.example?x.y$"),
		clerkKey("pk_live_", "evil.example#$"), clerkKey("pk_live_", "a b.example$"),
		clerkKey("pk_live_", "\x1b[2J.example$"),
	} {
		if k, err := ParsePublishableKey(key); err == nil {
			t.Errorf("%q is taken for %+v", key, k)
		} else if strings.Contains(err.Error(), "sk_live_abc") {
			t.Error("a secret key is repeated")
		}
	}
}

// clerkServer answers as the handler says.
func clerkServer(t *testing.T, production bool, handle http.HandlerFunc) (Clerk, Env) {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return Clerk{Key: PublishableKey{Production: production, Host: "clerk.example.com"}, Base: server.URL},
		Env{HTTP: server.Client().Transport}
}

// TestClerkDevelopment: the token of a development instance is sent on, and is
// in no record and no error.
func TestClerkDevelopment(t *testing.T) {
	const token = "canary-dev-browser-token"
	c, env := clerkServer(t, false, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1/dev_browser" && r.Method == http.MethodPost:
			fmt.Fprintf(w, `{"id":%q}`, token)
		case r.URL.Query().Get("__clerk_db_jwt") != token:
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, `{"errors":[{"code":"dev_browser_unauthenticated","message":"x"}]}`)
		case r.URL.Path == "/v1/environment":
			io.WriteString(w, `{"user_settings":{"social":{"oauth_microsoft":{"enabled":true,"authenticatable":true}}}}`)
		case r.URL.Path == "/v1/client/sign_ins":
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprintf(w, `{"errors":[{"code":"oops","long_message":"no %s here"}]}`, token)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	})
	var exchanges []Exchange
	c.Record = func(e Exchange) { exchanges = append(exchanges, e) }
	in, f := c.Read(t.Context(), env, true)
	if in == nil || !in.Enabled || !in.HasMicrosoft || f == nil || in.PortalKnown {
		t.Fatalf("%+v, %+v", in, f)
	}
	if shown := fmt.Sprintf("%+v %+v %+v", exchanges, *in, *f); strings.Contains(shown, token) {
		t.Errorf("the token is shown: %s", shown)
	}
}

func TestClerkRefusals(t *testing.T) {
	for name, test := range map[string]struct {
		handle http.HandlerFunc
		want   string
	}{
		"not found": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, "refused"},
		"HTML":      {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") }, "not JSON"},
		"list":      {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "[]") }, "not JSON"},
		"too large": {
			func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat(" ", maxClerk+1)) },
			"larg",
		},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		}, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			c, env := clerkServer(t, true, test.handle)
			in, f := c.Read(t.Context(), env, false)
			if in != nil || f == nil || !strings.Contains(f.Summary, test.want) {
				t.Errorf("%+v, %+v", in, f)
			}
		})
	}
}

func TestReadClerkSignIn(t *testing.T) {
	s, f := readClerkSignIn("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=x&scope=openid+email&redirect_uri=https%3A%2F%2Fclerk.example.com%2Fv1%2Foauth_callback&state=canary")
	if f != nil || s.Tenant != "common" || s.ClientID != "x" || len(s.Scopes) != 2 ||
		s.RedirectURI != "https://clerk.example.com/v1/oauth_callback" || strings.Contains(fmt.Sprintf("%+v", s), "canary") {
		t.Errorf("%+v, %v", s, f)
	}
	for _, address := range []string{"", "nothing", "::"} {
		if _, f := readClerkSignIn(address); f == nil {
			t.Errorf("%q is taken", address)
		}
	}
}
