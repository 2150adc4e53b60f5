package guide_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/guide"
	"edov/inspect/report"
)

// TestWalkForeign: the registration of another app, a development instance of
// Clerk and a cancelled sign-in say nothing about the connection.
func TestWalkForeign(t *testing.T) {
	of := func(findings ...*report.Finding) *report.Report {
		return &report.Report{
			JudgedAt: guideNow, Origin: flow.OriginRegistration, Request: flow.Request{ClientID: "c"},
			Findings: findings,
		}
	}
	finding := func(id string, o report.Outcome) *report.Finding {
		c, _ := check.Lookup(id)
		return &report.Finding{ID: id, Outcome: o, Severity: c.Severity, Step: c.Step, Page: c.Page}
	}
	p := new(guide.Progress)
	p.Observe(of(finding("app-is-connection", report.Fail), finding("optional-edov", report.Pass),
		finding("app-id", report.Pass)))
	r := of(finding("clerk-enabled", report.Pass), finding("clerk-usable", report.Pass))
	r.Origin, r.Clerk = flow.OriginClerk, &flow.ClerkInstance{}
	p.Observe(r)
	r = of(finding("signin-completed", report.Fail), finding("client-known", report.Pass))
	r.Origin, r.Failure = flow.OriginSignIn,
		&flow.Failure{Stage: flow.StageAuthorize, Kind: flow.FailureOAuth, OAuthError: "access_denied", Codes: []int{65004}}
	p.Observe(r)
	if len(p.Seen) != 1 || p.Seen["app-is-connection"].Outcome != report.Fail {
		t.Errorf("seen are %v", p.Seen)
	}
	w := guide.For("Clerk").Walk(p, flow.Connection{ClientID: "c"}, false, guideNow)
	if part, _ := w.Part("client-id"); part.State != guide.PartContradicted {
		t.Errorf("the client ID of another app is %s", part.State)
	}
}

// TestWalkAccounts: what a personal account shows of the claims counts only
// where no work account has shown anything.
func TestWalkAccounts(t *testing.T) {
	verified := func(kind string, o report.Outcome, at time.Time) *report.Report {
		r := sight("email-verified", o, report.Error, at)
		r.Account.Kind = kind
		completed := &report.Finding{ID: "signin-completed", Outcome: report.Pass, Step: report.StepSignIn}
		r.Findings = append(r.Findings, completed)
		return r
	}
	early, late := guideNow.Add(-time.Hour), guideNow
	for _, c := range []struct {
		name            string
		reports         []*report.Report
		email, personal guide.PartState
	}{
		{"personal only", []*report.Report{verified("personal", report.Pass, early)}, guide.PartProven, guide.PartProven},
		{
			"work first",
			[]*report.Report{verified("work", report.Fail, early), verified("personal", report.Pass, late)},
			guide.PartContradicted, guide.PartProven,
		},
		{
			"work last",
			[]*report.Report{verified("personal", report.Fail, early), verified("work", report.Pass, late)},
			guide.PartProven, guide.PartProven,
		},
		{"guest", []*report.Report{verified("guest", report.Pass, early)}, guide.PartProven, guide.PartOpen},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := new(guide.Progress)
			for _, r := range c.reports {
				p.Observe(r)
			}
			w := guide.For("Clerk").Walk(p, flow.Connection{}, false, guideNow)
			email, _ := w.Part("test-email")
			personal, _ := w.Part("test-personal")
			if email.State != c.email || personal.State != c.personal {
				t.Errorf("the email is %s, the personal account %s; want %s, %s", email.State, personal.State, c.email, c.personal)
			}
		})
	}
}

