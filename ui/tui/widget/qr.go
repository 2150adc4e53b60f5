package widget

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"rsc.io/qr"
)

// quiet is the margin of light modules a code needs around it; scanners read
// codes on screens with two, where the standard asks for four.
const quiet = 2

// QR draws a text as a QR code, or nothing if it is too long for one. A cell has two modules,
// one above the other. Light modules are drawn in white and dark ones in black, so that the
// code is no negative on a dark terminal.
func QR(text string) []string {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil
	}
	dark := func(x, y int) bool {
		return x >= 0 && y >= 0 && x < code.Size && y < code.Size && code.Black(x, y)
	}
	colours := lipgloss.NewStyle().Foreground(lipgloss.Color("15")).Background(lipgloss.Color("0"))
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
		lines = append(lines, colours.Render(b.String()))
	}
	return lines
}
