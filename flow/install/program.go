package install

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/lazy"
)

// limits bound one run of a program; zero: the usual ones.
type limits struct {
	time  time.Duration
	bytes int
}

const (
	usualTime  = time.Minute
	usualBytes = 1 << 20
)

// ClerkProgram runs in place of Clerk's own program: the look-alike of a demo tenant, in this process. Run gives what
// it prints on standard output and on standard error, and its exit code.
type ClerkProgram interface {
	Run(ctx context.Context, stdin []byte, argv ...string) (stdout, stderr []byte, exit int)
}

// run runs Clerk's program, with stdin as its input, and returns what it printed. What it prints may repeat the secret,
// and may be made to harm a terminal: no Failure has any of it. The program gets no terminal, so that a question ends
// it or times out, and a folder of its own, so that no project's settings are read.
func (k *Clerk) run(ctx context.Context, stdin []byte, argv ...string) ([]byte, *flow.Failure) {
	most, size := usualTime, usualBytes
	if k.limits.time > 0 {
		most = k.limits.time
	}
	if k.limits.bytes > 0 {
		size = k.limits.bytes
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	if k.LookAlike != nil {
		out, errs, exit := k.LookAlike.Run(ctx, stdin, argv...)
		return out, exited(exit, string(errs), argv)
	}
	program, failed := k.program()
	if failed != nil {
		return nil, failed
	}
	folder, err := os.MkdirTemp("", "edov-clerk-")
	if err != nil {
		return nil, flow.ChangeFailure(flow.FailureLocal, "no folder for temporary files can be made", "")
	}
	defer os.RemoveAll(folder)
	cmd := exec.CommandContext(ctx, program, argv...)
	out, errs := &bounded{limit: size, stop: cancel}, &bounded{limit: size, stop: cancel}
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Dir = bytes.NewReader(stdin), out, errs, folder
	cmd.Env = environment([]string{"CLERK_PLATFORM_API_KEY"},
		"CLERK_MODE=agent", "CLERK_NO_UPDATE_CHECK=1", "CLERK_TELEMETRY_DISABLED=1", "NO_COLOR=1")
	cmd.WaitDelay = time.Second // its children may keep the pipe open
	alone(cmd)
	err = cmd.Run()
	return out.buffer.Bytes(), ended(ctx, err, out.over || errs.over, errs.buffer.String(), argv)
}

// ended says how a program ended. Without an exit of its own, what it was to do may have been done.
func ended(ctx context.Context, err error, over bool, errs string, argv []string) *flow.Failure {
	name := nameOf(argv)
	var exit *exec.ExitError
	switch {
	case over:
		return flow.ChangeFailure(flow.FailureProtocol, name+" printed too much", "run it yourself to see why")
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return flow.ChangeFailure(flow.FailureTimeout, name+" timed out", "run it yourself: it may ask a question")
	case ctx.Err() != nil:
		return flow.ChangeFailure(flow.FailureCancelled, name+" was cancelled", "")
	case err == nil || errors.Is(err, exec.ErrWaitDelay):
		return nil
	case errors.As(err, &exit):
		return exited(exit.ExitCode(), errs, argv)
	}
	return flow.ChangeFailure(flow.FailureLocal, "clerk couldn't be run", "npm install -g clerk")
}

// unknown is what a program says that has no such command or option: an older one, or another one of the same name.
var unknown = lazy.MustCompile(`(?i)unknown (?:sub)?(?:command|option|flag)`)

// exited is the failure of a program that ended by itself; nil: it ended well.
func exited(code int, errs string, argv []string) *flow.Failure {
	switch {
	case code == 0:
		return nil
	case strings.Contains(errs, "clerk auth login"):
		return flow.ChangeFailure(flow.FailureLocal, "clerk is not signed in", "clerk auth login")
	case unknown.MatchString(errs):
		return flow.ChangeFailure(flow.FailureLocal, "this version of clerk doesn't know "+nameOf(argv),
			"update it: npm install -g clerk@latest")
	}
	return flow.ChangeFailure(flow.FailureProtocol, nameOf(argv)+" failed with exit code "+strconv.Itoa(code),
		"run it yourself to see why; what it prints is not shown here, since it may repeat the secret")
}

func nameOf(argv []string) string { return "clerk " + strings.Join(argv[:2], " ") }

// program is the path of Clerk's program. One that others may replace would get the secret: it is refused.
func (k *Clerk) program() (string, *flow.Failure) {
	path := k.Program
	if path == "" {
		var err error
		if path, err = exec.LookPath("clerk"); err != nil { // or found through a folder of PATH that is not absolute
			return "", flow.ChangeFailure(flow.FailureLocal, "Clerk's command line program is not installed",
				"npm install -g clerk, then clerk auth login; or set the values in the Clerk Dashboard")
		}
	}
	if othersMayReplace(path) {
		return "", flow.ChangeFailure(flow.FailureLocal, "clerk was not run: every user of this machine may replace it",
			"take the right to write it, and its folder, away from others: chmod o-w")
	}
	return path, nil
}

// bounded accepts a number of bytes and then stops the program.
type bounded struct {
	buffer bytes.Buffer
	limit  int
	over   bool
	stop   func()
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.buffer.Len()+len(p) > b.limit {
		b.over = true
		b.stop()
		return 0, errors.New("too much output")
	}
	return b.buffer.Write(p)
}
