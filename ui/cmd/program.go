// Package cmd is edov's command line: one file for each command, named as the
// command is (edov connections add: connections_add.go), and its help in help/.
//
// A command is thin. It reads its flags, refuses those that have no effect
// (unused_flags.go), makes one call to gather or judge, and renders one result. What
// commands share is in few files: the flags that describe a connection, an app
// registration and a client secret (*_flags.go), reading app registrations
// (registration.go), saved connections (saved.go), progress on stderr
// (progress.go), and the result with its exit code (output.go, errors.go, exit.go).
//
// The contract of every command: the result goes to stdout and everything else to
// stderr; messages are lower case, and "hint:" lines say what to do; the exit code
// is one of exit.go. No flag takes a client secret, because other users of the
// machine can read command lines.
//
// The package gathers nothing itself (package flow does), judges nothing (the
// packages of inspect do), and draws nothing (ui/render does).
package cmd

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"edov/flow"
	"edov/ui/store"
)

// Program is edov as a value: its streams and the world around it. With the zero Env that is the real world. Nothing
// changes it while a command runs.
type Program struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            flow.Env

	// Version, Commit (a hash) and Date (of the commit, so that two builds are the same)
	// are what a release sets. What is empty comes from what Go recorded when it built the
	// program, if it did.
	Version, Commit, Date string

	// Dirs and Keyring are where connections, reports and secrets are saved; zero:
	// the user's own folders and the system's keyring.
	Dirs    store.Dirs
	Keyring store.Keyring

	// played is set when the demo's own user signs in, so that there is no need to
	// say where to sign in.
	played bool

	manner   *manner      // how the command line behaves; nil: there is none
	answer   *answer      // what became of stdout; nil: not recorded
	shown    *shownWriter // where cobra prints; nil: to stdout
	speaking *sync.Mutex  // held for each line on Stderr; nil: only one goroutine writes
}

// Main runs one command line and returns the exit code.
func (p Program) Main(ctx context.Context, args []string) int {
	p.manner = &manner{brief: isBrief(args), completes: asksForCompletion(args)}
	p.answer = &answer{json: p.wantsJSON(args)}
	if err := refuseSecretFlags(args); err != nil {
		return p.complain(err)
	}
	p.speaking = new(sync.Mutex)
	p.shown = &shownWriter{to: p.Stdout}
	root := p.rootCommand()
	root.SetArgs(args)
	root.SetIn(p.Stdin)
	root.SetErr(p.Stderr)
	return p.complain(p.told(untilStopped(ctx, func() error {
		err := root.ExecuteContext(ctx)
		if p.shown.failed.Load() {
			return errNotWritten()
		}
		return err
	})))
}

// playing is the program where the demo's own user signs in, or doesn't.
func (p *Program) playing(played bool) *Program {
	own := *p
	own.played = played
	return &own
}

// complain prints an error and returns its exit code.
func (p *Program) complain(err error) int {
	if err == nil {
		return ExitClean
	}
	var own *exitError
	if !errors.As(err, &own) {
		own = &exitError{code: ExitUsage, what: err.Error()}
	}
	p.manner.blame(own)
	own.print(p.Stderr)
	p.answer.complain(p.Stdout, own)
	return own.code
}

// name is what the program calls itself in sessions and requests.
func (p *Program) name() string { return "edov " + p.version() }

func (p *Program) now() time.Time {
	if p.Env.Now != nil {
		return p.Env.Now()
	}
	return time.Now()
}

func (p *Program) getenv(name string) string {
	if p.Env.Getenv != nil {
		return p.Env.Getenv(name)
	}
	return os.Getenv(name)
}

// isOn reports whether an environment variable switches something on.
func (p *Program) isOn(name string) bool {
	switch strings.ToLower(p.getenv(name)) {
	case "", "0", "false", "no", "off":
		return false
	}
	return true
}
