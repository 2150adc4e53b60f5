package tui

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/ui/tui/widget"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
)

// This file ties keys, menus and the palette to the actions of the workspace.

// as gives a key the name of another action.
func as(b key.Binding, at action.Place, id action.ID) key.Binding {
	return widget.As(b, lower(workspace.ActionAt(at, id).Name))
}

// lower and upper change the first letter, and leave names such as QR code alone.
func lower(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[size:]); unicode.IsUpper(second) || strings.HasPrefix(name, "Microsoft") {
		return name
	}
	return string(unicode.ToLower(first)) + name[size:]
}

func upper(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// open is what an action of the home menu or of the palette opens.
func (c *common) openAction(id action.ID) (nav, tea.Cmd) {
	switch id {
	case action.Test:
		return c.test(), nil
	case action.LastReport:
		return open(newReport(c, c.Last)), nil
	case action.Guide:
		return c.openGuide(), nil
	case action.Registration:
		return c.openRegistration(workspace.ActionAt(action.Home, id).Name, c.registrationReport(c.Subject)), nil
	case action.OpenSecrets:
		return c.openSecrets(), nil
	case action.Remind:
		return c.remind(), nil
	case action.Rollout:
		return open(newRollout(c, c.SubjectOrNew())), nil
	case action.Clerk:
		return open(newClerk(c, c.Subject)), nil
	case action.OpenHistory:
		return open(newHistory(c, c.Subject)), nil
	case action.Connection:
		return c.chooseConnection(), nil
	case action.CheckDoc:
		return open(newPaste(c, "")), nil
	case action.Explain:
		return open(newExplain(c, c.About())), nil
	case action.Scenarios:
		return open(newScenarios(c)), nil
	case action.Practice:
		return c.practice()
	case action.CheckComputer:
		return open(newComputer(c)), nil
	case action.CopyRedirect:
		return nav{}, c.copy("the redirect URI", c.Subject.RedirectURI())
	case action.Quit:
		return nav{}, func() tea.Msg { return quitMsg{} }
	}
	return nav{}, nil
}

// doesOf says what the action with a name does on a screen. Several places have actions of one name: where the screen
// does not say which is meant, nothing is said.
func doesOf(s screen, name string) string {
	if at := placeOf(s); at != "" {
		if does, ok := workspace.DoesAt(at, name); ok {
			return does
		}
	}
	return anywhere()[name]
}

// placeOf is the place of a screen that has actions of which another place has one with the same name.
func placeOf(s screen) action.Place {
	switch s := s.(type) {
	case *reportScreen:
		return action.InReport
	case *signin:
		return action.InSignIn
	case *watch:
		return action.InWatch
	case *computer:
		return action.InComputer
	case *rotation:
		return action.InRotation
	case *guideScreen:
		return action.InGuide
	case *changing:
		return s.place()
	}
	return ""
}

// anywhere says of actions what they do, by names that no two of them have with different words.
var anywhere = sync.OnceValue(func() map[string]string {
	does := map[string]string{}
	for _, o := range workspace.Offers() {
		if was, ok := does[o.Name]; ok && was != o.Does {
			does[o.Name] = ""
			continue
		}
		does[o.Name] = o.Does
	}
	return does
})

// newPalette lists all that can be done from here, to be found by typing: what
// the top screen has keys for, and the actions of the workspace.
func newPalette(a *app) *chooser {
	top := a.top()
	var choices []choice
	for _, b := range keysOf(top) {
		if desc := b.Help().Desc; b.Enabled() && desc != "" && desc != "move" && desc != "scroll" {
			press := func() (nav, tea.Cmd) { return nav{}, func() tea.Msg { return widget.KeyFor(b) } }
			choices = append(choices, choice{upper(desc), doesOf(top, upper(desc)), a.style.KeyName(b.Help().Key), press})
		}
	}
	actions := append(a.Actions(action.Home, workspace.On{}), a.Actions(action.Anywhere, workspace.On{})...)
	for _, offer := range actions {
		if _, listed := top.(*secrets); listed && offer.ID == action.Remind { // its own key writes the same file
			continue
		}
		if offer.ID == action.Remind && slices.ContainsFunc(choices, func(c choice) bool { return c.label == offer.Name }) {
			continue
		}
		choices = append(choices, choice{offer.Name, offer.Does, "", func() (nav, tea.Cmd) {
			if offer.ID == action.Help {
				return open(newHelp(a.common, top)), nil
			}
			n, cmd := a.openAction(offer.ID)
			n.home = !slices.Contains([]action.ID{action.Quit, action.CopyRedirect, action.Remind}, offer.ID)
			return n, cmd
		}})
	}
	s := newChooser(a.common, "Commands", choices)
	s.list.Filter("type a command")
	return s
}

// quitMsg asks the root to quit as the key does, question included.
type quitMsg struct{}

// test signs in. Before the first time it reminds of what cannot be checked from
// here.
func (c *common) test() nav {
	if err := c.Subject.CanTest(); err != nil {
		return toast(err.Error())
	}
	begin := func() nav {
		return c.beginSignin(c.Subject, func() *signin { return newSignin(c, c.Subject, nil) })
	}
	question := c.BeforeTest()
	if question == "" {
		return begin()
	}
	yes := func() (nav, tea.Cmd) { return begin(), nil }
	return open(&asksRedirect{dialog: newDialog(c, question, "Sign in", yes)})
}
