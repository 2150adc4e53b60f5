package tui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// keyRow is what one key means, wherever it is offered.
type keyRow struct {
	keys  []string // of the terminal; the first one is shown and pressed by a click
	shown string   // in the footer, where it is not the first of the keys
	means string   // in the help
	does  []action.ID
	also  []action.ID // that have another key, and take this one too
}

// keymap is the one map of keys of all screens, but for those that move: widget.Keys. A key has one row, and an action
// has one, so that no key means one thing here and another there. Where text is typed, letters are text, and keys with
// ctrl take their place.
var keymap = []keyRow{
	{keys: []string{"enter"}, shown: "↵", means: "do it, or open what is selected", does: []action.ID{
		action.CarryOut, action.Play, action.CheckNow, action.AskClerk, action.WhatNext, stepDone,
	}},
	{keys: []string{"esc"}, means: "back; stop what runs", does: []action.ID{
		action.StopSignIn, action.StopPlan, action.StopWatch, stepNotNow,
	}},
	{keys: []string{" "}, shown: "space", means: "mark, or switch on and off", does: []action.ID{
		action.MarkDone, action.MarkOpen, action.MarkRun, action.ToggleStep,
	}},
	{keys: []string{"a"}, means: "let edov do it: shows a plan first", does: []action.ID{
		action.Apply, action.DoIt, action.DoRotation,
	}},
	{keys: []string{"t"}, means: "test the sign-in", does: []action.ID{
		action.Test, action.RunAgain, action.ProvePlan,
	}},
	{keys: []string{"b"}, means: "test with your own browser", does: []action.ID{
		action.PlayBrowser, action.TestBrowser,
	}},
	{keys: []string{"r"}, means: "refresh: read or try again", does: []action.ID{
		action.ReadAgain, action.RereadSecrets, action.ReadUsers, action.TryNow,
		action.LookAgain,
	}, also: []action.ID{action.RunAgain}},
	{keys: []string{"o"}, means: "open the page", does: []action.ID{
		action.OpenPage, action.OpenLink, action.OpenStep, action.OpenAgain,
	}},
	{keys: []string{"y"}, means: "copy", does: []action.ID{
		action.CopyLink, action.CopyPlan, action.CopyPatch, action.CopyCommand, action.CopyRedirect, action.CopyValue,
		action.CopyStep, action.CopyFinding, action.CopyComputer, copyHanded,
	}},
	{keys: []string{"e"}, means: "write to a file", does: []action.ID{
		action.WriteReport, action.WriteGuide, action.WritePatch, action.WriteCalendar, action.WriteUsers,
		action.WriteComputer, action.SavePlan,
	}},
	{keys: []string{"p"}, means: "patch: the exact change", does: []action.ID{action.OpenPatch}},
	{keys: []string{"v"}, means: "paste, and check it", does: []action.ID{action.PasteResponse, action.CheckDoc}},
	{keys: []string{"s"}, means: "show what is hidden", does: []action.ID{action.Sights, showTokens, showSecret}},
	{keys: []string{"u"}, means: "undo: shows a plan first", does: []action.ID{action.UndoPlan}},
	{keys: []string{"w"}, means: "watch for a change", does: []action.ID{action.Watch}},
	{keys: []string{"x"}, means: "jump to what belongs to it", does: []action.ID{action.Related}},
	{keys: []string{"d"}, means: "differences", does: []action.ID{action.CompareRuns, action.CompareMarked}},
	{keys: []string{"c"}, means: "connection", does: []action.ID{action.EditConnection, action.Connection}},
	{keys: []string{"n"}, means: "next problem, or part to do", does: []action.ID{action.NextOpen}},
	{keys: []string{"m"}, means: "message for an administrator", does: []action.ID{action.SaveMessage}},
	{keys: []string{"E"}, means: "expiry dates: write a calendar file", does: []action.ID{action.Remind}},
	{keys: []string{"A"}, means: "all, or only what matters", does: []action.ID{action.ShowAll}},
	{keys: []string{"C"}, means: "Clerk's side", does: []action.ID{action.Clerk}},
	{keys: []string{"f"}, means: "follow the product's guide, or Microsoft's advice", does: []action.ID{
		action.FollowGuide, action.FollowMicrosoft,
	}},
	{keys: []string{"L"}, means: "last report", does: []action.ID{action.LastReport}},
	{keys: []string{"O"}, means: "online: asks Microsoft's servers", does: []action.ID{action.AskNetwork}},
	{keys: []string{"Q"}, means: "QR code", does: []action.ID{action.QRCode}},
	{keys: []string{"R"}, means: "replace a secret", does: []action.ID{action.Rotate}},
	{keys: []string{"X"}, means: "delete: asks first", does: []action.ID{action.ClearReports, action.BeginAgain}},

	{keys: []string{"ctrl+y"}, means: "copy, where text is typed", does: []action.ID{action.CopySupport}},
	{keys: []string{"ctrl+o"}, means: "open the page, where text is typed", does: []action.ID{action.ErrorPage}},
	{keys: []string{"ctrl+u"}, means: "empty the field", does: []action.ID{action.Empty}},
	{keys: []string{"ctrl+n"}, means: "with or without the network", does: []action.ID{
		action.GoOffline, action.GoOnline,
	}},
	{keys: []string{"ctrl+t"}, means: "test the sign-in too", does: []action.ID{action.StartClerk, action.LookClerk}},
	{keys: []string{"ctrl+s"}, means: "done: save the form", does: []action.ID{formDone}},
	{keys: []string{"ctrl+g"}, means: "advanced questions of the form", does: []action.ID{formAdvanced}},
	{keys: []string{"ctrl+x"}, means: "trim what was copied along", does: []action.ID{formTrim}},
	{keys: []string{"ctrl+r"}, means: "redact for sharing", does: []action.ID{redact}},
}

// These are actions of the full screen alone. Line by line, what is printed stays, and a step of yours is a question,
// as every field of a form is.
const (
	showTokens action.ID = "show-tokens"
	showSecret action.ID = "show-secret"
	copyHanded action.ID = "copy-handed"
	stepDone   action.ID = "step-done"
	stepNotNow action.ID = "step-not-now"

	formDone     action.ID = "form-done"
	formAdvanced action.ID = "form-advanced"
	formTrim     action.ID = "form-trim"
	redact       action.ID = "redact"
)

// act makes the key of an action of a place; the footer shows its name in lower case.
func act(at action.Place, id action.ID) key.Binding {
	return bind(id, lower(workspace.ActionAt(at, id).Name))
}

// bind makes the key of an action, with other words for it.
func bind(id action.ID, does string) key.Binding {
	var keys []string
	name := ""
	for _, r := range keymap {
		switch {
		case slices.Contains(r.does, id):
			keys, name = append(r.keys[:1:1], keys...), r.name()
		case slices.Contains(r.also, id):
			keys = append(keys, r.keys...)
		}
	}
	if name == "" {
		panic("the action " + string(id) + " has no key") // a defect, which the program shows when it starts
	}
	return widget.Bind(name, does, keys...)
}

func (r keyRow) name() string {
	if r.shown != "" {
		return r.shown
	}
	return r.keys[0]
}
