package widget

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Split is a list with the details of its selected row: beside it where there is room, below it or in its place where
// there is not. Lists of all screens are splits, and each of them can be filtered. The zero value is an empty list
// without details.
type Split struct {
	Title  string // of the list, in its border
	Rows   []Row
	Cursor int // the index of the selected row
	offset int // of the list, in rows that are shown
	// Detail gives the lines on a row, for a width. What it returns is kept
	// until the row or the width changes, since wrapping long values is slow.
	Detail func(r Row, width int) []string
	Ratio  int // of the list in percent of the width or the height; zero: 46

	// Third is what stands beside the details in a very wide window: its title and its lines.
	Third func(r Row, width int) (title string, lines []string)

	// Filtered gives the rows among which a filter looks; nil: Rows.
	Filtered func() []Row

	Inside bool // the keys move the details
	scroll int  // of the details

	filter Input
	asking bool  // the filter has the keys
	found  []Row // what the filter lets through stands in Rows; these are all rows

	kept struct {
		cursor, width int
		lines         []string
		valid         bool
	}
	drawn drawnSplit
}

// Row is one line of a list.
type Row struct {
	Mark    string // a symbol, styled
	Label   string // harmless text
	Note    string // about the label, in a second column where there is room
	Right   string // shown at the right when there is room
	Words   string // what a filter finds the row by, besides its label
	Heading bool   // cannot be selected
	Problem bool   // something is to be done about it: n and N lead there
	Value   any    // what it stands for
}

// Narrow is the width below which two columns do not fit.
const Narrow = 72

// Set replaces the rows and keeps the cursor on the row that stands for the
// same value, where there is one.
func (s *Split) Set(rows []Row, same func(a, b any) bool) {
	if s.found != nil {
		s.found = rows
		rows = s.passing()
	}
	s.set(rows, same)
}

func (s *Split) set(rows []Row, same func(a, b any) bool) {
	var old any
	if r, ok := s.Selected(); ok {
		old = r.Value
	}
	s.Rows, s.kept.valid = rows, false
	for i, r := range rows {
		if old != nil && !r.Heading && same != nil && same(old, r.Value) {
			s.Cursor = i
			return
		}
	}
	s.Cursor = clamp(s.Cursor, 0, len(rows)-1)
	s.settle(1)
}

// Settle moves the cursor off a heading, to a row that can be selected.
func (s *Split) Settle() { s.settle(1) }

// AddHeading adds a row that cannot be selected.
func (s *Split) AddHeading(text string) {
	s.Rows = append(s.Rows, Row{Label: text, Heading: true})
}

// Seek puts the cursor on the first row whose value is wanted, with its details from
// their beginning.
func (s *Split) Seek(wanted func(value any) bool) bool {
	for i, r := range s.Rows {
		if !r.Heading && wanted(r.Value) {
			s.Cursor, s.scroll, s.kept.valid = i, 0, false
			return true
		}
	}
	return false
}

// NextProblem moves to the next row about which something is to be done, or to the one before, and reports whether
// there is any. After the last comes the first.
func (s *Split) NextProblem(backwards bool) bool {
	n, step := len(s.Rows), 1
	if backwards {
		step = -1
	}
	for i := 1; i <= n; i++ {
		at := ((s.Cursor+step*i)%n + n) % n
		if s.Rows[at].Problem && !s.Rows[at].Heading {
			s.move(at - s.Cursor)
			return true
		}
	}
	return false
}

// HasProblems reports whether there is a row about which something is to be done.
func (s *Split) HasProblems() bool {
	for _, r := range s.Rows {
		if r.Problem && !r.Heading {
			return true
		}
	}
	return false
}

// ShowsBoth reports whether the details were drawn beside or below the list.
func (s *Split) ShowsBoth() bool { return s.drawn.both }

// IsOn reports whether a click is on the selected row, which is a second click on it.
func (s *Split) IsOn(c Click) bool {
	i, ok := s.rowAt(c)
	return ok && i == s.Cursor
}

