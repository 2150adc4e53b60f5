package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// split is a list with the details of its selected row: beside it where there
// is room, in its place where there is not. Lists of all screens are splits.
type split struct {
	rows   []row
	cursor int
	offset int // of the list
	// detail gives the lines on a row, for a width. What it returns is kept
	// until the row or the width changes, since wrapping long values is slow.
	detail func(r row, width int) []string
	ratio  int // of the list's width in percent; zero: 46

	inside bool // the keys move the details
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

// row is one line of a list.
type row struct {
	mark    string // a symbol, styled
	label   string // harmless text
	right   string // shown at the right when there is room
	heading bool   // cannot be selected
	value   any    // what it stands for
}

// narrow is the width below which the details take the place of the list.
const narrow = 72

// set replaces the rows and keeps the cursor on the row that stands for the
// same value, where there is one.
func (s *split) set(rows []row, same func(a, b any) bool) {
	var old any
	if r, ok := s.selected(); ok {
		old = r.value
	}
	s.rows, s.kept.valid = rows, false
	for i, r := range rows {
		if old != nil && !r.heading && same != nil && same(old, r.value) {
			s.cursor = i
			return
		}
	}
	s.cursor = clamp(s.cursor, 0, len(rows)-1)
	s.settle(1)
}

// settle moves the cursor off headings.
func (s *split) settle(step int) {
	for tries := 0; tries < 2; tries++ {
		for i := s.cursor; i >= 0 && i < len(s.rows); i += step {
			if !s.rows[i].heading {
				s.cursor = i
				return
			}
		}
		step = -step
	}
}

func (s *split) selected() (row, bool) {
	if s.cursor < 0 || s.cursor >= len(s.rows) || s.rows[s.cursor].heading {
		return row{}, false
	}
	return s.rows[s.cursor], true
}

func (s *split) move(by int) {
	was := s.cursor
	step := 1
	if by < 0 {
		step = -1
	}
	s.cursor = clamp(s.cursor+by, 0, len(s.rows)-1)
	s.settle(step)
	if s.cursor != was {
		s.scroll = 0
	}
	if s.cursor <= 1 {
		s.offset = 0 // a heading above the first row is seen again
	}
}

func (s *split) scrollBy(by int) {
	s.scroll = clamp(s.scroll+by, 0, max(0, len(s.kept.lines)-s.drawn.detailHeight))
}

// update handles the keys and clicks of a list. It reports whether it took the
// message.
func (s *split) update(msg tea.Msg) bool {
	switch m := msg.(type) {
	case click:
		return s.clicked(m)
	case wheel:
		if s.inside || s.drawn.wide && m.x > s.drawn.listWidth {
			s.scrollBy(m.lines)
		} else {
			s.move(m.lines)
		}
		return true
	case tea.KeyMsg:
		return s.keyed(m)
	}
	return false
}

func (s *split) keyed(m tea.KeyMsg) bool {
	step := s.move
	if s.inside {
		step = s.scrollBy
	}
	height := max(1, s.drawn.height-1)
	switch {
	case key.Matches(m, keys.Up):
		step(-1)
	case key.Matches(m, keys.Down):
		step(1)
	case key.Matches(m, keys.PageUp):
		s.pageBy(-height)
	case key.Matches(m, keys.PageDown):
		s.pageBy(height)
	case key.Matches(m, keys.Top):
		step(-1 << 20)
	case key.Matches(m, keys.Bottom):
		step(1 << 20)
	case s.inside && key.Matches(m, keys.Back):
		s.inside = false
	case !s.inside && s.detail != nil && key.Matches(m, keys.Open):
		s.inside = true
	default:
		return false
	}
	return true
}

// pageBy pages the details, which are what is long; without any, the list.
func (s *split) pageBy(by int) {
	if s.detail != nil && (s.inside || s.drawn.wide && len(s.kept.lines) > s.drawn.detailHeight) {
		s.scrollBy(by)
		return
	}
	s.move(by)
}

func (s *split) clicked(m click) bool {
	if s.inside && !s.drawn.wide || s.drawn.wide && m.x > s.drawn.listWidth {
		s.inside = true
		return true
	}
	i := s.offset + m.y
	if m.y < 0 || m.y >= s.drawn.height || i >= len(s.rows) || s.rows[i].heading {
		return false
	}
	if i == s.cursor {
		return false // a second click opens: the screen's affair
	}
	s.cursor, s.scroll, s.inside = i, 0, false
	return true
}

// focusKeys are the keys while the details have them, and how to get there where
// they take the place of the list.
func (s *split) focusKeys() []key.Binding {
	switch {
	case s.inside:
		return []key.Binding{as(keys.Back, "to the list"), as(keys.Down, "scroll")}
	case !s.drawn.wide:
		return []key.Binding{as(keys.Open, "read")}
	}
	return []key.Binding{}
}

// view draws exactly height lines.
func (s *split) view(c *common, width, height int) []string {
	s.drawn.wide, s.drawn.height, s.drawn.detailHeight = width >= narrow && s.detail != nil, height, height
	if !s.drawn.wide {
		s.drawn.listWidth = width
		if s.inside && s.detail != nil {
			return s.details(c, width, height)
		}
		return s.list(c, width, height)
	}
	ratio := s.ratio
	if ratio == 0 {
		ratio = 46
	}
	s.drawn.listWidth = width * ratio / 100
	divider := c.style.Faint.Render(" " + c.style.Divider + " ")
	right := width - s.drawn.listWidth - 3
	return beside(s.list(c, s.drawn.listWidth, height), s.details(c, right, height), s.drawn.listWidth, right, divider)
}

func (s *split) list(c *common, width, height int) []string {
	s.offset = clamp(s.offset, s.cursor-height+1, s.cursor)
	s.offset = clamp(s.offset, 0, max(0, len(s.rows)-height))
	out := make([]string, 0, height)
	for i := s.offset; i < len(s.rows) && len(out) < height; i++ {
		out = append(out, s.line(c, i, width))
	}
	for len(out) < height {
		out = append(out, "")
	}
	return out
}

func (s *split) line(c *common, i, width int) string {
	r := s.rows[i]
	mark := r.mark
	if mark != "" {
		mark += " "
	}
	if r.heading {
		return mark + c.style.Faint.Render(cut(r.label, width-cells(mark)))
	}
	cursor, label := "  ", r.label
	if i == s.cursor {
		cursor = c.style.Selected.Render(c.style.Cursor) + " "
	}
	room := width - 2 - cells(mark)
	right := r.right
	if n := room - cells(right); right != "" && (n >= 28 || cells(label) < n) {
		label = fit(cut(label, n-1), n)
	} else {
		right = ""
	}
	label = cut(label, room)
	if i == s.cursor {
		label = c.style.Strong.Render(label)
	}
	return cursor + mark + label + c.style.Faint.Render(right)
}

func (s *split) details(c *common, width, height int) []string {
	r, ok := s.selected()
	if !ok || s.detail == nil {
		return make([]string, height)
	}
	if !s.kept.valid || s.kept.cursor != s.cursor || s.kept.width != width {
		s.kept.lines, s.kept.cursor, s.kept.width, s.kept.valid = s.detail(r, width), s.cursor, width, true
	}
	if len(s.kept.lines) <= height {
		s.scroll = 0
		return page(s.kept.lines, 0, height)
	}
	s.drawn.detailHeight = height - 1
	s.scrollBy(0)
	lines := page(s.kept.lines, s.scroll, height-1)
	return append(lines, c.style.Faint.Render(cut(s.more(), width)))
}

// more says that there is more to read, and how to get there.
func (s *split) more() string {
	rest := len(s.kept.lines) - s.scroll - s.drawn.detailHeight
	if rest <= 0 {
		return "end"
	}
	how := "pgdn"
	if s.inside {
		how = "↓"
	}
	return plural(rest, "line") + " more: " + how
}