// TestAbout: another app, product or redirect URI takes away what was known of
// the former one, and nothing else.
func TestAbout(t *testing.T) {
	first := flow.Connection{
		ClientID: "c", Product: "Clerk",
		ProductRedirectURI: "https://clerk.a.example/v1/oauth_callback",
	}
	for _, c := range []struct {
		name   string
		change func(*flow.Connection)
		seen   []string
		said   []string
	}{
		{
			"the same", func(*flow.Connection) {},
			[]string{"edov-present", "optional-edov", "redirect-product"},
			[]string{"credentials", "enable", "redirect-web"},
		},
		{
			"no values", func(c *flow.Connection) { c.ClientID = "" },
			[]string{"edov-present", "optional-edov", "redirect-product"},
			[]string{"credentials", "enable", "redirect-web"},
		},
		{"another app", func(c *flow.Connection) { c.ClientID = "d" }, nil, []string{"enable"}},
		{"another product", func(c *flow.Connection) { c.Product = "Supabase" }, []string{"edov-present"}, nil},
		{
			"another redirect URI", func(c *flow.Connection) { c.ProductRedirectURI += "/" },
			[]string{"edov-present", "optional-edov"},
			[]string{"credentials", "enable"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := new(guide.Progress)
			p.About(first)
			for _, id := range []string{"edov-present", "optional-edov", "redirect-product"} {
				p.Observe(sight(id, report.Pass, report.Error, guideNow))
			}
			for _, part := range []string{"credentials", "enable", "redirect-web"} {
				p.Say(part, true, guideNow)
			}
			next := first
			c.change(&next)
			p.About(next)
			seen, said := slices.Sorted(maps.Keys(p.Seen)), slices.Sorted(maps.Keys(p.Said))
			if !slices.Equal(seen, c.seen) || !slices.Equal(said, c.said) {
				t.Errorf("left are seen %q, said %q; want %q, %q", seen, said, c.seen, c.said)
			}
		})
	}
}

// TestMerge: two edovs change one progress.
func TestMerge(t *testing.T) {
	early, late := guideNow.Add(-time.Hour), guideNow
	begin := new(guide.Progress)
	begin.About(flow.Connection{ClientID: "c", Product: "Clerk"})
	begin.Observe(sight("edov-present", report.Fail, report.Error, early))
	begin.Say("enable", true, early)
	begin.Say("credentials", true, early)
	mine, theirs := begin.Clone(), begin.Clone()
	mine.Say("enable", false, late)
	mine.Say("test-product", true, late)
	mine.Observe(sight("optional-edov", report.Pass, report.Error, late))
	theirs.Observe(sight("edov-present", report.Pass, report.Error, late))
	theirs.Say("redirect-web", true, late)
	theirs.Merge(begin, mine)
	if said := slices.Sorted(maps.Keys(theirs.Said)); !slices.Equal(said,
		[]string{"credentials", "redirect-web", "test-product"}) {
		t.Errorf("said are %q", said)
	}
	if theirs.Seen["edov-present"].Outcome != report.Pass || theirs.Seen["optional-edov"].Outcome != report.Pass {
		t.Errorf("seen are %v", theirs.Seen)
	}

	other := begin.Clone()
	other.About(flow.Connection{ClientID: "d", Product: "Clerk"})
	if other.Merge(begin, mine); other.ClientID != "d" || len(other.Seen) > 0 {
		t.Errorf("the app that the other one changed to is gone: %+v", other)
	}
	mine.About(flow.Connection{ClientID: "d", Product: "Clerk"})
	written := begin.Clone()
	if written.Merge(new(guide.Progress), mine); written.ClientID != "d" {
		t.Errorf("a new app, of which nothing was known, is not there: %+v", written)
	}
	fresh := new(guide.Progress)
	if fresh.Merge(new(guide.Progress), mine); fresh.Former == nil || fresh.Former.ClientID != "c" {
		t.Errorf("the former app is gone: %+v", fresh)
	}
	kept := begin.Clone()
	if kept.Merge(begin, mine); kept.ClientID != "d" || len(kept.Seen) > 0 {
		t.Errorf("the app that was changed here is gone: %+v", kept)
	}
}

// TestUnregistered: what was seen of an app that was deleted since proves
// nothing, wherever it is kept.
func TestUnregistered(t *testing.T) {
	early, late := guideNow.Add(-time.Hour), guideNow
	kept := new(guide.Progress)
	kept.Observe(sight("edov-present", report.Pass, report.Error, early))
	mine := kept.Clone()
	mine.Unregistered(late)
	if kept.Merge(kept.Clone(), mine); len(mine.Seen) > 0 || len(kept.Seen) > 0 {
		t.Errorf("still seen are %v here and %v there", mine.Seen, kept.Seen)
	}
	if mine.Merge(new(guide.Progress), func() *guide.Progress {
		old := new(guide.Progress)
		old.Observe(sight("edov-present", report.Pass, report.Error, early))
		return old
	}()); len(mine.Seen) > 0 {
		t.Errorf("an old sighting came back: %v", mine.Seen)
	}
	if mine.Observe(sight("edov-present", report.Pass, report.Error, late.Add(time.Millisecond))); len(mine.Seen) == 0 {
		t.Error("the app that was registered again is not seen")
	}

	was := new(guide.Progress)
	was.About(flow.Connection{ClientID: "c"})
	was.Observe(sight("edov-present", report.Pass, report.Error, early))
	was.About(flow.Connection{ClientID: "d"})
	was.Unregistered(late)
	if was.About(flow.Connection{ClientID: "c"}); len(was.Seen) > 0 {
		t.Errorf("the deleted app is proven again: %v", was.Seen)
	}
}

