package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/inspect/report"
)

// findings is the pane of what the checks found: problems first, the rest
// folded by the step of the setup it belongs to.
type findings struct {
	*common
	run    *run
	list   split
	all    bool                 // nothing is folded
	open   map[report.Step]bool // unfolded steps
	filter textinput.Model
	asking bool // the filter has the keys
}

// fold is the row of a step whose findings are folded away.
type fold struct{ step report.Step }

var (
	keyFilter = bind("/", "filter", "/")
	keyAll    = bind("a", "show all", "a")
	keyApply  = bind("↵", "keep the filter", "enter")
	keyClear  = bind("esc", "clear it", "esc")
)

func newFindings(c *common, r *run) *findings {
	f := &findings{common: c, run: r, open: map[report.Step]bool{}}
	f.filter = newInput("/", 80)
	f.list.detail = f.detail
	f.all = r.report.Origin == flow.OriginClerk // there is no other pane that lists its settings
	f.fill()
	f.start()
	return f
}

// start puts the cursor on the first problem that says how to mend it: "the
// sign-in failed" comes before its cause, but helps less.
func (f *findings) start() {
	for i, r := range f.list.rows {
		if finding, ok := r.value.(report.Finding); ok && finding.Rank() < report.QuietRank && finding.Fix != "" {
			f.list.cursor = i
			return
		}
	}
}

func (f *findings) name() string { return "Findings" }

func (f *findings) typing() bool { return f.asking }

func (f *findings) keys() []key.Binding {
	switch {
	case f.asking:
		return []key.Binding{keyApply, keyClear}
	case f.list.inside:
		return []key.Binding{as(keys.Down, "scroll"), keys.Copy, keys.OpenLink}
	}
	all := keyAll
	if f.all {
		all = as(keyAll, "fold")
	}
	list := []key.Binding{as(keys.Open, "details"), keyFilter, all, keys.Copy, keys.OpenLink}
	if finding, ok := f.selected(); ok && len(f.run.related(finding)) > 0 {
		list = append(list, keyOther)
	}
	return list
}

func (f *findings) selected() (report.Finding, bool) {
	r, ok := f.list.selected()
	if !ok {
		return report.Finding{}, false
	}
	finding, ok := r.value.(report.Finding)
	return finding, ok
}

// seek puts the cursor on a finding.
func (f *findings) seek(id string) bool {
	for i, r := range f.list.rows {
		if finding, ok := r.value.(report.Finding); ok && finding.ID == id {
			f.list.cursor, f.list.scroll, f.list.kept.valid = i, 0, false
			return true
		}
	}
	return false
}

func (f *findings) fill() {
	all := f.run.report.Findings
	var rows []row
	if words := strings.Fields(strings.ToLower(f.filter.Value())); len(words) > 0 {
		for _, finding := range all {
			if matches(finding, words) {
				rows = append(rows, f.row(finding))
			}
		}
		if rows == nil {
			rows = []row{{label: "no check matches the filter", heading: true}}
		}
		f.list.set(rows, sameRow)
		return
	}
	for level := range report.QuietRank {
		for _, finding := range all {
			if finding.Rank() == level {
				rows = append(rows, f.row(finding))
			}
		}
	}
	if rows == nil {
		rows = append(rows, row{label: "nothing to mend", heading: true})
	}
	f.list.set(append(rows, f.quiet(all)...), sameRow)
}

// quiet lists passed and skipped checks by step, folded unless asked.
func (f *findings) quiet(all []report.Finding) []row {
	var rows []row
	for _, step := range stepsOf(all) {
		var of []row
		passed, skipped := 0, 0
		for _, finding := range all {
			if finding.Step != step || finding.Rank() != report.QuietRank {
				continue
			}
			of = append(of, f.row(finding))
			if finding.Outcome == report.Pass {
				passed++
			} else {
				skipped++
			}
		}
		if len(of) == 0 {
			continue
		}
		mark := f.style.Folded
		unfolded := f.all || f.open[step]
		if unfolded {
			mark = f.style.Unfolded
		}
		counts := fmt.Sprintf("%d passed", passed)
		if skipped > 0 {
			counts += fmt.Sprintf(", %d skipped", skipped)
		}
		rows = append(rows, row{mark: f.style.Faint.Render(mark), label: stepName(step) + ": " + counts, value: fold{step}})
		if unfolded {
			rows = append(rows, of...)
		}
	}
	return rows
}

