package inspect_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect"
)

// play signs in as a scenario's user and judges what came of it.
func play(t *testing.T, s demo.Scenario) (*inspect.Report, *flow.Session, *demo.Server) {
	t.Helper()
	server, err := demo.Start(s, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	c := server.Connection()
	c.AnyPort = true
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	session := flow.SignIn(ctx, server.Env(), c, flow.SignInOptions{Paste: server.Pasted(), Program: "edov test"})
	server.ReadRegistration(ctx, session)
	return inspect.Judge(session, time.Now(), inspect.Thresholds{}), session, server
}

// TestScenarios holds every scenario to what it says it breaks.
func TestScenarios(t *testing.T) {
	for _, s := range demo.Scenarios() {
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			r, session, server := play(t, s)
			var broken []string
			for _, f := range r.Findings {
				if f.Outcome == inspect.Broken || f.Outcome == inspect.Fail && f.Severity != inspect.Note {
					broken = append(broken, f.ID)
				}
			}
			want := append([]string(nil), s.Breaks...)
			slices.Sort(want)
			slices.Sort(broken)
			if !slices.Equal(broken, want) {
				t.Errorf("breaks %v, want %v\n%s", broken, want, inspect.ReportMarkdown(r))
			}
			secretFree(t, r, session, server)
			t.Logf("%s | %s", r.Headline, r.Detail)
		})
	}
}

// secretFree looks for every secret of the demo in what a report can show.
func secretFree(t *testing.T, r *inspect.Report, session *flow.Session, server *demo.Server) {
	t.Helper()
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	shown := string(text) + inspect.ReportMarkdown(r)
	for _, secret := range server.Secrets() {
		if strings.Contains(shown, secret) {
			t.Error("the report holds a secret of the demo")
		}
	}
}

func TestScenarioVerdicts(t *testing.T) {
	for id, want := range map[string]struct{ email, headline string }{
		"healthy":           {inspect.EmailVerified, "email verified: xms_edov is true and the token is genuine"},
		"healthy-personal":  {inspect.EmailVerified, "email verified: it is a personal account"},
		"guest":             {inspect.EmailVerified, "email verified"},
		"no-edov":           {inspect.EmailNotVerified, "email not verified: xms_edov is missing from the ID token"},
		"edov-false":        {inspect.EmailNotVerified, "email not verified: xms_edov is false"},
		"no-email":          {inspect.EmailCannotTell, "no email: "},
		"wrong-nonce":       {inspect.EmailCannotTell, "the ID token cannot be trusted: "},
		"foreign-key":       {inspect.EmailCannotTell, "the ID token cannot be trusted: "},
		"bad-signature":     {inspect.EmailCannotTell, "the ID token cannot be trusted: "},
		"secret-expired":    {inspect.EmailCannotTell, "sign-in failed: the client secret has expired (AADSTS7000222)"},
		"redirect-mismatch": {inspect.EmailCannotTell, "sign-in failed: the redirect URI is not registered (AADSTS50011)"},
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s, ok := demo.Lookup(id)
			if !ok {
				t.Fatal("no such scenario")
			}
			r, _, _ := play(t, s)
			if r.Email.Verdict != want.email || !strings.HasPrefix(r.Headline, want.headline) {
				t.Errorf("%s, %q; want %s, %q", r.Email.Verdict, r.Headline, want.email, want.headline)
			}
		})
	}
}

// TestLoaded judges a saved session like the live one, except for the
// signature, which is not kept.
func TestLoaded(t *testing.T) {
	s, _ := demo.Lookup("healthy")
	live, session, _ := play(t, s)
	data, err := saved(session)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := flow.LoadSession(data)
	if err != nil {
		t.Fatal(err)
	}
	r := inspect.Judge(loaded, time.Now(), inspect.Thresholds{})
	if live.Verdict != inspect.VerdictPass || r.Verdict != inspect.VerdictUnknown || r.Problems(inspect.Warning) != 0 || r.Email.Verdict != inspect.EmailCannotTell || r.Tokens[0].Verification.State != inspect.NotChecked {
		t.Errorf("verdict %s, email %+v, verification %+v\n%s", r.Verdict, r.Email, r.Tokens[0].Verification, inspect.ReportMarkdown(r))
	}
}

func saved(s *flow.Session) ([]byte, error) { return json.Marshal(s) }
