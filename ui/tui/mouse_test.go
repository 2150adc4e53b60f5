package tui

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// TestMouse: tabs, rows, wheel and the footer.
func TestMouse(t *testing.T) {
	t.Parallel()
	a := still(t, 80, 24, shown(t)["report"])
	d := &driver{t: t, app: a, msgs: make(chan tea.Msg, 64)}
	click := func(text string) {
		t.Helper()
		for y, line := range strings.Split(d.view(), "\n") {
			if x := strings.Index(line, text); x >= 0 {
				d.send(tea.MouseMsg{X: len([]rune(line[:x])), Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
				return
			}
		}
		t.Fatalf("no %q in:\n%s", text, d.view())
	}
	click("Network")
	if !strings.Contains(d.view(), "[Network]") {
		t.Errorf("a click on a tab:\n%s", d.view())
	}
	click("Findings")
	click("accesstoken-kind")
	if !strings.HasPrefix(selectedLine(d.view()), "▸ · accesstoken-kind") {
		t.Errorf("a click on a row selects %q", selectedLine(d.view()))
	}
	before := selectedLine(d.view())
	d.send(tea.MouseMsg{X: 3, Y: 10, Button: tea.MouseButtonWheelDown})
	if selectedLine(d.view()) == before {
		t.Error("the wheel moves nothing")
	}
	click("help")
	if !strings.Contains(d.view(), "Everywhere") {
		t.Errorf("a click on the footer:\n%s", d.view())
	}
}

// TestPassedFold: what passed is one row with its count, which opens by step and folds again.
func TestPassedFold(t *testing.T) {
	t.Parallel()
	d := &driver{t: t, app: still(t, 80, 60, shown(t)["report"]), msgs: make(chan tea.Msg, 64)}
	d.press("end")
	if !strings.HasPrefix(selectedLine(d.view()), "▸ ▸ 59 passed, 3 skipped") ||
		strings.Contains(d.view(), "Client ID is known") {
		t.Fatalf("not one row:\n%s", d.view())
	}
	d.press("enter")
	if v := d.view(); !strings.Contains(v, "Connection") || !strings.Contains(v, "▾ 59 passed, 3 skipped") {
		t.Errorf("not open:\n%s", v)
	}
	d.press("enter")
	if v := d.view(); !strings.Contains(v, "▸ ▸ 59 passed, 3 skipped") {
		t.Errorf("not folded again:\n%s", v)
	}
	d.press("A", "enter")
	if v := d.view(); strings.Contains(v, "▾ 59 passed") {
		t.Errorf("all are shown, and don't fold:\n%s", v)
	}
}

// TestMouseOnWelcome: a click selects the row under it, a second one opens it.
func TestMouseOnWelcome(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 80, 24)
	click := func(text string) {
		t.Helper()
		for y, line := range strings.Split(d.view(), "\n") {
			if strings.Contains(line, text) {
				d.send(tea.MouseMsg{X: 4, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress})
				return
			}
		}
		t.Fatalf("no %q in:\n%s", text, d.view())
	}
	click("Paste a token")
	if !strings.Contains(selectedLine(d.view()), "Paste a token") {
		t.Errorf("a click selects %q", selectedLine(d.view()))
	}
	click("Paste a token")
	d.until("Paste a token or a manifest here")
}

// TestLongToast: a toast stands above the keys, what does not fit into one line covers what is above, and the frame
// keeps its height.
func TestLongToast(t *testing.T) {
	t.Parallel()
	const long = "kept as shop, but the keyring refused; it may be locked; the secret is asked for each time, and this goes on "
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		for _, n := range []int{1, 20} {
			d := drive(t, Options{}, size[0], size[1])
			d.app.say(strings.Repeat(long, n) + "to the end")
			lines := strings.Split(d.view(), "\n")
			if len(lines) != size[1] {
				t.Errorf("%d repetitions at %v: %d lines", n, size, len(lines))
			}
			if keys := lines[len(lines)-1]; !strings.Contains(keys, "? help") {
				t.Errorf("%d repetitions at %v: the keys are covered: %q", n, size, keys)
			}
			last := strings.TrimSpace(lines[len(lines)-2])
			if n == 1 && !strings.HasSuffix(last, "end") || n == 20 && !strings.HasSuffix(last, "…") {
				t.Errorf("%d repetitions at %v end with %q", n, size, last)
			}
			if !strings.Contains(lines[0], "edov") {
				t.Errorf("%d repetitions at %v: the first line is %q", n, size, lines[0])
			}
		}
	}
}
