package cmd

import (
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"edov/ui/render/text"
)

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// localeVariables decide on the characters: the first that is set counts (POSIX base definitions, section 8.2).
var localeVariables = []string{"LC_ALL", "LC_CTYPE", "LANG"}

// style decides how text may look on a stream. What is said nearer to the command line counts more: a flag, then the
// environment, then the terminal.
//
//go:noinline
func (p *Program) style(stream io.Writer, noColor bool) text.Style {
	color, _ := p.colorOf(stream)
	s := text.Style{Color: !noColor && color, Width: p.columns(stream)}
	if _, locale := p.locale(); locale != "" {
		locale = strings.ToUpper(locale)
		s.ASCII = !strings.Contains(locale, "UTF-8") && !strings.Contains(locale, "UTF8")
	}
	return s
}

// locale is the variable that decides on the characters; empty if none is set.
func (p *Program) locale() (name, value string) {
	for _, name := range localeVariables {
		if value := p.getenv(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// colorOf decides whether a stream gets colors, and says by what (https://no-color.org, http://bixense.com/clicolors,
// https://force-color.org): NO_COLOR before CLICOLOR_FORCE and FORCE_COLOR, these before CLICOLOR, and the terminal
// last.
func (p *Program) colorOf(stream any) (on bool, why string) {
	set := func(name string) bool { return p.getenv(name) != "" }
	switch {
	case set("NO_COLOR"):
		return false, "NO_COLOR"
	case set("CLICOLOR_FORCE") && p.getenv("CLICOLOR_FORCE") != "0":
		return true, "CLICOLOR_FORCE"
	case set("FORCE_COLOR"):
		return p.isOn("FORCE_COLOR"), "FORCE_COLOR"
	case p.getenv("CLICOLOR") == "0":
		return false, "CLICOLOR"
	case p.getenv("TERM") == "dumb":
		return false, "TERM=dumb"
	case isTerminal(stream):
		return true, "it is a terminal"
	}
	return false, "it is not a terminal"
}

// The columns that text is made for. Lines over 80 columns are hard to read, so only COLUMNS makes them longer.
const (
	usualColumns = 80
	leastColumns = 40
	mostColumns  = 500
)

// columns is how wide text on a stream may be: as COLUMNS says, or as the terminal is.
func (p *Program) columns(stream any) int {
	if n, err := strconv.Atoi(p.getenv("COLUMNS")); err == nil && n > 0 {
		return min(max(n, leastColumns), mostColumns)
	}
	if f, ok := stream.(*os.File); ok && isTerminal(stream) {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return min(max(width, leastColumns), usualColumns)
		}
	}
	return usualColumns
}
