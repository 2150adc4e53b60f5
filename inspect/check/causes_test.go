package check

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/report"
)

// TestCauses holds each known failure to exactly one cause check.
func TestCauses(t *testing.T) {
	page := func(text string) flow.Failure {
		f, ok := flow.ParseFailureText(text)
		if !ok {
			t.Fatalf("no failure in %q", text)
		}
		return *f
	}
	authorize := func(oauth, description string, codes ...int) flow.Failure {
		f := tokenError(oauth, description, codes...)
		f.Stage, f.HTTPStatus = flow.StageAuthorize, 0
		return f
	}
	for name, c := range map[string]struct {
		failure flow.Failure
		want    string
	}{
		"unknown client": {
			page("AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'."),
			"client-known",
		},
		"unknown to personal": {
			page("AADSTS700016: Application 'x' was not found in the directory 'Microsoft Accounts'."),
			"account-types",
		},
		"odd client":    {page("AADSTS700038: x is not a valid application identifier."), "client-known"},
		"single tenant": {authorize("invalid_request", "AADSTS50194: ...", 50194), "account-types"},
		"not in tenant": {page("AADSTS50020: User account 'x' from identity provider 'live.com' does not exist in tenant 'y'."), "account-types"},
		"no consumers": {
			page("unauthorized_client: The client does not exist or is not enabled for consumers."),
			"account-types",
		},
		"userAudience": {authorize("invalid_request",
			"The request is not valid for the application's 'userAudience' configuration."), "account-types"},
		"redirect":          {page("AADSTS50011: The redirect URI 'x' does not match"), "redirect-accepted"},
		"redirect personal": {page("invalid_request: The provided value for the input parameter 'redirect_uri' is not valid."), "redirect-accepted"},
		"redirect at token": {tokenError("invalid_client", "AADSTS500112: ...", 500112), "redirect-accepted"},
		"spa":               {tokenError("invalid_request", "AADSTS9002327: ...", 9002327), "platform-web"},
		"native":            {tokenError("invalid_client", "AADSTS700025: ...", 700025), "platform-web"},
		"native, other number": {tokenError("invalid_request", "AADSTS90023: Public clients can't send a client secret.",
			90023), "platform-web"},
		"90023, other use": {
			tokenError("invalid_request", "AADSTS90023: Unexpected value.", 90023),
			"request-accepted",
		},
		"secret wrong":   {tokenError("invalid_client", "AADSTS7000215: ...", 7000215), "secret-accepted"},
		"secret expired": {tokenError("invalid_client", "AADSTS7000222: ...", 7000222), "secret-accepted"},
		"secret missing": {tokenError("invalid_client", "AADSTS7000218: ...", 7000218), "secret-accepted"},
		"secret missing, MSA": {tokenError("invalid_client",
			"AADSTS70002: The provided request must include a 'client_secret' input parameter.", 70002), "secret-accepted"},
		"invalid_client, token":  {tokenError("invalid_client", "nothing more"), "secret-accepted"},
		"invalid_client, before": {authorize("invalid_client", "nothing more"), "request-accepted"},
		"unknown scope":          {authorize("invalid_client", "AADSTS650053: ...", 650053), "request-accepted"},
		"consent missing":        {tokenError("invalid_grant", "AADSTS65001: ...", 65001), "consent-given"},
		"declined":               {authorize("access_denied", "AADSTS65004: ...", 65004), "consent-given"},
		"cancelled":              {authorize("access_denied", ""), "consent-given"},
		"admin approval":         {page("AADSTS90094: The grant requires admin permission."), "consent-given"},
		"not assigned":           {page("AADSTS50105: ... not assigned to a role"), "user-allowed"},
		"conditional access":     {tokenError("interaction_required", "AADSTS53003: ...", 53003), "user-allowed"},
		"mfa":                    {tokenError("invalid_grant", "AADSTS50076: ...", 50076), "user-allowed"},
		"code used, wrapped": {
			tokenError("invalid_grant", "AADSTS70002: Error. AADSTS54005: redeemed", 70002, 54005),
			"request-accepted",
		},
		"server error": {authorize("server_error", ""), "request-accepted"},
		"unheard of":   {tokenError("invalid_request", "AADSTS999999: new", 999999), "request-accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(refused(t, c.failure))
			expect(t, r, "signin-completed", report.Fail)
			f := expect(t, r, c.want, report.Fail)
			oneCause(t, r)
			if f.Summary == "" || f.Why == "" || f.Fix == "" || len(f.Evidence) == 0 {
				t.Errorf("thin finding: %+v", f)
			}
			if !strings.HasPrefix(r.Headline, "sign-in failed: ") || r.Verdict != report.VerdictFail {
				t.Errorf("headline %q, verdict %s", r.Headline, r.Verdict)
			}
		})
	}
}

