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
var credentialMembers = []string{"id", "objectId", "appId", "displayName", "name", "createdDateTime", "passwordCredentials", "keyCredentials"}

// readOfStream holds for those members, and for the marks of their next pages.
func readOfStream(name string) bool {
	return slices.Contains(credentialMembers, name) ||
		nextPageOf(name, "passwordCredentials") || nextPageOf(name, "keyCredentials")
}

// EachRegistration reads the credentials of the app registrations in a stream
// of any length: an array (az ad app list), the envelope of Microsoft Graph, or
// one registration; several documents may follow each other. It holds one
// registration at a time. A registration that cannot be read goes to Fault and
// does not end the stream; broken JSON does, with the byte where it broke.
func EachRegistration(r io.Reader, source string, to Listing) error {
	metered := &meter{r: bufio.NewReaderSize(r, 256<<10)}
	if bom, _ := metered.r.Peek(3); string(bom) == "\xef\xbb\xbf" {
		_, _ = metered.r.Discard(3)
	} else if len(bom) >= 2 && (string(bom[:2]) == "\xff\xfe" || string(bom[:2]) == "\xfe\xff") {
		return errors.New("the text is UTF-16; save it as UTF-8 (in PowerShell: | Out-File -Encoding utf8 FILE)")
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
		return errors.New("there is nothing to read")
	}
	if why := s.pages.unread(); why != "" {
		to.More(why)
	}
	return nil
}

// meter refuses to feed one item more than its bound.
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
	listed bool // a list was seen, maybe an empty one
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
	return errors.New("a list or an object was expected")
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

// object reads an envelope, whose list comes under value, or one registration.
// Which it is shows with the first members, so that those of a registration
// are collected until then.
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
		s.to.More("what the page says of it could not be read: " + err.Error())
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

// readCredentials reads what EachRegistration hands over of one registration.
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

// wrong words what ended the stream.
func (s *stream) wrong(err error) error {
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.Is(err, errItem):
		return fmt.Errorf("registration %d is larger than 4 MiB", s.items+1)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the JSON ends in the middle, after %d registrations", s.items)
	case errors.As(err, &syntactic):
		return fmt.Errorf("the JSON breaks at byte %d, after %d registrations", syntactic.ByteOffset, s.items)
	}
	return fmt.Errorf("the list could not be read on, after %d registrations", s.items)
}