// row says of a problem which check it is of and what was found; a title is
// true when all is well.
func (f *findings) row(finding report.Finding) row {
	label := finding.Title
	if finding.Rank() < report.QuietRank && finding.Summary != "" {
		label = finding.ID + ": " + finding.Summary
	}
	return row{mark: f.mark(finding), label: f.text(label), value: finding}
}

func sameRow(a, b any) bool {
	if x, ok := a.(fold); ok {
		return b == any(x)
	}
	x, ok := a.(report.Finding)
	y, also := b.(report.Finding)
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
func stepsOf(all []report.Finding) []report.Step {
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

// matches reports whether all words are in a finding.
func matches(f report.Finding, words []string) bool {
	text := strings.ToLower(f.ID + " " + f.Title + " " + f.Summary + " " + string(f.Step) + " " + state(f))
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (f *findings) update(msg tea.Msg) (nav, tea.Cmd, bool) {
	if f.asking {
		return f.ask(msg)
	}
	r, ok := f.list.selected()
	switch {
	case pressed(msg, keyFilter):
		f.asking, f.list.inside = true, false
		return nav{}, f.filter.Focus(), true
	case pressed(msg, keyAll):
		f.all = !f.all
		f.fill()
	case ok && pressed(msg, keys.Copy):
		return nav{}, f.copyFinding(r), true
	case ok && pressed(msg, keys.OpenLink):
		n, cmd := f.openLinks(r)
		return n, cmd, true
	case ok && isFold(r) && !f.list.inside && (pressed(msg, keys.Open) || f.again(msg)):
		step := r.value.(fold).step
		f.open[step] = !f.open[step]
		f.fill()
	case f.filter.Value() != "" && !f.list.inside && pressed(msg, keys.Back):
		f.filter.SetValue("")
		f.fill()
	case ok && f.again(msg):
		f.list.inside = true
	default:
		return nav{}, nil, f.list.update(msg)
	}
	return nav{}, nil, true
}

// again is a second click on the selected row.
func (f *findings) again(msg tea.Msg) bool {
	c, ok := msg.(click)
	return ok && !f.list.inside && c.x <= f.list.drawn.listWidth && c.y == f.list.cursor-f.list.offset
}

func isFold(r row) bool {
	_, ok := r.value.(fold)
	return ok
}

// ask takes the filter's text.
func (f *findings) ask(msg tea.Msg) (nav, tea.Cmd, bool) {
	switch {
	case pressed(msg, keyApply):
		f.asking = false
		f.filter.Blur()
		return nav{}, nil, true
	case pressed(msg, keyClear):
		f.asking = false
		f.filter.Blur()
		f.filter.SetValue("")
		f.fill()
		return nav{}, nil, true
	case pressed(msg, bind("", "", "up")), pressed(msg, bind("", "", "down")):
		return nav{}, nil, f.list.update(msg)
	}
	if _, ok := msg.(tea.KeyMsg); !ok {
		return nav{}, nil, f.list.update(msg)
	}
	var cmd tea.Cmd
	f.filter, cmd = f.filter.Update(msg)
	f.fill()
	return nav{}, cmd, true
}

func (f *findings) view(width, height int) []string {
	var lines []string
	if f.asking || f.filter.Value() != "" {
		f.filter.Width = max(4, width-4)
		lines = append(lines, " "+typedLine(f.filter))
	}
	return append(lines, f.list.view(f.common, width, height-len(lines))...)
}
