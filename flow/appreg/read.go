package appreg

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"edov/flow/appdoc"
	"edov/flow/lists"
	"edov/flow/mask"
	"edov/flow/strictjson"
)

// limits bounds one document. A registration has 2 to 60 KiB; Microsoft allows
// at most 1200 entries in all collections.
var limits = strictjson.Limits{Bytes: 16 << 20, Depth: 32, Members: 500000, Number: 32}

// Read is ReadList for callers that choose one registration, for
// whom it does not matter whether the list is complete.
func Read(data []byte, source string) ([]*App, error) {
	list, err := ReadList(data, source)
	switch {
	case err != nil:
		return nil, err
	case len(list.All) == 0:
		return nil, errors.New("this page of the list has no registrations")
	}
	return list.All, nil
}

// ReadList reads one or more app registrations from a document: a portal
// manifest of either form, the output of az ad app show or list, a response of Microsoft
// Graph or a page of its list, and what package appdoc makes readable. Errors are in words for the user
// and quote nothing but the names of members.
func ReadList(data []byte, source string) (*List, error) {
	d, err := readAppDocument(data)
	if err != nil {
		return nil, withReason(err, data)
	}
	out := &List{Notes: d.notes}
	items, path := []appdoc.Item{{Value: d.value}}, ""
	if list, at, ok := listOf(d.value); ok && !d.recast {
		if principalList(d.value) {
			return nil, errors.New(principalWords)
		}
		if other := otherList(d.value, list); other != "" {
			return nil, errors.New("these are no app registrations: " + other)
		}
		if out.Unread = unreadOf(d.value, len(list)); len(list) == 0 && out.Unread == "" {
			return nil, errors.New("the list is empty: it has no app registrations")
		}
		items, path = make([]appdoc.Item, len(list)), at
		for i := range list {
			items[i].Value = list[i]
		}
	}
	if d.recast {
		items, out.Unread = d.doc.Items, strings.Join(d.doc.Unread, "; ")
	}
	out.All = make([]*App, 0, len(items))
	for i, item := range items {
		r := reader{lines: d.lines, recast: d.recast, partial: item.Partial, selected: selected(d.value)}
		if path != "" {
			r.prefix = fmt.Sprintf("%s[%d].", strings.TrimSuffix(path, "."), i)
		}
		a, err := r.read(item.Value)
		if err != nil && len(items) > 1 {
			err = fmt.Errorf("number %d of the list: %w", i+1, err)
		}
		if err != nil {
			return nil, err
		}
		a.Source, a.Alone = source, item.Alone
		out.All = append(out.All, a)
		if note := a.dateNote(); note != "" {
			out.Notes = append(out.Notes, note)
		}
	}
	out.noteSecrets(d)
	out.noteTemplates()
	return out, nil
}

// appDocument is what readAppDocument makes of the bytes that were given.
type appDocument struct {
	value  strictjson.Value
	lines  strictjson.Lines
	notes  []string
	doc    appdoc.Doc
	recast bool // doc has the registrations; they are not the value's own
}

// readAppDocument reads the JSON of a document, and finds the registrations of one that another program wrote.
func readAppDocument(data []byte) (*appDocument, error) {
	text, err := appdoc.Open(data, appdoc.Apps())
	if err != nil {
		return nil, err
	}
	d := &appDocument{notes: text.Notes}
	whole := text.JSON
	if d.value, text.JSON, err = parsedOrQuoted(whole); err != nil {
		list, joined, ok := inARow(whole, err)
		if !ok {
			return nil, documentError(err, appdoc.IsUTF16(data))
		}
		d.value, text.JSON = list, joined
	}
	d.lines = strictjson.LinesOf(text.JSON)
	if d.doc, d.recast = appdoc.Recast(d.value); d.recast {
		if d.doc.Other != "" {
			return nil, errors.New(d.doc.Other)
		}
		d.notes = append(d.notes, d.doc.Notes...)
	}
	return d, nil
}

// inARow reads app registrations that follow each other, one in each line or over several.
func inARow(text []byte, err error) (list strictjson.Value, joined []byte, ok bool) {
	var own *strictjson.Error
	if !errors.As(err, &own) || own.Reason != strictjson.Trailing {
		return list, nil, false
	}
	if joined, ok = appdoc.Join(text); !ok {
		return list, nil, false
	}
	list, err = strictjson.Parse(joined, limits)
	noApp := func(v strictjson.Value) bool { return !v.Has("appId") }
	return list, joined, err == nil && len(list.Elems()) > 1 && !slices.ContainsFunc(list.Elems(), noApp)
}

