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

// run runs Clerk's program, with stdin as its input, and returns what it printed. What it prints may repeat the secret,
// and may be made to harm a terminal: no Failure has any of it. The program gets no terminal, so that a question ends
// it or times out, and a folder of its own, so that no project's settings are read.
func (k *Clerk) run(ctx context.Context, stdin []byte, argv ...string) ([]byte, *flow.Failure) {
	program, failed := k.program()
	if failed != nil {
		return nil, failed
	}
	folder, err := os.MkdirTemp("", "edov-clerk-")
	if err != nil {
		return nil, flow.ChangeFailure(flow.FailureLocal, "no folder for temporary files can be made", "")
	}
	defer os.RemoveAll(folder)
	most, size := usualTime, usualBytes
	if k.limits.time > 0 {
		most = k.limits.time
	}
	if k.limits.bytes > 0 {
		size = k.limits.bytes
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
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
	name := "clerk " + strings.Join(argv[:2], " ")
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
	case errors.As(err, &exit) && strings.Contains(errs, "clerk auth login"):
		return flow.ChangeFailure(flow.FailureLocal, "clerk is not signed in", "clerk auth login")
	case errors.As(err, &exit):
		return flow.ChangeFailure(flow.FailureProtocol, name+" failed with exit code "+strconv.Itoa(exit.ExitCode()),
			"run it yourself to see why; what it prints is not shown here, since it may repeat the secret")
	}
	return flow.ChangeFailure(flow.FailureLocal, "clerk couldn't be run", "npm install -g clerk")
}

// program is the path of Clerk's program.
func (k *Clerk) program() (string, *flow.Failure) {
	if k.Program != "" {
		return k.Program, nil
	}
	path, err := exec.LookPath("clerk")
	if err != nil { // not found, or found through a folder of PATH that is not absolute
		return "", flow.ChangeFailure(flow.FailureLocal, "Clerk's command line program is not installed",
			"npm install -g clerk, then clerk auth login; or set the values in the Clerk Dashboard")
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
