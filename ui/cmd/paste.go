package cmd

import (
	"bufio"
	"context"
	"io"
	"strings"
	"time"
)

// pastePause is how long after its last line a paste counts as complete. A terminal
// delivers the lines of one paste within a few milliseconds.
const pastePause = 300 * time.Millisecond

// readPastes delivers what a user pastes: lines that arrive together are one text. The
// reader cannot be interrupted while it waits for a line; it ends with the program.
func readPastes(ctx context.Context, in io.Reader) <-chan string {
	lines, texts := make(chan string), make(chan string)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, 256<<10)
		for scanner.Scan() {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	go gatherPastes(ctx, lines, texts)
	return texts
}

// gatherPastes joins lines until a pause or the end.
func gatherPastes(ctx context.Context, lines <-chan string, texts chan<- string) {
	defer close(texts)
	var text []string
	var pause <-chan time.Time
	deliver := func() bool {
		whole := strings.TrimSpace(strings.Join(text, "\n"))
		text, pause = nil, nil
		if whole == "" {
			return true
		}
		select {
		case texts <- whole:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				deliver()
				return
			}
			text = append(text, line)
			pause = time.After(pastePause)
		case <-pause:
			if !deliver() {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}
