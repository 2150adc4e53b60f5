//go:build unix

package journey

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// endsFrame is what a frame ends with that changes more than one line.
var endsFrame = []byte("\x1b[?2026l")

// openLargeReport opens a report of 200 findings with a claim of 64 KiB, in a window of 120x40.
func openLargeReport(t *testing.T) *terminal {
	t.Helper()
	tm := start(t, size{120, 40}, nil)
	tm.waitFor("Paste a token")
	check(t, os.WriteFile(filepath.Join(tm.home, "large.json"), largeReport(t), 0o600))
	for range 3 {
		tm.key("down")
	}
	tm.waitFor("▸ Paste a token")
	tm.key("enter")
	tm.waitFor("or a file name")
	tm.send("large.json")
	tm.key("enter")
	tm.waitFor("[Findings]")
	tm.waitGrace()
	tm.resize(120, 40)
	tm.waitWidth(120)
	tm.send("1")
	tm.waitFor("[Findings]")
	check(t, tm.await("the frame's end", func() bool { return bytes.HasSuffix(tm.output, endsFrame) }))
	return tm
}

// TestBytesPerKey: a key in the large report writes what differs, also for the sake of a slow line, and a key of no
// meaning writes nothing. Without that each of them would be a frame of 7,000 bytes.
func TestBytesPerKey(t *testing.T) {
	tm := openLargeReport(t)
	for _, test := range []struct {
		name, keys string
		times      int
		most       int // bytes for each, on average
	}{
		{"all or fewer findings", "A", 3, 9000},
		{"another row", "ZZ\x1b[B", 30, 5000},
		{"another pane", "\t", 5, 9000},
		{"a filter", "/", 1, 9000},
		{"a letter of a filter", "e", 1, 9000},
	} {
		before := len(tm.raw())
		for range test.times {
			from := len(tm.raw())
			tm.send(test.keys)
			check(t, tm.await("a frame after "+test.name, func() bool {
				return bytes.HasSuffix(tm.output[from:], endsFrame)
			}))
		}
		if each := (len(tm.raw()) - before) / test.times; each > test.most {
			t.Errorf("%s: %d bytes, more than %d", test.name, each, test.most)
		} else {
			t.Logf("%s: %d bytes", test.name, each)
		}
	}
	tm.key("ctrl+c")
	tm.endsWith(0)
}
