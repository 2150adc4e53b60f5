//go:build unix

package journey

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

var medium = size{80, 24}

// endsWith checks the end of a journey: the exit code, and a terminal as it was.
func (tm *terminal) endsWith(code int, allow ...string) {
	tm.t.Helper()
	if got := tm.wait(); got != code {
		tm.t.Errorf("exit code %d, want %d; the screen:\n%s", got, code, tm.text())
	}
	if left := tm.leftovers(); len(left) > 0 {
		tm.t.Errorf("left behind: %q", left)
	}
	if stray := tm.stray(append(allow, queries...)...); len(stray) > 0 {
		tm.t.Errorf("printed %q", stray)
	}
}

// queries are what edov asks the terminal at its start, and what the other
// libraries send: the background, and what kind of terminal it is.
var queries = []string{"\x1b]11;?", "\x1b[c"}

// TestFirstRun is a newcomer's first minute in the built program.
func TestFirstRun(t *testing.T) {
	tm := start(t, medium, nil)
	tm.waitFor("Try the demo tenant", "q quit")
	tm.key("enter")
	tm.waitFor("Demo scenarios", "Work account, no problems")
	tm.send("/")
	tm.waitFor("apply filter")
	tm.send("noauth")
	tm.waitFor("▸ ✗ nOAuth attack")
	tm.key("enter")
	tm.key("enter")
	tm.waitFor("Email not verified", "Do not link or create accounts")
	tm.waitGrace()
	tm.send("/")
	tm.waitFor("apply filter")
	tm.send("preferred")
	tm.waitFor("[ID token]", "mallory@tailspin")
	tm.key("enter")
	tm.send("q")
	tm.endsWith(0)
}

// waitGrace asks for the second pane until the report takes keys, which it does
// not at first, since it came by itself. The resizing makes the
// program draw, so that there is output to wait for.
func (tm *terminal) waitGrace() {
	tm.t.Helper()
	for wide := false; !strings.Contains(tm.text(), "[ID token]"); wide = !wide {
		tm.send("2")
		if wide {
			tm.resize(82, 24)
			tm.waitWidth(82)
		} else {
			tm.resize(80, 24)
			tm.waitWidth(80)
		}
	}
	tm.resize(80, 24)
}

// waitWidth waits for a frame of a width, by its rule.
func (tm *terminal) waitWidth(cols int) {
	tm.t.Helper()
	check(tm.t, tm.await("a frame", func() bool {
		row, _ := tm.row(1)
		return strings.Count(row, "─") == cols
	}))
}

// TestEnds: signals and keys end the program within its limits and leave the
// terminal as it was (security 139).
func TestEnds(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(*terminal)
		code int
	}{
		{"ctrl+c", func(tm *terminal) { tm.key("ctrl+c") }, 0},
		{"SIGINT", func(tm *terminal) { tm.signal(syscall.SIGINT) }, 3},
		{"SIGTERM", func(tm *terminal) { tm.signal(syscall.SIGTERM) }, 3},
		{"SIGHUP", func(tm *terminal) { tm.signal(syscall.SIGHUP) }, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			tm := start(t, medium, nil)
			tm.waitFor("Try the demo tenant")
			test.end(tm)
			tm.endsWith(test.code)
		})
	}
}

// TestCancel: a sign-in that waits is stopped by esc, and by SIGTERM, and its
// port is free afterwards. Which program holds a port is read from the kernel:
// another test may take it the moment it is free.
func TestCancel(t *testing.T) {
	tm := start(t, medium, nil, "demo")
	tm.waitFor("Work account")
	tm.send("b")
	tm.waitFor("couldn't open a browser", "listening on localhost:84")
	port := tm.listeningOn()
	if !tm.holds(port) {
		t.Fatalf("port %d is not held while the sign-in waits", port)
	}
	tm.key("esc")
	tm.waitFor("Port released")
	if tm.holds(port) {
		t.Errorf("port %d is held after esc", port)
	}
	tm.send("b")
	tm.waitFor("couldn't open a browser", "listening on localhost:84")
	tm.signal(syscall.SIGTERM)
	tm.endsWith(3)
}

