package lines

import (
	"slices"

	"edov/inspect/guide"
	"edov/ui/lines/prompt"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// way is how an action is done line by line.
type way func(t *talk, on *workspace.On) error

// ways are those of all actions but of those that need a full screen.
var ways map[action.ID]way

// spoken are the actions whose names are typed while something runs.
var spoken = []action.ID{action.StopSignIn, action.Sights, action.PasteResponse, action.StopWatch, action.TryNow}

// Does reports whether an action can be done line by line.
func Does(id action.ID) bool { return ways[id] != nil || slices.Contains(spoken, id) }

func init() { // the ways lead to menus, which need the ways
	ways = map[action.ID]way{
		action.Scenarios: (*talk).scenarios, action.Play: play(false), action.PlayBrowser: play(true),
		action.Connection: (*talk).connections, action.AddConnection: form(false, true),
		action.EditConnection: (*talk).editConnection,

		action.Test: test(false), action.TestBrowser: test(true), action.LastReport: lastReport,
		action.ShowAll: show(text.Options{Verbose: true}), action.ShowClaims: show(text.Options{Claims: true}),
		action.ShowProducts: show(text.Options{Products: true}), action.ExplainCheck: withFinding((*talk).explainCheck),
		action.Related: withFinding((*talk).related), action.OpenLink: withFinding((*talk).openLink),
		action.RunAgain: (*talk).runAgain, action.ReadAgain: (*talk).readAgain, action.Watch: (*talk).watch,
		action.OpenPatch: (*talk).patch,

		action.CheckDoc: (*talk).paste, action.PasteManifest: (*talk).paste, action.CheckNow: (*talk).paste,
		action.GoOffline: (*talk).paste, action.Explain: (*talk).explain,
		action.WhatNext:  (*talk).leads,
		action.ErrorPage: func(t *talk, on *workspace.On) error { return t.open(nil, "", on.Link) },

		action.Registration: (*talk).registration, action.AskGraph: (*talk).readAndReport,
		action.OpenSecrets: (*talk).secrets, action.Rotate: (*talk).rotation,
		action.RereadSecrets: (*talk).rereadSecrets, action.OpenStep: (*talk).openStep,
		action.Remind:        (*talk).remind,
		action.CheckComputer: checkComputer(false), action.LookAgain: checkComputer(false),
		action.AskNetwork: checkComputer(true),
		action.Rollout:    (*talk).rollout, action.ReadUsers: (*talk).readUsers,
		action.Clerk: (*talk).clerk, action.AskClerk: (*talk).clerk, action.StartClerk: (*talk).clerk,

		action.Apply: (*talk).applyFix, action.DoIt: (*talk).doIt, action.DoRotation: (*talk).doRotation,
		action.CarryOut: (*talk).carryOut, action.ToggleStep: (*talk).toggleStep, action.CopyPlan: (*talk).planCommands,
		action.UndoPlan: (*talk).undoPlan, action.ProvePlan: test(false),

		action.OpenHistory: (*talk).history, action.OpenRun: (*talk).history, action.MarkRun: (*talk).compareRuns,
		action.CompareRuns: (*talk).compareRuns, action.CompareMarked: (*talk).compareRuns,
		action.ClearReports: (*talk).clearHistory, action.BeginAgain: (*talk).beginAgain,

		action.Guide: (*talk).chooseGuide, action.Practice: (*talk).practice, action.NextOpen: (*talk).nextPart,
		action.FollowGuide: follow(guide.AsGuide), action.FollowMicrosoft: follow(guide.AsMicrosoft),
		action.OpenPage: (*talk).openPage, action.MarkDone: (*talk).mark, action.MarkOpen: (*talk).mark,
		action.Quit: func(*talk, *workspace.On) error { return prompt.ErrQuit },
	}
	for _, id := range workspace.Writers() {
		ways[id] = func(t *talk, on *workspace.On) error { return t.write(t.desk.WriterOf(id, *on)) }
	}
}
