package inspect

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
)

func TestSecretExpiry(t *testing.T) {
	for name, c := range map[string]struct {
		end      time.Time
		th       Thresholds
		outcome  Outcome
		severity Severity
		says     string
	}{
		"half a year":  {noon.AddDate(0, 6, 0), Thresholds{}, Pass, Error, "in 181 days"},
		"91 days":      {noon.AddDate(0, 0, 91), Thresholds{}, Pass, Error, "91"},
		"90 days":      {noon.AddDate(0, 0, 90), Thresholds{}, Fail, Note, "90"},
		"31 days":      {noon.AddDate(0, 0, 31), Thresholds{}, Fail, Note, "31"},
		"30 days":      {noon.AddDate(0, 0, 30), Thresholds{}, Fail, Warning, "30"},
		"one day":      {noon.AddDate(0, 0, 1), Thresholds{}, Fail, Warning, "in 1 day"},
		"an hour":      {noon.Add(time.Hour), Thresholds{}, Fail, Warning, "less than a day"},
		"now":          {noon, Thresholds{}, Fail, Error, "less than a day ago"},
		"an hour ago":  {noon.Add(-time.Hour), Thresholds{}, Fail, Error, "less than a day ago"},
		"a day ago":    {noon.AddDate(0, 0, -1), Thresholds{}, Fail, Error, "1 day ago"},
		"own numbers":  {noon.AddDate(0, 0, 40), Thresholds{SecretWarning: 45, SecretNote: 100}, Fail, Warning, "40"},
		"own, further": {noon.AddDate(0, 0, 10), Thresholds{SecretWarning: 5, SecretNote: 8}, Pass, Error, "10"},
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
	expect(t, judge(s), "secret-expiry-known", Fail)
	s.Request.ClientAuth = "none"
	expect(t, judge(s), "secret-expiry-known", Skip)
	expect(t, judge(s), "secret-expiry", Skip)
}

func TestClock(t *testing.T) {
	at := func(ahead time.Duration, aged bool) flow.Exchange {
		return flow.Exchange{Name: "token", Start: noon, DurationMS: 200, Date: noon.Add(ahead + 100*time.Millisecond).Truncate(time.Second), Aged: aged}
	}
	for name, c := range map[string]struct {
		exchanges []flow.Exchange
		want      Outcome
		says      string
	}{
		"in step":      {[]flow.Exchange{at(0, false)}, Pass, "within"},
		"59 s":         {[]flow.Exchange{at(59*time.Second, false)}, Pass, "within"},
		"90 s behind":  {[]flow.Exchange{at(90*time.Second, false)}, Fail, "behind"},
		"90 s ahead":   {[]flow.Exchange{at(-90*time.Second, false)}, Fail, "ahead of"},
		"10 min":       {[]flow.Exchange{at(10*time.Minute, false)}, Fail, "10 min behind"},
		"cached":       {[]flow.Exchange{at(10*time.Minute, true)}, Unknown, "no answer"},
		"no Date":      {[]flow.Exchange{{Name: "token", Start: noon}}, Unknown, "no answer"},
		"nothing sent": {nil, Skip, "nothing"},
		"shortest":     {[]flow.Exchange{{Start: noon, DurationMS: 9000, Date: noon.Add(time.Hour)}, at(0, false)}, Pass, "within"},
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
	if f := judge(s).find("clock-in-step"); !strings.Contains(f.Why, "idtoken-lifetime") {
		t.Errorf("ten minutes are not explained: %q", f.Why)
	}
}

// TestNormalThings: what is normal for Microsoft must never be a problem.
func TestNormalThings(t *testing.T) {
	personal := []any{
		"tid", flow.ConsumersTenant, "iss", "https://login.microsoftonline.com/" + flow.ConsumersTenant + "/v2.0",
		"exp", noon.Add(24*time.Hour + 4*time.Minute).Unix(), "xms_edov", nil, "oid", "00000000-0000-0000-c2ea-9c5648d10b7e",
	}
	for name, s := range map[string]*flow.Session{"work": session(t), "personal": session(t, personal...)} {
		r := judge(s)
		for _, f := range r.Findings {
			if f.problem() && f.Severity != Note {
				t.Errorf("%s: %s: %s", name, f.ID, f.Summary)
			}
		}
		if r.Verdict != VerdictUnknown { // a loaded session has no signature
			t.Errorf("%s: verdict %s", name, r.Verdict)
		}
	}
}

// TestPasted: without a sign-in the checks of a sign-in are skipped.
func TestPasted(t *testing.T) {
	s := session(t)
	pasted := &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Tokens: &flow.Tokens{IDToken: s.Tokens.IDToken}}
	r := judge(pasted)
	for _, id := range append(causes, "signin-completed", "strays", "callback-mode", "secret-expiry-known") {
		if f := expect(t, r, id, Skip); f.Summary != handedIn {
			t.Errorf("%s: %q", id, f.Summary)
		}
	}
	expect(t, r, "idtoken-received", Pass)
	expect(t, r, "email-present", Pass)
	expect(t, r, "email-verified", Unknown)
	access := &flow.Session{Origin: flow.OriginPasted, Tokens: &flow.Tokens{AccessToken: unsigned(t, workHeader, workClaims("scp", "x"))}}
	if r := judge(access); r.Verdict != VerdictUnknown || r.Tokens[0].Kind != "access" || r.Account.Kind != accountWork {
		t.Errorf("an access token alone: %s, %+v", r.Headline, r.Account)
	}
}

func TestAccessToken(t *testing.T) {
	graph := unsigned(t, map[string]any{"alg": "RS256", "kid": "k1", "typ": "JWT", "nonce": "x"}, workClaims("aud", "00000003-0000-0000-c000-000000000000", "ver", "1.0"))
	own := unsigned(t, workHeader, workClaims("aud", "api://"+testClient, "scp", "x", "xms_edov", nil))
	other := unsigned(t, workHeader, workClaims("aud", "api://other"))
	for name, c := range map[string]struct {
		token flow.Token
		state VerificationState
		kind  Outcome
		edov  Outcome
		says  string
	}{
		"graph":    {graph, CannotBeChecked, Fail, Skip, "v1.0, for Microsoft Graph"},
		"opaque":   {flow.NewToken("opaque"), CannotBeChecked, Fail, Skip, "opaque"},
		"own":      {own, NotChecked, Pass, Fail, "for the app's own API"},
		"another":  {other, NotChecked, Fail, Skip, "for another API"},
		"own, yes": {unsigned(t, workHeader, workClaims("scp", "x")), NotChecked, Pass, Pass, "own API"},
	} {
		t.Run(name, func(t *testing.T) {
			s := session(t)
			s.Tokens.AccessToken = c.token
			r := judge(s)
			expect(t, r, "accesstoken-kind", c.kind)
			f := expect(t, r, "accesstoken-edov", c.edov)
			if f.Outcome == Skip && !strings.Contains(f.Summary, "api://"+testClient+"/NAME") {
				t.Errorf("no way to ask for an own token: %q", f.Summary)
			}
			if got := r.Tokens[1]; got.Verification.State != c.state || !strings.Contains(got.Describe, c.says) {
				t.Errorf("%+v, %q", got.Verification, got.Describe)
			}
		})
	}
}
