package plan

import (
	"encoding/json"
	"net/http"
	"strings"

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
	app := applications + "/" + orHole(t.ObjectID, "{id}")
	switch s.Action {
	case CreateApp:
		return &Request{http.MethodPost, applications, s.body()}
	case DeleteApp:
		return &Request{Method: http.MethodDelete, Path: app}
	case CreatePrincipal:
		body := `{"appId":` + string(quoted(orHole(t.AppID, "{appId}"))) + `}`
		return &Request{http.MethodPost, principals, json.RawMessage(body)}
	case DeletePrincipal:
		return &Request{Method: http.MethodDelete, Path: principals + "/" + orHole(t.PrincipalID, "{servicePrincipalId}")}
	case Patch:
		return &Request{http.MethodPatch, app, s.body()}
	case AddSecret:
		return &Request{http.MethodPost, app + "/addPassword", s.body()}
	case RemoveSecret:
		body := `{"keyId":` + string(quoted(s.keyID())) + `}`
		return &Request{http.MethodPost, app + "/removePassword", json.RawMessage(body)}
	}
	return nil
}

func orHole(id, hole string) string {
	if id == "" {
		return hole
	}
	return id
}

// quoted is a JSON string.
func quoted(text string) json.RawMessage {
	return json.RawMessage(strictjson.Value{Kind: strictjson.String, Text: text}.Compact())
}

// keyID is the Secret ID of the secret that a step removes.
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
		put(&root, strings.Split(c.Path, "."), parsed(c.After))
	}
	return json.RawMessage(root.Compact())
}

// put puts a value into an object, at a path.
func put(v *strictjson.Value, path []string, to strictjson.Value) {
	if v.Kind != strictjson.Object {
		*v = strictjson.Value{Kind: strictjson.Object}
	}
	for i := range v.Members {
		if v.Members[i].Name != path[0] {
			continue
		}
		if len(path) == 1 {
			v.Members[i].Value = to
		} else {
			put(&v.Members[i].Value, path[1:], to)
		}
		return
	}
	m := strictjson.Member{Name: path[0], Value: strictjson.Value{Kind: strictjson.Object}}
	if len(path) == 1 {
		m.Value = to
	} else {
		put(&m.Value, path[1:], to)
	}
	v.Members = append(v.Members, m)
}

// parsed reads JSON that is a part of a plan; null for what is none.
func parsed(data json.RawMessage) strictjson.Value {
	v, err := strictjson.Parse(data, strictjson.Document)
	if err != nil {
		return strictjson.Value{Kind: strictjson.Null}
	}
	return v
}

// at is the value at a path of a document; null where there is none.
func at(v strictjson.Value, path string) strictjson.Value {
	for name := range strings.SplitSeq(path, ".") {
		v = v.Get(name)
	}
	if !v.Exists() {
		v.Kind = strictjson.Null
	}
	return v
}
