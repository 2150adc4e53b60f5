package widget_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"edov/ui/tui/widget"
)

// TestSplitShapes: details stand beside the list, below it or in its place, each exactly as high as asked, no line
// wider than the window, and a position in all.
func TestSplitShapes(t *testing.T) {
	for _, c := range []struct {
		width, height int
		both          bool
		below         bool // the details begin on a later line than the selected row
	}{
		{170, 20, true, false},
		{100, 8, true, false},
		{99, 12, true, true},
		{72, 14, true, true},
		{40, 11, true, true},
		{40, 9, false, false},
		{120, 5, false, false},
	} {
		s := fruits()
		s.Title = "Food"
		s.Detail = func(r widget.Row, width int) []string {
			return []string{"about " + r.Label, strings.Repeat("x", width)}
		}
		s.Third = func(widget.Row, int) (string, []string) { return "Basket", []string{"third"} }
		lines := s.View(style, c.width, c.height)
		view := ansi.Strip(strings.Join(lines, "\n"))
		if len(lines) != c.height || s.ShowsBoth() != c.both {
			t.Errorf("%dx%d: %d lines, both %t", c.width, c.height, len(lines), s.ShowsBoth())
		}
		for _, line := range lines {
			if widget.Cells(line) > c.width {
				t.Errorf("%dx%d: %q is wider", c.width, c.height, line)
			}
		}
		if c.height >= 7 && !strings.Contains(view, "1/3") {
			t.Errorf("%dx%d: no position:\n%s", c.width, c.height, view)
		}
		if strings.Contains(view, "third") != (c.width >= 160) {
			t.Errorf("%dx%d: the third pane:\n%s", c.width, c.height, view)
		}
		apple, about := lineOf(view, "▸ apple"), lineOf(view, "about apple")
		if c.both != (about >= 0) || c.below && about <= apple {
			t.Errorf("%dx%d: the row is on line %d, its details on %d:\n%s", c.width, c.height, apple, about, view)
		}
	}
}

func lineOf(view, text string) int {
	return slices.IndexFunc(strings.Split(view, "\n"), func(line string) bool { return strings.Contains(line, text) })
}

// TestSplitNamesGroup: where the heading of the selected row has scrolled away, the title names it, in every shape.
func TestSplitNamesGroup(t *testing.T) {
	for _, size := range [][2]int{{120, 7}, {80, 12}, {40, 8}} {
		s := &widget.Split{Title: "Food", Detail: func(widget.Row, int) []string { return []string{"details"} }}
		for _, group := range []string{"Fruits", "Others"} {
			s.AddHeading(group)
			for i := range 20 {
				s.Rows = append(s.Rows, widget.Row{Label: group + " row", Value: i})
			}
		}
		s.Settle()
		title := func() string { return ansi.Strip(s.View(style, size[0], size[1])[0]) }
		if got := title(); !strings.Contains(got, "Food ") || strings.Contains(got, "Fruits") {
			t.Errorf("%v: the heading is seen, and the title is %q", size, got)
		}
		for range 19 {
			s.Update(press("down"))
		}
		if got := title(); !strings.Contains(got, "Food · Fruits ") {
			t.Errorf("%v: at the end of the first group the title is %q", size, got)
		}
		s.Update(press("down"))
		if got := title(); strings.Contains(got, "Fruits") || strings.Contains(got, "Others") {
			t.Errorf("%v: below its heading the title is %q", size, got)
		}
		s.Update(press("end"))
		if got := title(); !strings.Contains(got, "Food · Others ") {
			t.Errorf("%v: at the end the title is %q", size, got)
		}
	}
}
