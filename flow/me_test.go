package flow

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"edov/flow/appreg"
)

// meServer is an authorization server with a Graph of its own, and what carries
// requests to it, by the host that they are meant for.
type meServer struct {
	*authServer
	hosts  map[string][]string // the paths asked for, by host
	access string              // the access token, when not the server's own
	scope  string              // granted; "-": none is named
	status int                 // of /me
}

func (m *meServer) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	m.hosts[r.URL.Host] = append(m.hosts[r.URL.Host], r.URL.Path)
	m.mu.Unlock()
	if r.URL.Path == "/v1.0/me" {
		return answerWith(r, max(m.status, 200), "application/json", `{"id":"u","mail":"ada@contoso.example"}`), nil
	}
	resp, err := msTransport{m.authServer}.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/token") || m.access == "" && m.scope == "" {
		return resp, err
	}
	defer resp.Body.Close()
	var body map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
		return nil, err
	}
	if m.access != "" {
		body["access_token"] = m.access
	}
	body["scope"] = m.scope
	if m.scope == "-" {
		delete(body, "scope")
	}
	text, _ := json.Marshal(body)
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(string(text))), -1
	resp.Header.Del("Content-Length")
	return resp, nil
}

// asked is how often /me was asked for at a host.
func (m *meServer) asked(host string) (n int) {
	for _, path := range m.hosts[host] {
		if path == "/v1.0/me" {
			n++
		}
	}
	return n
}

// signInWithMe signs in with a server, and asks about the user.
func signInWithMe(t *testing.T, m *meServer, c Connection) (*signing, *Session) {
	t.Helper()
	m.hosts = map[string][]string{}
	s := begin(t, c, signingOptions{me: true, env: func(e *Env) { e.HTTP = m }})
	m.mu.Lock()
	if m.nonce == "" {
		m.nonce = s.url.Get("nonce")
	}
	m.mu.Unlock()
	return s, s.succeed()
}

// onlyProblem is the one problem of a session.
func onlyProblem(t *testing.T, s *Session) Failure {
	t.Helper()
	if len(s.Problems) != 1 {
		t.Fatalf("problems %+v", s.Problems)
	}
	return s.Problems[0]
}

// TestMeOfMicrosoft: the access token goes to Microsoft Graph of the cloud if it
// is for it, and nowhere else.
func TestMeOfMicrosoft(t *testing.T) {
	aud := func(value any) string { return unsigned("k", map[string]any{"aud": value}) }
	const opaque = "EwBwA8l6BAAU"
	for _, test := range []struct {
		name, access, scope string
		asked               bool
	}{
		{"for Graph, by its address", aud("https://graph.microsoft.com"), "openid User.Read", true},
		{"for Graph, by its ID", aud(appreg.GraphAppID), "", true},
		{"opaque, granted", opaque, "openid User.Read profile", true},
		{"opaque, granted by its whole name", opaque, "https://graph.microsoft.com/User.Read", true},
		{"opaque, all is granted", opaque, "-", true},
		{"opaque, not granted", opaque, "openid profile", false},
		{"opaque, for another service", opaque, "https://outlook.office.com/User.Read", false},
		{"for the app's own API", aud(testClientID), "api://x/read", false},
		{"for another cloud", aud("https://graph.microsoft.us"), "User.Read", false},
		{"for a number", aud(7), "User.Read", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := &meServer{authServer: newAuthServer(t), access: test.access, scope: test.scope}
			c, _ := microsoft(m.authServer)
			s, session := signInWithMe(t, m, c)
			if got := m.asked("graph.microsoft.com"); (got == 1) != test.asked || (session.Me != nil) != test.asked {
				t.Errorf("asked %d times, %+v, problems %+v", got, session.Me, session.Problems)
			}
			if len(m.hosts) != map[bool]int{true: 2, false: 1}[test.asked] {
				t.Errorf("requests to %v", m.hosts)
			}
			if !test.asked {
				if f := onlyProblem(t, session); f.Stage != StageMe || f.Kind != FailureLocal || f.Hint == "" {
					t.Errorf("%+v", f)
				}
			}
			const scope = "openid profile email User.Read"
			if got := s.url.Get("scope"); got != scope || strings.Join(session.Request.Scopes, " ") != scope {
				t.Errorf("asked for %q, recorded %v", got, session.Request.Scopes)
			}
		})
	}
}

// TestMeNeedsTheNonce: an access token that came with another sign-in's ID token is not used (security 90).
func TestMeNeedsTheNonce(t *testing.T) {
	m := &meServer{authServer: newAuthServer(t), access: "EwBwA8l6BAAU", scope: "-"}
	m.nonce = "of-another-sign-in"
	c, _ := microsoft(m.authServer)
	_, session := signInWithMe(t, m, c)
	if n := m.asked("graph.microsoft.com"); n != 0 || session.Me != nil {
		t.Errorf("asked %d times, %+v", n, session.Me)
	}
	if f := onlyProblem(t, session); f.Stage != StageMe || !strings.Contains(f.Summary, "nonce") || f.Hint == "" {
		t.Errorf("%+v", f)
	}
}

