package flow

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"edov/flow/strictjson"
)

// documents walks through a stream of JSON of any length and finds the items of its lists: of arrays, of envelopes of
// Microsoft Graph, and single ones. Only one item is in memory.
type documents struct {
	item func(raw []byte)       // takes one, and counts it in items
	cut  func(items int) string // says why an array of so many may be only the beginning; empty: it need not
	more func(why string)       // is told that a list has more items than the stream

	dec    *jsontext.Decoder
	meter  *meter
	items  int
	listed bool // there was a list, perhaps an empty one
	pages  pages
}

// walk reads the stream to its end.
func (d *documents) walk(r io.Reader) error {
	d.meter = &meter{r: bufio.NewReaderSize(r, 256<<10)}
	d.dec = jsontext.NewDecoder(d.meter, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	for {
		if err := d.document(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// meter fails once one item is larger than its limit.
type meter struct {
	r    *bufio.Reader
	item int
}

var errItem = errors.New("item too large")

func (m *meter) Read(p []byte) (int, error) {
	if m.item > maxStreamItem {
		return 0, errItem
	}
	n, err := m.r.Read(p)
	m.item += n
	return n, err
}

// document reads one JSON value of the stream.
func (d *documents) document() error {
	d.meter.item = 0
	switch d.dec.PeekKind() {
	case '[':
		before := d.items
		if err := d.list(); err != nil {
			return err
		}
		if why := d.cut(d.items - before); why != "" {
			d.more(why)
		}
		return nil
	case '{':
		return d.object()
	}
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	return errors.New("this is neither a list nor an object")
}

func (d *documents) list() error {
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	d.listed = true
	for d.dec.PeekKind() != ']' {
		if err := d.one(); err != nil {
			return err
		}
	}
	_, err := d.dec.ReadToken()
	return err
}

func (d *documents) one() error {
	d.meter.item = 0
	raw, err := d.dec.ReadValue()
	if err != nil {
		return err
	}
	d.item(raw)
	return nil
}

// object reads an envelope, whose list is its member value, or one registration. Only the
// member value tells, so all members before it are collected.
func (d *documents) object() error {
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	whole, before, page := []byte{'{'}, d.items, false
	for d.dec.PeekKind() != '}' {
		name, err := d.dec.ReadValue()
		if err != nil {
			return err
		}
		if string(name) == `"value"` && d.dec.PeekKind() == '[' {
			if err := d.list(); err != nil {
				return err
			}
			page = true
			continue
		}
		if len(whole) > 1 {
			whole = append(whole, ',')
		}
		whole = append(append(whole, name...), ':')
		value, err := d.dec.ReadValue()
		if err != nil {
			return err
		}
		whole = append(whole, value...)
	}
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	whole = append(whole, '}')
	if !page {
		d.item(whole)
		return nil
	}
	envelope, err := strictjson.Parse(whole, itemLimits)
	if err != nil {
		d.more("the page's own description can't be read: " + err.Error())
	}
	d.pages.page(envelope, d.items-before)
	return nil
}

// wrongAt says what ended a stream, after so many items of a name.
func wrongAt(err error, items int, name string) error {
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, errItem):
		return fmt.Errorf("%s %d is larger than 4 MiB", name, items+1)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the JSON is cut off after %s", counted(items, name))
	case errors.As(err, &syntactic):
		return fmt.Errorf("the JSON is invalid at byte %d, after %s",
			syntactic.ByteOffset, counted(items, name))
	}
	return fmt.Errorf("the list can't be read after %s", counted(items, name))
}
