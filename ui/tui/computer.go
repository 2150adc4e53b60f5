package tui

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/doctor"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// computer shows what edov sees of this machine. Servers are asked only by a key.
type computer struct {
	*common
	subject *workspace.Subject
	report  *doctor.Report // nil: not looked at yet
	list    widget.Split
	job     *job // nil: none runs
	online  bool // the job asks servers
}

var (
	keyLookAgain     = act(action.InComputer, action.LookAgain)
	keyAskNetwork    = act(action.InComputer, action.AskNetwork)
	keyCopyComputer  = act(action.InComputer, action.CopyComputer)
	keyWriteComputer = act(action.InComputer, action.WriteComputer)
)

func newComputer(c *common) *computer {
	s := &computer{common: c, subject: c.Subject}
	s.list.Title, s.list.Ratio, s.list.Detail = "This computer", 56, s.detail
	return s
}

// Init looks at what needs no network.
func (s *computer) Init() tea.Cmd { return s.look(false) }

func (s *computer) Close() {
	if s.job != nil {
		s.job.cancel()
	}
}

func (s *computer) Title() (name, status string) { return "Check this computer", "" }

func (s *computer) rows() *widget.Split {
	if s.report == nil {
		return nil
	}
	return &s.list
}

func (s *computer) Keys() []key.Binding {
	again, ask, copies, write := keyLookAgain, keyAskNetwork, keyCopyComputer, keyWriteComputer
	again.SetEnabled(s.job == nil)
	ask.SetEnabled(s.job == nil)
	copies.SetEnabled(s.report != nil)
	write.SetEnabled(s.report != nil)
	return []key.Binding{again, ask, copies, write, widget.As(widget.Keys.Open, "details"), widget.Keys.Back}
}

func (s *computer) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		if s.job != nil && m.job == s.job.id {
			s.job = nil
			s.took(m.news.(*doctor.Report))
		}
		return nav{}, nil
	}
	switch {
	case widget.Pressed(msg, keyLookAgain):
		return nav{}, s.look(false)
	case widget.Pressed(msg, keyAskNetwork):
		return nav{}, s.look(true)
	case widget.Pressed(msg, keyCopyComputer) && s.report != nil:
		return nav{}, s.copy("the check of this computer", s.ComputerText(s.report))
	case widget.Pressed(msg, keyWriteComputer) && s.report != nil:
		return open(newExport(s.common, s.ComputerWriter(s.report))), nil
	case s.report != nil && s.list.Update(msg):
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

// look looks at the machine in the background: the keyring and the servers may take their time.
func (s *computer) look(online bool) tea.Cmd {
	if s.job != nil {
		return nil
	}
	s.online = online
	press := "press " + keyAskNetwork.Help().Key + " to ask"
	s.job = s.newJob(func(ctx context.Context, tell func(any)) {
		tell(s.CheckComputer(ctx, s.subject, online, press))
	})
	return s.job.begin()
}

func (s *computer) took(r *doctor.Report) {
	s.report = r
	var rows []widget.Row
	for _, l := range r.Lines {
		symbol, paint := s.sign(l.Outcome.Mark())
		rows = append(rows, widget.Row{
			Mark: paint(symbol), Label: s.text(l.Title + ": " + l.Found), Value: l, Problem: l.Outcome == doctor.Problem,
		})
	}
	s.list.Set(rows, func(a, b any) bool { return a.(doctor.Line).Title == b.(doctor.Line).Title })
}

func (s *computer) View(width, height int) string {
	var lines []string
	switch {
	case s.job != nil && s.online:
		lines = append([]string{""}, s.waiting("Asking Microsoft's servers. No secret is sent.", "", width)...)
	case s.report == nil:
		lines = append([]string{""}, s.waiting("Looking at this computer. Nothing is sent.", "", width)...)
	default:
		symbol, paint := s.sign(s.report.Mark())
		lines = append(s.headline(paint(symbol), s.report.Summary(), width), "")
		lines = append(lines, s.list.View(s.style, width, max(1, height-len(lines)))...)
	}
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

// detail is one line in full.
func (s *computer) detail(row widget.Row, width int) []string {
	l := row.Value.(doctor.Line)
	lines := widget.Styled(widget.Wrap(s.text(l.Title), width), s.style.Strong.Render)
	if l.Outcome == doctor.NotChecked {
		lines = append(lines, widget.Styled([]string{"not checked"}, s.style.Warn.Render)...)
	}
	lines = append(append(lines, ""), widget.Wrap(s.text(l.Found), width)...)
	if l.Hint != "" {
		lines = append(append(lines, ""), widget.Wrap(s.text("Hint: "+l.Hint), width)...)
	}
	return lines
}
