package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"rsc.io/qr"
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

func (q *qrCode) Keys() []key.Binding { return []key.Binding{keys.Back, keyCopyURL} }

func (q *qrCode) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case pressed(msg, keys.Back, keyCode, keys.Open):
		return back(), nil
	case pressed(msg, keyCopyURL):
		return nav{}, q.copy("the link", q.address)
	}
	return nav{}, nil
}

func (q *qrCode) View(width, height int) string {
	lines := codeLines(q.address)
	switch {
	case q.options.ASCII:
		return "  A QR code cannot be drawn with ASCII characters; y copies the link."
	case lines == nil:
		return "  The address is too long for a QR code; y copies it."
	}
	if cells(lines[0]) > width || len(lines) > height {
		need := fmt.Sprintf("The code needs a window of %dx%d; this one has room for %dx%d. Make the window larger or the letters smaller (Ctrl and -), or copy the link with y.", cells(lines[0]), len(lines)+4, width, height)
		return strings.Join(page(indent(append([]string{""}, wrap(need, width-4)...), 2), 0, height), "\n")
	}
	left := (width - cells(lines[0])) / 2
	colours := lipgloss.NewStyle().Foreground(lipgloss.Color("15")).Background(lipgloss.Color("0"))
	return strings.Join(page(indent(styled(lines, colours.Render), left), 0, height), "\n")
}

// quiet is the margin of light modules a code needs around it; scanners read
// codes on screens with two, where the standard asks for four.
const quiet = 2

// codeLines draws two modules, one above the other, in a cell. Light modules
// are drawn in white and dark ones in black, so that it is no negative on a
// dark terminal.
func codeLines(text string) []string {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil
	}
	dark := func(x, y int) bool {
		return x >= 0 && y >= 0 && x < code.Size && y < code.Size && code.Black(x, y)
	}
	var lines []string
	for y := -quiet; y < code.Size+quiet; y += 2 {
		var b strings.Builder
		for x := -quiet; x < code.Size+quiet; x++ {
			switch top, bottom := dark(x, y), dark(x, y+1); {
			case top && bottom:
				b.WriteString(" ")
			case top:
				b.WriteString("▄")
			case bottom:
				b.WriteString("▀")
			default:
				b.WriteString("█")
			}
		}
		lines = append(lines, b.String())
	}
	return lines
}
