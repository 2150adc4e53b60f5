package provision

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/plan"
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
	for _, v := range a.Value.Get("value").Elems() {
		if id := v.StrOf("appId"); entra.IsGUID(id) && v.StrOf("displayName") == name {
			list = append(list, Existing{id, name, v.StrOf("createdDateTime")})
		}
	}
	return list, nil
}

// Completes is the client ID of the app that a setup under a name goes on with; empty: there is none, and a new one is
// made. Several apps of the name are refused, as a fault of what was entered: the user has to say which is meant.
func (s *Site) Completes(ctx context.Context, name string) (clientID string, failure *flow.Failure) {
	found, failure := s.Find(ctx, name)
	if failure != nil || len(found) == 0 {
		return "", failure
	}
	if len(found) == 1 {
		return found[0].ClientID, nil
	}
	var ids []string
	for _, e := range found {
		ids = append(ids, e.ClientID)
	}
	return "", &flow.Failure{
		Stage: flow.StageConnection, Kind: flow.FailureLocal,
		Summary: "several app registrations have the name \"" + name + "\"",
		Hint:    "enter the client ID of the one you mean: " + strings.Join(ids, ", "),
	}
}

// NameOf is the display name of a plan's target as it is now, which a plan's file may have wrong. It refuses an object
// that is another app than the target. A target that does not exist yet has the name that it is given.
func (s *Site) NameOf(ctx context.Context, t plan.Target) (string, *flow.Failure) {
	if t.ObjectID == "" {
		return t.Name, nil
	}
	v, failure := s.Directory().Members(ctx, t.ObjectID, []string{"displayName"})
	if failure != nil {
		return "", failure
	}
	if t.AppID != "" && !strings.EqualFold(v.StrOf("appId"), t.AppID) {
		return "", flow.ChangeFailure(flow.FailureLocal, "the plan's object ID belongs to another app", "make a new plan")
	}
	return cmp.Or(v.StrOf("displayName"), t.Name), nil
}
