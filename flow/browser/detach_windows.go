package browser

import (
	"os/exec"
	"syscall"
)

// detach protects the program from Ctrl+C in edov and hides its console.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}
