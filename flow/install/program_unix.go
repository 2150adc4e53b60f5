//go:build unix

package install

import (
	"os/exec"
	"syscall"
)

// alone takes the terminal from a program, and ends it together with what it has started.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
