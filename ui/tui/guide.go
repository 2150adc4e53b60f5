package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/ui/render/markdown"
	"edov/ui/store"
	"edov/ui/tui/widget"
)

// guide is the walkthrough: its steps at the left, what to do at the right.
// Evidence marks the parts; what nothing can prove, the user marks.
type guideScreen struct {
	*common
	subject *subject
	walk    *guide.Walk
	list    widget.Split

	// At the demo tenant: the job that looks at it, and its pages.
	job   *job
	pages *demo.Server
}

var (
	keyDone     = widget.Bind("space", "mark as done", " ")
	keyTestNow  = widget.Bind("t", "test now", "t")
	keyManifest = widget.Bind("m", "paste the manifest", "m")
	keyNextPart = widget.Bind("n", "next open part", "n")
	keyTheGuide = widget.Bind("e", "write as a file", "e")
	keyReport   = widget.Bind("r", "last report", "r")
	keyLook     = widget.Bind("C", "look at Clerk's side", "C")
)

// preface is the first row: what to know before step 1.
type preface struct{}

func newGuide(c *common, s *subject) *guideScreen {
	g := &guideScreen{common: c, subject: s}
	g.list.Ratio = 44
	g.list.Detail = g.detail
	g.refresh()
	if at := s.way().At; at != "" {
		g.seek(at)
	} else if s.way().Seen != nil {
		g.seek(g.walk.Next)
	}
	return g
}

// product is the auth product that the guide is for.
func (s *subject) product() string {
	if s.scenario != nil {
		return "Clerk" // which the demo tenant's app is for
	}
	return s.connection.Product
}

// way is the progress, made when it is first needed.
func (s *subject) way() *guide.Progress {
	if s.progress == nil {
		s.progress = new(guide.Progress)
	}
	return s.progress
}

// walkNow judges how far the subject is with its guide.
func (c *common) walkNow(s *subject) *guide.Walk {
	connection := s.connection
	connection.Product = s.product()
	connection.TrustAuthority = connection.TrustAuthority || s.isDemo() // Microsoft's portal does not have its app
	s.way().About(connection)
	return guide.For(connection.Product).Walk(s.way(), connection, s.hasSecret(), c.now())
}

// hasSecret holds when the secret was given, here or where it is kept.
func (s *subject) hasSecret() bool {
	return s.connection.Public || !s.connection.Secret.IsZero() ||
		s.saved != nil && s.saved.HasSecret() ||
		s.practice != nil && s.practice.hasSecret()
}

// refresh judges anew and keeps the cursor where it is. It is done for every
// frame: a test or the connection's form may have ended above.
func (g *guideScreen) refresh() {
	g.walk = g.walkNow(g.subject)
	rows := []widget.Row{{Label: "Before you start", Value: preface{}}}
	for _, step := range g.walk.Steps {
		rows = append(rows, widget.Row{Mark: g.partMark(step.State), Label: fmt.Sprintf("%d  %s", step.Number, step.Title), Heading: true})
		for _, p := range step.Parts {
			right := ""
			if p.Optional {
				right = " optional"
			}
			rows = append(rows, widget.Row{Mark: g.partMark(p.State), Label: p.Title, Right: right, Value: p.ID})
		}
	}
	g.list.Set(rows, func(a, b any) bool { return a == b })
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
	if g.subject.scenario == nil {
		return nil
	}
	cmds := []tea.Cmd{g.watchPages()}
	switch p := g.subject.practice; {
	case p == nil:
	case !p.mine:
		cmds = append(cmds, func() tea.Msg { return notKept{"another edov has the practice open"} })
	default: // the next start begins with it
		cmds = append(cmds, g.write(store.PracticeKey, "used", func(st *store.Store) (tea.Msg, error) { return nil, st.Touch(store.PracticeKey) }))
	}
	return tea.Batch(cmds...)
}

func (g *guideScreen) Close() {
	if cmd := g.keepWay(g.subject); cmd != nil { // where one was
		go cmd()
	}
	if g.job != nil {
		g.job.cancel()
	}
}

