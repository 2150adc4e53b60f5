package lines

import (
	"slices"

	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/ui/render/text"
	"edov/ui/workspace"
)

// way is how an action is done line by line.
type way func(t *talk, on *workspace.On) error

// ways are those of all actions but of those that need a full screen.
var ways map[workspace.ID]way

// spoken are the actions whose names are typed while something runs.
var spoken = []workspace.ID{
	workspace.StopSignIn, workspace.Sights, workspace.PasteAnswer, workspace.StopWatch, workspace.TryNow,
}

// Does reports whether an action can be done line by line.
func Does(id workspace.ID) bool { return ways[id] != nil || slices.Contains(spoken, id) }

func init() { // the ways lead to menus, which need the ways
	ways = map[workspace.ID]way{
		workspace.Scenarios: (*talk).scenarios, workspace.Guide: (*talk).chooseGuide, workspace.Practice: (*talk).practice,
		workspace.Connection: (*talk).connections, workspace.AddConnection: form(false, true),
		workspace.CheckDoc: (*talk).paste, workspace.PasteManifest: (*talk).paste, workspace.CheckNow: (*talk).paste,
		workspace.GoOffline: (*talk).paste, workspace.Explain: (*talk).explain, workspace.ErrorPage: browse,
		workspace.Test: test(false), workspace.TestBrowser: test(true), workspace.LastReport: lastReport,
		workspace.Registration: (*talk).registration, workspace.AskGraph: (*talk).readAndReport,
		workspace.OpenSecrets: (*talk).secrets, workspace.WriteCalendar: writeCalendar,
		workspace.Rotate: (*talk).rotation, workspace.RereadSecrets: (*talk).rereadSecrets,
		workspace.OpenStep: (*talk).openStep,
		workspace.Clerk:    (*talk).clerk, workspace.AskClerk: (*talk).clerk, workspace.StartClerk: (*talk).clerk,
		workspace.OpenHistory: (*talk).history, workspace.OpenRun: (*talk).history, workspace.MarkRun: (*talk).compareRuns,
		workspace.CompareRuns: (*talk).compareRuns, workspace.CompareMarked: (*talk).compareRuns,
		workspace.ClearReports:   (*talk).clearHistory,
		workspace.EditConnection: form(true, false), workspace.NextOpen: (*talk).nextPart, workspace.WriteGuide: writeGuide,
		workspace.OpenPage: (*talk).openPage, workspace.MarkDone: (*talk).mark, workspace.MarkOpen: (*talk).mark,
		workspace.ShowAll: show(text.Options{Verbose: true}), workspace.ShowClaims: show(text.Options{Claims: true}),
		workspace.ShowProducts: show(text.Options{Products: true}), workspace.ExplainCheck: withFinding((*talk).explainCheck),
		workspace.Related: withFinding((*talk).related), workspace.OpenLink: withFinding((*talk).openLink),
		workspace.RunAgain: (*talk).runAgain, workspace.ReadAgain: (*talk).readAgain, workspace.Watch: (*talk).watch,
		workspace.OpenPatch: (*talk).patch, workspace.WritePatch: writePatch, workspace.WriteReport: writeReport,
		workspace.Play: play(false), workspace.PlayBrowser: play(true),
		workspace.Quit: func(*talk, *workspace.On) error { return errQuit },
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
		t.say(workspace.NothingRelated)
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
	return t.once(workspace.Titles[workspace.OpenLink], items)
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
