// Package lines is the interactive program line by line: numbered menus and
// prompts, no cursor movement, no alternate screen, nothing that moves. Screen
// readers, simple terminals and pipes use it.
//
// It only shows and asks. What lies on the desk, what can be done with it and
// the words for both come from ui/workspace, as they do for the full screen;
// reports are rendered by ui/render/text. Run is the door; ways.go says how each
// action of the workspace is done here.
package lines

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/visible"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
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
	// AskSecret asks without showing what is typed; nil: that is not possible.
	AskSecret func(context.Context) (flow.Secret, error)

	Scenarios bool           // begin with the list of the demo tenant's scenarios
	Scenario  *demo.Scenario // or with one of them
}

// talk is one conversation.
type talk struct {
	Options
	ctx   context.Context
	desk  *workspace.Desk
	lines *lineReader
}

// How a menu is left: nothing is said about these errors.
var (
	errStay = errors.New("the action was given up")
	errBack = errors.New("back to the menu before")
	errQuit = errors.New("quit")
)

// Run talks until the user quits or the input ends. The error is that of ctx.
func Run(ctx context.Context, d *workspace.Desk, o Options) error {
	t := &talk{Options: o, ctx: ctx, desk: d, lines: newLineReader(o.In)}
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
	for err == nil {
		err = t.menu(action.Home, t.title, &workspace.On{}, nil)
	}
	return ctx.Err()
}

func (t *talk) say(format string, args ...any) {
	for _, line := range strings.Split(fmt.Sprintf(format, args...), "\n") {
		fmt.Fprintln(t.Out, visible.Line(line))
	}
}

// sayAll says those texts that are not empty.
func (t *talk) sayAll(texts ...string) {
	for _, text := range texts {
		if text != "" {
			t.say("%s", text)
		}
	}
}

// do carries out work, and what follows from it. The error is that of a
// connection that was not saved.
func (t *talk) do(work []workspace.Work) (err error) {
	for ; len(work) > 0; work = work[1:] {
		news := work[0](context.WithoutCancel(t.ctx))
		words, next := t.desk.Take(news)
		t.sayAll(words)
		if saved, ok := news.(workspace.ConnectionSaved); ok && saved.Err != nil {
			err = errStay
		}
		work = append(work, next...)
	}
	return err
}

// ask prompts and reads one line.
func (t *talk) ask(prompt string) (string, error) { return t.askUntil(t.ctx, prompt) }

func (t *talk) askUntil(ctx context.Context, prompt string) (string, error) {
	for {
		fmt.Fprint(t.Out, visible.Line(prompt)+" ")
		line, err := t.lines.next(ctx)
		if errors.Is(err, errLineTooLong) {
			t.say("that line is too long")
			continue
		}
		if line = strings.TrimSpace(line); line == "back" {
			return "", errStay
		}
		return line, err
	}
}

// askSecret asks for a secret, which is not shown where that is possible.
func (t *talk) askSecret(label string) (string, error) {
	if t.AskSecret == nil {
		return t.ask(label + ":")
	}
	value, err := t.AskSecret(t.ctx)
	if value.Reveal() == "back" {
		return "", errStay
	}
	return value.Reveal(), err
}

// yes asks a question; an empty answer is the usual one.
func (t *talk) yes(question string, usual bool) (bool, error) {
	choices := " [y/N]"
	if usual {
		choices = " [Y/n]"
	}
	answer, err := t.ask(question + choices)
	if answer == "" {
		return usual, err
	}
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
}

// sure is yes for what should not happen by accident: no gives the action up.
func (t *talk) sure(question string) error {
	yes, err := t.yes(question, false)
	if err == nil && !yes {
		return errStay
	}
	return err
}

// item is one line of a menu.
type item struct {
	name string
	do   func() error
}

var goBack = item{"Back", func() error { return errBack }}

// menu offers items, and the actions of a place, until one leaves it. What goes
// wrong is told.
func (t *talk) menu(at action.Place, title func() string, on *workspace.On, items func() []item) error {
	for {
		t.say("\n%s", title())
		var list []item
		if items != nil {
			list = items()
		}
		list = append(list, t.offer(at, on)...)
		switch at {
		case action.Home:
			list = append(list, t.offer(action.Anywhere, on)...)
		case action.InPart:
			list = append(append(list, t.offer(action.InGuide, on)...), goBack)
		default:
			list = append(list, goBack)
		}
		err := t.choose(list)
		switch {
		case errors.Is(err, errBack):
			return nil
		case errors.Is(err, errQuit), errors.Is(err, io.EOF), t.ctx.Err() != nil:
			return err
		case err != nil && !errors.Is(err, errStay):
			t.say("%s", err)
		}
	}
}

// once is a menu that is left with its first choice.
func (t *talk) once(title string, items []item) error {
	t.say("\n%s", title)
	return t.choose(append(items, item{"Back", func() error { return errStay }}))
}

// offer makes items of the actions of a place.
func (t *talk) offer(at action.Place, on *workspace.On) []item {
	var items []item
	for _, a := range t.desk.Actions(at, *on) {
		do := ways[a.ID]
		if do == nil {
			continue
		}
		name := a.Name
		if a.Does != "" {
			name += ": " + a.Does
		}
		if a.Note != "" {
			name += " (" + a.Note + ")"
		}
		items = append(items, item{name, func() error { return do(t, on) }})
	}
	return items
}

// choose prints the items and does the one that is chosen by its number or the
// beginning of its name.
func (t *talk) choose(items []item) error {
	for i, it := range items {
		t.say("  %d  %s", i+1, it.name)
	}
	for {
		answer, err := t.ask("number, or q to quit:")
		switch i := pick(items, answer); {
		case errors.Is(err, errStay): // typed as it is
			return goBack.do()
		case err != nil:
			return err
		case answer == "q", answer == "quit":
			return errQuit
		case i >= 0:
			return items[i].do()
		case answer != "":
			t.say("no such choice; type a number from 1 to %d", len(items))
		}
	}
}

// pick is the item of a number or of the beginning of a name; -1: there is none.
func pick(items []item, answer string) int {
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(items) {
		return n - 1
	}
	for i, it := range items {
		if answer != "" && strings.HasPrefix(strings.ToLower(it.name), strings.ToLower(answer)) {
			return i
		}
	}
	return -1
}

func titled(title string) func() string { return func() string { return title } }
