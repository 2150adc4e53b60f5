package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"edov/ui/tui/widget"
)

// trimmed cuts blanks at the ends of lines, which goldens need not keep.
func trimmed(frame string) string {
	lines := strings.Split(frame, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// checkFrame holds every frame to its window.
func checkFrame(t *testing.T, frame string, width, height int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != height {
		t.Errorf("%d lines in a window of %d", len(lines), height)
	}
	for i, line := range lines {
		if n := ansi.StringWidth(line); n > width {
			t.Errorf("line %d has %d cells in a window of %d: %q", i, n, width, line)
		}
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("..", "..", "testdata", "screen", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the screen differs from %s (go test ./ui/tui -update writes it anew):\n%s", name, got)
	}
}

// TestAnySize draws every screen in windows that are too small or odd (security 138).
func TestAnySize(t *testing.T) {
	t.Parallel()
	if testing.Short() { // the race detector: it only draws
		t.Skip("it only draws")
	}
	for name, screens := range shown(t) {
		for _, size := range [][2]int{
			{1, 1},
			{20, 5},
			{39, 12},
			{40, 11},
			{41, 13},
			{71, 19},
			{72, 20},
			{200, 12},
			{300, 90},
		} {
			a := still(t, size[0], size[1], screens)
			for range 2 { // a second frame starts from what the first remembered
				frame := a.View()
				checkFrame(t, frame, size[0], size[1])
			}
			for _, k := range []tea.Msg{
				widget.KeyFor(widget.Keys.Down), widget.KeyFor(widget.Keys.Bottom),
				widget.KeyFor(widget.Keys.Top), widget.KeyFor(widget.Keys.PageDown),
				widget.Wheel{Lines: 3, X: 1, Y: 1},
				widget.Click{X: 2, Y: 2},
			} {
				a.top().Update(k)
			}
			checkFrame(t, a.View(), size[0], size[1])
			if t.Failed() {
				t.Fatalf("%s at %v", name, size)
			}
		}
	}
}

// TestASCII: nothing beyond ASCII where the locale has no more.
func TestASCII(t *testing.T) {
	t.Parallel()
	for name, screens := range shown(t) {
		frame := styled(t, 80, 24, screens, true, true).View()
		if i := strings.IndexFunc(frame, func(r rune) bool { return r >= 0x80 }); i >= 0 {
			t.Errorf("%s has %q", name, frame[i:min(len(frame), i+8)])
		}
		checkFrame(t, frame, 80, 24)
	}
}
