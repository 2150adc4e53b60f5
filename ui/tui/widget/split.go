package widget

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Split is a list with the details of its selected row: beside it where there is room, in
// its place where there is not. Lists of all screens are splits. The zero value is an empty
// list without details.
type Split struct {
	Rows   []Row
	Cursor int // the index of the selected row
	offset int // of the list
	// Detail gives the lines on a row, for a width. What it returns is kept
	// until the row or the width changes, since wrapping long values is slow.
	Detail func(r Row, width int) []string
	Ratio  int // of the list's width in percent; zero: 46

	Inside bool // the keys move the details
	scroll int  // of the details

	kept struct {
		cursor, width int
		lines         []string
		valid         bool
	}
	drawn struct { // where things are, for clicks
		listWidth, height, detailHeight int
		wide                            bool
	}
}

// Row is one line of a list.
type Row struct {
	Mark    string // a symbol, styled
	Label   string // harmless text
	Right   string // shown at the right when there is room
	Heading bool   // cannot be selected
	Value   any    // what it stands for
}

// Narrow is the width below which the details take the place of the list.
const Narrow = 72

// Set replaces the rows and keeps the cursor on the row that stands for the
// same value, where there is one.
func (s *Split) Set(rows []Row, same func(a, b any) bool) {
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

// IsWide reports whether the details were drawn beside the list.
func (s *Split) IsWide() bool { return s.drawn.wide }

// IsOn reports whether a click is on the selected row, which is a second click on it.
func (s *Split) IsOn(c Click) bool {
	return !(s.Inside && !s.drawn.wide) && c.X <= s.drawn.listWidth && c.Y == s.Cursor-s.offset
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
	s.scroll = clamp(s.scroll+by, 0, max(0, len(s.kept.lines)-s.drawn.detailHeight))
}

// Update handles the keys and clicks of a list. It reports whether it took the message. The
// second click on a row is not taken: what it opens is up to the screen.
func (s *Split) Update(msg tea.Msg) bool {
	switch m := msg.(type) {
	case Click:
		return s.clicked(m)
	case Wheel:
		if s.Inside || s.drawn.wide && m.X > s.drawn.listWidth {
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
	height := max(1, s.drawn.height-1)
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

// pageBy pages the details, which are what is long; without any, the list.
func (s *Split) pageBy(by int) {
	if s.Detail != nil && (s.Inside || s.drawn.wide && len(s.kept.lines) > s.drawn.detailHeight) {
		s.scrollBy(by)
		return
	}
	s.move(by)
}

func (s *Split) clicked(m Click) bool {
	if s.Inside && !s.drawn.wide || s.drawn.wide && m.X > s.drawn.listWidth {
		s.Inside = true
		return true
	}
	i := s.offset + m.Y
	if m.Y < 0 || m.Y >= s.drawn.height || i >= len(s.Rows) || s.Rows[i].Heading {
		return false
	}
	if i == s.Cursor {
		return false // a second click: the screen opens what the row stands for
	}
	s.Cursor, s.scroll, s.Inside = i, 0, false
	return true
}

// FocusKeys are the keys while the details have them, and how to get there where they take
// the place of the list.
func (s *Split) FocusKeys() []key.Binding {
	switch {
	case s.Inside:
		return []key.Binding{As(Keys.Back, "to the list"), As(Keys.Down, "scroll")}
	case !s.drawn.wide:
		return []key.Binding{As(Keys.Open, "read")}
	}
	return []key.Binding{}
}

// View draws exactly height lines.
func (s *Split) View(st *Style, width, height int) []string {
	s.drawn.wide, s.drawn.height, s.drawn.detailHeight = width >= Narrow && s.Detail != nil, height, height
	if !s.drawn.wide {
		s.drawn.listWidth = width
		if s.Inside && s.Detail != nil {
			return s.details(st, width, height)
		}
		return s.list(st, width, height)
	}
	ratio := s.Ratio
	if ratio == 0 {
		ratio = 46
	}
	s.drawn.listWidth = width * ratio / 100
	divider := st.Faint.Render(" " + st.Divider + " ")
	right := width - s.drawn.listWidth - 3
	return Beside(s.list(st, s.drawn.listWidth, height), s.details(st, right, height), s.drawn.listWidth, right, divider)
}

func (s *Split) list(st *Style, width, height int) []string {
	s.offset = clamp(s.offset, s.Cursor-height+1, s.Cursor)
	s.offset = clamp(s.offset, 0, max(0, len(s.Rows)-height))
	out := make([]string, 0, height)
	for i := s.offset; i < len(s.Rows) && len(out) < height; i++ {
		out = append(out, s.line(st, i, width))
	}
	for len(out) < height {
		out = append(out, "")
	}
	return out
}

func (s *Split) line(st *Style, i, width int) string {
	r := s.Rows[i]
	mark := r.Mark
	if mark != "" {
		mark += " "
	}
	if r.Heading {
		return mark + st.Faint.Render(Cut(r.Label, width-Cells(mark)))
	}
	cursor, label := "  ", r.Label
	if i == s.Cursor {
		cursor = st.Selected.Render(st.Cursor) + " "
	}
	room := width - 2 - Cells(mark)
	right := r.Right
	if n := room - Cells(right); right != "" && (n >= 28 || Cells(label) < n) {
		label = Fit(Cut(label, n-1), n)
	} else {
		right = ""
	}
	label = Cut(label, room)
	if i == s.Cursor {
		label = st.Strong.Render(label)
	}
	return cursor + mark + label + st.Faint.Render(right)
}

func (s *Split) details(st *Style, width, height int) []string {
	r, ok := s.Selected()
	if !ok || s.Detail == nil {
		return make([]string, height)
	}
	if !s.kept.valid || s.kept.cursor != s.Cursor || s.kept.width != width {
		s.kept.lines, s.kept.cursor, s.kept.width, s.kept.valid = s.Detail(r, width), s.Cursor, width, true
	}
	if len(s.kept.lines) <= height {
		s.scroll = 0
		return Page(s.kept.lines, 0, height)
	}
	s.drawn.detailHeight = height - 1
	s.scrollBy(0)
	lines := Page(s.kept.lines, s.scroll, height-1)
	return append(lines, st.Faint.Render(Cut(s.more(), width)))
}

// more says that there is more to read, and how to get there.
func (s *Split) more() string {
	rest := len(s.kept.lines) - s.scroll - s.drawn.detailHeight
	if rest <= 0 {
		return "end"
	}
	how := "pgdn"
	if s.Inside {
		how = "↓"
	}
	if rest == 1 {
		return "1 more line: " + how
	}
	return fmt.Sprintf("%d more lines: %s", rest, how)
}
