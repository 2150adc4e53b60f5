package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Causes are the causes that a Why lists, likeliest first.
func Causes(why string) []string {
	var causes []string
	for _, line := range strings.Split(why, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			causes = append(causes, line)
		}
	}
	return causes
}
