package guide_test

import (
	"slices"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/guide"
	"edov/inspect/report"
)

const callback = "https://clerk.contoso.example/v1/oauth_callback"

// setting is a report on one check of a registration.
func setting(id string, o report.Outcome, s report.Severity, change func(*appreg.App)) *report.Report {
	a := &appreg.App{RedirectURIs: []appreg.RedirectURI{{URI: callback, Platform: appreg.PlatformWeb}}}
	if change != nil {
		change(a)
	}
	r := sight(id, o, s, guideNow)
	r.Registration, r.Origin = a, flow.OriginRegistration
	return r
}

func bothOn(a *appreg.App) {
	a.ImplicitIDToken.Value, a.ImplicitAccessToken.Value = true, true
}

func oneOn(a *appreg.App) { a.ImplicitIDToken.Value = true }

func logoutIsCallback(a *appreg.App) { a.LogoutURL.Value = callback }

func mappedOn(a *appreg.App) { a.AcceptMappedClaims.Value = true }

// TestAdvice: where the product's guide and Microsoft differ, either setting is done under either advice, and the one
// that is not advised is marked as another way.
func TestAdvice(t *testing.T) {
	const fine, otherwise, wrong = "proven", "proven otherwise", "contradicted"
	for _, c := range []struct {
		name                 string
		part                 string
		report               *report.Report
		byMicrosoft, byGuide string
	}{
		{"switches off", "implicit", setting("implicit-switches", report.Pass, report.Warning, nil), fine, otherwise},
		{"switches on", "implicit", setting("implicit-switches", report.Fail, report.Note, bothOn), otherwise, fine},
		{"one switch on", "implicit", setting("implicit-switches", report.Fail, report.Note, oneOn), otherwise, otherwise},
		{"no logout URL", "logout", setting("logout-url", report.Pass, report.Warning, nil), fine, otherwise},
		{
			"logout URL of the guide", "logout", setting("logout-url", report.Fail, report.Note, logoutIsCallback), otherwise,
			fine,
		},
		{"logout URL that is none", "logout", setting("logout-url", report.Fail, report.Warning, nil), wrong, wrong},
		{"mapped claims off", "mapped", setting("mapped-claims", report.Pass, report.Warning, nil), fine, otherwise},
		{"mapped claims on", "mapped", setting("mapped-claims", report.Fail, report.Warning, mappedOn), otherwise, fine},
		{
			"mapped claims of one tenant", "mapped", setting("mapped-claims", report.Pass, report.Warning, mappedOn), fine,
			fine,
		},
	} {
		for advice, want := range map[guide.Advice]string{guide.AsMicrosoft: c.byMicrosoft, guide.AsGuide: c.byGuide} {
			p := &guide.Progress{Advice: advice}
			p.Observe(c.report)
			part, _ := guide.For("Clerk").Walk(p, flow.Connection{}, false, guideNow).Part(c.part)
			got := string(part.State)
			if part.Otherwise {
				got += " otherwise"
			}
			if got != want || !part.Either {
				t.Errorf("%s, advice %q: %s (either: %t), want %s", c.name, advice, got, part.Either, want)
			}
		}
	}
}

// TestAdviceWords: the part says what to do under the advice that is followed.
func TestAdviceWords(t *testing.T) {
	titles := map[guide.Advice][]string{
		guide.AsMicrosoft: {"Leave the implicit switches off", "Leave the logout URL empty", "Leave acceptMappedClaims off"},
		guide.AsGuide: {
			"Turn the implicit switches on", "Paste the redirect URI as logout URL", "Set acceptMappedClaims to true",
		},
	}
	for advice, want := range titles {
		w := guide.For("Clerk").Walk(&guide.Progress{Advice: advice}, flow.Connection{}, false, guideNow)
		for i, id := range []string{"implicit", "logout", "mapped"} {
			if p, _ := w.Part(id); p.Title != want[i] {
				t.Errorf("advice %q: %s is %q, want %q", advice, id, p.Title, want[i])
			}
		}
		if !w.HasChoice {
			t.Errorf("advice %q: there is no choice", advice)
		}
	}
	w := guide.For("Hanko").Walk(&guide.Progress{Advice: guide.AsGuide}, flow.Connection{}, false, guideNow)
	if p, _ := w.Part("implicit"); w.HasChoice || p.Either || p.Title != titles[guide.AsMicrosoft][0] {
		t.Errorf("Hanko's guide, which does not differ, has a choice: %+v", p)
	}
}

