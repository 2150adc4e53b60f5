package lines

import (
	"context"
	"errors"
	"strings"

	"edov/flow/demo"
	"edov/flow/together"
	"edov/inspect/fault"
	"edov/ui/lines/prompt"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// connections lists the connections, to use another one.
func (t *talk) connections(on *workspace.On) error {
	choices := t.desk.Connections()
	if len(choices) == 0 {
		return form(false, true)(t, on)
	}
	return t.Once(action.Titles[action.Connection], each(choices, choiceName,
		func(c workspace.Choice) error { return t.connection(c, on) }))
}

func choiceName(c workspace.Choice) string { return c.Action.Name }

func (t *talk) connection(c workspace.Choice, on *workspace.On) error {
	switch c.Action.ID {
	case action.EditConnection:
		return form(false, false)(t, on)
	case action.UseConnection:
		if c.Unsaved != nil {
			t.Say("%s", t.desk.UseUnsaved(c.Unsaved))
			return nil
		}
		return t.do([]workspace.Work{t.desk.Use(c.Entry.Saved)})
	case action.BrokenConnection:
		return c.Entry.Err
	case action.ForgetConnection:
		if err := t.Sure(workspace.AskForget(c.Entry.Name)); err != nil {
			return err
		}
		return t.do([]workspace.Work{t.desk.Forget(c.Entry.Name)})
	}
	return ways[c.Action.ID](t, on)
}

func (t *talk) scenarios(*workspace.On) error {
	return t.menu("", titled(action.Titles[action.Scenarios]), &workspace.On{}, func() []prompt.Item {
		return each(demo.Scenarios(), func(s demo.Scenario) string { return s.ID + ": " + s.Title }, t.scenario)
	})
}

func (t *talk) scenario(s demo.Scenario) error {
	return t.menu(action.InScenarios, titled(s.Title+"\n"+s.Doc), &workspace.On{Scenario: &s}, nil)
}

func play(ownBrowser bool) way {
	return func(t *talk, on *workspace.On) error {
		t.desk.Play(*on.Scenario, ownBrowser)
		return t.report(t.signIn(t.desk.Subject))
	}
}

func test(ownBrowser bool) way {
	return func(t *talk, _ *workspace.On) error {
		if err := t.desk.Subject.CanTest(); err != nil {
			return err
		}
		if question := t.desk.BeforeTest(); question != "" {
			if yes, err := t.Yes(question, true); err != nil || !yes {
				return err
			}
		}
		if t.desk.Subject.IsPractice() || ownBrowser {
			t.desk.Subject.SetOwnBrowser(ownBrowser)
		}
		return t.report(t.signIn(t.desk.Subject))
	}
}

// signIn runs one sign-in. Lines typed meanwhile are pastes, but for the names of
// what can be done.
func (t *talk) signIn(s *workspace.Subject) (*workspace.Run, error) {
	if err := t.unlock(s); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(t.ctx)
	defer cancel()
	var pastes chan string
	if !s.IsDemo() || s.OwnBrowser {
		pastes = make(chan string)
		lines, listening := make(chan string), together.Group{Stop: cancel}
		go t.Pastes(ctx, lines, pastes)
		listening.Go(func() { t.listen(ctx, cancel, lines) })
		defer func() { cancel(); listening.Wait() }()
	}
	r := t.desk.SignIn(ctx, s, pastes, t.Progress(s))
	if t.ctx.Err() != nil {
		return nil, t.ctx.Err()
	}
	if words := r.NotYet(); words != "" {
		t.Say("%s", words)
	}
	t.desk.SetLast(r)
	t.news = r
	return r, t.do(t.desk.Took(r))
}

// listen passes typed lines on as pastes until the sign-in has ended.
func (t *talk) listen(ctx context.Context, stop context.CancelFunc, lines chan<- string) {
	stopping, sights := typed(action.InSignIn, action.StopSignIn), typed(action.InSignIn, action.Sights)
	t.Say("type %s, or %s; anything else is read as the response or the error text", stopping, sights)
	for {
		line, err := t.Next(ctx)
		switch strings.ToLower(strings.TrimSpace(line)) {
		case stopping:
			stop()
			return
		case sights:
			for _, sight := range fault.Sights(t.desk.About()) {
				t.Say("\n%s", sight.Label)
				_ = text.Explanation(t.Out, sight.Explanation, t.Style)
			}
			continue
		}
		if err != nil && !errors.Is(err, prompt.ErrTooLong) {
			return
		}
		select {
		case lines <- line:
		case <-ctx.Done():
			return
		}
	}
}

// watch signs in every minute until something changes.
func (t *talk) watch(on *workspace.On) error {
	now, stop := typed(action.InWatch, action.TryNow), typed(action.InWatch, action.StopWatch)
	t.Say("%s", workspace.AboutWatching(on.Run.Subject))
	for {
		ctx, cancel := context.WithTimeout(t.ctx, workspace.WatchEvery)
		answer, err := t.AskUntil(ctx, now+" or "+stop+"?")
		cancel()
		switch {
		case answer == stop:
			return nil
		case err != nil && !errors.Is(err, context.DeadlineExceeded):
			return err
		case err == nil && answer != now:
			continue
		}
		r, err := t.signIn(on.Run.Subject)
		if err != nil {
			return err
		}
		same := workspace.SameOutcome(on.Run, r)
		if same == "" {
			return t.become(on, r, nil)
		}
		t.Say("%s", same)
	}
}
