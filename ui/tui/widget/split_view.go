package widget

import (
	"fmt"
	"strings"
)

// drawnSplit is where a split was drawn, for clicks.
type drawnSplit struct {
	list, detail rect // of their rows, without borders
	detailLines  int  // of the details that are seen
	both         bool // the details were drawn together with the list
}

type rect struct{ x, y, width, height int }

func (r rect) has(x, y int) bool { return x >= r.x && x < r.x+r.width && y >= r.y && y < r.y+r.height }

// The sizes that decide how a split is drawn.
const (
	boxesFrom  = 100 // columns from which the details stand beside the list
	thirdFrom  = 160 // columns from which there is a third pane
	stackFrom  = 11  // lines from which the details stand below the list
	noteAt     = 32  // the last column in which a row's note may begin
	titledFrom = 7   // lines from which a list has a line with its title and position
	share      = 46  // percent of the room for a list, where it says nothing itself
)

// View draws exactly height lines.
func (s *Split) View(st *Style, width, height int) []string {
	s.drawn = drawnSplit{}
	switch {
	case s.Detail == nil:
		return s.alone(st, width, height)
	case width >= boxesFrom && height >= titledFrom:
		return s.boxes(st, width, height)
	case height >= stackFrom:
		return s.stacked(st, width, height)
	}
	return s.inPlace(st, width, height)
}

// alone draws a list that has no details.
func (s *Split) alone(st *Style, width, height int) []string {
	if s.found == nil {
		return s.list(st, rect{0, 0, width, height})
	}
	list := s.list(st, rect{0, 1, width, height - 1})
	return append([]string{st.edge(s.title(st, true), s.position(), width, st.keyed(true))}, list...)
}

// inPlace draws the list or the details, where there is no room for both.
func (s *Split) inPlace(st *Style, width, height int) []string {
	at := rect{0, 0, width, height}
	titled := height >= titledFrom || s.found != nil
	if titled {
		at.y, at.height = 1, height-1
	}
	var lines []string
	if s.Inside {
		s.drawn.detail = at
		lines = s.details(st, at, true)
	} else {
		lines = s.list(st, at)
	}
	if titled {
		lines = append([]string{st.edge(s.title(st, !s.Inside), s.position(), width, st.keyed(true))}, lines...)
	}
	return lines
}

// stacked draws the list above its details, each below a rule with its title.
func (s *Split) stacked(st *Style, width, height int) []string {
	s.drawn.both = true
	n := clamp(min(len(s.Rows), (height-2)*s.ratio()/100), 3, height-2)
	list := s.list(st, rect{0, 1, width, n})
	lines := append([]string{st.edge(s.title(st, !s.Inside), s.position(), width, st.keyed(!s.Inside))}, list...)
	lines = append(lines, st.edge("", "", width, st.keyed(s.Inside)))
	at := rect{1, n + 2, width - 1, height - n - 2}
	return append(lines, Indent(s.details(st, at, true), 1)...)
}

// boxes draws the list and its details side by side, and what belongs to them where there is room for a third.
func (s *Split) boxes(st *Style, width, height int) []string {
	s.drawn.both = true
	third := pane{look: st.keyed(false)}
	rest := width
	if r, ok := s.Selected(); ok && s.Third != nil && width >= thirdFrom {
		third.width = width * 34 / 100
		third.title, third.lines = s.Third(r, third.width-4)
		if third.lines == nil {
			third.width = 0
		}
		rest -= third.width
	}
	left := rest * s.ratio() / 100
	right := rest - left
	list := pane{right: s.position(), width: left, look: st.keyed(!s.Inside)}
	list.lines = s.list(st, rect{1, 1, left - 2, height - 2})
	list.title = s.title(st, !s.Inside)
	detail := pane{width: right, look: st.keyed(s.Inside)}
	detail.lines = Indent(s.details(st, rect{left + 2, 1, right - 4, height - 2}, false), 1)
	if len(s.kept.lines) > height-2 {
		detail.below = s.more(st)
	}
	out := Beside(list.draw(st, height), detail.draw(st, height), left, right, "")
	if third.width > 0 {
		third.lines = Indent(third.lines, 1)
		out = Beside(out, third.draw(st, height), rest, third.width, "")
	}
	return out
}

// ratio is the list's part of the room in percent.
func (s *Split) ratio() int {
	if s.Ratio > 0 {
		return s.Ratio
	}
	return share
}

// title names the list, and the group of the selected row if its heading is out of sight; or it says what the list is
// filtered by. The list is drawn before.
func (s *Split) title(st *Style, on bool) string {
	if s.found != nil {
		return s.filter.View() // which hides what looks like a secret
	}
	title := s.Title
	if group := s.hiddenHeading(); title != "" && group != "" {
		title += " " + st.Dot + " " + group
	}
	if title != "" && on {
		title = st.Cursor + " " + title
	}
	return title
}

