package appreg

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"edov/flow/appdoc"
	"edov/flow/lists"
	"edov/flow/strictjson"
)

// credentialMembers are what Each reads of a registration.
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
		lists.IsNextPageOf(name, "passwordCredentials") || lists.IsNextPageOf(name, "keyCredentials")
}

// Each reads the credentials of the app registrations in a stream of any
// length: an array (az ad app list), the envelope of Microsoft Graph, or one
// registration; several documents may follow each other. It keeps only one registration
// in memory. A registration that cannot be read goes to Fault and does not end the
// stream; invalid JSON does, and the error names the byte.
func Each(r io.Reader, source string, to Listing) error {
	return eachRegistration(r, &stream{source: source, to: to, keep: readOfStream, read: readCredentials})
}

// EachWhole is Each with all that is in a registration. Places in it have no lines, but the
// number of the registration.
func EachWhole(r io.Reader, source string, to Listing) error {
	s := stream{source: source, to: to, keep: func(string) bool { return true }}
	s.read = func(v strictjson.Value, recast bool) (*App, error) {
		r := reader{prefix: fmt.Sprintf("$[%d].", s.items-1), recast: recast}
		return r.read(v)
	}
	return eachRegistration(r, &s)
}

func eachRegistration(r io.Reader, s *stream) error {
	text, rest, whole, err := appdoc.OpenStream(r, appdoc.Apps())
	if err != nil {
		return err
	}
	list := lists.Reader{Noun: "registration", Keep: s.keep, Item: s.registration, Cut: unreadOfArray, More: s.to.More}
	s.note(text.Notes...)
	if whole {
		if text.JSON, err = s.recastWhole(text.JSON); err != nil || text.JSON == nil {
			return err
		}
	}
	if err := list.Read(text.JSON, rest); err != nil {
		return err
	}
	if list.Empty() {
		return errors.New("the input is empty")
	}
	if why := s.allStrange(); why != "" {
		return errors.New(why)
	}
	if why := list.Missing(allRegistrations); why != "" {
		s.to.More(why)
	}
	return nil
}

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
	list, _, isList := listOf(v)
	switch {
	case !recast && v.Kind == strictjson.Object && !isList && notRegistration(v) != "":
		return nil, errors.New(notRegistration(v))
	case !recast && isList && otherList(v, list) != "":
		return nil, errors.New("these are no app registrations: " + otherList(v, list))
	case !recast:
		if len(list) > 0 {
			first, _ := appdoc.FromPowerShell(list[0])
			s.first = notRegistration(first.Value) // the stream keeps few members, and can't say as much
		}
		return text, nil
	case doc.Other != "":
		return nil, errors.New(doc.Other)
	}
	s.note(doc.Notes...)
	for _, item := range doc.Items {
		s.alone = item.Alone
		s.value(item.Value, true)
	}
	if why := s.allStrange(); why != "" {
		return nil, errors.New(why)
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

type stream struct {
	source     string
	items      int // so far
	to         Listing
	keep       func(name string) bool // which members are read
	read       func(v strictjson.Value, recast bool) (*App, error)
	done       int    // of the items
	principals int    // of them that are service principals
	strange    int    // of them that are no app registrations
	first      string // why the first one is none, where the whole document was read
	noted      []string
	alone      bool // the item is a credential without its app
}

func (s *stream) registration(v strictjson.Value, err error) {
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
	a, err := s.read(item.Value, recast)
	if err != nil {
		s.fault(err)
		return
	}
	if a.BlankCount > 0 {
		s.note("this is a template: its placeholders are not judged")
	}
	if note := a.dateNote(); note != "" {
		s.note(note)
	}
	s.done++
	a.Source, a.Alone = s.source, s.alone
	s.to.Each(a)
}

func (s *stream) fault(err error) {
	if err.Error() == principalWords {
		s.principals++
	}
	if errors.As(err, new(stranger)) {
		s.strange++
	}
	s.to.Fault(fmt.Sprintf("number %d: %v", s.items, err))
}

// stranger is why something is no app registration; another command may read it. What is one and can't be read is
// another error.
type stranger string

func (s stranger) Error() string { return string(s) }

// noRegistration begins what is said of a stranger.
const noRegistration = "this is not an app registration"

// allStrange says what a list is that has no app registrations at all: it was mistaken for another, and is not
// incomplete. Empty for any other list.
func (s *stream) allStrange() string {
	switch {
	case s.done > 0 || s.items == 0:
		return ""
	case s.principals > 0:
		return principalWords
	case s.strange < s.items:
		return ""
	case strings.HasPrefix(s.first, noRegistration+": "):
		return "these are no app registrations: " + ofFirst(strings.TrimPrefix(s.first, noRegistration+": "))
	}
	return "these are no app registrations: the first has no appId, and no passwordCredentials or keyCredentials"
}

// readCredentials reads the part of a registration that Each passes on.
func readCredentials(v strictjson.Value, recast bool) (*App, error) {
	v, alone := wholeOf(v)
	known := recast || v.HasAny("appId", "passwordCredentials", "keyCredentials")
	switch why := servicePrincipal(v); {
	case v.Kind == strictjson.Object && why != "":
		return nil, stranger(why)
	case v.Kind != strictjson.Object, !known:
		return nil, stranger(noRegistration)
	}
	r := reader{a: &App{Form: FormResponse, Partial: true, SecretOnly: alone}}
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
