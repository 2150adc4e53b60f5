package flow

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	pastedState = "the-right-state-0123456789"
	pastedQuery = "code=" + canaryCode + "&state=" + pastedState + "&session_state=x"
	pastedURL   = "http://localhost:8400/callback?" + pastedQuery
)

func newPasteReader(redirect string) *pasteReader {
	u, _ := url.Parse(redirect)
	return &pasteReader{
		redirectURI: u, now: time.Now,
		turnstile: newTurnstile(NewSecret(pastedState), func() *Metadata { return nil }),
	}
}

func TestPasteAccepted(t *testing.T) {
	for name, text := range map[string]string{
		"the whole address":     pastedURL,
		"quoted":                " \"" + pastedURL + "\"\r\n",
		"in angle brackets":     "<" + pastedURL + ">",
		"wrapped":               pastedURL[:40] + "\r\n  " + pastedURL[40:60] + "\n" + pastedURL[60:],
		"query":                 pastedQuery,
		"query with its mark":   "?" + pastedQuery,
		"fragment":              "#" + pastedQuery,
		"fragment of address":   "http://localhost:8400/callback#" + pastedQuery,
		"query and a fragment":  pastedURL + "#_=_",
		"wrapped query":         pastedQuery[:10] + "\n" + pastedQuery[10:],
		"host in other case":    strings.Replace(pastedURL, "localhost", "LOCALHOST", 1),
		"state before code":     "state=" + pastedState + "&code=" + canaryCode,
		"an error for this one": "error=access_denied&state=" + pastedState,
	} {
		p := newPasteReader(DefaultRedirectURI)
		failure, refused := p.read(text)
		if failure != nil || refused != "" {
			t.Errorf("%s: failure %+v, refused %q", name, failure, refused)
			continue
		}
		r := <-p.turnstile.out
		if r.via != "paste" || r.params.Get("error") == "" && r.params.Get("code") != canaryCode {
			t.Errorf("%s: %+v", name, r.via)
		}
		if _, refused := p.read(text); refused != pasteAgain {
			t.Errorf("%s: a second time: %q", name, refused)
		}
	}
	p := newPasteReader("http://localhost:8400")
	if _, refused := p.read("http://localhost:8400/?" + pastedQuery); refused != "" {
		t.Errorf("a redirect URI without path comes back with a slash: %q", refused)
	}
}

// TestPasteRefused: what is pasted is held to what the listener takes (security rows).
func TestPasteRefused(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"38 other host", strings.Replace(pastedURL, "localhost", "evil.example", 1), pasteOther},
		{"38 host with the right prefix", strings.Replace(pastedURL, "localhost", "localhost.evil.example", 1), pasteOther},
		{"38 user name", strings.Replace(pastedURL, "localhost", "localhost:8400@evil.example", 1), pasteOther},
		{"38 user name before the host", strings.Replace(pastedURL, "localhost", "x@localhost", 1), pasteOther},
		{"38 user name and password", strings.Replace(pastedURL, "localhost", "x:y@localhost", 1), pasteOther},
		{"38 empty user name", strings.Replace(pastedURL, "localhost", "@localhost", 1), pasteOther},
		{"38 other port", strings.Replace(pastedURL, "8400", "8401", 1), pasteOther},
		{"38 https", strings.Replace(pastedURL, "http", "https", 1), pasteOther},
		{"38 other path", strings.Replace(pastedURL, "callback", "Callback", 1), pasteOther},
		{"38 wrong state", strings.Replace(pastedURL, pastedState, "wrong", 1), "belongs to another sign-in"},
		{"38 no state", "http://localhost:8400/callback?code=" + canaryCode, "has no state"},
		{"38 code alone", "code=" + canaryCode, "has no state"},
		{"38 two addresses", pastedURL + "\n" + pastedURL, pasteTwo},
		{"38 code twice", pastedURL + "&code=x", "given twice"},
		{"38 long code", "state=" + pastedState + "&code=" + strings.Repeat("x", maxCode+1), "malformed code"},
		{"38 malformed code", "code=a%20b&state=" + pastedState, "malformed code"},
		{"38 semicolons", "code=1;state=" + pastedState, "malformed parameters"},
		{"bare address", "http://localhost:8400/callback", pasteBare},
		{"Microsoft's page", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=x&state=" +
			pastedState, pasteLogin},
		{"broken address", "http://local%zzhost/", pasteOther},
		{"nothing", " \n ", pasteEmpty},
		{"words", "hello there", pasteUnknown},
		{"too long", strings.Repeat("x", maxPaste+1), pasteTooLong},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := newPasteReader(DefaultRedirectURI)
			failure, refused := p.read(tc.text)
			if failure != nil || refused == "" || !strings.Contains(refused, tc.want) {
				t.Errorf("failure %+v, refused %q, want %q", failure, refused, tc.want)
			}
			if strings.Contains(refused, canaryCode) || strings.Contains(refused, "evil") {
				t.Errorf("the refusal quotes: %q", refused)
			}
			if len(p.turnstile.out) != 0 {
				t.Error("it was handed over")
			}
		})
	}
}

