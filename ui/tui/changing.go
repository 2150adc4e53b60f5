package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/plan"
	"edov/ui/provision"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// changing is a plan: first it is made, then it is shown and agreed to, then it
// is carried out, and then it says what came of it.
type changing struct {
	*common
	subject  *workspace.Subject
	title    string
	plan     *workspace.Changing // nil: it is made now
	changed  *workspace.Changed  // nil: it was not carried out
	job      *job                // nil: nothing runs
	problem  []string            // why there is no plan
	news     map[string]plan.News
	stopping bool
	frame    int
	list     widget.Split

	planner func(*workspace.Placing) workspace.Planner
	at      *workspace.Placing // where the values go on the product's side; nil: that was not asked

	before   *workspace.Run // the sign-in that a test is compared with
	forGuide *guideScreen   // that a test leads back to; nil: to its report
	under    int            // screens below that are out of date once something was changed
	then     func(*workspace.Changed) screen
}

// outcome is the row of what came of a plan as a whole.
type outcome struct{}

// planned is the news that a plan was made, or why not.
type planned struct {
	plan *workspace.Changing
	err  error
}

var (
	keyDoIt     = act(action.InGuide, action.DoIt)
	keyApplyFix = act(action.InReport, action.Apply)
	keyCarryOut = act(action.InPlan, action.CarryOut)
	keyToggle   = act(action.InPlan, action.ToggleStep)
	keySavePlan = act(action.InPlan, action.SavePlan)
	keyCopyPlan = act(action.InPlan, action.CopyPlan)
	keyMessage  = act(action.InPlan, action.SaveMessage)
	keyStopPlan = act(action.InChanging, action.StopPlan)
	keyUndoPlan = act(action.InChanged, action.UndoPlan)
	keyProve    = act(action.InChanged, action.ProvePlan)
	keyProveOwn = act(action.InChanged, action.TestBrowser)
	keyReadStep = widget.Bind("→", "details", "right", "l")
)

// newChanging makes a plan for a subject.
func newChanging(
	c *common, s *workspace.Subject, title string, planner func(*workspace.Placing) workspace.Planner,
) *changing {
	n := &changing{common: c, subject: s, title: title, planner: planner}
	n.list.Title = "Steps"
	n.list.Detail = n.detail
	n.begins(planner(nil))
	return n
}

// begins makes a plan.
func (s *changing) begins(planner workspace.Planner) {
	s.job = s.newJob(func(ctx context.Context, tell func(any)) {
		p, err := planner(ctx)
		tell(planned{p, err})
	})
}

// asks is the form that asks where the values go, and leads back to the plan.
func (s *changing) asks(at *workspace.Placing) *form {
	return newPlacing(s.common, at, func() screen {
		n := &changing{common: s.common, subject: s.subject, title: s.title, planner: s.planner, at: at}
		n.before, n.forGuide, n.under, n.then = s.before, s.forGuide, s.under, s.then
		n.list.Title = s.list.Title
		n.list.Detail = n.detail
		n.begins(s.planner(at))
		return n
	})
}

// showChanging shows a plan that was made.
func showChanging(c *common, s *workspace.Subject, p *workspace.Changing) *changing {
	n := &changing{common: c, subject: s, title: p.Title, plan: p}
	n.list.Title = "Steps"
	n.list.Detail = n.detail
	n.fill()
	return n
}

func (s *changing) Init() tea.Cmd {
	if s.job == nil {
		return nil
	}
	return tea.Batch(s.job.begin(), s.tick(s))
}

func (s *changing) Close() {
	if s.job != nil {
		s.job.cancel()
	}
}

// runs holds while the plan is carried out.
func (s *changing) runs() bool { return s.job != nil && s.plan != nil }

func (s *changing) busy() string {
	if !s.runs() {
		return ""
	}
	return "Changes are being made. Stop after this step and quit?"
}

func (s *changing) rows() *widget.Split { return &s.list }

