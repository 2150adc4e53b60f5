package token

import "sync"

// known are the key sets that were read last. Microsoft's have certificates, and whoever judges more than one sign-in
// gets the same set with each. It decides nothing: the same bytes give the same keys, read again or not.
var known keyCache

// The bounds of what is kept: as many sets as a person may test with, each several times as large as Microsoft's.
const (
	maxKnown      = 16
	maxKnownBytes = 64 << 10
)

// keyCache holds key sets by their content, all of it, so that no two can be confused.
type keyCache struct {
	mu   sync.Mutex
	sets map[string]*keySet
}

// read is readKeySet, unless the same bytes were read before.
func (c *keyCache) read(raw []byte) *keySet {
	if len(raw) > maxKnownBytes {
		return readKeySet(raw)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	set, ok := c.sets[string(raw)]
	if !ok {
		set = readKeySet(raw)
		if c.sets == nil || len(c.sets) >= maxKnown {
			c.sets = make(map[string]*keySet, maxKnown)
		}
		c.sets[string(raw)] = set
	}
	return set
}
