package store

import "sync"

// Turns counts how often something was begun, by what it is about, so that what
// comes to an end late can tell whether it was overtaken. The zero value is
// ready; several goroutines may use it.
type Turns struct {
	mu    sync.Mutex
	count map[string]int
}

// Take begins a turn. isLast tells later whether none was begun after it.
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