func (s *changing) Title() (name, status string) {
	switch {
	case s.changed != nil:
		status = "carried out"
	case s.stopping:
		status = "stopping after this step"
	case s.runs():
		status = "changing"
	default:
		status = "nothing is changed yet"
	}
	return s.title, status
}

func (s *changing) on() workspace.On { return workspace.On{Changing: s.plan, Changed: s.changed} }

// place is that of a plan, before or after it was carried out.
func (s *changing) place() action.Place {
	if s.changed != nil {
		return action.InChanged
	}
	return action.InPlan
}

func (s *changing) Keys() []key.Binding {
	switch {
	case s.problem != nil:
		return []key.Binding{keyTryAgain, widget.Keys.Back}
	case s.plan == nil:
		return []key.Binding{widget.Keys.Back}
	case s.list.Inside:
		return s.list.FocusKeys()
	case s.runs():
		return []key.Binding{keyStopPlan}
	}
	var list []key.Binding
	for _, a := range s.Actions(s.place(), s.on()) {
		list = append(list, planKeys[a.ID])
	}
	list = slices.Insert(list, min(2, len(list)), widget.Keys.Back)
	if s.list.ShowsBoth() {
		return list
	}
	undo := slices.IndexFunc(list, func(b key.Binding) bool { return b.Help() == keyUndoPlan.Help() })
	switch {
	case s.changed == nil && s.plan.Refused != nil:
		return slices.Insert(list, 1, keyReadStep)
	case s.changed == nil: // what a step changes is read before it is agreed to
		return slices.Insert(list, 0, keyReadStep)
	case undo > 1:
		list = slices.Insert(slices.Delete(list, undo, undo+1), 1, keyUndoPlan)
	}
	return append(list, keyReadStep)
}

// mustKeys: reading a step and agreeing; afterwards the proof and the undo.
func (s *changing) mustKeys() int { return 2 }

// planKeys are the keys of the actions with a plan.
var planKeys = map[action.ID]key.Binding{
	action.CarryOut: keyCarryOut, action.ToggleStep: keyToggle, action.SavePlan: keySavePlan,
	action.CopyPlan: keyCopyPlan, action.SaveMessage: keyMessage, action.UndoPlan: keyUndoPlan, action.Remind: keyRemind,
	action.ProvePlan: keyProve, action.TestBrowser: keyProveOwn,
}

func (s *changing) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch m := msg.(type) {
	case tickMsg:
		if m.screen != any(s) || s.job == nil {
			return nav{}, nil
		}
		s.frame++
		return nav{}, s.tick(s)
	case newsMsg:
		if s.job == nil || m.job != s.job.id {
			return nav{}, nil
		}
		return s.told(m.news)
	}
	switch {
	case s.list.Inside:
		s.list.Update(msg)
	case s.runs():
		if widget.Pressed(msg, keyStopPlan) {
			s.stopping = true
			s.plan.Stop()
			return nav{}, nil
		}
		s.list.Update(msg)
	case s.plan != nil:
		return s.do(msg)
	case s.problem != nil && widget.Pressed(msg, keyTryAgain):
		s.problem = nil
		s.begins(s.planner(s.at))
		return nav{}, s.Init()
	case widget.Pressed(msg, widget.Keys.Back) && s.problem != nil && s.at != nil: // to answer differently
		f := s.asks(s.at)
		f.problem = s.problem
		return replace(f), nil
	case widget.Pressed(msg, widget.Keys.Back):
		return back(), nil
	}
	return nav{}, nil
}

// do does the actions with a plan that is shown, or was carried out.
func (s *changing) do(msg tea.Msg) (nav, tea.Cmd) {
	for _, a := range s.Actions(s.place(), s.on()) {
		if widget.Pressed(msg, planKeys[a.ID]) {
			return s.act(a.ID)
		}
	}
	switch {
	case widget.Pressed(msg, widget.Bind("", "", "enter")): // the row has nothing to open
	case s.list.Update(msg):
	case widget.Pressed(msg, widget.Keys.Back):
		return s.leave(), nil
	}
	return nav{}, nil
}

