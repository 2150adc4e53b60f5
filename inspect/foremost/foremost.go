// Package foremost holds those items of a long list that come first in an order, so that memory does not grow with the
// list.
package foremost

import (
	"container/heap"
	"slices"

	"edov/flow/order"
)

// List holds so many items. It is not safe for concurrent use.
type List[T any] struct {
	limit int
	items last[T]
}

// New makes a List for at most limit items, all for 0. compare orders them as slices.SortFunc does; of items that are
// equal in it, those that were there first stay.
func New[T any](limit int, compare func(a, b T) int) *List[T] {
	return &List[T]{limit: limit, items: last[T]{compare: compare}}
}

// Add takes an item, and reports whether one was left out for want of room: this one, or the last one that was held.
func (l *List[T]) Add(x T) (leftOut bool) {
	if l.limit == 0 || len(l.items.list) < l.limit {
		heap.Push(&l.items, x)
		return false
	}
	if l.items.compare(x, l.items.list[0]) < 0 {
		l.items.list[0] = x
		heap.Fix(&l.items, 0)
	}
	return true
}

// Len is how many items are held.
func (l *List[T]) Len() int { return len(l.items.list) }

// Sorted is a copy of the items, in order.
func (l *List[T]) Sorted() []T {
	list := slices.Clone(l.items.list)
	order.Stable(list, l.items.compare)
	return list
}

// last is a heap with the last item on top.
type last[T any] struct {
	list    []T
	compare func(a, b T) int
}

func (h *last[T]) Len() int { return len(h.list) }

func (h *last[T]) Less(i, j int) bool { return h.compare(h.list[i], h.list[j]) > 0 }

func (h *last[T]) Swap(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] }

func (h *last[T]) Push(x any) { h.list = append(h.list, x.(T)) }

// Pop is for heap.Interface; items are replaced, not taken.
func (h *last[T]) Pop() any {
	end := len(h.list) - 1
	x := h.list[end]
	h.list = h.list[:end]
	return x
}
