package widget

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// TestPagesByThePane: a page of the details is as high as their pane, not as the list.
func TestPagesByThePane(t *testing.T) {
	s := Split{
		Rows:   []Row{{Label: "one"}},
		Detail: func(Row, int) []string { return strings.Split(strings.Repeat("line\n", 60), "\n") },
	}
	s.View(NewStyle(true, false), 80, 20)
	s.Update(tea.KeyMsg{Type: tea.KeyPgDown})
	if want := s.drawn.detailLines - 1; s.scroll != want || want < 5 {
		t.Errorf("a page is %d lines, not %d", s.scroll, want)
	}
}

// TestTabsKeepTheirNumbers: where the names don't fit, they are shorter before the numbers go.
func TestTabsKeepTheirNumbers(t *testing.T) {
	var tabs Tabs
	names := []string{"Findings", "ID token", "Access token", "Registration", "Products", "Network", "Raw"}
	line := tabs.View(NewStyle(true, false), names, 0, 80)
	for i := range names {
		if n := string(rune('1' + i)); !strings.Contains(line, n) {
			t.Errorf("no %s in %q", n, line)
		}
	}
	if Cells(line) > 80 {
		t.Errorf("%d cells", Cells(line))
	}
}

// TestChooserSaysHowManyMore: a list that is cut says so.
func TestChooserSaysHowManyMore(t *testing.T) {
	c := NewChooser("Commands", make([]Row, 30))
	if view := c.View(NewStyle(true, false), 60, 16); !strings.Contains(view, "20 more") {
		t.Errorf("shows\n%s", view)
	}
}
