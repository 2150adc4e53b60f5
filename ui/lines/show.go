package lines

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/fault"
	"edov/inspect/guide"
	"edov/inspect/report/diff"
	"edov/inspect/words"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/passage"
	"edov/ui/workspace/sentence"
)

// title is the welcome, or the subject at a glance.
func (t *talk) title() string {
	if t.desk.Subject == nil {
		return strings.Join(sentence.Welcome(), "\n") + "\n" + sentence.NothingSent
	}
	var lines []string
	for _, f := range t.desk.Facts(func(r *workspace.Run) string { word, _ := text.Mark(r.Verdict()); return word }) {
		lines = append(lines, strings.TrimPrefix(f[0]+": "+f[1], ": "))
	}
	return strings.Join(lines, "\n")
}

func (t *talk) passages(list []passage.Passage) {
	for _, p := range list {
		t.sayAll(p.Title)
		for i, line := range p.Lines {
			switch {
			case p.Style == passage.Steps, p.Style == passage.Points:
				line = "- " + line
			case p.Style == passage.FactRows && i%2 == 1:
				continue
			case p.Style == passage.FactRows:
				line += ": " + p.Lines[i+1]
			}
			t.say("%s", line)
		}
	}
}

// connections lists the connections, to use another one.
func (t *talk) connections(on *workspace.On) error {
	choices := t.desk.Connections()
	if len(choices) == 0 {
		return form(false, true)(t, on)
	}
	var items []item
	for _, c := range choices {
		items = append(items, item{c.Action.Name, func() error { return t.connection(c, on) }})
	}
	return t.once(action.Titles[action.Connection], items)
}

func (t *talk) connection(c workspace.Choice, on *workspace.On) error {
	switch c.Action.ID {
	case action.EditConnection:
		return form(false, false)(t, on)
	case action.UseConnection:
		return t.do([]workspace.Work{t.desk.Use(c.Entry.Saved)})
	case action.BrokenConnection:
		return c.Entry.Err
	case action.ForgetConnection:
		if err := t.sure(workspace.AskForget(c.Entry.Name)); err != nil {
			return err
		}
		return t.do([]workspace.Work{t.desk.Forget(c.Entry.Name)})
	}
	return ways[c.Action.ID](t, on)
}

func (t *talk) scenarios(*workspace.On) error {
	return t.menu("", titled(action.Titles[action.Scenarios]), &workspace.On{}, func() []item {
		var items []item
		for _, s := range demo.Scenarios() {
			items = append(items, item{s.ID + ": " + s.Title, func() error { return t.scenario(s) }})
		}
		return items
	})
}

func (t *talk) scenario(s demo.Scenario) error {
	return t.menu(action.InScenarios, titled(s.Title+"\n"+s.Doc), &workspace.On{Scenario: &s}, nil)
}

func (t *talk) signInAndReport() error {
	r, err := t.signIn(t.desk.Subject)
	if err != nil {
		return err
	}
	return t.report(r)
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
		lines, listened := make(chan string), make(chan struct{})
		go t.Pastes(ctx, lines, pastes)
		go func() {
			defer close(listened)
			t.listen(ctx, cancel, lines)
		}()
		defer func() { cancel(); <-listened }()
	}
	r := t.desk.SignIn(ctx, s, pastes, t.Progress(s))
	if t.ctx.Err() != nil {
		return nil, t.ctx.Err()
	}
	t.desk.SetLast(r)
	return r, t.do(t.desk.Took(r))
}