// parsedOrQuoted parses a document, with the blanks of a template in quotes if it is no JSON without them. The value
// does not exist if there is an error.
func parsedOrQuoted(text []byte) (v strictjson.Value, used []byte, err error) {
	v, err = strictjson.Parse(text, limits)
	if err == nil {
		return v, text, nil
	}
	if quoted, found := appdoc.QuoteBlanks(text); found {
		if v, quotedErr := strictjson.Parse(quoted, limits); quotedErr == nil {
			return v, quoted, nil
		}
	}
	return strictjson.Value{}, text, err
}

// noteTemplates says of which registrations only the filled in parts are judged.
func (l *List) noteTemplates() {
	n := 0
	for _, a := range l.All {
		n += a.BlankCount
	}
	if n > 0 {
		blanks := "1 placeholder"
		if n > 1 {
			blanks = fmt.Sprintf("%d placeholders", n)
		}
		l.Notes = append(l.Notes, "this is a template, or values were hidden: "+blanks+" not judged")
	}
}

// unreadOf says why a document is not the complete list; empty if nothing says so.
func unreadOf(v strictjson.Value, items int) string {
	if v.Kind == strictjson.Array {
		return unreadOfArray(items)
	}
	var p lists.Pages
	p.Add(v, items)
	return p.Missing(allRegistrations)
}

// withReason adds what the text has that JSON has not, if that is why it can't be read.
func withReason(err error, data []byte) error {
	if own := (*strictjson.Error)(nil); !errors.As(err, &own) {
		return err
	}
	text, _ := appdoc.Open(data, appdoc.Apps()) // which did not fail, or there would be another error
	if why := appdoc.NoJSON(text.JSON); why != "" {
		return fmt.Errorf("%w; %s", err, why)
	}
	return err
}

// documentError says what is wrong with the JSON.
func documentError(err error, wide bool) error {
	var own *strictjson.Error
	switch {
	case errors.As(err, &own) && own.Reason == strictjson.UTF16:
		return appdoc.ErrUTF16
	case wide:
		return fmt.Errorf("the JSON can't be read: %w; %w", err, appdoc.ErrUTF16)
	}
	return fmt.Errorf("the JSON can't be read: %w", err)
}

// listOf finds the list in a document that holds several registrations: an
// array (az ad app list) or the envelope of Microsoft Graph.
func listOf(v strictjson.Value) (items []strictjson.Value, path string, ok bool) {
	if v.Kind == strictjson.Array {
		return v.Elems(), "$", true
	}
	if value := v.Get("value"); value.Kind == strictjson.Array && !v.Has("appId") {
		return value.Elems(), "value", true
	}
	return nil, "", false
}

// Decode reads one registration out of its JSON, as a response of Microsoft Graph has it.
func Decode(v strictjson.Value) (*App, error) {
	r := reader{}
	return r.read(v)
}

// reader reads one registration out of its JSON.
type reader struct {
	lines   strictjson.Lines
	prefix  string // of paths, for an element of a list
	recast  bool   // the value was made of another document, which has registrations
	partial bool   // that document may leave out members
	// selected is set where the document of a list says that a query selected the members.
	selected bool
	a        *App
	err      error // the first member of a wrong type
}

func (r *reader) read(v strictjson.Value) (*App, error) {
	item, _ := appdoc.FromPowerShell(v)
	v, r.partial = item.Value, r.partial || item.Partial
	why := notRegistration(v)
	if r.recast {
		why = servicePrincipal(v)
	}
	if why != "" {
		return nil, stranger(why)
	}
	if why := mixed(v); why != "" {
		return nil, errors.New(why)
	}
	v, alone := wholeOf(v)
	if wrong := misspelt(&v); wrong != "" {
		return nil, errors.New(wrong)
	}
	r.a = &App{
		Form: formOf(v), RedirectURIs: []RedirectURI{}, Permissions: []Permission{}, Credentials: []Credential{},
	}
	r.a.SecretOnly = alone
	r.a.Partial = r.partial || isPartial(v, r.a.Form, r.selected || selected(v))
	r.blanks(v)
	r.plain(v)
	r.common(v)
	if r.a.Form.Legacy() {
		r.legacy(v)
	} else {
		r.graph(v)
	}
	r.collections(v)
	r.unknown(v)
	if r.err != nil {
		return nil, r.err
	}
	return r.a, nil
}

