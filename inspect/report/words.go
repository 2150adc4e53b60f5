package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"edov/flow/mask"
)

func InDays(n int) string {
	if n == 0 {
		return "in less than a day"
	}
	return "in " + Count(n, "day", "days")
}

// Sentence begins a text with a capital letter; hints of flow begin small.
func Sentence(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Cut bounds a text shown as evidence.
func Cut(s string) string { return mask.Shorten(s, MaxEvidence) }

// Days is the number of whole days from a to b, rounded down.
func Days(a, b time.Time) int {
	d := b.Sub(a)
	n := int(d / (24 * time.Hour))
	if d < 0 && d%(24*time.Hour) != 0 {
		n--
	}
	return n
}

// Count writes a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func SortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

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
