//go:build !unix

package tui

import tea "github.com/charmbracelet/bubbletea"

// watchSuspend has nothing to do where programs are not suspended by signals.
func watchSuspend(*tea.Program) (unwatch func()) { return func() {} }

func allowSuspend() {}
