package workspace

import (
	"fmt"
	"strings"

	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/inspect/secret"
	"edov/ui/store"
	"edov/ui/workspace/action"
)

// On is what actions are about at a place.
type On struct {
	Run      *Run            // of the report
	Part     *guide.WalkPart // nil: none is selected
	Walk     *guide.Walk     // of the guide
	Runs     []store.Run     // of the history
	Secrets  *Secrets        // that are listed
	Patch    *Patch
	Link     string         // Microsoft's page about an error
	Marked   string         // the marked run of the history
	Toggled  bool           // Clerk: begin a sign-in too; paste: offline
	Scenario *demo.Scenario // of the demo tenant
}

// offer is an action at a place.
type offer struct {
	place action.Place
	action.Action
	when func(d *Desk, on On) bool // nil: always
}

func onNothing(d *Desk, _ On) bool { return d.Subject == nil }
func onSubject(d *Desk, _ On) bool { return d.Subject != nil }

const (
	doesGuide   = "from nothing to a working sign-in, step by step"
	doesConnect = "client ID, secret and redirect port of your app"
	doesPaste   = "check a token, a saved session or an app's manifest"
	doesExplain = "a number, an error page, a line of a log"
	doesDemo    = "see each problem at the built-in tenant"
)

// offers is the table of all actions, in the order of the menus.
var offers = []offer{
	{action.Home, action.Action{ID: action.Scenarios, Name: "Try the demo tenant", Does: doesDemo}, onNothing},
	{action.Home, action.Action{ID: action.Guide, Name: "Setup guide", Does: doesGuide}, onNothing},
	{action.Home, action.Action{ID: action.Connection, Name: "Set up my connection", Does: doesConnect}, onNothing},
	{action.Home, action.Action{ID: action.CheckDoc, Name: "Paste a token", Does: doesPaste}, onNothing},
	{action.Home, action.Action{ID: action.Explain, Name: "Explain an error", Does: doesExplain}, onNothing},
	{
		action.Home,
		action.Action{ID: action.Test, Name: "Test sign-in", Does: "sign in as your users do, and check what comes back"},
		onSubject,
	},
	{action.Home, action.Action{ID: action.LastReport, Name: "Last report", Does: "what the last sign-in showed"}, hasLast},
	{action.Home, action.Action{ID: action.Guide, Name: "Setup guide", Does: doesGuide}, onSubject},
	{
		action.Home,
		action.Action{ID: action.Registration, Name: "App registration", Does: "its settings, its problems, and the exact change"},
		onSubject,
	},
	{action.Home, action.Action{ID: action.OpenSecrets, Name: "Secrets", Does: "when client secrets expire"}, onSubject},
	{action.Home, action.Action{ID: action.Clerk, Name: "Clerk", Does: "is Microsoft enabled there, and which app does it use"}, forClerk},
	{action.Home, action.Action{ID: action.OpenHistory, Name: "History", Does: "earlier reports, and what changed between two"}, hasHistory},
	{
		action.Home,
		action.Action{ID: action.Connection, Name: "Connection", Does: doesConnect},
		func(d *Desk, on On) bool { return onSubject(d, on) && !d.Subject.IsDemo() },
	},
	{
		action.Home,
		action.Action{ID: action.Connection, Name: "Set up my connection", Does: doesConnect},
		func(d *Desk, _ On) bool { return d.Subject.IsDemo() },
	},
	{action.Home, action.Action{ID: action.CheckDoc, Name: "Paste a token", Does: doesPaste}, onSubject},
	{action.Home, action.Action{ID: action.Explain, Name: "Explain an error", Does: doesExplain}, onSubject},
	{action.Home, action.Action{ID: action.Scenarios, Name: "Demo scenarios", Does: doesDemo}, onSubject},
	{action.Home, action.Action{ID: action.CopyRedirect, Name: "Copy redirect URI"}, func(d *Desk, _ On) bool { return d.Subject.IsMine() }},

	{
		action.Anywhere,
		action.Action{ID: action.Practice, Name: "Practice with the demo tenant", Note: "no account needed"},
		nil,
	},
	{action.Anywhere, action.Action{ID: action.GoHome, Name: "Home"}, nil},
	{action.Anywhere, action.Action{ID: action.Help, Name: "Help"}, nil},
	{action.Anywhere, action.Action{ID: action.Quit, Name: "Quit"}, nil},

	{action.InGuide, action.Action{ID: action.NextOpen, Name: "Next open part"}, nil},
	{action.InGuide, action.Action{ID: action.Test, Name: "Test now"}, nil},
	{
		action.InGuide,
		action.Action{ID: action.TestBrowser, Name: "Test with my browser"},
		func(d *Desk, _ On) bool { return d.Subject.IsDemo() },
	},
	{action.InGuide, action.Action{ID: action.EditConnection, Name: "Connection"}, nil},
	{action.InGuide, action.Action{ID: action.CheckDoc, Name: "Paste the manifest"}, nil},
	{action.InGuide, action.Action{ID: action.WriteGuide, Name: "Write the guide to a file"}, nil},
	{action.InGuide, action.Action{ID: action.LastReport, Name: "Last report"}, hasLast},
	{
		action.InGuide,
		action.Action{ID: action.Clerk, Name: "Look at Clerk's side"},
		guideOfClerk,
	},

	{
		action.InRegistration,
		action.Action{ID: action.PasteManifest, Name: "Paste the manifest, or name its file", Note: "Manifest > Download"},
		nil,
	},
	{action.InRegistration, action.Action{ID: action.AskGraph, Name: "Ask Microsoft Graph, as az, azd or PowerShell is signed in"}, nil},

	{
		action.InPart,
		action.Action{ID: action.OpenPage, Name: "Open the page"},
		func(d *Desk, on On) bool { return on.Part.At != "" && (on.Part.Link != "" || d.Subject.IsDemo()) },
	},
	{
		action.InPart,
		action.Action{ID: action.MarkDone, Name: "Mark as done"},
		func(_ *Desk, on On) bool { return on.Part.Markable() && on.Part.State != guide.PartSaid },
	},
	{
		action.InPart,
		action.Action{ID: action.MarkOpen, Name: "Not done"},
		func(_ *Desk, on On) bool { return on.Part.Markable() && on.Part.State == guide.PartSaid },
	},
	{
		action.InPart,
		action.Action{ID: action.CopyValue, Name: "Copy the value"},
		func(_ *Desk, on On) bool { return len(on.Part.Values) > 0 && !on.Part.Values[0].Form },
	},

	{action.InReport, action.Action{ID: action.ShowAll, Name: "Show all"}, nil},
	{
		action.InReport,
		action.Action{ID: action.ShowClaims, Name: "Claims of the tokens"},
		func(_ *Desk, on On) bool { return len(on.Run.Report.Tokens) > 0 },
	},
	{
		action.InReport,
		action.Action{ID: action.ShowProducts, Name: "How products see this user"},
		func(_ *Desk, on On) bool { return len(on.Run.Report.Products) > 0 },
	},
	{action.InReport, action.Action{ID: action.ExplainCheck, Name: "Explain a check"}, nil},
	{action.InReport, action.Action{ID: action.Related, Name: "Jump to related finding"}, nil},
	{action.InReport, action.Action{ID: action.OpenLink, Name: "Open link"}, nil},
	{action.InReport, action.Action{ID: action.CopyFinding, Name: "Copy"}, nil},
	{action.InReport, action.Action{ID: action.RunAgain, Name: "Run again"}, func(_ *Desk, on On) bool { return on.Run.CanRepeat() }},
	{action.InReport, action.Action{ID: action.ReadAgain, Name: "Refresh"}, func(_ *Desk, on On) bool { return on.Run.CanRead() }},
	{
		action.InReport,
		action.Action{ID: action.OpenPatch, Name: "Patch"},
		func(_ *Desk, on On) bool { return on.Run.Report.Registration != nil },
	},
	{action.InReport, action.Action{ID: action.WriteReport, Name: "Export"}, nil},
	{action.InReport, action.Action{ID: action.Watch, Name: "Watch for a change"}, func(_ *Desk, on On) bool { return on.Run.CanRepeat() }},

	{action.InCompare, action.Action{ID: action.RunAgain, Name: "Run again"}, nil},
	{action.InCompare, action.Action{ID: action.Watch, Name: "Watch for a change"}, nil},

	{action.InSignIn, action.Action{ID: action.StopSignIn, Name: "Stop"}, nil},
	{action.InSignIn, action.Action{ID: action.PasteAnswer, Name: "Paste answer"}, nil},
	{action.InSignIn, action.Action{ID: action.Sights, Name: "What the browser shows"}, nil},
	{action.InSignIn, action.Action{ID: action.CopyLink, Name: "Copy link"}, nil},
	{action.InSignIn, action.Action{ID: action.QRCode, Name: "QR code"}, nil},

	{action.InScenarios, action.Action{ID: action.Play, Name: "Sign in", Does: "as the built-in user"}, nil},
	{action.InScenarios, action.Action{ID: action.PlayBrowser, Name: "Sign in with my browser"}, nil},

	{action.InHistory, action.Action{ID: action.OpenRun, Name: "Open the report"}, hasRuns},
	{
		action.InHistory,
		action.Action{ID: action.CompareRuns, Name: "Compare with the one before"},
		func(d *Desk, on On) bool { return hasRuns(d, on) && on.Marked == "" },
	},
	{
		action.InHistory,
		action.Action{ID: action.CompareMarked, Name: "Compare with the marked one"},
		func(_ *Desk, on On) bool { return on.Marked != "" },
	},
	{action.InHistory, action.Action{ID: action.MarkRun, Name: "Mark to compare"}, hasRuns},
	{action.InHistory, action.Action{ID: action.ClearReports, Name: "Clear the history"}, hasRuns},

	{
		action.InSecrets,
		action.Action{ID: action.WriteCalendar, Name: "Calendar file"},
		func(_ *Desk, on On) bool { return len(on.Secrets.Report.Secrets) > 0 },
	},
	{action.InSecrets, action.Action{ID: action.Rotate, Name: "Replace a secret"}, nil},

	{action.InRotation, action.Action{ID: action.OpenStep, Name: "Open in the portal"}, nil},
	{action.InRotation, action.Action{ID: action.RereadSecrets, Name: "Refresh"}, onSubject},
	{action.InRotation, action.Action{ID: action.CopyStep, Name: "Copy"}, nil},

	{action.InPatch, action.Action{ID: action.CopyPatch, Name: "Copy the patch"}, hasPatch},
	{action.InPatch, action.Action{ID: action.CopyCommand, Name: "Copy the command"}, hasPatch},
	{action.InPatch, action.Action{ID: action.WritePatch, Name: "Write to a file"}, hasPatch},

	{action.InClerk, action.Action{ID: action.AskClerk, Name: "Ask Clerk"}, nil},
	{action.InClerk, action.Action{ID: action.StartClerk, Name: "Begin a sign-in too"}, func(_ *Desk, on On) bool { return !on.Toggled }},
	{action.InClerk, action.Action{ID: action.LookClerk, Name: "Only look"}, func(_ *Desk, on On) bool { return on.Toggled }},

	{action.InPaste, action.Action{ID: action.CheckNow, Name: "Check it"}, nil},
	{action.InPaste, action.Action{ID: action.GoOffline, Name: "Offline"}, func(_ *Desk, on On) bool { return !on.Toggled }},
	{action.InPaste, action.Action{ID: action.GoOnline, Name: "With Microsoft's keys"}, func(_ *Desk, on On) bool { return on.Toggled }},
	{action.InPaste, action.Action{ID: action.Empty, Name: "Empty"}, nil},

	{action.InExplain, action.Action{ID: action.Empty, Name: "Empty"}, nil},
	{action.InExplain, action.Action{ID: action.CopySupport, Name: "Copy for support"}, nil},
	{action.InExplain, action.Action{ID: action.ErrorPage, Name: "Microsoft's page"}, func(_ *Desk, on On) bool { return on.Link != "" }},

	{action.InWatch, action.Action{ID: action.StopWatch, Name: "Stop"}, nil},
	{action.InWatch, action.Action{ID: action.TryNow, Name: "Try now"}, nil},
}

