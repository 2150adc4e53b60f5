package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// guide is the walkthrough: its steps at the left, what to do at the right.
// Evidence marks the parts; what nothing can prove, the user marks.
type guideScreen struct {
	*common
	subject *workspace.Subject
	walk    *guide.Walk
	list    widget.Split

	// At the demo tenant: the job that looks at it, and its pages.
	job   *job
	pages *demo.Server
}

var (
	keyDone       = act(action.InPart, action.MarkDone)
	keyTestNow    = act(action.InGuide, action.Test)
	keyManifest   = act(action.InGuide, action.CheckDoc)
	keyNextPart   = act(action.InGuide, action.NextOpen)
	keyTheGuide   = act(action.InGuide, action.WriteGuide)
	keyReport     = act(action.InGuide, action.LastReport)
	keyLook       = act(action.InGuide, action.Clerk)
	keyAdvice     = act(action.InGuide, action.FollowGuide)
	keyBeginAgain = act(action.InGuide, action.BeginAgain)
)

// preface is the first row: what to know before step 1.
type preface struct{}

func newGuide(c *common, s *workspace.Subject) *guideScreen {
	g := &guideScreen{common: c, subject: s}
	g.list.Ratio = 44
	g.list.Title = "Parts"
	g.list.Detail = g.detail
	g.refresh()
	if at := s.Progress().At; at != "" {
		g.seek(at)
	} else if s.Progress().Seen != nil {
		g.seek(g.walk.Next)
	}
	return g
}

// refresh judges the guide again and leaves the cursor where it is. It runs with each
// frame, since a test or the connection's form may have ended on top of this screen.
func (g *guideScreen) refresh() {
	g.walk = g.Walk(g.subject)
	rows := []widget.Row{{Label: sentence.BeforeTitle, Value: preface{}}}
	for _, step := range g.walk.Steps {
		label := fmt.Sprintf("%d  %s", step.Number, step.Title)
		rows = append(rows, widget.Row{Mark: g.partMark(step.State), Label: label, Heading: true})
		for _, p := range step.Parts {
			right := ""
			if p.Optional {
				right = " optional"
			}
			rows = append(rows, widget.Row{
				Mark: g.partMark(p.State), Label: p.Title, Right: right, Value: p.ID, Problem: !p.Optional && !p.Done(),
			})
		}
	}
	g.list.Set(rows, func(a, b any) bool { return a == b })
	g.remember()
}

func (c *common) partMark(s guide.PartState) string {
	switch s {
	case guide.PartProven:
		return c.style.Good.Render(c.style.Pass)
	case guide.PartContradicted:
		return c.style.Bad.Render(c.style.Fail)
	case guide.PartSaid:
		return c.style.Accent.Render(c.style.Said)
	}
	return c.style.Faint.Render(c.style.Todo)
}

func (g *guideScreen) Init() tea.Cmd {
	if g.subject.Scenario == nil {
		return nil
	}
	return tea.Batch(g.watchPages(), g.carryOut(g.UsePractice(g.subject)))
}

func (g *guideScreen) Close() {
	g.remember()                     // n and N move without passing Update
	g.carryOut(g.SaveWay(g.subject)) // where one was
	if g.job != nil {
		g.job.cancel()
	}
}

func (g *guideScreen) rows() *widget.Split { return &g.list }

func (g *guideScreen) Title() (name, status string) {
	if g.subject.IsPractice() {
		return "Practice · setup guide for " + g.walk.For, g.subject.Name()
	}
	return "Setup guide · " + g.walk.For, g.subject.Name()
}

// part is the selected one; nil on the preface.
func (g *guideScreen) part() *guide.WalkPart {
	r, ok := g.list.Selected()
	if !ok {
		return nil
	}
	id, _ := r.Value.(string)
	p, _ := g.walk.Part(id)
	return p
}

func (g *guideScreen) seek(id string) {
	g.list.Seek(func(value any) bool { return value == id })
}

