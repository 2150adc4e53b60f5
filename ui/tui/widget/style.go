package widget

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// Style is the looks of the program by meaning, not by colour. Colours only repeat what
// words and symbols say already; red is for what has to be fixed.
type Style struct {
	Title, Strong, Faint, Key, Accent lipgloss.Style
	Good, Bad, Warn                   lipgloss.Style
	Selected, Tab, TabOn, Bar         lipgloss.Style
	chosen, chosenIdle                lipgloss.Style // the bar behind the selected row, with the keys and without

	symbols
	ascii bool // the terminal shows no more than ASCII
}

// symbols are the few drawn characters; each has an ASCII twin, which is a word where the
// character stands for one.
type symbols struct {
	Pass, Fail, Warning, Note, Skip, Unknown string
	Said, Todo                               string // of the guide's parts
	Cursor, Folded, Unfolded                 string
	Rule, Divider, Block, Dot                string
	Corners                                  [4]string // of a frame: above left and right, below left and right
	Spinner                                  []string
}

var drawn = symbols{
	Pass: "✓", Fail: "✗", Warning: "!", Note: "·", Skip: "-", Unknown: "?", Said: "◉", Todo: "○",
	Cursor: "▸", Folded: "▸", Unfolded: "▾", Rule: "─", Divider: "│", Block: "█", Dot: "·",
	Corners: [4]string{"╭", "╮", "╰", "╯"},
	Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
}

var typed = symbols{
	Pass: "ok  ", Fail: "FAIL", Warning: "warn", Note: "note", Skip: "skip", Unknown: "?   ", Said: "said", Todo: "todo",
	Cursor: ">", Folded: "+", Unfolded: "-", Rule: "-", Divider: "|", Block: "#", Dot: "-",
	Corners: [4]string{"+", "+", "+", "+"},
	Spinner: []string{"|", "/", "-", `\`},
}

// NewStyle makes the looks for a dark or a light background. The colours are
// of the 256, since terminals that have no more are still met; each has at
// least 4.5:1 of contrast on black or on white.
func NewStyle(dark, ascii bool) *Style {
	pick := func(onDark, onLight string) lipgloss.Color {
		if dark {
			return lipgloss.Color(onDark)
		}
		return lipgloss.Color(onLight)
	}
	plain := lipgloss.NewStyle()
	s := &Style{symbols: drawn}
	if s.ascii = ascii; ascii {
		s.symbols = typed
	}
	s.Title = plain.Bold(true)
	s.Strong = plain.Bold(true)
	s.Faint = plain.Foreground(pick("246", "241"))
	s.Accent = plain.Foreground(pick("75", "25"))
	s.Key = s.Accent.Bold(true)
	s.Good = plain.Foreground(pick("78", "28"))
	s.Bad = plain.Foreground(pick("210", "160"))
	s.Warn = plain.Foreground(pick("221", "94"))
	s.Selected = s.Accent.Bold(true)
	s.chosen = plain.Background(pick("237", "254"))
	s.chosenIdle = plain.Background(pick("235", "255"))
	s.Tab = s.Faint
	s.TabOn = s.Accent.Bold(true).Underline(true)
	s.Bar = s.Accent
	return s
}

// Row draws the selected row of a list as a bar over the whole width; on says that the list has the keys. Without
// colours nothing is added: the row has its cursor.
func (st *Style) Row(line string, width int, on bool) string {
	look := st.chosenIdle
	if on {
		look = st.chosen
	}
	const cell = "x"
	begin, end, coloured := strings.Cut(look.Render(cell), cell)
	if !coloured || begin == "" {
		return line
	}
	// Each part of the line resets the colours behind it: the bar begins again there.
	return begin + strings.ReplaceAll(Fit(line, width), reset, reset+begin) + end
}

// reset is what a styled text ends with.
const reset = "\x1b[0m"
