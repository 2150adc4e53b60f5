package flow

import (
	"os/exec"
	"syscall"
)

// detach keeps our Ctrl-C from the program and hides its console.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}
