// Package text renders reports, checks and tables as plain text for pipes and
// terminals, at most 80 columns wide where the values allow it.
//
// It judges nothing and decides nothing: what it shows is in the Report. Every
// string that may have come from outside passes flow/visible first.
package text

// Style says how text may look.
type Style struct {
	Color bool // ANSI colours; the words say the same without them
	ASCII bool // no characters beyond ASCII
	Width int  // columns; zero: 80
}

func (s Style) width() int {
	if s.Width <= 0 {
		return 80
	}
	return s.Width
}

// ansi codes; red only for what must be mended.
const (
	red    = "31"
	yellow = "33"
	green  = "32"
	dim    = "2"
	bold   = "1"
)

func (s Style) paint(code, text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// plain replaces the few typographic characters edov itself uses.
func (s Style) plain(text string) string {
	if !s.ASCII {
		return text
	}
	return asciiTwins.Replace(text)
}