func (s *Split) settle(step int) {
	for tries := 0; tries < 2; tries++ {
		for i := s.Cursor; i >= 0 && i < len(s.Rows); i += step {
			if !s.Rows[i].Heading {
				s.Cursor = i
				return
			}
		}
		step = -step
	}
}

// Selected is the row that the cursor is on; ok is false in a list without any that can
// be selected.
func (s *Split) Selected() (r Row, ok bool) {
	if s.Cursor < 0 || s.Cursor >= len(s.Rows) || s.Rows[s.Cursor].Heading {
		return Row{}, false
	}
	return s.Rows[s.Cursor], true
}

func (s *Split) move(by int) {
	was := s.Cursor
	step := 1
	if by < 0 {
		step = -1
	}
	s.Cursor = clamp(s.Cursor+by, 0, len(s.Rows)-1)
	s.settle(step)
	if s.Cursor != was {
		s.scroll = 0
	}
	if s.Cursor <= 1 {
		s.offset = 0 // a heading above the first row is seen again
	}
}

func (s *Split) scrollBy(by int) {
	s.scroll = clamp(s.scroll+by, 0, max(0, len(s.kept.lines)-s.drawn.detailLines))
}

// Update handles the keys and clicks of a list. It reports whether it took the message. The
// second click on a row is not taken: what it opens is up to the screen.
func (s *Split) Update(msg tea.Msg) bool {
	switch m := msg.(type) {
	case Click:
		return s.clicked(m)
	case Wheel:
		if s.Inside || s.drawn.both && s.drawn.detail.has(m.X, m.Y) {
			s.scrollBy(m.Lines)
		} else {
			s.move(m.Lines)
		}
		return true
	case tea.KeyMsg:
		return s.keyed(m)
	}
	return false
}

func (s *Split) keyed(m tea.KeyMsg) bool {
	step := s.move
	if s.Inside {
		step = s.scrollBy
	}
	height := max(1, s.drawn.list.height-1)
	if s.pagesDetails() {
		height = max(1, s.drawn.detailLines-1)
	}
	switch {
	case key.Matches(m, Keys.Up):
		step(-1)
	case key.Matches(m, Keys.Down):
		step(1)
	case key.Matches(m, Keys.PageUp):
		s.pageBy(-height)
	case key.Matches(m, Keys.PageDown):
		s.pageBy(height)
	case key.Matches(m, Keys.Top):
		step(-1 << 20)
	case key.Matches(m, Keys.Bottom):
		step(1 << 20)
	case s.Inside && key.Matches(m, Keys.Back):
		s.Inside = false
	case !s.Inside && s.Detail != nil && key.Matches(m, Keys.Open):
		s.Inside = true
	default:
		return false
	}
	return true
}

// pagesDetails holds where there are details that are longer than their pane.
func (s *Split) pagesDetails() bool {
	return s.Detail != nil && (s.Inside || s.drawn.both && len(s.kept.lines) > s.drawn.detailLines)
}

// pageBy pages the details, which are what is long; without any, the list.
func (s *Split) pageBy(by int) {
	if s.pagesDetails() {
		s.scrollBy(by)
		return
	}
	s.move(by)
}

func (s *Split) clicked(m Click) bool {
	if s.drawn.detail.has(m.X, m.Y) {
		s.Inside = true
		return true
	}
	i, ok := s.rowAt(m)
	if !ok || s.Rows[i].Heading || i == s.Cursor {
		return false // a second click: the screen opens what the row stands for
	}
	s.Cursor, s.scroll, s.Inside = i, 0, false
	return true
}

// rowAt is the row that was drawn under a click.
func (s *Split) rowAt(c Click) (i int, ok bool) {
	if !s.drawn.list.has(c.X, c.Y) {
		return 0, false
	}
	i = s.offset + c.Y - s.drawn.list.y
	return i, i < len(s.Rows)
}

// FocusKeys are the keys while the details have them, and how to get there where they take
// the place of the list.
func (s *Split) FocusKeys() []key.Binding {
	switch {
	case s.Inside:
		return []key.Binding{As(Keys.Back, "to the list"), As(Keys.Down, "scroll")}
	case !s.drawn.both:
		return []key.Binding{As(Keys.Open, "read")}
	}
	return []key.Binding{}
}
