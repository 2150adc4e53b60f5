package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"edov/flow/demo/registration"
	"edov/flow/demo/web"
	"edov/flow/strictjson"
)

// create answers POST /applications.
func (s *Server) create(w http.ResponseWriter, x *web.Exchange) {
	request, ok := body(w, x)
	if !ok {
		return
	}
	v, err := s.add(request)
	if err != nil {
		refused(w, x, "", err)
		return
	}
	s.changed(v.StrOf("id"), strictjson.Value{})
	s.show(w, http.StatusCreated, "applications/$entity", v)
}

// patch answers PATCH /applications/{id}.
func (s *Server) patch(w http.ResponseWriter, x *web.Exchange, id string) {
	s.write(w, x, id, func(change strictjson.Value) bool {
		err := s.edit(
			id, func(d *registration.Draft) error { return d.App.Patch(change) },
			func(d *registration.Document) (*registration.Document, error) { return d.Patch(change) },
		)
		if err != nil {
			refused(w, x, id, err)
			return false
		}
		w.WriteHeader(http.StatusNoContent)
		return true
	})
}

// write carries out a request about a registration that its sender can see. do reports whether it changed something.
func (s *Server) write(w http.ResponseWriter, x *web.Exchange, id string, do func(strictjson.Value) bool) {
	request, ok := body(w, x)
	if !ok {
		return
	}
	before := s.seen(id)
	if !before.Exists() {
		notFound(w, x, id)
		return
	}
	if do(request) {
		s.changed(id, before)
	}
}

// remove answers DELETE /applications/{id}. The service principal goes too.
func (s *Server) remove(w http.ResponseWriter, x *web.Exchange, id string) {
	s.write(w, x, id, func(strictjson.Value) bool {
		if s.own(id) {
			_ = s.setup.Change(func(d *registration.Draft) error { d.DeleteApp(); return nil }) // breaks no rule
		}
		s.others = slices.DeleteFunc(s.others, func(o *other) bool {
			return strings.EqualFold(o.doc.Value().Get("id").Str(), id)
		})
		w.WriteHeader(http.StatusNoContent)
		return true
	})
}

// action answers POST /applications/{id}/addPassword and removePassword.
func (s *Server) action(w http.ResponseWriter, x *web.Exchange) {
	id, name := x.PathValue("id"), x.PathValue("action")
	switch {
	case name != "addPassword" && name != "removePassword":
		fail(w, x, http.StatusBadRequest, "BadRequest", "Resource not found for the segment '"+name+"'.")
	case x.Method != http.MethodPost:
		notAllowed(w, x)
	case name == "addPassword":
		s.write(w, x, id, func(request strictjson.Value) bool { return s.addPassword(w, x, id, request) })
	default:
		s.write(w, x, id, func(request strictjson.Value) bool { return s.removePassword(w, x, id, request) })
	}
}

// addPassword adds a client secret. Its value is in this answer and never again.
func (s *Server) addPassword(w http.ResponseWriter, x *web.Exchange, id string, request strictjson.Value) bool {
	v := s.current(id)
	secret, err := s.newSecret(request.Get("passwordCredential"), v)
	var value string
	if err == nil {
		err = s.edit(id, func(d *registration.Draft) error {
			secret, value = d.IssueSecret(secret)
			return nil
		}, func(d *registration.Document) (*registration.Document, error) {
			secret, value = registration.NewSecret(secret)
			s.issued.Add(value)
			return d.AddSecret(secret), nil
		})
	}
	if err != nil {
		refused(w, x, id, err)
		return false
	}
	s.show(w, http.StatusOK, "microsoft.graph.passwordCredential", secret.Answer(value))
	return true
}

// newSecret is the secret that a request describes. Without an end it is valid for two years.
func (s *Server) newSecret(v, app strictjson.Value) (registration.Secret, error) {
	secret := registration.Secret{Name: v.StrOf("displayName"), Start: s.now().UTC().Truncate(time.Second)}
	secret.End = secret.Start.AddDate(2, 0, 0)
	for name, at := range map[string]*time.Time{"startDateTime": &secret.Start, "endDateTime": &secret.End} {
		text := v.Get(name)
		if !text.Exists() || text.Kind == strictjson.Null {
			continue
		}
		t, err := time.Parse(time.RFC3339, text.Str())
		if err != nil {
			return secret, &registration.Refusal{Property: name, Reason: "it is not a time"}
		}
		*at = t.UTC()
	}
	if !secret.End.After(secret.Start) {
		return secret, &registration.Refusal{Property: "endDateTime", Reason: "the secret would end before it begins"}
	}
	return secret, registration.MayAddSecret(app)
}

func (s *Server) removePassword(w http.ResponseWriter, x *web.Exchange, id string, request strictjson.Value) bool {
	keyID, found := request.StrOf("keyId"), false
	err := s.edit(id, func(d *registration.Draft) error {
		for _, secret := range d.App.Secrets {
			if strings.EqualFold(secret.KeyID, keyID) {
				d.DeleteSecret(secret.KeyID)
				found = true
			}
		}
		return nil
	}, func(d *registration.Document) (after *registration.Document, err error) {
		after, found = d.RemoveSecret(keyID)
		return after, nil
	})
	switch {
	case err != nil:
		refused(w, x, id, err)
	case !found:
		fail(w, x, http.StatusBadRequest, codeBad, "No password credential found with keyId.")
	default:
		w.WriteHeader(http.StatusNoContent)
	}
	return found
}