// listen passes typed lines on as pastes until the sign-in has ended.
func (t *talk) listen(ctx context.Context, stop context.CancelFunc, lines chan<- string) {
	name := func(id action.ID) string { return strings.ToLower(workspace.ActionAt(action.InSignIn, id).Name) }
	t.say("type %s, or %s; anything else is read as the answer or the error text",
		name(action.StopSignIn), name(action.Sights))
	for {
		line, err := t.lines.next(ctx)
		switch strings.ToLower(strings.TrimSpace(line)) {
		case name(action.StopSignIn):
			stop()
			return
		case name(action.Sights):
			for _, sight := range fault.Sights(t.desk.About()) {
				t.say("\n%s", sight.Label)
				_ = text.Explanation(t.Out, sight.Explanation, t.Style)
			}
			continue
		}
		if err != nil && !errors.Is(err, errLineTooLong) {
			return
		}
		select {
		case lines <- line:
		case <-ctx.Done():
			return
		}
	}
}

// report shows a report, and asks what to do with it.
func (t *talk) report(r *workspace.Run) error {
	on := &workspace.On{Run: r}
	if err := show(text.Options{})(t, on); err != nil {
		return err
	}
	return t.menu(action.InReport, titled("What next?"), on, nil)
}

// become shows a newer run in place of the one of a menu.
func (t *talk) become(on *workspace.On, r *workspace.Run, err error) error {
	if err != nil {
		return err
	}
	before := on.Run
	on.Run = r
	if err := show(text.Options{})(t, on); err != nil {
		return err
	}
	t.compare(before, r)
	return nil
}

func (t *talk) compare(before, after *workspace.Run) {
	d := diff.Between(before.Report, after.Report)
	t.say("\n%s: %s", action.Titles[action.RunAgain], d.Summary())
	text.Diff(t.Out, before.Report, after.Report, d)
	t.sayAll(workspace.DiffNotes(d)...)
}

func (t *talk) runAgain(on *workspace.On) error {
	r, err := t.signIn(on.Run.Subject)
	return t.become(on, r, err)
}

func (t *talk) readAgain(on *workspace.On) error {
	r, err := t.read(on.Run.Subject)
	return t.become(on, r, err)
}

