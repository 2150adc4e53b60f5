package lines

import (
	"fmt"

	"edov/inspect/guide"
	"edov/inspect/words"
	"edov/ui/lines/prompt"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// chooseGuide opens the guide of what is tested now, or asks for which product.
func (t *talk) chooseGuide(on *workspace.On) error {
	if t.desk.HasGuide() {
		return t.guide(t.desk.Subject)
	}
	return t.Once(action.Titles[action.Guide], each(workspace.Guides(), choiceName, func(c workspace.Choice) error {
		if c.Guide == nil {
			return t.practice(on)
		}
		return t.guide(t.desk.ChooseGuide(c.Guide))
	}))
}

func (t *talk) practice(*workspace.On) error {
	s, work := t.desk.Practice()
	if s == nil { // it was read now
		_ = t.do(work)
		s, _ = t.desk.Practice()
	}
	_ = t.do(t.desk.UsePractice(s))
	t.passages(workspace.Preface(s, t.desk.Walk(s))[:1])
	return t.guide(s)
}

// beginAgain forgets the practice. The way to the new one leads over home, for its menus are of the one before.
func (t *talk) beginAgain(*workspace.On) error {
	if err := t.Sure(workspace.AskAgain); err != nil {
		return err
	}
	if err := t.do(t.desk.PracticeAgain()); err != nil {
		return err
	}
	t.Say("The practice begins again: choose it at home.")
	return prompt.ErrHome
}

// guide lists the parts of the setup guide with their states.
func (t *talk) guide(s *workspace.Subject) error {
	on := &workspace.On{}
	return t.menu(action.InGuide, func() string {
		if r, err := t.desk.Look(t.ctx, s); err == nil && r != nil {
			_ = t.do(t.desk.Looked(r))
		}
		on.Walk = t.desk.Walk(s)
		return "Setup guide for " + on.Walk.For + ": " + workspace.GuideLine(on.Walk)
	}, on, func() []prompt.Item {
		items := []prompt.Item{{
			Name: sentence.BeforeTitle, Do: func() error { t.passages(workspace.Preface(s, on.Walk)); return nil },
		}}
		for _, step := range on.Walk.Steps {
			items = append(items, each(step.Parts, func(p guide.WalkPart) string {
				name := fmt.Sprintf("step %d: %s: %s", step.Number, p.Title, p.Words())
				if p.Optional {
					name += " (optional)"
				}
				return name
			}, func(p guide.WalkPart) error { on.Part = &p; return t.part(on) })...)
		}
		return items
	})
}

// part tells one part and what can be done with it. A mark leads back to the
// guide.
func (t *talk) part(on *workspace.On) error {
	s, p := t.desk.Subject, on.Part
	link, err := t.desk.Place(s, p.At, p.Link)
	if err != nil {
		return err
	}
	t.SayAll(p.Title, t.desk.PartState(p))
	t.SayAll(words.Causes(p.SeenWhy)...)
	t.passages(s.PartPassages(p))
	if link != "" {
		t.Say("page: %s", link)
	}
	return t.menu(action.InPart, func() string {
		on.Walk = t.desk.Walk(s)
		on.Part, _ = on.Walk.Part(p.ID)
		return "What next?"
	}, on, nil)
}

func (t *talk) nextPart(on *workspace.On) error {
	if on.Part = workspace.NextPart(on.Walk, on.Part); on.Part == nil {
		t.Say(sentence.NothingOpen)
		return prompt.ErrStay
	}
	return t.part(on)
}

func (t *talk) mark(on *workspace.On) error {
	words, work := t.desk.Mark(t.desk.Subject, on.Part)
	t.SayAll(words)
	_ = t.do(work)
	return prompt.ErrBack
}

// follow changes whose advice the guide follows, and shows it again.
func follow(a guide.Advice) way {
	return func(t *talk, _ *workspace.On) error { return t.do(t.desk.Advise(t.desk.Subject, a)) }
}

func (t *talk) openPage(on *workspace.On) error {
	return t.open(t.desk.Subject, on.Part.At, on.Part.Link)
}
