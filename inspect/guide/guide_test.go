package guide_test

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/guide"
	"edov/inspect/portal"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/ui/render/markdown"
)

var guideNow = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// TestGuides holds what every guide must have: seven steps, parts that can be
// done, and proofs that exist.
func TestGuides(t *testing.T) {
	all := guide.All()
	if len(all) < 6 {
		t.Fatalf("only %d guides", len(all))
	}
	places := []string{"", portal.AtApps, portal.AtProduct, portal.AtAccountPortal}
	for _, p := range portal.Pages() {
		places = append(places, string(p))
	}
	for _, g := range all {
		if len(g.Steps) != 7 {
			t.Errorf("%s has %d steps", g.ID, len(g.Steps))
		}
		if len(g.Facts) == 0 || len(g.Before) == 0 || len(g.Sources) == 0 || g.RedirectForm == "" {
			t.Errorf("%s lacks facts, a preface, sources or the form of its redirect URI", g.ID)
		}
		if practiced := demo.RedirectURIOf(g.Product); path.Base(practiced) != path.Base(g.RedirectForm) {
			t.Errorf("%s: the practice has the redirect URI %s, which is not of the form %s", g.ID, practiced, g.RedirectForm)
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

var placeholder = regexp.MustCompile(`\{[a-z:-]+\}`)

func checkPart(t *testing.T, g *guide.Guide, p guide.GuidePart, places []string) {
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
		if _, ok := check.Lookup(strings.TrimSuffix(id, "/personal")); !ok && id != "product-email" {
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
	for product, want := range map[string]string{
		"Clerk": "clerk", "clerk": "clerk", "Supabase": "supabase",
		"Auth.js": "authjs", "authjs": "authjs", "": "clerk", "Hanko": "hanko", "better-auth": "better-auth", "Kratos": "own",
		"my own app": "own",
	} {
		if g := guide.For(product); g.ID != want {
			t.Errorf("GuideFor(%q) is %s, want %s", product, g.ID, want)
		}
	}
}

// sight is a report with one finding.
func sight(id string, o report.Outcome, s report.Severity, at time.Time) *report.Report {
	c, _ := check.Lookup(id)
	return &report.Report{
		JudgedAt: at, Origin: flow.OriginSignIn, Request: flow.Request{ClientID: "c"},
		Findings: []*report.Finding{{ID: id, Outcome: o, Severity: s, Summary: "seen", Step: c.Step, Page: c.Page}},
	}
}

// TestWalkStates: evidence beats the tick, newer evidence beats older.
func TestWalkStates(t *testing.T) {
	early, late := guideNow.Add(-time.Hour), guideNow
	edov := func(o report.Outcome, at time.Time) *report.Report {
		return sight("edov-present", o, report.Error, at)
	}
	setting := func(o report.Outcome, at time.Time) *report.Report {
		return sight("optional-edov", o, report.Error, at)
	}
	for _, c := range []struct {
		name    string
		part    string
		said    bool
		reports []*report.Report
		want    guide.PartState
		by      string
	}{
		{"nothing", "claim-edov", false, nil, guide.PartOpen, ""},
		{"said", "claim-edov", true, nil, guide.PartSaid, "you"},
		{"proven", "claim-edov", false, []*report.Report{edov(report.Pass, early)}, guide.PartProven, "a sign-in"},
		{
			"evidence beats the tick", "claim-edov", true,
			[]*report.Report{edov(report.Fail, early)},
			guide.PartContradicted,
			"a sign-in",
		},
		{
			"a tick after it fixes nothing", "claim-edov", true,
			[]*report.Report{setting(report.Fail, early.Add(-time.Hour))},
			guide.PartOpen, "the app registration",
		},
		{
			"what only speaks against", "claim-edov", false,
			[]*report.Report{sight("optional-names", report.Pass, report.Warning, early)},
			guide.PartOpen, "",
		},
		{
			"speaks against", "claim-edov", false,
			[]*report.Report{edov(report.Pass, early), sight("optional-names", report.Fail, report.Warning, late)},
			guide.PartContradicted, "the app registration",
		},
		{
			"what only speaks for", "register", false,
			[]*report.Report{sight("client-known", report.Fail, report.Error, early)},
			guide.PartOpen, "",
		},
		{
			"speaks for", "register", false,
			[]*report.Report{sight("client-known", report.Pass, report.Error, early)},
			guide.PartProven, "a sign-in",
		},
		{
			"a refused secret is no missing one", "secret", false,
			[]*report.Report{
				sight("secret-valid", report.Pass, report.Error, early),
				sight("secret-accepted", report.Fail, report.Error, late),
			},
			guide.PartProven, "the app registration",
		},
		{
			"no secret is left", "secret", false,
			[]*report.Report{
				sight("secret-valid", report.Pass, report.Error, early),
				sight("secret-present", report.Fail, report.Error, late),
			},
			guide.PartContradicted, "the app registration",
		},
		{
			"an expired one beside a valid one", "secret", false,
			[]*report.Report{sight("secret-valid", report.Fail, report.Note, early)},
			guide.PartProven, "the app registration",
		},
		{
			"a note is no mistake", "unverified", false,
			[]*report.Report{sight("unverified-email-removed", report.Fail, report.Note, early)},
			guide.PartOpen, "the app registration",
		},
		{
			"another platform", "test-redirect", false,
			[]*report.Report{
				sight("redirect-accepted", report.Pass, report.Error, early),
				sight("platform-web", report.Fail, report.Error, early),
			},
			guide.PartContradicted, "a sign-in",
		},
		{
			"fixed", "claim-edov", false,
			[]*report.Report{setting(report.Fail, early), edov(report.Pass, late)},
			guide.PartProven, "a sign-in",
		},
		{
			"undone", "claim-edov", false,
			[]*report.Report{edov(report.Pass, early), setting(report.Fail, late)},
			guide.PartContradicted, "the app registration",
		},
		{
			"older news do not count", "claim-edov", false,
			[]*report.Report{edov(report.Pass, late), edov(report.Fail, early)},
			guide.PartProven, "a sign-in",
		},
		{
			"skipped is no news", "claim-edov", false,
			[]*report.Report{edov(report.Pass, early), edov(report.Skip, late)},
			guide.PartProven, "a sign-in",
		},
		{
			"a note is no proof", "redirect-web", false,
			[]*report.Report{sight("redirect-product", report.Fail, report.Note, early)},
			guide.PartOpen, "",
		},
		{
			"done in another way", "implicit", false,
			[]*report.Report{sight("implicit-switches", report.Fail, report.Note, early)},
			guide.PartProven, "the app registration",
		},
		{
			"not yet", "claim-edov", false,
			[]*report.Report{setting(report.Fail, early)},
			guide.PartOpen,
			"the app registration",
		},
		{
			"a wrong setting", "mapped", false,
			[]*report.Report{sight("mapped-claims", report.Fail, report.Warning, early)},
			guide.PartContradicted, "the app registration",
		},
		{
			"was set, is no more", "claim-edov", false,
			[]*report.Report{setting(report.Pass, early), setting(report.Fail, late)},
			guide.PartContradicted, "the app registration",
		},
		{
			"optional and said", "claim-access", true,
			[]*report.Report{sight("optional-access-token", report.Fail, report.Note, early)},
			guide.PartContradicted, "the app registration",
		},
		{
			"Clerk", "enable", false,
			[]*report.Report{sight("clerk-enabled", report.Pass, report.Error, early)},
			guide.PartProven, "Clerk",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := new(guide.Progress)
			for _, r := range c.reports {
				p.Observe(r)
			}
			p.Say(c.part, c.said, early)
			part, _ := guide.For("Clerk").Walk(p, flow.Connection{}, false, guideNow).Part(c.part)
			if part.State != c.want || part.By != c.by {
				t.Errorf("%s by %q, want %s by %q", part.State, part.By, c.want, c.by)
			}
		})
	}
}

// TestWalkGiven: what the connection holds counts until evidence speaks.
func TestWalkGiven(t *testing.T) {
	g := guide.For("Clerk")
	c := flow.Connection{
		ClientID:           "6731de76-14a6-49ae-97bc-6eba6914391e",
		ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback", SecretExpires: guideNow.Add(time.Minute),
	}
	w := g.Walk(new(guide.Progress), c, true, guideNow)
	for _, id := range []string{"client-id", "redirect-copy", "secret-value", "secret-end"} {
		if p, _ := w.Part(id); p.State != guide.PartSaid || p.By != "the connection" || p.Markable() ||
			p.StateLine() != "entered in edov, not checked yet" {
			t.Errorf("%s is %s by %q: %s", id, p.State, p.By, p.StateLine())
		}
	}
	if p, _ := g.Walk(new(guide.Progress), c, true,
		guideNow.AddDate(0, 0, 1)).Part("secret-end"); p.State != guide.PartContradicted ||
		!strings.Contains(p.StateLine(), "the secret expired 1 day ago (2026-11-24)") {
		t.Errorf("a day that is over: %s", p.StateLine())
	}
	p := new(guide.Progress)
	p.Observe(sight("secret-accepted", report.Fail, report.Error, guideNow))
	if part, _ := g.Walk(p, c, true, guideNow).Part("secret-value"); part.State != guide.PartContradicted {
		t.Errorf("a refused secret is %s", part.State)
	}
}

// TestWalkOtherApp: what was seen of one app proves nothing of another.
func TestWalkOtherApp(t *testing.T) {
	p := new(guide.Progress)
	r := sight("edov-present", report.Pass, report.Error, guideNow)
	p.Observe(r)
	r2 := sight("email-present", report.Pass, report.Error, guideNow)
	r2.Request.ClientID = "d"
	p.Observe(r2)
	if _, ok := p.Seen["edov-present"]; ok || p.ClientID != "d" {
		t.Errorf("the other app's proof is kept: %+v", p)
	}
}

// TestWalkSteps: a step is proven when its parts are done and one is proven,
// and the whole is when every step is.
func TestWalkSteps(t *testing.T) {
	for _, g := range guide.All() {
		p := new(guide.Progress)
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
						r := sight("email-present", report.Pass, report.Error, guideNow)
						r.Products = []proof.ProductVerdict{{Product: &proof.Product{ID: g.ID}, Verdict: proof.SeenVerified}}
						p.Observe(r)
					case "signin-completed/personal": // optional
					default:
						p.Observe(sight(id, report.Pass, report.Error, guideNow))
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
		if w := g.Walk(p, flow.Connection{}, false, guideNow); w.Steps[0].State != guide.PartOpen {
			t.Errorf("%s: a step with an open part is %s", g.ID, w.Steps[0].State)
		}
	}
}

// TestWalkMarkdown: the document holds the connection's values, and only links
// that can be opened.
func TestWalkMarkdown(t *testing.T) {
	c := flow.Connection{
		ClientID:           "6731de76-14a6-49ae-97bc-6eba6914391e",
		ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback",
	}
	p := new(guide.Progress)
	p.Observe(sight("edov-present", report.Fail, report.Error, guideNow))
	w := guide.For("Clerk").Walk(p, c, false, guideNow)
	text := markdown.Walk(w, 0)
	for _, want := range []string{
		"# Sign in with Microsoft for Clerk", "6731de76-14a6-49ae-97bc-6eba6914391e",
		"`https://clerk.contoso.example/v1/oauth_callback`", "`http://localhost:8400/callback`",
		"clerk-2026-11", "/TokenConfiguration/appId/6731de76-14a6-49ae-97bc-6eba6914391e>",
		"https://accounts.contoso.example/sign-in", "Failed in a sign-in: seen.",
		"0 of 7 steps done: 0 confirmed, 2 entered. Next: step 5, Rename xms_pdl to xms_edov",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	one := markdown.Walk(w, 4)
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
