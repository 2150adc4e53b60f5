//go:build unix

package journey

import (
	"fmt"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/creack/pty"
)

var keys = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
	"insert": "\x1b[2~", "delete": "\x1b[3~", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "f1": "\x1bOP",
}

// key presses one key by its name: those above, a single letter, ctrl+letter,
// alt+key. After esc, wait for what it does before the next key: a program
// takes bytes that follow ESC at once for one key.
func (tm *terminal) key(name string) {
	tm.t.Helper()
	prefix := ""
	if rest, ok := strings.CutPrefix(name, "alt+"); ok {
		prefix, name = "\x1b", rest
	}
	typed, ok := keys[name]
	if letter, ctrl := strings.CutPrefix(name, "ctrl+"); ctrl && len(letter) == 1 {
		typed, ok = string(rune(letter[0]&0x1f)), true
	} else if utf8.RuneCountInString(name) == 1 {
		typed, ok = name, true
	}
	if !ok {
		tm.t.Fatalf("no key is called %q", name)
	}
	tm.send(prefix + typed)
}

// send types the bytes as they are, in one piece. It does not wait.
func (tm *terminal) send(typed string) {
	select {
	case tm.outbox <- typed:
	case <-tm.done:
	}
}

// paste waits until the program asks for bracketed paste, and pastes.
func (tm *terminal) paste(text string) {
	tm.t.Helper()
	tm.waitMode(2004)
	tm.send("\x1b[200~" + text + "\x1b[201~")
}

// click presses and releases the left button on a cell, counted from 0.
func (tm *terminal) click(col, row int) {
	tm.t.Helper()
	tm.mouse(0, "M", col, row)
	tm.mouse(0, "m", col, row)
}

// wheel turns the mouse's wheel by one notch over a cell, counted from 0.
func (tm *terminal) wheel(up bool, col, row int) {
	tm.t.Helper()
	button := 65
	if up {
		button = 64
	}
	tm.mouse(button, "M", col, row)
}

// mouse reports what the mouse did once the program asks for such reports.
func (tm *terminal) mouse(button int, kind string, col, row int) {
	tm.t.Helper()
	tm.waitMode(1000, 1002, 1003)
	tm.waitMode(1006)
	tm.send(fmt.Sprintf("\x1b[<%d;%d;%d%s", button, col+1, row+1, kind))
}

// resize changes the terminal's size; the kernel tells the program.
func (tm *terminal) resize(cols, rows int) {
	tm.t.Helper()
	tm.mu.Lock()
	tm.screen.Resize(cols, rows)
	tm.mu.Unlock()
	check(tm.t, pty.Setsize(tm.master, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}))
}

// signal sends a signal to the program alone.
func (tm *terminal) signal(sig syscall.Signal) {
	tm.t.Helper()
	check(tm.t, syscall.Kill(tm.pid, sig))
}
