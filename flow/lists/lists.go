// Package lists reads lists of items from JSON of any length: arrays, pages in an envelope of Microsoft Graph, and
// documents in a row. Only one item is in memory, and a piece of the stream. Items are read strictly; an item that
// breaks a rule is skipped, and JSON that can't be read ends the list.
package lists

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"edov/flow/strictjson"
)

// MaxItem bounds one item, in bytes.
const MaxItem = 4 << 20

// limits bounds what is in one item, or around the list.
var limits = strictjson.Limits{Bytes: MaxItem, Depth: 32, Members: 100000, Number: 32}

// Reader walks through a stream and finds the items of its lists, and single ones. Each item is read once, by the
// strict reader; only what that one refuses is looked at again, for where it ends.
type Reader struct {
	Noun string                        // what an item is: "registration"
	Keep func(name string) bool        // which members of an item matter
	Item func(strictjson.Value, error) // takes one; with an error, it breaks a rule
	Cut  func(items int) (why string)  // says why an array of so many may be only the beginning; empty: it need not
	More func(why string)              // is told that a list has more items than the stream

	window
	strict *strictjson.Reader
	items  int
	listed bool // there was a list, perhaps an empty one
	pages  Pages
}

// Read reads a stream to its end: what was read of it already, and the rest.
func (d *Reader) Read(head []byte, rest io.Reader) error {
	d.window = window{data: head, rest: rest}
	d.strict = strictjson.NewReader(limits, d.Keep)
	for {
		if err := d.document(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return d.ended(err)
		}
	}
}

// Items is how many items there were.
func (d *Reader) Items() int { return d.items }

// Empty holds for a stream without an item or a list.
func (d *Reader) Empty() bool { return d.items == 0 && !d.listed }

// Missing says why pages are missing; empty if none seems to be. hint is how to get them all.
func (d *Reader) Missing(hint string) string { return d.pages.Missing(hint) }

func (d *Reader) item(v strictjson.Value, err error) {
	d.items++
	d.Item(v, err)
}

// document reads one JSON value of the stream.
func (d *Reader) document() error {
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
		if why := d.Cut(d.items - before); why != "" {
			d.More(why)
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
func (d *Reader) list() error {
	d.listed = true
	return d.elements(']', d.one)
}

// elements reads what stands between a bracket, which is next, and its end, with commas between.
func (d *Reader) elements(end byte, one func() error) error {
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
func (d *Reader) one() error {
	for {
		if _, err := d.next(); err != nil {
			return err
		}
		v, n, err := d.strict.Next(d.left())
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
func (d *Reader) object() error {
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
		v, _, err := d.strict.Next(whole)
		d.item(v, err)
		return nil
	}
	envelope, err := strictjson.Parse(whole, limits)
	if err != nil {
		d.More("the page's own description can't be read: " + err.Error())
	}
	d.pages.Add(envelope, d.items-before)
	return nil
}

// ended says what ended a stream, and where.
func (d *Reader) ended(err error) error {
	where := fmt.Sprintf("after %s %d", d.Noun, d.items)
	if d.items == 0 {
		where = "before the first " + d.Noun
	}
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, errItem):
		return fmt.Errorf("%s %d is larger than 4 MiB", d.Noun, d.items+1)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the JSON is cut off %s", where)
	case errors.As(err, &syntactic) && syntactic.ByteOffset == 0 && d.items == 0:
		return errors.New("this is no JSON")
	case errors.As(err, &syntactic):
		return fmt.Errorf("the JSON is invalid at byte %d, %s", syntactic.ByteOffset, where)
	}
	return fmt.Errorf("the list can't be read %s", where)
}
