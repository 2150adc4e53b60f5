package cmd

import (
	"io"
	"runtime/debug"
	"strings"
	"testing"
)

// TestLongInputTakesCareOfMemory: less garbage may wait in the beginning of a long list, more behind it, and as much as
// before at its end.
func TestLongInputTakesCareOfMemory(t *testing.T) {
	const before = 123
	defer debug.SetGCPercent(debug.SetGCPercent(before))
	for length, want := range map[int]int{beginningFrom: before, longFrom: beginningPercent, longFrom + 1: longPercent} {
		long := longInput{ReadCloser: io.NopCloser(strings.NewReader(strings.Repeat(" ", length)))}
		if _, err := io.CopyBuffer(io.Discard, struct{ io.Reader }{&long}, make([]byte, 4096)); err != nil {
			t.Fatal(err)
		}
		got := debug.SetGCPercent(want)
		if err := long.Close(); err != nil || got != want {
			t.Errorf("%d bytes: %d%%, not %d%% (%v)", length, got, want, err)
		}
		if got := debug.SetGCPercent(before); got != before {
			t.Errorf("%d bytes: %d%% at the end", length, got)
		}
	}
}
