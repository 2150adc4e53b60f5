// Package quiet keeps Bubble Tea from asking the terminal for its background
// when a program starts.
//
// The init function of Bubble Tea v1 does so (its tea_init.go), in each
// command of edov, `edov version` too, and waits up to five seconds for a
// terminal that does not answer. Go initialises packages that are ready in the
// order of their import paths, so "edov/..." comes before "github.com/...", and
// with the answer set beforehand nothing is asked. Package tui asks in its own
// way, with a short limit, when its program starts.
package quiet

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