func (s *changing) act(id action.ID) (nav, tea.Cmd) {
	switch id {
	case action.CarryOut:
		return s.ask(), nil
	case action.ToggleStep:
		if r, ok := s.list.Selected(); ok {
			s.plan.Toggle(r.Value.(string))
			s.fill()
		}
	case action.SavePlan, action.SaveMessage:
		return open(newExport(s.common, s.WriterOf(id, s.on()))), nil
	case action.Remind:
		return s.remind(), nil
	case action.CopyPlan:
		return nav{}, s.copy("the commands", s.on().Commands())
	case action.UndoPlan:
		undo := showChanging(s.common, s.subject, s.changed.Undo())
		undo.forGuide, undo.under, undo.then = s.forGuide, s.under, s.then
		return replace(undo), nil
	case action.ProvePlan:
		return s.test(false)
	case action.TestBrowser:
		return s.test(true)
	}
	return nav{}, nil
}

// ask asks whether the chosen steps are to be carried out.
func (s *changing) ask() nav {
	if why := s.plan.Unfit(); why != "" {
		return toast(why)
	}
	q := newDialog(s.common, s.plan.Question(), "Apply", func() (nav, tea.Cmd) { return nav{}, s.begin() })
	q.OnNo = s.plan.Chosen().Widens() || s.plan.CantBeUndone()
	return open(q)
}

// begin carries the plan out.
func (s *changing) begin() tea.Cmd {
	s.news = map[string]plan.News{}
	p := s.plan
	s.job = s.newJob(func(ctx context.Context, tell func(any)) {
		p.Asks(func(ctx context.Context, h provision.HandOver) (bool, error) {
			asked := handed{h, make(chan bool, 1)}
			tell(asked)
			select {
			case done := <-asked.answer:
				return done, nil
			case <-ctx.Done():
				return false, ctx.Err()
			}
		})
		tell(s.CarryOut(ctx, p, func(n plan.News) { tell(n) }))
	})
	s.fill()
	return tea.Batch(s.job.begin(), s.tick(s))
}

// told takes one piece of news.
func (s *changing) told(news any) (nav, tea.Cmd) {
	switch n := news.(type) {
	case planned:
		s.job = nil
		switch {
		case errors.Is(n.err, workspace.ErrNothing):
			end := back()
			end.toast = upper(n.err.Error()) + "."
			return end, nil
		case errors.Is(n.err, workspace.ErrPlaces):
			return replace(s.asks(s.NewPlacing(s.subject))), nil
		case n.err != nil:
			s.problem = strings.Split(n.err.Error(), "\n")
			return nav{}, nil
		}
		s.plan, s.title = n.plan, n.plan.Title
		s.fill()
		return nav{}, nil
	case handed:
		return open(newHandOver(s.common, n)), s.job.next
	case plan.News:
		s.news[n.Step.ID] = n
		s.fill()
	case *workspace.Changed:
		s.job, s.changed = nil, n
		_, next := s.Take(n)
		s.fill()
		s.list.Seek(func(value any) bool { return value == any(outcome{}) })
		return nav{}, tea.Batch(s.carryOut(next), read(s.subject, n.Run))
	}
	return nav{}, s.job.next
}

// leave goes back, to what is true now.
func (s *changing) leave() nav {
	if s.changed == nil || s.then == nil {
		return back()
	}
	if next := s.then(s.changed); next != nil {
		return nav{pop: 1 + s.under, push: []screen{next}}
	}
	return back()
}

// test signs in, to prove what was changed: at the demo tenant as its built-in user, unless ownBrowser is set.
func (s *changing) test(ownBrowser bool) (nav, tea.Cmd) {
	if s.subject.IsPractice() {
		s.subject.SetOwnBrowser(ownBrowser)
	}
	n := s.beginSignin(s.subject, func() *signin {
		in := newSignin(s.common, s.subject, s.before)
		in.forGuide = s.forGuide
		return in
	})
	n.pop = 1 + s.under
	return n, nil
}