// watch signs in every minute until something changes.
func (t *talk) watch(on *workspace.On) error {
	name := func(id action.ID) string { return strings.ToLower(workspace.ActionAt(action.InWatch, id).Name) }
	t.say("%s", workspace.AboutWatching(on.Run.Subject))
	for {
		ctx, cancel := context.WithTimeout(t.ctx, workspace.WatchEvery)
		answer, err := t.askUntil(ctx, name(action.TryNow)+" or "+name(action.StopWatch)+"?")
		cancel()
		switch {
		case answer == name(action.StopWatch):
			return nil
		case err != nil && !errors.Is(err, context.DeadlineExceeded):
			return err
		case err == nil && answer != name(action.TryNow):
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
		t.say("%s", same)
	}
}

func (t *talk) patch(on *workspace.On) error {
	p := workspace.NewPatch(on.Run.Report)
	t.sayAll(p.About, p.Command, p.Text)
	return t.menu(action.InPatch, titled("What next?"), &workspace.On{Patch: &p}, nil)
}

// explain explains a number or a text of one line.
func (t *talk) explain(*workspace.On) error {
	t.say(sentence.AboutExplain)
	line, err := t.ask(">")
	if err != nil {
		return err
	}
	e, ok := fault.ExplainText(line, t.desk.About())
	if !ok {
		t.say(sentence.NoSuchError)
		return errStay
	}
	if err := text.Explanation(t.Out, e, t.Style); err != nil || e.Link == "" {
		return err
	}
	return t.menu(action.InExplain, titled("What next?"), &workspace.On{Link: e.Link}, nil)
}

// chooseGuide opens the guide of what is tested now, or asks for which product.
func (t *talk) chooseGuide(on *workspace.On) error {
	if t.desk.HasGuide() {
		return t.guide(t.desk.Subject)
	}
	practice := workspace.ActionAt(action.Anywhere, action.Practice).Name
	items := []item{{practice, func() error { return t.practice(on) }}}
	for _, g := range guide.All() {
		items = append(items, item{"For " + g.Product, func() error { return t.guide(t.desk.ChooseGuide(g)) }})
	}
	return t.once(action.Titles[action.Guide], items)
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

// guide lists the parts of the setup guide with their states.
func (t *talk) guide(s *workspace.Subject) error {
	on := &workspace.On{}
	return t.menu(action.InGuide, func() string {
		if r, err := t.desk.Look(t.ctx, s); err == nil && r != nil {
			_ = t.do(t.desk.Looked(r))
		}
		on.Walk = t.desk.Walk(s)
		return "Setup guide for " + on.Walk.For + ": " + workspace.GuideLine(on.Walk)
	}, on, func() []item {
		items := []item{{sentence.BeforeTitle, func() error { t.passages(workspace.Preface(s, on.Walk)); return nil }}}
		for _, step := range on.Walk.Steps {
			for _, p := range step.Parts {
				label := fmt.Sprintf("step %d: %s: %s", step.Number, p.Title, p.Words())
				if p.Optional {
					label += " (optional)"
				}
				items = append(items, item{label, func() error { on.Part = &p; return t.part(on) }})
			}
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
	t.sayAll("", p.Title, t.desk.PartState(p))
	t.sayAll(words.Causes(p.SeenWhy)...)
	t.passages(s.PartPassages(p))
	if link != "" {
		t.say("page: %s", link)
	}
	return t.menu(action.InPart, func() string {
		on.Walk = t.desk.Walk(s)
		on.Part, _ = on.Walk.Part(p.ID)
		return "What next?"
	}, on, nil)
}

func (t *talk) nextPart(on *workspace.On) error {
	if on.Part = workspace.NextPart(on.Walk, on.Part); on.Part == nil {
		t.say(sentence.NothingOpen)
		return errStay
	}
	return t.part(on)
}

func (t *talk) mark(on *workspace.On) error {
	refused, work := t.desk.Mark(t.desk.Subject, on.Part)
	t.sayAll(refused)
	_ = t.do(work)
	return errBack
}

func (t *talk) openPage(on *workspace.On) error {
	return t.open(t.desk.Subject, on.Part.At, on.Part.Link)
}

// registration shows the app registration, which is read where it is not known.
func (t *talk) registration(on *workspace.On) error {
	s := t.desk.Subject
	if known := t.desk.RegistrationRead(s); known != nil {
		return t.report(t.desk.CheckRegistration(s, known))
	}
	if s.IsDemo() {
		return t.readAndReport(on)
	}
	return t.once(action.Titles[action.Registration], t.offer(action.InRegistration, on))
}

func (t *talk) readAndReport(*workspace.On) error {
	r, err := t.read(t.desk.Subject)
	if err != nil {
		return err
	}
	return t.report(r)
}

// read reads the registration from where it lives.
func (t *talk) read(s *workspace.Subject) (*workspace.Run, error) {
	t.Note("%s", workspace.ReadingWords(s))
	r, work, err := t.desk.GotRegistration(s, t.desk.ReadRegistration(t.ctx, s, t.wait))
	_ = t.do(work)
	return r, err
}

// secrets lists the expiry dates of what is known.
func (t *talk) secrets(*workspace.On) error {
	known := t.desk.KnownSecrets(t.desk.Subject)
	if t.desk.Subject.IsDemo() {
		r, err := t.read(t.desk.Subject)
		if err != nil {
			return err
		}
		known = t.desk.SecretsOf(r.Session.Registration)
	}
	if err := text.Secrets(t.Out, known.Report, t.Style); err != nil {
		return err
	}
	t.sayAll(known.About)
	return t.menu(action.InSecrets, titled("What next?"), &workspace.On{Secrets: known}, nil)
}

// rotation tells how to replace a secret.
func (t *talk) rotation(on *workspace.On) error {
	steps, outlook := t.desk.Rotation(on.Secrets.App)
	if err := text.Rotation(t.Out, "", steps, outlook, t.Style); err != nil {
		return err
	}
	return t.menu(action.InRotation, titled("What next?"), on, nil)
}

func (t *talk) rereadSecrets(on *workspace.On) error {
	r, err := t.read(t.desk.Subject)
	if err != nil {
		return err
	}
	on.Secrets = t.desk.SecretsOf(r.Session.Registration)
	steps, outlook := t.desk.Rotation(on.Secrets.App)
	return text.Rotation(t.Out, "", steps, outlook, t.Style)
}

func (t *talk) openStep(on *workspace.On) error {
	steps, _ := t.desk.Rotation(on.Secrets.App)
	var items []item
	for _, step := range steps {
		if step.Link != "" || t.desk.Subject.IsDemo() && step.At != "" {
			items = append(items, item{step.Title, func() error { return t.open(t.desk.Subject, step.At, step.Link) }})
		}
	}
	return t.once(action.Titles[action.OpenLink], items)
}

// clerk asks Clerk for its side of the connection.
func (t *talk) clerk(*workspace.On) error {
	s := t.desk.Subject
	var key flow.PublishableKey
	if !s.IsDemo() {
		answer, err := t.ask(action.Titles[action.Clerk] + " [" + cmp.Or(s.ClerkKey(), "pk_live_...") + "]:")
		if err != nil {
			return err
		}
		if key, err = s.SetClerkKey(cmp.Or(answer, s.ClerkKey())); err != nil {
			return err
		}
	}
	t.say(sentence.AboutClerk)
	start, err := t.yes(workspace.ActionAt(action.InClerk, action.StartClerk).Name+"?", s.IsDemo())
	if err != nil {
		return err
	}
	r, work, err := t.desk.GotClerk(s, t.desk.ReadClerk(t.ctx, s, key, start))
	if err != nil {
		return err
	}
	_ = t.do(work)
	return t.report(r)
}

// history lists the saved reports of the connection.
func (t *talk) history(*workspace.On) error {
	s := t.desk.Subject
	on := &workspace.On{}
	return t.menu(action.InHistory, func() string {
		var err error
		if on.Runs, err = t.desk.History(s.Key()); err != nil {
			return err.Error()
		}
		if len(on.Runs) == 0 {
			return sentence.NoRuns
		}
		return workspace.ActionAt(action.Home, action.OpenHistory).Name
	}, on, func() []item {
		var items []item
		for _, r := range on.Runs {
			word, _ := text.Mark(r.Mark)
			ago := workspace.Ago(t.desk.Now().Sub(r.At))
			label := strings.Join([]string{word, ago, r.Account, workspace.RunHeadline(r)}, "  ")
			items = append(items, item{label, func() error { return t.oldReport(on, r.ID) }})
		}
		return items
	})
}

// oldReport shows a saved report, and what changed from it to the newest.
func (t *talk) oldReport(on *workspace.On, id string) error {
	got, err := t.desk.Reports(t.desk.Subject, t.desk.Subject.Key(), id, on.Runs[0].ID)
	if err != nil {
		return err
	}
	if got[0].Report.Origin == got[1].Report.Origin && id != on.Runs[0].ID {
		t.compare(got[0], got[1])
	}
	return t.report(got[0])
}

func (t *talk) compareRuns(on *workspace.On) error {
	ids := [2]string{}
	for i, question := range []string{"number of the report:", "compare it with number (empty: the one before):"} {
		answer, err := t.ask(question)
		if err != nil {
			return err
		}
		var n int
		if _, err := fmt.Sscan(answer, &n); err == nil && n >= 1 && n <= len(on.Runs) {
			ids[i] = on.Runs[n-1].ID
		}
	}
	older, newer, err := workspace.ToCompare(on.Runs, ids[0], ids[1])
	if err != nil {
		return err
	}
	got, err := t.desk.Reports(t.desk.Subject, t.desk.Subject.Key(), older, newer)
	if err == nil {
		t.compare(got[0], got[1])
	}
	return err
}

func (t *talk) clearHistory(on *workspace.On) error {
	if err := t.sure(workspace.AskClear(t.desk.Subject, len(on.Runs))); err != nil {
		return err
	}
	return t.desk.ClearHistory(t.desk.Subject.Key())
}
