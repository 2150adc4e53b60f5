package tui

import (
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// TestIdleScreensSleep: where nothing runs, nothing comes after an hour without keys, and the frame is the same. Only
// a sign-in, a change and a watch move by themselves.
func TestIdleScreensSleep(t *testing.T) {
	t.Parallel()
	awake := 0
	for name, screens := range shown(t) {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := still(t, 120, 40, screens)
				if moves(a.top()) {
					awake++
					return
				}
				d := &driver{t: t, app: a, msgs: make(chan tea.Msg, 1024)}
				for _, s := range a.stack {
					d.run(s.Init())
				}
				d.run(a.say("a toast"))
				d.settle(time.Hour)
				before := a.View()
				if n := d.settle(time.Hour); n > 0 || a.View() != before {
					t.Errorf("%d messages came in an idle hour", n)
				}
				a.closeAll()
			})
		})
	}
	if awake == 0 || awake > 8 {
		t.Errorf("%d screens move by themselves", awake)
	}
}

// moves says whether something on the screen runs. The practice's demo tenant does: it waits for a browser, and a
// clock that does not tick is not for a server.
func moves(s screen) bool {
	switch m := s.(type) {
	case *watch:
		return true
	case *guideScreen:
		return m.subject.IsDemo()
	case *changing:
		return m.job != nil
	case busy:
		return m.busy() != ""
	}
	return false
}

// settle hands out what comes within a time, and counts it.
func (d *driver) settle(within time.Duration) (came int) {
	end := time.After(within)
	for {
		select {
		case m := <-d.msgs:
			came++
			d.send(m)
		case <-end:
			return came
		}
	}
}
