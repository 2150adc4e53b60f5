// Package order sorts lists of any type with code that the program has once. slices.SortStableFunc and slices.SortFunc
// are compiled anew for each type, 10 to 20 KB of the program each, and edov sorts lists of a dozen types.
package order

import "slices"

// Stable sorts a list as slices.SortStableFunc does. It needs a copy of the list.
func Stable[E any](list []E, compare func(a, b E) int) {
	at := make([]int, len(list))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(i, j int) int { return compare(list[i], list[j]) })
	before := slices.Clone(list)
	for i, from := range at {
		list[i] = before[from]
	}
}
