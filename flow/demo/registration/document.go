package registration

import (
	_ "embed"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/strictjson"
)

// Document is a registration beside the tenant's own App, as the JSON of Microsoft Graph. It holds whatever Microsoft
// Graph can say, more than the pages know, and what does not change stays as it was, byte for byte. A Document is never
// changed: Patch and the others make a new one.
type Document struct {
	value strictjson.Value
	// loaded is how it began. What a registration held once may be written again, even where today's rules refuse it:
	// many are older than the rules, and a change must be undone.
	loaded strictjson.Value
}

// The properties that a registration has at Microsoft Graph, with the values that they have when nothing was set.
//
//go:embed blank.json
var blankJSON []byte

var blank = sync.OnceValue(func() strictjson.Value {
	v, err := strictjson.Parse(blankJSON, strictjson.Document)
	if err != nil {
		panic("demo: " + err.Error()) // a file of this package
	}
	return v
})

// NewDocument takes a registration in the form of Microsoft Graph. Properties that are missing are added with the
// values that mean nothing, and values of secrets are taken out, as Microsoft Graph does. IDs that are missing, or no
// GUIDs, are made.
func NewDocument(v strictjson.Value) (*Document, error) {
	if v.Kind != strictjson.Object {
		return nil, errors.New("an app registration is a JSON object")
	}
	v = complete(v)
	for _, name := range []string{"id", "appId"} {
		if !credential.IsGUID(v.StrOf(name)) {
			v = with(v, name, strictjson.Text(credential.GUID()))
		}
	}
	return &Document{v, v}, nil
}

// CreateDocument makes a registration with the properties of a request. Every error is a *Refusal.
func CreateDocument(request strictjson.Value, now time.Time) (*Document, error) {
	v := with(with(blank(), "id", strictjson.Text(credential.GUID())), "appId", strictjson.Text(credential.GUID()))
	v = with(v, "createdDateTime", strictjson.Text(now.UTC().Format(time.RFC3339)))
	d, err := (&Document{v, v}).Patch(request)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(d.value.Get("displayName").Str()) == "" {
		return nil, &Refusal{"displayName", "the name is empty"}
	}
	d.loaded = d.value
	return d, nil
}

// Value is the registration as Microsoft Graph shows it.
func (d *Document) Value() strictjson.Value { return d.value }

// WithIDs is the registration under new IDs.
func (d *Document) WithIDs(objectID, clientID string) *Document {
	v := with(with(d.value, "id", strictjson.Text(objectID)), "appId", strictjson.Text(clientID))
	return &Document{v, v}
}

// Patch is App.Patch for a Document. Every error is a *Refusal.
func (d *Document) Patch(change strictjson.Value) (*Document, error) {
	p := patcher{doc: d}
	after := complete(p.merge("", d.value, change))
	if p.err == nil {
		p.err = d.refusal(after)
	}
	if p.err != nil {
		return nil, p.err
	}
	return &Document{after, d.loaded}, nil
}

// refusal applies the rule that needs two properties.
func (d *Document) refusal(after strictjson.Value) error {
	pair := func(v strictjson.Value) [2]string {
		return [2]string{v.StrOf("signInAudience"), v.Get("api").Get("requestedAccessTokenVersion").Text}
	}
	if is := pair(after); is == pair(d.value) || is == pair(d.loaded) {
		return nil
	}
	app := App{Audience: pair(after)[0]}
	if version := pair(after)[1]; version == "1" || version == "2" {
		app.TokenVersion = new(int(version[0] - '0'))
	}
	if err := app.checkAudience(); err != nil {
		return refusedAudience(err)
	}
	return nil
}

// patcher merges a change into a document. The first error counts.
type patcher struct {
	doc *Document
	err error
}

