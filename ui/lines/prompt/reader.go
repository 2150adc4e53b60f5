package prompt

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
)

// lineReader gives the lines of an input one at a time, and reads only
// when one is asked for, so that a prompt that hides what is typed has the
// terminal for itself.
type lineReader struct {
	in      *bufio.Reader
	pending chan lineRead // a read that was given up by its caller, not by us
}

type lineRead struct {
	text string
	err  error
}

// ErrTooLong is the error of a line that no prompt has a use for.
var ErrTooLong = errors.New("the line is too long")

// maxLine bounds a line; pasted addresses and tokens are shorter.
const maxLine = 256 << 10

func newLineReader(in io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(in, 4096)}
}

// next waits for a line or the end of ctx. The line that comes after ctx ended
// is not lost: the next call has it.
func (l *lineReader) next(ctx context.Context) (string, error) {
	if l.pending == nil {
		l.pending = make(chan lineRead, 1)
		go func(to chan<- lineRead) {
			text, err := l.read()
			to <- lineRead{text, err}
		}(l.pending)
	}
	select {
	case r := <-l.pending:
		l.pending = nil
		return r.text, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (l *lineReader) read() (string, error) {
	var line []byte
	for {
		part, err := l.in.ReadSlice('\n')
		if len(line) <= maxLine {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && len(line) == 0:
			return "", io.EOF
		case len(line) > maxLine:
			return "", ErrTooLong
		}
		return strings.TrimRight(string(line), "\r\n"), nil
	}
}