// TestMeOfATestServer: the token stays with the server, or is not sent at all;
// that is said before the browser opens, and the sign-in goes on.
func TestMeOfATestServer(t *testing.T) {
	t.Run("its own Graph", func(t *testing.T) {
		m := &meServer{authServer: newAuthServer(t)}
		self := strings.TrimPrefix(m.URL, "http://")
		m.extraMeta = map[string]any{"msgraph_host": self}
		s, session := signInWithMe(t, m, m.connection())
		if session.Me == nil || m.asked(self) != 1 || len(m.hosts) != 1 || len(session.Problems) != 0 {
			t.Errorf("%+v, problems %+v, requests to %v", session.Me, session.Problems, m.hosts)
		}
		if !strings.Contains(s.url.Get("scope"), ScopeMe) {
			t.Errorf("asked for %q", s.url.Get("scope"))
		}
	})
	for _, host := range []string{"", "graph.microsoft.com", "127.0.0.1:1", "evil.example"} {
		t.Run("names "+host, func(t *testing.T) {
			m := &meServer{authServer: newAuthServer(t)}
			m.extraMeta = map[string]any{"msgraph_host": host}
			s, session := signInWithMe(t, m, m.connection())
			self := strings.TrimPrefix(m.URL, "http://")
			if session.Me != nil || len(m.hosts) != 1 || m.asked(self) != 0 {
				t.Errorf("%+v, requests to %v", session.Me, m.hosts)
			}
			if strings.Contains(s.url.Get("scope"), ScopeMe) {
				t.Error("the scope is asked for in vain")
			}
			f := onlyProblem(t, session)
			if f.Stage != StageMe || f.Kind != FailureLocal || !strings.Contains(f.Hint, "--me") {
				t.Errorf("%+v", f)
			}
			told := s.seen(EventWarning)
			if len(told) != 1 || told[0].Failure == nil || !strings.Contains(told[0].Text, f.Summary) {
				t.Errorf("told %+v", told)
			}
			for _, kind := range s.kinds() {
				if kind == EventWarning {
					break
				}
				if kind == EventURL {
					t.Error("it is not said before the browser opens")
				}
			}
		})
	}
}

// TestMeRefused names what was not read, and not the app registration.
func TestMeRefused(t *testing.T) {
	for status, want := range map[int]string{
		401: "refused the access token", 403: "doesn't let", 404: "no profile", 429: "busy", 500: "status 500",
	} {
		m := &meServer{authServer: newAuthServer(t), access: "EwBwA8l6BAAU", scope: "-", status: status}
		c, _ := microsoft(m.authServer)
		_, session := signInWithMe(t, m, c)
		f := onlyProblem(t, session)
		if f.Stage != StageMe || f.HTTPStatus != status || !strings.Contains(f.Summary, want) || f.Hint == "" {
			t.Errorf("%d: %+v", status, f)
		}
		for _, other := range []string{"registration", "az ", "manifest"} {
			if strings.Contains(f.Summary+f.Hint, other) {
				t.Errorf("%d: it speaks of %q: %+v", status, other, f)
			}
		}
	}
}

// TestMeNeedsAGraphToken: scopes of another service are refused before anything
// is sent.
func TestMeNeedsAGraphToken(t *testing.T) {
	at := func(c Connection, scopes string) Connection {
		c.ClientID, c.Secret, c.RedirectURI, c.AnyPort = testClientID, NewSecret(canarySecret), DefaultRedirectURI, true
		c.Scopes = strings.Fields(scopes)
		return c
	}
	for scopes, ok := range map[string]bool{
		"": true, "openid profile": true, "openid User.Read": true,
		"openid https://graph.microsoft.com/Mail.Read":  true,
		"openid https://graph.microsoft.com//.default":  true,
		"openid " + appreg.GraphAppID + "/User.Read":    true,
		"openid api://x/read":                           false,
		"openid https://outlook.office.com/Mail.Read":   false,
		"openid https://graph.microsoft.us/User.Read":   false,
		"openid " + testClientID + "/.default":          false,
		"openid https://graph.microsoft.com.evil/.x/.y": false,
	} {
		if faults := at(Connection{}, scopes).ValidateMe(); (len(faults) == 0) != ok {
			t.Errorf("%q: %v", scopes, faults)
		}
		if len(at(trusted("https://id.example"), scopes).ValidateMe()) != 0 {
			t.Errorf("%q at a test server is refused", scopes)
		}
	}
	s := launch(t, at(Connection{}, "openid api://x/read"), signingOptions{me: true})
	if f := s.end().Failure; f == nil || f.Stage != StageConnection || s.opened != 0 {
		t.Errorf("%+v", f)
	}
}
