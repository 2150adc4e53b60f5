package appdoc

import (
	"errors"
	"io"

	"edov/flow/lists"
)

// ErrUTF16 is for a text that is too long to be converted.
var ErrUTF16 = errors.New("the text is UTF-16; save it as UTF-8 (in PowerShell: | Out-File -Encoding utf8 FILE)")

// IsUTF16 reports whether a text begins with the byte order mark of UTF-16.
func IsUTF16(data []byte) bool {
	return len(data) >= 2 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff)
}

// OpenStream begins to read a stream, of which text is the beginning; whole: there is no more in rest.
func OpenStream(r io.Reader, from Source) (text Text, rest io.Reader, whole bool, err error) {
	head := make([]byte, 16<<10)
	n, failed := io.ReadFull(r, head)
	if failed == nil { // it is longer: the rest is read in one piece, which takes less memory than a buffer that grows
		head = append(make([]byte, 0, lists.MaxItem+1), head...)
		var more int
		more, failed = io.ReadFull(r, head[n:cap(head)])
		n += more
	}
	head, rest = head[:n], r
	switch whole = isEnd(failed); {
	case whole:
		rest = failedReader{io.EOF}
	case failed != nil:
		rest = failedReader{failed}
	}
	if !whole && IsUTF16(head) {
		return text, nil, false, ErrUTF16
	}
	text, err = Open(head, from)
	return text, rest, whole, err
}

// isEnd reports whether io.ReadFull found the end of a stream.
func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// failedReader ends a stream as the reader before it did.
type failedReader struct{ err error }

func (f failedReader) Read([]byte) (int, error) { return 0, f.err }
