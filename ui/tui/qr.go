package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/tui/widget"
)

// qrCode shows an address as a QR code, for a browser on a phone. What that
// browser ends on has to be pasted, since the phone cannot reach this machine.
type qrCode struct {
	*common
	address string
}

func newQR(c *common, address string) *qrCode { return &qrCode{c, address} }

func (q *qrCode) Init() tea.Cmd { return nil }

func (q *qrCode) Close() {}

func (q *qrCode) Title() (name, status string) { return "Sign-in link as a QR code", "" }

func (q *qrCode) Keys() []key.Binding { return []key.Binding{widget.Keys.Back, keyCopyURL} }

func (q *qrCode) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case widget.Pressed(msg, widget.Keys.Back, keyCode, widget.Keys.Open):
		return back(), nil
	case widget.Pressed(msg, keyCopyURL):
		return nav{}, q.copy("the link", q.address)
	}
	return nav{}, nil
}

func (q *qrCode) View(width, height int) string {
	lines := widget.QR(q.address)
	switch {
	case q.options.ASCII:
		return "  A QR code can't be drawn with ASCII characters. Press y to copy the link."
	case lines == nil:
		return "  The link is too long for a QR code. Press y to copy it."
	}
	if widget.Cells(lines[0]) > width || len(lines) > height {
		need := fmt.Sprintf("The QR code needs a window of %dx%d; this one has room for %dx%d. Enlarge the window, "+
			"make the font smaller (Ctrl and -), or press y to copy the link.",
			widget.Cells(lines[0]), len(lines)+4, width, height)
		lines = widget.Indent(append([]string{""}, widget.Wrap(need, width-4)...), 2)
		return strings.Join(widget.Page(lines, 0, height), "\n")
	}
	left := (width - widget.Cells(lines[0])) / 2
	return strings.Join(widget.Page(widget.Indent(lines, left), 0, height), "\n")
}
