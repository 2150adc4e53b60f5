package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/report/diff"
	"edov/inspect/token"
)

// compare shows what changed from one run to the next.
type compare struct {
	*common
	before, after *run
	diff          *diff.Diff
	list          split
}

func newCompare(c *common, before, after *run) *compare {
	s := &compare{common: c, before: before, after: after, diff: diff.Between(before.report, after.report)}
	s.list.detail = s.detail
	s.fill()
	return s
}

func (s *compare) fill() {
	heading := func(text string) { s.list.rows = append(s.list.rows, row{label: text, heading: true}) }
	if len(s.diff.Findings) > 0 {
		heading("Checks")
		for _, f := range s.diff.Findings {
			s.list.rows = append(s.list.rows, row{mark: s.mark(f.Now), label: s.text(f.Title), right: string(f.Turn), value: f})
		}
	}
	if len(s.diff.Claims) > 0 {
		heading("Claims")
		for _, c := range s.diff.Claims {
			s.list.rows = append(s.list.rows, row{label: s.text(c.Token + " " + c.Name + ": " + c.Before + " -> " + c.After), value: c})
		}
	}
	if len(s.list.rows) == 0 {
		heading("The same checks failed and passed, and the claims are the same.")
		heading("Microsoft may need a few minutes to take up an edit: w watches.")
	}
	s.list.settle(1)
}

func (s *compare) Init() tea.Cmd { return nil }

func (s *compare) Close() {}

func (s *compare) Title() (name, status string) {
	return "What changed", "compared with the run " + ago(s.now().Sub(s.before.at))
}

func (s *compare) Keys() []key.Binding {
	return []key.Binding{as(keys.Back, "to the report"), keyAgain, keyWatch, as(keys.Open, "details")}
}

func (s *compare) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case s.list.update(msg):
	case pressed(msg, keyAgain):
		n := s.beginSignin(s.after.subject, func() *signin { return newSignin(s.common, s.after.subject, s.after) })
		n.pop = 2
		return n, nil
	case pressed(msg, keyWatch):
		return open(newWatch(s.common, s.after)), nil
	case pressed(msg, keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

func (s *compare) View(width, height int) string {
	mark, paint := s.verdictMark(s.after.report)
	lines := []string{paint(cut(" "+mark+" "+s.text(s.after.report.Headline), width))}
	lines = append(lines, s.style.Strong.Render(cut("   "+s.text(s.diff.Summary()), width)))
	if h := s.diff.Headline; h != nil && height >= 10 {
		lines = append(lines, s.style.Faint.Render(cut("   before: "+s.text(h.Before), width)))
	}
	if s.diff.OtherAccount {
		lines = append(lines, s.style.Warn.Render(cut("   another account signed in, so claims differ for that reason too", width)))
	}
	lines = append(lines, "")
	lines = append(lines, s.list.view(s.common, width, max(1, height-len(lines)))...)
	return strings.Join(page(lines, 0, height), "\n")
}

func (s *compare) detail(r row, width int) []string {
	switch v := r.value.(type) {
	case diff.FindingChange:
		was := string(v.Before)
		if was == "" {
			was = "not in that report"
		}
		lines := styled(wrap(s.text(v.Title), width), s.style.Strong.Render)
		lines = append(lines, "", "before  "+was, "now     "+state(v.Now), "")
		lines = append(lines, wrap(s.text(v.Now.Summary), width)...)
		if v.Now.Fix != "" {
			lines = append(append(lines, ""), wrap(s.text(v.Now.Fix), width)...)
		}
		return lines
	case diff.ClaimChange:
		lines := styled(wrap(s.text(v.Name), width), s.style.Strong.Render)
		lines = append(lines, wrap(token.Meaning(v.Token[strings.LastIndexByte(v.Token, ' ')+1:], v.Name), width)...)
		lines = append(append(lines, ""), labelled(s.style.Faint.Render("before"), s.text(v.Before), 8, width)...)
		return append(lines, labelled(s.style.Faint.Render("now"), s.text(v.After), 8, width)...)
	}
	return nil
}
