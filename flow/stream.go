package flow

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"edov/flow/appdoc"
	"edov/flow/strictjson"
)

// maxStreamItem bounds one registration in a stream.
const maxStreamItem = 4 << 20

// itemLimits bounds what is in one registration, or around the list.
var itemLimits = strictjson.Limits{Bytes: maxStreamItem, Depth: 32, Members: 100000, Number: 32}

// credentialMembers are what EachRegistration reads of a registration.
var credentialMembers = []string{
	"id", "objectId", "appId", "displayName", "name", "createdDateTime", "passwordCredentials", "keyCredentials",
	"keyId", "endDateTime", "startDateTime", "hint", "secretText", // a secret alone
}

// principalMembers tell a service principal from an app registration.
var principalMembers = []string{
	"servicePrincipalType", "appOwnerOrganizationId", "servicePrincipalNames", "appOwnerTenantId", "objectType",
	"@odata.type", "@odata.context", "password", "tenant",
}

// readOfStream reports whether a member is one of those, as Microsoft Graph or PowerShell writes it, or names a next
// page of one.
func readOfStream(name string) bool {
	if name == "" {
		return false
	}
	camel := strings.ToLower(name[:1]) + name[1:]
	return slices.Contains(credentialMembers, camel) || slices.Contains(principalMembers, camel) ||
		nextPageOf(name, "passwordCredentials") || nextPageOf(name, "keyCredentials")
}

// EachRegistration reads the credentials of the app registrations in a stream of any
// length: an array (az ad app list), the envelope of Microsoft Graph, or one
// registration; several documents may follow each other. It keeps only one registration
// in memory. A registration that cannot be read goes to Fault and does not end the
// stream; invalid JSON does, and the error names the byte.
func EachRegistration(r io.Reader, source string, to Listing) error {
	head, err := io.ReadAll(io.LimitReader(r, maxStreamItem+1))
	rest := r
	if err != nil {
		rest = failedReader{err}
	}
	whole := err == nil && len(head) <= maxStreamItem
	if !whole && isUTF16(head) {
		return errUTF16
	}
	text, err := appdoc.Open(head)
	if err != nil {
		return err
	}
	s := stream{source: source, to: to}
	s.note(text.Notes...)
	if whole {
		if text.JSON, err = s.recastWhole(text.JSON); err != nil || text.JSON == nil {
			return err
		}
	}
	s.meter = &meter{r: bufio.NewReaderSize(io.MultiReader(bytes.NewReader(text.JSON), rest), 256<<10)}
	s.dec = jsontext.NewDecoder(s.meter, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
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
	if s.principals > 0 && s.read == 0 {
		return errors.New(principalWords)
	}
	if why := s.pages.unread(); why != "" {
		to.More(why)
	}
	return nil
}

// failedReader ends a stream as the reader before it did.
type failedReader struct{ err error }

func (f failedReader) Read([]byte) (int, error) { return 0, f.err }

// recastWhole reads a document that another program wrote, of which nothing is left then. Of any other it returns the
// text to read, with the blanks of a template in quotes.
func (s *stream) recastWhole(text []byte) ([]byte, error) {
	v, text, _ := parsedOrQuoted(text)
	if !v.Exists() {
		return text, nil // the stream says what is wrong with it
	}
	if why := servicePrincipal(v); why != "" {
		return nil, errors.New(why)
	}
	doc, recast := appdoc.Recast(v)
	switch {
	case !recast:
		return text, nil
	case doc.Other != "":
		return nil, errors.New(doc.Other)
	}
	s.note(doc.Notes...)
	for _, item := range doc.Items {
		s.value(item.Value, true)
	}
	if s.principals > 0 && s.read == 0 {
		return nil, errors.New(principalWords)
	}
	for _, why := range doc.Unread {
		s.to.More(why)
	}
	return nil, nil
}

// note passes on what was skipped or converted, each once.
func (s *stream) note(notes ...string) {
	for _, n := range notes {
		if s.to.Note != nil && !slices.Contains(s.noted, n) {
			s.noted = append(s.noted, n)
			s.to.Note(n)
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

type stream struct {
	dec        *jsontext.Decoder
	meter      *meter
	source     string
	to         Listing
	items      int
	read       int  // of them
	principals int  // of them that are service principals
	listed     bool // there was a list, perhaps an empty one
	pages      pages
	noted      []string
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
	v, err := strictjson.ParseMembers(raw, itemLimits, readOfStream)
	if err != nil {
		s.items++
		s.fault(err)
		return
	}
	s.value(v, false)
}

// value passes on the credentials of one registration; recast says that it was made of another document, which has
// registrations only.
func (s *stream) value(v strictjson.Value, recast bool) {
	s.items++
	item, notes := appdoc.FromPowerShell(v)
	s.note(notes...)
	a, err := readCredentials(item.Value, recast)
	if err != nil {
		s.fault(err)
		return
	}
	if a.BlankCount > 0 {
		s.note("this is a template: its placeholders are not judged")
	}
	s.read++
	a.Source = s.source
	s.to.Each(a)
}

func (s *stream) fault(err error) {
	if err.Error() == principalWords {
		s.principals++
	}
	s.to.Fault(fmt.Sprintf("number %d: %v", s.items, err))
}

// readCredentials reads the part of a registration that EachRegistration passes on.
func readCredentials(v strictjson.Value, recast bool) (*AppRegistration, error) {
	v, alone := wholeOf(v)
	known := recast || slices.ContainsFunc([]string{"appId", "passwordCredentials", "keyCredentials"}, v.Has)
	switch why := servicePrincipal(v); {
	case v.Kind == strictjson.Object && why != "":
		return nil, errors.New(why)
	case v.Kind != strictjson.Object, !known:
		return nil, errors.New("this is not an app registration")
	}
	r := registrationReader{a: &AppRegistration{Form: FormResponse, Partial: true, SecretOnly: alone}}
	r.a.AppID = r.text("appId", v.Get("appId"))
	r.a.ObjectID = r.text("id", v.Get("id"))
	r.a.DisplayName = r.text("displayName", v.Get("displayName"))
	if !v.Has("displayName") {
		r.a.DisplayName = r.text("name", v.Get("name"))
	}
	r.a.CreatedAt = moment(v.Get("createdDateTime"))
	r.credentials(v)
	r.blanks(v)
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