// hiddenHeading is the heading of the selected row's group, where it has scrolled away.
func (s *Split) hiddenHeading() string {
	for i := min(s.Cursor, len(s.Rows)-1); i >= 0; i-- {
		if s.Rows[i].Heading {
			if i < s.offset {
				return s.Rows[i].Label
			}
			return ""
		}
	}
	return ""
}

// position says which of the rows is selected.
func (s *Split) position() string {
	at, all := 0, 0
	for i, r := range s.Rows {
		if r.Heading {
			continue
		}
		all++
		if i == s.Cursor {
			at = all
		}
	}
	if all == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", at, all)
}

func (s *Split) list(st *Style, at rect) []string {
	s.drawn.list = at
	s.offset = clamp(s.offset, s.Cursor-at.height+1, s.Cursor)
	s.offset = clamp(s.offset, 0, max(0, len(s.Rows)-at.height))
	out := make([]string, 0, at.height)
	for i := s.offset; i < len(s.Rows) && len(out) < at.height; i++ {
		out = append(out, s.line(st, i, at.width))
	}
	return Page(out, 0, at.height)
}

func (s *Split) line(st *Style, i, width int) string {
	r := s.Rows[i]
	mark := r.Mark
	if mark != "" {
		mark += " "
	}
	if r.Heading {
		return " " + mark + st.Strong.Render(Cut(r.Label, width-1-Cells(mark)))
	}
	room := width - 2 - Cells(mark)
	label, note, right := r.columns(room, s.noteColumn())
	if i != s.Cursor {
		return "  " + mark + label + st.Faint.Render(note+right)
	}
	return st.Row(st.Selected.Render(st.Cursor)+" "+mark+st.Strong.Render(label)+note+right, width, !s.Inside)
}

// noteColumn is where notes begin: behind the longest label, within limits.
func (s *Split) noteColumn() int {
	longest := 0
	for _, r := range s.Rows {
		if r.Note != "" {
			longest = max(longest, Cells(r.Label))
		}
	}
	return min(longest+3, noteAt)
}

// cutRight is the room, beside a whole label, in which the beginning of the text at the right still says something.
const cutRight = 20

// columns are the parts of a row in the room after its mark. The text at the right goes first where there is little.
func (r Row) columns(room, noteAt int) (label, note, right string) {
	label, right = r.Label, r.Right
	if least := room - Cells(label) - 2; Cells(right) > least && least >= cutRight {
		right = Cut(right, least)
	}
	if n := room - Cells(right) - 1; right == "" || n < 28 && Cells(label) >= n {
		right = ""
	} else {
		room = n - 1
	}
	if r.Note != "" && room >= 2*noteAt+6 {
		label, note = Fit(Cut(label, noteAt-2), noteAt), Cut(r.Note, room-noteAt)
	}
	label = Cut(label, room-Cells(note))
	if right != "" {
		note += strings.Repeat(" ", room+1-Cells(label)-Cells(note))
	}
	return label, note, right
}

// Lines are all rows, none of them selected, for a pane in which nothing moves.
func (s *Split) Lines(st *Style, width int) []string {
	still := Split{Rows: s.Rows, Cursor: -1}
	var lines []string
	for i := range s.Rows {
		lines = append(lines, still.line(st, i, width))
	}
	return lines
}

// details draws the lines on the selected row; more says below them that there are others.
func (s *Split) details(st *Style, at rect, more bool) []string {
	s.drawn.detail = at
	s.drawn.detailLines = at.height
	r, ok := s.Selected()
	if !ok {
		return make([]string, at.height)
	}
	if !s.kept.valid || s.kept.cursor != s.Cursor || s.kept.width != at.width {
		s.kept.lines, s.kept.cursor, s.kept.width, s.kept.valid = s.Detail(r, at.width), s.Cursor, at.width, true
	}
	if len(s.kept.lines) <= at.height {
		s.scroll = 0
		return Page(s.kept.lines, 0, at.height)
	}
	if !more {
		s.scrollBy(0)
		return Page(s.kept.lines, s.scroll, at.height)
	}
	s.drawn.detailLines = at.height - 1
	s.scrollBy(0)
	lines := Page(s.kept.lines, s.scroll, at.height-1)
	return append(lines, st.Faint.Render(Cut(s.more(st), at.width)))
}

// more says that there is more to read, and how to get there.
func (s *Split) more(st *Style) string {
	how := "pgdn"
	if s.Inside {
		how = st.KeyName("↓")
	}
	return moreLines(len(s.kept.lines)-s.scroll-s.drawn.detailLines, how)
}
