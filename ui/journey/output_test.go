//go:build unix

package journey

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

// raw is everything the program printed, and what the terminal echoed.
func (tm *terminal) raw() []byte {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return bytes.Clone(tm.output)
}

// mode tells whether a DEC private mode is set, 25 (the cursor) from the start.
func (tm *terminal) mode(number int) bool {
	tm.mu.Lock()
	defer tm.mu.Unlock()
	return tm.isSet(number)
}

func (tm *terminal) isSet(number int) bool {
	on, touched := tm.modes[number]
	return on || !touched && onByDefault(number)
}

// settings are those of the tty, such as its echo.
func (tm *terminal) settings() term.State {
	tm.t.Helper()
	var state *term.State
	conn, err := tm.master.SyscallConn() // asked by Fd, its reads would block for good
	check(tm.t, err)
	check(tm.t, conn.Control(func(fd uintptr) { state, err = term.GetState(int(fd)) }))
	check(tm.t, err)
	return *state
}

func onByDefault(mode int) bool { return mode == 7 || mode == 25 }

// leftovers tells, after the end, what the program did not put back: a mode
// such as ?1049 (alternate screen), ?25 (cursor), ?1000 to ?1006 (mouse) or
// ?2004 (bracketed paste), or the settings of the tty such as its echo.
func (tm *terminal) leftovers() []string {
	tm.t.Helper()
	tm.wait()
	tm.mu.Lock()
	defer tm.mu.Unlock()
	var left []string
	for _, mode := range slices.Sorted(maps.Keys(tm.modes)) {
		if on := tm.modes[mode]; on != onByDefault(mode) {
			left = append(left, fmt.Sprintf("mode ?%d is left on: %t", mode, on))
		}
	}
	if !tm.ttyKept {
		left = append(left, "the settings of the tty are changed")
	}
	return left
}

// clipboard is what the program sent to the clipboard by OSC 52.
func (tm *terminal) clipboard() []string {
	var copied []string
	for _, payload := range tm.osc("52") {
		_, data, _ := strings.Cut(payload, ";")
		if plain, err := base64.StdEncoding.DecodeString(data); err == nil {
			data = string(plain)
		}
		copied = append(copied, data)
	}
	return copied
}

// title is every title the program gave the window.
func (tm *terminal) title() []string { return tm.osc("0", "2") }

// links is the target of every hyperlink the program made by OSC 8.
func (tm *terminal) links() []string {
	var targets []string
	for _, payload := range tm.osc("8") {
		if _, target, _ := strings.Cut(payload, ";"); target != "" {
			targets = append(targets, target)
		}
	}
	return targets
}

// osc reads the recorded bytes, not the emulator, which drops what has a
// semicolon in it.
func (tm *terminal) osc(commands ...string) []string {
	var payloads []string
	for _, seq := range sequences(tm.raw()) {
		body, ok := strings.CutPrefix(seq, "\x1b]")
		if !ok {
			continue
		}
		command, payload, _ := strings.Cut(body, ";")
		if slices.Contains(commands, command) {
			payloads = append(payloads, strings.TrimSuffix(strings.TrimSuffix(payload, "\a"), "\x1b\\"))
		}
	}
	return payloads
}

// tame are the sequences that draw: moves of the cursor, colours, erasing,
// inserting and deleting, scrolling, and the modes a full screen needs. ED 3 is
// not among them: it takes away what the person had on the terminal before.
var tame = regexp.MustCompile(`^\x1b\[(\d*[A-GKLMPSTX@d]|[0-2]?J|(\d*;\d*|\d+)?[Hf]|[\d;:]*m|\?(25|1049|2004|100[0-6]|2026)(;(25|1049|2004|100[0-6]|2026))*[hl])$`)

// stray is every control byte, escape sequence, hidden or turning character
// and broken UTF-8 in the output that is neither drawing nor allowed here by
// the beginning of its sequence, such as "\x1b]52;". What is left came from
// data, or from a wish the test should know of. Ask it after the end.
func (tm *terminal) stray(allow ...string) []string {
	var strays []string
	for _, seq := range sequences(tm.raw()) {
		allowed := seq == "\n" || seq == "\r" || tame.MatchString(seq)
		if !allowed && !slices.ContainsFunc(allow, func(start string) bool { return strings.HasPrefix(seq, start) }) {
			strays = append(strays, seq)
		}
	}
	return strays
}

// stringSequence is an OSC, DCS, SOS, PM or APC. Bytes of UTF-8 do not end it,
// though some of them are C1 controls when they stand alone.
var stringSequence = regexp.MustCompile(`^\x1b[\]PX^_][^\x07\x18\x1a\x1b]*(\x07|\x1b\\)`)

// sequences is everything in the output but plain text. While the program
// runs, the last one may be the beginning of a longer one.
func sequences(output []byte) []string {
	var found []string
	for rest := output; len(rest) > 0; {
		n := len(stringSequence.Find(rest))
		if n == 0 {
			_, _, n, _ = ansi.DecodeSequence(rest, ansi.NormalState, nil)
			n = max(n, 1)
		}
		if rest[0] < ' ' || rest[0] >= 0x7f && rest[0] < 0xc0 {
			found = append(found, string(rest[:n]))
		} else {
			found = append(found, unseen(rest[:n])...)
		}
		rest = rest[n:]
	}
	return found
}

// unseen is what has no shape of its own in a cluster of letters and marks.
func unseen(cluster []byte) []string {
	var found []string
	for len(cluster) > 0 {
		r, n := utf8.DecodeRune(cluster)
		if unicode.In(r, unicode.Cc, unicode.Cf) || r == utf8.RuneError && n == 1 {
			found = append(found, string(cluster[:n]))
		}
		cluster = cluster[n:]
	}
	return found
}
