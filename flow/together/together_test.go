package together

import (
	"strings"
	"testing"
)

// TestGroup: a panic reaches the one who waits, after the others were stopped, and does not print its value.
func TestGroup(t *testing.T) {
	stopped := make(chan struct{})
	g := Group{Stop: func() { close(stopped) }}
	ended := false
	g.Go(func() { <-stopped; ended = true })
	g.Go(func() { panic("a secret") })
	p := Caught(g.Wait)
	if p == nil || p.Value != "a secret" || !ended || !strings.Contains(string(p.Stack), "together_test.go") {
		t.Fatalf("%v; the others ended: %v", p, ended)
	}
	if strings.Contains(p.Error(), "secret") {
		t.Errorf("the value is shown: %v", p)
	}
	if again := Caught(func() { panic(p) }); again != p {
		t.Errorf("brought on, it is another one: %v", again)
	}
	if p := Caught(func() {}); p != nil {
		t.Errorf("none was there: %v", p)
	}
}