// listeningOn is the port that the screen names.
func (tm *terminal) listeningOn() int {
	tm.t.Helper()
	_, after, _ := strings.Cut(tm.text(), "listening on localhost:")
	var port int
	_, err := fmt.Sscan(after, &port)
	check(tm.t, err)
	return port
}

// holds reports whether the program listens on a port (proc_pid_net(5): state
// 0A, local address in hex, inode).
func (tm *terminal) holds(port int) bool {
	tm.t.Helper()
	mine := map[string]bool{}
	fds, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", tm.pid))
	check(tm.t, err)
	if len(fds) == 0 {
		tm.t.Skip("skipped: the open files of a program cannot be read here")
	}
	for _, fd := range fds {
		if target, err := os.Readlink(fd); err == nil {
			mine[target] = true
		}
	}
	for _, table := range []string{"tcp", "tcp6"} {
		lines, _ := os.ReadFile("/proc/net/" + table) // a machine may be without IPv6
		for line := range strings.Lines(string(lines)) {
			fields := strings.Fields(line)
			if len(fields) > 9 && fields[3] == "0A" && strings.HasSuffix(fields[1], fmt.Sprintf(":%04X", port)) &&
				mine["socket:["+fields[9]+"]"] {
				return true
			}
		}
	}
	return false
}

// TestAnswersAreNoKeys: a terminal that answers no question delays nothing for long and
// is taken for dark; late answers are not taken for keys (security 136).
func TestAnswersAreNoKeys(t *testing.T) {
	tm := launch(t, setup{size: medium, mute: true})
	tm.waitFor("Try the demo tenant")
	tm.send("\x1b]11;rgb:ffff/ffff/qqqq\x1b\\\x1b[?62;22c\x1b[24;80R\x1bP>|q\x1b\\")
	tm.send("?")
	tm.waitFor("Everywhere")
	tm.send("q")
	tm.endsWith(0)
}

// TestPasteBack: the error text of Microsoft's page, pasted while the sign-in
// waits, ends it with the cause.
func TestPasteBack(t *testing.T) {
	tm := start(t, medium, nil, "demo")
	tm.waitFor("Work account")
	tm.send("b")
	tm.waitFor("No response?")
	tm.paste("AADSTS50011: The redirect URI 'http://localhost:8400/callback' specified in the request does not match the redirect URIs configured for the application. y q \n")
	tm.waitFor("AADSTS50011", "[Findings]")
	tm.key("ctrl+c")
	tm.endsWith(0)
}

