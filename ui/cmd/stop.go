package cmd

import (
	"context"
	"errors"
	"time"

	"edov/flow/together"
	"edov/ui/tui"
)

// stopGrace is how long a cancelled command may take to restore the terminal, release
// the port and finish its files.
const stopGrace = 2 * time.Second

// stopped is the error after Ctrl+C or a signal; nil before that. A command checks it
// after it has waited for something, so that it never shows half a result.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return unfinished("cancelled before it finished")
}

// errServed is the end of a command that runs until it is stopped: nothing is unfinished.
var errServed = errors.New("stopped")

// untilStopped runs a command. One that was cancelled ends with ExitUnfinished,
// whatever it was doing and whatever error it returns, except errServed; this is the
// one place that guarantees it. A command that does not return in time is left behind. A panic
// becomes an error: edov mcp goes on with the next call.
func untilStopped(ctx context.Context, command func() error) error {
	if err := stopped(ctx); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- tui.CrashOf("the command failed", p)
			}
		}()
		done <- command()
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		select {
		case err = <-done:
		case <-time.After(stopGrace):
		}
	}
	if errors.Is(err, errServed) {
		return nil
	}
	var own *exitError
	if ctx.Err() != nil && !(errors.As(err, &own) && own.code == ExitUnfinished && own.what != "") {
		return stopped(ctx)
	}
	return err
}

// untilCancelled calls something that waits for a person and cannot be interrupted.
// If ctx ends first, the call is left behind, since the program is about to exit.
func untilCancelled[T any](ctx context.Context, wait func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
		crash *together.Panic
	}
	done := make(chan result, 1)
	go func() {
		var r result
		r.crash = together.Caught(func() { r.value, r.err = wait() })
		done <- r
	}()
	select {
	case r := <-done:
		if r.crash != nil {
			panic(r.crash)
		}
		return r.value, r.err
	case <-ctx.Done():
		var zero T
		return zero, unfinished("cancelled; nothing was changed")
	}
}
