package workspace

import (
	"fmt"
	"strings"

	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/inspect/secret"
	"edov/ui/store"
)

// ID names an action. It is the same wherever the action is offered.
type ID string

// Place is where actions are offered: a screen, or a menu line by line.
type Place string

// The places.
const (
	Home        Place = "home"
	Anywhere    Place = "anywhere" // at home line by line, in the palette of each screen
	InGuide     Place = "guide"
	InPart      Place = "part" // of the guide
	InReport    Place = "report"
	InCompare   Place = "compare"
	InSignIn    Place = "sign-in"
	InScenarios Place = "scenarios"
	InHistory   Place = "history"
	InSecrets   Place = "secrets"
	InRotation  Place = "rotation"
	InPatch     Place = "patch"
	InClerk     Place = "clerk"
	InPaste     Place = "paste"
	InExplain   Place = "explain"
	InWatch     Place = "watch"
	// InRegistration is the choice of where to read the app registration from.
	InRegistration Place = "registration"
)

// Titles are the headings of the choices.
var Titles = map[ID]string{
	Connection: "Which connection?", Guide: "Which guide?", Registration: "Where is the app registration?",
	Sights: "What do you see in the browser?", Scenarios: "Demo scenarios: demo tenant, not Microsoft",
	OpenLink: "Open a link",
	Clerk:    "Publishable key of the Clerk instance", RunAgain: "What changed",
}

// Action is something that can be done.
type Action struct {
	ID   ID
	Name string // in menus and in the palette
	Does string // one line about it; empty: the name says it
	Note string // how it stands, for a menu; empty: nothing to say
	Warn bool   // the note is a warning
}

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
	Toggled  bool           // Clerk: start a sign-in too; paste: offline
	Scenario *demo.Scenario // of the demo tenant
}