func (g *guideScreen) Keys() []key.Binding {
	list := g.list.FocusKeys()
	if p := g.part(); p != nil {
		if p.At != "" {
			list = append(list, as(widget.Keys.OpenLink, action.InPart, action.OpenPage))
		}
		if p.Markable() {
			list = append(list, g.doneKey(p))
		}
		if p.Given != "" {
			list = append(list, keyConnection)
		}
		if values := g.subject.PartValues(p); len(values) > 0 && !values[0].Form {
			list = append(list, widget.As(widget.Keys.Copy, "copy "+values[0].Label))
		}
	}
	if g.subject.CanDo(g.part()) {
		list = append(list, keyDoIt)
	}
	list = append(list, keyTestNow)
	if p := g.part(); p == nil || p.Given == "" {
		list = append(list, keyConnection)
	}
	list = append(list, keyManifest)
	if !g.list.Inside {
		list = append(list, widget.Keys.Back)
	}
	if g.walk.HasChoice {
		list = append(list, g.adviceKey())
	}
	list = append(list, keyTheGuide)
	if g.subject.Scenario != nil {
		list = append(list, as(keyBrowser, action.InGuide, action.TestBrowser))
	}
	if g.Last != nil && g.Last.Subject == g.subject {
		list = append(list, keyReport)
	}
	if g.looksAtClerk() {
		list = append(list, keyLook)
	}
	if g.subject.IsPractice() {
		list = append(list, keyBeginAgain)
	}
	return list
}

func (g *guideScreen) doneKey(p *guide.WalkPart) key.Binding {
	if p.State == guide.PartSaid {
		return as(keyDone, action.InPart, action.MarkOpen)
	}
	return keyDone
}

// adviceKey is named after the advice that it changes to.
func (g *guideScreen) adviceKey() key.Binding {
	if g.walk.Advice == guide.AsGuide {
		return as(keyAdvice, action.InGuide, action.FollowMicrosoft)
	}
	return keyAdvice
}

// follow changes to the other advice.
func (g *guideScreen) follow() (nav, tea.Cmd) {
	to := guide.AsGuide
	if g.walk.Advice == guide.AsGuide {
		to = guide.AsMicrosoft
	}
	work := g.Advise(g.subject, to)
	g.refresh()
	return toast(guide.AdviceWords(to)), g.carryOut(work)
}

// takesPaste: what is pasted here is about the part, and may fill in only some of a connection.
func (g *guideScreen) takesPaste() {}

