package widget_test

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"edov/ui/tui/widget"
)

// TestSplitFilter: what is typed hides rows with other words, esc shows all again and stays on the row.
func TestSplitFilter(t *testing.T) {
	s := fruits()
	s.Rows[2].Words = "green"
	type step struct {
		keys []string
		want []string
		at   any
	}
	for _, c := range []step{
		{[]string{"l", "e", "e"}, []string{"Others", "leek"}, 3},
		{[]string{"backspace", "backspace", "backspace", "G", "r", "e", "e", "n"}, []string{"Fruits", "pear"}, 2},
		{[]string{"z"}, []string{"nothing matches the filter"}, nil},
		{[]string{"backspace", "enter"}, []string{"Fruits", "pear"}, 2},
	} {
		if !s.IsAsking() {
			s.Ask()
		}
		for _, k := range c.keys {
			msg := press(k)
			if k == "backspace" {
				msg = tea.KeyMsg{Type: tea.KeyBackspace}
			}
			s.FilterUpdate(msg)
		}
		var got []string
		for _, r := range s.Rows {
			got = append(got, r.Label)
		}
		if !slices.Equal(got, c.want) || selected(s) != c.at {
			t.Errorf("%v: %q at %v, want %q at %v", c.keys, got, selected(s), c.want, c.at)
		}
	}
	if s.IsAsking() || !s.IsFiltered() {
		t.Error("enter does not leave the filter's field and keep the filter")
	}
	s.Set([]widget.Row{{Label: "pear", Words: "green", Value: 2}, {Label: "plum", Value: 4}}, nil)
	if len(s.Rows) != 1 {
		t.Errorf("new rows are not filtered: %v", s.Rows)
	}
	s.ClearFilter()
	if s.IsFiltered() || len(s.Rows) != 2 || selected(s) != 2 {
		t.Errorf("without the filter: %v at %v", s.Rows, selected(s))
	}
}

// TestFilterKeepsRow: a filter that lets the selected row through leaves the cursor on it, not on its number.
func TestFilterKeepsRow(t *testing.T) {
	for row, c := range map[int]struct {
		typed string
		at    any
	}{2: {"p", 2}, 4: {"p", 1}} {
		s := fruits()
		s.Cursor = row
		s.Ask()
		s.FilterUpdate(press(c.typed))
		if selected(s) != c.at {
			t.Errorf("from row %d, %q: at %v, want %v of %v", row, c.typed, selected(s), c.at, s.Rows)
		}
	}
}

// TestRightIsCut: what stands at the right of a whole label is cut before it is left out.
func TestRightIsCut(t *testing.T) {
	s := widget.Split{Rows: []widget.Row{
		{Label: "Hanko", Right: "accepts another address although nothing proves it (risk)"},
	}}
	if line := s.Lines(style, 40)[0]; !strings.Contains(line, "accepts another addr") || widget.Cells(line) > 40 {
		t.Errorf("%q", line)
	}
}

// TestNextProblem: n and N go around the rows about which something is to be done.
func TestNextProblem(t *testing.T) {
	s := fruits()
	if s.HasProblems() || s.NextProblem(false) {
		t.Error("a list without problems has one")
	}
	s.Rows[2].Problem, s.Rows[4].Problem = true, true
	for _, c := range []struct {
		back bool
		want any
	}{{false, 2}, {false, 3}, {false, 2}, {true, 3}, {true, 2}} {
		if !s.NextProblem(c.back) || selected(s) != c.want {
			t.Errorf("backwards %t leads to %v, want %v", c.back, selected(s), c.want)
		}
	}
}

// TestRow: the bar goes over the whole width, through the colours of what stands in it; without colours the line stays.
func TestRow(t *testing.T) {
	if got := style.Row("a", 10, true); got != "a" {
		t.Errorf("without colours: %q", got)
	}
	before := lipgloss.ColorProfile()
	lipgloss.SetColorProfile(termenv.ANSI256)
	defer lipgloss.SetColorProfile(before)
	got := style.Row(style.Bad.Render("✗")+" row", 10, true)
	if widget.Cells(got) != 10 || strings.Count(got, "48;5;237") != 2 {
		t.Errorf("%q", got)
	}
}
