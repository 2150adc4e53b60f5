package journey

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// awaitStopped waits until the system has stopped the program. Nothing tells
// of that but its state, so this looks at it again and again.
func (tm *terminal) awaitStopped() {
	tm.t.Helper()
	for deadline := time.Now().Add(tm.limit); time.Now().Before(deadline); runtime.Gosched() {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", tm.pid))
		if err != nil {
			tm.t.Skip("skipped: the state of a program cannot be read here")
		}
		if _, state, _ := strings.Cut(string(stat), ") "); strings.HasPrefix(state, "T") {
			return
		}
	}
	tm.t.Fatal("the program was not stopped")
}

// TestSuspend: a stop from outside gives the terminal back, a continuation
// takes it again (security 139).
func TestSuspend(t *testing.T) {
	tm := start(t, medium, nil)
	tm.waitFor("Try the demo tenant")
	tm.signal(syscall.SIGTSTP)
	check(t, tm.await("the alternate screen's end", func() bool { return !tm.modes[1049] && tm.modes[25] }))
	tm.awaitStopped()
	tm.signal(syscall.SIGCONT)
	check(t, tm.await("the alternate screen", func() bool { return tm.modes[1049] }))
	tm.waitFor("Try the demo tenant")
	tm.send("q")
	tm.endsWith(0)
}

// TestSuspendByKey: so does ctrl+z. What was resized meanwhile is drawn in its new size, with the mouse, and while
// the program is stopped the terminal's settings are a shell's (security 139).
func TestSuspendByKey(t *testing.T) {
	tm := start(t, medium, nil)
	tm.waitFor("Try the demo tenant")
	raw := tm.settings()
	tm.key("ctrl+z")
	check(t, tm.await("the alternate screen's end", func() bool {
		return !tm.modes[1049] && tm.modes[25] && !tm.modes[1002] && !tm.modes[1006] && !tm.modes[2004]
	}))
	tm.awaitStopped()
	shell := tm.settings()
	if shell == raw {
		t.Error("the terminal's settings are still those of a full screen")
	}
	tm.resize(100, 30)
	tm.signal(syscall.SIGCONT)
	tm.waitWidth(100)
	tm.waitMode(1002)
	tm.waitMode(2004)
	if tm.settings() != raw {
		t.Error("the terminal's settings are still a shell's")
	}
	tm.key("ctrl+z")
	tm.awaitStopped()
	if tm.settings() != shell {
		t.Error("the second time the terminal's settings are others")
	}
	tm.signal(syscall.SIGCONT)
	check(t, tm.await("the alternate screen", func() bool { return tm.modes[1049] }))
	tm.send("q")
	tm.endsWith(0)
}

// TestStoppedFromOutside: after a stop that no program can see coming, it draws all again.
func TestStoppedFromOutside(t *testing.T) {
	tm := start(t, medium, nil)
	tm.waitFor("Try the demo tenant")
	tm.signal(syscall.SIGSTOP)
	tm.awaitStopped()
	before := len(tm.raw())
	tm.signal(syscall.SIGCONT)
	check(t, tm.await("the whole frame", func() bool {
		return strings.Contains(string(tm.output[before:]), "Try the demo tenant")
	}))
	tm.send("q")
	tm.endsWith(0)
}

// TestOpeners: a browser that is loud, hangs or fails leaves the screen as it
// is, and the sign-in goes on (security 165).
func TestOpeners(t *testing.T) {
	const loud = "#!/bin/sh\ni=0\nwhile [ $i -lt 16384 ]; do echo NOISE-NOISE-NOISE-NOISE-NOISE-NOISE-NOISE-NOISE-NOISE-NOISE-NOISE; echo NOISE >&2; i=$((i+1)); done\n"
	for name, script := range map[string]string{
		"loud and failing": loud + "exit 1\n",
		"hanging":          "#!/bin/sh\nread x < /dev/tty\nexec /bin/sleep 20\n",
	} {
		t.Run(name, func(t *testing.T) {
			opener := filepath.Join(t.TempDir(), "opener")
			check(t, os.WriteFile(opener, []byte(script), 0o700))
			tm := start(t, medium, map[string]string{"BROWSER": opener}, "demo")
			tm.waitFor("Work account")
			tm.send("b")
			tm.waitFor("use this link", "/oauth2/v2.0/authorize?")
			if name != "hanging" {
				tm.waitFor("couldn't open a browser: opener failed")
			}
			tm.key("esc")
			tm.waitFor("Port released")
			tm.key("ctrl+c")
			tm.endsWith(0)
			if strings.Contains(string(tm.raw()), "NOISE") {
				t.Error("the opener wrote on the screen")
			}
		})
	}
}