// wholeOf makes an app registration of a lone passwordCredential, which is the response to
// adding a secret; alone says that it was one.
func wholeOf(v strictjson.Value) (whole strictjson.Value, alone bool) {
	if v.Has("appId") || !v.Has("keyId") || !v.Has("endDateTime") || !appdoc.IsNewSecret(v) {
		return v, false
	}
	list := strictjson.ArrayOf([]strictjson.Value{v}).PlacedAt(v)
	members := []strictjson.Member{{Name: "passwordCredentials", Value: list}}
	return strictjson.ObjectOf(members), true
}

func (r *reader) place(path string, v strictjson.Value) Place {
	p := Place{Path: r.prefix + path}
	if r.lines != nil && v.Exists() {
		p.Line = r.lines.Line(v)
	}
	return p
}

// maxBlanks bounds how many placeholders are kept with their place; the others are only counted.
const maxBlanks = 200

// blanks notes the placeholders of a template.
func (r *reader) blanks(v strictjson.Value) {
	appdoc.Blanks(v, func(path string, at strictjson.Value) {
		r.a.BlankCount++
		if len(r.a.Blanks) < maxBlanks {
			r.a.Blanks = append(r.a.Blanks, r.place(path, at))
		}
	})
}

// wrong notes the first value of the wrong type.
func (r *reader) wrong(path string, v strictjson.Value, want string) {
	if v.Kind == strictjson.String && appdoc.IsPlaceholder(v.Text) {
		return // of a template, whose blanks are noted apart
	}
	if r.err == nil {
		p := r.place(path, v)
		r.err = fmt.Errorf("%s has type %s, not %s", p, v.Kind, want)
	}
}

// str reads a string; null and absence give "".
func (r *reader) str(path string, v strictjson.Value) string {
	switch v.Kind {
	case strictjson.String:
		return mask.Cut(v.Text, maxText)
	case strictjson.Null, strictjson.None:
	default:
		r.wrong(path, v, "string")
	}
	return ""
}

// strOf is str for a member of an object. The path is only put together where it is said.
func (r *reader) strOf(path string, object strictjson.Value, name string) string {
	v := object.Get(name)
	if v.Kind == strictjson.String {
		return mask.Cut(v.Text, maxText)
	}
	return r.str(path+"."+name, v)
}

func (r *reader) text(path string, v strictjson.Value) Setting[string] {
	return Setting[string]{Value: r.str(path, v), Known: v.Exists(), Place: r.place(path, v)}
}

// name reads the name of the app, which is shown in many places.
func (r *reader) name(path string, v strictjson.Value) Setting[string] {
	s := r.text(path, v)
	s.Value = mask.Cut(s.Value, maxAppName)
	return s
}

// flag reads a boolean; null reads as false, as Microsoft documents it.
func (r *reader) flag(path string, v strictjson.Value) Setting[bool] {
	switch v.Kind {
	case strictjson.Bool, strictjson.Null, strictjson.None:
	default:
		r.wrong(path, v, "boolean")
	}
	return Setting[bool]{Value: v.Kind == strictjson.Bool && v.Text == "true", Known: v.Exists(), Place: r.place(path, v)}
}

func (r *reader) version(path string, v strictjson.Value) Setting[int] {
	s := Setting[int]{Value: 1, Known: v.Exists(), Place: r.place(path, v)}
	switch v.Kind {
	case strictjson.Null:
		r.a.VersionWritten = "null"
	case strictjson.None:
	case strictjson.Number:
		r.a.VersionWritten = mask.Cut(v.Text, 20)
		n, err := strconv.Atoi(v.Text)
		if err != nil {
			r.wrong(path, v, "whole number")
		}
		s.Value = n
	default:
		r.wrong(path, v, "number")
	}
	return s
}

// list reads an array; null and absence give none.
func (r *reader) list(path string, v strictjson.Value) []strictjson.Value {
	switch v.Kind {
	case strictjson.Array:
		return v.Elems()
	case strictjson.Null, strictjson.None:
	default:
		r.wrong(path, v, "array")
	}
	return nil
}

// object reads an object; null and absence give an empty one.
func (r *reader) object(path string, v strictjson.Value) strictjson.Value {
	switch v.Kind {
	case strictjson.Object, strictjson.Null, strictjson.None:
	default:
		r.wrong(path, v, "object")
		return strictjson.Value{}
	}
	return v
}
