package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/secret"
)

// practise starts with nothing registered, or with what was saved.
func practise(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Start(Practice(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// submit presses a button of a page, fields as name and value in turn.
func (s *Server) submit(t *testing.T, page, do string, fields ...string) answer {
	t.Helper()
	form := url.Values{fieldToken: {s.formToken}, fieldDo: {do}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return s.post(t, strings.TrimPrefix(page, s.url), form, "Origin", s.url, "Sec-Fetch-Site", "same-origin")
}

// done presses a button that has to work, and returns the page it leads to.
func (s *Server) done(t *testing.T, page, do string, fields ...string) answer {
	t.Helper()
	a := s.submit(t, page, do, fields...)
	if a.status != http.StatusSeeOther {
		t.Fatalf("%s %s %q: status %d: %s", page, do, fields, a.status, textOf(a.body))
	}
	shown := s.get(t, a.header.Get("Location"))
	if shown.status != http.StatusOK || !strings.Contains(shown.body, `id="notice"`) {
		t.Fatalf("%s %s leads to %s: status %d", page, do, a.header.Get("Location"), shown.status)
	}
	return shown
}

// refused presses a button that must change nothing, and returns what the page
// says.
func (s *Server) refused(t *testing.T, page, do string, fields ...string) answer {
	t.Helper()
	before := s.Setup()
	a := s.submit(t, page, do, fields...)
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `role="alert"`) {
		t.Errorf("%s %s %q: status %d", page, do, fields, a.status)
	}
	if _, _, err := readPage(a.body); err != nil {
		t.Errorf("%s %s %q: %v", page, do, fields, err)
	}
	if !reflect.DeepEqual(before, s.Setup()) {
		t.Errorf("%s %s %q: refused, but changed", page, do, fields)
	}
	return a
}

// textOf is what a page says in its alert.
func textOf(body string) string {
	_, rest, _ := strings.Cut(body, `id="error">`)
	text, _, _ := strings.Cut(rest, "</p>")
	return text
}

// signIn plays the built-in user with the credentials that somebody would have
// copied from the pages.
func (s *Server) signIn(t *testing.T, change func(*flow.Connection)) *flow.Session {
	t.Helper()
	c := s.Connection()
	c.AnyPort = true
	if app := s.Setup().App; app != nil {
		c.ClientID = app.ClientID
		if n := len(app.Secrets); n > 0 {
			c.Secret, _ = s.SecretValue(app.Secrets[n-1].KeyID)
		}
	}
	if change != nil {
		change(&c)
	}
	session := flow.SignIn(t.Context(), s.Env(), c, flow.SignInOptions{Paste: s.Pasted(), Timeout: time.Minute})
	s.Graph().ReadInto(t.Context(), s.Env(), c, session)
	return session
}

// outcome is the AADSTS number of a sign-in that failed, or its verdict on the
// email.
func outcome(session *flow.Session) string {
	if session.Failure != nil {
		return fmt.Sprintf("AADSTS%d", slices.Max(append(session.Failure.Codes, 0)))
	}
	return check.Judge(session, time.Now(), secret.Thresholds{}).Email.Verdict
}

func (s *Server) want(t *testing.T, what, want string, change func(*flow.Connection)) {
	t.Helper()
	if got := s.signIn(t, change); outcome(got) != want {
		t.Errorf("%s: %s, want %s; %+v", what, outcome(got), want, got.Failure)
	}
}

// registerOn registers an app as the guide has it.
func (s *Server) registerOn(t *testing.T, fields ...string) {
	t.Helper()
	s.done(t, s.PortalURL("register"), "register", append([]string{"name", "Shop", "audience", flow.AudienceAll}, fields...)...)
}

// edited is what the manifest editor shows, changed.
func (s *Server) edited(t *testing.T, replacements ...string) string {
	t.Helper()
	text := s.Setup().App.manifest()
	edited := strings.NewReplacer(replacements...).Replace(text)
	if text == edited {
		t.Fatalf("the manifest has nothing of %q: %s", replacements, text)
	}
	return edited
}

// claimed sends a secret that the app does not have.
func claimed(c *flow.Connection) { c.Secret = flow.NewSecret("not~the.right.value") }
