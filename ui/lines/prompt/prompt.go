// Package prompt asks line by line: sentences, questions, numbered menus. It is
// for ui/lines what the widgets are for the full screen, and knows nothing of what
// edov asks about.
//
// A Prompt says and asks. A line "back" gives up what is asked (ErrStay), "home"
// in a menu leaves all menus (ErrHome), "q" quits (ErrQuit). The end of the input is io.EOF, the end of the context its
// error. What is said is made harmless for a terminal before it is printed.
package prompt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"edov/flow"
	"edov/flow/visible"
)

// How a menu is left: nothing is said about these errors.
var (
	ErrStay = errors.New("the action was given up")
	ErrBack = errors.New("back to the menu before")
	ErrHome = errors.New("home to the first menu")
	ErrQuit = errors.New("quit")
)

// Prompt is one conversation.
type Prompt struct {
	// Hidden asks for what a label names, without showing what is typed; nil: that is not possible.
	Hidden func(ctx context.Context, label string) (flow.Secret, error)
	// Other says what to do with an answer that is none of the choices of a menu; nil: nothing. OtherWords name what it
	// takes.
	Other      func(answer string) (do func() error)
	OtherWords string

	ctx    context.Context
	out    io.Writer
	lines  *lineReader
	spaced bool // the last line had spaces around it
}

// New is a conversation that ends with ctx.
func New(ctx context.Context, in io.Reader, out io.Writer) *Prompt {
	return &Prompt{ctx: ctx, out: out, lines: newLineReader(in)}
}

// Say prints lines.
func (p *Prompt) Say(format string, args ...any) {
	for _, line := range strings.Split(fmt.Sprintf(format, args...), "\n") {
		fmt.Fprintln(p.out, visible.Line(line))
	}
}

// SayAll says those texts that are not empty.
func (p *Prompt) SayAll(texts ...string) {
	for _, text := range texts {
		if text != "" {
			p.Say("%s", text)
		}
	}
}

// Next waits for a line as it was typed, or for the end of ctx. The line that comes
// after that is not lost. The errors are ErrTooLong, io.EOF and that of ctx.
func (p *Prompt) Next(ctx context.Context) (string, error) { return p.lines.next(ctx) }

// Ask prompts and reads one line without the space around it.
func (p *Prompt) Ask(prompt string) (string, error) { return p.AskUntil(p.ctx, prompt) }

// AskUntil is Ask that ends with another context.
func (p *Prompt) AskUntil(ctx context.Context, prompt string) (string, error) {
	for {
		fmt.Fprint(p.out, visible.Line(prompt)+" ")
		line, err := p.Next(ctx)
		if errors.Is(err, ErrTooLong) {
			p.Say("that line is too long")
			continue
		}
		bare := strings.TrimSpace(line)
		p.spaced = bare != "" && bare != strings.TrimRight(line, "\r\n")
		if line = bare; line == "back" {
			return "", ErrStay
		}
		return line, err
	}
}

// AskHidden asks for a secret, which is not shown where that is possible.
func (p *Prompt) AskHidden(label string) (string, error) {
	if p.Hidden == nil {
		return p.Ask(label + ":")
	}
	p.spaced = false
	value, err := p.Hidden(p.ctx, label)
	if value.Reveal() == "back" {
		return "", ErrStay
	}
	return value.Reveal(), err
}

// Yes asks a question; an empty answer is the usual one.
func (p *Prompt) Yes(question string, usual bool) (bool, error) {
	choices := " [y/N]"
	if usual {
		choices = " [Y/n]"
	}
	answer, err := p.Ask(question + choices)
	if answer == "" {
		return usual, err
	}
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
}

// Sure is Yes for what should not happen by accident: no gives the action up.
func (p *Prompt) Sure(question string) error {
	yes, err := p.Yes(question, false)
	if err == nil && !yes {
		p.Say("not done; nothing was changed")
		return ErrStay
	}
	return err
}

// Question asks for one value.
type Question struct {
	Label, About string
	Options      []string // what can be chosen; nil: anything
	Secret       bool     // it is not shown
	Current      string   // shown in brackets: an empty answer stands for it
	// Take takes an answer, or the option of an index, which is -1 without options.
	// The error says what is wrong: then it is asked once more.
	Take func(answer string, option int) error
}

// Answer asks a question until its answer is taken.
func (p *Prompt) Answer(q Question) error {
	p.Say("%s: %s", q.Label, q.About)
	var options []Item
	for _, name := range q.Options {
		options = append(options, Item{Name: name})
	}
	p.list(options)
	label, ask := q.Label, p.AskHidden
	if !q.Secret {
		ask = func(label string) (string, error) { return p.Ask(label + ":") }
		if q.Current != "" {
			label += " [" + q.Current + "]"
		}
	}
	for {
		answer, err := ask(label)
		if err == nil && p.spaced && options == nil {
			p.Say("note: spaces around your answer were removed; a product may keep them")
		}
		if err != nil {
			return err
		}
		option := pick(options, answer)
		if options != nil && option < 0 && answer != "" {
			p.noSuch(options, "")
			continue
		}
		if err = q.Take(answer, option); err == nil {
			return nil
		}
		p.Say("%s", err)
	}
}