func hasLast(d *Desk, _ On) bool { return d.Last != nil && d.Last.Subject == d.Subject }

func hasHistory(d *Desk, _ On) bool { return d.HasHistory(d.Subject) }

func hasRuns(_ *Desk, on On) bool { return len(on.Runs) > 0 }

func hasPatch(_ *Desk, on On) bool { return on.Patch != nil && on.Patch.Text != "" }

// guideOfClerk holds where Clerk's side can be asked for; the demo's is looked at
// by itself.
func guideOfClerk(d *Desk, on On) bool {
	return on.Walk != nil && on.Walk.Guide == "clerk" && !d.Subject.IsDemo()
}

// forClerk holds for an app of Clerk's, and where the product is not known.
func forClerk(d *Desk, _ On) bool {
	return d.Subject != nil && (d.Subject.Scenario != nil || d.Subject.Connection.Product == "" ||
		strings.EqualFold(d.Subject.Connection.Product, "Clerk"))
}

// Actions are what can be done at a place now, in the order of its menu.
func (d *Desk) Actions(p action.Place, on On) []action.Action {
	var list []action.Action
	for _, o := range offers {
		if o.place == p && (o.when == nil || o.when(d, on)) {
			if note, warn := d.note(p, o.ID); note != "" {
				o.Note, o.Warn = note, warn
			}
			list = append(list, o.Action)
		}
	}
	return list
}

// note says in the menu at home how something stands.
func (d *Desk) note(p action.Place, id action.ID) (note string, warn bool) {
	s := d.Subject
	switch {
	case p != action.Home || s == nil:
	case id == action.Guide && s.Key() != "" && s.Progress().Seen != nil:
		w := d.Walk(s)
		return fmt.Sprintf("%d of %d", w.Done, len(w.Steps)), false
	case id == action.OpenSecrets:
		switch state, days := d.SecretEnd(); state {
		case secret.StateExpired:
			return "expired", true
		case secret.StateEnding:
			return Plural(days, "day"), true
		}
	}
	return "", false
}

// Offers are all actions, whether they can be done now or not.
func Offers() []action.Action {
	var list []action.Action
	for _, o := range offers {
		list = append(list, o.Action)
	}
	return list
}

// ActionAt is the action of a place, whether it can be done now or not.
func ActionAt(p action.Place, id action.ID) action.Action {
	for _, o := range offers {
		if o.place == p && o.ID == id {
			return o.Action
		}
	}
	panic("there is no action " + string(id) + " at " + string(p)) // a defect, which any test of the place finds
}

func actionOf(id action.ID) action.Action { return ActionAt(action.Anywhere, id) }
