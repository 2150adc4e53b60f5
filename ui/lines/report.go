package lines

import (
	"fmt"
	"strings"

	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/report/diff"
	"edov/ui/lines/prompt"
	"edov/ui/render/text"
	"edov/ui/store"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// report shows a report, if there is one, and asks what to do with it.
func (t *talk) report(r *workspace.Run, err error) error {
	if err != nil {
		return err
	}
	on := &workspace.On{Run: r}
	if err := show(text.Options{})(t, on); err != nil {
		return err
	}
	return t.menu(action.InReport, func() string {
		if on.Run == r {
			return "What next?"
		}
		word, _ := text.Mark(on.Run.Verdict())
		now := "Now: " + word + " " + on.Run.Report.Headline
		if on.Run.IsOutdated() {
			now += "\n" + sentence.Outdated
		}
		return now + "\nWhat next?"
	}, on, nil)
}

func lastReport(t *talk, _ *workspace.On) error { return t.report(t.desk.Last, nil) }

func show(o text.Options) way {
	return func(t *talk, on *workspace.On) error {
		o.Style, o.Explain = t.Style, typed(action.InReport, action.ExplainCheck)+": "
		t.Say("")
		return text.Report(t.Out, on.Run.InScreens(), o)
	}
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
	t.Say("\n%s: %s", action.Titles[action.RunAgain], d.Summary())
	text.Diff(t.Out, before.Report, after.Report, d)
	t.SayAll(workspace.DiffNotes(d)...)
}

func (t *talk) runAgain(on *workspace.On) error {
	r, err := t.signIn(on.Run.Subject)
	return t.become(on, r, err)
}

func (t *talk) readAgain(on *workspace.On) error {
	r, err := t.read(on.Run.Subject)
	return t.become(on, r, err)
}

func withFinding(do func(*talk, *workspace.Run, *report.Finding) error) way {
	return func(t *talk, on *workspace.On) error {
		id, err := t.Ask("Which check? Its ID, such as email-verified:")
		if err != nil {
			return err
		}
		f, err := on.Run.Finding(id)
		if err != nil {
			return err
		}
		return do(t, on.Run, f)
	}
}

func (t *talk) explainCheck(_ *workspace.Run, f *report.Finding) error {
	rule, _ := check.Lookup(f.ID)
	return text.Explain(t.Out, rule, t.Style)
}

func (t *talk) related(r *workspace.Run, f *report.Finding) error {
	names := r.Related(f)
	if len(names) == 0 {
		t.Say(sentence.NothingRelated)
	}
	for _, name := range names {
		other, _ := r.Finding(name)
		t.SayAll(name+": "+other.Summary, other.Fix)
	}
	return nil
}

// openLink opens the page on which a finding is fixed, or asks which link.
func (t *talk) openLink(r *workspace.Run, f *report.Finding) error {
	if at := r.PlaceOf(f); at != "" {
		return t.open(r.Subject, at, "")
	}
	links := r.Links(f)
	if len(links) == 0 {
		t.Say("%s", workspace.NoLink(f))
		return nil
	}
	return t.Once(action.Titles[action.OpenLink], each(links,
		func(link string) string { return link }, func(link string) error { return t.open(nil, "", link) }))
}

func (t *talk) patch(on *workspace.On) error {
	p := workspace.NewPatch(on.Run)
	t.SayAll(p.About, p.Command, p.Text)
	return t.next(action.InPatch, &workspace.On{Patch: &p}, nil)
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
	}, on, func() []prompt.Item {
		return each(on.Runs, func(r store.Run) string {
			word, _ := text.Mark(r.Mark)
			ago := workspace.Ago(t.desk.Now().Sub(r.At))
			return strings.Join([]string{word, ago, r.Account, workspace.RunHeadline(r)}, "  ")
		}, func(r store.Run) error { return t.oldReport(on, r.ID) })
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
	return t.report(got[0], nil)
}

func (t *talk) compareRuns(on *workspace.On) error {
	ids := [2]string{}
	for i, question := range []string{"number of the report:", "compare it with number (empty: the one before):"} {
		answer, err := t.Ask(question)
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
	if err := t.Sure(workspace.AskClear(t.desk.Subject, len(on.Runs))); err != nil {
		return err
	}
	return t.desk.ClearHistory(t.desk.Subject.Key())
}
