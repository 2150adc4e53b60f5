package tui

import (
	"bytes"
	"os"
	"sync"
)

// filteredInput is the terminal without its answers to questions, which would
// be taken for keys: a reply to "what colour is your background" ends in
// letters that are commands here (security item 136). It stays a file for
// Bubble Tea, which puts it into raw mode and waits on its descriptor.
type filteredInput struct {
	*os.File
	filter answerFilter
	ahead  []byte // keys that are still to be handed out
}

// Read may return nothing without an error, when all there was was an answer;
// Bubble Tea then waits anew.
func (f *filteredInput) Read(p []byte) (int, error) {
	if len(f.ahead) == 0 {
		n, err := f.File.Read(p)
		if err != nil {
			return n, err
		}
		f.ahead = f.filter.filter(p[:n])
	}
	n := copy(p, f.ahead)
	f.ahead = f.ahead[n:]
	return n, nil
}

// answerFilter drops a terminal's answers from what it sends and lets keys,
// mouse, paste and focus through.
type answerFilter struct {
	held     []byte // the beginning of a sequence that goes on in the next read
	inString bool   // within an OSC or DCS answer
	dropped  int    // bytes of it so far
}

// The bounds keep a sequence without an end from swallowing keys for ever.
const (
	maxAnswer = 4096
	maxHeld   = 64
)

const esc = 0x1b

// filter returns what is no answer. An escape character at the end of a read is
// the Escape key.
func (f *answerFilter) filter(in []byte) []byte {
	data := append(f.held, in...)
	f.held = nil
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		if f.inString {
			data = f.skipString(data)
			continue
		}
		i := bytes.IndexByte(data, esc)
		if i < 0 {
			return append(out, data...)
		}
		out, data = append(out, data[:i]...), data[i:]
		n, answer := f.sequence(data)
		switch {
		case n == 0: // goes on in the next read
			f.held = append([]byte(nil), data...)
			return out
		case !answer:
			out = append(out, data[:n]...)
		}
		data = data[n:]
	}
	return out
}

// sequence measures what begins with an escape character. Zero means that more
// bytes are needed to tell.
func (f *answerFilter) sequence(data []byte) (n int, answer bool) {
	if len(data) < 3 {
		return len(data), false // Escape, or Alt and a key
	}
	switch second, third := data[1], data[2]; {
	case second == ']' && third >= '0' && third <= '9',
		second == 'P' && bytes.IndexByte([]byte("0123456789>!$=+"), third) >= 0,
		second == '_' && third == 'G':
		f.inString, f.dropped = true, 0
		return 2, true
	case second == '[':
		return control(data)
	}
	return 1, false
}

// control measures a CSI sequence (ECMA-48 section 5.4).
func control(data []byte) (n int, answer bool) {
	i := 2
	for i < len(data) && data[i] >= 0x20 && data[i] <= 0x3f {
		i++
	}
	switch {
	case i >= maxHeld:
		return i, false
	case i == len(data):
		return 0, false
	case data[i] < 0x40 || data[i] > 0x7e:
		return i, false
	}
	parameters, private := data[2:i], data[2]
	switch data[i] {
	case 'R', 'n', 't': // position, status, window
		return i + 1, len(parameters) > 0
	case 'c': // device attributes
		return i + 1, private == '?' || private == '>' || private == '='
	case 'y': // modes
		return i + 1, bytes.IndexByte(parameters, '$') >= 0
	}
	return i + 1, false
}

// skipString drops up to the end of an answer: BEL, or ESC and a backslash. Any
// other escape character begins something new.
func (f *answerFilter) skipString(data []byte) (rest []byte) {
	for i, c := range data {
		f.dropped++
		switch {
		case c == 0x07 || f.dropped > maxAnswer:
			f.inString = false
			return data[i+1:]
		case c == esc && i+1 == len(data):
			f.held = []byte{esc}
			return nil
		case c == esc && data[i+1] == '\\':
			f.inString = false
			return data[i+2:]
		case c == esc:
			f.inString = false
			return data[i:]
		}
	}
	return nil
}

// sharedOutput is the terminal for frames and for clipboard sequences, which
// must not get into each other. It stays a file for Bubble Tea, which asks it
// for its size.
type sharedOutput struct {
	*os.File
	mu sync.Mutex
}

func (o *sharedOutput) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.File.Write(p)
}
