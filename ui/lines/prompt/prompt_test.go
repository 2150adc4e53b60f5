package prompt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"edov/flow"
)

// asked is a conversation in which lines are typed, and what it says.
func asked(t *testing.T, typed ...string) (*Prompt, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	return New(t.Context(), strings.NewReader(strings.Join(typed, "\n")+"\n"), &out), &out
}

// TestMenu: an item is chosen by its number or by the beginning of its name; what
// it says went wrong is printed, and Back and q leave the menu.
func TestMenu(t *testing.T) {
	for _, c := range []struct {
		typed []string
		ends  error
		says  string
	}{
		{[]string{"1", "q"}, ErrQuit, "did it\n"},
		{[]string{"fAi", "q"}, ErrQuit, "it broke\n"},
		{[]string{"9", "3"}, nil, "no such choice; type a number from 1 to 3\n"},
		{[]string{"?", "3"}, nil, "type a number from 1 to 3, or the beginning of a name; back goes back"},
		{[]string{"help", "3"}, nil, "q quits\n"},
		{[]string{"back"}, nil, "  3  Back\n"},
		{nil, io.EOF, "Title\n"},
	} {
		p, out := asked(t, c.typed...)
		err := p.Menu(func() string { return "Title" }, func() []Item {
			return []Item{
				{"Do it", func() error { p.Say("did it"); return nil }},
				{"Fail", func() error { return errors.New("it broke") }},
				Back(),
			}
		})
		if !errors.Is(err, c.ends) || !strings.Contains(out.String(), c.says) {
			t.Errorf("%q: %v, says %s", c.typed, err, out)
		}
	}
}

// TestOnce: back leaves only the list, not the menu around it.
func TestOnce(t *testing.T) {
	p, _ := asked(t, "back")
	if err := p.Once("Title", []Item{{"Do it", func() error { return nil }}}); !errors.Is(err, ErrStay) {
		t.Error(err)
	}
}

// TestAnswerWithSpaces: what was removed around a pasted value is said.
func TestAnswerWithSpaces(t *testing.T) {
	for typed, said := range map[string]bool{" an-id ": true, "an-id\t": true, "an-id": false} {
		p, out := asked(t, typed)
		got := ""
		err := p.Answer(Question{Label: "Client ID", Take: func(answer string, _ int) error {
			got = answer
			return nil
		}})
		if err != nil || got != "an-id" || strings.Contains(out.String(), "spaces around your answer were removed") != said {
			t.Errorf("%q: %q, %v: %s", typed, got, err, out)
		}
	}
}

// TestAnswer: a wrong answer is asked for once more, an empty one stands for the one
// in brackets, and an option has a number.
func TestAnswer(t *testing.T) {
	p, out := asked(t, "wrong", "")
	err := p.Answer(Question{Label: "Name", About: "yours", Current: "ann", Take: func(answer string, option int) error {
		if answer == "wrong" && option == -1 {
			return errors.New("choose another")
		}
		return nil
	}})
	if err != nil || strings.Count(out.String(), "Name [ann]: ") != 2 ||
		!strings.Contains(out.String(), "choose another\n") {
		t.Errorf("%v: %s", err, out)
	}
	p, out = asked(t, "3", "2")
	got := 0
	err = p.Answer(Question{Label: "Kind", Options: []string{"web", "public"}, Take: func(_ string, option int) error {
		got = option
		return nil
	}})
	if err != nil || got != 1 || !strings.Contains(out.String(), "from 1 to 2") {
		t.Errorf("%v, option %d: %s", err, got, out)
	}
}

// TestHidden: a secret is asked for by the function for it, and back gives up there
// too.
func TestHidden(t *testing.T) {
	p, out := asked(t)
	value := "s3cret"
	p.Hidden = func(context.Context, string) (flow.Secret, error) { return flow.NewSecret(value), nil }
	if got, err := p.AskHidden("Secret"); got != value || err != nil || out.Len() > 0 {
		t.Errorf("%q, %v: %s", got, err, out)
	}
	value = "back"
	if _, err := p.AskHidden("Secret"); !errors.Is(err, ErrStay) {
		t.Error(err)
	}
}

// TestLines: what is said can't command a terminal, and a line that is too long is
// asked for once more.
func TestLines(t *testing.T) {
	p, out := asked(t, strings.Repeat("x", maxLine+1), "no")
	p.Say("a\x1b[2Jb")
	if err := p.Sure("Really?"); !errors.Is(err, ErrStay) || strings.Contains(out.String(), "\x1b") ||
		!strings.Contains(out.String(), "that line is too long") {
		t.Errorf("%v: %q", err, out)
	}
}
