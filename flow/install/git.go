package install

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// gitTime is how long git may take.
const gitTime = 10 * time.Second

// tracking says whether git has a file in its index, and so in its history sooner or later.
type tracking struct {
	tracked bool
	unknown string // why it is not known; empty: it is known
	// shown is set if git would offer the file to be added.
	shown bool
}

// tracks asks git about a file. Nothing of the repository's own is run: no hook, no file system monitor.
func tracks(ctx context.Context, path string) tracking {
	if !inRepository(path) {
		return tracking{}
	}
	git, err := exec.LookPath("git")
	if err != nil {
		return tracking{unknown: "git is not installed here"}
	}
	switch status, err := runGit(ctx, git, path, "ls-files", "--error-unmatch"); {
	case err != nil:
		return tracking{unknown: "git could not be asked"}
	case status == 0:
		return tracking{tracked: true}
	case status != 1:
		return tracking{unknown: "git refused to answer"}
	}
	status, err := runGit(ctx, git, path, "check-ignore", "--quiet")
	return tracking{shown: err != nil || status != 0}
}

// inRepository reports whether some folder above a file has a .git.
func inRepository(path string) bool {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return true
		}
		if filepath.Dir(dir) == dir {
			return false
		}
	}
}

// runGit runs one command on a file and returns its exit status.
func runGit(ctx context.Context, git, path string, command ...string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, gitTime)
	defer cancel()
	argv := []string{
		"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "--no-pager",
		"-C", filepath.Dir(path),
	}
	argv = append(append(argv, command...), "--", filepath.Base(path))
	cmd := exec.CommandContext(ctx, git, argv...)
	cmd.Env = environment(nil, "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	}
	return 0, err
}

// passed are the variables of the environment that a program needs to find its own settings, its keyring and the
// network. Others, such as GIT_DIR or the address of another server, are not passed on.
var passed = []string{
	"PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
	"XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY",
	"https_proxy", "http_proxy", "no_proxy", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS",
}

var passedOnWindows = []string{
	"SYSTEMROOT", "COMSPEC", "PATHEXT", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA",
	"HOMEDRIVE", "HOMEPATH",
}

// environment is what a program is given, with some variables more.
func environment(more []string, set ...string) []string {
	names := append(slices.Clone(passed), more...)
	if runtime.GOOS == "windows" {
		names = append(names, passedOnWindows...)
	}
	var list []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if slices.ContainsFunc(names, func(n string) bool {
			return n == name || runtime.GOOS == "windows" && strings.EqualFold(n, name)
		}) {
			list = append(list, pair)
		}
	}
	return append(list, set...)
}
