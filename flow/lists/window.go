package lists

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// windowSize is how much of a stream is read at once: it fits in a processor's cache.
const windowSize = 256 << 10

// firstWindow is how much is read at first: most documents are no longer.
const firstWindow = 16 << 10

// window is the piece of a stream of JSON that is in memory. It is longer than windowSize only where one value is.
type window struct {
	data  []byte
	at    int   // how much of data was read
	base  int64 // the offset of data in the stream
	rest  io.Reader
	ended error // how rest ended
}

var errItem = errors.New("item too large")

// left is what is not read yet.
func (w *window) left() []byte { return w.data[w.at:] }

func (w *window) skip(n int) { w.at = min(w.at+n, len(w.data)) }

// isWhole reports whether a value of this length is not the beginning of a longer one: only what follows a number
// tells where it ends.
func (w *window) isWhole(n int) bool { return n < len(w.left()) || w.ended != nil }

// next skips white space and returns the byte behind it, which is not read yet.
func (w *window) next() (byte, error) {
	for {
		for w.at < len(w.data) {
			switch c := w.data[w.at]; c {
			case ' ', '\n', '\r', '\t':
				w.at++
			default:
				return c, nil
			}
		}
		if err := w.fill(); err != nil {
			return 0, err
		}
	}
}

// fill reads more of the stream behind what is left. Without more, it returns how the stream ended.
func (w *window) fill() error {
	if w.ended != nil {
		return w.ended
	}
	left := w.left()
	if len(left) > MaxItem {
		return errItem
	}
	room := w.data[:cap(w.data)]
	size := windowSize
	if w.data == nil {
		size = firstWindow
	}
	if want := min(max(size, 2*len(left)), MaxItem+1); len(room) < want || len(room) > 4*want {
		room = make([]byte, want)
	}
	w.base += int64(w.at)
	kept := copy(room, left)
	n, err := io.ReadFull(w.rest, room[kept:])
	w.data, w.at = room[:kept+n], 0
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		w.ended = io.EOF
	case err != nil:
		w.ended = err
	}
	if n == 0 {
		return w.ended
	}
	return nil
}

// extend is fill for a value that is read again with what was added. The end of the stream is no error if it ends
// what could be a value already.
func (w *window) extend(complete bool) error {
	if err := w.fill(); !complete || w.ended == nil {
		return err
	}
	return nil
}

// value reads any JSON value, and checks nothing but its syntax.
func (w *window) value() (jsontext.Value, error) {
	for {
		raw, syntax := w.lax()
		switch {
		case syntax == nil && w.isWhole(len(raw)):
			w.skip(len(raw))
			return raw, nil
		case syntax != nil && !errors.Is(syntax, io.ErrUnexpectedEOF):
			return nil, syntax
		}
		if err := w.extend(syntax == nil); err != nil {
			return nil, err
		}
	}
}

// lax is the JSON value that is next, of which only the syntax is checked, with the white space before it; errors have
// offsets in the stream.
func (w *window) lax() (jsontext.Value, error) {
	lenient := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
	d := jsontext.NewDecoder(bytes.NewBuffer(w.left()), lenient...)
	raw, err := d.ReadValue()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return raw, w.placed(err)
}

// placed gives a syntax error its offset in the stream.
func (w *window) placed(err error) error {
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		syntactic.ByteOffset += w.base + int64(w.at)
	}
	return err
}

// misplaced is the error for a byte that JSON does not have in this place.
func (w *window) misplaced() error {
	return &jsontext.SyntacticError{ByteOffset: w.base + int64(w.at), Err: errors.New("invalid character")}
}
