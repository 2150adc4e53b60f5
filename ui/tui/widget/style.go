package widget

import "github.com/charmbracelet/lipgloss"

// Style is the looks of the program by meaning, not by colour. Colours only repeat what
// words and symbols say already; red is for what has to be fixed.
type Style struct {
	Title, Strong, Faint, Key, Accent lipgloss.Style
	Good, Bad, Warn                   lipgloss.Style
	Selected, Tab, TabOn, Bar         lipgloss.Style

	symbols
	ascii bool // the terminal shows no more than ASCII
}

// symbols are the few drawn characters; each has an ASCII twin, which is a word where the
// character stands for one.
type symbols struct {
	Pass, Fail, Warning, Note, Skip, Unknown string
	Said, Todo                               string // of the guide's parts
	Cursor, Folded, Unfolded                 string
	Rule, Divider, Block, Ellipsis, Dot      string
	Spinner                                  []string
}

var drawn = symbols{
	Pass: "✓", Fail: "✗", Warning: "!", Note: "·", Skip: "-", Unknown: "?", Said: "◉", Todo: "○",
	Cursor: "▸", Folded: "▸", Unfolded: "▾", Rule: "─", Divider: "│", Block: "█", Ellipsis: "…", Dot: "·",
	Spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
}

var typed = symbols{
	Pass: "ok  ", Fail: "FAIL", Warning: "warn", Note: "note", Skip: "skip", Unknown: "?   ", Said: "said", Todo: "todo",
	Cursor: ">", Folded: "+", Unfolded: "-", Rule: "-", Divider: "|", Block: "#", Ellipsis: ".", Dot: "-",
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
	s.Tab = s.Faint
	s.TabOn = s.Accent.Bold(true).Underline(true)
	s.Bar = s.Accent
	return s
}
