// Package action names all that can be done in the interactive program: the
// actions (ID), the places where they are offered (Place), and the headings of
// the questions that some of them ask (Titles).
//
// It is vocabulary alone. Which action is offered at which place, under which
// name and when, is the table of ui/workspace; how an action is done is the
// business of the two faces, ui/tui and ui/lines. Both name it by the same ID, so
// that a test finds each action of the one in the other.
package action

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
	InRollout   Place = "rollout"
	InRotation  Place = "rotation"
	InComputer  Place = "computer"
	InPatch     Place = "patch"
	InClerk     Place = "clerk"
	InPaste     Place = "paste"
	InExplain   Place = "explain"
	InWatch     Place = "watch"
	InPlan      Place = "plan"     // that is shown before it is carried out
	InChanging  Place = "changing" // while it is carried out
	InChanged   Place = "changed"  // what came of it
	// InRegistration is the choice of where to read the app registration from.
	InRegistration Place = "registration"
)

// Titles are the headings of the questions and lists that an action leads to.
var Titles = map[ID]string{
	Connection: "Which connection?", Guide: "Which guide?", Registration: "Where is the app registration?",
	Sights: "What do you see in the browser?", Scenarios: "Demo scenarios: demo tenant, not Microsoft",
	OpenLink: "Open a link", WhatNext: "What next?",
	Clerk: "Publishable key of the Clerk instance", RunAgain: "What changed",
}

// Action is something that can be done.
type Action struct {
	ID   ID
	Name string // in menus and in the palette
	Does string // one line about it; empty: the name says it
	Note string // how it stands, for a menu; empty: nothing to say
	Warn bool   // the note is a warning
}
