package credential

import (
	"slices"
	"sync"
)

// MaxListed bounds a Ledger: a sign-in adds five values.
const MaxListed = 5000

// Ledger lists what was issued or entered and must never be seen in any
// output: the newest MaxListed values. Its zero value is empty and ready. It is
// safe for concurrent use.
type Ledger struct {
	mu     sync.Mutex
	values []string
	oldest int // where the next value goes, once the list is full
}

// Add lists values; empty ones are left out.
func (l *Ledger) Add(values ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range values {
		switch {
		case v == "":
		case len(l.values) < MaxListed:
			l.values = append(l.values, v)
		default:
			l.values[l.oldest] = v
			l.oldest = (l.oldest + 1) % MaxListed
		}
	}
}

// All returns a copy of the list, the oldest first.
func (l *Ledger) All() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Concat(l.values[l.oldest:], l.values[:l.oldest])
}
