//go:build unix

package browser

import (
	"os/exec"
	"syscall"
)

// detach gives the program its own session, so that it neither reads edov's terminal nor
// ends with Ctrl+C.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
