package flow

import (
	"testing"
)

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
