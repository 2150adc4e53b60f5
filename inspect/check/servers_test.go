package check

import (
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/token"
)

// TestForeignServers: what is said of a server that is not Microsoft's, or not of Entra's ways, is not false.
func TestForeignServers(t *testing.T) {
	if got := token.IssuerDifference("https://login.microsoftonline.com/x/v2.0",
		"http://id.example/x/v2.0"); !strings.Contains(got, "host") {
		t.Errorf("another host is told by %q", got)
	}
	for iss, foreign := range map[string]bool{
		"https://accounts.google.com": true, "https://sts.windows.net/x/": false, "": false, "shop": false,
		"https://login.microsoftonline.us/x/v2.0": false,
	} {
		if isForeign(iss) != foreign {
			t.Errorf("%q: foreign %t", iss, !foreign)
		}
	}
	now := time.Date(2026, 11, 28, 8, 45, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		ahead time.Duration
		want  string
		is    report.Case
	}{
		"the server's clock agrees":     {0, "the time in the token is wrong", ""},
		"the server is ahead":           {10 * time.Minute, "may be slow", report.CaseClock},
		"the server is ahead, but less": {2 * time.Minute, "may be slow", ""},
		"the server is behind":          {-10 * time.Minute, "may be slow", ""},
	} {
		s := &flow.Session{Exchanges: []flow.Exchange{{Start: now, DurationMS: 10, Date: now.Add(c.ahead)}}}
		in := &Input{Session: s, Now: now}
		r := in.tooEarly(now.Add(12*time.Minute), in.fail("early"))
		if !strings.Contains(r.Why, c.want) || r.Case != c.is {
			t.Errorf("%s: %s, case %q", name, r.Why, r.Case)
		}
	}
}

// TestStraysAreCounted: the entry that stands for many requests counts as many, also in a session saved with its number
// in words.
func TestStraysAreCounted(t *testing.T) {
	for _, last := range []string{
		`{"at":"2026-11-28T08:45:00Z","reason":"not listed","times":1901}`,
		`{"at":"2026-11-28T08:45:00Z","reason":"1901 more, not listed"}`,
	} {
		data := `{"schema":1,"origin":"sign-in","ignored":[` +
			strings.Repeat(`{"at":"2026-11-28T08:45:00Z","reason":"other path"},`, 99) + last + `]}`
		s, err := flow.LoadSession([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		s.Origin = flow.OriginSignIn
		f := Judge(s, time.Date(2026, 11, 28, 8, 45, 0, 0, time.UTC), secret.Thresholds{}).Find("strays")
		if f == nil || !strings.HasPrefix(f.Summary, "2000 other requests were ignored") {
			t.Errorf("%s: %+v", last, f)
		}
	}
}

// TestAnswerInOtherMode: a response in a mode that was not requested is in the report.
func TestAnswerInOtherMode(t *testing.T) {
	s := &flow.Session{
		Origin:  flow.OriginSignIn,
		Request: flow.Request{ResponseMode: "form_post"},
		Ignored: []flow.Ignored{{Reason: "other method", Method: "GET", AnswerBy: "query"}},
	}
	r := Judge(s, time.Date(2026, 11, 28, 8, 45, 0, 0, time.UTC), secret.Thresholds{})
	if f := r.Find("callback-mode"); f.Outcome != report.Fail || !strings.Contains(f.Fix, "--response-mode query") {
		t.Errorf("%+v", f)
	}
}
