package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// raw is the pane of the tokens as JSON. The compact tokens, which are live
// credentials, are shown and copied only after a question. This file is an
// exception to what package mask holds, as handOver is for a new secret: nothing
// else in this package calls visible.Revealed or copyWhole.
type raw struct {
	*common
	run      *workspace.Run
	revealed bool
	scroll   widget.Scroll
	kept     struct {
		width    int
		revealed bool
		lines    []string
	}
}

var keyReveal = bind(showTokens, "show the tokens")

func newRaw(c *common, r *workspace.Run) *raw { return &raw{common: c, run: r} }

func (p *raw) name() string { return "Raw" }

// reveals holds while a report shows its tokens whole.
func (s *reportScreen) reveals() bool {
	p, ok := s.panes[s.shown].(*raw)
	return ok && p.revealed
}

func (p *raw) keys() []key.Binding {
	reveal := keyReveal
	if p.revealed {
		reveal = widget.As(keyReveal, "hide the tokens")
	}
	reveal.SetEnabled(len(p.tokens()) > 0)
	return []key.Binding{widget.As(widget.Keys.Down, "scroll"), reveal, widget.As(widget.Keys.Copy, "copy a token")}
}

// tokens are those that can be revealed, with their names.
func (p *raw) tokens() [][2]string {
	if p.run.Session == nil || p.run.Session.Tokens == nil {
		return nil
	}
	var list [][2]string
	t := p.run.Session.Tokens
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
	switch {
	case widget.Pressed(msg, keyReveal) && p.revealed:
		p.revealed = false
	case widget.Pressed(msg, keyReveal) && len(p.tokens()) > 0:
		question := "Show the full tokens? Until they expire, anyone who has them can use them."
		return open(newDialog(p.common, question, "Show them", func() (nav, tea.Cmd) {
			p.revealed = true
			return nav{}, nil
		})), nil, true
	case widget.Pressed(msg, widget.Keys.Copy):
		return p.askCopy(), nil, true
	default:
		return nav{}, nil, p.scroll.Update(msg)
	}
	return nav{}, nil, true
}

// askCopy asks which token to copy, and says what that means.
func (p *raw) askCopy() nav {
	tokens := p.tokens()
	if len(tokens) == 0 {
		return toast("no token to copy")
	}
	var choices []choice
	for _, t := range tokens {
		choices = append(choices, choice{
			label: "copy the " + t[0] + ": anyone who has it can use it until it expires",
			do:    func() (nav, tea.Cmd) { return nav{}, p.copyWhole("the "+t[0], t[1]) },
		})
	}
	choices = append(choices, choice{label: "copy nothing", do: func() (nav, tea.Cmd) { return nav{}, nil }})
	return open(newChooser(p.common, "Copy a token", choices))
}

func (p *raw) view(width, height int) []string {
	if p.kept.lines == nil || p.kept.width != width || p.kept.revealed != p.revealed {
		p.kept.lines, p.kept.width, p.kept.revealed = p.draw(width), width, p.revealed
	}
	return p.scroll.View(p.kept.lines, height)
}

func (p *raw) draw(width int) []string {
	var lines []string
	if p.revealed {
		for _, t := range p.tokens() {
			lines = append(lines, p.style.Warn.Render("The "+t[0]+", a live credential:"))
			lines = append(lines, widget.Wrap(visible.Revealed(t[1]), width)...)
			lines = append(lines, "")
		}
	}
	for _, t := range p.run.Report.Tokens {
		name := "ID token"
		if t.Kind == "access" {
			name = "Access token"
		}
		for _, part := range []struct {
			name  string
			value strictjson.Value
		}{{"header", t.Header}, {"claims", t.Claims}} {
			if len(part.value.Members()) == 0 {
				continue
			}
			lines = append(lines, p.style.Strong.Render(name+", "+part.name))
			for _, line := range jsonLines(part.value, 0) {
				lines = append(lines, widget.Hard(p.text(line), width)...)
			}
			lines = append(lines, "")
		}
	}
	if len(lines) == 0 {
		lines = []string{"the tokens are opaque: their contents can't be read"}
	}
	return lines
}

// jsonLines writes a value over several lines, members in the order received.
func jsonLines(v strictjson.Value, depth int) []string {
	pad := strings.Repeat("  ", depth)
	if v.Kind != strictjson.Object || len(v.Members()) == 0 {
		return []string{v.Compact()}
	}
	lines := []string{"{"}
	for i, m := range v.Members() {
		inner := jsonLines(m.Value, depth+1)
		name := strictjson.Value{Kind: strictjson.String, Text: m.Name}
		inner[0] = pad + "  " + name.Compact() + ": " + inner[0]
		if i < len(v.Members())-1 {
			inner[len(inner)-1] += ","
		}
		lines = append(lines, inner...)
	}
	return append(lines, pad+"}")
}
