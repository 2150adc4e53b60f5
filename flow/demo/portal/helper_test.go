package portal_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo/demotest"
	"edov/inspect/check"
	"edov/inspect/secret"
)

// signIn plays the built-in user with the credentials that a user would have
// copied from the pages.
func signIn(t *testing.T, s demotest.Visitor, change func(*flow.Connection)) *flow.Session {
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

func want(t *testing.T, s demotest.Visitor, what, want string, change func(*flow.Connection)) {
	t.Helper()
	if got := signIn(t, s, change); outcome(got) != want {
		t.Errorf("%s: %s, want %s; %+v", what, outcome(got), want, got.Failure)
	}
}

// claimed sends a secret that the app does not have.
func claimed(c *flow.Connection) { c.Secret = flow.NewSecret("not~the.right.value") }
