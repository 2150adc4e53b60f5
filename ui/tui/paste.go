package tui

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// paste takes a token, a token response, a saved session or a report, and
// judges it. What was pasted is not shown: a token is a live credential.
type paste struct {
	*common
	text    string // what was pasted, whole
	file    widget.Input
	offline bool
	offered string                     // a typed text that was offered for the form
	words   []string                   // what is wrong with it
	job     *job                       // nil: none runs
	then    func(*flow.Session) screen // what a manifest is for; nil: its report
	purpose string                     // the name of that
}

var (
	keyJudge   = act(action.InPaste, action.CheckNow)
	keyOffline = act(action.InPaste, action.GoOffline)
	keyEmpty   = act(action.InPaste, action.Empty)
)

func newPaste(c *common, text string) *paste {
	p := &paste{common: c, text: text, file: widget.NewInput("> ", 4096)}
	p.file.Placeholder = "or a file name"
	p.file.Focus()
	return p
}

// newPasteFor asks for a manifest for something else than its report.
func newPasteFor(c *common, purpose string, then func(*flow.Session) screen) *paste {
	p := newPaste(c, "")
	p.purpose, p.then = purpose, then
	return p
}

// takePasted opens what a text is for: the form where it holds the settings of a
// connection, what explains an error, and otherwise what checks a document.
func (c *common) takePasted(text string, partial bool) nav {
	if n, ok := c.offerForm(text, partial, open); ok {
		return n
	}
	if workspace.PurposeOf(text) == workspace.ToExplain {
		return open(explainPasted(c, text))
	}
	return open(newPaste(c, text))
}

func explainPasted(c *common, text string) *explain {
	e := newExplain(c, c.About())
	e.take(text)
	return e
}

// offerForm asks whether to fill in the form from a text that holds the settings of a
// connection; ok is false for any other. A manifest is none: it can be checked by itself.
func (c *common) offerForm(text string, partial bool, to func(...screen) nav) (n nav, ok bool) {
	r, ok := c.RecognizePasted(text)
	if !ok || r.Document {
		return nav{}, false
	}
	return open(newDialog(c, r.Question(), "Fill in", func() (nav, tea.Cmd) {
		f := newConnectionForm(c, c.FormFor(r, partial))
		f.noted, f.note = "client-id", r.Filled()
		return to(f), nil
	})), true
}

func (p *paste) Init() tea.Cmd {
	if p.text != "" {
		return p.judge()
	}
	return nil
}

func (p *paste) Close() {
	if p.job != nil {
		p.job.cancel()
	}
}

func (p *paste) typing() bool { return true }

func (p *paste) Title() (name, status string) {
	if p.then != nil {
		return p.purpose, "it stays on this machine"
	}
	return "Paste a token or a manifest", "it stays on this machine"
}

func (p *paste) Keys() []key.Binding {
	offline := keyOffline
	if p.offline {
		offline = as(keyOffline, action.InPaste, action.GoOnline)
	}
	return []key.Binding{keyJudge, offline, keyEmpty, widget.As(widget.Bind("esc", "back", "esc"), "back")}
}

func (p *paste) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		return p.news(m)
	}
	if text, ok := pasted(msg); ok {
		p.text, p.words = text, nil
		if n, ok := p.offerForm(text, false, replace); ok {
			return n, nil
		}
		if workspace.PurposeOf(text) == workspace.ToExplain {
			return replace(explainPasted(p.common, text)), nil
		}
		return nav{}, p.judge()
	}
	switch {
	case widget.Pressed(msg, widget.Bind("", "", "esc")):
		return back(), nil
	case widget.Pressed(msg, keyOffline):
		p.offline = !p.offline
		return nav{}, p.again()
	case widget.Pressed(msg, keyEmpty):
		p.text, p.words = "", nil
		p.file.SetValue("")
		return nav{}, nil
	case widget.Pressed(msg, keyJudge) && p.isEmpty():
		p.words = []string{"Nothing pasted yet."}
		return nav{}, nil
	case widget.Pressed(msg, keyJudge):
		if typed := p.file.Value(); p.text == "" && typed != p.offered {
			p.offered = typed // once: whoever declines wants it checked
			if n, ok := p.offerForm(typed, false, replace); ok {
				return n, nil
			}
		}
		return nav{}, p.judge()
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil
	}
	before := p.file.Value()
	cmd := p.file.Update(msg)
	if p.file.Value() != before { // a name typed after a paste is what is meant now
		p.text, p.words = "", nil
	}
	return nav{}, cmd
}

func (p *paste) news(m newsMsg) (nav, tea.Cmd) {
	if p.job == nil || m.job != p.job.id {
		return nav{}, nil
	}
	if e, ok := m.news.(flow.Event); ok {
		p.words = []string{e.Text}
	}
	n, ok := m.news.(workspace.Pasted)
	if !ok {
		return nav{}, p.job.next
	}
	p.job, p.words = nil, nil
	switch {
	case n.ToExplain != "":
		return replace(explainTyped(p.common, n.ToExplain)), nil
	case n.Err != nil:
		p.words = strings.Split(n.Err.Error(), "\n")
		return nav{}, nil
	case n.Secrets != nil:
		to := replace(newSecrets(p.common, n.Secrets))
		to.toast = strings.Join(n.Notes, "; ")
		return to, nil
	}
	to := open(newReport(p.common, n.Run))
	if s := n.Run.Session; p.then != nil && s != nil && s.Registration != nil {
		to = replace(p.then(s))
	}
	to.toast = strings.Join(n.Notes, "; ")
	return to, p.took(n.Run)
}

// isEmpty holds before anything was pasted or typed.
func (p *paste) isEmpty() bool { return p.text == "" && strings.TrimSpace(p.file.Value()) == "" }

// judge starts the job, unless one runs or there is nothing yet.
func (p *paste) judge() tea.Cmd {
	text, name := p.text, strings.TrimSpace(p.file.Value())
	if p.job != nil || p.isEmpty() {
		return nil
	}
	given := workspace.Paste{Text: text, File: name, Offline: p.offline}
	if p.then != nil {
		given.Hint, given.Secrets = sentence.AboutSecretsOf, true
	}
	p.words = nil
	p.job = p.newJob(func(ctx context.Context, tell func(any)) {
		tell(p.CheckPaste(ctx, given, func(e flow.Event) { tell(e) }))
	})
	return p.job.begin()
}

// again begins the check that runs anew, so that what it does is what the screen says; nothing where none runs.
func (p *paste) again() tea.Cmd {
	if p.job == nil {
		return nil
	}
	p.job.cancel()
	p.job = nil
	return p.judge()
}

func (p *paste) View(width, height int) string {
	title := "Paste a token or a manifest here"
	switch {
	case p.job != nil:
		title = "Reading and verifying"
	case p.text != "":
		title = workspace.Plural(len([]rune(p.text)), "character") + " pasted, not shown here"
	}
	about := sentence.AboutKeys
	if p.offline {
		about = sentence.AboutOffline
	}
	e := entry{title: title, field: &p.file, words: p.words, below: []string{about}}
	switch {
	case p.then != nil:
		e.title, e.below = "Paste a manifest here", []string{sentence.AboutSecretsOf}
	case height >= 12:
		e.about = sentence.AboutPaste
	}
	return p.drawEntry(e, width, height)
}
