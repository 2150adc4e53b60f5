package cmd

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"edov/flow/files"
)

// fromStdin is the argument that stands for standard input.
const fromStdin = "-"

// inputFlags are the flags that name what is read.
var inputFlags = []string{"app", "keys", "session", "plan", "ca-file", "secret-file"}

// isStandardInput holds for the system's names of standard input.
func isStandardInput(path string) bool {
	return slices.Contains([]string{"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}, path)
}

// theInput is what standard input is for if no flag says so.
const theInput = "the input"

// takeStdin notes what standard input is for. It is read once, so it can be only one thing.
func (p *Program) takeStdin(use string) error {
	switch {
	case p.manner == nil:
	case p.manner.reader == "":
		p.manner.reader = use
	case p.manner.reader != use:
		return usageError("standard input can't be both "+p.manner.reader+" and "+use, "use a file for one of them")
	}
	return nil
}

// isStdinTaken reports whether standard input was read.
func (p *Program) isStdinTaken() bool { return p.manner != nil && p.manner.reader != "" }

// readStdin reads at most one byte more than the limit, so that the caller knows that there was more. What is read
// twice for one use is the same both times.
func (p *Program) readStdin(ctx context.Context, use string, limit int64) ([]byte, error) {
	if err := p.takeStdin(use); err != nil {
		return nil, err
	}
	if p.manner != nil && p.manner.input != nil {
		return p.manner.input, nil
	}
	return untilCancelled(ctx, func() ([]byte, error) {
		data, err := io.ReadAll(io.LimitReader(p.Stdin, limit+1))
		if err != nil {
			return nil, usageError("standard input couldn't be read")
		}
		if p.manner != nil {
			p.manner.input = data
		}
		return data, nil
	})
}

// ofInput names the file in an error about what is in it: a loop over many files says which one it is. It is for the
// argument of a command; standard input and an error that names the file already stay as they are.
func ofInput(args []string, err error) error {
	e := (*exitError)(nil)
	if len(args) == 0 || args[0] == fromStdin || !errors.As(err, &e) || e.what == "" ||
		strings.Contains(e.what, quoted(args[0])) {
		return err
	}
	named := *e
	named.what = quoted(args[0]) + ": " + e.what
	return &named
}

// readNamed reads a file that was named for a use: a flag such as --keys, or the input. It may be a pipe, as
// <(command) is, and - stands for standard input.
func (p *Program) readNamed(ctx context.Context, use, path string, limit int64) ([]byte, error) {
	if path == fromStdin {
		data, err := p.readStdin(ctx, use, limit)
		if err == nil && int64(len(data)) > limit {
			err = usageError("standard input is too large for " + use)
		}
		return data, err
	}
	return untilCancelled(ctx, func() ([]byte, error) { return files.ReadInput(path, limit) })
}