func (g *guideScreen) Title() (name, status string) {
	return "Setup guide · " + g.walk.For, g.subject.name()
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
			list = append(list, widget.As(widget.Keys.OpenLink, "open the page"))
		}
		if p.Markable() {
			list = append(list, g.doneKey(p))
		}
		if p.Given != "" {
			list = append(list, keyConnection)
		}
		if values := g.values(p); len(values) > 0 && !values[0].Form {
			list = append(list, widget.As(widget.Keys.Copy, "copy "+values[0].Label))
		}
	}
	list = append(list, keyTestNow, keyNextPart)
	if p := g.part(); p == nil || p.Given == "" {
		list = append(list, keyConnection)
	}
	list = append(list, keyManifest)
	if !g.list.Inside {
		list = append(list, widget.Keys.Back)
	}
	list = append(list, keyTheGuide)
	if g.subject.scenario != nil {
		list = append(list, widget.As(keyBrowser, "test with my browser"))
	}
	if g.last != nil && g.last.subject == g.subject {
		list = append(list, keyReport)
	}
	if g.looksAtClerk() {
		list = append(list, keyLook)
	}
	return list
}

func (g *guideScreen) doneKey(p *guide.WalkPart) key.Binding {
	if p.State == guide.PartSaid {
		return widget.As(keyDone, "not done")
	}
	return keyDone
}

