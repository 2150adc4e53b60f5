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

// commandLimit is how long a password manager may take: it may ask for a
// password or a finger.
const commandLimit = 2 * time.Minute

// SplitCommand splits a command line at blanks, with the quotes of a shell. No
// shell is involved: nothing is expanded.
func SplitCommand(line string) ([]string, error) {
	argv, err := shellquote.Split(line)
	switch {
	case err != nil:
		return nil, errors.New("the command has a quote that does not end")
	case len(argv) == 0:
		return nil, errors.New("the command is empty")
	}
	return argv, nil
}

// RunCommand asks a program, such as a password manager's, for the secret: the
// first line it prints. stdin and stderr are the program's, so that it can ask
// the user; nil is nothing. Its output is never repeated.
func RunCommand(ctx context.Context, argv []string, stdin io.Reader, stderr io.Writer, environ []string) (flow.Secret, error) {
	if len(argv) == 0 {
		return flow.Secret{}, errors.New("there is no command for the secret")
	}
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	out := &bounded{limit: maxKeyring + 2}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = stdin, out, stderr, environ
	cmd.WaitDelay = time.Second // its children may keep the pipe open
	name := visible.Line(filepath.Base(argv[0]))
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return flow.Secret{}, errors.New("the command for the secret, " + name + ", was not found")
	case errors.Is(ctx.Err(), context.Canceled):
		return flow.Secret{}, errors.New("the command for the secret, " + name + ", was stopped")
	case ctx.Err() != nil:
		return flow.Secret{}, errors.New("the command for the secret, " + name + ", took too long")
	case out.over: // which may have ended it
		return flow.Secret{}, errors.New("the command for the secret, " + name + ", printed more than 4 KiB")
	case errors.As(err, &exit):
		return flow.Secret{}, errors.New("the command for the secret, " + name + ", failed with exit code " + strconv.Itoa(exit.ExitCode()))
	case err != nil:
		return flow.Secret{}, errors.New("the command for the secret, " + name + ", could not be run")
	}
	line, _, _ := strings.Cut(out.buffer.String(), "\n")
	line = strings.TrimSuffix(line, "\r")
	if line == "" || strings.IndexByte(line, 0) >= 0 {
		return flow.Secret{}, errors.New("the command for the secret, " + name + ", printed no secret")
	}
	return flow.NewSecret(line), nil
}

// bounded takes so many bytes and then fails, which ends the program.
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
