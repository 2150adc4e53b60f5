package workspace

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/report"
	"edov/ui/store"
)

// TestSavedUnderAnotherName: it is said to be a copy, and shows nothing of the history that the first one keeps. Where
// another edov deleted a connection, it can be saved again.
func TestSavedUnderAnotherName(t *testing.T) {
	d := deskOf(t, Beginning{})
	saved := &store.Saved{
		Connection: flow.Connection{ClientID: demo.ClientID, Tenant: "common", Name: "shop"}, SecretFrom: store.SecretAsk,
	}
	if _, err := d.Store.Keep(t.Context(), saved, flow.Secret{}); err != nil {
		t.Fatal(err)
	}
	d.Begin(savedSubject(saved, nil), &report.Report{JudgedAt: noon})
	s := d.Subject
	save := func(name string) string {
		t.Helper()
		c := s.Connection
		news := d.save(s, c, name, store.SecretAsk, nil)(t.Context()).(ConnectionSaved)
		words, _ := news.take(d)
		return words
	}
	if words := save("shop"); strings.Contains(words, "copy") || d.Last == nil || s.Last == nil {
		t.Errorf("the same name: %s, %v", words, d.Last)
	}
	words := save("shop2")
	if !strings.Contains(words, "It is a copy: shop is still there") || d.Last != nil || s.Last != nil {
		t.Errorf("another name: %s, %v", words, d.Last)
	}
	if names := store.Names(d.Entries); len(names) != 2 {
		t.Error(names)
	}
	if _, err := d.Store.Forget(t.Context(), "shop2"); err != nil { // by another edov
		t.Fatal(err)
	}
	words = save("shop2")
	if !strings.Contains(words, "another edov deleted it") || !strings.Contains(words, "Save again") {
		t.Error(words)
	}
	if words := save("shop2"); !strings.HasPrefix(words, "Saved as shop2.") {
		t.Error(words)
	}
}
