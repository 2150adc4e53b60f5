//go:build unix

package flow

import (
	"os/exec"
	"syscall"
)

// detach gives the program a session of its own, so that it neither reads our
// terminal nor dies of our Ctrl-C.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
