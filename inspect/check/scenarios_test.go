package check_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/markdown"
)

// play signs in as a scenario's user and checks the result.
func play(t *testing.T, s demo.Scenario) (*report.Report, *flow.Session, *demo.Server) {
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
	return check.Judge(session, time.Now(), secret.Thresholds{}), session, server
}

// TestScenarios checks that every scenario breaks what it says it breaks.
func TestScenarios(t *testing.T) {
	for _, s := range demo.Scenarios() {
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			r, session, server := play(t, s)
			var broken []string
			for _, f := range r.Findings {
				if f.Outcome == report.Broken || f.Outcome == report.Fail && f.Severity != report.Note {
					broken = append(broken, f.ID)
				}
			}
			want := append([]string(nil), s.Breaks...)
			slices.Sort(want)
			slices.Sort(broken)
			if !slices.Equal(broken, want) {
				t.Errorf("breaks %v, want %v\n%s", broken, want, markdown.Report(r))
			}
			if warns := r.Conclude(report.Error).Mark == report.MarkWarning; warns != s.Warns {
				t.Errorf("it only warns: %t, and says %t", warns, s.Warns)
			}
			if wrong := check.OneCauseEach(r); wrong != nil {
				t.Errorf("causes: %q", wrong)
			}
			secretFree(t, r, session, server)
			t.Logf("%s | %s", r.Headline, r.Detail)
		})
	}
}

// secretFree looks for all secrets of the demo in what a report can show.
func secretFree(t *testing.T, r *report.Report, session *flow.Session, server *demo.Server) {
	t.Helper()
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	shown := string(text) + markdown.Report(r)
	for _, secret := range server.Secrets() {
		if strings.Contains(shown, secret) {
			t.Error("the report holds a secret of the demo")
		}
	}
}

func TestScenarioVerdicts(t *testing.T) {
	for id, want := range map[string]struct{ email, headline string }{
		"healthy": {proof.EmailVerified, "email verified: xms_edov is true and the token is genuine"},
		"healthy-personal": {
			proof.EmailVerified,
			"email verified: this is a personal account, whose address Microsoft documents as verified",
		},
		"guest":             {proof.EmailVerified, "email verified"},
		"no-edov":           {proof.EmailNotVerified, "email not verified: xms_edov is missing from the ID token"},
		"edov-false":        {proof.EmailNotVerified, "email not verified: xms_edov is false"},
		"no-email":          {proof.EmailCannotTell, "no email: "},
		"wrong-nonce":       {proof.EmailCannotTell, "ID token can't be trusted: "},
		"foreign-key":       {proof.EmailCannotTell, "ID token can't be trusted: "},
		"bad-signature":     {proof.EmailCannotTell, "ID token can't be trusted: "},
		"secret-expired":    {proof.EmailCannotTell, "sign-in failed: client secret has expired (AADSTS7000222)"},
		"redirect-mismatch": {proof.EmailCannotTell, "sign-in failed: redirect URI not registered (AADSTS50011)"},
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
// signature, which is not saved.
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
	r := check.Judge(loaded, time.Now(), secret.Thresholds{})
	if live.Verdict != report.VerdictPass || r.Verdict != report.VerdictUnknown || r.Problems(report.Warning) != 0 ||
		r.Email.Verdict != proof.EmailCannotTell || r.Tokens[0].Verification.State != proof.NotChecked {
		t.Errorf("verdict %s, email %+v, verification %+v\n%s", r.Verdict, r.Email, r.Tokens[0].Verification,
			markdown.Report(r))
	}
}

// TestSessionProvesNothing: a session that has a signature, and the keys for it, was written by someone else. Its keys
// are no more than its claims are.
func TestSessionProvesNothing(t *testing.T) {
	s, _ := demo.Lookup("healthy")
	_, session, _ := play(t, s)
	data, err := saved(session)
	if err != nil {
		t.Fatal(err)
	}
	token := session.Tokens.IDToken.Compact()
	bare := token[:strings.LastIndexByte(token, '.')+1]
	forged := strings.Replace(string(data), `"`+bare+`"`, `"`+token+`"`, 1)
	loaded, err := flow.LoadSession([]byte(forged))
	if err != nil || forged == string(data) || len(loaded.KeySets) == 0 {
		t.Fatal(err, "the session has no signature, or no keys")
	}
	r := check.Judge(loaded, time.Now(), secret.Thresholds{})
	if r.Verdict != report.VerdictUnknown || r.Tokens[0].Verification.State != proof.NotChecked {
		t.Errorf("verdict %s, %+v", r.Verdict, r.Tokens[0].Verification)
	}
}

func saved(s *flow.Session) ([]byte, error) { return json.Marshal(s) }