func TestPasteInSignIn(t *testing.T) {
	server := newAuthServer(t)
	s := begin(t, server.connection(), signingOptions{})
	s.paste <- "code=" + canaryCode + "&state=wrong"
	if e := s.until(EventPasteRefused); !strings.Contains(e.Text, "another sign-in") {
		t.Errorf("refused because %q", e.Text)
	}
	s.paste <- s.redirect.String() + "?" + s.good().Encode()
	session := s.end()
	if session.Failure != nil || session.Callback.Via != "paste" || server.count("token") != 1 {
		t.Errorf("failure %+v, callback %+v, %d token requests", session.Failure, session.Callback, server.count("token"))
	}
}

func TestPastedErrorPage(t *testing.T) {
	server := newAuthServer(t)
	s := begin(t, server.connection(), signingOptions{})
	s.paste <- "Sign in\nSorry, but we’re having trouble signing you in.\n\n" +
		"AADSTS50011: The redirect URI 'http://localhost:8400/callback' specified in the request does not match the redirect URIs configured for the application.\n" +
		"Request Id: 2f3ac3a5-73a4-4a3a-9c2c-4e1c4f9b0a00\nCorrelation Id: 5a3ac3a5-73a4-4a3a-9c2c-4e1c4f9b0a01\nTimestamp: 2026-11-24T01:00:00Z\n"
	session := s.end()
	f := session.Failure
	if f == nil || f.Stage != StageAuthorize || f.Kind != FailurePage || f.Code() != 50011 {
		t.Errorf("failure %+v", f)
	}
	if session.Callback != nil || server.count("token") != 0 || len(session.KeySets) == 0 || session.Metadata == nil {
		t.Errorf("callback %+v, %d token requests, %d key sets", session.Callback, server.count("token"),
			len(session.KeySets))
	}
}

func TestClosedPaste(t *testing.T) {
	s := begin(t, newAuthServer(t).connection(), signingOptions{})
	close(s.paste)
	s.succeed()
}

// FuzzPaste looks for texts that get past the state.
func FuzzPaste(f *testing.F) {
	f.Add(pastedURL)
	f.Add("?" + pastedQuery)
	f.Add("AADSTS50011: The redirect URI")
	f.Add("http://localhost:8400/callback#a=b")
	f.Add("\"http://localhost:8400/callback?code=\n&state=\"")
	f.Fuzz(func(t *testing.T, text string) {
		p := newPasteReader(DefaultRedirectURI)
		failure, refused := p.read(text)
		handed := len(p.turnstile.out) == 1
		if handed == (refused != "" || failure != nil) {
			t.Errorf("handed over: %v, failure %+v, refused %q", handed, failure, refused)
		}
		if handed && !strings.Contains(strings.Join(strings.Fields(text), ""), "state=") {
			t.Error("a response without state was taken")
		}
	})
}
