// Package lines is the interactive program line by line: numbered menus and
// prompts, no cursor movement, no alternate screen, nothing that moves. Screen
// readers, simple terminals and pipes use it.
//
// It only shows and asks. What lies on the desk, what can be done with it and
// the words for both come from ui/workspace, as they do for the full screen;
// reports are rendered by ui/render/text, and ui/lines/prompt asks. Run is the
// door; ways.go says how each action of the workspace is done here.
package lines

import (
	"context"
	"errors"
	"io"
	"strings"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/lines/prompt"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/passage"
	"edov/ui/workspace/sentence"
)

// Options are the streams, and what the program around can do for them.
type Options struct {
	In    io.Reader
	Out   io.Writer
	Style text.Style
	Note  func(format string, args ...any) // says something beside the conversation
	// Progress shows the events of a sign-in.
	Progress func(s *workspace.Subject) func(flow.Event)
	// Pastes joins lines that come close together into one text.
	Pastes func(ctx context.Context, lines <-chan string, texts chan<- string)
	// AskSecret asks for what a label names, without showing what is typed; nil: that is not possible.
	AskSecret func(ctx context.Context, label string) (flow.Secret, error)
	// ShowSecret shows a secret on a screen that leaves no trace, until enter has waited for the user; nil: that is not
	// possible.
	ShowSecret func(secret flow.Secret, enter func() error) error

	Scenarios bool           // begin with the list of the demo tenant's scenarios
	Scenario  *demo.Scenario // or with one of them
}

// talk is one conversation.
type talk struct {
	Options
	*prompt.Prompt
	ctx  context.Context
	desk *workspace.Desk
	news *workspace.Run // the newest report or look of this conversation
}

// Run talks until the user quits or the input ends. The error is that of ctx.
func Run(ctx context.Context, d *workspace.Desk, o Options) error {
	t := &talk{Options: o, Prompt: prompt.New(ctx, o.In, o.Out), ctx: ctx, desk: d}
	t.Hidden, t.Other, t.OtherWords = o.AskSecret, t.pasted, "type what is wrong, or paste an error, a token or a manifest"
	defer d.Close()
	defer func() { _ = t.do(d.Leaving()) }()
	if words := d.ExpiryWarning(); words != "" {
		t.Note("note: %s", words)
	}
	var err error
	switch {
	case o.Scenario != nil:
		err = t.scenario(*o.Scenario)
	case o.Scenarios:
		err = t.scenarios(nil)
	}
	for err == nil || errors.Is(err, prompt.ErrHome) {
		err = t.menu(action.Home, t.title, &workspace.On{}, nil)
	}
	return ctx.Err()
}

// title is the welcome, or the subject at a glance.
func (t *talk) title() string {
	if t.desk.Subject == nil {
		return strings.Join(append(sentence.Welcome(), sentence.NothingSent), "\n")
	}
	var lines []string
	for _, f := range t.desk.Facts(func(r *workspace.Run) string { word, _ := text.Mark(r.Verdict()); return word }) {
		lines = append(lines, strings.TrimPrefix(f[0]+": "+f[1], ": "))
	}
	return strings.Join(lines, "\n")
}

// do carries out work, and what follows from it. The error is that of a
// connection that was not saved.
func (t *talk) do(work []workspace.Work) (err error) {
	for ; len(work) > 0; work = work[1:] {
		news := work[0](context.WithoutCancel(t.ctx))
		words, next := t.desk.Take(news)
		t.SayAll(words)
		if saved, ok := news.(workspace.ConnectionSaved); ok && saved.Err != nil {
			err = prompt.ErrStay
		}
		work = append(work, next...)
	}
	return err
}

// menu offers items, and the actions of a place, until one leaves it.
//
//go:noinline
func (t *talk) menu(at action.Place, title func() string, on *workspace.On, items func() []prompt.Item) error {
	return t.Menu(title, func() []prompt.Item {
		var list []prompt.Item
		if items != nil {
			list = items()
		}
		list = append(list, t.offer(at, on)...)
		switch at {
		case action.Home:
			return append(list, t.offer(action.Anywhere, on)...)
		case action.InPart:
			list = append(list, t.offer(action.InGuide, on)...)
		}
		return append(list, prompt.Back())
	})
}

// next offers what can be done with what was printed just now, unless that failed.
func (t *talk) next(at action.Place, on *workspace.On, err error) error {
	if err != nil {
		return err
	}
	return t.menu(at, titled("What next?"), on, nil)
}

// offer makes items of the actions of a place.
func (t *talk) offer(at action.Place, on *workspace.On) []prompt.Item {
	var items []prompt.Item
	for _, a := range t.desk.Actions(at, *on) {
		do := ways[a.ID]
		if do == nil {
			continue
		}
		name := a.Name
		described := at == action.Home || at == action.Anywhere || at == action.InScenarios
		if a.Does != "" && described { // elsewhere the name says enough to hear
			name += ": " + a.Does
		}
		if a.Note != "" {
			name += " (" + a.Note + ")"
		}
		items = append(items, prompt.Item{Name: name, Do: func() error { return do(t, on) }})
	}
	return items
}

func (t *talk) passages(list []passage.Passage) {
	for _, p := range list {
		t.SayAll(p.Plain()...)
	}
}

// open opens the page on which something of a subject is set.
func (t *talk) open(s *workspace.Subject, at, link string) error {
	how, err := t.desk.OpenPlace(t.ctx, s, at, link)
	if err == nil {
		t.Say("opened with %s", how)
	}
	return err
}

// wait tells that a server asks to wait.
func (t *talk) wait(e flow.Event) { t.Note("%s", e.Text) }

// each makes items of a list, with a name for each and what it does.
func each[T any](list []T, name func(T) string, do func(T) error) []prompt.Item {
	var items []prompt.Item
	for _, one := range list {
		items = append(items, prompt.Item{Name: name(one), Do: func() error { return do(one) }})
	}
	return items
}

func titled(title string) func() string { return func() string { return title } }

// typed is the name of an action as it is typed while something runs.
func typed(at action.Place, id action.ID) string {
	return strings.ToLower(workspace.ActionAt(at, id).Name)
}
