//go:build unix

package flow

import (
	"os/exec"
	"syscall"
)

// detach gives the program its own session, so that it neither reads edov's terminal nor
// ends with Ctrl+C.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
