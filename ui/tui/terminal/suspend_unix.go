//go:build unix

package terminal

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
)

// released is set while the program stops itself: the next SIGTSTP is its own.
var released atomic.Bool

// watchSuspend gives the terminal back before a SIGTSTP stops the program.
// Ctrl+Z inside it is a key, since the terminal is in raw mode.
//
// Bubble Tea suspends by sending itself a SIGTSTP. Go keeps its own handler of
// a signal that was ever caught, so that SIGTSTP alone does not stop the
// program any more: the second one, sent when the terminal is given back, is
// followed by SIGSTOP.
func watchSuspend(p *tea.Program) (unwatch func()) {
	stops, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(stops, syscall.SIGTSTP)
	go func() {
		for {
			select {
			case <-stops:
				if released.Swap(false) {
					_ = syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
					continue
				}
				released.Store(true)
				p.Send(tea.SuspendMsg{})
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(stops)
		close(done)
	}
}
