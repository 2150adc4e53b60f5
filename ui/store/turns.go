package store

import "sync"

// Turns counts how often something was started, by what it is about, so that what finishes
// late knows whether something newer was started. The zero value is ready to use, by
// several goroutines.
type Turns struct {
	mu    sync.Mutex
	count map[string]int
}

// Take starts a turn. isLast reports later whether no other was started after it.
func (t *Turns) Take(about string) (isLast func() bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count == nil {
		t.count = map[string]int{}
	}
	t.count[about]++
	turn := t.count[about]
	return func() bool {
		t.mu.Lock()
		defer t.mu.Unlock()
		return t.count[about] == turn
	}
}
