// Package text renders reports, explanations, checks and lists as plain text, for
// terminals and for pipes.
//
// It judges nothing and decides nothing: all that it shows is in the value it is
// given. There is one function for each kind of value: Report, Overview, Diff,
// Explanation, Checks, Explain, Secrets, Rotation, Probe; Table and Facts are for
// lists, and Wrap for paragraphs. Each takes a Style, which says whether there may be colours and characters
// beyond ASCII.
//
// Lines have at most 80 columns where the values allow it. Columns are those of a
// terminal, not runes: a wide character takes two. A word is never cut, since an
// address that is cut cannot be copied.
//
// Text that may have come from outside passes flow/visible, so that nothing in it
// can control the terminal, and no credential is shown.
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

// ANSI codes. Red is only for problems.
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

// plain replaces the few typographic characters that edov itself uses.
func (s Style) plain(text string) string {
	if !s.ASCII {
		return text
	}
	return asciiTwins.Replace(text)
}
