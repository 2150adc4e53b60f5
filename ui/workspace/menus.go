package workspace

import (
	"edov/inspect/guide"
	"edov/ui/workspace/action"
)

const (
	doesGuide   = "from nothing to a sign-in that works"
	doesConnect = "client ID, secret and redirect port"
	doesPaste   = "check a token, a session or a manifest"
	doesExplain = "a number, an error page, a line of a log"
	doesPlan    = "see the plan first, then decide"
	doesDemo    = "see each problem at the built-in tenant"
	nameRemind  = "Calendar reminder"
	doesRemind  = "a file with the expiry dates of secrets"
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
			does: "sign in as your users do, and check it",
			when: onSubject,
		},
		{id: action.LastReport, name: "Last report", does: "what the last sign-in showed", when: hasLast},
		{id: action.Guide, name: "Setup guide", does: doesGuide, when: onSubject},
		{
			id: action.Registration, name: "App registration",
			does: "its settings, its problems, the fix",
			when: onSubject,
		},
		{id: action.OpenSecrets, name: "Secrets", does: "when client secrets expire"},
		{id: action.Rollout, name: "Before rollout", does: "which users may have trouble signing in"},
		{
			id: action.Clerk, name: "Clerk",
			does: "is Microsoft enabled, and for which app",
			when: forClerk,
		},
		{
			id: action.OpenHistory, name: "History",
			does: "earlier reports, and what changed",
			when: hasHistory,
		},
		{id: action.Connection, name: "Connection", does: doesConnect, when: onReal},
		{id: action.Connection, name: "Set up my connection", does: doesConnect, when: onDemo},
		{id: action.CheckDoc, name: "Paste a token", does: doesPaste, when: onSubject},
		{id: action.Explain, name: "Explain an error", does: doesExplain, when: onSubject},
		{id: action.Scenarios, name: "Demo scenarios", does: doesDemo, when: onSubject},
		{id: action.CopyRedirect, name: "Copy redirect URI", does: "to register it at Microsoft", when: onMine},
	}},
	{at: action.Anywhere, offers: []offer{
		{
			id: action.Practice, name: "Practice with the demo tenant",
			does: "the guide for Clerk, at the demo tenant",
			note: "no account needed",
		},
		{
			id: action.CheckComputer, name: "Check this computer",
			does: "terminal, browser, keyring and port",
			when: canLookAround,
		},
		{id: action.Remind, name: nameRemind, does: doesRemind, when: canRemind},
		{id: action.GoHome, name: "Home", does: "the first screen"},
		{id: action.Help, name: "Help", does: "the keys of this screen"},
		{id: action.Quit, name: "Quit", does: "leave edov"},
	}},
	{at: action.InGuide, offers: []offer{
		{id: action.NextOpen, name: "Next open part", does: "go to the next part that is not done"},
		{id: action.DoIt, name: "Do it for me", does: doesPlan, when: canDo},
		{id: action.Test, name: "Test now", does: "sign in, and see which parts that proves"},
		{id: action.TestBrowser, name: "Test with my browser", does: "choose the account yourself", when: onDemo},
		{id: action.EditConnection, name: "Connection", does: "client ID, secret, tenant and ports"},
		{id: action.CheckDoc, name: "Paste the manifest", does: "check the app without access to it"},
		{
			id: action.FollowGuide, name: "Do as the guide says", when: advised(guide.AsMicrosoft),
			does: "where the two differ, and either works",
		},
		{
			id: action.FollowMicrosoft, name: "Do as Microsoft advises", when: advised(guide.AsGuide),
			does: "where the two differ, and either works",
		},
		{id: action.WriteGuide, name: "Write the guide to a file", does: "with your values, for someone else"},
		{id: action.LastReport, name: "Last report", does: "what the last sign-in showed", when: hasLast},
		{
			id: action.BeginAgain, name: "Begin again", does: "forget this practice; asks first",
			when: func(d *Desk, _ On) bool { return d.Subject.IsPractice() },
		},
		{
			id: action.Clerk, name: "Look at Clerk's side",
			does: "is Microsoft enabled, and for which app",
			when: guideOfClerk,
		},
	}},
	{at: action.InRegistration, offers: []offer{
		{
			id: action.PasteManifest, name: "Paste the manifest, or name its file",
			does: "nothing is sent",
			note: "Manifest > Download",
		},
		{
			id: action.AskGraph, name: "Ask Microsoft Graph with your az, azd or PowerShell sign-in",
			does: "it is read, not changed",
		},
	}},
	{at: action.InPart, offers: []offer{
		{
			id: action.OpenPage, name: "Open the page", does: "where this is set",
			when: func(d *Desk, on On) bool { return on.Part.At != "" && d.Subject.HasPage(on.Part.At, on.Part.Link) },
		},
		{
			id: action.MarkDone, name: "Mark as done", does: "where edov can't see it",
			when: func(_ *Desk, on On) bool { return on.Part.Markable() && on.Part.State != guide.PartSaid },
		},
		{
			id: action.MarkOpen, name: "Not done", does: "take the mark away",
			when: func(_ *Desk, on On) bool { return on.Part.Markable() && on.Part.State == guide.PartSaid },
		},
		{
			id: action.CopyValue, name: "Copy the value", does: "to paste it on the page",
			when: func(_ *Desk, on On) bool { return len(on.Part.Values) > 0 && !on.Part.Values[0].Form },
		},
	}},
	{at: action.InReport, offers: []offer{
		{
			id: action.Apply, name: "Apply the fix",
			does: doesPlan,
			when: func(_ *Desk, on On) bool { return on.Run.CanApply() },
		},
		{
			id: action.DoRotation, name: "Replace the secret",
			does: doesPlan,
			when: func(_ *Desk, on On) bool { return on.Run.ReplacesSecret() },
		},
		{id: action.Remind, name: nameRemind, does: doesRemind, when: renewed},
		{id: action.ShowAll, name: "Show all", does: "passed and skipped checks too"},
		{
			id: action.ShowClaims, name: "Claims of the tokens", does: "each with its type and meaning",
			when: func(_ *Desk, on On) bool { return len(on.Run.Report.Tokens) > 0 },
		},
		{
			id: action.ShowProducts, name: "How products see this user", does: "what each auth product does with this email",
			when: func(_ *Desk, on On) bool { return len(on.Run.Report.Products) > 0 },
		},
		{id: action.ExplainCheck, name: "Explain a check", does: "what it looks at, and why"},
		{id: action.Related, name: "Jump to related finding", does: "from a claim to the setting behind it, and back"},
		{id: action.OpenLink, name: "Open link", does: "the page where it is set, or more to read"},
		{id: action.CopyFinding, name: "Copy", does: "this finding, without secrets"},
		{id: action.RunAgain, name: "Test again", does: "sign in again, and compare", when: canRepeat},
		{id: action.Test, name: "Test sign-in", does: "see whether the fix works, after you saved it", when: canSignInToSee},
		{
			id: action.Connection, name: "Set up my connection", does: "to see with a sign-in whether the fix works",
			when: func(d *Desk, on On) bool { return d.Subject == nil && on.Run.IsPasted() },
		},
		{id: action.ReadAgain, name: "Refresh", does: "read the app registration again", when: canRead},
		{
			id: action.OpenPatch, name: "Patch",
			does: "the exact change, to make yourself",
			when: func(_ *Desk, on On) bool { return on.Run.CanPatch() },
		},
		{id: action.WriteReport, name: "Export", does: "as Markdown or JSON, redacted if you like"},
		{id: action.Watch, name: "Watch for a change", does: "sign in again until something changes", when: canRepeat},
	}},
	{at: action.InCompare, offers: []offer{
		{
			id: action.Apply, name: "Apply the fix",
			does: doesPlan,
			when: func(_ *Desk, on On) bool { return on.Run.CanApply() },
		},
		{id: action.RunAgain, name: "Test again", does: "sign in again, and compare"},
		{id: action.Remind, name: nameRemind, does: doesRemind, when: renewed},
		{id: action.Watch, name: "Watch for a change", does: "sign in again until something changes"},
	}},
	{at: action.InSignIn, offers: []offer{
		{id: action.StopSignIn, name: "Stop", does: "and free the port"},
		{id: action.PasteResponse, name: "Paste response", does: "the browser's final URL, or an error"},
		{id: action.Sights, name: "What the browser shows", does: "choose what you see, and learn why"},
		{id: action.OpenAgain, name: "Open again", does: "the sign-in page, if its tab was closed"},
		{id: action.CopyLink, name: "Copy link", does: "to open it in another browser"},
		{id: action.QRCode, name: "QR code", does: "to open it on a phone"},
	}},
	{at: action.InScenarios, offers: []offer{
		{id: action.Play, name: "Sign in", does: "as the built-in user"},
		{id: action.PlayBrowser, name: "Sign in with my browser", does: "as the user you choose"},
	}},
	{at: action.InHistory, offers: []offer{
		{id: action.OpenRun, name: "Open the report", does: "as it was then", when: hasRuns},
		{
			id: action.CompareRuns, name: "Compare with the one before", does: "what changed between the two",
			when: func(d *Desk, on On) bool { return hasRuns(d, on) && on.Marked == "" },
		},
		{
			id: action.CompareMarked, name: "Compare with the marked one", does: "what changed between the two",
			when: func(_ *Desk, on On) bool { return on.Marked != "" },
		},
		{id: action.MarkRun, name: "Mark to compare", does: "then compare it with another", when: hasRuns},
		{id: action.ClearReports, name: "Clear the history", does: "of this connection; asks first", when: hasRuns},
	}},
	{at: action.InSecrets, offers: []offer{
		{
			id: action.WriteCalendar, name: "Calendar", does: "reminds you before a secret expires",
			when: func(_ *Desk, on On) bool { return len(on.Secrets.Report.Secrets) > 0 },
		},
		{
			id: action.Rotate, name: "Replace by hand", does: "step by step, without an outage",
			when: func(_ *Desk, on On) bool { return !on.Secrets.Several },
		},
		{id: action.DoRotation, name: "Replace the secret", does: doesPlan, when: beginsRotation},
		{id: action.DoRotation, name: "Remove the old secret", does: doesPlan, when: endsRotation},
	}},
	{at: action.InRollout, offers: []offer{
		{id: action.ReadUsers, name: "Read users", does: "nothing is saved or changed"},
		{
			id: action.WriteUsers, name: "Write users", does: "those who may have trouble, as CSV",
			when: func(_ *Desk, on On) bool { return on.Rollout != nil && len(on.Rollout.List) > 0 },
		},
	}},
	{at: action.InComputer, offers: []offer{
		{id: action.LookAgain, name: "Check again", does: "nothing is sent"},
		{
			id: action.AskNetwork, name: "Check the network too",
			does: "asks Microsoft; sends no client secret",
		},
		{id: action.CopyComputer, name: "Copy", does: "all lines, as text"},
		{id: action.WriteComputer, name: "Export", does: "all lines, as text or JSON"},
	}},
	{at: action.InRotation, offers: []offer{
		{id: action.DoRotation, name: "Replace it", does: doesPlan, when: beginsRotation},
		{id: action.DoRotation, name: "Remove the old one", does: doesPlan, when: endsRotation},
		{id: action.Test, name: "Test sign-in", does: "with the secret that edov has now", when: onSubject},
		{id: action.EditConnection, name: "Enter secret", does: "the new one, and its expiry date", when: canEnterSecret},
		{id: action.OpenStep, name: "Open in the portal", does: "the page of this step"},
		{id: action.RereadSecrets, name: "Refresh", does: "read the secrets again", when: onSubject},
		{id: action.CopyStep, name: "Copy", does: "the command or value of this step"},
	}},
	{at: action.InPatch, offers: []offer{
		{id: action.CopyPatch, name: "Copy the patch", does: "the changed part of the manifest", when: hasPatch},
		{id: action.CopyCommand, name: "Copy the command", does: "the same change with az", when: hasPatch},
		{id: action.WritePatch, name: "Write to a file", does: "the changed part of the manifest", when: hasPatch},
	}},
	{at: action.InPlan, offers: []offer{
		{
			id: action.SaveMessage, name: "Save for an admin", does: "a message to your administrator",
			when: func(_ *Desk, on On) bool { return on.Changing.Refused != nil },
		},
		{id: action.CarryOut, name: "Apply", does: "asks once more, then makes the changes", when: canCarryOut},
		{id: action.ToggleStep, name: "Switch step", does: "leave this step out, or take it in"},
		{id: action.SavePlan, name: "Save plan", does: "to review it and carry it out later"},
		{id: action.CopyPlan, name: "Copy as az commands", does: "to run them yourself", when: isReal},
	}},
	{at: action.InChanging, offers: []offer{
		{id: action.StopPlan, name: "Stop after step", does: "the current step is finished first"},
	}},
	{at: action.InChanged, offers: []offer{
		{
			id: action.SaveMessage, name: "Save for an admin", does: "a message to your administrator",
			when: func(_ *Desk, on On) bool { return on.Changed.IsRefused() },
		},
		{id: action.ProvePlan, name: "Test sign-in", does: "prove the change", when: canProve},
		{
			id: action.TestBrowser, name: "Test with my browser",
			does: "choose the account yourself",
			when: func(d *Desk, on On) bool { return d.Subject.IsPractice() && canProve(d, on) },
		},
		{id: action.Remind, name: nameRemind, does: doesRemind, when: renewed},
		{
			id: action.UndoPlan, name: "Undo",
			does: "see the plan that leads back, then decide",
			when: func(_ *Desk, on On) bool { return on.Changed.CanUndo() },
		},
		{id: action.SavePlan, name: "Save plan", does: "what was carried out"},
		{id: action.CopyPlan, name: "Copy as az commands", does: "to run them yourself", when: isReal},
	}},
	{at: action.InClerk, offers: []offer{
		{id: action.AskClerk, name: "Ask Clerk", does: "reads public settings of the instance"},
		{
			id: action.StartClerk, name: "Start a sign-in too",
			does: "to see which app Clerk sends users to",
			when: untoggled,
		},
		{id: action.LookClerk, name: "Only look", does: "starts no sign-in", when: toggled},
	}},
	{at: action.InPaste, offers: []offer{
		{id: action.CheckNow, name: "Check it", does: "what it is, and what is wrong with it"},
		{id: action.GoOffline, name: "Offline", does: "fetch no signing keys", when: untoggled},
		{id: action.GoOnline, name: "With Microsoft's keys", does: "verify signatures too", when: toggled},
		{id: action.Empty, name: "Clear", does: "empty the field"},
	}},
	{at: action.InExplain, offers: []offer{
		{id: action.WhatNext, name: "What next", does: "the demo, a test, or the page about it"},
		{id: action.Empty, name: "Clear", does: "empty the field"},
		{id: action.CopySupport, name: "Copy for support", does: "the IDs and the time that Microsoft's support asks for"},
		{id: action.ErrorPage, name: "Microsoft's page", does: "what Microsoft says about this number", when: hasLink},
	}},
	{at: action.InWatch, offers: []offer{
		{id: action.StopWatch, name: "Stop", does: "watch no longer"},
		{id: action.TryNow, name: "Try now", does: "don't wait for the next time"},
	}},
}
