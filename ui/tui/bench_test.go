package tui

import (
	"testing"

	"edov/ui/tui/widget"
)

// BenchmarkKeys measures a key and its frame on a report with a 64 KiB claim
// and 200 findings; 16 ms is the goal.
func BenchmarkKeys(b *testing.B) {
	a := still(b, 120, 40, func(c *common) []screen { return []screen{newReport(c, large(b))} })
	for _, k := range []struct{ name, key string }{{"move", "j"}, {"pane", "tab"}, {"all", "A"}} {
		b.Run(k.name, func(b *testing.B) {
			for range b.N {
				a.Update(widget.KeyFor(widget.Bind("", "", k.key)))
				_ = a.View()
			}
		})
	}
}

// BenchmarkFirstFrame measures from nothing to the first frame.
func BenchmarkFirstFrame(b *testing.B) {
	for range b.N {
		_ = still(b, 80, 24, func(*common) []screen { return nil }).View()
	}
}
