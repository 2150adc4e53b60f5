package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/store"
	"edov/ui/workspace"
)

// comparing is History with some of its runs.
func comparing(t *testing.T, runs ...store.Run) (*driver, *history) {
	t.Helper()
	var h *history
	a := still(t, 100, 30, func(c *common) []screen {
		c.Subject = stored(t, "no-edov").Subject
		h = newHistory(c, c.Subject)
		h.runs, h.loaded = runs, true
		h.fill()
		return []screen{h}
	})
	return &driver{t: t, app: a, msgs: make(chan tea.Msg, 16)}, h
}

// TestCompareLeadsBack: What changed names what it leads back to.
func TestCompareLeadsBack(t *testing.T) {
	t.Parallel()
	d, h := comparing(t, store.Run{ID: "b", At: noon}, store.Run{ID: "a", At: noon})
	d.app.navigate(h.show(reportsRead{runs: []*workspace.Run{stored(t, "no-edov"), stored(t, "healthy")}}), true)
	if view := d.view(); !strings.Contains(view, "esc to History") || strings.Contains(view, "to the report") {
		t.Errorf("opened from History:\n%s", view)
	}
	d.press("esc")
	if d.app.top() != screen(h) {
		t.Errorf("esc leads to %T", d.app.top())
	}
}

// TestNoticeStaysBehind: what was said about a screen is not said of the one that it leads back to.
func TestNoticeStaysBehind(t *testing.T) {
	t.Parallel()
	d, _ := comparing(t, store.Run{ID: "a", At: noon})
	d.press("d")
	if !strings.Contains(d.view(), "no earlier report of this kind") {
		t.Fatalf("compared with nothing:\n%s", d.view())
	}
	d.press("esc")
	if view := d.view(); strings.Contains(view, "no earlier report") {
		t.Errorf("at home it still says:\n%s", view)
	}
}
