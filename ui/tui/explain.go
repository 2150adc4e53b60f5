package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/fault"
	"edov/ui/render/text"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
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
	list   widget.Split // the answers, where there are several or one that is no error
}

var (
	keyCopyIDs   = act(action.InExplain, action.CopySupport)
	keyErrorPage = act(action.InExplain, action.ErrorPage)
	keyErase     = act(action.InExplain, action.Empty)
	keyLeads     = act(action.InExplain, action.WhatNext)
)

// explainExample is shown while there is nothing to explain.
const explainExample = "AADSTS50011, or paste an error"

func newExplain(c *common, about fault.About) *explain {
	e := &explain{common: c, about: about, input: widget.NewInput("> ", 4096)}
	e.input.Placeholder = explainExample
	e.input.Focus()
	e.list.Title, e.list.Detail = "Answers", e.detail
	return e
}

// showExplanation is the screen with an answer already there.
func showExplanation(c *common, answer fault.Explanation) *explain {
	e := newExplain(c, fault.About{})
	answer = workspace.InScreens(answer)
	e.answer = &answer
	return e
}

// explainTyped is the screen with a text that was typed elsewhere.
func explainTyped(c *common, text string) *explain {
	e := newExplain(c, c.About())
	e.input.SetValue(text)
	e.look()
	return e
}

func (e *explain) Init() tea.Cmd { return nil }

func (e *explain) Close() {}

func (e *explain) typing() bool { return true }

func (e *explain) Title() (name, status string) { return "Explain an error", "nothing is sent" }

func (e *explain) Keys() []key.Binding {
	var list []key.Binding
	if _, ok := e.selected(); ok {
		list = append(list, keyLeads)
	}
	list = append(list, widget.Bind("esc", "back", "esc"), keyErase)
	if e.answer != nil {
		list = append(list, keyCopyIDs)
		if e.answer.Link != "" {
			list = append(list, keyErrorPage)
		}
		list = append(list, widget.As(widget.Bind("↑/↓", "scroll", "up", "down"), "scroll"))
	}
	if len(e.list.Rows) > 0 {
		list = append(list, widget.As(widget.Bind("↑/↓", "move", "up", "down"), "move"))
	}
	return list
}

func (e *explain) Update(msg tea.Msg) (nav, tea.Cmd) {
	if text, ok := pasted(msg); ok {
		if workspace.IsDocument(text) {
			return replace(newPaste(e.common, text)), nil
		}
		e.take(text)
		return nav{}, nil
	}
	if w, ok := msg.(widget.Wheel); ok {
		e.scroll.By(w.Lines)
		return nav{}, nil
	}
	switch {
	case len(e.list.Rows) > 0 && widget.Pressed(msg, widget.Bind("", "", "up", "down", "pgup", "pgdown")):
		e.list.Update(msg)
		return nav{}, nil
	case widget.Pressed(msg, widget.Bind("", "", "esc")):
		return back(), nil
	case widget.Pressed(msg, keyLeads):
		return e.leads(), nil
	case widget.Pressed(msg, keyErase):
		e.pasted = ""
		e.scroll.Start()
		e.input.SetValue("")
		e.look()
		return nav{}, nil
	case widget.Pressed(msg, widget.Bind("", "", "up", "down", "pgup", "pgdown")):
		e.scroll.Update(msg)
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

// take explains a pasted text.
func (e *explain) take(text string) {
	e.pasted = workspace.PastedLines(text)
	e.scroll.Start()
	e.input.SetValue("")
	e.look()
}

// look explains what is there now.
func (e *explain) look() {
	e.answer, e.list.Rows = nil, nil
	text := e.pasted
	e.input.Placeholder = "the pasted text is explained below; type or paste another"
	if text == "" {
		text, e.input.Placeholder = e.input.Value(), explainExample
	}
	answers, why := workspace.Answers(text, e.about)
	for _, a := range answers {
		if a.Error != nil {
			*a.Error = workspace.InScreens(*a.Error)
		}
	}
	switch {
	case len(answers) == 1 && answers[0].Error != nil:
		e.answer = answers[0].Error
	case len(answers) > 0:
		var rows []widget.Row
		for _, a := range answers {
			rows = append(rows, widget.Row{Label: e.text(a.Name + ": " + a.Title), Value: a})
		}
		e.list.Cursor = 0
		e.list.Set(rows, nil)
	case e.pasted != "" || len(strings.Fields(text)) > 2:
		why = workspace.InScreens(why)
		e.none = why.Title + ". To find the cause: " + why.Check + ". " + sentence.NoSuchError
	default:
		e.none = "No match. Try an AADSTS number, a claim name or a check ID."
	}
}

// selected is the answer that there is, or the one of several that the cursor is on.
func (e *explain) selected() (workspace.Answer, bool) {
	if e.answer != nil {
		return workspace.Answer{Name: e.answer.ID, Title: e.answer.Title, Error: e.answer}, true
	}
	r, ok := e.list.Selected()
	if !ok {
		return workspace.Answer{}, false
	}
	return r.Value.(workspace.Answer), true
}

// leads asks where to go from the answer: to the demo, to what tests for it, or to the page.
func (e *explain) leads() nav {
	a, ok := e.selected()
	if !ok {
		return nav{}
	}
	var choices []choice
	for _, l := range e.Leads(a) {
		choices = append(choices, choice{label: l.Name, note: l.Does, do: func() (nav, tea.Cmd) {
			switch {
			case l.Scenario != nil:
				return e.play(*l.Scenario, false), nil
			case l.Link != "":
				return nav{}, e.openLink(l.Link)
			}
			return e.openAction(l.Action)
		}})
	}
	next := newChooser(e.common, action.Titles[action.WhatNext], choices)
	next.low = true
	return open(next)
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
	if len(e.list.Rows) > 0 {
		return strings.Join(append(lines, e.list.View(e.style, width, max(1, height-len(lines)))...), "\n")
	}
	if e.answer == nil {
		words := sentence.AboutExplain + " The explanation appears as you type."
		if e.pasted != "" || strings.TrimSpace(e.input.Value()) != "" {
			words = e.none
		}
		lines = append(lines, widget.Indent(widget.Styled(widget.Wrap(words, room), e.style.Faint.Render), 2)...)
		return strings.Join(widget.Page(lines, 0, height), "\n")
	}
	body := widget.Indent(e.explained(*e.answer, room), 2)
	return strings.Join(append(lines, e.scroll.ViewMore(e.style, body, max(0, height-len(lines)), width)...), "\n")
}

// explained are the lines of an answer: what was said, the cause, the fix.
func (e *explain) explained(a fault.Explanation, width int) []string {
	lines := widget.Styled(widget.Wrap(e.text(a.ID+"  "+a.Title), width), e.style.Strong.Render)
	lines = append(lines, "")
	if f := a.Said(); f != nil {
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

// detail explains one of several answers.
func (e *explain) detail(r widget.Row, width int) []string {
	a := r.Value.(workspace.Answer)
	if a.Error != nil {
		return e.explained(*a.Error, width)
	}
	var b strings.Builder
	if err := text.Explain(&b, *a.Check, text.Style{Width: width}); err != nil {
		return []string{e.text(err.Error())}
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}
