package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// report shows a judged sign-in or paste: the verdict, and panes below it.
type reportScreen struct {
	*common
	run   *workspace.Run
	all   *findings // the pane, whether it is shown or not
	panes []pane
	shown int
	tabs  widget.Tabs
	tabsY int
}

// pane is one part of a report.
type pane interface {
	name() string
	update(msg tea.Msg) (nav, tea.Cmd, bool) // false: not for the pane
	view(width, height int) []string
	keys() []key.Binding
}

var (
	keyAgain  = act(action.InReport, action.RunAgain)
	keyExport = act(action.InReport, action.WriteReport)
	keyWatch  = act(action.InReport, action.Watch)
	keyOther  = act(action.InReport, action.Related)
	keyPatch  = act(action.InReport, action.OpenPatch)

	keyReplace = act(action.InReport, action.DoRotation)

	keyTestPasted    = act(action.InReport, action.Test)
	keyConnectPasted = act(action.InReport, action.Connection)

	keyReadAgain = act(action.InReport, action.ReadAgain)
)

func newReport(c *common, r *workspace.Run) *reportScreen {
	s := &reportScreen{common: c, run: r, all: newFindings(c, r)}
	s.panes = []pane{s.all}
	for _, t := range r.Report.Tokens {
		s.panes = append(s.panes, newClaims(c, r, t))
	}
	if r.Report.Registration != nil {
		s.panes = append(s.panes, newSettings(s.all))
		if r.Report.Origin == flow.OriginRegistration {
			s.panes = []pane{s.panes[1], s.panes[0]} // there is no sign-in that would come first
		}
	}
	s.all.list.Third = s.besides
	if len(r.Report.Products) > 0 {
		s.panes = append(s.panes, newProducts(c, r))
	}
	if len(r.Report.Exchanges) > 0 || r.Report.Origin != flow.OriginRegistration {
		s.panes = append(s.panes, newNetwork(c, r))
	}
	if len(r.Report.Tokens) > 0 {
		s.panes = append(s.panes, newRaw(c, r))
	}
	return s
}

// besides is what a very wide window shows beside the findings: the first token, or else the app registration.
func (s *reportScreen) besides(_ widget.Row, width int) (title string, lines []string) {
	for _, p := range s.panes {
		switch p := p.(type) {
		case *claims:
			return p.name(), p.list.Lines(s.style, width)
		case *settings:
			title, lines = p.name(), p.list.Lines(s.style, width)
		}
	}
	return title, lines
}

func (s *reportScreen) Init() tea.Cmd { return nil }

func (s *reportScreen) Close() {}

func (s *reportScreen) rows() *widget.Split {
	if l, ok := s.panes[s.shown].(lister); ok {
		return l.rows()
	}
	return nil
}

// hasTabs reports whether the numbers lead to panes: the help has a line for that.
func (s *reportScreen) hasTabs() bool { return len(s.panes) > 1 }

func (s *reportScreen) typing() bool {
	t, ok := s.panes[s.shown].(typist)
	return ok && t.typing()
}

func (s *reportScreen) Title() (name, status string) {
	switch {
	case s.run.Report.Origin == flow.OriginRegistration:
		return "App registration", s.text(s.run.Report.Registration.Source)
	case s.run.Report.Origin == flow.OriginClerk:
		return "Clerk", s.text(s.run.Report.Clerk.Host)
	case s.run.Subject == nil:
		return "Report", "pasted token"
	}
	status = s.run.Subject.Name()
	if s.run.Subject.IsDemo() && !s.run.Subject.IsPractice() {
		status += " · " + s.run.Subject.Scenario.ID
	}
	return "Report", status
}

