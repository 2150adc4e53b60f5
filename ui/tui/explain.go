package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/fault"
	"edov/ui/tui/widget"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// explain answers while one types a number, or when an error is pasted.
type explain struct {
	*common
	about  fault.About
	pasted string // a pasted text, whole; it is not shown again
	input  widget.Input
	answer *fault.Explanation // nil: nothing is recognised yet
	none   string             // what to do where nothing is recognised
	scroll widget.Scroll
}

var (
	keyCopyIDs   = act(action.InExplain, action.CopySupport)
	keyErrorPage = act(action.InExplain, action.ErrorPage)
	keyErase     = act(action.InExplain, action.Empty)
)

func newExplain(c *common, about fault.About) *explain {
	e := &explain{common: c, about: about, input: widget.NewInput("> ", 4096)}
	e.input.Placeholder = "AADSTS50011, or paste an error"
	e.input.Focus()
	return e
}

// showExplanation is the screen with an answer already there.
func showExplanation(c *common, answer fault.Explanation) *explain {
	e := newExplain(c, fault.About{})
	e.answer = &answer
	return e
}

func (e *explain) Init() tea.Cmd { return nil }

func (e *explain) Close() {}

func (e *explain) typing() bool { return true }

func (e *explain) Title() (name, status string) { return "Explain an error", "nothing is sent" }

func (e *explain) Keys() []key.Binding {
	list := []key.Binding{widget.As(widget.Bind("esc", "back", "esc"), "back"), keyErase}
	if e.answer != nil {
		list = append(list, keyCopyIDs)
		if e.answer.Link != "" {
			list = append(list, keyErrorPage)
		}
		list = append(list, widget.As(widget.Bind("↑/↓", "scroll", "up", "down"), "scroll"))
	}
	return list
}

func (e *explain) Update(msg tea.Msg) (nav, tea.Cmd) {
	if text, ok := pasted(msg); ok {
		e.pasted = text
		e.scroll.Start()
		e.input.SetValue("")
		e.look()
		return nav{}, nil
	}
	if w, ok := msg.(widget.Wheel); ok {
		e.scroll.By(w.Lines)
		return nav{}, nil
	}
	switch {
	case widget.Pressed(msg, widget.Bind("", "", "esc")):
		return back(), nil
	case widget.Pressed(msg, keyErase):
		e.pasted = ""
		e.scroll.Start()
		e.input.SetValue("")
		e.look()
		return nav{}, nil
	case widget.Pressed(msg, widget.Bind("", "", "down")):
		e.scroll.By(1)
		return nav{}, nil
	case widget.Pressed(msg, widget.Bind("", "", "up")):
		e.scroll.By(-1)
		return nav{}, nil
	case e.answer != nil && widget.Pressed(msg, keyCopyIDs):
		return nav{}, e.copy("the error with its IDs", e.support())
	case e.answer != nil && e.answer.Link != "" && widget.Pressed(msg, keyErrorPage):
		return nav{}, e.openLink(e.answer.Link)
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil
	}
	before := e.input.Value()
	cmd := e.input.Update(msg)
	if e.input.Value() != before {
		e.pasted = ""
		e.scroll.Start()
		e.look()
	}
	return nav{}, cmd
}

// look explains what is there now.
func (e *explain) look() {
	e.answer = nil
	text := e.pasted
	if text == "" {
		text = e.input.Value()
	}
	answer, ok := fault.ExplainText(text, e.about)
	switch {
	case ok:
		e.answer = &answer
	case e.pasted != "":
		e.none = answer.Title + ". To find the cause: " + answer.Check + ". " + sentence.NoSuchError
	default:
		e.none = "No match. Try an AADSTS number, a claim name or a check ID."
	}
}

// support is what Microsoft's support asks for.
func (e *explain) support() string {
	lines := []string{e.answer.ID + ": " + e.answer.Title}
	if f := e.answer.Failure; f != nil {
		for _, p := range answer(f) {
			if p[1] != "" {
				lines = append(lines, p[0]+": "+e.text(p[1]))
			}
		}
	}
	return strings.Join(lines, "\n")
}

func (e *explain) View(width, height int) string {
	e.input.Width = max(8, width-8)
	lines := []string{"", "  " + e.input.View(), ""}
	room := width - 4
	if e.answer == nil {
		words := sentence.AboutExplain + " The answer appears as you type."
		if e.pasted != "" || strings.TrimSpace(e.input.Value()) != "" {
			words = e.none
		}
		lines = append(lines, widget.Indent(widget.Styled(widget.Wrap(words, room), e.style.Faint.Render), 2)...)
		return strings.Join(widget.Page(lines, 0, height), "\n")
	}
	body := widget.Indent(e.explained(*e.answer, room), 2)
	return strings.Join(append(lines, e.scroll.View(body, max(0, height-len(lines)))...), "\n")
}

// explained are the lines of an answer: what was said, the cause, the fix.
func (e *explain) explained(a fault.Explanation, width int) []string {
	lines := widget.Styled(widget.Wrap(e.text(a.ID+"  "+a.Title), width), e.style.Strong.Render)
	lines = append(lines, "")
	if f := a.Failure; f != nil {
		rows := answer(f)
		for i := range rows {
			rows[i][1] = shorten(rows[i][1])
		}
		lines = append(append(lines, e.style.Table(rows, 13, width)...), "")
	}
	for _, p := range a.Parts() {
		lines = append(lines, widget.Labelled(e.style.Accent.Render(p.Label), e.text(p.Text), 9, width)...)
	}
	return lines
}
