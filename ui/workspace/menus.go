package workspace

import (
	"edov/inspect/guide"
	"edov/ui/workspace/action"
)

const (
	doesGuide   = "from nothing to a working sign-in, step by step"
	doesConnect = "client ID, secret and redirect port of your app"
	doesPaste   = "check a token, a saved session or an app's manifest"
	doesExplain = "a number, an error page, a line of a log"
	doesDemo    = "see each problem at the built-in tenant"
)

// offer is an action of a menu.
type offer struct {
	id               action.ID
	name, does, note string
	when             func(d *Desk, on On) bool // nil: always
}

// menu is what is offered at a place, in this order.
type menu struct {
	at     action.Place
	offers []offer
}

// menus is the table of all actions.
var menus = []menu{
	{at: action.Home, offers: []offer{
		{id: action.Scenarios, name: "Try the demo tenant", does: doesDemo, when: onNothing},
		{id: action.Guide, name: "Setup guide", does: doesGuide, when: onNothing},
		{id: action.Connection, name: "Set up my connection", does: doesConnect, when: onNothing},
		{id: action.CheckDoc, name: "Paste a token", does: doesPaste, when: onNothing},
		{id: action.Explain, name: "Explain an error", does: doesExplain, when: onNothing},
		{
			id: action.Test, name: "Test sign-in",
			does: "sign in as your users do, and check what comes back",
			when: onSubject,
		},
		{id: action.LastReport, name: "Last report", does: "what the last sign-in showed", when: hasLast},
		{id: action.Guide, name: "Setup guide", does: doesGuide, when: onSubject},
		{
			id: action.Registration, name: "App registration",
			does: "its settings, its problems, and the exact change",
			when: onSubject,
		},
		{id: action.OpenSecrets, name: "Secrets", does: "when client secrets expire", when: onSubject},
		{
			id: action.Clerk, name: "Clerk",
			does: "is Microsoft enabled there, and which app does it use",
			when: forClerk,
		},
		{
			id: action.OpenHistory, name: "History",
			does: "earlier reports, and what changed between two",
			when: hasHistory,
		},
		{id: action.Connection, name: "Connection", does: doesConnect, when: onReal},
		{id: action.Connection, name: "Set up my connection", does: doesConnect, when: onDemo},
		{id: action.CheckDoc, name: "Paste a token", does: doesPaste, when: onSubject},
		{id: action.Explain, name: "Explain an error", does: doesExplain, when: onSubject},
		{id: action.Scenarios, name: "Demo scenarios", does: doesDemo, when: onSubject},
		{id: action.CopyRedirect, name: "Copy redirect URI", when: onMine},
	}},
	{at: action.Anywhere, offers: []offer{
		{id: action.Practice, name: "Practice with the demo tenant", note: "no account needed"},
		{id: action.GoHome, name: "Home"},
		{id: action.Help, name: "Help"},
		{id: action.Quit, name: "Quit"},
	}},
	{at: action.InGuide, offers: []offer{
		{id: action.NextOpen, name: "Next open part"},
		{id: action.DoIt, name: "Do it for me", when: canDo},
		{id: action.Test, name: "Test now"},
		{id: action.TestBrowser, name: "Test with my browser", when: onDemo},
		{id: action.EditConnection, name: "Connection"},
		{id: action.CheckDoc, name: "Paste the manifest"},
		{id: action.WriteGuide, name: "Write the guide to a file"},
		{id: action.LastReport, name: "Last report", when: hasLast},
		{id: action.Clerk, name: "Look at Clerk's side", when: guideOfClerk},
	}},
	{at: action.InRegistration, offers: []offer{
		{id: action.PasteManifest, name: "Paste the manifest, or name its file", note: "Manifest > Download"},
		{id: action.AskGraph, name: "Ask Microsoft Graph with your az, azd or PowerShell sign-in"},
	}},
	{at: action.InPart, offers: []offer{
		{
			id: action.OpenPage, name: "Open the page",
			when: func(d *Desk, on On) bool { return on.Part.At != "" && d.Subject.HasPage(on.Part.At, on.Part.Link) },
		},
		{
			id: action.MarkDone, name: "Mark as done",
			when: func(_ *Desk, on On) bool { return on.Part.Markable() && on.Part.State != guide.PartSaid },
		},
		{
			id: action.MarkOpen, name: "Not done",
			when: func(_ *Desk, on On) bool { return on.Part.Markable() && on.Part.State == guide.PartSaid },
		},
		{
			id: action.CopyValue, name: "Copy the value",
			when: func(_ *Desk, on On) bool { return len(on.Part.Values) > 0 && !on.Part.Values[0].Form },
		},
	}},
	{at: action.InReport, offers: []offer{
		{id: action.Apply, name: "Apply the fix", when: func(_ *Desk, on On) bool { return on.Run.CanApply() }},
		{id: action.ShowAll, name: "Show all"},
		{
			id: action.ShowClaims, name: "Claims of the tokens",
			when: func(_ *Desk, on On) bool { return len(on.Run.Report.Tokens) > 0 },
		},
		{
			id: action.ShowProducts, name: "How products see this user",
			when: func(_ *Desk, on On) bool { return len(on.Run.Report.Products) > 0 },
		},
		{id: action.ExplainCheck, name: "Explain a check"},
		{id: action.Related, name: "Jump to related finding"},
		{id: action.OpenLink, name: "Open link"},
		{id: action.CopyFinding, name: "Copy"},
		{id: action.RunAgain, name: "Run again", when: canRepeat},
		{id: action.ReadAgain, name: "Refresh", when: canRead},
		{id: action.OpenPatch, name: "Patch", when: ofRegistration},
		{id: action.WriteReport, name: "Export"},
		{id: action.Watch, name: "Watch for a change", when: canRepeat},
	}},
	{at: action.InCompare, offers: []offer{
		{id: action.RunAgain, name: "Run again"},
		{id: action.Watch, name: "Watch for a change"},
	}},
	{at: action.InSignIn, offers: []offer{
		{id: action.StopSignIn, name: "Stop"},
		{id: action.PasteAnswer, name: "Paste answer"},
		{id: action.Sights, name: "What the browser shows"},
		{id: action.CopyLink, name: "Copy link"},
		{id: action.QRCode, name: "QR code"},
	}},
	{at: action.InScenarios, offers: []offer{
		{id: action.Play, name: "Sign in", does: "as the built-in user"},
		{id: action.PlayBrowser, name: "Sign in with my browser"},
	}},
	{at: action.InHistory, offers: []offer{
		{id: action.OpenRun, name: "Open the report", when: hasRuns},
		{
			id: action.CompareRuns, name: "Compare with the one before",
			when: func(d *Desk, on On) bool { return hasRuns(d, on) && on.Marked == "" },
		},
		{
			id: action.CompareMarked, name: "Compare with the marked one",
			when: func(_ *Desk, on On) bool { return on.Marked != "" },
		},
		{id: action.MarkRun, name: "Mark to compare", when: hasRuns},
		{id: action.ClearReports, name: "Clear the history", when: hasRuns},
	}},
	{at: action.InSecrets, offers: []offer{
		{
			id: action.WriteCalendar, name: "Calendar file",
			when: func(_ *Desk, on On) bool { return len(on.Secrets.Report.Secrets) > 0 },
		},
		{id: action.Rotate, name: "Replace a secret"},
		{id: action.DoRotation, name: "Do it for me", when: canRotate},
	}},
	{at: action.InRotation, offers: []offer{
		{id: action.DoRotation, name: "Do it for me", when: canRotate},
		{id: action.OpenStep, name: "Open in the portal"},
		{id: action.RereadSecrets, name: "Refresh", when: onSubject},
		{id: action.CopyStep, name: "Copy"},
	}},
	{at: action.InPatch, offers: []offer{
		{id: action.CopyPatch, name: "Copy the patch", when: hasPatch},
		{id: action.CopyCommand, name: "Copy the command", when: hasPatch},
		{id: action.WritePatch, name: "Write to a file", when: hasPatch},
	}},
	{at: action.InPlan, offers: []offer{
		{
			id: action.SaveMessage, name: "Save for an admin",
			when: func(_ *Desk, on On) bool { return on.Changing.Refused != nil },
		},
		{id: action.CarryOut, name: "Apply", when: canCarryOut},
		{id: action.ToggleStep, name: "Switch step"},
		{id: action.SavePlan, name: "Save plan"},
		{id: action.CopyPlan, name: "Copy as az commands", when: isReal},
	}},
	{at: action.InChanging, offers: []offer{
		{id: action.StopPlan, name: "Stop after step"},
	}},
	{at: action.InChanged, offers: []offer{
		{
			id: action.SaveMessage, name: "Save for an admin",
			when: func(_ *Desk, on On) bool { return on.Changed.IsRefused() },
		},
		{id: action.ProvePlan, name: "Test sign-in", when: canProve},
		{
			id: action.TestBrowser, name: "Test with my browser",
			when: func(d *Desk, on On) bool { return d.Subject.IsPractice() && canProve(d, on) },
		},
		{id: action.UndoPlan, name: "Undo", when: func(_ *Desk, on On) bool { return on.Changed.CanUndo() }},
		{id: action.SavePlan, name: "Save plan"},
		{id: action.CopyPlan, name: "Copy as az commands", when: isReal},
	}},
	{at: action.InClerk, offers: []offer{
		{id: action.AskClerk, name: "Ask Clerk"},
		{id: action.StartClerk, name: "Start a sign-in too", when: untoggled},
		{id: action.LookClerk, name: "Only look", when: toggled},
	}},
	{at: action.InPaste, offers: []offer{
		{id: action.CheckNow, name: "Check it"},
		{id: action.GoOffline, name: "Offline", when: untoggled},
		{id: action.GoOnline, name: "With Microsoft's keys", when: toggled},
		{id: action.Empty, name: "Clear"},
	}},
	{at: action.InExplain, offers: []offer{
		{id: action.Empty, name: "Clear"},
		{id: action.CopySupport, name: "Copy for support"},
		{id: action.ErrorPage, name: "Microsoft's page", when: hasLink},
	}},
	{at: action.InWatch, offers: []offer{
		{id: action.StopWatch, name: "Stop"},
		{id: action.TryNow, name: "Try now"},
	}},
}