func (s *reportScreen) Keys() []key.Binding {
	if s.typing() {
		return s.panes[s.shown].keys()
	}
	of := s.panes[s.shown].keys()
	list := append([]key.Binding{}, of[:min(1, len(of))]...)
	switch {
	case s.run.ReplacesSecret():
		list = append(list, keyReplace)
	case s.run.CanApply():
		list = append(list, keyApplyFix)
	}
	if s.reminds(action.InReport, s.run) {
		list = append(list, keyRemind)
	}
	list = append(list, widget.Keys.NextPane, widget.Keys.Back)
	switch {
	case s.run.CanRepeat():
		list = append(list, keyAgain)
	case s.run.CanRead():
		list = append(list, keyReadAgain)
	}
	if s.run.CanPatch() {
		list = append(list, keyPatch)
	}
	list = append(append(list, of[min(1, len(of)):]...), keyExport)
	switch s.proves() {
	case action.Test:
		list = append(list, keyTestPasted)
	case action.Connection:
		list = append(list, keyConnectPasted)
	}
	if s.run.CanRepeat() {
		list = append(list, keyWatch)
	}
	return list
}

// proves is what shows whether the fix of something pasted works; empty for other reports.
func (s *reportScreen) proves() action.ID {
	for _, id := range []action.ID{action.Test, action.Connection} {
		if _, ok := s.Offered(action.InReport, workspace.On{Run: s.run}, id); ok {
			return id
		}
	}
	return ""
}

// goOver goes from what a sign-in showed to the setting behind it, and back.
func (s *reportScreen) goOver() nav {
	f, ok := s.selected()
	if !ok {
		return nav{}
	}
	names := s.run.Related(f)
	if len(names) == 0 {
		return toast(sentence.NothingRelated)
	}
	for i, p := range s.panes {
		if seeker, ok := p.(seeker); ok && i != s.shown && seeker.seek(names[0]) {
			s.shown = i
			return nav{}
		}
	}
	return nav{}
}

// seeker is a pane that can show a finding by its ID.
type seeker interface {
	seek(id string) bool
	selected() (*report.Finding, bool)
}

func (s *reportScreen) selected() (*report.Finding, bool) {
	if p, ok := s.panes[s.shown].(seeker); ok {
		return p.selected()
	}
	return nil, false
}

func (s *reportScreen) Update(msg tea.Msg) (nav, tea.Cmd) {
	if n, cmd, took := s.panes[s.shown].update(s.toPane(msg)); took {
		return n, cmd
	}
	if c, ok := msg.(widget.Click); ok {
		s.clickTab(c)
		return nav{}, nil
	}
	switch {
	case widget.Pressed(msg, keyOther):
		return s.goOver(), nil
	case widget.Pressed(msg, widget.Keys.OpenLink) && len(s.run.Report.Causes) > 0:
		return s.all.openFor(s.run.Report.Find(s.run.Report.Causes[0].ID))
	case widget.Pressed(msg, keyReplace) && s.run.ReplacesSecret():
		return open(s.replacing()), nil
	case widget.Pressed(msg, keyRemind) && s.reminds(action.InReport, s.run):
		return s.remind(), nil
	case widget.Pressed(msg, keyApplyFix) && s.run.CanApply():
		return open(s.fix(s.run, 1)), nil
	case widget.Pressed(msg, keyPatch) && s.run.CanPatch():
		return open(newPatch(s.common, s.run)), nil
	case widget.Pressed(msg, widget.Keys.NextPane):
		s.shown = (s.shown + 1) % len(s.panes)
	case widget.Pressed(msg, widget.Keys.PreviousPane):
		s.shown = (s.shown + len(s.panes) - 1) % len(s.panes)
	case widget.Pressed(msg, keyExport):
		return open(newExport(s.common, s.ReportWriter(s.run))), nil
	case widget.Pressed(msg, keyReadAgain) && s.run.CanRead():
		return replace(newReading(s.common, s.run.Subject, s.registrationReport(s.run.Subject))), nil
	case widget.Pressed(msg, keyAgain) && s.run.CanRepeat():
		n := s.beginSignin(s.run.Subject, func() *signin { return newSignin(s.common, s.run.Subject, s.run) })
		n.pop = 1
		return n, nil
	case widget.Pressed(msg, keyTestPasted) && s.proves() == action.Test,
		widget.Pressed(msg, keyConnectPasted) && s.proves() == action.Connection:
		return s.openAction(s.proves())
	case widget.Pressed(msg, keyWatch) && s.run.CanRepeat():
		return open(newWatch(s.common, s.run)), nil
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	default:
		s.number(msg)
	}
	return nav{}, nil
}

