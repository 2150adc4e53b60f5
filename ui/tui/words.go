package tui

import (
	"fmt"
	"time"
)

// This file writes numbers and times in words.

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
