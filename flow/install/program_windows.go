package install

import "os/exec"

// alone does nothing on Windows: the program is ended by itself.
func alone(*exec.Cmd) {}

// othersMayReplace says no on Windows, where the permissions that Go shows say nothing of other users.
func othersMayReplace(string) bool { return false }
