package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/report/diff"
	"edov/inspect/token"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// compare shows what changed from one run to the next.
type compare struct {
	*common
	before, after *workspace.Run
	diff          *diff.Diff
	list          widget.Split
	below         string // what it leads back to
}

func newCompare(c *common, before, after *workspace.Run) *compare {
	s := &compare{
		common: c, before: before, after: after, below: "the report", diff: diff.Between(before.Report, after.Report),
	}
	s.list.Title = "Changes"
	s.list.Detail = s.detail
	s.fill()
	return s
}

func (s *compare) fill() {
	heading := s.list.AddHeading
	if len(s.diff.Findings) > 0 {
		heading("Checks")
		for _, f := range s.diff.Findings {
			s.list.Rows = append(s.list.Rows, widget.Row{
				Mark: s.mark(f.Now), Label: s.text(f.Says()), Right: string(f.Turn), Value: f,
			})
		}
	}
	if len(s.diff.Claims) > 0 {
		heading("Claims")
		for _, c := range s.diff.Claims {
			label := s.text(c.Token + " " + c.Name + ": " + c.Before + " -> " + c.After)
			s.list.Rows = append(s.list.Rows, widget.Row{Label: label, Value: c})
		}
	}
	if len(s.list.Rows) == 0 {
		for _, note := range workspace.DiffNotes(s.diff) {
			heading(note)
		}
	}
	s.list.Settle()
}

func (s *compare) Init() tea.Cmd { return nil }

func (s *compare) Close() {}

func (s *compare) rows() *widget.Split { return &s.list }

func (s *compare) Title() (name, status string) {
	return action.Titles[action.RunAgain], "compared with the run " + workspace.Ago(s.Now().Sub(s.before.At))
}

func (s *compare) Keys() []key.Binding {
	list := []key.Binding{widget.As(widget.Keys.Back, "to "+s.below)}
	if s.after.CanApply() {
		list = append(list, keyApplyFix)
	}
	if s.reminds(action.InCompare, s.after) {
		list = append(list, keyRemind)
	}
	return append(list, keyAgain, keyWatch, widget.As(widget.Keys.Open, "details"))
}

func (s *compare) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case s.list.Update(msg):
	case widget.Pressed(msg, keyAgain):
		n := s.beginSignin(s.after.Subject, func() *signin { return newSignin(s.common, s.after.Subject, s.after) })
		n.pop = 2
		return n, nil
	case widget.Pressed(msg, keyApplyFix) && s.after.CanApply():
		return open(s.fix(s.after, 2)), nil
	case widget.Pressed(msg, keyRemind) && s.reminds(action.InCompare, s.after):
		return s.remind(), nil
	case widget.Pressed(msg, keyWatch):
		return open(newWatch(s.common, s.after)), nil
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

func (s *compare) View(width, height int) string {
	mark, paint := s.verdictMark(s.after.Report)
	lines := []string{paint(widget.Cut(" "+mark+" "+s.text(s.after.Report.Headline), width))}
	lines = append(lines, s.style.Strong.Render(widget.Cut("   "+s.text(s.diff.Summary()), width)))
	if h := s.diff.Headline; h != nil && height >= 10 {
		lines = append(lines, s.style.Faint.Render(widget.Cut("   before: "+s.text(h.Before), width)))
	}
	if s.diff.OtherAccount {
		lines = append(lines, s.style.Warn.Render(widget.Cut("   "+sentence.OtherAccount, width)))
	}
	lines = append(lines, "")
	lines = append(lines, s.list.View(s.style, width, max(1, height-len(lines)))...)
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

func (s *compare) detail(r widget.Row, width int) []string {
	switch v := r.Value.(type) {
	case diff.FindingChange:
		was := string(v.Before)
		if was == "" {
			was = "not in that report"
		}
		lines := widget.Styled(widget.Wrap(s.text(v.Says()), width), s.style.Strong.Render)
		lines = append(lines, "", "before  "+was, "now     "+state(v.Now), "")
		lines = append(lines, widget.Wrap(s.text(v.Other()), width)...)
		if v.Now.Fix != "" {
			lines = append(append(lines, ""), widget.Wrap(s.text(v.Now.Fix), width)...)
		}
		return lines
	case diff.ClaimChange:
		lines := widget.Styled(widget.Wrap(s.text(v.Name), width), s.style.Strong.Render)
		lines = append(lines, widget.Wrap(token.Meaning(v.Token[strings.LastIndexByte(v.Token, ' ')+1:], v.Name), width)...)
		lines = append(append(lines, ""), widget.Labelled(s.style.Faint.Render("before"), s.text(v.Before), 8, width)...)
		return append(lines, widget.Labelled(s.style.Faint.Render("now"), s.text(v.After), 8, width)...)
	}
	return nil
}
