package plan

import (
	"cmp"
	"encoding/json"
	"net/http"

	"edov/flow/strictjson"
)

// Request is what a step sends.
type Request struct {
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Body   json.RawMessage `json:"body,omitempty"`
}

// The paths of Microsoft Graph. {id} stands for what is known only once the app was created.
const (
	applications = "/v1.0/applications"
	principals   = "/v1.0/servicePrincipals"
)

// Request is what a step of Microsoft Graph sends; nil for other services. It follows from the target and the changes.
func (s *Step) Request(t Target) *Request {
	if s.Service != ServiceGraph {
		return nil
	}
	app := applications + "/" + cmp.Or(t.ObjectID, "{id}")
	switch s.Action {
	case CreateApp:
		return &Request{http.MethodPost, applications, s.body()}
	case DeleteApp:
		return &Request{Method: http.MethodDelete, Path: app}
	case CreatePrincipal:
		body := `{"appId":` + string(quoted(cmp.Or(t.AppID, "{appId}"))) + `}`
		return &Request{http.MethodPost, principals, json.RawMessage(body)}
	case DeletePrincipal:
		return &Request{Method: http.MethodDelete, Path: principals + "/" + cmp.Or(t.PrincipalID, "{servicePrincipalId}")}
	case Patch:
		return &Request{http.MethodPatch, app, s.body()}
	case AddSecret:
		return &Request{http.MethodPost, app + "/addPassword", s.body()}
	case RemoveSecret:
		body := `{"keyId":` + string(quoted(cmp.Or(s.keyID(), "{keyId}"))) + `}`
		return &Request{http.MethodPost, app + "/removePassword", json.RawMessage(body)}
	}
	return nil
}

// quoted is a JSON string.
func quoted(text string) json.RawMessage {
	return json.RawMessage(strictjson.Text(text).Compact())
}

// keyID is the Secret ID of the secret that a step removes; empty: it is found by its name and its end.
func (s *Step) keyID() string {
	for _, c := range s.Changes {
		if c.Path == secretPath {
			return parsed(c.Before).Get("keyId").Str()
		}
	}
	return ""
}

// body is an object of all changes: what each member will be.
func (s *Step) body() json.RawMessage {
	root := strictjson.Value{Kind: strictjson.Object}
	for _, c := range s.Changes {
		root.Put(c.Path, parsed(c.After))
	}
	return json.RawMessage(root.Compact())
}

// parsed reads JSON that is a part of a plan; null for what is none.
func parsed(data json.RawMessage) strictjson.Value {
	return strictjson.OrNull(data, strictjson.Document)
}
