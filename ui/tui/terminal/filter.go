package terminal

import (
	"bytes"
	"os"
	"slices"
	"sync"
)

// Input is the terminal without its answers to questions, which would
// be taken for keys: a reply to "what colour is your background" ends in
// letters that are commands here (security item 136). It has the methods by
// which Bubble Tea puts it into raw mode and waits on its descriptor, and no
// more: those of os.File that copy would go round the filter.
type Input struct {
	file   *os.File
	ahead  []byte // what was read before, still to be filtered
	filter answerFilter
	rest   []byte // filtered, and did not fit
}

// NewInput filters a terminal, after what was read of it before.
func NewInput(file *os.File, ahead []byte) *Input { return &Input{file: file, ahead: ahead} }

// Read may return nothing without an error, when the terminal sent only an answer.
// Bubble Tea then waits again, in a way that can be cancelled; another read
// here could not be. For the same reason it reads no more than fits into p:
// what is left over would wait for the next key.
func (f *Input) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		room := p[:max(min(len(p), 1), len(p)-len(f.filter.held))]
		n := copy(room, f.ahead)
		if f.ahead = f.ahead[n:]; n == 0 {
			var err error
			if n, err = f.file.Read(room); err != nil {
				return 0, err
			}
		}
		f.rest = f.filter.filter(room[:n])
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// Write writes to the file, unchanged.
func (f *Input) Write(p []byte) (int, error) { return f.file.Write(p) }

// Close closes the file.
func (f *Input) Close() error { return f.file.Close() }

// Fd is the file's descriptor, by which Bubble Tea sets raw mode and waits.
func (f *Input) Fd() uintptr { return f.file.Fd() }

// Name is the file's name.
func (f *Input) Name() string { return f.file.Name() }

// answerFilter drops a terminal's answers from what it sends and lets keys,
// mouse, paste and focus through. Answers may come in pieces.
type answerFilter struct {
	held []byte // a sequence that goes on in the next read
}

// The bounds keep a sequence without an end from swallowing every key that follows.
const (
	maxAnswer  = 4096
	maxControl = 128
)

const (
	esc = 0x1b
	bel = 0x07
)

// filter returns what is no answer. An escape character at the end of a read is
// the Escape key, and with one character after it Alt and that key: they are
// not held back, even if they could begin an answer.
func (f *answerFilter) filter(in []byte) []byte {
	data := slices.Concat(f.held, in)
	f.held = nil
	out := make([]byte, 0, len(data))
	for {
		i := bytes.IndexByte(data, esc)
		if i < 0 {
			return append(out, data...)
		}
		out, data = append(out, data[:i]...), data[i:]
		n, answer := measure(data)
		if n == 0 {
			f.held = append(f.held, data...)
			return out
		}
		if !answer {
			out = append(out, data[:n]...)
		}
		data = data[n:]
	}
}

// measure tells how long the sequence is that data begins with, and whether it
// is an answer. Zero means that more bytes are needed to tell.
func measure(data []byte) (n int, answer bool) {
	if len(data) < 3 {
		return len(data), false
	}
	switch third := data[2]; data[1] {
	case '[':
		return measureControl(data)
	case ']': // a number, or the title
		if third >= '0' && third <= '9' || third == 'l' || third == 'L' {
			return measureString(data, true)
		}
	case 'P', '_', '^', 'X':
		if third >= ' ' && third < 0x7f {
			return measureString(data, false)
		}
	}
	return 1, false
}

// measureString measures an OSC, DCS, APC, PM or SOS sequence: up to ESC and a
// backslash, for OSC also to BEL. Any other escape character and what cancels
// (Ctrl+C for the user, CAN and SUB for terminals) begin something new.
func measureString(data []byte, osc bool) (n int, answer bool) {
	for i := 2; i < min(len(data), maxAnswer); i++ {
		switch c := data[i]; {
		case c == bel && osc:
			return i + 1, true
		case c == 0x03 || c == 0x18 || c == 0x1a:
			return i, true
		case c != esc:
		case i+1 == len(data):
			return 0, false
		case data[i+1] == '\\':
			return i + 2, true
		default:
			return i, true
		}
	}
	if len(data) >= maxAnswer {
		return maxAnswer, true
	}
	return 0, false
}

// measureControl measures a CSI sequence (ECMA-48 section 5.4). What breaks off
// after its first parameter is no key, and neither is one without an end.
func measureControl(data []byte) (n int, answer bool) {
	i := 2
	for i < len(data) && i < maxControl && data[i] >= 0x20 && data[i] <= 0x3f {
		i++
	}
	parameters := data[2:i]
	// urxvt ends Shift+Home in "$", which elsewhere announces a last letter.
	shifted := len(parameters) > 1 && parameters[0] != '?' && parameters[len(parameters)-1] == '$'
	switch {
	case i == maxControl:
		return i, true
	case i == len(data) && !shifted:
		return 0, false
	case i == len(data):
		return i, false
	case data[i] < 0x40 || data[i] > 0x7e:
		return i, len(parameters) > 0 && !shifted
	}
	return i + 1, isAnswer(parameters, data[i])
}

// isAnswer judges a whole CSI sequence. A private mark other than the mouse's
// "<" is never a key's. Shift+F3 of some terminals looks like a cursor position
// and is dropped with it.
func isAnswer(parameters []byte, final byte) bool {
	if len(parameters) == 0 {
		return false
	}
	switch private := parameters[0]; {
	case private == '?' || private == '>' || private == '=':
		return true
	case private == '<':
		return false
	}
	switch final {
	case 'R', 'n', 't', 'x': // position, status, window, parameters
		return true
	case 'y': // modes
		return bytes.IndexByte(parameters, '$') >= 0
	}
	return false
}

// Output is the terminal for frames and for clipboard sequences, which
// must not get into each other. It has what Bubble Tea needs to ask for the
// size; the other methods of os.File would go round the lock.
type Output struct {
	file *os.File
	mu   sync.Mutex
}

// NewOutput shares a terminal.
func NewOutput(file *os.File) *Output { return &Output{file: file} }

// Write writes all of p before anything else is written.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.file.Write(p)
}

// Read reads from the file.
func (o *Output) Read(p []byte) (int, error) { return o.file.Read(p) }

// Close closes the file.
func (o *Output) Close() error { return o.file.Close() }

// Fd is the file's descriptor, by which Bubble Tea asks for the size.
func (o *Output) Fd() uintptr { return o.file.Fd() }
