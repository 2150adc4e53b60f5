package lines

import (
	"context"
	"errors"
	"strconv"

	"edov/flow/plan"
	"edov/ui/lines/prompt"
	"edov/ui/provision"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// planners make a planner for where the values go on the product's side; nil: that was not asked.
type planners func(at *workspace.Placing) workspace.Planner

// change makes a plan, shows it, and asks what to do with it.
func (t *talk) change(planner planners) error {
	t.Note("%s", sentence.Planning)
	p, err := planner(nil)(t.ctx)
	for errors.Is(err, workspace.ErrPlaces) {
		at := t.desk.NewPlacing(t.desk.Subject)
		if err := t.ask(at, at.Pages); err != nil {
			return err
		}
		t.Note("%s", sentence.Planning)
		p, err = planner(at)(t.ctx)
	}
	if errors.Is(err, workspace.ErrNothing) {
		t.Say("%s", err)
		return nil
	}
	if err != nil {
		return err
	}
	return t.changing(p)
}

// changing shows a plan, and leads to what came of it.
func (t *talk) changing(p *workspace.Changing) error {
	t.Say("")
	if err := text.Plan(t.Out, p.Plan, t.Style); err != nil {
		return err
	}
	t.SayAll(p.Note)
	if f := p.Refused; f != nil {
		t.SayAll(f.Summary, f.Description, f.Hint)
	}
	on := &workspace.On{Changing: p}
	return t.menu(action.InPlan, func() string {
		return p.Title + ": " + strconv.Itoa(len(p.Chosen().Steps)) + " of " + strconv.Itoa(len(p.Plan.Steps)) +
			" steps are on. Nothing is changed yet."
	}, on, nil)
}

// carryOut asks, carries the plan out, and says what came of it.
func (t *talk) carryOut(on *workspace.On) error {
	p := on.Changing
	if why := p.Unfit(); why != "" {
		t.Say("%s", why)
		return prompt.ErrStay
	}
	steps := len(p.Chosen().Steps)
	if err := t.Sure(p.Question()); err != nil {
		return err
	}
	p.Asks(t.handOver)
	m := t.desk.CarryOut(t.ctx, p, func(n plan.News) { t.Note("%s", n.Words(steps)) })
	_, next := t.desk.Take(m)
	if m.Run != nil {
		t.news = m.Run
	}
	_ = t.do(next)
	if m.Result != nil {
		if err := text.Outcome(t.Out, m.Result, t.Style); err != nil {
			return err
		}
	}
	t.SayAll(m.Words())
	t.SayAll(m.After...)
	err := t.menu(action.InChanged, titled("What next?"), &workspace.On{Changing: p, Changed: m, Run: on.Run}, nil)
	if err == nil {
		err = prompt.ErrBack // the plan is carried out: it is not shown again
	}
	return err
}

// toggleStep switches one step on or off.
func (t *talk) toggleStep(on *workspace.On) error {
	p := on.Changing
	return t.Once("Which step?", each(p.Plan.Steps, func(s plan.Step) string {
		state := "on"
		if !p.IsOn(s.ID) {
			state = "off"
		}
		name := s.Title + " (" + state + ")"
		if s.Widens != "" {
			name += ", WIDENS: " + s.Widens
		}
		return name
	}, func(s plan.Step) error { p.Toggle(s.ID); return nil }))
}

func (t *talk) planCommands(on *workspace.On) error {
	t.Say("%s", on.Commands())
	return nil
}

func (t *talk) undoPlan(on *workspace.On) error {
	if err := t.changing(on.Changed.Undo()); err != nil {
		return err
	}
	return prompt.ErrBack
}

// handOver shows what the user enters by hand on the product's side, the secret on request, and asks whether it is
// done.
func (t *talk) handOver(_ context.Context, h provision.HandOver) (bool, error) {
	t.SayAll(h.Title, h.Link)
	for _, v := range h.Values {
		t.Say("%s: %s", v[0], v[1])
	}
	switch {
	case h.Undo:
		t.Say(sentence.BringBack)
	case h.Secret.IsZero():
	case t.ShowSecret == nil:
		t.Say("The secret can't be shown here: this is not a terminal.")
	default:
		show, err := t.Yes("Show the client secret once, on a screen of its own?", true)
		if err != nil {
			return false, err
		}
		if show {
			enter := func() error { _, err := t.Next(t.ctx); return err }
			if err := t.ShowSecret(h.Secret, enter); err != nil {
				return false, err
			}
		}
	}
	return t.Yes(h.Question(), false)
}

func (t *talk) applyFix(on *workspace.On) error {
	return t.renewing(on, func() error {
		return t.change(func(*workspace.Placing) workspace.Planner { return t.desk.Fix(on.Run) })
	})
}

// renewing does what may put a report out of date. Its menu then goes on with the newest one.
func (t *talk) renewing(on *workspace.On, do func() error) error {
	t.news = nil
	err := do()
	if on.Run != nil && t.news != nil && t.news.Subject == on.Run.Subject {
		on.Run = t.news
	}
	return err
}

func (t *talk) doIt(*workspace.On) error {
	s := t.desk.Subject
	return t.change(func(at *workspace.Placing) workspace.Planner { return t.desk.SetUp(s, at) })
}

func (t *talk) doRotation(on *workspace.On) error {
	s := t.desk.Subject
	err := t.renewing(on, func() error {
		return t.change(func(at *workspace.Placing) workspace.Planner { return t.desk.Rotate(s, at) })
	})
	if failed := t.refreshSecrets(on); err == nil {
		err = failed
	}
	return err
}
