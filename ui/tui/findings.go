package tui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// findings is the pane of what the checks found: problems first, the rest
// folded into one row.
type findings struct {
	*common
	run      *workspace.Run
	told     *report.Report // that of the run, in words of the screens
	list     widget.Split
	all      bool            // nothing is folded
	passed   bool            // passed and skipped checks are unfolded
	unfolded map[string]bool // unfolded causes
}

// fold is the row that stands for passed and skipped checks.
type fold struct{}

var keyAll = act(action.InReport, action.ShowAll)

func newFindings(c *common, r *workspace.Run) *findings {
	f := &findings{common: c, run: r, told: r.InScreens(), unfolded: map[string]bool{}}
	f.list.Title = "Findings"
	f.list.Detail = f.detail
	f.list.Filtered = f.everything
	f.all = r.Report.Origin == flow.OriginClerk // there is no other pane that lists its settings
	f.fill()
	f.start()
	return f
}

// start puts the cursor on the first problem that says how to fix it: "the
// sign-in failed" comes before its cause, but helps less. A note is no problem.
func (f *findings) start() {
	f.list.Seek(func(value any) bool {
		finding, ok := f.findingOf(value)
		return ok && toFix(finding.Mark()) && finding.Fix != ""
	})
}

func (f *findings) name() string { return "Findings" }

func (f *findings) rows() *widget.Split { return &f.list }

// everything is what a filter looks through: all findings, whatever is folded.
func (f *findings) everything() []widget.Row {
	var rows []widget.Row
	for _, finding := range f.told.Findings {
		rows = append(rows, f.row(finding))
	}
	return rows
}

func (f *findings) keys() []key.Binding {
	if f.list.Inside {
		return []key.Binding{widget.As(widget.Keys.Down, "scroll"), widget.Keys.Copy, widget.Keys.OpenLink}
	}
	all := keyAll
	if f.all {
		all = widget.As(keyAll, "fold")
	}
	list := []key.Binding{widget.As(widget.Keys.Open, "details"), all, widget.Keys.Copy, widget.Keys.OpenLink}
	if finding, ok := f.selected(); ok && len(f.run.Related(finding)) > 0 {
		list = append(list, keyOther)
	}
	return list
}

func (f *findings) selected() (*report.Finding, bool) {
	r, ok := f.list.Selected()
	if !ok {
		return nil, false
	}
	return f.findingOf(r.Value)
}

// seek puts the cursor on a finding, and unfolds its cause.
func (f *findings) seek(id string) bool {
	for _, c := range f.told.Causes {
		if len(c.Findings) > 1 && slices.Contains(c.Findings, id) && !f.unfolded[c.ID] {
			f.unfolded[c.ID] = true
			f.fill()
		}
	}
	return f.list.Seek(isFinding(id))
}

func (f *findings) fill() {
	all := f.told.Findings
	var rows []widget.Row
	if rows = f.problems(); rows == nil {
		rows = append(rows, widget.Row{Label: "Nothing to fix", Heading: true})
	}
	f.list.Set(append(rows, f.quiet(all)...), sameRow)
}

// quiet is one row for passed and skipped checks, which opens: they are listed by the step that they belong to.
func (f *findings) quiet(all []*report.Finding) []widget.Row {
	var below []widget.Row
	passed, skipped := 0, 0
	for _, step := range stepsOf(all) {
		below = append(below, widget.Row{Label: stepName(step), Heading: true})
		heading := len(below)
		for _, finding := range all {
			if finding.Step != step || finding.Rank() != report.QuietRank {
				continue
			}
			below = append(below, f.row(finding))
			if finding.Outcome == report.Pass {
				passed++
			} else {
				skipped++
			}
		}
		if len(below) == heading {
			below = below[:heading-1]
		}
	}
	if len(below) == 0 {
		return nil
	}
	counts := fmt.Sprintf("%d passed", passed)
	if skipped > 0 {
		counts += fmt.Sprintf(", %d skipped", skipped)
	}
	row := widget.Row{Mark: f.style.Faint.Render(f.style.Folded), Label: counts, Value: fold{}}
	if !f.all && !f.passed {
		return []widget.Row{row}
	}
	row.Mark = f.style.Faint.Render(f.style.Unfolded)
	return append([]widget.Row{row}, below...)
}

