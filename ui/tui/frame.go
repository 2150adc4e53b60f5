package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/x/ansi"

	"edov/flow/mask"
	"edov/ui/tui/widget"
)

// This file draws the window: the line above, the top screen or what is behind
// a pop-up, and the keys below.

func (a *app) tooSmall() bool { return a.width < leastWidth || a.height < leastHeight }

// room is where the screens draw: the first line and the number of lines. The
// rules go first when there is little.
func (a *app) room() (top, height int) {
	if a.height < 20 {
		return 1, a.height - 2
	}
	return 2, a.height - 4
}

// quitKey quits now: a letter is text where text is typed, and no answer to a question.
func (a *app) quitKey() key.Binding {
	if _, isPopup := a.top().(popup); isPopup || a.typing() {
		return widget.Keys.Interrupt
	}
	return widget.Keys.Quit
}

// View draws the whole terminal.
func (a *app) View() (frame string) {
	defer func() {
		if p := recover(); p != nil {
			name, _ := a.top().Title()
			a.crash = CrashOf(fmt.Sprintf("the screen %q could not be drawn", name), p)
			frame = ""
			a.stop()
		}
	}()
	switch {
	case a.done || a.width <= 0 || a.height <= 0:
		return ""
	case a.tooSmall():
		words := fmt.Sprintf("edov needs %dx%d; this window is %dx%d. Press %s to quit.",
			leastWidth, leastHeight, a.width, a.height, a.quitKey().Help().Key)
		return a.style.Plain(strings.Join(widget.Page(widget.Wrap(words, a.width), 0, a.height), "\n"))
	}
	_, height := a.room()
	lines := []string{a.header()}
	rule := a.style.Faint.Render(strings.Repeat(a.style.Rule, a.width))
	if height < a.height-2 {
		lines = append(lines, rule)
	}
	lines = append(lines, a.body(height)...)
	if height < a.height-2 {
		lines = append(lines, rule)
	}
	below := a.below()
	lines = append(lines[:len(lines)-len(below)+1], below...)
	for i, line := range lines {
		lines[i] = a.masked(widget.Bound(line, a.width))
	}
	return a.style.Plain(strings.Join(lines, "\n"))
}

// masked is a line without credentials, whatever a screen forgot; it loses its
// colours with them. The user can ask to see the tokens of a report, and a new secret once.
func (a *app) masked(line string) string {
	if r, ok := a.stack[a.base()].(interface{ reveals() bool }); ok && r.reveals() {
		return line
	}
	plain := ansi.Strip(line)
	if hidden := mask.Drawn(plain); hidden != plain {
		return hidden
	}
	return line
}

// body draws the top screen, or what is below it with the pop-up in front.
func (a *app) body(height int) []string {
	base := a.base()
	lines := widget.Page(strings.Split(a.stack[base].View(a.width, height), "\n"), 0, height)
	if base == len(a.stack)-1 {
		return lines
	}
	box := strings.Split(a.top().View(a.width, height), "\n")
	a.popupTop = max(0, len(lines)-len(box))
	if atBottom := a.top().(popup).popup(); !atBottom {
		a.popupTop /= 2
	}
	return inFront(lines, box, a.popupTop)
}

// inFront puts a box over lines, across the whole width.
func inFront(lines, box []string, top int) []string {
	for i, line := range box {
		if top+i < len(lines) {
			lines[top+i] = line
		}
	}
	return lines
}

// base is the index of the screen that the pop-ups are in front of.
func (a *app) base() int {
	i := len(a.stack) - 1
	for i > 0 {
		if _, ok := a.stack[i].(popup); !ok {
			break
		}
		i--
	}
	return i
}

func (a *app) header() string {
	name, status := a.stack[a.base()].Title()
	left := a.style.Title.Render("edov")
	if name != "" {
		left += "  " + a.path(name, a.width-widget.Cells(status)-10)
	}
	right := a.style.Faint.Render(a.text(status)) + " "
	// The status, such as the time left, matters more than the end of a name.
	if n := a.width - widget.Cells(right) - 2; n > a.width/2 {
		return widget.Ends(" "+widget.Cut(left, n), right, a.width)
	}
	return widget.Ends(" "+left, right, a.width)
}

// path is how the screen was reached, without its beginning where there is little room.
func (a *app) path(name string, room int) string {
	const between = " > "
	names := []string{a.style.Title.Render(a.text(name))}
	used := widget.Cells(name)
	for i := a.base() - 1; i >= 0; i-- {
		before, _ := a.stack[i].Title()
		if i == 0 {
			before = "Home"
		}
		used += widget.Cells(before) + len(between)
		if used > room {
			break
		}
		names = append(names, a.style.Faint.Render(a.text(before)+between))
	}
	slices.Reverse(names)
	return strings.Join(names, "")
}

// toastLines is how much a toast may cover.
const toastLines = 6

// below is the toast, in the place of the rule and of what is above it, and the keys that are valid now: as many as
// fit, and always how to get help and how to quit. The help lists all. A question stands alone, whatever there is to
// tell.
func (a *app) below() []string {
	a.footer.Clear()
	_, isPopup := a.top().(popup)
	keys := a.keyLine(isPopup)
	if a.notice == "" || isPopup {
		return []string{keys}
	}
	lines := widget.Wrap(a.notice, a.width-2)
	if len(lines) > toastLines {
		lines = append(lines[:toastLines-1], widget.Cut(strings.Join(lines[toastLines-1:], " "), a.width-2))
	}
	return append(widget.Indent(widget.Styled(lines, a.style.Accent.Render), 1), keys)
}

// keyLine is the line of keys.
func (a *app) keyLine(isPopup bool) string {
	own := keysOf(a.top())
	if isPopup || a.typing() {
		return a.footer.View(a.style, own, nil, 1, a.width)
	}
	last := []key.Binding{widget.Keys.Palette, widget.Keys.Help, widget.Keys.Quit}
	back := slices.IndexFunc(own, isBack)
	if a.width < 60 || back >= 0 && a.width < paletteFrom {
		last = last[1:] // the help names it
	}
	if back >= 0 { // it is always there: who does not see the way back presses q, and is out
		last = append(own[back:back+1:back+1], last...)
		own = slices.Delete(slices.Clone(own), back, back+1)
	}
	return a.footer.View(a.style, own, last, a.mustKeys(), a.width)
}

// mustKeys is how many of the first keys the footer shows in the smallest window too.
func (a *app) mustKeys() int {
	if s, ok := a.top().(interface{ mustKeys() int }); ok {
		return s.mustKeys()
	}
	return 1
}

// paletteFrom is the width from which the footer names the palette beside the way back.
const paletteFrom = 100

func isBack(b key.Binding) bool { return b.Enabled() && slices.Contains(b.Keys(), "esc") }
