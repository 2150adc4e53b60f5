package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// TestTooSmallNamesWhatQuits: in a window that is too small, the key that it names quits, whatever is behind it.
func TestTooSmallNamesWhatQuits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		screens func(c *common) []screen
		keys    []string
		quits   string
	}{
		"home":    {func(*common) []screen { return nil }, nil, "q"},
		"palette": {func(*common) []screen { return nil }, []string{":"}, "ctrl+c"},
		"filter":  {func(*common) []screen { return nil }, []string{"/"}, "ctrl+c"},
		"form":    {func(c *common) []screen { return []screen{newForm(c, false, false)} }, nil, "ctrl+c"},
		"explain": {func(c *common) []screen { return []screen{newExplain(c, c.About())} }, nil, "ctrl+c"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := still(t, 80, 24, c.screens)
			d := &driver{t: t, app: a, msgs: make(chan tea.Msg, 16)}
			a.top().Init()
			d.press(c.keys...)
			a.width, a.height = 30, 8
			if said := strings.Join(strings.Fields(d.view()), " "); !strings.Contains(said, "Press "+c.quits+" to quit.") {
				t.Errorf("says %s", said)
			}
			d.press(c.quits)
			if !a.done {
				t.Errorf("%s doesn't quit", c.quits)
			}
		})
	}
}
