package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestExportWarnsInSmallWindows: that people are named in the file, and the key that redacts them, stay in view in the
// smallest window; what else there is to know is scrolled to.
func TestExportWarnsInSmallWindows(t *testing.T) {
	t.Parallel()
	a := still(t, 40, 12, func(c *common) []screen { return []screen{newReport(c, stored(t, "no-edov"))} })
	d := &driver{t: t, app: a}
	d.press("e")
	flat := func() string {
		return strings.Join(strings.Fields(strings.NewReplacer("│", " ").Replace(ansi.Strip(a.View()))), " ")
	}
	warning := "Claims are written unredacted. ctrl+r redacts them for sharing."
	if view := flat(); !strings.Contains(view, warning) || !strings.Contains(view, "more line") {
		t.Errorf("no warning:\n%s", d.view())
	}
	for range 9 {
		d.press("down")
	}
	if view := flat(); !strings.Contains(view, warning) || !strings.Contains(view, "where you started edov") {
		t.Errorf("scrolled:\n%s", d.view())
	}
}
