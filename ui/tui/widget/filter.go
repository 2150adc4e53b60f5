package widget

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// The keys while a filter takes text.
var (
	keyFilterApply = Bind("↵", "apply filter", "enter")
	keyFilterClear = Bind("esc", "clear filter", "esc")
)

// FilterLimit is the longest filter, in characters: an error that is pasted where a filter was begun fits.
const FilterLimit = 4096

// noMatch is the only row of a list whose filter lets nothing through.
const noMatch = "nothing matches the filter"

// Ask begins a filter: the list takes text until enter or esc.
func (s *Split) Ask() tea.Cmd {
	if s.found == nil {
		s.filter = NewInput("/", FilterLimit)
		s.found = s.Rows
	}
	s.asking, s.Inside = true, false
	return s.filter.Focus()
}

// IsAsking reports whether letters are text for the filter.
func (s *Split) IsAsking() bool { return s.asking }

// IsFiltered reports whether a filter hides rows.
func (s *Split) IsFiltered() bool { return s.found != nil }

// FilterText is what the filter looks for.
func (s *Split) FilterText() string { return s.filter.Value() }

// AskKeys are the keys while the filter takes text.
func (s *Split) AskKeys() []key.Binding { return []key.Binding{keyFilterApply, keyFilterClear} }

// ClearFilter is the key that shows all rows again, once a filter is applied.
var ClearFilter = As(Keys.Back, "clear filter")

// FilterUpdate takes the text of the filter, and the keys that end it.
func (s *Split) FilterUpdate(msg tea.Msg) tea.Cmd {
	switch {
	case Pressed(msg, keyFilterApply):
		s.asking = false
		s.filter.Blur()
		if s.filter.Value() == "" {
			s.ClearFilter()
		}
		return nil
	case Pressed(msg, keyFilterClear):
		s.ClearFilter()
		return nil
	case Pressed(msg, Bind("", "", "up", "down", "pgup", "pgdown")):
		s.Update(msg)
		return nil
	}
	before, _ := s.Selected()
	cmd := s.filter.Update(msg)
	s.Rows, s.kept.valid = s.passing(), false
	s.toRow(before)
	return cmd
}

// toRow puts the cursor on a row, or on the first one where it is not listed.
func (s *Split) toRow(want Row) {
	s.Cursor = max(0, slices.IndexFunc(s.Rows, func(r Row) bool {
		return !r.Heading && r.Label == want.Label && r.Note == want.Note && r.Right == want.Right && r.Words == want.Words
	}))
	s.settle(1)
}

// ClearFilter shows all rows again, with the cursor on the row it is on.
func (s *Split) ClearFilter() {
	if s.found == nil && !s.asking {
		return
	}
	before, _ := s.Selected()
	s.Rows, s.found, s.asking, s.kept.valid = s.found, nil, false, false
	s.filter.Blur()
	s.filter.SetValue("")
	s.toRow(before)
}

// passing are the rows that the filter lets through, with their headings.
func (s *Split) passing() []Row {
	words := strings.Fields(strings.ToLower(s.filter.Value()))
	if len(words) == 0 {
		return s.found
	}
	all := s.found
	if s.Filtered != nil {
		all = s.Filtered()
	}
	var rows []Row
	var heading *Row
	for i, r := range all {
		switch {
		case r.Heading:
			heading = &all[i]
		case holds(r, words):
			if heading != nil {
				rows, heading = append(rows, *heading), nil
			}
			rows = append(rows, r)
		}
	}
	if rows == nil {
		return []Row{{Label: noMatch, Heading: true}}
	}
	return rows
}

// holds reports whether all words are in a row.
func holds(r Row, words []string) bool {
	text := strings.ToLower(r.Label + " " + r.Right + " " + r.Words)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
