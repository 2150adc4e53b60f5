package flow

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"edov/flow/strictjson"
)

// maxStreamItem bounds one registration in a stream.
const maxStreamItem = 4 << 20

// itemLimits bounds what is in one registration, or around the list.
var itemLimits = strictjson.Limits{Bytes: maxStreamItem, Depth: 32, Members: 100000, Number: 32}

// credentialMembers are what EachRegistration reads of a registration.
var credentialMembers = []string{
	"id", "objectId", "appId", "displayName", "name", "createdDateTime", "passwordCredentials", "keyCredentials",
}

// readOfStream reports whether a member is one of those, or names a next page of one.
func readOfStream(name string) bool {
	return slices.Contains(credentialMembers, name) ||
		nextPageOf(name, "passwordCredentials") || nextPageOf(name, "keyCredentials")
}

// EachRegistration reads the credentials of the app registrations in a stream of any
// length: an array (az ad app list), the envelope of Microsoft Graph, or one
// registration; several documents may follow each other. It keeps only one registration
// in memory. A registration that cannot be read goes to Fault and does not end the
// stream; invalid JSON does, and the error names the byte.
func EachRegistration(r io.Reader, source string, to Listing) error {
	metered := &meter{r: bufio.NewReaderSize(r, 256<<10)}
	if bom, _ := metered.r.Peek(3); string(bom) == "\xef\xbb\xbf" {
		_, _ = metered.r.Discard(3)
	} else if len(bom) >= 2 && (string(bom[:2]) == "\xff\xfe" || string(bom[:2]) == "\xfe\xff") {
		return errUTF16
	}
	s := stream{
		dec:   jsontext.NewDecoder(metered, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		meter: metered, source: source, to: to,
	}
	for {
		if err := s.document(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return s.wrong(err)
		}
	}
	if s.items == 0 && !s.listed {
		return errors.New("the input is empty")
	}
	if why := s.pages.unread(); why != "" {
		to.More(why)
	}
	return nil
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

type stream struct {
	dec    *jsontext.Decoder
	meter  *meter
	source string
	to     Listing
	items  int
	listed bool // there was a list, perhaps an empty one
	pages  pages
}

// document reads one JSON value of the stream.
func (s *stream) document() error {
	s.meter.item = 0
	switch s.dec.PeekKind() {
	case '[':
		before := s.items
		if err := s.list(); err != nil {
			return err
		}
		if why := unreadOfArray(s.items - before); why != "" {
			s.to.More(why)
		}
		return nil
	case '{':
		return s.object()
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	return errors.New("this is neither a list nor an object")
}

func (s *stream) list() error {
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	s.listed = true
	for s.dec.PeekKind() != ']' {
		if err := s.item(); err != nil {
			return err
		}
	}
	_, err := s.dec.ReadToken()
	return err
}

func (s *stream) item() error {
	s.meter.item = 0
	raw, err := s.dec.ReadValue()
	if err != nil {
		return err
	}
	s.registration(raw)
	return nil
}

// object reads an envelope, whose list is its member value, or one registration. Only the
// member value tells, so all members before it are collected.
func (s *stream) object() error {
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	whole, before, page := []byte{'{'}, s.items, false
	for s.dec.PeekKind() != '}' {
		name, err := s.dec.ReadValue()
		if err != nil {
			return err
		}
		if string(name) == `"value"` && s.dec.PeekKind() == '[' {
			if err := s.list(); err != nil {
				return err
			}
			page = true
			continue
		}
		if len(whole) > 1 {
			whole = append(whole, ',')
		}
		whole = append(append(whole, name...), ':')
		value, err := s.dec.ReadValue()
		if err != nil {
			return err
		}
		whole = append(whole, value...)
	}
	if _, err := s.dec.ReadToken(); err != nil {
		return err
	}
	whole = append(whole, '}')
	if !page {
		s.registration(whole)
		return nil
	}
	envelope, err := strictjson.Parse(whole, itemLimits)
	if err != nil {
		s.to.More("the page's own description can't be read: " + err.Error())
	}
	s.pages.page(envelope, s.items-before)
	return nil
}

func (s *stream) registration(raw []byte) {
	s.items++
	a, err := readCredentials(raw)
	if err != nil {
		s.to.Fault(fmt.Sprintf("number %d: %v", s.items, err))
		return
	}
	a.Source = s.source
	s.to.Each(a)
}

// readCredentials reads the part of a registration that EachRegistration passes on.
func readCredentials(raw []byte) (*AppRegistration, error) {
	v, err := strictjson.ParseMembers(raw, itemLimits, readOfStream)
	if err != nil {
		return nil, err
	}
	if v.Kind != strictjson.Object || !v.Has("appId") && !v.Has("passwordCredentials") {
		return nil, errors.New("this is not an app registration")
	}
	r := registrationReader{a: &AppRegistration{Form: FormResponse, Partial: true}}
	r.a.AppID = r.text("appId", v.Get("appId"))
	r.a.ObjectID = r.text("id", v.Get("id"))
	r.a.DisplayName = r.text("displayName", v.Get("displayName"))
	if !v.Has("displayName") {
		r.a.DisplayName = r.text("name", v.Get("name"))
	}
	r.a.CreatedAt = moment(v.Get("createdDateTime"))
	r.credentials(v)
	if r.err != nil {
		return nil, r.err
	}
	return r.a, nil
}

// wrong says what ended the stream.
func (s *stream) wrong(err error) error {
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, errItem):
		return fmt.Errorf("registration %d is larger than 4 MiB", s.items+1)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the JSON is cut off after %s", counted(s.items, "registration"))
	case errors.As(err, &syntactic):
		return fmt.Errorf("the JSON is invalid at byte %d, after %s",
			syntactic.ByteOffset, counted(s.items, "registration"))
	}
	return fmt.Errorf("the list can't be read after %s", counted(s.items, "registration"))
}
