//go:build unix

package tui

import (
	"os"
	"os/signal"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
)

// allowSuspend lets the next SIGTSTP stop the program.
func allowSuspend() { signal.Reset(syscall.SIGTSTP) }

// watchSuspend gives the terminal back before a SIGTSTP from outside stops the
// program. Ctrl+Z inside it is a key, since the terminal is in raw mode. Bubble
// Tea's own suspension sends the signal anew, so it is not caught meanwhile.
func watchSuspend(p *tea.Program) (unwatch func()) {
	stops, continues, done := make(chan os.Signal, 1), make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(stops, syscall.SIGTSTP)
	signal.Notify(continues, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-stops:
				allowSuspend()
				p.Send(tea.SuspendMsg{})
			case <-continues:
				signal.Notify(stops, syscall.SIGTSTP)
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(stops)
		signal.Stop(continues)
		close(done)
	}
}
