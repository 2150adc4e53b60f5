package inspect_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect"
)

var guideNow = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// TestGuides holds what every guide must have: seven steps, parts that can be
// done, and proofs that exist.
func TestGuides(t *testing.T) {
	all := inspect.Guides()
	if len(all) < 6 {
		t.Fatalf("only %d guides", len(all))
	}
	places := []string{"", inspect.AtApps, inspect.AtProduct, inspect.AtAccountPortal}
	for _, p := range inspect.Pages() {
		places = append(places, string(p))
	}
	for _, g := range all {
		if len(g.Steps) != 7 {
			t.Errorf("%s has %d steps", g.ID, len(g.Steps))
		}
		if len(g.Facts) == 0 || len(g.Before) == 0 || len(g.Sources) == 0 || g.RedirectForm == "" {
			t.Errorf("%s lacks facts, a preface, sources or the form of its redirect URI", g.ID)
		}
		seen := map[string]bool{}
		for _, step := range g.Steps {
			if len(step.Parts) == 0 {
				t.Errorf("%s: step %q has no parts", g.ID, step.Title)
			}
			for _, p := range step.Parts {
				checkPart(t, g, p, places)
				if seen[p.ID] {
					t.Errorf("%s has the part %s twice", g.ID, p.ID)
				}
				seen[p.ID] = true
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z-]+\}`)

func checkPart(t *testing.T, g *inspect.Guide, p inspect.GuidePart, places []string) {
	t.Helper()
	if p.ID == "" || p.Title == "" || len(p.Do) == 0 || p.Why == "" {
		t.Errorf("%s: part %q lacks an ID, a title, what to do or why", g.ID, p.ID)
	}
	if len(p.Title) > 40 {
		t.Errorf("%s: the title %q is longer than 40 characters", g.ID, p.Title)
	}
	if !slices.Contains(places, p.At) {
		t.Errorf("%s/%s: there is no place %q", g.ID, p.ID, p.At)
	}
	for _, id := range slices.Concat(p.Proof, p.For, p.Against) {
		if _, ok := inspect.Lookup(strings.TrimSuffix(id, "/personal")); !ok && id != "product-email" {
			t.Errorf("%s/%s: there is no check %s", g.ID, p.ID, id)
		}
	}
	if len(p.Against) > 0 && len(p.Proof)+len(p.For) == 0 {
		t.Errorf("%s/%s: there is evidence against it and none for it", g.ID, p.ID)
	}
	for _, text := range slices.Concat(p.Do, p.Wrong, []string{p.Why}) {
		if placeholder.MatchString(text) {
			t.Errorf("%s/%s: a name was not filled in: %s", g.ID, p.ID, text)
		}
		if !strings.HasSuffix(text, ".") {
			t.Errorf("%s/%s: no full stop: %s", g.ID, p.ID, text)
		}
	}
}

func TestGuideFor(t *testing.T) {
	for product, want := range map[string]string{"Clerk": "clerk", "clerk": "clerk", "Supabase": "supabase", "Auth.js": "authjs", "authjs": "authjs", "": "clerk", "Hanko": "hanko", "better-auth": "better-auth", "Kratos": "own", "my own app": "own"} {
		if g := inspect.GuideFor(product); g.ID != want {
			t.Errorf("GuideFor(%q) is %s, want %s", product, g.ID, want)
		}
	}
}

// sight is a report with one finding.
func sight(id string, o inspect.Outcome, s inspect.Severity, at time.Time) *inspect.Report {
	c, _ := inspect.Lookup(id)
	return &inspect.Report{
		JudgedAt: at, Origin: flow.OriginSignIn, Request: flow.Request{ClientID: "c"},
		Findings: []inspect.Finding{{ID: id, Outcome: o, Severity: s, Summary: "seen", Step: c.Step, Page: c.Page}},
	}
}

// TestWalkStates: evidence beats the tick, newer evidence beats older.
func TestWalkStates(t *testing.T) {
	early, late := guideNow.Add(-time.Hour), guideNow
	edov := func(o inspect.Outcome, at time.Time) *inspect.Report {
		return sight("edov-present", o, inspect.Error, at)
	}
	setting := func(o inspect.Outcome, at time.Time) *inspect.Report {
		return sight("optional-edov", o, inspect.Error, at)
	}
	for _, c := range []struct {
		name    string
		part    string
		said    bool
		reports []*inspect.Report
		want    inspect.PartState
		by      string
	}{
		{"nothing", "claim-edov", false, nil, inspect.PartOpen, ""},
		{"said", "claim-edov", true, nil, inspect.PartSaid, "you"},
		{"proven", "claim-edov", false, []*inspect.Report{edov(inspect.Pass, early)}, inspect.PartProven, "a sign-in"},
		{"evidence beats the tick", "claim-edov", true, []*inspect.Report{edov(inspect.Fail, early)}, inspect.PartContradicted, "a sign-in"},
		{"a tick after it mends nothing", "claim-edov", true, []*inspect.Report{setting(inspect.Fail, early.Add(-time.Hour))}, inspect.PartOpen, "the registration"},
		{"what only speaks against", "claim-edov", false, []*inspect.Report{sight("optional-names", inspect.Pass, inspect.Warning, early)}, inspect.PartOpen, ""},
		{"speaks against", "claim-edov", false, []*inspect.Report{edov(inspect.Pass, early), sight("optional-names", inspect.Fail, inspect.Warning, late)}, inspect.PartContradicted, "the registration"},
		{"what only speaks for", "register", false, []*inspect.Report{sight("client-known", inspect.Fail, inspect.Error, early)}, inspect.PartOpen, ""},
		{"speaks for", "register", false, []*inspect.Report{sight("client-known", inspect.Pass, inspect.Error, early)}, inspect.PartProven, "a sign-in"},
		{"a refused secret is no missing one", "secret", false, []*inspect.Report{sight("secret-valid", inspect.Pass, inspect.Error, early), sight("secret-accepted", inspect.Fail, inspect.Error, late)}, inspect.PartProven, "the registration"},
		{"no secret is left", "secret", false, []*inspect.Report{sight("secret-valid", inspect.Pass, inspect.Error, early), sight("secret-present", inspect.Fail, inspect.Error, late)}, inspect.PartContradicted, "the registration"},
		{"an expired one beside a valid one", "secret", false, []*inspect.Report{sight("secret-valid", inspect.Fail, inspect.Note, early)}, inspect.PartProven, "the registration"},
		{"a note is no mistake", "unverified", false, []*inspect.Report{sight("unverified-email-removed", inspect.Fail, inspect.Note, early)}, inspect.PartOpen, "the registration"},
		{"another platform", "test-redirect", false, []*inspect.Report{sight("redirect-accepted", inspect.Pass, inspect.Error, early), sight("platform-web", inspect.Fail, inspect.Error, early)}, inspect.PartContradicted, "a sign-in"},
		{"mended", "claim-edov", false, []*inspect.Report{setting(inspect.Fail, early), edov(inspect.Pass, late)}, inspect.PartProven, "a sign-in"},
		{"undone", "claim-edov", false, []*inspect.Report{edov(inspect.Pass, early), setting(inspect.Fail, late)}, inspect.PartContradicted, "the registration"},
		{"older news do not count", "claim-edov", false, []*inspect.Report{edov(inspect.Pass, late), edov(inspect.Fail, early)}, inspect.PartProven, "a sign-in"},
		{"skipped is no news", "claim-edov", false, []*inspect.Report{edov(inspect.Pass, early), edov(inspect.Skip, late)}, inspect.PartProven, "a sign-in"},
		{"a note is no proof", "redirect-web", false, []*inspect.Report{sight("redirect-product", inspect.Fail, inspect.Note, early)}, inspect.PartOpen, ""},
		{"done in another way", "implicit", false, []*inspect.Report{sight("implicit-switches", inspect.Fail, inspect.Note, early)}, inspect.PartProven, "the registration"},
		{"not yet", "claim-edov", false, []*inspect.Report{setting(inspect.Fail, early)}, inspect.PartOpen, "the registration"},
		{"a wrong setting", "mapped", false, []*inspect.Report{sight("mapped-claims", inspect.Fail, inspect.Warning, early)}, inspect.PartContradicted, "the registration"},
		{"was set, is no more", "claim-edov", false, []*inspect.Report{setting(inspect.Pass, early), setting(inspect.Fail, late)}, inspect.PartContradicted, "the registration"},
		{"optional and said", "claim-access", true, []*inspect.Report{sight("optional-access-token", inspect.Fail, inspect.Note, early)}, inspect.PartContradicted, "the registration"},
		{"Clerk", "enable", false, []*inspect.Report{sight("clerk-enabled", inspect.Pass, inspect.Error, early)}, inspect.PartProven, "Clerk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := new(inspect.Progress)
			for _, r := range c.reports {
				p.Observe(r)
			}
			p.Say(c.part, c.said, early)
			part, _ := inspect.GuideFor("Clerk").Walk(p, flow.Connection{}, false, guideNow).Part(c.part)
			if part.State != c.want || part.By != c.by {
				t.Errorf("%s by %q, want %s by %q", part.State, part.By, c.want, c.by)
			}
		})
	}
}

// TestWalkGiven: what the connection holds counts until evidence speaks.
func TestWalkGiven(t *testing.T) {
	g := inspect.GuideFor("Clerk")
	c := flow.Connection{ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e", ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback", SecretExpires: guideNow.Add(time.Minute)}
	w := g.Walk(new(inspect.Progress), c, true, guideNow)
	for _, id := range []string{"client-id", "redirect-copy", "secret-value", "secret-end"} {
		if p, _ := w.Part(id); p.State != inspect.PartSaid || p.By != "the connection" || p.Markable() || p.StateLine() != "given to edov, not checked yet" {
			t.Errorf("%s is %s by %q: %s", id, p.State, p.By, p.StateLine())
		}
	}
	if p, _ := g.Walk(new(inspect.Progress), c, true, guideNow.AddDate(0, 0, 1)).Part("secret-end"); p.State != inspect.PartContradicted || !strings.Contains(p.StateLine(), "that day is over: 2026-11-24") {
		t.Errorf("a day that is over: %s", p.StateLine())
	}
	p := new(inspect.Progress)
	p.Observe(sight("secret-accepted", inspect.Fail, inspect.Error, guideNow))
	if part, _ := g.Walk(p, c, true, guideNow).Part("secret-value"); part.State != inspect.PartContradicted {
		t.Errorf("a refused secret is %s", part.State)
	}
}

// TestWalkOtherApp: what was seen of one app proves nothing of another.
func TestWalkOtherApp(t *testing.T) {
	p := new(inspect.Progress)
	r := sight("edov-present", inspect.Pass, inspect.Error, guideNow)
	p.Observe(r)
	r2 := sight("email-present", inspect.Pass, inspect.Error, guideNow)
	r2.Request.ClientID = "d"
	p.Observe(r2)
	if _, ok := p.Seen["edov-present"]; ok || p.ClientID != "d" {
		t.Errorf("the other app's proof is kept: %+v", p)
	}
}

// TestWalkSteps: a step is proven when its parts are done and one is proven,
// and the whole is when every step is.
func TestWalkSteps(t *testing.T) {
	for _, g := range inspect.Guides() {
		p := new(inspect.Progress)
		p.About(flow.Connection{Product: g.Product})
		w := g.Walk(p, flow.Connection{}, false, guideNow)
		if w.Done != 0 || w.Proven || w.Next != g.Steps[0].Parts[0].ID {
			t.Errorf("%s begins with %d steps done, next %q", g.ID, w.Done, w.Next)
		}
		for _, step := range g.Steps {
			for _, part := range step.Parts {
				if len(part.Proof)+len(part.For) == 0 {
					p.Say(part.ID, true, guideNow)
				}
				for _, id := range slices.Concat(part.Proof, part.For) {
					switch id {
					case "product-email":
						r := sight("email-present", inspect.Pass, inspect.Error, guideNow)
						r.Products = []inspect.ProductVerdict{{ID: g.ID, Verdict: inspect.SeenVerified}}
						p.Observe(r)
					case "signin-completed/personal": // optional
					default:
						p.Observe(sight(id, inspect.Pass, inspect.Error, guideNow))
					}
				}
			}
		}
		w = g.Walk(p, flow.Connection{}, false, guideNow)
		if w.Done != 7 || w.Next != "" {
			t.Errorf("%s ends with %d steps done, next %q", g.ID, w.Done, w.Next)
		}
		if g.ID == "clerk" {
			continue
		}
		p.Say("redirect-copy", false, guideNow)
		if w := g.Walk(p, flow.Connection{}, false, guideNow); w.Steps[0].State != inspect.PartOpen {
			t.Errorf("%s: a step with an open part is %s", g.ID, w.Steps[0].State)
		}
	}
}

// TestWalkMarkdown: the document holds the connection's values, and only links
// that can be opened.
func TestWalkMarkdown(t *testing.T) {
	c := flow.Connection{ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e", ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback"}
	p := new(inspect.Progress)
	p.Observe(sight("edov-present", inspect.Fail, inspect.Error, guideNow))
	w := inspect.GuideFor("Clerk").Walk(p, c, false, guideNow)
	text := inspect.WalkMarkdown(w, 0)
	for _, want := range []string{
		"# Sign in with Microsoft for Clerk", "6731de76-14a6-49ae-97bc-6eba6914391e", "`https://clerk.contoso.example/v1/oauth_callback`", "`http://localhost:8400/callback`",
		"clerk-2026-11", "/TokenConfiguration/appId/6731de76-14a6-49ae-97bc-6eba6914391e>", "https://accounts.contoso.example/sign-in", "Not so, by a sign-in: seen.", "0 of 7 steps done: 0 parts proven, 2 given to edov. Go on with step 5: Rename xms_pdl to xms_edov",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	one := inspect.WalkMarkdown(w, 4)
	if !strings.HasPrefix(one, "## 4. ") || strings.Contains(one, "## 5.") {
		t.Errorf("step 4 alone is:\n%s", one)
	}
	for _, step := range w.Steps {
		for _, part := range step.Parts {
			if u, err := url.Parse(part.Link); err != nil || part.Link != "" && u.Scheme != "https" {
				t.Errorf("%s: the link %q cannot be opened", part.ID, part.Link)
			}
		}
	}
}