// TestFormerApp: a mistyped client ID takes nothing away for good, but what was
// about another product or address stays away.
func TestFormerApp(t *testing.T) {
	first := flow.Connection{
		ClientID: "c", Product: "Clerk",
		ProductRedirectURI: "https://clerk.example.com/v1/oauth_callback",
	}
	other := func(change func(*flow.Connection)) flow.Connection { c := first; change(&c); return c }
	wrong := other(func(c *flow.Connection) { c.ClientID = "d" })
	for name, c := range map[string]struct {
		between flow.Connection
		seen    bool
	}{
		"mistyped": {wrong, true},
		"another address": {other(func(c *flow.Connection) {
			c.ClientID, c.ProductRedirectURI = "d", "https://clerk.example.org/x"
		}), false},
		"another product": {other(func(c *flow.Connection) { c.ClientID, c.Product = "d", "Supabase" }), false},
	} {
		p := new(guide.Progress)
		p.About(first)
		p.Observe(sight("edov-present", report.Pass, report.Error, guideNow))
		p.Say("credentials", true, guideNow)
		p.About(wrong)
		p.About(c.between)
		p.About(first)
		if seen := len(p.Seen) > 0 && len(p.Said) > 0; seen != c.seen {
			t.Errorf("%s: what was known is there: %v (%v, %v)", name, seen, p.Seen, p.Said)
		}
	}
}

func TestProgressJSON(t *testing.T) {
	p := new(guide.Progress)
	p.Observe(sight("edov-present", report.Pass, report.Error, guideNow))
	p.Say("test-product", true, guideNow)
	p.About(flow.Connection{Product: "Clerk", ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback"})
	p.At = "claim-edov"
	data, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := guide.ReadProgress(data)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := again.JSON()
	if string(text) != string(data) {
		t.Errorf("read back:\n%s\nwritten:\n%s", text, data)
	}
	for _, bad := range []string{`{"schema":2}`, `[]`, `{"schema":1,"schema":1}`, `{`, `{"said":{"x":"yesterday"}}`} {
		if _, err := guide.ReadProgress([]byte(bad)); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	if empty, err := guide.ReadProgress(nil); err != nil || len(empty.Seen) > 0 {
		t.Errorf("nothing gives %+v, %v", empty, err)
	}
}

// TestWalkUnverified: claims of a token that was not verified prove no part, and neither does its sign-in.
func TestWalkUnverified(t *testing.T) {
	finding := func(id string, o report.Outcome) *report.Finding {
		c, _ := check.Lookup(id)
		return &report.Finding{ID: id, Outcome: o, Severity: c.Severity, Step: c.Step}
	}
	for signature, want := range map[report.Outcome]guide.PartState{
		report.Pass:    guide.PartProven,
		report.Unknown: guide.PartOpen,
	} {
		p := new(guide.Progress)
		p.Observe(&report.Report{
			JudgedAt: guideNow, Origin: flow.OriginSignIn, Request: flow.Request{ClientID: "c"},
			Findings: []*report.Finding{
				finding("signin-completed", report.Pass), finding("secret-accepted", report.Pass),
				finding("idtoken-signature", signature), finding("edov-present", report.Pass),
			},
		})
		w := guide.For("Clerk").Walk(p, flow.Connection{ClientID: "c"}, true, guideNow)
		for _, id := range []string{"test-signin", "claim-edov"} {
			if part, _ := w.Part(id); part == nil || part.State != want {
				t.Errorf("signature %s: part %s is %+v, want %s", signature, id, part, want)
			}
		}
	}
}