// TestHostileTextOnTheTerminal judges a token whose claims are every hostile
// string there is; the terminal sees none of them (security 131-135).
func TestHostileTextOnTheTerminal(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "vectors", "terminal_strings.json"))
	check(t, err)
	var vectors struct{ Strings []struct{ Input string } }
	check(t, json.Unmarshal(data, &vectors))
	claims := map[string]string{"email": "a\x1b]52;c;cHduZWQ=\x07b", "zz": "the last claim is shown"}
	for i, s := range vectors.Strings {
		claims["c"+string(rune('a'+i%26))+string(rune('a'+i/26))] = strings.ToValidUTF8(s.Input, "?")
	}
	report := map[string]any{
		"schema": 1, "headline": "FAIL\x1b[1A\x1b[2KPASS\r\nok", "verdict": "fail", "judged_at": "2026-11-24T12:00:00Z",
		"origin": "pasted",
		"email": map[string]any{
			"verdict": "cannot-tell", "reason": "\x1b[2J",
			"xms_edov": map[string]any{"present": false},
		},
		"account": map[string]any{"kind": "unknown"},
		"tokens": []any{map[string]any{
			"kind": "id", "describe": "\x1b]0;title\x07",
			"verification": map[string]any{"state": "not-checked"},
			"header":       map[string]string{"alg": "\x1b]8;;http://evil\x1b\\x"}, "claims": claims,
		}},
		"findings": []any{map[string]any{
			"id": "a\x1bc", "title": "\x1b[?1049l", "severity": "error", "outcome": "fail",
			"step": "claims", "summary": "\x1b[1A\x1b[2K\rok\x9b2J", "fix": "\x1b]52;c;x\x07", "refs": []string{"\x1b[31m"},
		}},
		"counts": map[string]int{
			"passed": 0, "errors": 1, "warnings": 0, "notes": 0, "skipped": 0, "unknown": 0,
			"broken": 0,
		}, "request": map[string]any{},
	}
	file, err := json.Marshal(report)
	check(t, err)
	tm := start(t, medium, nil)
	tm.waitFor("Paste a token")
	check(t, os.WriteFile(filepath.Join(tm.home, "hostile.json"), file, 0o600))
	for range 3 {
		tm.key("down")
	}
	tm.waitFor("▸ Paste a token")
	tm.key("enter")
	tm.waitFor("or a file name")
	tm.send("hostile.json")
	tm.key("enter")
	tm.waitFor("[Findings]", "Can't tell", "✗ a␛c: ␛[1A␛[2K␍ok") // nothing is painted over it
	tm.waitGrace()
	tm.send("G")
	tm.waitFor("Header", "the last claim is")
	tm.send("g")
	tm.waitFor("▸ email")
	tm.send("3")
	tm.waitFor("[Network]")
	tm.key("ctrl+c")
	tm.endsWith(0)
	if got := append(append(tm.clipboard(), tm.title()...), tm.links()...); len(got) > 0 {
		t.Errorf("clipboard, title or links were set: %q", got)
	}
}

// TestNoColour: with NO_COLOR there is no colour on the screen; with TERM=dumb
// no sequence at all (security 140).
func TestNoColour(t *testing.T) {
	tm := start(t, medium, map[string]string{"NO_COLOR": "1"})
	tm.waitFor("Try the demo tenant")
	tm.send("q")
	tm.endsWith(0)
	for _, seq := range sequences(tm.raw()) {
		if strings.HasSuffix(seq, "m") && strings.Contains(seq, "38") {
			t.Errorf("a colour: %q", seq)
		}
	}
	dumb := start(t, medium, map[string]string{"TERM": "dumb"})
	dumb.waitFor("Try the demo tenant", "number, home, q to quit, or ? for help:")
	dumb.send("q\n")
	if code := dumb.wait(); code != 0 || strings.Contains(string(dumb.raw()), "\x1b") {
		t.Errorf("exit code %d: %q", code, dumb.raw())
	}
}

// TestCopy: without any tool of the machine the terminal's clipboard is used,
// and the toast says so.
func TestCopy(t *testing.T) {
	tm := start(t, medium, nil, "demo")
	tm.waitFor("Work account")
	tm.send("b")
	tm.waitFor("use this link")
	tm.send("y")
	tm.waitFor("the link sent to your terminal's clipboard (OSC 52)")
	tm.key("ctrl+c")
	tm.waitFor("A sign-in is running")
	tm.key("enter")
	tm.endsWith(0, "\x1b]52;c;")
	if got := tm.clipboard(); len(got) != 1 || !strings.Contains(got[0], "/oauth2/v2.0/authorize?") {
		t.Errorf("copied %q", got)
	}
}

// TestOneColumn: the smallest window, one too small, and a large one (security 138).
func TestOneColumn(t *testing.T) {
	tm := start(t, size{40, 12}, nil, "demo", "edov-false")
	tm.waitFor("Email not verified", "a apply the fix")
	tm.resize(30, 8)
	tm.waitFor("edov needs 40x12")
	tm.resize(120, 40)
	tm.waitFor("Do not link or create accounts")
	tm.key("ctrl+c")
	tm.endsWith(0)
}
