package workspace

import (
	"errors"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/ui/store"
)

// practicing is a desk that saves, and its practice.
func practicing(t *testing.T) (*Desk, *Subject) {
	t.Helper()
	d := deskOf(t, Beginning{})
	t.Cleanup(d.Close)
	s, work := d.Practice()
	for _, w := range work {
		d.Take(w(t.Context()))
		s, _ = d.Practice()
	}
	return d, s
}

// run carries out the only piece of work.
func run(t *testing.T, work []Work) News {
	t.Helper()
	if len(work) != 1 {
		t.Fatalf("%d pieces of work", len(work))
	}
	return work[0](t.Context())
}

// TestMarkTakenBack: a mark that is taken back before the first write came back
// stays away.
func TestMarkTakenBack(t *testing.T) {
	d, s := practicing(t)
	s.Progress().Say("test-product", true, noon)
	first := d.SaveWay(s)
	s.Progress().Say("test-product", false, noon)
	second := d.SaveWay(s)
	for _, work := range [][]Work{first, second} {
		d.Take(run(t, work))
	}
	way, err := d.Store.Progress(store.PracticeKey)
	if err != nil || len(way.Said) > 0 || len(s.Progress().Said) > 0 {
		t.Errorf("saved are %v, shown are %v, %v", way.Said, s.Progress().Said, err)
	}
}

// TestMarksOfTwo: another edov's mark comes in while two changes of this one are
// under way, and nothing of either is lost.
func TestMarksOfTwo(t *testing.T) {
	d, s := practicing(t)
	s.Progress().Say("test-product", true, noon)
	first := d.SaveWay(s)
	s.Progress().Say("credentials-secret", true, noon)
	news := run(t, first)
	if _, err := d.Store.UpdateProgress(store.PracticeKey,
		func(p *guide.Progress) { p.Say("enable", true, noon) }); err != nil {
		t.Fatal(err)
	}
	second := d.SaveWay(s)
	s.Progress().Say("test-product", false, noon)
	third := d.SaveWay(s)
	d.Take(news)
	d.Take(run(t, second))
	d.Take(run(t, third))
	way, err := d.Store.Progress(store.PracticeKey)
	for name, p := range map[string]*guide.Progress{"saved": way, "shown": s.Progress()} {
		_, taken := p.Said["test-product"]
		_, mine := p.Said["credentials-secret"]
		_, theirs := p.Said["enable"]
		if err != nil || taken || !mine || !theirs {
			t.Errorf("%s are %v, %v", name, p.Said, err)
		}
	}
}

// TestNotSavedIsSavedLater: a mark that could not be written is written with the
// next one.
func TestNotSavedIsSavedLater(t *testing.T) {
	d, s := practicing(t)
	if other, err := d.Store.UpdateProgress(store.PracticeKey, func(*guide.Progress) {}); err != nil || other == nil {
		t.Fatal(err)
	}
	s.Progress().Say("test-product", true, noon)
	first := run(t, d.SaveWay(s)).(wayKept)
	if first.err != nil {
		t.Fatal(first.err)
	}
	// As the work leaves it.
	s.unwritten, first.err = map[string]*guide.Progress{store.PracticeKey: new(guide.Progress)},
		errors.New("the disk is full")
	if _, err := d.Store.UpdateProgress(store.PracticeKey, func(p *guide.Progress) { p.Said = nil }); err != nil {
		t.Fatal(err)
	}
	d.Take(first)
	s.Progress().Say("enable", true, noon)
	d.Take(run(t, d.SaveWay(s)))
	if way, err := d.Store.Progress(store.PracticeKey); err != nil || len(way.Said) != 2 || len(s.Progress().Said) != 2 {
		t.Errorf("saved are %v, shown are %v, %v", way.Said, s.Progress().Said, err)
	}
}

// TestPracticeForm: what is entered before the demo tenant runs is saved.
func TestPracticeForm(t *testing.T) {
	st := saving(t)
	if err := st.SetPractice(store.Practice{Setup: new(demo.Setup), ClientID: demo.ClientID, Port: 8477}); err != nil {
		t.Fatal(err)
	}
	d := New(Options{Store: st}, Beginning{Practice: st.BeginPractice()})
	defer d.Close()
	d.Subject.Connection.SecretExpires = noon
	d.Take(run(t, d.Leaving()))
	if p, err := st.Practice(); err != nil || !p.SecretExpires.Equal(noon) || p.Setup == nil || p.Port != 8477 {
		t.Errorf("saved is %+v, %v", p, err)
	}
}

// TestPracticeGoesOn: another subject in between takes nothing from it.
func TestPracticeGoesOn(t *testing.T) {
	d, s := practicing(t)
	s.Set(flow.Connection{ClientID: demo.ClientID, Tenant: "common", Product: "Clerk"})
	d.Begin(&Subject{}, nil)
	if again, work := d.Practice(); again != s || work != nil || again.Connection.ClientID != demo.ClientID {
		t.Error("it started over")
	}
}

// TestSignInOnTheDesk: a scenario is signed in at without any face, and counts
// for its guide.
func TestSignInOnTheDesk(t *testing.T) {
	scenario, _ := demo.Lookup("no-edov")
	d := deskOf(t, Beginning{})
	t.Cleanup(d.Close)
	d.Begin(&Subject{Scenario: &scenario}, nil)
	events := 0
	r := d.SignIn(t.Context(), d.Subject, nil, func(flow.Event) { events++ })
	if r.Report.Verdict != "fail" || events == 0 || len(r.News) != events || !r.CanRepeat() ||
		r.Session.Registration == nil {
		t.Errorf("%s, %d events, %d kept", r.Report.Verdict, events, len(r.News))
	}
	if work := d.Took(r); work != nil {
		t.Errorf("a scenario is saved: %d", len(work))
	}
	d.SetLast(r)
	if w := d.Walk(d.Subject); w.Next == "" || d.Subject.Progress().Seen == nil {
		t.Errorf("the guide knows nothing of it: %+v", w)
	}
	if got := d.CheckPaste(t.Context(), Paste{File: "{}"}, func(flow.Event) {}); got.Err == nil {
		t.Error("an empty object was checked")
	}
}
