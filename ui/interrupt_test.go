package ui

import (
	"bytes"
	"context"
	"io"
	"testing"
)

// TestStopWhileReading: whoever stops edov must not have to close its input.
func TestStopWhileReading(t *testing.T) {
	for _, args := range [][]string{
		{"inspect", "-"},
		{"signin", "--client-id", "6731de76-14a6-49ae-97bc-6eba6914391e", "--secret-stdin"},
	} {
		never, writer := io.Pipe()
		defer writer.Close()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var stdout, stderr bytes.Buffer
		p := Program{Stdin: never, Stdout: &stdout, Stderr: &stderr, Version: "test"}
		if code := p.Main(ctx, args); code != ExitUnfinished {
			t.Errorf("%s: exit code %d, want %d: %s", args[0], code, ExitUnfinished, stderr.String())
		}
	}
}
