package check_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// TestClerkStates checks that every state of the Clerk look-alike breaks what it should.
func TestClerkStates(t *testing.T) {
	healthy, _ := demo.Lookup("healthy")
	for _, state := range demo.ClerkStates() {
		t.Run(state.ID, func(t *testing.T) {
			server, err := demo.Start(healthy, demo.Options{Clerk: state})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { server.Close() })
			if key, err := flow.ParsePublishableKey(server.PublishableKey()); err != nil || key != server.Clerk().Key {
				t.Errorf("the key reads as %+v (%v)", key, err)
			}
			s := &flow.Session{
				Schema: flow.SessionSchema, Origin: flow.OriginClerk,
				Request: flow.Request{ClientID: demo.ClientID, Product: "Clerk"},
			}
			s.Clerk, _ = server.Clerk().Read(t.Context(), server.Env(), true)
			if s.Clerk == nil {
				t.Fatal("nothing was read")
			}
			r := check.Judge(s, time.Now(), secret.Thresholds{})
			var broken []string
			for _, f := range r.Findings {
				if f.Outcome == report.Broken || f.Outcome == report.Fail && f.Severity != report.Note {
					broken = append(broken, f.ID)
				}
			}
			if !slices.Equal(broken, state.Breaks) {
				t.Errorf("breaks %v, want %v", broken, state.Breaks)
			}
			secretFree(t, r, s, server)
			if r.Counts.Warnings == 0 && !strings.Contains(r.Headline, "on Clerk's side") {
				t.Errorf("headline %q", r.Headline)
			}
		})
	}
}
