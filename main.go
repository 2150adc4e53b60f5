// Command edov tests a "Sign in with Microsoft" connection from a terminal and
// says what is wrong with it and how to fix it. This file only wires the real
// world to package ui/cmd.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"edov/ui/cmd"
)

// version, commit and date are set at release with -ldflags "-X main.version=1.2.3".
var version, commit, date string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends edov at once
	program := cmd.Program{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Version: version, Commit: commit, Date: date,
	}
	code := program.Main(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