// row names the check of a problem and what was found; a title is true when all
// is well.
func (f *findings) row(finding *report.Finding) widget.Row {
	label := finding.Title
	if finding.Rank() < report.QuietRank && finding.Summary != "" {
		label = finding.ID + ": " + finding.Summary
	}
	return widget.Row{
		Mark: f.mark(finding), Label: f.text(label), Words: finding.ID + " " + string(finding.Step) + " " + state(finding),
		Problem: toFix(finding.Mark()), Value: finding,
	}
}

// toFix holds for errors, warnings and what could not be checked.
func toFix(m report.Mark) bool {
	return m == report.MarkFail || m == report.MarkBroken || m == report.MarkWarning || m == report.MarkUnknown
}

// isFinding finds the row of a finding by its ID.
func isFinding(id string) func(value any) bool {
	return func(value any) bool {
		finding, ok := value.(*report.Finding)
		return ok && finding.ID == id
	}
}

func sameRow(a, b any) bool {
	switch x := a.(type) {
	case fold:
		return b == any(x)
	case causeRow:
		y, ok := b.(causeRow)
		return ok && x.ID == y.ID
	}
	x, ok := a.(*report.Finding)
	y, also := b.(*report.Finding)
	return ok && also && x.ID == y.ID
}

// stepName is a step in the words of the setup guide.
func stepName(s report.Step) string {
	switch s {
	case report.StepConnection:
		return "Connection"
	case report.StepSignIn:
		return "Sign-in"
	case report.StepOpenID:
		return "ID token"
	case report.StepClaims:
		return "Claims"
	case report.StepAccess:
		return "Access token"
	case report.StepSecret:
		return "Client secret"
	case report.StepService:
		return "Clock and network"
	case report.StepRegistration:
		return "App registration"
	case report.StepRedirect:
		return "Redirect URIs"
	case report.StepPermissions:
		return "API permissions"
	case report.StepProduct:
		return "Product"
	}
	return "Others" // a report from elsewhere
}

// stepsOf lists the steps in the order of the findings.
func stepsOf(all []*report.Finding) []report.Step {
	var steps []report.Step
	seen := map[report.Step]bool{}
	for _, f := range all {
		if !seen[f.Step] {
			seen[f.Step] = true
			steps = append(steps, f.Step)
		}
	}
	return steps
}

func (f *findings) update(msg tea.Msg) (nav, tea.Cmd, bool) {
	r, ok := f.list.Selected()
	switch {
	case widget.Pressed(msg, keyAll):
		f.all = !f.all
		f.fill()
	case ok && widget.Pressed(msg, widget.Keys.Copy):
		return nav{}, f.copyFinding(r), true
	case ok && widget.Pressed(msg, widget.Keys.OpenLink):
		n, cmd := f.openLinks(r)
		return n, cmd, true
	case ok && isFold(r) && !f.list.Inside && (widget.Pressed(msg, widget.Keys.Open) || f.again(msg)):
		f.toggle(r)
	case ok && f.again(msg):
		f.list.Inside = true
	default:
		return nav{}, nil, f.list.Update(msg)
	}
	return nav{}, nil, true
}

// again is a second click on the selected row.
func (f *findings) again(msg tea.Msg) bool {
	c, ok := msg.(widget.Click)
	return ok && !f.list.Inside && f.list.IsOn(c)
}

func isFold(r widget.Row) bool {
	switch r.Value.(type) {
	case fold, causeRow:
		return true
	}
	return false
}

func (f *findings) view(width, height int) []string { return f.list.View(f.style, width, height) }
