package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/mask"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/words"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// detail shows all about one finding: what was found, how to fix it, why it
// may be so, the evidence, and where the rule is written. What to do comes
// early, so that it is seen without scrolling.
func (f *findings) detail(r widget.Row, width int) []string {
	if _, ok := r.Value.(fold); ok {
		lines := widget.Styled(widget.Wrap(r.Label, width), f.style.Strong.Render)
		how := "Press Enter to show the checks"
		if f.all || f.passed {
			how = "Press Enter to fold them"
		}
		return append(lines, "", f.style.Faint.Render(widget.Cut(how, width)))
	}
	if c, ok := r.Value.(causeRow); ok {
		return f.cause(c.Cause, width)
	}
	finding, ok := r.Value.(*report.Finding)
	if !ok {
		return nil
	}
	heading := finding.Title
	if finding.Rank() < report.QuietRank && finding.Summary != "" {
		heading = finding.Summary
	}
	lines := widget.Styled(widget.Wrap(f.text(heading), width), f.style.Strong.Render)
	id := f.style.Faint.Render("  " + f.text(finding.ID))
	mark := f.mark(finding) + " "
	if strings.TrimSpace(ansi.Strip(mark)) == state(finding) { // in ASCII, the mark is the word
		mark = ""
	}
	lines = append(lines, widget.Cut(mark+state(finding)+id, width))
	return append(lines, f.body(finding, heading, width)...)
}

// body is what a detail says below its heading.
func (f *findings) body(finding *report.Finding, heading string, width int) (lines []string) {
	part := func(label, text string) {
		if strings.TrimSpace(text) == "" {
			return
		}
		lines = append(lines, "", f.style.Accent.Render(label))
		lines = append(lines, widget.Wrap(f.text(text), width)...)
	}
	if finding.Summary != heading {
		part("Found", finding.Summary)
	}
	why := finding.Why
	switch {
	case f.quotesMicrosoft(finding) && fault.Words(f.run.Report.Failure) != "":
		lines = append(lines, f.inOneScreen(finding, width)...)
		why = ""
	case finding.Page == "" && len(finding.Changes) > 0: // the registration explains it: the cause comes first
		lines = append(lines, f.why(why, width)...)
		part("Fix", finding.Fix)
		why = ""
	default:
		part("Fix", finding.Fix)
	}
	lines = append(lines, f.changes(finding, width)...)
	lines = append(lines, f.why(why, width)...)
	lines = append(lines, f.taken(finding, width)...)
	lines = append(lines, f.evidence(finding, width)...)
	if heading != finding.Title {
		part("Should be", finding.Title)
	}
	if m := f.microsoftSaid(finding, width); len(m) > 0 {
		lines = append(append(lines, ""), m...)
	}
	if names := f.run.Related(finding); len(names) > 0 && finding.Outcome == report.Fail {
		what := "Related in the sign-in (press x)"
		if finding.Page == "" {
			what = "Related in the registration (press x)"
		}
		part(what, strings.Join(names, ", "))
	}
	lines = append(lines, f.references(finding, width)...)
	return lines
}

// inOneScreen shows a failure of Microsoft's so that it fits a small window:
// what Microsoft said, the cause, the fix. All of Microsoft's words follow below.
func (f *findings) inOneScreen(finding *report.Finding, width int) []string {
	const most = 3
	said := widget.Labelled(f.style.Accent.Render("said"), f.text(fault.Words(f.run.Report.Failure)), 6, width)
	if len(said) > most {
		said = append(said[:most-1:most-1], widget.Cut(said[most-1], width-2)+" …")
	}
	lines := append([]string{""}, said...)
	if causes := f.causes(finding.Why, width-6); len(causes) > 0 {
		lines = append(append(lines, ""), widget.Beside([]string{f.style.Accent.Render("cause")}, causes, 6, width-6, "")...)
	}
	if finding.Fix != "" {
		lines = append(append(lines, ""), widget.Labelled(f.style.Accent.Render("fix"), f.text(finding.Fix), 6, width)...)
	}
	return lines
}

// why shows the causes under their heading.
func (f *findings) why(why string, width int) []string {
	lines := f.causes(why, width)
	if len(lines) == 0 {
		return nil
	}
	return append([]string{"", f.style.Accent.Render("Why")}, lines...)
}

// causes are the lines of one cause, or of several, each with a mark.
func (c *common) causes(why string, width int) []string {
	causes := words.Causes(why)
	var lines []string
	for _, cause := range causes {
		if len(causes) == 1 {
			return widget.Wrap(c.text(cause), width)
		}
		lines = append(lines, widget.Labelled(c.style.Dot, c.text(cause), 2, width)...)
	}
	return lines
}

// changes are the exact changes to the registration.
func (f *findings) changes(finding *report.Finding, width int) []string {
	if finding.Outcome != report.Fail {
		return nil
	}
	var lines []string
	for _, e := range finding.Changes {
		shown := e.Shown()
		place := appreg.Place{Path: shown.Path, Line: e.Place.Line}
		lines = append(lines, "", f.style.Accent.Render("Change")+" "+widget.Cut(f.text(place.String()), width-7))
		lines = append(lines, widget.Labelled(f.style.Faint.Render("  from"), f.text(shorten(shown.Before)), 7, width)...)
		lines = append(lines, widget.Labelled(f.style.Good.Render("  to"), f.text(shorten(shown.After)), 7, width)...)
	}
	return lines
}

