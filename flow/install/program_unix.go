//go:build unix

package install

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// alone takes the terminal from a program, and ends it together with what it has started.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// othersMayReplace reports whether every user may write a program, the file that it is a link to, or a folder of one of
// them. npm installs its programs as links, so that a link by itself is fine.
func othersMayReplace(path string) bool {
	places := []string{filepath.Dir(path)}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		places = append(places, target, filepath.Dir(target))
	}
	for _, place := range places {
		info, err := os.Stat(place)
		if err != nil {
			continue // it can't be run either
		}
		own := info.IsDir() && info.Mode()&fs.ModeSticky != 0 // as in /tmp, where only the owner may replace a file
		if info.Mode().Perm()&0o002 != 0 && !own {
			return true
		}
	}
	return false
}
