// Package together runs functions in goroutines of their own, and brings a panic of theirs to the goroutine that waits
// for them. Go itself would end the program at once, with the terminal as it is and the panic's value printed on it.
package together

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// Panic is a panic of another goroutine, with where it was. It does not print its value, which may hold anything.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string { return fmt.Sprintf("a goroutine panicked (%T)", p.Value) }

// PanicOf is a panic that was recovered. The deferred function calls it, so that the stack is that of the panic; one
// that came from another goroutine stays as it is.
func PanicOf(recovered any) *Panic {
	if p, ok := recovered.(*Panic); ok {
		return p
	}
	return &Panic{recovered, debug.Stack()}
}

// Caught runs a function and gives its panic; nil: it had none.
func Caught(f func()) (caught *Panic) {
	defer func() {
		if p := recover(); p != nil {
			caught = PanicOf(p)
		}
	}()
	f()
	return nil
}

// Group are goroutines that someone waits for.
type Group struct {
	// Stop is called at a panic, so that the others end and no one waits in vain; nil: nothing is.
	Stop func()

	running sync.WaitGroup
	mu      sync.Mutex
	first   *Panic
}

// Go runs a function in a goroutine of its own.
func (g *Group) Go(f func()) {
	g.running.Go(func() {
		p := Caught(f)
		if p == nil {
			return
		}
		g.mu.Lock()
		if g.first == nil {
			g.first = p
		}
		g.mu.Unlock()
		if g.Stop != nil {
			g.Stop()
		}
	})
}

// Wait waits for all of them, and panics with the *Panic of the first one that did.
func (g *Group) Wait() {
	g.running.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.first != nil {
		panic(g.first)
	}
}