// offer is an action at a place.
type offer struct {
	place Place
	Action
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
	{Home, Action{ID: Scenarios, Name: "Try the demo tenant", Does: doesDemo}, onNothing},
	{Home, Action{ID: Guide, Name: "Setup guide", Does: doesGuide}, onNothing},
	{Home, Action{ID: Connection, Name: "Set up my connection", Does: doesConnect}, onNothing},
	{Home, Action{ID: CheckDoc, Name: "Paste a token", Does: doesPaste}, onNothing},
	{Home, Action{ID: Explain, Name: "Explain an error", Does: doesExplain}, onNothing},
	{
		Home,
		Action{ID: Test, Name: "Test sign-in", Does: "sign in as your users do, and check what comes back"},
		onSubject,
	},
	{Home, Action{ID: LastReport, Name: "Last report", Does: "what the last sign-in showed"}, hasLast},
	{Home, Action{ID: Guide, Name: "Setup guide", Does: doesGuide}, onSubject},
	{
		Home,
		Action{ID: Registration, Name: "App registration", Does: "its settings, its problems, and the exact change"},
		onSubject,
	},
	{Home, Action{ID: OpenSecrets, Name: "Secrets", Does: "when client secrets expire"}, onSubject},
	{Home, Action{ID: Clerk, Name: "Clerk", Does: "is Microsoft enabled there, and which app does it use"}, forClerk},
	{Home, Action{ID: OpenHistory, Name: "History", Does: "earlier reports, and what changed between two"}, hasHistory},
	{
		Home,
		Action{ID: Connection, Name: "Connection", Does: doesConnect},
		func(d *Desk, on On) bool { return onSubject(d, on) && !d.Subject.IsDemo() },
	},
	{
		Home,
		Action{ID: Connection, Name: "Set up my connection", Does: doesConnect},
		func(d *Desk, _ On) bool { return d.Subject.IsDemo() },
	},
	{Home, Action{ID: CheckDoc, Name: "Paste a token", Does: doesPaste}, onSubject},
	{Home, Action{ID: Explain, Name: "Explain an error", Does: doesExplain}, onSubject},
	{Home, Action{ID: Scenarios, Name: "Demo scenarios", Does: doesDemo}, onSubject},
	{Home, Action{ID: CopyRedirect, Name: "Copy redirect URI"}, func(d *Desk, _ On) bool { return d.Subject.IsMine() }},

	{
		Anywhere,
		Action{ID: Practice, Name: "Practice with the demo tenant", Note: "no account needed"},
		nil,
	},
	{Anywhere, Action{ID: GoHome, Name: "Home"}, nil},
	{Anywhere, Action{ID: Help, Name: "Help"}, nil},
	{Anywhere, Action{ID: Quit, Name: "Quit"}, nil},

	{InGuide, Action{ID: NextOpen, Name: "Next open part"}, nil},
	{InGuide, Action{ID: Test, Name: "Test now"}, nil},
	{
		InGuide,
		Action{ID: TestBrowser, Name: "Test with my browser"},
		func(d *Desk, _ On) bool { return d.Subject.IsDemo() },
	},
	{InGuide, Action{ID: EditConnection, Name: "Connection"}, nil},
	{InGuide, Action{ID: CheckDoc, Name: "Paste the manifest"}, nil},
	{InGuide, Action{ID: WriteGuide, Name: "Write the guide to a file"}, nil},
	{InGuide, Action{ID: LastReport, Name: "Last report"}, hasLast},
	{
		InGuide,
		Action{ID: Clerk, Name: "Look at Clerk's side"},
		guideOfClerk,
	},

	{
		InRegistration,
		Action{ID: PasteManifest, Name: "Paste the manifest, or name its file", Note: "Manifest > Download"},
		nil,
	},
	{InRegistration, Action{ID: AskGraph, Name: "Ask Microsoft Graph with your az, azd or PowerShell sign-in"}, nil},

	{
		InPart,
		Action{ID: OpenPage, Name: "Open the page"},
		func(d *Desk, on On) bool { return on.Part.At != "" && (on.Part.Link != "" || d.Subject.IsDemo()) },
	},
	{
		InPart,
		Action{ID: MarkDone, Name: "Mark as done"},
		func(_ *Desk, on On) bool { return on.Part.Markable() && on.Part.State != guide.PartSaid },
	},
	{
		InPart,
		Action{ID: MarkOpen, Name: "Not done"},
		func(_ *Desk, on On) bool { return on.Part.Markable() && on.Part.State == guide.PartSaid },
	},
	{
		InPart,
		Action{ID: CopyValue, Name: "Copy the value"},
		func(_ *Desk, on On) bool { return len(on.Part.Values) > 0 && !on.Part.Values[0].Form },
	},

	{InReport, Action{ID: ShowAll, Name: "Show all"}, nil},
	{
		InReport,
		Action{ID: ShowClaims, Name: "Claims of the tokens"},
		func(_ *Desk, on On) bool { return len(on.Run.Report.Tokens) > 0 },
	},
	{
		InReport,
		Action{ID: ShowProducts, Name: "How products see this user"},
		func(_ *Desk, on On) bool { return len(on.Run.Report.Products) > 0 },
	},
	{InReport, Action{ID: ExplainCheck, Name: "Explain a check"}, nil},
	{InReport, Action{ID: Related, Name: "Jump to related finding"}, nil},
	{InReport, Action{ID: OpenLink, Name: "Open link"}, nil},
	{InReport, Action{ID: CopyFinding, Name: "Copy"}, nil},
	{InReport, Action{ID: RunAgain, Name: "Run again"}, func(_ *Desk, on On) bool { return on.Run.CanRepeat() }},
	{InReport, Action{ID: ReadAgain, Name: "Refresh"}, func(_ *Desk, on On) bool { return on.Run.CanRead() }},
	{
		InReport,
		Action{ID: OpenPatch, Name: "Patch"},
		func(_ *Desk, on On) bool { return on.Run.Report.Registration != nil },
	},
	{InReport, Action{ID: WriteReport, Name: "Export"}, nil},
	{InReport, Action{ID: Watch, Name: "Watch for a change"}, func(_ *Desk, on On) bool { return on.Run.CanRepeat() }},

	{InCompare, Action{ID: RunAgain, Name: "Run again"}, nil},
	{InCompare, Action{ID: Watch, Name: "Watch for a change"}, nil},

	{InSignIn, Action{ID: StopSignIn, Name: "Stop"}, nil},
	{InSignIn, Action{ID: PasteAnswer, Name: "Paste answer"}, nil},
	{InSignIn, Action{ID: Sights, Name: "What the browser shows"}, nil},
	{InSignIn, Action{ID: CopyLink, Name: "Copy link"}, nil},
	{InSignIn, Action{ID: QRCode, Name: "QR code"}, nil},

	{InScenarios, Action{ID: Play, Name: "Sign in", Does: "as the built-in user"}, nil},
	{InScenarios, Action{ID: PlayBrowser, Name: "Sign in with my browser"}, nil},

	{InHistory, Action{ID: OpenRun, Name: "Open the report"}, hasRuns},
	{
		InHistory,
		Action{ID: CompareRuns, Name: "Compare with the one before"},
		func(d *Desk, on On) bool { return hasRuns(d, on) && on.Marked == "" },
	},
	{
		InHistory,
		Action{ID: CompareMarked, Name: "Compare with the marked one"},
		func(_ *Desk, on On) bool { return on.Marked != "" },
	},
	{InHistory, Action{ID: MarkRun, Name: "Mark to compare"}, hasRuns},
	{InHistory, Action{ID: ClearReports, Name: "Clear the history"}, hasRuns},

	{
		InSecrets,
		Action{ID: WriteCalendar, Name: "Calendar file"},
		func(_ *Desk, on On) bool { return len(on.Secrets.Report.Secrets) > 0 },
	},
	{InSecrets, Action{ID: Rotate, Name: "Replace a secret"}, nil},

	{InRotation, Action{ID: OpenStep, Name: "Open in the portal"}, nil},
	{InRotation, Action{ID: RereadSecrets, Name: "Refresh"}, onSubject},
	{InRotation, Action{ID: CopyStep, Name: "Copy"}, nil},

	{InPatch, Action{ID: CopyPatch, Name: "Copy the patch"}, hasPatch},
	{InPatch, Action{ID: CopyCommand, Name: "Copy the command"}, hasPatch},
	{InPatch, Action{ID: WritePatch, Name: "Write to a file"}, hasPatch},

	{InClerk, Action{ID: AskClerk, Name: "Ask Clerk"}, nil},
	{InClerk, Action{ID: StartClerk, Name: "Start a sign-in too"}, func(_ *Desk, on On) bool { return !on.Toggled }},
	{InClerk, Action{ID: LookClerk, Name: "Only look"}, func(_ *Desk, on On) bool { return on.Toggled }},

	{InPaste, Action{ID: CheckNow, Name: "Check it"}, nil},
	{InPaste, Action{ID: GoOffline, Name: "Offline"}, func(_ *Desk, on On) bool { return !on.Toggled }},
	{InPaste, Action{ID: GoOnline, Name: "With Microsoft's keys"}, func(_ *Desk, on On) bool { return on.Toggled }},
	{InPaste, Action{ID: Empty, Name: "Clear"}, nil},

	{InExplain, Action{ID: Empty, Name: "Clear"}, nil},
	{InExplain, Action{ID: CopySupport, Name: "Copy for support"}, nil},
	{InExplain, Action{ID: ErrorPage, Name: "Microsoft's page"}, func(_ *Desk, on On) bool { return on.Link != "" }},

	{InWatch, Action{ID: StopWatch, Name: "Stop"}, nil},
	{InWatch, Action{ID: TryNow, Name: "Try now"}, nil},
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
func (d *Desk) Actions(p Place, on On) []Action {
	var list []Action
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
func (d *Desk) note(p Place, id ID) (note string, warn bool) {
	s := d.Subject
	switch {
	case p != Home || s == nil:
	case id == Guide && s.Key() != "" && s.Progress().Seen != nil:
		w := d.Walk(s)
		return fmt.Sprintf("%d of %d", w.Done, len(w.Steps)), false
	case id == OpenSecrets:
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
func Offers() []Action {
	var list []Action
	for _, o := range offers {
		list = append(list, o.Action)
	}
	return list
}

// ActionAt is the action of a place, whether it can be done now or not.
func ActionAt(p Place, id ID) Action {
	for _, o := range offers {
		if o.place == p && o.ID == id {
			return o.Action
		}
	}
	panic("there is no action " + string(id) + " at " + string(p)) // a defect, which any test of the place finds
}

func actionOf(id ID) Action { return ActionAt(Anywhere, id) }
