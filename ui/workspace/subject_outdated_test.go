package workspace

import (
	"testing"
	"time"

	"edov/flow"
)

// TestIsOutdated: a run says how it was before a change, or after it; one of the history is judged by its time.
func TestIsOutdated(t *testing.T) {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s := &Subject{}
	live := &Run{Subject: s, Session: &flow.Session{}, At: at}
	kept := &Run{Subject: s, At: at}
	if live.IsOutdated() || kept.IsOutdated() || (*Run)(nil).IsOutdated() || (&Run{}).IsOutdated() {
		t.Error("outdated without a change")
	}
	s.changes.Add(1)
	s.changedAt.Store(at.Add(time.Minute).UnixNano())
	later := &Run{Subject: s, At: at.Add(time.Hour)}
	again := &Run{Subject: s, Session: &flow.Session{}, At: at, changes: 1}
	if !live.IsOutdated() || !kept.IsOutdated() || later.IsOutdated() || again.IsOutdated() {
		t.Errorf("before: %t %t, after: %t %t", live.IsOutdated(), kept.IsOutdated(), later.IsOutdated(), again.IsOutdated())
	}
}
