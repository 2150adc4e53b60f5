package credential

import (
	"slices"
	"sync"
)

// Ledger lists what was issued or entered and must never be seen in any
// output. Its zero value is empty and ready. It is safe for concurrent use.
type Ledger struct {
	mu     sync.Mutex
	values []string
}

// Add lists values; empty ones are left out.
func (l *Ledger) Add(values ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range values {
		if v != "" {
			l.values = append(l.values, v)
		}
	}
}

// All returns a copy of the list.
func (l *Ledger) All() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.values)
}
