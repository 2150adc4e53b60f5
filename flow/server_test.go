package flow

import (
	"strings"
	"testing"

	"edov/flow/entra"
)

// TestTestServerClientIDs: a test server may call its clients whatever RFC 6749
// appendix A.1 allows; Microsoft's client IDs are GUIDs.
func TestTestServerClientIDs(t *testing.T) {
	for id, problem := range map[string]string{
		"my-app": "", "my app": "", "urn:example:app": "", "https://app.example/cb?x=1&y=2": "", "x": "",
		"common": "", "shop.example.com": "", `a"b'c\d`: "", `co "x"`: "", strings.Repeat("a", maxTestClientID): "",
		testClientID: "", strings.ToUpper(testClientID): "", "00000000-0000-0000-0000-000000000000": "",
		entra.ConsumersTenant: "",
		"":                    "no client ID", " \n": "no client ID",
		"my\tapp": "character", "my\x00app": "character", "m\u00fcller": "character", "\x1b[2J": "character",
		strings.Repeat("a", maxTestClientID+1): "longer than",
		" my-app":                              "quotes or spaces", `"my-app"`: "quotes or spaces",
		"my-app\r\n": "quotes or spaces",
	} {
		c := goodConnection()
		c.ClientID, c.Authority, c.TrustAuthority = id, "https://id.example", true
		faults := c.Validate()
		switch {
		case problem == "" && len(faults) > 0:
			t.Errorf("%q is refused: %+v", id, faults)
		case problem == "":
		case len(faults) != 1 || faults[0].Field != "client-id" || faults[0].Hint == "",
			!strings.Contains(faults[0].Problem, problem):
			t.Errorf("%q: %+v, want %q", id, faults, problem)
		}
		if problem == "" && c.record().ClientID != id {
			t.Errorf("%q is sent as %q", id, c.record().ClientID)
		}
		if len(faults) > 0 && faults[0].Trimmed && len(c.Trimmed().Validate()) > 0 {
			t.Errorf("%q: trimming does not fix it", id)
		}
		if id == "" || entra.IsGUID(id) {
			continue
		}
		for name, change := range map[string]func(*Connection){
			"Microsoft":       func(c *Connection) { c.Authority, c.TrustAuthority = "", false },
			"the demo tenant": func(c *Connection) { c.Demo = true },
		} {
			change(&c)
			if len(c.Validate()) == 0 {
				t.Errorf("%q is taken for a client ID of %s", id, name)
			}
		}
	}
}

// TestTestServerSecrets: the Secret ID is a thing of Microsoft's.
func TestTestServerSecrets(t *testing.T) {
	for secret, ok := range map[string]bool{
		testTenant: true, "a secret of two words": true, "s": true,
		"a\x00b": false, "m\u00fcller geheim": false, strings.Repeat("x", 4097): false,
	} {
		c := goodConnection()
		c.Secret, c.Authority, c.TrustAuthority = NewSecret(secret), "https://id.example", true
		if faults := c.Validate(); (len(faults) == 0) != ok {
			t.Errorf("%.30q: %+v", secret, faults)
		}
		if shape := c.record().SecretShape; shape != "" {
			t.Errorf("a test server's secret is %s", shape)
		}
	}
}

// TestSignInWithOtherClientID: such a client ID is sent as it is.
func TestSignInWithOtherClientID(t *testing.T) {
	server := newAuthServer(t)
	c := server.connection()
	c.ClientID = `My app/1 & "co"`
	s := begin(t, c, signingOptions{})
	session := s.succeed()
	for where, got := range map[string]string{
		"the authorization request": s.url.Get("client_id"), "the session": session.Request.ClientID,
		"the token request": server.tokenForms[0].Get("client_id"),
	} {
		if got != c.ClientID {
			t.Errorf("%s has %q", where, got)
		}
	}
	if entra.PortalLink(entra.Global, "Overview", c.ClientID) != "" {
		t.Error("a link into the portal, where there is no such app")
	}
}

// TestTestServerRedirects: some rules for redirect URIs are Microsoft's own.
func TestTestServerRedirects(t *testing.T) {
	for _, uri := range []string{
		"http://[::1]:8400/callback", "http://localhost:8400/a(b),c", "http://localhost:8400/" + strings.Repeat("a", 300),
	} {
		c := goodConnection()
		c.RedirectURI = uri
		if faults := c.Validate(); len(faults) != 1 || !strings.Contains(faults[0].Problem, "Microsoft") {
			t.Errorf("%s at Microsoft: %+v", uri, faults)
		}
		c.Authority, c.TrustAuthority = "https://id.example", true
		if faults := c.Validate(); len(faults) > 0 {
			t.Errorf("%s: %+v", uri, faults)
		}
	}
}

// TestServer names who answers.
func TestServer(t *testing.T) {
	for want, c := range map[string]Connection{
		"Microsoft": {}, "the server": {Authority: "https://id.example", TrustAuthority: true},
	} {
		if c.Server() != want {
			t.Errorf("%+v: %s", c, c.Server())
		}
		c.Demo = true
		if c.Server() != Microsoft {
			t.Error("the demo tenant plays Microsoft")
		}
	}
}
