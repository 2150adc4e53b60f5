package credential

// Recent remembers values by their key, the newest only: a demo tenant may run for days, and be signed in to by a load
// test. The zero value remembers nothing. It is not safe for concurrent use.
type Recent[V any] struct {
	values map[string]V
	order  []string // a ring: where next is, the oldest key
	next   int
}

// NewRecent remembers so many values.
func NewRecent[V any](most int) Recent[V] {
	return Recent[V]{values: map[string]V{}, order: make([]string, most)}
}

// Add remembers a value, and forgets the oldest one beyond the number. A key is added once only.
func (r *Recent[V]) Add(key string, v V) {
	if len(r.order) == 0 {
		return
	}
	delete(r.values, r.order[r.next])
	r.values[key], r.order[r.next] = v, key
	r.next = (r.next + 1) % len(r.order)
}

// Get finds the value of a key.
func (r *Recent[V]) Get(key string) (V, bool) {
	v, ok := r.values[key]
	return v, ok
}

// Len is how many values are remembered.
func (r *Recent[V]) Len() int { return len(r.values) }
