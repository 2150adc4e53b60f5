package provision

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"edov/flow"
)

// Existing is an app registration that was found by its name.
type Existing struct {
	ClientID, Name, Created string
}

// Find lists the app registrations of a name, which several may have.
func (s *Site) Find(ctx context.Context, name string) ([]Existing, *flow.Failure) {
	filter := "displayName eq '" + strings.ReplaceAll(name, "'", "''") + "'" // OData doubles a quote
	a, failure := s.Graph.Call(ctx, s.Env, flow.GraphCall{
		Method: http.MethodGet,
		Path:   "/v1.0/applications?$filter=" + url.QueryEscape(filter) + "&$select=id,appId,displayName,createdDateTime",
	})
	if failure != nil {
		return nil, failure
	}
	var list []Existing
	for _, v := range a.Value.Get("value").Elems {
		if id := v.Get("appId").Str(); flow.IsGUID(id) && v.Get("displayName").Str() == name {
			list = append(list, Existing{id, name, v.Get("createdDateTime").Str()})
		}
	}
	return list, nil
}
