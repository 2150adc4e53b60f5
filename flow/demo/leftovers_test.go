package demo_test

import (
	"net"
	"os"
	"runtime"
	"testing"
	"time"
)

// leftovers counts goroutines and descriptors. What it returns demands that there are no more of them than before;
// what was closed may end a moment later.
func leftovers(t *testing.T) func(*testing.T) {
	t.Helper()
	if l, err := net.Listen("tcp4", "127.0.0.1:0"); err == nil {
		l.Close() // what the runtime opens for the network, once
	}
	goroutines, descriptors := runtime.NumGoroutine(), descriptorCount()
	return func(t *testing.T) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); ; runtime.Gosched() {
			g, d := runtime.NumGoroutine(), descriptorCount()
			if g <= goroutines && d <= descriptors {
				return
			}
			if time.Now().After(deadline) {
				buf := make([]byte, 1<<16)
				t.Errorf("%d goroutines, before %d; %d descriptors, before %d:\n%s", g, goroutines, d, descriptors,
					buf[:runtime.Stack(buf, true)])
				return
			}
		}
	}
}

// descriptorCount is how many files and connections this process has open; 0 where that cannot be seen.
func descriptorCount() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
