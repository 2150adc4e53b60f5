package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/flow/visible"
)

// raw is the pane of the tokens as JSON. The compact tokens, which are live
// credentials, are shown and copied only after a question. This file is the one
// exception to what package mask holds: nothing else in edov calls
// visible.Revealed or copyWhole.
type raw struct {
	*common
	run      *run
	revealed bool
	offset   int
	height   int
	kept     struct {
		width    int
		revealed bool
		lines    []string
	}
}

var keyReveal = bind("v", "show the tokens", "v")

func newRaw(c *common, r *run) *raw { return &raw{common: c, run: r} }

func (p *raw) name() string { return "Raw" }

// reveals holds while a report shows its tokens whole.
func (s *reportScreen) reveals() bool {
	p, ok := s.panes[s.shown].(*raw)
	return ok && p.revealed
}

func (p *raw) keys() []key.Binding {
	reveal := keyReveal
	if p.revealed {
		reveal = as(keyReveal, "hide the tokens")
	}
	reveal.SetEnabled(len(p.tokens()) > 0)
	return []key.Binding{as(keys.Down, "scroll"), reveal, as(keys.Copy, "copy a token")}
}

// tokens are those that can be revealed, with their names.
func (p *raw) tokens() [][2]string {
	if p.run.session == nil || p.run.session.Tokens == nil {
		return nil
	}
	var list [][2]string
	t := p.run.session.Tokens
	for _, one := range []struct {
		name  string
		token flow.Token
	}{{"ID token", t.IDToken}, {"access token", t.AccessToken}} {
		if !one.token.IsZero() {
			list = append(list, [2]string{one.name, one.token.Compact()})
		}
	}
	return list
}

func (p *raw) update(msg tea.Msg) (nav, tea.Cmd, bool) {
	page := max(1, p.height-1)
	switch {
	case pressed(msg, keyReveal) && p.revealed:
		p.revealed = false
	case pressed(msg, keyReveal) && len(p.tokens()) > 0:
		return open(newConfirm(p.common, "Show the tokens whole? Until they expire, whoever has them can use them.", "show them", func() (nav, tea.Cmd) {
			p.revealed = true
			return nav{}, nil
		})), nil, true
	case pressed(msg, keys.Copy):
		return p.askCopy(), nil, true
	case pressed(msg, keys.Up):
		p.offset--
	case pressed(msg, keys.Down):
		p.offset++
	case pressed(msg, keys.PageUp):
		p.offset -= page
	case pressed(msg, keys.PageDown):
		p.offset += page
	case pressed(msg, keys.Top):
		p.offset = 0
	case pressed(msg, keys.Bottom):
		p.offset = len(p.kept.lines)
	default:
		w, ok := msg.(wheel)
		p.offset += w.lines
		return nav{}, nil, ok
	}
	return nav{}, nil, true
}

// askCopy asks which token to copy, and says what that means.
func (p *raw) askCopy() nav {
	tokens := p.tokens()
	if len(tokens) == 0 {
		return toast("there is no token to copy")
	}
	var choices []choice
	for _, t := range tokens {
		choices = append(choices, choice{
			label: "copy the " + t[0] + ": whoever has it can use it until it expires",
			do:    func() (nav, tea.Cmd) { return nav{}, p.copyWhole("the "+t[0], t[1]) },
		})
	}
	choices = append(choices, choice{label: "copy nothing", do: func() (nav, tea.Cmd) { return nav{}, nil }})
	return open(newChooser(p.common, "Copy a token", choices))
}

func (p *raw) view(width, height int) []string {
	p.height = height
	if p.kept.lines == nil || p.kept.width != width || p.kept.revealed != p.revealed {
		p.kept.lines, p.kept.width, p.kept.revealed = p.draw(width), width, p.revealed
	}
	p.offset = clamp(p.offset, 0, max(0, len(p.kept.lines)-height))
	return page(p.kept.lines, p.offset, height)
}

func (p *raw) draw(width int) []string {
	var lines []string
	if p.revealed {
		for _, t := range p.tokens() {
			lines = append(lines, p.style.Warn.Render("The "+t[0]+", a live credential:"))
			lines = append(lines, wrap(visible.Revealed(t[1]), width)...)
			lines = append(lines, "")
		}
	}
	for _, t := range p.run.report.Tokens {
		name := "ID token"
		if t.Kind == "access" {
			name = "Access token"
		}
		for _, part := range []struct {
			name  string
			value strictjson.Value
		}{{"header", t.Header}, {"claims", t.Claims}} {
			if len(part.value.Members) == 0 {
				continue
			}
			lines = append(lines, p.style.Strong.Render(name+", "+part.name))
			for _, line := range jsonLines(part.value, 0) {
				lines = append(lines, hard(p.text(line), width)...)
			}
			lines = append(lines, "")
		}
	}
	if len(lines) == 0 {
		lines = []string{"the tokens are opaque: there is nothing in them to read"}
	}
	return lines
}

// jsonLines writes a value over several lines, members in the order received.
func jsonLines(v strictjson.Value, depth int) []string {
	pad := strings.Repeat("  ", depth)
	if v.Kind != strictjson.Object || len(v.Members) == 0 {
		return []string{v.Compact()}
	}
	lines := []string{"{"}
	for i, m := range v.Members {
		inner := jsonLines(m.Value, depth+1)
		name := strictjson.Value{Kind: strictjson.String, Text: m.Name}
		inner[0] = pad + "  " + name.Compact() + ": " + inner[0]
		if i < len(v.Members)-1 {
			inner[len(inner)-1] += ","
		}
		lines = append(lines, inner...)
	}
	return append(lines, pad+"}")
}

// hard breaks a line anywhere, so that blanks within JSON stay as they are.
func hard(line string, width int) []string {
	return strings.Split(ansi.Hardwrap(line, max(width, 1), true), "\n")
}
