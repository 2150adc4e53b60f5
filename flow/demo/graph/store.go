package graph

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"time"

	"edov/flow/demo/credential"
	"edov/flow/demo/registration"
	"edov/flow/demo/scenario"
	"edov/flow/strictjson"
)

// lag is an object that readers still see as it was.
type lag struct {
	old  strictjson.Value // the zero Value: there was none
	left int              // so many requests
}

// seed adds the registrations that the tenant begins with.
func (s *Server) seed() {
	today := s.now().UTC().Truncate(24 * time.Hour)
	secret := func(name, hint string, from, to int) registration.Secret {
		return registration.Secret{
			KeyID: credential.NameGUID(name), Name: name, Hint: hint,
			Start: today.AddDate(0, 0, from), End: today.AddDate(0, 0, to),
		}
	}
	add := func(id, name string, secrets ...registration.Secret) {
		app := scenario.Scenario{}.InitialApp(today)
		app.ObjectID, app.ClientID, app.Name, app.Secrets = strings.Replace(id, "4", "7", 1), id, name, secrets
		if _, err := s.Load(app.Value()); err != nil {
			panic("demo: " + err.Error()) // a registration of this package
		}
	}
	add("8d2f4b1c-6a3e-4f70-9b58-1c7e0d9a2f46", "Contoso billing",
		secret("billing-2025", "Qk7", -400, -35), secret("billing-2026", "h2W", -60, 305))
	add("1b94c7d0-52e8-4a36-8f1d-e6a05b3c9d72", "Contoso intranet", secret("intranet", "zP_", -350, 15))
	add("e07a6d35-f9c1-4b82-a4d6-38b2c5f01e9a", "Fabrikam import", secret("import", "a9~", -190, -10))
	add("5c3e81fa-0d27-4964-b7a5-92f4d8e6c013", "Shop sign-in", secret("shop", "T4.", -20, 160))
}

// Load adds a registration in the form of Microsoft Graph, with a service principal. IDs that are missing or taken are
// replaced by new ones. It gives the registration as readers see it.
func (s *Server) Load(v strictjson.Value) (strictjson.Value, error) {
	doc, err := registration.NewDocument(v)
	if err != nil {
		return v, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	is := doc.Value()
	if s.current(is.StrOf("id")).Exists() || s.idOf(is.StrOf("appId")) != "" {
		doc = doc.WithIDs(credential.GUID(), credential.GUID())
	}
	o := newOther(doc)
	o.principal = registration.PrincipalID(doc.Value().Get("appId").Str())
	s.others = append(s.others, o)
	return doc.Value(), nil
}

// Registration is a registration by its object ID as it is, whatever readers see; nil: there is none.
func (s *Server) Registration(objectID string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.current(objectID)
	if !v.Exists() {
		return nil
	}
	return bytes.Clone([]byte(v.Compact()))
}

func newOther(doc *registration.Document) *other {
	return &other{id: doc.Value().Get("id").Str(), doc: doc}
}

// find is a registration beside the tenant's own; nil: there is none.
func (s *Server) find(id string) *other {
	i := slices.IndexFunc(s.others, func(o *other) bool { return strings.EqualFold(o.id, id) })
	if i < 0 {
		return nil
	}
	return s.others[i]
}

// own reports whether an object ID is that of the tenant's own app.
func (s *Server) own(id string) bool {
	app := s.setup.App()
	return app != nil && strings.EqualFold(app.ObjectID, id)
}

// current is a registration as it is.
func (s *Server) current(id string) strictjson.Value {
	if s.own(id) {
		return s.setup.App().Value()
	}
	if o := s.find(id); o != nil {
		return o.doc.Value()
	}
	return strictjson.Value{}
}

// ids are the object IDs of all registrations, and of those that readers still see.
func (s *Server) ids() []string {
	var ids []string
	if app := s.setup.App(); app != nil {
		ids = append(ids, app.ObjectID)
	}
	for _, o := range s.others {
		ids = append(ids, o.id)
	}
	var gone []string
	for id, l := range s.lags {
		if l.old.Has("web") && !slices.Contains(ids, id) { // a registration, not a service principal
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	return append(ids, gone...)
}

// idOf finds the object ID of a client ID; empty: there is none.
func (s *Server) idOf(appID string) string {
	for _, id := range s.ids() {
		for _, v := range []strictjson.Value{s.current(id), s.lagging(id).old} {
			if appID != "" && strings.EqualFold(v.StrOf("appId"), appID) {
				return id
			}
		}
	}
	return ""
}

func (s *Server) lagging(id string) lag {
	if l := s.lags[strings.ToLower(id)]; l != nil {
		return *l
	}
	return lag{}
}

// seen is a registration as a reader sees it. The reader is counted.
func (s *Server) seen(id string) strictjson.Value { return s.asRead(id, s.current(id)) }

// asRead is what a reader sees of an object that is now v.
func (s *Server) asRead(id string, v strictjson.Value) strictjson.Value {
	id = strings.ToLower(id)
	l := s.lags[id]
	if l == nil {
		return v
	}
	if l.left--; l.left <= 0 {
		delete(s.lags, id)
	}
	return l.old
}

// changed makes readers see the old state for a while.
func (s *Server) changed(id string, old strictjson.Value) {
	if s.options.Lag > 0 {
		s.lags[strings.ToLower(id)] = &lag{old, s.options.Lag}
	}
}

// edit changes a registration: with app for the tenant's own, with doc for others. It fails with errGone when there is
// none.
func (s *Server) edit(
	id string, app func(*registration.Draft) error, doc func(*registration.Document) (*registration.Document, error),
) error {
	if s.own(id) {
		return s.setup.Change(func(d *registration.Draft) error {
			if d.App == nil || !strings.EqualFold(d.App.ObjectID, id) {
				return errGone
			}
			return app(d)
		})
	}
	o := s.find(id)
	if o == nil {
		return errGone
	}
	after, err := doc(o.doc)
	if err == nil {
		o.doc = after
	}
	return err
}

// errExists is a second app of the tenant's own.
var errExists = errors.New("the tenant has an app of its own")

// add makes a registration and gives it. In an empty tenant it becomes the tenant's own.
func (s *Server) add(request strictjson.Value) (strictjson.Value, error) {
	err := s.setup.Change(func(d *registration.Draft) (err error) {
		if d.App != nil {
			return errExists
		}
		d.App, err = registration.CreateApp(request, s.now())
		return err
	})
	if err == nil {
		return s.setup.App().Value(), nil
	}
	if !errors.Is(err, errExists) {
		return strictjson.Value{}, err
	}
	doc, err := registration.CreateDocument(request, s.now())
	if err != nil {
		return strictjson.Value{}, err
	}
	s.others = append(s.others, newOther(doc))
	return doc.Value(), nil
}