// oneCause checks that one check, not more, names the cause, and that nothing
// after it fails.
func oneCause(t *testing.T, r *report.Report) {
	t.Helper()
	n := 0
	for _, id := range report.RefusalChecks {
		if r.Find(id).Outcome == report.Fail {
			n++
		}
	}
	if n != 1 || r.Problems(report.Error) != 2 {
		t.Errorf("%d causes, %d errors, want 1 and 2", n, r.Problems(report.Error))
	}
}

func TestRealErrorBodies(t *testing.T) {
	data, err := os.ReadFile("../../testdata/error-bodies.json")
	if err != nil {
		t.Fatal(err)
	}
	var bodies []struct {
		ID   string          `json:"id"`
		Body json.RawMessage `json:"body"`
	}
	if err := json.Unmarshal(data, &bodies); err != nil {
		t.Fatal(err)
	}
	for _, b := range bodies {
		text := string(b.Body)
		_ = json.Unmarshal(b.Body, &text) // a text stays, an object is taken as JSON
		f, ok := flow.ParseFailureText(text)
		if !ok {
			continue // a product's complaint about the issuer
		}
		t.Run(b.ID, func(t *testing.T) {
			r := judge(refused(t, *f))
			oneCause(t, r)
			for _, finding := range r.Findings {
				for _, e := range finding.Evidence {
					if e.Label == "Microsoft says" &&
						(strings.Contains(e.Got, "Correlation ID:") || strings.Contains(e.Got, "Timestamp:")) {
						t.Errorf("the tail is still there: %q", e.Got)
					}
				}
			}
		})
	}
}

// TestSecretTexts: the reasons why a secret is refused stay apart, and the Secret ID is named (security 53).
func TestSecretTexts(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range []int{7000215, 7000222, 7000218} {
		f := expect(t, judge(refused(t, tokenError("invalid_client", "x", code))), "secret-accepted", report.Fail)
		if seen[f.Summary] || seen[f.Why] {
			t.Errorf("%d says the same as another: %+v", code, f)
		}
		seen[f.Summary], seen[f.Why] = true, true
	}
	s := refused(t, tokenError("invalid_client", "x", 7000215))
	s.Request.SecretShape = "guid"
	if f := expect(t, judge(s), "secret-accepted", report.Fail); !strings.Contains(f.Why, "Secret ID") {
		t.Errorf("the Secret ID is not named: %s", f.Why)
	}
}

// TestOwnFailures: what is not Microsoft's answer fails no cause check.
func TestOwnFailures(t *testing.T) {
	for _, kind := range []flow.FailureKind{
		flow.FailureNetwork, flow.FailureTimeout, flow.FailureCancelled,
		flow.FailureProtocol, flow.FailureLocal,
	} {
		r := judge(refused(t, flow.Failure{Stage: flow.StageAuthorize, Kind: kind, Summary: "it stopped", Hint: "try again"}))
		// Only a broken protocol says something of the connection; the others could not be finished.
		want, verdict, problems := report.Unknown, report.VerdictUnknown, 0
		if kind == flow.FailureProtocol {
			want, verdict, problems = report.Fail, report.VerdictFail, 1
		}
		f := expect(t, r, "signin-completed", want)
		if f.Summary != "it stopped" || f.Fix != "Try again" || r.Problems(report.Note) != problems || r.Verdict != verdict {
			t.Errorf("%s: %+v, %s, %d problems", kind, f, r.Verdict, r.Problems(report.Note))
		}
		for _, id := range report.RefusalChecks {
			expect(t, r, id, report.Skip)
		}
	}
}

// TestPastedError judges an error that was pasted without a sign-in.
func TestPastedError(t *testing.T) {
	f := tokenError("invalid_client", "AADSTS7000222: expired", 7000222)
	s := &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Failure: &f}
	expect(t, judge(s), "secret-accepted", report.Fail)
}

func TestStages(t *testing.T) {
	r := judge(refused(t, tokenError("invalid_client", "x", 7000222)))
	for _, id := range []string{"client-known", "account-types", "redirect-accepted", "consent-given", "user-allowed"} {
		expect(t, r, id, report.Pass)
	}
	expect(t, r, "platform-web", report.Skip)
}
