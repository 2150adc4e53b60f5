//go:build !unix

package terminal

import tea "github.com/charmbracelet/bubbletea"

// WatchSuspend has nothing to do where programs are not suspended by signals.
func WatchSuspend(*tea.Program) (unwatch func()) { return func() {} }

// AllowSuspend has nothing to do there either.
func AllowSuspend() {}
