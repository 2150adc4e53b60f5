package check

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
)

func TestSecretExpiry(t *testing.T) {
	for name, c := range map[string]struct {
		end      time.Time
		th       secret.Thresholds
		outcome  report.Outcome
		severity report.Severity
		says     string
	}{
		"half a year": {noon.AddDate(0, 6, 0), secret.Thresholds{}, report.Pass, report.Error, "in 181 days"},
		"91 days":     {noon.AddDate(0, 0, 91), secret.Thresholds{}, report.Pass, report.Error, "91"},
		"90 days":     {noon.AddDate(0, 0, 90), secret.Thresholds{}, report.Fail, report.Note, "90"},
		"31 days":     {noon.AddDate(0, 0, 31), secret.Thresholds{}, report.Fail, report.Note, "31"},
		"30 days":     {noon.AddDate(0, 0, 30), secret.Thresholds{}, report.Fail, report.Warning, "30"},
		"one day":     {noon.AddDate(0, 0, 1), secret.Thresholds{}, report.Fail, report.Warning, "in 1 day"},
		"an hour":     {noon.Add(time.Hour), secret.Thresholds{}, report.Fail, report.Warning, "today"},
		"now":         {noon, secret.Thresholds{}, report.Fail, report.Error, "less than a day ago"},
		"an hour ago": {noon.Add(-time.Hour), secret.Thresholds{}, report.Fail, report.Error, "less than a day ago"},
		"a day ago":   {noon.AddDate(0, 0, -1), secret.Thresholds{}, report.Fail, report.Error, "1 day ago"},
		"own numbers": {
			noon.AddDate(0, 0, 40),
			secret.Thresholds{SecretWarning: 45, SecretNote: 100},
			report.Fail,
			report.Warning, "40",
		},
		"own, further": {
			noon.AddDate(0, 0, 10),
			secret.Thresholds{SecretWarning: 5, SecretNote: 8},
			report.Pass,
			report.Error, "10",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := session(t)
			s.Request.SecretExpires = c.end
			f := expect(t, Judge(s, noon, c.th), "secret-expiry", c.outcome)
			if f.Severity != c.severity || !strings.Contains(f.Summary, c.says) {
				t.Errorf("%s: %q, want %s: %q", f.Severity, f.Summary, c.severity, c.says)
			}
		})
	}
	s := session(t)
	s.Request.SecretExpires = time.Time{}
	expect(t, judge(s), "secret-expiry-known", report.Fail)
	s.Request.ClientAuth = "none"
	expect(t, judge(s), "secret-expiry-known", report.Skip)
	expect(t, judge(s), "secret-expiry", report.Skip)
}

// TestClock: only a fresh Date says how the clocks stand (security 55).
func TestClock(t *testing.T) {
	at := func(ahead time.Duration, aged bool) flow.Exchange {
		return flow.Exchange{
			Name: "token", Start: noon, DurationMS: 200,
			Date: noon.Add(ahead + 100*time.Millisecond).Truncate(time.Second), Aged: aged,
		}
	}
	for name, c := range map[string]struct {
		exchanges []flow.Exchange
		want      report.Outcome
		says      string
	}{
		"in step":      {[]flow.Exchange{at(0, false)}, report.Pass, "within"},
		"59 s":         {[]flow.Exchange{at(59*time.Second, false)}, report.Pass, "within"},
		"90 s behind":  {[]flow.Exchange{at(90*time.Second, false)}, report.Fail, "behind"},
		"90 s ahead":   {[]flow.Exchange{at(-90*time.Second, false)}, report.Fail, "ahead of"},
		"10 min":       {[]flow.Exchange{at(10*time.Minute, false)}, report.Fail, "10 min behind"},
		"cached":       {[]flow.Exchange{at(10*time.Minute, true)}, report.Unknown, "no response"},
		"no Date":      {[]flow.Exchange{{Name: "token", Start: noon}}, report.Unknown, "no response"},
		"nothing sent": {nil, report.Skip, "no server"},
		"shortest": {
			[]flow.Exchange{{Start: noon, DurationMS: 9000, Date: noon.Add(time.Hour)}, at(0, false)},
			report.Pass, "within",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := session(t)
			s.Exchanges = c.exchanges
			if f := expect(t, judge(s), "clock-in-step", c.want); !strings.Contains(f.Summary, c.says) {
				t.Errorf("%q, want %q", f.Summary, c.says)
			}
		})
	}
	s := session(t)
	s.Exchanges = []flow.Exchange{at(10*time.Minute, false)}
	if f := judge(s).Find("clock-in-step"); !strings.Contains(f.Why, "idtoken-lifetime") {
		t.Errorf("ten minutes are not explained: %q", f.Why)
	}
}

