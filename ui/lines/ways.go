package lines

import (
	"slices"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// way is how an action is done line by line.
type way func(t *talk, on *workspace.On) error

// ways are those of all actions but of those that need a full screen.
var ways map[action.ID]way

// spoken are the actions whose names are typed while something runs.
var spoken = []action.ID{
	action.StopSignIn, action.Sights, action.PasteAnswer, action.StopWatch, action.TryNow,
}

// Does reports whether an action can be done line by line.
func Does(id action.ID) bool { return ways[id] != nil || slices.Contains(spoken, id) }

func init() { // the ways lead to menus, which need the ways
	ways = map[action.ID]way{
		action.Scenarios: (*talk).scenarios, action.Guide: (*talk).chooseGuide, action.Practice: (*talk).practice,
		action.Connection: (*talk).connections, action.AddConnection: form(false, true),
		action.CheckDoc: (*talk).paste, action.PasteManifest: (*talk).paste, action.CheckNow: (*talk).paste,
		action.GoOffline: (*talk).paste, action.Explain: (*talk).explain, action.ErrorPage: browse,
		action.Test: test(false), action.TestBrowser: test(true), action.LastReport: lastReport,
		action.Registration: (*talk).registration, action.AskGraph: (*talk).readAndReport,
		action.OpenSecrets: (*talk).secrets, action.WriteCalendar: writeCalendar,
		action.Rotate: (*talk).rotation, action.RereadSecrets: (*talk).rereadSecrets,
		action.OpenStep: (*talk).openStep,
		action.Clerk:    (*talk).clerk, action.AskClerk: (*talk).clerk, action.StartClerk: (*talk).clerk,
		action.OpenHistory: (*talk).history, action.OpenRun: (*talk).history, action.MarkRun: (*talk).compareRuns,
		action.CompareRuns: (*talk).compareRuns, action.CompareMarked: (*talk).compareRuns,
		action.ClearReports:   (*talk).clearHistory,
		action.EditConnection: form(true, false), action.NextOpen: (*talk).nextPart, action.WriteGuide: writeGuide,
		action.OpenPage: (*talk).openPage, action.MarkDone: (*talk).mark, action.MarkOpen: (*talk).mark,
		action.ShowAll: show(text.Options{Verbose: true}), action.ShowClaims: show(text.Options{Claims: true}),
		action.ShowProducts: show(text.Options{Products: true}), action.ExplainCheck: withFinding((*talk).explainCheck),
		action.Related: withFinding((*talk).related), action.OpenLink: withFinding((*talk).openLink),
		action.RunAgain: (*talk).runAgain, action.ReadAgain: (*talk).readAgain, action.Watch: (*talk).watch,
		action.OpenPatch: (*talk).patch, action.WritePatch: writePatch, action.WriteReport: writeReport,
		action.Play: play(false), action.PlayBrowser: play(true),
		action.Quit: func(*talk, *workspace.On) error { return errQuit },
	}
}

func play(ownBrowser bool) way {
	return func(t *talk, on *workspace.On) error {
		t.desk.Begin(&workspace.Subject{Scenario: on.Scenario, OwnBrowser: ownBrowser}, nil)
		return t.signInAndReport()
	}
}

func test(ownBrowser bool) way {
	return func(t *talk, _ *workspace.On) error {
		if err := t.desk.Subject.CanTest(); err != nil {
			return err
		}
		if question := t.desk.BeforeTest(); question != "" {
			if yes, err := t.yes(question, true); err != nil || !yes {
				return err
			}
		}
		if t.desk.Subject.IsPractice() || ownBrowser {
			t.desk.Subject.SetOwnBrowser(ownBrowser)
		}
		return t.signInAndReport()
	}
}

func lastReport(t *talk, _ *workspace.On) error { return t.report(t.desk.Last) }

func show(o text.Options) way {
	return func(t *talk, on *workspace.On) error {
		o.Style = t.Style
		t.say("")
		return text.Report(t.Out, on.Run.Report, o)
	}
}

func withFinding(do func(*talk, *workspace.Run, report.Finding) error) way {
	return func(t *talk, on *workspace.On) error {
		id, err := t.ask("Which check? Its ID, such as email-verified:")
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

func (t *talk) explainCheck(_ *workspace.Run, f report.Finding) error {
	rule, _ := check.Lookup(f.ID)
	return text.Explain(t.Out, rule, t.Style)
}

func (t *talk) related(r *workspace.Run, f report.Finding) error {
	names := r.Related(f)
	if len(names) == 0 {
		t.say(sentence.NothingRelated)
	}
	for _, name := range names {
		other, _ := r.Finding(name)
		t.sayAll(name+": "+other.Summary, other.Fix)
	}
	return nil
}

// openLink opens the page on which a finding is fixed, or asks which link.
func (t *talk) openLink(r *workspace.Run, f report.Finding) error {
	if at := r.PlaceOf(f); at != "" {
		return t.open(r.Subject, at, "")
	}
	links := r.Links(f)
	if len(links) == 0 {
		t.say("%s", workspace.NoLink(f))
		return nil
	}
	var items []item
	for _, link := range links {
		items = append(items, item{link, func() error { return t.open(nil, "", link) }})
	}
	return t.once(action.Titles[action.OpenLink], items)
}

// open opens the page on which something of a subject is set.
func (t *talk) open(s *workspace.Subject, at, link string) error {
	how, err := t.desk.OpenPlace(t.ctx, s, at, link)
	if err == nil {
		t.say("opened with %s", how)
	}
	return err
}

func browse(t *talk, on *workspace.On) error { return t.open(nil, "", on.Link) }

func writeReport(t *talk, on *workspace.On) error { return t.write(t.desk.ReportWriter(on.Run)) }

func writeGuide(t *talk, on *workspace.On) error { return t.write(workspace.GuideWriter(on.Walk)) }

func writeCalendar(t *talk, on *workspace.On) error {
	return t.write(t.desk.CalendarWriter(on.Secrets.Report))
}

func writePatch(t *talk, on *workspace.On) error { return t.write(on.Patch.Writer()) }

// wait tells that a server asks to wait.
func (t *talk) wait(e flow.Event) { t.Note("%s", e.Text) }