func (g *guideScreen) Update(msg tea.Msg) (nav, tea.Cmd) {
	if m, ok := msg.(newsMsg); ok {
		return g.news(m)
	}
	if text, ok := pasted(msg); ok {
		return open(newPaste(g.common, text)), nil
	}
	p := g.part()
	switch {
	case p != nil && widget.Pressed(msg, keyDone):
		return g.mark(p)
	case p != nil && widget.Pressed(msg, widget.Keys.OpenLink):
		return g.openPage(p)
	case widget.Pressed(msg, widget.Keys.OpenLink):
		return toast("there is no page to open here: the steps below have theirs"), nil
	case p != nil && widget.Pressed(msg, widget.Keys.Copy):
		return g.copyValues(p)
	case widget.Pressed(msg, keyTestNow):
		return g.test(false)
	case widget.Pressed(msg, keyBrowser) && g.subject.scenario != nil:
		return g.test(true)
	case widget.Pressed(msg, keyNextPart):
		return g.nextOpen(), nil
	case widget.Pressed(msg, keyConnection):
		return open(newGuideForm(g.common)), nil
	case widget.Pressed(msg, keyManifest):
		return open(newPaste(g.common, "")), nil
	case widget.Pressed(msg, keyLook) && g.looksAtClerk():
		return open(newClerk(g.common, g.subject)), nil
	case widget.Pressed(msg, keyTheGuide):
		return open(g.export()), nil
	case widget.Pressed(msg, keyReport) && g.last != nil && g.last.subject == g.subject:
		return open(newReport(g.common, g.last)), nil
	case g.list.Update(msg):
		g.remember()
		return nav{}, nil
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

// looksAtClerk holds where Clerk's side can be asked for; the demo's is looked
// at by itself.
func (g *guideScreen) looksAtClerk() bool {
	return g.walk.Guide == "clerk" && g.subject.scenario == nil
}

// remember keeps where one is, so that the guide opens there again.
func (g *guideScreen) remember() {
	if p := g.part(); p != nil {
		g.subject.way().At = p.ID // written with the next mark or test, and on leaving
	}
}

// nextOpen goes to the next part that is not done, and from the last one to the
// first.
func (g *guideScreen) nextOpen() nav {
	for i := range g.list.Rows {
		at := (g.list.Cursor + 1 + i) % len(g.list.Rows)
		id, _ := g.list.Rows[at].Value.(string)
		if p, _ := g.walk.Part(id); p != nil && !p.Optional && !p.Done() {
			g.seek(id)
			g.remember()
			return nav{}
		}
	}
	return toast("nothing is open")
}

// mark says that a part is done, or takes it back. What evidence has decided
// cannot be marked.
func (g *guideScreen) mark(p *guide.WalkPart) (nav, tea.Cmd) {
	switch {
	case p.Markable():
	case p.State == guide.PartProven:
		return toast("proven by " + p.By + ": there is nothing to mark"), nil
	case p.State == guide.PartContradicted:
		return toast(p.By + " shows that it is not so: mend it and test again"), nil
	case p.State == guide.PartSaid:
		return toast("it is in the connection already: c changes it"), nil
	default:
		return toast(p.StateLine() + ". Mend it and test again"), nil
	}
	g.subject.way().At = p.ID
	g.subject.way().Say(p.ID, p.State == guide.PartOpen, g.now())
	g.refresh()
	return nav{}, g.keepWay(g.subject)
}

func (g *guideScreen) openPage(p *guide.WalkPart) (nav, tea.Cmd) {
	if p.At == "" || p.Link == "" && !g.subject.isDemo() {
		return toast("this part has no page to open"), nil
	}
	return nav{}, g.openPlace(g.subject, p.At, p.Link)
}

// copyValues copies the value, or asks which.
func (g *guideScreen) copyValues(p *guide.WalkPart) (nav, tea.Cmd) {
	var choices []choice
	for _, v := range g.values(p) {
		if !v.Form {
			choices = append(choices, choice{label: v.Label, do: func() (nav, tea.Cmd) { return nav{}, g.copy(v.Label, v.Text) }})
		}
	}
	switch len(choices) {
	case 0:
		if len(g.values(p)) == 0 {
			return toast("this part has no value to copy"), nil
		}
		return toast("the value is not known yet: c opens the connection"), nil
	case 1:
		return choices[0].do()
	}
	return open(newChooser(g.common, "Copy what?", choices)), nil
}

// test signs in and comes back with the parts judged anew. At the demo tenant
// it is the built-in user who signs in, unless ownBrowser is set.
func (g *guideScreen) test(ownBrowser bool) (nav, tea.Cmd) {
	if g.subject.scenario == nil || g.subject.practice != nil {
		switch {
		case g.subject.connection.ClientID == "":
			return toast("a test needs the client ID first: c opens the connection"), nil
		case g.subject.practice != nil && !g.subject.hasSecret():
			return toast("a test needs the client secret first: c opens the connection"), nil
		}
	}
	g.subject.setOwnBrowser(ownBrowser)
	return g.beginSignin(g.subject, func() *signin {
		s := newSignin(g.common, g.subject, nil)
		s.forGuide = g
		return s
	}), nil
}

// tested goes to what a sign-in showed to be wrong, and says how it ended. It is
// called after the run was taken over.
func (g *guideScreen) tested(r *run) (words string) {
	g.refresh()
	if p, _ := g.walk.Part(g.walk.Next); p != nil && p.State == guide.PartContradicted {
		g.seek(p.ID)
		g.remember()
	}
	if r.report.Verdict == report.VerdictPass {
		return r.report.Headline
	}
	return r.report.Headline + ". r shows the report"
}

func (g *guideScreen) export() *export {
	return newWriter(g.common, "setup-guide.md", "Write the guide to a file", "Markdown, with the values and the state of each part. No secret is in it.",
		func(string) ([]byte, error) { return []byte(markdown.Walk(g.walk, 0)), nil })
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
	words := fmt.Sprintf("%d of %d steps done", g.walk.Done, len(g.walk.Steps))
	switch p, number := g.walk.Part(g.walk.Next); {
	case p == nil:
		words += ": " + g.walk.DoneWords()
	case p.State == guide.PartContradicted:
		words += fmt.Sprintf("; to mend, in step %d: %s", number, p.Title)
	default:
		words += fmt.Sprintf("; next, in step %d: %s", number, p.Title)
	}
	return widget.Cut(" "+g.style.Progress(g.walk.Done, len(g.walk.Steps))+" "+words, width)
}