// TestNormalThings: what is normal for Microsoft must never be a problem.
func TestNormalThings(t *testing.T) {
	personal := []any{
		"tid", entra.ConsumersTenant, "iss", "https://login.microsoftonline.com/" + entra.ConsumersTenant + "/v2.0",
		"exp", noon.Add(24*time.Hour + 4*time.Minute).Unix(), "xms_edov", nil, "oid", "00000000-0000-0000-c2ea-9c5648d10b7e",
	}
	for name, s := range map[string]*flow.Session{"work": session(t), "personal": session(t, personal...)} {
		r := judge(s)
		for _, f := range r.Findings {
			if f.Problem() && f.Severity != report.Note {
				t.Errorf("%s: %s: %s", name, f.ID, f.Summary)
			}
		}
		if r.Verdict != report.VerdictUnknown { // a loaded session has no signature
			t.Errorf("%s: verdict %s", name, r.Verdict)
		}
	}
}

// TestPasted: without a sign-in the checks of a sign-in are skipped.
func TestPasted(t *testing.T) {
	s := session(t)
	pasted := &flow.Session{
		Schema: flow.SessionSchema, Origin: flow.OriginPasted,
		Tokens: &flow.Tokens{IDToken: s.Tokens.IDToken},
	}
	r := judge(pasted)
	for _, id := range append(report.RefusalChecks, "signin-completed", "strays", "callback-mode", "secret-expiry-known") {
		if f := expect(t, r, id, report.Skip); f.Summary != noSignIn {
			t.Errorf("%s: %q", id, f.Summary)
		}
	}
	expect(t, r, "idtoken-received", report.Pass)
	expect(t, r, "email-present", report.Pass)
	expect(t, r, "email-verified", report.Unknown)
	access := &flow.Session{Origin: flow.OriginPasted, Tokens: &flow.Tokens{AccessToken: unsigned(t, workHeader,
		workClaims("scp", "x"))}}
	if r := judge(access); r.Verdict != report.VerdictUnknown || r.Tokens[0].Kind != "access" ||
		r.Account.Kind != proof.AccountWork {
		t.Errorf("an access token alone: %s, %+v", r.Headline, r.Account)
	}
}

func TestAccessToken(t *testing.T) {
	graph := unsigned(t, map[string]any{"alg": "RS256", "kid": "k1", "typ": "JWT", "nonce": "x"},
		workClaims("aud", "00000003-0000-0000-c000-000000000000", "ver", "1.0"))
	own := unsigned(t, workHeader, workClaims("aud", "api://"+testClient, "scp", "x", "xms_edov", nil))
	other := unsigned(t, workHeader, workClaims("aud", "api://other"))
	for name, c := range map[string]struct {
		token flow.Token
		state proof.VerificationState
		kind  report.Outcome
		edov  report.Outcome
		says  string
	}{
		"graph":    {graph, proof.CannotBeChecked, report.Fail, report.Skip, "v1.0, for Microsoft Graph"},
		"opaque":   {flow.NewToken("opaque"), proof.CannotBeChecked, report.Fail, report.Skip, "opaque"},
		"own":      {own, proof.NotChecked, report.Pass, report.Fail, "for the app's own API"},
		"another":  {other, proof.NotChecked, report.Fail, report.Skip, "for another API"},
		"own, yes": {unsigned(t, workHeader, workClaims("scp", "x")), proof.NotChecked, report.Pass, report.Pass, "own API"},
	} {
		t.Run(name, func(t *testing.T) {
			s := session(t)
			s.Tokens.AccessToken = c.token
			r := judge(s)
			expect(t, r, "accesstoken-kind", c.kind)
			f := expect(t, r, "accesstoken-edov", c.edov)
			if f.Outcome == report.Skip && !strings.Contains(f.Summary, "api://"+testClient+"/NAME") {
				t.Errorf("no way to ask for an own token: %q", f.Summary)
			}
			if got := r.Tokens[1]; got.Verification.State != c.state || !strings.Contains(got.Describe, c.says) {
				t.Errorf("%+v, %q", got.Verification, got.Describe)
			}
		})
	}
}