func (p *patcher) merge(path string, before, change strictjson.Value) strictjson.Value {
	switch rules := memberOf(path) != nil || path == requiredAccess; {
	case p.err != nil || sameValue(before, change):
		return before
	case rules:
		p.check(path, change)
		return change
	case before.Kind == strictjson.Object && change.Kind == strictjson.Object:
		out := before
		for _, member := range change.Members() {
			at := strings.TrimPrefix(path+"."+member.Name, ".")
			if !before.Has(member.Name) {
				p.refuse(at, "the demo tenant has no property "+shownPath(at))
				return before
			}
			out = with(out, member.Name, p.merge(at, before.Get(member.Name), member.Value))
		}
		return out
	}
	if slices.Contains(fixed, path) || before.Kind != change.Kind && before.Kind != strictjson.Null {
		p.refuse(path, shownPath(path)+" cannot be changed")
	}
	return change
}

// fixed are the properties that no request sets.
var fixed = []string{
	"", "id", "appId", "createdDateTime", "deletedDateTime", "publisherDomain", "passwordCredentials", "keyCredentials",
}

func (p *patcher) refuse(path, reason string) {
	if p.err == nil {
		p.err = &Refusal{path, reason}
	}
}

// check holds what a change brings to the rules: not what the registration holds, or held when it was loaded.
func (p *patcher) check(path string, change strictjson.Value) {
	held := []strictjson.Value{p.doc.value.At(path), p.doc.loaded.At(path)}
	if strings.HasSuffix(path, ".redirectUris") { // a URI may move to another platform
		for _, platform := range []string{appreg.PlatformWeb, appreg.PlatformSPA, appreg.PlatformPublic} {
			other := platform + ".redirectUris"
			held = append(held, p.doc.value.At(other), p.doc.loaded.At(other))
		}
	}
	if !slices.ContainsFunc(held, func(h strictjson.Value) bool { return sameValue(h, change) }) {
		p.err = checkMember(path, without(change, held))
	}
}

// without leaves out the elements of a list, or of an object's lists, that are held already.
func without(v strictjson.Value, held []strictjson.Value) strictjson.Value {
	switch v.Kind {
	case strictjson.Array:
		v.SetElems(slices.DeleteFunc(slices.Clone(v.Elems()), func(e strictjson.Value) bool {
			return slices.ContainsFunc(held, func(h strictjson.Value) bool {
				return slices.ContainsFunc(h.Elems(), func(has strictjson.Value) bool { return sameValue(has, e) })
			})
		}))
	case strictjson.Object:
		v.SetMembers(slices.Clone(v.Members()))
		for i, m := range v.Members() {
			var inside []strictjson.Value
			for _, h := range held {
				inside = append(inside, h.Get(m.Name))
			}
			if m.Value.Kind == strictjson.Array {
				v.Members()[i].Value = without(m.Value, inside)
			}
		}
	}
	return v
}

// AddSecret adds a client secret without its value.
func (d *Document) AddSecret(secret Secret) *Document {
	list := d.value.Get("passwordCredentials")
	list = strictjson.ArrayOf(append(slices.Clone(list.Elems()), asValue(secret.credential())))
	return &Document{with(d.value, "passwordCredentials", list), d.loaded}
}

// RemoveSecret removes a client secret by its Secret ID, and reports whether it was there.
func (d *Document) RemoveSecret(keyID string) (*Document, bool) {
	list := d.value.Get("passwordCredentials")
	kept := slices.DeleteFunc(slices.Clone(list.Elems()), func(c strictjson.Value) bool {
		return strings.EqualFold(c.StrOf("keyId"), keyID)
	})
	found := len(kept) < len(list.Elems())
	list.SetElems(kept)
	return &Document{with(d.value, "passwordCredentials", list), d.loaded}, found
}

// with is an object with one member set, in its place or at the end.
func with(v strictjson.Value, name string, value strictjson.Value) strictjson.Value {
	members := slices.Clone(v.Members())
	if i := slices.IndexFunc(members, func(m strictjson.Member) bool { return m.Name == name }); i >= 0 {
		members[i].Value = value
	} else {
		members = append(members, strictjson.Member{Name: name, Value: value})
	}
	return v.With(members, nil)
}
