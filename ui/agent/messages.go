package agent

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"

	"edov/flow/jsonout"
)

// messages reads messages, one a line, and passes on those that the server can read. At any other it would end, so that
// they are answered here, and the next line is read. Messages of a batch are passed on one by one.
type messages struct {
	in     *bufio.Reader
	answer io.Writer
	max    int // bytes of a line
	rest   []byte
	open   *open  // what is passed on
	end    func() // waits, before the end of the input is told
}

// maxBatch bounds the messages of one line: each that is none gets an answer.
const maxBatch = 1000

// Read gives no more than one line at a time.
func (m *messages) Read(p []byte) (int, error) {
	var ended error
	for len(m.rest) == 0 {
		if ended != nil {
			m.end()
			return 0, ended
		}
		line, whole, err := m.line()
		if ended = err; !whole {
			err = m.refuse(nil, jsonrpc.CodeInvalidRequest, fmt.Sprintf("the message is longer than %d MB", m.max>>20))
		} else {
			err = m.take(bytes.TrimSpace(line))
		}
		if err != nil {
			return 0, err
		}
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// line reads up to the end of a line. Of one that is too long nothing is kept: it is not whole.
func (m *messages) line() (line []byte, whole bool, err error) {
	whole = true
	for {
		part, err := m.in.ReadSlice('\n')
		if whole = whole && len(line)+len(part) <= m.max; whole {
			line = append(line, part...)
		} else {
			line = nil
		}
		if err != bufio.ErrBufferFull { //nolint:errorlint // ReadSlice returns it as it is
			return line, whole, err
		}
	}
}

// take passes a line on, or answers it.
func (m *messages) take(line []byte) error {
	var batch []json.RawMessage
	switch {
	case len(line) == 0:
		return nil
	case !json.Valid(line):
		return m.refuse(nil, jsonrpc.CodeParseError, "parse error: the line is not JSON; send one message a line")
	case json.Unmarshal(line, &batch) != nil || len(batch) == 0:
		batch = []json.RawMessage{line}
	case len(batch) > maxBatch:
		return m.refuse(nil, jsonrpc.CodeInvalidRequest, fmt.Sprintf("a batch has at most %d messages", maxBatch))
	}
	for _, one := range batch {
		message, err := jsonrpc.DecodeMessage(one)
		if err != nil {
			const what = "invalid request: the line is not a message of JSON-RPC 2.0"
			if err := m.refuse(idOf(one), jsonrpc.CodeInvalidRequest, what); err != nil {
				return err
			}
			continue
		}
		if m.open.asked(message) {
			m.rest = append(append(m.rest, one...), '\n')
		}
	}
	return nil
}

// idOf is the ID of what should have been a request; nil: it has none that can be used.
func idOf(message []byte) any {
	var has struct {
		ID any `json:"id"`
	}
	if json.Unmarshal(message, &has) != nil {
		return nil
	}
	switch has.ID.(type) {
	case string, float64:
		return has.ID
	}
	return nil
}

// refuse answers a line with an error. The ID is null where it is not known (JSON-RPC 2.0, section 5), which the
// encoder of the library leaves out.
func (m *messages) refuse(id any, code int64, message string) error {
	text, err := jsonout.Line(struct {
		Version string        `json:"jsonrpc"`
		ID      any           `json:"id"`
		Error   jsonrpc.Error `json:"error"`
	}{"2.0", id, jsonrpc.Error{Code: code, Message: message}})
	if err != nil {
		return err
	}
	_, err = m.answer.Write(append(text, '\n'))
	return err
}

// oneAtATime lets several write to a stream, each a whole message.
type oneAtATime struct {
	mu sync.Mutex
	to io.Writer
}

func (w *oneAtATime) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(p)
}
