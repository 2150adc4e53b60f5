package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/fault"
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
	found  []workspace.Meaning // empty: nothing is recognised yet
	list   widget.Split        // of them, where there are several
	answer *fault.Explanation  // the error that is shown; nil: none
	none   string              // what to do where nothing is recognised
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
	e.list.Title = "What it may be"
	e.list.Detail = func(r widget.Row, width int) []string { return e.meaning(r.Value.(workspace.Meaning), width) }
	return e
}

// showExplanation is the screen with an answer already there.
func showExplanation(c *common, answer fault.Explanation) *explain {
	e := newExplain(c, fault.About{})
	e.found, e.answer = []workspace.Meaning{{ID: answer.ID, Title: answer.Title, Explained: &answer}}, &answer
	return e
}

func (e *explain) Init() tea.Cmd { return nil }

func (e *explain) Close() {}

func (e *explain) typing() bool { return true }

func (e *explain) rows() *widget.Split {
	if len(e.found) < 2 {
		return nil
	}
	return &e.list
}

func (e *explain) Title() (name, status string) { return "Explain an error", "nothing is sent" }

func (e *explain) Keys() []key.Binding {
	list := []key.Binding{widget.As(widget.Bind("esc", "back", "esc"), "back"), keyErase}
	if e.answer != nil {
		list = append(list, keyCopyIDs)
		if e.answer.Link != "" {
			list = append(list, keyErrorPage)
		}
	}
	switch m, ok := e.selected(); {
	case len(e.found) == 1:
		list = append(list, widget.As(widget.Bind("↑/↓", "scroll", "up", "down"), "scroll"))
	case ok && e.leads(m):
		list = append(list, widget.Bind("↵", lower(workspace.ActionAt(action.Home, m.Leads).Name), "enter"))
	case ok:
		list = append(list, widget.As(widget.Keys.Open, "details"))
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
	if n, cmd, took := e.inList(msg); took {
		return n, cmd
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

// inList handles what moves in the list of answers. All other keys are typed.
func (e *explain) inList(msg tea.Msg) (n nav, cmd tea.Cmd, took bool) {
	if e.rows() == nil {
		return nav{}, nil, false
	}
	m, ok := e.selected()
	switch k, isKey := msg.(tea.KeyMsg); {
	case ok && !e.list.Inside && e.leads(m) && widget.Pressed(msg, widget.Bind("", "", "enter")):
		n, cmd = e.openAction(m.Leads)
		return n, cmd, true
	case isKey && !slices.Contains([]string{"up", "down", "pgup", "pgdown", "enter", "esc"}, k.String()):
		return nav{}, nil, false
	}
	took = e.list.Update(msg)
	e.settle()
	return nav{}, nil, took
}

// settle makes the selected answer the one that is copied and opened.
func (e *explain) settle() {
	m, _ := e.selected()
	e.answer = m.Explained
}

// selected is the answer that is shown.
func (e *explain) selected() (workspace.Meaning, bool) {
	if len(e.found) == 1 {
		return e.found[0], true
	}
	r, ok := e.list.Selected()
	if !ok {
		return workspace.Meaning{}, false
	}
	return r.Value.(workspace.Meaning), true
}

// leads holds when there is something to do about an answer, and it can be done now.
func (e *explain) leads(m workspace.Meaning) bool { return m.Leads != "" && e.Subject != nil }

// look explains what is there now.
func (e *explain) look() {
	text := e.pasted
	if text == "" {
		text = e.input.Value()
	}
	e.found = workspace.Meanings(text, e.about)
	var rows []widget.Row
	for _, m := range e.found {
		rows = append(rows, widget.Row{
			Label: e.text(m.Title), Right: m.Kind, Words: m.ID, Value: m,
		})
	}
	e.list.Inside = false
	e.list.Set(rows, func(a, b any) bool { return a.(workspace.Meaning).ID == b.(workspace.Meaning).ID })
	e.list.Cursor = 0
	e.settle()
	if len(e.found) > 0 {
		return
	}
	e.none = "No match. Try an AADSTS number, a claim name or a check ID."
	if e.pasted != "" {
		answer, _ := fault.ExplainText(text, e.about)
		e.none = answer.Title + ". To find the cause: " + answer.Check + ". " + sentence.NoSuchError
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
	if len(e.found) == 0 {
		words := sentence.AboutExplain + " The answer appears as you type."
		if e.pasted != "" || strings.TrimSpace(e.input.Value()) != "" {
			words = e.none
		}
		lines = append(lines, widget.Indent(widget.Styled(widget.Wrap(words, room), e.style.Faint.Render), 2)...)
		return strings.Join(widget.Page(lines, 0, height), "\n")
	}
	if e.rows() != nil {
		body := e.list.View(e.style, width, max(1, height-len(lines)))
		return strings.Join(widget.Page(append(lines, body...), 0, height), "\n")
	}
	body := widget.Indent(e.meaning(e.found[0], room), 2)
	return strings.Join(append(lines, e.scroll.View(body, max(0, height-len(lines)))...), "\n")
}

// meaning are the lines of one answer.
func (e *explain) meaning(m workspace.Meaning, width int) []string {
	if m.Explained != nil {
		return e.explained(*m.Explained, width)
	}
	lines := widget.Styled(widget.Wrap(e.text(m.ID+"  "+m.Title), width), e.style.Strong.Render)
	lines = append(lines, "")
	for _, p := range m.Parts {
		lines = append(lines, widget.Labelled(e.style.Accent.Render(p.Label), e.text(p.Text), 9, width)...)
	}
	return lines
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