// maxValue bounds one value in a detail; the token panes have it whole.
const maxValue = 600

// evidence is the table of what was there and what was wanted.
func (f *findings) evidence(finding *report.Finding, width int) []string {
	var lines []string
	for _, e := range finding.Evidence {
		if e.Label == "see" || e.Want == "" && slices.Contains(f.said(finding), e.Got) {
			continue
		}
		if len(lines) == 0 {
			lines = append(lines, "", f.style.Accent.Render("Evidence"))
		}
		lines = append(lines, widget.Cut(f.text(e.Label), width))
		lines = append(lines, widget.Labelled(f.style.Faint.Render("  got"), f.text(shorten(e.Got)), 7, width)...)
		if e.Want != "" {
			lines = append(lines, widget.Labelled(f.style.Faint.Render("  want"), f.text(shorten(e.Want)), 7, width)...)
		}
	}
	return lines
}

func shorten(value string) string { return mask.Shorten(value, maxValue) }

// microsoftSaid quotes Microsoft on the findings about a failed sign-in.
func (f *findings) microsoftSaid(finding *report.Finding, width int) []string {
	if !f.quotesMicrosoft(finding) {
		return nil
	}
	failure := f.run.Report.Failure
	lines := f.style.Table(answer(failure), 13, width)
	if lines == nil {
		return nil
	}
	return append([]string{f.style.Accent.Render(fault.Said(f.run.Report.Request))}, lines...)
}

// answer is Microsoft's own words with their names.
func answer(f *flow.Failure) [][2]string {
	return [][2]string{
		{"error", f.OAuthError},
		{"message", fault.Words(f)},
		{"correlation", f.CorrelationID},
		{"trace", f.TraceID},
		{"time", f.Timestamp},
	}
}

// said are the values that "Microsoft said" shows with a finding; its evidence
// does not repeat them.
func (f *findings) said(finding *report.Finding) []string {
	if !f.quotesMicrosoft(finding) {
		return nil
	}
	var values []string
	for _, p := range answer(f.run.Report.Failure) {
		values = append(values, p[1])
	}
	return values
}

// quotesMicrosoft reports whether a finding is about the failure of the sign-in.
func (f *findings) quotesMicrosoft(finding *report.Finding) bool {
	if f.run.Report.Failure == nil || finding.Outcome != report.Fail {
		return false
	}
	says := fault.SaysLabel(f.run.Report.Request)
	return finding.Step == report.StepSignIn ||
		slices.ContainsFunc(finding.Evidence, func(e report.Evidence) bool { return e.Label == says })
}

// references lists where the rule is written, and how to read more.
func (f *findings) references(finding *report.Finding, width int) []string {
	lines := []string{"", f.style.Accent.Render("Read more")}
	if words := f.run.PlaceWords(finding); words != "" {
		lines = append(lines, widget.Cut("Press o for "+f.text(words), width))
	}
	for _, ref := range finding.Refs {
		lines = append(lines, widget.Wrap(f.text(ref), width)...)
	}
	return append(lines, widget.Cut("edov explain "+f.text(finding.ID), width))
}

// openLinks opens the page on which a finding is fixed, or asks which link to
// open. In the demo nothing but its own pages is opened unasked.
func (f *findings) openLinks(r widget.Row) (nav, tea.Cmd) {
	finding, ok := f.findingOf(r.Value)
	if !ok {
		return nav{}, nil
	}
	return f.openFor(finding)
}

// openFor opens the page on which a finding is fixed, or asks which link to open.
func (f *findings) openFor(finding *report.Finding) (nav, tea.Cmd) {
	inDemo, found := f.run.Subject.IsDemo(), f.run.Links(finding)
	at := f.run.PlaceOf(finding)
	switch {
	case at != "":
		return nav{}, f.openPlace(f.run.Subject, at, "")
	case len(found) == 0:
		return toast(workspace.NoLink(finding)), nil
	case len(found) == 1 && !inDemo:
		return nav{}, f.openLink(found[0])
	}
	title := action.Titles[action.OpenLink]
	if inDemo {
		title = "Documentation, outside the demo"
	}
	var choices []choice
	for _, address := range found {
		choices = append(choices, choice{label: address, do: func() (nav, tea.Cmd) { return nav{}, f.openLink(address) }})
	}
	return open(newChooser(f.common, title, choices)), nil
}

// copyFinding copies what is needed to fix a finding or to ask about it.
func (f *findings) copyFinding(r widget.Row) tea.Cmd {
	finding, ok := f.findingOf(r.Value)
	if !ok {
		return nil
	}
	text := fmt.Sprintf("%s: %s", finding.ID, finding.Summary)
	if finding.Fix != "" {
		text += "\n" + finding.Fix
	}
	// Pasted text must not steer a terminal either.
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		lines = append(lines, f.text(line))
	}
	return f.copy("the finding and its fix", strings.Join(lines, "\n"))
}
