package terminal

import (
	"bytes"
	"cmp"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/charmbracelet/x/vt"

	"edov/flow/together"
)

// look is what an emulator shows: each cell with its look.
func look(e *vt.Emulator) string {
	var b strings.Builder
	for y := range e.Height() {
		for x := range e.Width() {
			cell := e.CellAt(x, y)
			b.WriteString(cell.Style.String() + cmp.Or(cell.Content, " "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// pieces are what lines are made of here: plain, coloured, left open, wide, combined, and nothing.
var pieces = []string{
	"word ", "\x1b[31mred\x1b[0m", "\x1b[1;44mbar to the end", "日本", "e\u0301", "─", "", "\x1b[7m  \x1b[m", "👍",
	"long enough to be cut",
}

func someFrame(r *rand.Rand, lines int) string {
	list := make([]string, lines)
	for i := range list {
		for range r.IntN(4) {
			list[i] += pieces[r.IntN(len(pieces))]
		}
	}
	return strings.Join(list, "\n")
}

// TestDifferencesAreEnough: after any frames one upon the other the terminal shows what it would show of the last one
// alone.
func TestDifferencesAreEnough(t *testing.T) {
	const width, height = 20, 6
	r := rand.New(rand.NewPCG(1, 2))
	var c canvas
	one := vt.NewEmulator(width, height)
	lines := strings.Split(someFrame(r, height), "\n")
	for range 200 {
		switch r.IntN(4) {
		case 0: // another one, which may be shorter or taller than the window
			lines = strings.Split(someFrame(r, r.IntN(height+3)), "\n")
		default:
			lines[r.IntN(len(lines))] = someFrame(r, 1)
		}
		f := frame{text: strings.Join(lines, "\n"), width: width, height: height, epoch: 1}
		one.WriteString(c.paint(f))
		alone := vt.NewEmulator(width, height)
		alone.WriteString((&canvas{}).paint(f))
		if got, want := look(one), look(alone); got != want {
			t.Fatalf("after %q the terminal shows\n%s, want\n%s", f.text, got, want)
		}
	}
}

func TestPaint(t *testing.T) {
	const begin, end = "\x1b[?2026h", "\x1b[?2026l"
	var c canvas
	for _, step := range []struct {
		name string
		f    frame
		want string
	}{
		{"first", frame{"ab\ncd", 4, 3, 1}, begin + "\x1b[m\x1b[1Hab\x1b[K\x1b[2Hcd\x1b[K\x1b[3H\x1b[K" + end},
		{"the same", frame{"ab\ncd", 4, 3, 1}, ""},
		{"one line", frame{"ab\ncx", 4, 3, 1}, "\x1b[2Hcx\x1b[K"},
		{"a full line", frame{"abcd\ncx", 4, 3, 1}, "\x1b[1Habcd"},
		{"too long", frame{"abcde\ncx", 4, 3, 1}, "\x1b[1Habcd"},
		{"left open", frame{"\x1b[1mab\ncx", 4, 3, 1}, "\x1b[1H\x1b[1mab\x1b[m\x1b[K"},
		{"closed", frame{"\x1b[1mab\x1b[0m\ncx", 4, 3, 1}, "\x1b[1H\x1b[1mab\x1b[0m\x1b[K"},
		{"two lines", frame{"a\nb", 4, 3, 1}, begin + "\x1b[1Ha\x1b[K\x1b[2Hb\x1b[K" + end},
		{"too many lines", frame{"a\nb\n\nd", 4, 3, 1}, ""},
		{"resized to the same size", frame{"a\nb", 4, 3, 2}, begin + "\x1b[m\x1b[1Ha\x1b[K\x1b[2Hb\x1b[K\x1b[3H\x1b[K" + end},
		{"no size", frame{"a\nb", 0, 0, 2}, begin + "\x1b[m" + end},
	} {
		if got := c.paint(step.f); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
}

// slow is a terminal that takes one write each time it is allowed one.
type slow struct {
	allowed chan struct{}
	mu      sync.Mutex
	taken   []string
}

func (s *slow) Write(p []byte) (int, error) {
	if _, more := <-s.allowed; !more {
		return 0, io.ErrClosedPipe
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, ansi.Strip(string(p)))
	return len(p), nil
}

// TestASlowTerminalDelaysNothing: frames are shown while a terminal takes none; only the newest of them is drawn.
func TestASlowTerminalDelaysNothing(t *testing.T) {
	out := &slow{allowed: make(chan struct{})}
	s := newScreen(out, false)
	s.resize(20, 1)
	s.start()
	for range 1000 {
		s.show("old")
	}
	s.show("new")
	for range 2 { // the beginning, and one frame
		out.allowed <- struct{}{}
	}
	close(out.allowed)
	s.stop()
	if got := strings.Join(out.taken, "|"); got != "|new" {
		t.Errorf("drawn: %q", got)
	}
}

// TestATerminalThatTakesNothing is given back all the same, and what is still to be written goes before what comes
// when it is taken again.
func TestATerminalThatTakesNothing(t *testing.T) {
	out := &slow{allowed: make(chan struct{})}
	s := newScreen(out, false)
	s.patience = 0
	s.resize(20, 1)
	s.start()
	s.show("first")
	for range 2 { // the beginning, and the frame
		out.allowed <- struct{}{}
	}
	s.stop()
	s.show("dropped")
	s.start()
	s.show("second")
	for range 3 { // the end, another beginning, and the frame
		out.allowed <- struct{}{}
	}
	close(out.allowed)
	s.stop()
	<-s.over
	if got := strings.Join(out.taken, "|"); got != "|first|||second" {
		t.Errorf("drawn: %q", got)
	}
}

// TestBeginningAndEnd: all that is switched on is switched off, once, and the mouse only if asked for.
func TestBeginningAndEnd(t *testing.T) {
	for _, mouse := range []bool{true, false} {
		var out bytes.Buffer
		s := newScreen(&out, mouse)
		s.start()
		s.stop()
		s.stop()
		on := map[ansi.Mode]bool{}
		e := vt.NewEmulator(20, 2)
		e.SetCallbacks(vt.Callbacks{
			EnableMode:  func(m ansi.Mode) { on[m] = true },
			DisableMode: func(m ansi.Mode) { on[m] = false },
		})
		before, after, _ := strings.Cut(out.String(), s.leave)
		e.WriteString(before)
		if !on[ansi.ModeAltScreenSaveCursor] || on[ansi.ModeTextCursorEnable] || !on[ansi.ModeBracketedPaste] ||
			on[ansi.ModeMouseButtonEvent] != mouse || on[ansi.ModeMouseExtSgr] != mouse {
			t.Errorf("mouse %t: begins with %v", mouse, on)
		}
		e.WriteString(s.leave)
		for mode, is := range on {
			if is != (mode == ansi.ModeTextCursorEnable) {
				t.Errorf("mouse %t: mode %v is left %t", mouse, mode, is)
			}
		}
		if after != "" {
			t.Errorf("after the end: %q", after)
		}
	}
}

// TestDrawingPanics: a panic of the goroutine that draws is told, and the terminal is given back.
func TestDrawingPanics(t *testing.T) {
	var out strings.Builder
	s := newScreen(&out, false)
	told := make(chan *together.Panic, 1)
	s.tellOf(func(p *together.Panic) { told <- p })
	s.resize(20, -1) // no window has this size
	s.start()
	s.show("x")
	if p := <-told; !strings.Contains(string(p.Stack), "screen.go") {
		t.Errorf("%v\n%s", p, p.Stack)
	}
	s.stop()
	<-s.over
	if out.String() != s.enter+s.leave {
		t.Errorf("written: %q", out.String())
	}
}
