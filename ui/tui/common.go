package tui

import (
	"context"
	"strings"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"edov/flow/browser"
	"edov/flow/mask"
	"edov/flow/visible"
	"edov/ui/tui/terminal"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// common is what all screens share. Its fields change only in the event loop.
type common struct {
	*workspace.Desk
	ctx     context.Context
	options Options
	style   *widget.Style
	around  browser.Surroundings
	clip    *terminal.Clipboard

	jobs    int
	work    sync.WaitGroup // jobs that have begun
	keeping sync.WaitGroup // work with the store that has begun
	queue   queue
}

// text makes text from anywhere one harmless line. Everything that is drawn
// and was not written in this package goes through it.
func (c *common) text(s string) string { return visible.Line(s) }

// headline is one line that counts, beside its mark.
func (c *common) headline(mark, words string, width int) []string {
	room := 2 + lipgloss.Width(mark)
	lines := widget.Indent(widget.Styled(widget.Wrap(c.text(words), width-room-1), c.style.Strong.Render), room)
	lines[0] = " " + mark + " " + strings.TrimLeft(lines[0], " ")
	return lines
}

// waiting says what is being read, and that the server asks to wait.
func (c *common) waiting(words, wait string, width int) []string {
	lines := widget.Wrap(words, width-4)
	if wait != "" {
		lines = append(append(lines, ""), widget.Styled(widget.Wrap(c.text(wait), width-4), c.style.Warn.Render)...)
	}
	return widget.Indent(lines, 2)
}

// unable says why something could not be done: the reason, and what to do, indented.
func (c *common) unable(words []string, width int) []string {
	var lines []string
	for i, w := range words {
		paint := c.style.Faint.Render
		if i == 0 {
			paint = c.style.Warn.Render
		}
		lines = append(lines, widget.Styled(widget.Wrap(c.text(w), width-4), paint)...)
	}
	return widget.Indent(lines, 2)
}

// copied is the news of what came of copying.
type copied struct{ how string }

// opened is the news of what came of opening a link.
type opened struct{ how string }

// copy puts text on the user's clipboard, without credentials, and says where it
// went.
func (c *common) copy(what, text string) tea.Cmd { return c.copyWhole(what, mask.Text(text)) }

// copyWhole is copy for what may be a live token.
func (c *common) copyWhole(what, text string) tea.Cmd {
	return func() tea.Msg {
		how, err := c.clip.Copy(c.ctx, text)
		if err != nil {
			return copied{"not copied: " + visible.Line(err.Error())}
		}
		return copied{what + " " + how}
	}
}

// openLink opens an address in the user's browser.
func (c *common) openLink(address string) tea.Cmd {
	return func() tea.Msg {
		how, err := c.Browse(c.ctx, address)
		if err == nil {
			return opened{"opened with " + visible.Line(how)}
		}
		first := c.around.ForwardCommand(address)
		if first != "" {
			first = ". On your own machine, first: " + first
		}
		if how, err := c.clip.Copy(c.ctx, mask.Text(address)); err == nil {
			return opened{"couldn't open a browser; the link was " + how + ": " + visible.Line(mask.Text(address)) + first}
		}
		return opened{"not opened: " + visible.Line(err.Error()) + first}
	}
}

// openPlace opens the page on which something of a subject is set.
func (c *common) openPlace(s *workspace.Subject, at, link string) tea.Cmd {
	if !s.IsDemo() {
		return c.openLink(link)
	}
	return func() tea.Msg {
		if c.ctx.Err() != nil { // the program has ended: nothing is started any more
			return nil
		}
		address, err := c.Place(s, at, link)
		if err != nil {
			return opened{"not opened: " + err.Error()}
		}
		return c.openLink(address)()
	}
}

// every is the pace of spinners and clocks.
const every = 100 * time.Millisecond

// tickMsg moves the clocks of one screen on.
type tickMsg struct {
	screen any
	at     time.Time
}

// tick asks for the next one. Only screens that show a clock do.
func (c *common) tick(of any) tea.Cmd {
	return tea.Tick(every, func(time.Time) tea.Msg { return tickMsg{of, c.Now()} })
}
