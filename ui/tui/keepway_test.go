package tui

import (
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/store"
	"edov/ui/workspace"
)

// practising is the practice of a program, begun or gone on with.
func practising(d *driver) *workspace.Subject {
	_, cmd := d.app.practice()
	if cmd != nil {
		d.send(cmd())
	}
	return d.app.Practiced
}

// practised is a program that keeps things, and its practice.
func practised(t *testing.T) (*store.Store, *driver, *workspace.Subject) {
	st := kept(t, &ring{})
	d := drive(t, Options{Options: workspace.Options{Store: st}}, 80, 24)
	return st, d, practising(d)
}

// TestQuitKeeps: what was asked for before the user quit is saved, though the program
// no longer runs its command.
func TestQuitKeeps(t *testing.T) {
	t.Parallel()
	st, d, s := practised(t)
	s.Progress().Say("test-product", true, noon)
	_ = d.app.carryOut(d.app.SaveWay(s))
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
	t.Parallel()
	d := drive(t, Options{Options: workspace.Options{Store: kept(t, &ring{})}}, 80, 24)
	s := practising(d)
	s.Set(flow.Connection{ClientID: demo.ClientID, Tenant: "common", Product: "Clerk"})
	d.app.Begin(&workspace.Subject{}, nil)
	if again := practising(d); again != s || again.Connection.ClientID != demo.ClientID {
		t.Error("it began anew")
	}
}

// TestPracticeComesLate: a practice that was read while the user types something
// else takes nothing away.
func TestPracticeComesLate(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{Options: workspace.Options{Store: kept(t, &ring{})}}, 80, 24)
	_, cmd := d.app.practice()
	late := cmd()
	d.press("c")
	d.until("Application (client) ID")
	d.send(late)
	d.until("The practice is ready: choose it again.")
	if _, ok := d.app.top().(*form); !ok || d.app.Practiced == nil {
		t.Errorf("on the top is %T", d.app.top())
	}
}

// TestPracticeAgain: a practice that was begun is forgotten after a question, on the disk too, and begins again; a
// write of it that comes late brings nothing back.
func TestPracticeAgain(t *testing.T) {
	t.Parallel()
	st, d, s := practised(t)
	s.Set(flow.Connection{ClientID: demo.ClientID, Tenant: "common", Product: "Clerk"})
	s.Progress().Say("test-product", true, noon)
	d.run(d.app.carryOut(d.app.SaveWay(s)))
	late := d.app.SaveWay(s)
	d.until("setup guide for Clerk")
	d.press("X", "esc")
	if d.app.Practiced != s {
		t.Fatal("it was forgotten without a yes")
	}
	d.press("X")
	d.until("Begin the practice again?")
	d.press("tab", "enter")
	d.until("setup guide for Clerk")
	d.run(d.app.carryOut(late))
	way, err := st.Progress(store.PracticeKey)
	if again := d.app.Practiced; again == nil || again == s || again.Connection.ClientID != "" || err != nil ||
		len(way.Said) != 0 {
		t.Errorf("after it: %+v, %v, %v", again, way, err)
	}
}

// TestPracticeElsewhere: where another window has the practice open, beginning again says so and stays in the guide.
func TestPracticeElsewhere(t *testing.T) {
	t.Parallel()
	st, first, _ := practised(t)
	first.until("setup guide for Clerk")
	d := drive(t, Options{Options: workspace.Options{Store: st}}, 80, 24)
	practising(d)
	d.until("setup guide for Clerk")
	d.press("X")
	d.until("Not begun again: another edov has the practice open")
	if _, ok := d.app.top().(*guideScreen); !ok || d.app.HoldsPractice() {
		t.Errorf("on the top is %T", d.app.top())
	}
}