func (g *guideScreen) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		return g.news(m)
	}
	if text, ok := pasted(msg); ok {
		return g.takePasted(text, true), nil
	}
	p := g.part()
	switch {
	case p != nil && widget.Pressed(msg, keyDone):
		return g.mark(p)
	case p != nil && widget.Pressed(msg, widget.Keys.OpenLink):
		return g.openPage(p)
	case widget.Pressed(msg, widget.Keys.OpenLink):
		return toast("no page here; the steps below have their own"), nil
	case p != nil && widget.Pressed(msg, widget.Keys.Copy):
		return g.copyValues(p)
	case widget.Pressed(msg, keyDoIt) && g.subject.CanDo(p):
		return open(g.setUp()), nil
	case widget.Pressed(msg, keyTestNow):
		return g.test(false)
	case widget.Pressed(msg, keyBrowser) && g.subject.Scenario != nil:
		return g.test(true)
	case widget.Pressed(msg, keyNextPart):
		return g.nextOpen(), nil
	case g.walk.HasChoice && widget.Pressed(msg, keyAdvice):
		return g.follow()
	case widget.Pressed(msg, keyConnection):
		return open(newForm(g.common, true, false)), nil
	case widget.Pressed(msg, keyManifest):
		return open(newPaste(g.common, "")), nil
	case widget.Pressed(msg, keyLook) && g.looksAtClerk():
		return open(newClerk(g.common, g.subject)), nil
	case widget.Pressed(msg, keyBeginAgain) && g.subject.IsPractice() && !g.HoldsPractice():
		return toast(workspace.NotBegunAgain), nil
	case widget.Pressed(msg, keyBeginAgain) && g.subject.IsPractice():
		return open(g.again()), nil
	case widget.Pressed(msg, keyTheGuide):
		return open(newExport(g.common, workspace.GuideWriter(g.walk))), nil
	case widget.Pressed(msg, keyReport) && g.Last != nil && g.Last.Subject == g.subject:
		return open(newReport(g.common, g.Last)), nil
	case g.list.Update(msg):
		g.remember()
		return nav{}, nil
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

// again asks before the practice is forgotten, and begins it again.
func (g *guideScreen) again() screen {
	c := g.common
	return newLoss(c, workspace.AskAgain, keyBeginAgain.Help().Desc, func() (nav, tea.Cmd) {
		work := c.PracticeAgain()
		if work == nil {
			n, cmd := c.practice()
			n.home = true
			return n, cmd
		}
		return nav{home: true}, c.carryOut(work)
	})
}

// looksAtClerk holds where Clerk's side can be asked for; the demo's is looked
// at by itself.
func (g *guideScreen) looksAtClerk() bool {
	return g.walk.Guide == "clerk" && g.subject.Scenario == nil
}

// remember keeps where one is, so that the guide opens there again.
func (g *guideScreen) remember() {
	if p := g.part(); p != nil {
		g.subject.Progress().At = p.ID // written with the next mark or test, and on leaving
	}
}

// nextOpen goes to the next part that is not done, and from the last one to the
// first.
func (g *guideScreen) nextOpen() nav {
	p := workspace.NextPart(g.walk, g.part())
	if p == nil {
		return toast(sentence.NothingOpen)
	}
	g.seek(p.ID)
	g.remember()
	return nav{}
}

// mark marks a part as done, or as not done.
func (g *guideScreen) mark(p *guide.WalkPart) (nav, tea.Cmd) {
	words, work := g.Mark(g.subject, p)
	g.refresh()
	if words != "" {
		return toast(words), nil
	}
	return nav{}, g.carryOut(work)
}

func (g *guideScreen) openPage(p *guide.WalkPart) (nav, tea.Cmd) {
	if p.At == "" || !g.subject.HasPage(p.At, p.Link) {
		return toast("this part has no page"), nil
	}
	return nav{}, g.openPlace(g.subject, p.At, p.Link)
}

// copyValues copies the value, or asks which.
func (g *guideScreen) copyValues(p *guide.WalkPart) (nav, tea.Cmd) {
	var choices []choice
	for _, v := range g.subject.PartValues(p) {
		if !v.Form {
			choices = append(choices, choice{label: v.Label, do: func() (nav, tea.Cmd) {
				return nav{}, g.copy(v.Label, v.Text)
			}})
		}
	}
	switch {
	case len(choices) > 0:
	case len(g.subject.PartValues(p)) == 0:
		return toast("this part has no value to copy"), nil
	default:
		return toast("value not known yet; press c to enter it"), nil
	}
	return g.copyOneOf(choices)
}

// setUp plans what the guide describes.
func (g *guideScreen) setUp() *changing {
	c := g.common.setUp(g.subject)
	c.forGuide = g
	return c
}

func (c *common) setUp(s *workspace.Subject) *changing {
	title := workspace.ActionAt(action.InGuide, action.DoIt).Name
	return newChanging(c, s, title, func(at *workspace.Placing) workspace.Planner { return c.SetUp(s, at) })
}

// test signs in and comes back with the parts judged again. At the demo tenant
// it is the built-in user who signs in, unless ownBrowser is set.
func (g *guideScreen) test(ownBrowser bool) (nav, tea.Cmd) {
	if err := g.subject.CanTest(); err != nil {
		return toast(err.Error()), nil
	}
	g.subject.SetOwnBrowser(ownBrowser)
	return g.beginSignin(g.subject, func() *signin {
		s := newSignin(g.common, g.subject, nil)
		s.forGuide = g
		return s
	}), nil
}

// tested goes to what a sign-in showed to be wrong, and says how it ended. It is
// called after the run was taken over.
func (g *guideScreen) tested(r *workspace.Run) (words string) {
	g.refresh()
	if p, _ := g.walk.Part(g.walk.Next); p != nil && p.State == guide.PartContradicted {
		g.seek(p.ID)
		g.remember()
	}
	if r.Report.Verdict == report.VerdictPass {
		return r.Report.Headline
	}
	return r.Report.Headline + ". " + keyReport.Help().Key + " shows the report"
}

func (g *guideScreen) View(width, height int) string {
	g.refresh()
	lines := []string{g.progressLine(width)}
	if height >= 16 {
		lines = append(lines, "")
	}
	lines = append(lines, g.list.View(g.style, width, max(1, height-len(lines)))...)
	return strings.Join(widget.Page(lines, 0, height), "\n")
}

// progressLine is a bar with the steps that are done.
func (g *guideScreen) progressLine(width int) string {
	words := workspace.GuideLine(g.walk)
	return widget.Cut(" "+g.style.Progress(g.walk.Done, len(g.walk.Steps))+" "+words, width)
}
