package tui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// lowCard is the height of the window below which the card is two lines.
const lowCard = 14

// cardWords name the actions of the card in a word.
var cardWords = map[action.ID]string{
	action.Apply: "apply", action.OpenPatch: "patch", action.OpenLink: "open", action.RunAgain: "test again",
	action.ReadAgain: "read again", action.DoRotation: "replace the secret",
	action.Test: "test it", action.Connection: "set up a connection to test it",
}

// card is the top of the report: the verdict, the cause in a sentence, the fix, and the keys that help.
func (s *reportScreen) card(width, height int) []string {
	card := s.all.told.Card()
	symbol, paint := s.sign(card.Mark)
	title, rest := s.titleOf(card, symbol, width)
	if height < lowCard {
		lead := symbol + " "
		first := s.style.Strong.Render(paint(widget.Cut(lead+title, width)))
		body := strings.TrimSpace(rest + " " + s.text(card.Body))
		if s.run.IsOutdated() {
			body = sentence.Outdated
		}
		return []string{first, widget.Cut(body, width)}
	}
	inside := width - 4
	var lines []string
	if rest != "" {
		lines = append(lines, s.style.Strong.Render(widget.Cut(rest, inside)))
	}
	lines = append(lines, atMost(widget.Wrap(s.text(card.Body), inside), 2, inside)...)
	if card.Fix != "" {
		fix := widget.Labelled(s.style.Strong.Render("Fix"), s.text(card.Fix), 5, inside)
		lines = append(lines, s.fixLines(fix, inside)...)
	}
	if s.run.IsOutdated() {
		lines = append(lines, s.style.Warn.Render(widget.Cut(sentence.Outdated, inside)))
	} else if card.Also != "" {
		lines = append(lines, atMost(widget.Wrap("Also: "+s.text(card.Also), inside), 1, inside)...)
	}
	if detail := s.all.told.Detail; detail != "" && (card.Cause == nil || height >= 28) {
		lines = append(lines, s.style.Faint.Render(wholeParts(s.text(detail), inside)))
	}
	if keys := s.cardKeys(inside); card.Cause != nil && keys != "" {
		lines = append(lines, keys)
	}
	return s.style.Card(symbol+" "+title, lines, width, s.cardStyle(card.Mark))
}

// titleOf is the title of the card. Where it does not fit, the rest of it goes into the card: that something was not
// checked must not be cut off.
func (s *reportScreen) titleOf(card report.Card, symbol string, width int) (title, rest string) {
	title = s.text(card.Title)
	if card.Rest == "" || widget.Cells(symbol+" "+title) <= width-6 {
		return title, ""
	}
	return s.text(card.Short), s.text(card.Rest) + "."
}

// mostFix is how many lines a fix may have in the card.
const mostFix = 3

// fixLines are the lines of the fix. Where they are too many, the last one says where the whole is.
func (s *reportScreen) fixLines(fix []string, width int) []string {
	if len(fix) <= mostFix {
		return fix
	}
	rest := "… all of it: " + widget.Keys.PageDown.Help().Key
	last := strings.TrimRight(widget.Cut(fix[mostFix-1], width-widget.Cells(rest)-1), "…. ")
	return append(fix[:mostFix-1:mostFix-1], last+" "+s.style.Faint.Render(rest))
}

// cardKeys is the line of keys; what does not fit is left out.
func (s *reportScreen) cardKeys(width int) string {
	line := ""
	ids := s.run.CardActions()
	if id := s.proves(); id != "" {
		ids = append(ids, id)
	}
	for _, id := range ids {
		k := bind(id, cardWords[id]).Help()
		next := line
		if next != "" {
			next += "   "
		}
		next += s.style.Key.Render(k.Key) + " " + k.Desc
		if widget.Cells(next) > width {
			break
		}
		line = next
	}
	return line
}

// cardStyle is the colour of the frame.
func (s *reportScreen) cardStyle(m report.Mark) lipgloss.Style {
	switch m {
	case report.MarkPass:
		return s.style.Good
	case report.MarkFail, report.MarkBroken:
		return s.style.Bad
	}
	return s.style.Warn
}

// atMost cuts lines off, and says so.
func atMost(lines []string, most, width int) []string {
	if len(lines) <= most {
		return lines
	}
	rest := strings.TrimSpace(lines[most])
	return append(lines[:most-1:most-1], widget.Cut(lines[most-1]+" "+rest, width))
}
