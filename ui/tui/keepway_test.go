package tui

import (
	"errors"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/ui/store"
)

// practising is the practice of a program, begun or gone on with.
func practising(d *driver) *subject {
	_, cmd := d.app.practise()
	if cmd != nil {
		d.send(cmd())
	}
	return d.app.practised
}

// practised is a program that keeps things, and its practice.
func practised(t *testing.T) (*store.Store, *driver, *subject) {
	st := kept(t, &ring{})
	d := drive(t, Options{Store: st}, 80, 24)
	return st, d, practising(d)
}

// TestMarkTakenBack: a mark that is taken back before the first write came back
// stays away.
func TestMarkTakenBack(t *testing.T) {
	st, d, s := practised(t)
	s.way().Say("test-product", true, noon)
	first := d.app.keepWay(s)
	s.way().Say("test-product", false, noon)
	second := d.app.keepWay(s)
	for _, cmd := range []tea.Cmd{first, second} {
		if msg := cmd(); msg != nil {
			d.send(msg)
		}
	}
	way, err := st.Progress(store.PracticeKey)
	if err != nil || len(way.Said) > 0 || len(s.way().Said) > 0 {
		t.Errorf("kept are %v, shown are %v, %v", way.Said, s.way().Said, err)
	}
}

// TestMarksOfTwo: another edov's mark comes in while two changes of this one are
// under way, and nothing of either is lost.
func TestMarksOfTwo(t *testing.T) {
	st, d, s := practised(t)
	s.way().Say("test-product", true, noon)
	first := d.app.keepWay(s)
	s.way().Say("credentials-secret", true, noon)
	msg := first()
	if _, err := st.UpdateProgress(store.PracticeKey, func(p *guide.Progress) { p.Say("enable", true, noon) }); err != nil {
		t.Fatal(err)
	}
	second := d.app.keepWay(s)
	s.way().Say("test-product", false, noon)
	third := d.app.keepWay(s)
	d.send(msg)
	d.send(second())
	d.send(third())
	way, err := st.Progress(store.PracticeKey)
	for name, p := range map[string]*guide.Progress{"kept": way, "shown": s.way()} {
		_, taken := p.Said["test-product"]
		_, mine := p.Said["credentials-secret"]
		_, theirs := p.Said["enable"]
		if err != nil || taken || !mine || !theirs {
			t.Errorf("%s are %v, %v", name, p.Said, err)
		}
	}
}

// TestNotKeptIsKeptLater: a mark that could not be written is written with the
// next one.
func TestNotKeptIsKeptLater(t *testing.T) {
	st, d, s := practised(t)
	other, err := st.UpdateProgress(store.PracticeKey, func(*guide.Progress) {})
	if err != nil || other == nil {
		t.Fatal(err)
	}
	s.way().Say("test-product", true, noon)
	first := d.app.keepWay(s)().(wayKept)
	if first.err != nil {
		t.Fatal(first.err)
	}
	s.unwritten, first.err = map[string]*guide.Progress{store.PracticeKey: new(guide.Progress)}, errors.New("the disk is full") // as the work leaves it
	if _, err := st.UpdateProgress(store.PracticeKey, func(p *guide.Progress) { p.Said = nil }); err != nil {
		t.Fatal(err)
	}
	d.send(first)
	s.way().Say("enable", true, noon)
	d.send(d.app.keepWay(s)())
	if way, err := st.Progress(store.PracticeKey); err != nil || len(way.Said) != 2 || len(s.way().Said) != 2 {
		t.Errorf("kept are %v, shown are %v, %v", way.Said, s.way().Said, err)
	}
}

// TestPracticeForm: what is typed before the demo tenant runs is kept.
func TestPracticeForm(t *testing.T) {
	st := kept(t, &ring{})
	if err := st.SetPractice(store.Practice{Setup: new(demo.Setup), ClientID: demo.ClientID, Port: 8477}); err != nil {
		t.Fatal(err)
	}
	start := st.BeginPractice()
	d := drive(t, Options{Store: st, Begin: Beginning{Practice: start}}, 80, 24)
	d.app.subject.connection.SecretExpires = noon
	d.app.keepPractice(d.app.subject)
	d.app.close(time.Minute, time.Minute)
	if p, err := st.Practice(); err != nil || !p.SecretExpires.Equal(noon) || p.Setup == nil || p.Port != 8477 {
		t.Errorf("kept is %+v, %v", p, err)
	}
}

// TestQuitKeeps: what was asked for before the user quit is kept, though nobody
// runs its command any more.
func TestQuitKeeps(t *testing.T) {
	st, d, s := practised(t)
	s.way().Say("test-product", true, noon)
	_ = d.app.keepWay(s)
	began := time.Now()
	d.app.close(time.Minute, time.Minute)
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("the end took %s", took)
	}
	if way, err := st.Progress(store.PracticeKey); err != nil || len(way.Said) != 1 {
		t.Errorf("kept are %v, %v", way.Said, err)
	}
}

// TestPracticeGoesOn: another subject in between takes nothing from it.
func TestPracticeGoesOn(t *testing.T) {
	d := drive(t, Options{Store: kept(t, &ring{})}, 80, 24)
	s := practising(d)
	s.setConnection(flow.Connection{ClientID: demo.ClientID, Tenant: "common", Product: "Clerk"})
	d.app.begin(&subject{}, nil)
	if again := practising(d); again != s || again.typed().ClientID != demo.ClientID {
		t.Error("it began anew")
	}
}

// TestPracticeComesLate: a practice that was read while the user types something
// else takes nothing away.
func TestPracticeComesLate(t *testing.T) {
	d := drive(t, Options{Store: kept(t, &ring{})}, 80, 24)
	_, cmd := d.app.practise()
	late := cmd()
	d.press("c")
	d.until("Application (client) ID")
	d.send(late)
	d.until("the practice is ready: choose it again")
	if _, ok := d.app.top().(*form); !ok || d.app.practised == nil {
		t.Errorf("on the top is %T", d.app.top())
	}
}
