package flow

import (
	"errors"
	"strings"
	"testing"
)

// TestGraphErrors: an error of Microsoft Graph is no sign-in, unless it passes on one that was refused.
func TestGraphErrors(t *testing.T) {
	const denied = `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges",` +
		`"innerError":{"request-id":"r"}}}`
	for text, want := range map[string]string{
		denied: GraphError,
		`{"statusCode":403,"headers":{},"body":` + denied + `}`:                                 GraphError,
		`{"error":{"code":"abc8Q~not-a-real-secret-of-a-test-0123","message":"x"}}`:             GraphError + " quoting nothing",
		`{"error":{"code":"invalid_grant","message":"AADSTS7000222: The provided client ..."}}`: "",
		`{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret"}`: "",
	} {
		s, _, err := ReadEvidence([]byte(text), "")
		var no *NoToken
		switch {
		case want == "" && (err != nil || s.Failure == nil):
			t.Errorf("%s: %v", text, err)
		case want != "" && (!errors.As(err, &no) || no.Form != GraphError ||
			(want == GraphError) != strings.Contains(no.What, "Authorization_RequestDenied") ||
			strings.Contains(no.What, "8Q~")):
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestGraphAnswerWithoutList: an answer that is no list is not an empty one.
func TestGraphAnswerWithoutList(t *testing.T) {
	for _, body := range []string{`{"a":1}`, `{"value":null}`, `{"value":{}}`} {
		g, env := graphServer(t, reply200(body))
		if names, _, f := g.listAll(t, env); f == nil || len(names) > 0 {
			t.Errorf("%s: %v, %v", body, names, f)
		}
	}
	g, env := graphServer(t, reply200(`{"value":[]}`))
	if _, _, f := g.listAll(t, env); f != nil {
		t.Errorf("an empty list: %v", f)
	}
}
