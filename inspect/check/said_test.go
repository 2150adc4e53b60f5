package check

import (
	"encoding/json"
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// testServer makes a session one at a test server.
func testServer(s *flow.Session) *flow.Session {
	s.Request.Authority, s.Request.TrustAuthority = "https://id.test.example", true
	return s
}

// TestSecretThatWasNotSent: no text speaks of a wrong secret where none was sent,
// and none of a missing one where one was.
func TestSecretThatWasNotSent(t *testing.T) {
	wrong := []string{
		"wrong client secret", "may be wrong", "has expired", "Secret ID", "does not belong to this app", "secrets --probe",
	}
	for _, code := range []int{0, 50012, 70002, 7000215, 7000216, 7000218, 7000222, 7009999} {
		failure := tokenError("invalid_client", "client authentication failed", code)
		if code == 0 {
			failure.Codes = nil
		}
		for _, at := range []func(*flow.Session) *flow.Session{func(s *flow.Session) *flow.Session { return s }, testServer} {
			s := at(refused(t, failure))
			s.Request.ClientAuth, s.Request.SecretShape = "none", ""
			f := expect(t, judge(s), "secret-accepted", report.Fail)
			e := fault.Explain(&failure, fault.About{Request: s.Request})
			for _, text := range []string{f.Summary + f.Why + f.Fix, e.Title + e.Cause + e.Fix + e.Check} {
				for _, w := range wrong {
					if strings.Contains(text, w) {
						t.Errorf("%d: no secret was sent, and it says %q: %s", code, w, text)
					}
				}
				if !strings.Contains(text, "no client secret was sent") || !strings.Contains(text, "eave out --public") {
					t.Errorf("%d: %s", code, text)
				}
			}
			s = at(refused(t, failure))
			f = expect(t, judge(s), "secret-accepted", report.Fail)
			if text := f.Summary + f.Why; strings.Contains(text, "no client secret was sent") {
				t.Errorf("%d: a secret was sent: %s", code, text)
			}
			if code == 7000218 && !strings.HasPrefix(f.Summary, "a client secret was sent, but ") {
				t.Errorf("%d: %s", code, f.Summary)
			}
		}
	}
	for _, code := range []int{90023, 700025, 9002325, 9002327} {
		s := refused(t, tokenError("invalid_client", "public client", code))
		s.Request.ClientAuth, s.Request.SecretShape = "none", ""
		f := expect(t, judge(s), "platform-web", report.Fail)
		if strings.Contains(f.Why, "refuses") || strings.Contains(f.Fix, "keep the secret") {
			t.Errorf("%d: %s; %s", code, f.Why, f.Fix)
		}
	}
}

// TestSecretOfPastedError: it is not known what was sent.
func TestSecretOfPastedError(t *testing.T) {
	for _, text := range []string{"invalid_client", `{"error":"invalid_client","error_description":"it failed"}`} {
		e, ok := fault.ExplainText(text, fault.About{})
		if !ok || !strings.Contains(e.Cause, "if a secret was sent") || !strings.Contains(e.Cause, "if none was sent") {
			t.Errorf("%q: %s", text, e.Cause)
		}
	}
	f := tokenError("invalid_client", "client authentication failed")
	f.Kind = flow.FailurePage // pasted while a sign-in with a secret waited
	about := fault.About{Request: flow.Request{ClientAuth: "secret"}}
	if e := fault.Explain(&f, about); !strings.Contains(e.Cause, "if a secret was sent") {
		t.Error(e.Cause)
	}
	s := &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Failure: &f}
	if f := expect(t, judge(s), "secret-accepted", report.Fail); !strings.Contains(f.Why, "if a secret was sent") {
		t.Error(f.Why)
	}
}

// TestTestServerSpeaks: a report on a test server does not put its words into
// Microsoft's mouth. The demo tenant plays Microsoft.
func TestTestServerSpeaks(t *testing.T) {
	speaks := []string{
		"Microsoft said", "Microsoft says", "Microsoft refused", "Microsoft answered", "Microsoft did not", "Microsoft knows",
		"Microsoft does not know", "Microsoft could not", "Microsoft has to", "Microsoft accepts", "Microsoft's own words",
		"Microsoft's page", "and Microsoft changes",
	}
	var failures []flow.Failure
	for _, code := range fault.Codes() {
		failures = append(failures, tokenError("invalid_request", "words", code))
	}
	for _, oauth := range []string{
		"access_denied", "consent_required", "interaction_required", "invalid_client", "invalid_grant", "invalid_scope",
		"server_error", "unauthorized_client", "other",
	} {
		failures = append(failures, tokenError(oauth, "words"))
	}
	for _, f := range failures {
		s := refused(t, f)
		microsoft, said := textOf(t, judge(s)), textOf(t, judge(testServer(s)))
		for _, words := range speaks {
			if strings.Contains(said, words) {
				t.Errorf("%s %v: %s", f.OAuthError, f.Codes, words)
			}
		}
		s.Request.Demo = true
		demo := textOf(t, judge(s))
		for text, who := range map[string]string{microsoft: "Microsoft", said: "the server", demo: "Microsoft"} {
			if !strings.Contains(text, `"`+who+" refused the sign-in") {
				t.Errorf("%s %v: %s does not refuse", f.OAuthError, f.Codes, who)
			}
		}
	}
	for id, s := range breakers(t) {
		said := textOf(t, judge(testServer(s)))
		for _, words := range append(speaks, "look for a proxy that changes answers") {
			if strings.Contains(said, words) {
				t.Errorf("%s: %s", id, words)
			}
		}
	}
	probed := secret.JudgeProbe(flow.Connection{Authority: "https://id.test.example", TrustAuthority: true}, nil)
	if probed.Summary != "the server accepts the client secret" {
		t.Error(probed.Summary)
	}
}

// textOf is all that a report says in its own words: the session is quoted.
func textOf(t *testing.T, r *report.Report) string {
	t.Helper()
	text, err := json.Marshal(struct {
		Headline, Detail string
		Findings         []*report.Finding
	}{r.Headline, r.Detail, r.Findings})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
