package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/kballard/go-shellquote"

	"edov/flow"
	"edov/flow/visible"
)

// commandLimit is how long a password manager may take: it may ask for a password or a
// fingerprint.
const commandLimit = 2 * time.Minute

// SplitCommand splits a command line at blanks, with the quotes of a shell. There is no
// shell, so nothing is expanded.
func SplitCommand(line string) ([]string, error) {
	argv, err := shellquote.Split(line)
	switch {
	case err != nil:
		return nil, errors.New("a closing quote is missing in the command")
	case len(argv) == 0:
		return nil, errors.New("the command is empty")
	}
	return argv, nil
}

// RunCommand runs a program, such as a password manager's, that prints the secret: its
// first line. stdin and stderr are for the program, so that it can ask the user; nil
// is nothing. No error repeats its output.
func RunCommand(
	ctx context.Context, argv []string, stdin io.Reader, stderr io.Writer, environ []string,
) (flow.Secret, error) {
	if len(argv) == 0 {
		return flow.Secret{}, errors.New("there is no secret command")
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	out := &bounded{limit: maxKeyring + 2}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = stdin, out, stderr, environ
	cmd.WaitDelay = time.Second // its children may keep the pipe open
	failed := func(how string) (flow.Secret, error) {
		return flow.Secret{}, errors.New("the secret command " + visible.Line(filepath.Base(argv[0])) + " " + how)
	}
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return failed("was not found")
	case errors.Is(ctx.Err(), context.Canceled):
		return failed("was cancelled")
	case ctx.Err() != nil:
		return failed("timed out")
	case out.over: // which may be why it failed
		return failed("printed more than 4 KiB")
	case errors.As(err, &exit):
		return failed("failed with exit code " + strconv.Itoa(exit.ExitCode()))
	case err != nil:
		return failed("couldn't be run")
	}
	line, _, _ := strings.Cut(out.buffer.String(), "\n")
	line = strings.TrimSuffix(line, "\r")
	if line == "" || strings.IndexByte(line, 0) >= 0 {
		return failed("printed no secret")
	}
	return flow.NewSecret(line), nil
}

// bounded accepts a number of bytes and then fails, which ends the program.
type bounded struct {
	buffer bytes.Buffer
	limit  int
	over   bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.buffer.Len()+len(p) > b.limit {
		b.over = true
		return 0, errors.New("too much output")
	}
	return b.buffer.Write(p)
}
