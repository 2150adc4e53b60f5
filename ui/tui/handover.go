package tui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/flow/visible"
	"edov/ui/provision"
	"edov/ui/tui/widget"
	"edov/ui/workspace/sentence"
)

// handed is the news that a step needs the user. The answer says whether it is done.
type handed struct {
	what   provision.HandOver
	answer chan bool // takes one without waiting
}

// handOver shows what the user enters by hand on the product's side: the page, the values, and the secret once, on
// request.
type handOver struct {
	*common
	handed
	secret secretState
	said   bool // the answer was given
}

// secretState is whether the secret is shown.
type secretState int

const (
	secretHidden secretState = iota
	secretShown
	secretGone // it was shown, and is not shown again
)

var (
	keyHanded     = bind(stepDone, "done")
	keyNotHanded  = bind(stepNotNow, "not now")
	keyShowSecret = bind(showSecret, "show the secret once")
	keyCopyHanded = bind(copyHanded, "copy a value")
)

func newHandOver(c *common, what handed) *handOver { return &handOver{common: c, handed: what} }

func (s *handOver) Init() tea.Cmd { return nil }

// Close answers no where the screen went without an answer: the plan waits for one.
func (s *handOver) Close() { s.say(false) }

func (s *handOver) say(done bool) {
	if !s.said {
		s.said = true
		s.answer <- done
	}
}

// reveals holds while the secret is shown, which the user asked for.
func (s *handOver) reveals() bool { return s.secret == secretShown }

func (s *handOver) busy() string { return "The plan waits for this step. Stop and quit?" }

func (s *handOver) Title() (name, status string) {
	return "Your step", "the plan goes on when it is done"
}

func (s *handOver) Keys() []key.Binding {
	list := []key.Binding{keyHanded}
	hasSecret := !s.what.Secret.IsZero()
	switch {
	case hasSecret && s.secret == secretHidden:
		list = append(list, keyShowSecret)
	case s.secret == secretShown:
		list = append(list, widget.As(keyShowSecret, "hide the secret"))
	}
	if s.what.Link != "" {
		list = append(list, widget.As(widget.Keys.OpenLink, "open the page"))
	}
	list = append(list, keyNotHanded)
	if len(s.copies()) > 0 {
		list = append(list, keyCopyHanded)
	}
	return list
}

func (s *handOver) Update(msg tea.Msg) (nav, tea.Cmd) {
	hasSecret := !s.what.Secret.IsZero()
	switch {
	case widget.Pressed(msg, keyHanded):
		if s.secret == secretShown {
			s.secret = secretGone
		}
		q := newDialog(s.common, s.what.Question(), "Yes, it is", func() (nav, tea.Cmd) {
			s.say(true)
			return back(), nil
		})
		q.OnNo = true // enter twice is not an answer
		return open(q), nil
	case widget.Pressed(msg, keyNotHanded):
		return back(), nil
	case widget.Pressed(msg, widget.Keys.OpenLink) && s.what.Link != "":
		return nav{}, s.openLink(s.what.Link)
	case widget.Pressed(msg, keyCopyHanded):
		return s.copyOneOf(s.copies())
	case widget.Pressed(msg, keyShowSecret) && hasSecret && s.secret != secretGone:
		s.secret++
	}
	return nav{}, nil
}

// copies are the values to copy, and the secret.
func (s *handOver) copies() []choice {
	var list []choice
	for _, v := range s.what.Values {
		list = append(list, choice{label: v[0], do: func() (nav, tea.Cmd) { return nav{}, s.copy(v[0], v[1]) }})
	}
	if secret := s.what.Secret; !secret.IsZero() {
		list = append(list, choice{label: sentence.SecretLabel, do: func() (nav, tea.Cmd) {
			return nav{}, s.copyWhole("the secret", secret.Reveal())
		}}, choice{label: "copy nothing", do: func() (nav, tea.Cmd) { return nav{}, nil }}) // so that it is always asked
	}
	return list
}

func (s *handOver) View(width, height int) string {
	lines := widget.Styled(widget.Wrap(s.text(s.what.Title), width-4), s.style.Strong.Render)
	if s.secret == secretShown { // alone, so that there is room for it
		lines = append(lines, "", s.style.Faint.Render(sentence.SecretLabel))
		lines = append(lines, widget.Hard(visible.Revealed(s.what.Secret.Reveal()), width-4)...)
		return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
	}
	if s.what.Link != "" {
		lines = append(lines, widget.Styled(widget.Hard(s.text(s.what.Link), width-4), s.style.Accent.Render)...)
	}
	facts := s.what.Values
	if !s.what.Secret.IsZero() {
		words := sentence.SecretOnce
		if s.secret == secretGone {
			words = sentence.SecretGone
		}
		facts = append(slices.Clone(facts), [2]string{sentence.SecretLabel, words})
	}
	if s.what.Undo {
		lines = append(lines, widget.Wrap(sentence.BringBack, width-4)...)
	}
	if height >= 14 {
		lines = append(append([]string{""}, lines...), "")
	}
	longest := 0
	for _, f := range facts {
		longest = max(longest, widget.Cells(s.text(f[0]))+2)
	}
	for _, f := range facts {
		label := s.style.Faint.Render(s.text(f[0]))
		lines = append(lines, widget.Labelled(label, s.text(f[1]), longest, width-4)...)
	}
	return strings.Join(widget.Page(widget.Indent(lines, 2), 0, height), "\n")
}
