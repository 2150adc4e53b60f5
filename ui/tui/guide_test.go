package tui

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// onTheWay is a subject of which a sign-in without xms_edov and a manifest were
// seen.
func onTheWay(t testing.TB, c *common) *workspace.Subject {
	t.Helper()
	s := &workspace.Subject{Connection: flow.Connection{
		ClientID: demo.ClientID, Tenant: "common", Secret: flow.NewSecret("a-secret-of-sixteen"), Product: "Clerk",
		ProductRedirectURI: "https://clerk.contoso.example/v1/oauth_callback", SecretExpires: noon.AddDate(0, 0, 90),
	}}
	r := stored(t, "no-edov")
	r.Subject = s
	c.took(r)
	s.Progress().Say("enable", true, noon)
	return s
}

// TestGuideMarks: the space bar marks what nothing can prove, and nothing else.
func TestGuideMarks(t *testing.T) {
	t.Parallel()
	a := still(t, 80, 24, func(c *common) []screen { return []screen{newGuide(c, onTheWay(t, c))} })
	g := a.top().(*guideScreen)
	mark := func(id string) guide.PartState {
		g.seek(id)
		a.key(widget.KeyFor(keyDone))
		p, _ := g.walk.Part(id)
		return p.State
	}
	if s := mark("test-product"); s != guide.PartSaid {
		t.Errorf("marked, it is %s", s)
	}
	if s := mark("test-product"); s != guide.PartOpen {
		t.Errorf("marked again, it is %s", s)
	}
	if s := mark("claim-edov"); s != guide.PartContradicted || !strings.Contains(a.notice, "fix it") {
		t.Errorf("what evidence denies is %s after a mark; %q", s, a.notice)
	}
	if s := mark("test-signin"); s != guide.PartProven || !strings.Contains(a.notice, "Confirmed by a sign-in") {
		t.Errorf("what is proven is %s after a mark; %q", s, a.notice)
	}
}

// TestGuideOpensWhereOneWas: at the first part that is wrong, later where one
// was; n goes on from there, and around.
func TestGuideOpensWhereOneWas(t *testing.T) {
	t.Parallel()
	a := still(t, 80, 24, func(c *common) []screen { return nil })
	s := onTheWay(t, a.common)
	g := newGuide(a.common, s)
	if p := g.part(); p == nil || p.ID != "claim-edov" {
		t.Errorf("it opens at %+v", p)
	}
	var visited []string
	for range 13 {
		g.Update(widget.KeyFor(widget.Keys.NextProblem))
		visited = append(visited, g.part().ID)
	}
	if got := strings.Join(visited, " "); !strings.HasPrefix(got, "mapped credentials ") ||
		!strings.Contains(got, " claim-edov ") ||
		!strings.Contains(got, " test-product switches account-types redirect-web ") {
		t.Errorf("n goes to %s", got)
	}
	g.seek("implicit")
	g.Update(widget.KeyFor(keyDone)) // a mark keeps the place too
	if p := newGuide(a.common, s).part(); p == nil || p.ID != "implicit" {
		t.Errorf("it opens again at %+v", p)
	}
}

// TestGuideAdvice: G changes whose advice is followed, and neither setting is red.
func TestGuideAdvice(t *testing.T) {
	t.Parallel()
	a := still(t, 120, 40, func(c *common) []screen { return []screen{newGuide(c, onTheWay(t, c))} })
	g := a.top().(*guideScreen)
	g.seek("implicit")
	for _, want := range []struct{ title, advice, next string }{
		{"Leave the implicit switches off", "As Microsoft advises.", "do as the guide says"},
		{"Turn the implicit switches on", "As the product's guide says.", "do as Microsoft advises"},
		{"Leave the implicit switches off", "As Microsoft advises.", "do as the guide says"},
	} {
		view := a.View()
		if p := g.part(); p.Title != want.title || !strings.Contains(view, want.advice) {
			t.Errorf("the part is %q; want %q and %q in\n%s", p.Title, want.title, want.advice, view)
		}
		if help := g.adviceKey().Help().Desc; help != want.next {
			t.Errorf("the key is %q, want %q", help, want.next)
		}
		a.key(widget.KeyFor(keyAdvice))
	}
	if got := g.subject.Progress().Advice; got != guide.AsGuide {
		t.Errorf("the advice in the progress is %q", got)
	}
	hanko := newGuide(a.common, &workspace.Subject{Connection: flow.Connection{Product: "Hanko"}})
	hanko.Update(widget.KeyFor(keyAdvice))
	if hanko.subject.Progress().Advice != guide.AsMicrosoft {
		t.Error("a guide without a choice changes its advice")
	}
}

// TestGuideProblems: the rows with open parts are those that n and N lead to, and the optional ones are not.
func TestGuideProblems(t *testing.T) {
	t.Parallel()
	a := still(t, 80, 24, func(c *common) []screen { return []screen{newGuide(c, onTheWay(t, c))} })
	g := a.top().(*guideScreen)
	for _, r := range g.list.Rows {
		id, _ := r.Value.(string)
		p, _ := g.walk.Part(id)
		if want := p != nil && !p.Optional && !p.Done(); r.Problem != want {
			t.Errorf("%s: problem %t, want %t", r.Label, r.Problem, want)
		}
	}
	g.seek("mapped")
	a.key(widget.KeyFor(widget.Keys.PreviousProblem))
	if p := g.part(); p.ID != "claim-edov" {
		t.Errorf("N leads to %s", p.ID)
	}
	a.key(widget.KeyFor(widget.Keys.NextProblem))
	if p := g.part(); p.ID != "mapped" && p.ID != "credentials" || p.Done() {
		t.Errorf("n leads to %s, which is %s", p.ID, p.State)
	}
}

// TestGuideTests: t signs in and comes back with the parts judged anew.
func TestGuideTests(t *testing.T) {
	t.Parallel()
	scenario, _ := demo.Lookup("no-edov")
	d := drive(t, Options{}, 80, 24)
	d.app.Subject = &workspace.Subject{Scenario: &scenario}
	choose(d, "Setup guide")
	d.until("0 of 7 steps done")
	d.press("t")
	d.untilTrue("the end of the sign-in", func() bool { return d.app.Last != nil })
	d.until("✗ 5  Guard against nOAuth")
	if g, ok := d.app.top().(*guideScreen); !ok {
		t.Errorf("the sign-in ended on %T", d.app.top())
	} else if p, _ := g.walk.Part("test-signin"); p.State != guide.PartProven {
		t.Errorf("the sign-in is %s", p.State)
	}
	d.press("L")
	d.until("[Findings]")
}

// TestGuideWithoutConnection asks which product, and does not test without a
// client ID.
func TestGuideWithoutConnection(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	choose(d, "Setup guide")
	d.until("Which guide?")
	d.press("down", "down", "enter")
	d.until("Setup guide · Supabase")
	d.press("t")
	d.until("a test needs the client ID")
}
