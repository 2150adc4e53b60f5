package terminal

import (
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"edov/flow/together"
)

// screen draws frames when there are any. Bubble Tea's own renderer looks 60 times a second whether there is one: that
// wakes an idle machine, and lets a key wait for up to 17 ms. Here a goroutine sleeps until a frame comes. Of several
// that come while the terminal is busy only the newest is drawn, so that a slow terminal delays no key.
type screen struct {
	out          io.Writer
	enter, leave string        // the sequences that begin and end the use of the terminal
	patience     time.Duration // for a terminal that takes nothing, when it is given back

	mu            sync.Mutex
	width, height int
	epoch         int // counts the times after which what the terminal shows is unknown
	newest        frame
	broken        func(*together.Panic) // told when drawing panicked
	wake          chan struct{}         // nil while the terminal is not edov's
	over          chan struct{}         // closed when the newest goroutine has written its last
}

// newScreen is a screen that is not drawn on yet.
func newScreen(out io.Writer, mouse bool) *screen {
	s := &screen{out: out, patience: time.Second}
	s.enter = ansi.SetModeAltScreenSaveCursor + ansi.EraseEntireScreen + ansi.CursorHomePosition +
		ansi.HideCursor + ansi.SetModeBracketedPaste
	s.leave = ansi.ResetModeBracketedPaste + ansi.ShowCursor
	if mouse {
		s.enter += ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
		s.leave += ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseExtSgr
	}
	s.leave += ansi.ResetModeAltScreenSaveCursor
	return s
}

// start takes the terminal. The first frame after it is drawn whole.
func (s *screen) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.over
	s.epoch++
	s.wake, s.over = make(chan struct{}, 1), make(chan struct{})
	go s.draw(s.wake, before, s.over)
}

// stop gives the terminal back. It does not wait long for one that takes nothing.
func (s *screen) stop() {
	s.mu.Lock()
	wake, over := s.wake, s.over
	s.wake = nil
	s.mu.Unlock()
	if wake == nil {
		return
	}
	close(wake)
	timer := time.NewTimer(s.patience)
	defer timer.Stop()
	select {
	case <-over:
	case <-timer.C:
	}
}

// tellOf says who is told when drawing panicked.
func (s *screen) tellOf(broken func(*together.Panic)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

// resize tells the size of the frames that follow. The next one is drawn whole: terminals move and cut what they show.
func (s *screen) resize(width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.width, s.height = width, height
	s.epoch++
}

// show has a frame drawn soon, and never waits for the terminal. An empty one is none.
func (s *screen) show(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wake == nil || text == "" {
		return
	}
	s.newest = frame{text: text, width: s.width, height: s.height, epoch: s.epoch}
	select {
	case s.wake <- struct{}{}:
	default: // it is awake, and takes the newest
	}
}

// draw writes until it is stopped, after what was written before. That a terminal has gone is for its reader to notice.
func (s *screen) draw(wake, before <-chan struct{}, over chan<- struct{}) {
	defer close(over)
	if before != nil {
		<-before
	}
	_, _ = io.WriteString(s.out, s.enter)
	var shown canvas
	for range wake {
		s.mu.Lock()
		next, broken := s.newest, s.broken
		s.mu.Unlock()
		var sequence string
		if p := together.Caught(func() { sequence = shown.paint(next) }); p != nil {
			if broken != nil {
				broken(p)
			}
			break
		}
		if sequence != "" {
			_, _ = io.WriteString(s.out, sequence)
		}
	}
	_, _ = io.WriteString(s.out, s.leave)
}

// frame is what to show: lines, for a window of a size.
type frame struct {
	text                 string
	width, height, epoch int
}

// canvas is what the terminal shows.
type canvas struct {
	lines []string
	epoch int
}

// paint returns what makes the terminal show a frame: the lines that differ, each from its beginning, or all after an
// epoch's end. More than one is announced as one update (DEC mode 2026), so that no half of it is seen; terminals
// that do not know the mode ignore it.
func (c *canvas) paint(f frame) string {
	lines := make([]string, f.height)
	copy(lines, strings.Split(f.text, "\n"))
	whole := c.epoch != f.epoch || len(c.lines) != len(lines)
	var b strings.Builder
	changed := 0
	for i, line := range lines {
		if !whole && c.lines[i] == line {
			continue
		}
		changed++
		b.WriteString("\x1b[" + strconv.Itoa(i+1) + "H")
		writeLine(&b, line, f.width)
	}
	c.lines, c.epoch = lines, f.epoch
	switch {
	case whole:
		return ansi.SetModeSynchronizedOutput + ansi.ResetStyle + b.String() + ansi.ResetModeSynchronizedOutput
	case changed > 1:
		return ansi.SetModeSynchronizedOutput + b.String() + ansi.ResetModeSynchronizedOutput
	}
	return b.String()
}

// writeLine writes a line over another one. A full line leaves nothing to erase, and erasing would take its last
// cell: the cursor stays on it.
func writeLine(b *strings.Builder, line string, width int) {
	cells := ansi.StringWidth(line)
	if cells > width {
		line = ansi.Truncate(line, width, "")
	}
	b.WriteString(line)
	if strings.Contains(line, "\x1b") && !strings.HasSuffix(line, "\x1b[0m") && !strings.HasSuffix(line, ansi.ResetStyle) {
		b.WriteString(ansi.ResetStyle) // or the rest would be erased in its colour
	}
	if cells < width {
		b.WriteString(ansi.EraseLineRight)
	}
}
