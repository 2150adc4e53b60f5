package prompt

import (
	"errors"
	"io"
	"strconv"
	"strings"
)

// Item is one line of a menu.
type Item struct {
	Name string
	Do   func() error
}

// Back leaves a menu.
func Back() Item { return Item{"Back", func() error { return ErrBack }} }

// Menu offers items until one leaves it. What goes wrong is told.
func (p *Prompt) Menu(title func() string, items func() []Item) error {
	for {
		p.Say("\n%s", title())
		err := p.choose(items(), pick, ErrBack)
		switch {
		case errors.Is(err, ErrBack):
			return nil
		case errors.Is(err, ErrQuit), errors.Is(err, ErrHome), errors.Is(err, io.EOF), p.ctx.Err() != nil:
			return err
		case err != nil && !errors.Is(err, ErrStay):
			p.Say("%s", err)
		}
	}
}

// Once is a menu that is left with its first choice.
func (p *Prompt) Once(title string, items []Item) error {
	p.Say("\n%s", title)
	return p.choose(append(items, Item{"Back", func() error { return ErrStay }}), pickWord, ErrStay)
}

// choose prints the items and does the one that find chooses. The line "back" is the error given up.
func (p *Prompt) choose(items []Item, find func([]Item, string) int, givenUp error) error {
	p.list(items)
	for {
		answer, err := p.Ask("number, home, q to quit, or ? for help:")
		switch i := find(items, answer); {
		case errors.Is(err, ErrStay):
			return givenUp
		case err != nil:
			return err
		case answer == "q", answer == "quit":
			return ErrQuit
		case answer == "home":
			return ErrHome
		case answer == "?", answer == "help":
			p.help(items)
		case i >= 0:
			return items[i].Do()
		case answer != "":
			if p.Other != nil {
				if do := p.Other(answer); do != nil {
					return do()
				}
			}
			p.noSuch(items, p.OtherWords)
		}
	}
}

func (p *Prompt) list(items []Item) {
	for i, it := range items {
		p.Say("  %d  %s", i+1, it.Name)
	}
}

// help says what can be answered.
func (p *Prompt) help(items []Item) {
	p.Say("type a number from 1 to %d, or the beginning of a name; back goes back, home goes to the first menu, q quits",
		len(items))
	if p.OtherWords != "" {
		p.Say("or %s", p.OtherWords)
	}
}

// noSuch says what can be answered; or is what else than a number.
func (p *Prompt) noSuch(items []Item, or string) {
	if or != "" {
		or = ", or " + or
	}
	p.Say("no such choice; type a number from 1 to %d%s", len(items), or)
}

// pick is the item of a number or of the beginning of a name; -1: there is none.
func pick(items []Item, answer string) int {
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(items) {
		return n - 1
	}
	for i, it := range items {
		if answer != "" && strings.HasPrefix(strings.ToLower(it.Name), strings.ToLower(answer)) {
			return i
		}
	}
	return -1
}

// pickWord is pick, or the only item that has the answer among the words of its name: "clerk" is "For Clerk". A number
// is no word.
func pickWord(items []Item, answer string) int {
	found := pick(items, answer)
	if _, err := strconv.Atoi(answer); found >= 0 || answer == "" || err == nil {
		return found
	}
	for i, it := range items {
		switch has := strings.Contains(" "+strings.ToLower(it.Name)+" ", " "+strings.ToLower(answer)+" "); {
		case has && found >= 0:
			return -1
		case has:
			found = i
		}
	}
	return found
}
