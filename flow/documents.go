package flow

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"edov/flow/strictjson"
)

// documents walks through a stream of JSON of any length and finds the items of its lists: of arrays, of envelopes of
// Microsoft Graph, and single ones. Only one item is in memory, and a piece of the stream. Each item is read once, by
// the strict reader; only what that one refuses is looked at again, for where it ends.
type documents struct {
	keep func(name string) bool            // which members of an item matter
	item func(v strictjson.Value, e error) // takes one, and counts it in items; e: it breaks a rule, and is skipped
	cut  func(items int) string            // says why an array of so many may be only the beginning; empty: it need not
	more func(why string)                  // is told that a list has more items than the stream

	window
	reader *strictjson.Reader
	items  int
	listed bool // there was a list, perhaps an empty one
	pages  pages
}

// walk reads a stream to its end: what was read of it already, and the rest.
func (d *documents) walk(head []byte, rest io.Reader) error {
	d.window = window{data: head, rest: rest}
	d.reader = strictjson.NewReader(itemLimits, d.keep)
	for {
		if err := d.document(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// document reads one JSON value of the stream.
func (d *documents) document() error {
	c, err := d.next()
	if err != nil {
		return err // perhaps the end
	}
	switch c {
	case '[':
		before := d.items
		if err := d.list(); err != nil {
			return cutOff(err)
		}
		if why := d.cut(d.items - before); why != "" {
			d.more(why)
		}
		return nil
	case '{':
		return cutOff(d.object())
	}
	if _, err := d.value(); err != nil {
		return cutOff(err)
	}
	return errors.New("this is neither a list nor an object")
}

// cutOff is the error of a stream that ends within a value.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// list reads an array, whose bracket is next.
func (d *documents) list() error {
	d.listed = true
	return d.elements(']', d.one)
}

// elements reads what stands between a bracket, which is next, and its end, with commas between.
func (d *documents) elements(end byte, one func() error) error {
	d.skip(1)
	if c, err := d.next(); err != nil || c == end {
		d.skip(1)
		return err
	}
	for {
		if err := one(); err != nil {
			return err
		}
		switch c, err := d.next(); {
		case err != nil:
			return err
		case c == end:
			d.skip(1)
			return nil
		case c != ',':
			return d.misplaced()
		}
		d.skip(1)
	}
}

// one reads an item of a list.
func (d *documents) one() error {
	for {
		if _, err := d.next(); err != nil {
			return err
		}
		v, n, err := d.reader.Next(d.left())
		complete := err == nil
		if err != nil { // or else only the syntax matters: where the item ends, or that the stream can't be read
			raw, syntax := d.lax()
			if syntax != nil && !errors.Is(syntax, io.ErrUnexpectedEOF) {
				return syntax
			}
			n, complete = len(raw), syntax == nil
		}
		if complete && d.isWhole(n) {
			d.item(v, err)
			d.skip(n)
			return nil
		}
		if err := d.extend(complete); err != nil {
			return err
		}
	}
}

// object reads an envelope, whose list is its member value, or one registration. Only the
// member value tells, so all members before it are collected.
func (d *documents) object() error {
	whole, before, page := []byte{'{'}, d.items, false
	err := d.elements('}', func() error {
		if c, err := d.next(); err != nil {
			return err
		} else if c != '"' {
			return d.misplaced()
		}
		name, err := d.value()
		if err != nil {
			return err
		}
		start := len(whole)
		if start > 1 {
			whole = append(whole, ',')
		}
		whole = append(append(whole, name...), ':')
		isList := string(name) == `"value"`
		if c, err := d.next(); err != nil {
			return err
		} else if c != ':' {
			return d.misplaced()
		}
		d.skip(1)
		if c, err := d.next(); err != nil {
			return err
		} else if isList && c == '[' {
			whole, page = whole[:start], true
			return d.list()
		}
		value, err := d.value()
		whole = append(whole, value...)
		return err
	})
	if err != nil {
		return err
	}
	whole = append(whole, '}')
	if !page {
		v, _, err := d.reader.Next(whole)
		d.item(v, err)
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
	case errors.As(err, &syntactic) && syntactic.ByteOffset == 0 && items == 0:
		return errors.New("this is no JSON")
	case errors.As(err, &syntactic):
		return fmt.Errorf("the JSON is invalid at byte %d, after %s",
			syntactic.ByteOffset, counted(items, name))
	}
	return fmt.Errorf("the list can't be read after %s", counted(items, name))
}