// replacing plans the replacement of an expired secret. What comes of it takes the place of this report.
func (s *reportScreen) replacing() *changing {
	return s.leadOn(s.replaceSecret(s.run.Subject), s.run, 1)
}

// newReportOf is the report of the registration as it is after a change; nil: it was not read.
func (c *common) newReportOf(m *workspace.Changed) screen {
	if m.Run == nil {
		return nil
	}
	return newReport(c, m.Run)
}

// fix plans what fixes a report that is shown by this many screens.
func (c *common) fix(run *workspace.Run, shown int) *changing {
	return c.leadOn(newChanging(c, run.Subject, workspace.ActionAt(action.InReport, action.Apply).Name,
		func(*workspace.Placing) workspace.Planner { return c.Fix(run) }), run, shown)
}

// leadOn says where a change of what a report complains of leads, where the report is shown by this many screens: a
// test leads to a report that takes their place, and a change of the registration by itself to its new report.
func (c *common) leadOn(n *changing, run *workspace.Run, shown int) *changing {
	n.under = shown
	if run.CanRepeat() {
		n.before = run
		return n
	}
	n.then = c.newReportOf
	return n
}

// number goes to a pane by its number.
func (s *reportScreen) number(msg tea.Msg) {
	k, ok := msg.(tea.KeyMsg)
	if !ok || len(k.Runes) != 1 || k.Paste {
		return
	}
	if n := int(k.Runes[0] - '1'); n >= 0 && n < len(s.panes) {
		s.shown = n
	}
}

// toPane moves a click or a turn of the wheel into the pane's coordinates.
func (s *reportScreen) toPane(msg tea.Msg) tea.Msg {
	switch m := msg.(type) {
	case widget.Click:
		m.Y -= s.tabsY + 1
		return m
	case widget.Wheel:
		m.Y -= s.tabsY + 1
		return m
	}
	return msg
}

func (s *reportScreen) clickTab(c widget.Click) {
	if i, ok := s.tabs.At(c.X); ok && c.Y == s.tabsY {
		s.shown = i
	}
}

func (s *reportScreen) View(width, height int) string {
	lines := s.card(width, height)
	s.tabsY = len(lines)
	var names []string
	for _, p := range s.panes {
		names = append(names, p.name())
	}
	lines = append(lines, s.tabs.View(s.style, names, s.shown, width))
	lines = append(lines, s.panes[s.shown].view(width, max(1, height-len(lines)))...)
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

// wholeParts leaves out the last facts of a detail where they don't fit, since half a fact is only noise.
func wholeParts(detail string, width int) string {
	const between = " · "
	for widget.Cells(detail) > width {
		end := strings.LastIndex(detail, between)
		if end < 0 {
			return widget.Cut(detail, width)
		}
		detail = detail[:end]
	}
	return detail
}

// mark is the symbol of one finding.
func (c *common) mark(f *report.Finding) string {
	symbol, paint := c.sign(f.Mark())
	return paint(symbol)
}

// sign is the symbol of a mark, and its colour.
func (c *common) sign(m report.Mark) (symbol string, paint func(...string) string) {
	switch s := c.style; m {
	case report.MarkPass:
		return s.Pass, s.Good.Render
	case report.MarkFail, report.MarkBroken:
		return s.Fail, s.Bad.Render
	case report.MarkWarning:
		return s.Warning, s.Warn.Render
	case report.MarkNote:
		return s.Note, s.Faint.Render
	case report.MarkSkip:
		return s.Skip, s.Faint.Render
	default:
		return s.Unknown, s.Warn.Render
	}
}

// state says an outcome in words, so that no symbol has to be known.
func state(f *report.Finding) string {
	switch f.Outcome {
	case report.Pass:
		return "passed"
	case report.Skip:
		return "skipped"
	case report.Unknown:
		return "not checked"
	case report.Broken:
		return "this check crashed: a bug in edov"
	}
	switch f.Severity {
	case report.Error:
		return "must fix"
	case report.Warning:
		return "warning"
	}
	return "note"
}
