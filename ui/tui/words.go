package tui

import (
	"fmt"
	"time"
)

// This file writes numbers and times in words.

// plural counts things.
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// ago says how long something is past.
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return plural(int(d.Minutes()), "minute") + " ago"
	}
	if d >= 48*time.Hour {
		return plural(int(d.Hours()/24), "day") + " ago"
	}
	return plural(int(d.Hours()), "hour") + " ago"
}

// clock writes a duration as minutes and seconds.
func clock(d time.Duration) string {
	seconds := max(0, int(d.Seconds()))
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// inWords writes a duration as people read it.
func inWords(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "<1 ms"
	case d < 10*time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return clock(d) + " min"
}