// TestPlaceholder: there is nothing to rename where the manifest has no placeholder.
func TestPlaceholder(t *testing.T) {
	withPlaceholder := func(a *appreg.App) {
		a.OptionalClaims.IDToken = []appreg.OptionalClaim{{Name: "email"}, {Name: "xms_pdl"}}
	}
	missing := func(change func(*appreg.App)) []*report.Report {
		return []*report.Report{setting("optional-edov", report.Fail, report.Error, change)}
	}
	present := []*report.Report{setting("optional-edov", report.Pass, report.Error, nil)}
	withEmail := append(missing(nil), setting("optional-email", report.Pass, report.Error, nil))
	const rename, request, placeholder, email = "Rename xms_pdl to xms_edov", "Request the claim xms_edov",
		"Add email and a placeholder", "Request the claim email"
	for _, c := range []struct {
		name        string
		advice      guide.Advice
		reports     []*report.Report
		email, edov string
	}{
		{"no manifest", guide.AsMicrosoft, nil, placeholder, rename},
		{"placeholder", guide.AsMicrosoft, missing(withPlaceholder), placeholder, rename},
		{"no claims yet", guide.AsMicrosoft, missing(nil), email, request},
		{"no claims yet, by the guide", guide.AsGuide, missing(nil), placeholder, rename},
		{"email alone, by the guide", guide.AsGuide, withEmail, email, request},
		{"there already", guide.AsGuide, present, email, request},
	} {
		p := &guide.Progress{Advice: c.advice}
		for _, r := range c.reports {
			p.Observe(r)
		}
		w := guide.For("Clerk").Walk(p, flow.Connection{}, false, guideNow)
		first, _ := w.Part("claim-email")
		second, _ := w.Part("claim-edov")
		if first.Title != c.email || second.Title != c.edov {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, first.Title, second.Title, c.email, c.edov)
		}
	}
}

// TestFollowed: a plan by the guide leaves the guide's settings alone, and nothing else.
func TestFollowed(t *testing.T) {
	r := setting("mapped-claims", report.Fail, report.Warning, func(a *appreg.App) {
		mappedOn(a)
		oneOn(a)
	})
	findings := []*report.Finding{{ID: "mapped-claims"}, {ID: "implicit-switches"}, {ID: "optional-edov"}}
	ids := func(list []*report.Finding) (ids []string) {
		for _, f := range list {
			ids = append(ids, f.ID)
		}
		return ids
	}
	for _, c := range []struct {
		product string
		advice  guide.Advice
		want    []string
	}{
		{"Clerk", guide.AsMicrosoft, []string{"mapped-claims", "implicit-switches", "optional-edov"}},
		{"Clerk", guide.AsGuide, []string{"implicit-switches", "optional-edov"}}, // one switch is not what the guide has
		{"Hanko", guide.AsGuide, []string{"mapped-claims", "implicit-switches", "optional-edov"}},
	} {
		if got := ids(guide.For(c.product).Followed(c.advice, r, findings)); !slices.Equal(got, c.want) {
			t.Errorf("%s, advice %q: %q, want %q", c.product, c.advice, got, c.want)
		}
	}
}

// TestAdviceSaved: the advice is saved with the progress, and a change of it is merged.
func TestAdviceSaved(t *testing.T) {
	p := &guide.Progress{Advice: guide.AsGuide}
	data, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	read, err := guide.ReadProgress(data)
	if err != nil || read.Advice != guide.AsGuide {
		t.Fatalf("read back: %+v, %v", read, err)
	}
	for _, c := range []struct{ theirs, base, mine, want guide.Advice }{
		{guide.AsMicrosoft, guide.AsMicrosoft, guide.AsGuide, guide.AsGuide},
		{guide.AsGuide, guide.AsMicrosoft, guide.AsMicrosoft, guide.AsGuide},
		{guide.AsGuide, guide.AsGuide, guide.AsMicrosoft, guide.AsMicrosoft},
	} {
		theirs := &guide.Progress{Advice: c.theirs}
		theirs.Merge(&guide.Progress{Advice: c.base}, &guide.Progress{Advice: c.mine})
		if theirs.Advice != c.want {
			t.Errorf("%+v: merged is %q", c, theirs.Advice)
		}
	}
}

// TestParseAdvice reads the two words and refuses others.
func TestParseAdvice(t *testing.T) {
	for text, want := range map[string]guide.Advice{"guide": guide.AsGuide, " Microsoft ": guide.AsMicrosoft} {
		if a, err := guide.ParseAdvice(text); err != nil || a != want {
			t.Errorf("%q is %q, %v", text, a, err)
		}
	}
	if _, err := guide.ParseAdvice("clerk"); err == nil {
		t.Error("an unknown advice was read")
	}
}
