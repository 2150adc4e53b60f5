package cmd

import (
	"context"
	"errors"
	"time"
)

// stopGrace is how long a command that was stopped may take to leave the
// terminal, the port and its files in order.
const stopGrace = 2 * time.Second

// stopped is the error of whoever ends edov with Ctrl+C or a signal; nil while
// nobody has. A command asks after it has waited for something, so that it shows
// nothing of what it has only half of.
func stopped(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return unfinished("stopped before it was finished")
}

// untilStopped runs a command. One that was stopped ends with ExitUnfinished,
// whatever it was doing and whatever it says of that: this is the one place that
// sees to it. One that does not end then is left behind.
func untilStopped(ctx context.Context, command func() error) error {
	if err := stopped(ctx); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- command() }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		select {
		case err = <-done:
		case <-time.After(stopGrace):
		}
	}
	var own *exitError
	if ctx.Err() != nil && !(errors.As(err, &own) && own.code == ExitUnfinished && own.what != "") {
		return stopped(ctx)
	}
	return err
}
