package workspace

import (
	"fmt"

	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/inspect/portal"
	"edov/ui/render/markdown"
	"edov/ui/workspace/action"
	"edov/ui/workspace/passage"

	"edov/flow"
)

// Walk checks how far the subject is with its guide.
func (d *Desk) Walk(s *Subject) *guide.Walk {
	connection := s.Connection
	connection.Product = s.Product()
	connection.TrustAuthority = connection.TrustAuthority || s.IsDemo() // Microsoft's portal does not have its app
	s.Progress().About(connection)
	return guide.For(connection.Product).Walk(s.Progress(), connection, s.HasSecret(), d.Now())
}

// ChooseGuide makes the connection one for a product, and begins one where there
// is none.
func (d *Desk) ChooseGuide(g *guide.Guide) *Subject {
	if d.Subject == nil || d.Subject.Scenario != nil {
		s := d.unsavedFor(g)
		if s == nil {
			s = (&Subject{Connection: flow.Connection{Product: g.Product}}).begun(d.newWays[g.ID])
		}
		d.Begin(s, nil)
	}
	typed := d.Subject.Connection
	typed.Product = g.Product
	d.Subject.Set(typed)
	return d.Subject
}

// Guides is what can be chosen where it is not known which guide is meant.
func Guides() []Choice {
	practice := actionOf(action.Practice)
	list := []Choice{{Action: practice, Right: practice.Note}}
	for _, g := range guide.All() {
		list = append(list, Choice{Action: action.Action{ID: action.Guide, Name: "For " + g.Product}, Guide: g})
	}
	return list
}

// HasGuide holds when it is known which guide is that of the subject.
func (d *Desk) HasGuide() bool {
	return d.Subject != nil && (d.Subject.Scenario != nil || d.Subject.Connection.Product != "")
}

// GuideLine says how far the guide is, and what comes next.
func GuideLine(w *guide.Walk) string {
	words := fmt.Sprintf("%d of %d steps done", w.Done, len(w.Steps))
	switch p, number := w.Part(w.Next); {
	case p == nil:
		return words + " (parts: " + w.DoneWords() + ")"
	case p.State == guide.PartContradicted:
		return words + fmt.Sprintf(". Fix step %d: %s", number, p.Title)
	default:
		return words + fmt.Sprintf(". Next, step %d: %s", number, p.Title)
	}
}

// practicePassage is what to know before a practice.
var practicePassage = guide.Passage{
	Title: "Practice mode",
	Text: "Nothing reaches Microsoft or Clerk. The pages of the demo tenant stand for the portal and for Clerk's " +
		"dashboard; what you change there shows here at once. Enter the client ID and the secret that you get there " +
		"under Connection. In a test, a built-in user signs in; or choose who signs in, in your browser.",
}

// Preface is what to know before the first step.
func Preface(s *Subject, w *guide.Walk) []passage.Passage {
	before := w.Before
	if s.practice != nil {
		before = append([]guide.Passage{practicePassage}, before...)
	}
	var list []passage.Passage
	for _, p := range before {
		list = append(list, passage.Passage{Title: p.Title, Lines: []string{p.Text}})
	}
	facts := passage.Passage{Title: "In short", Style: passage.FactRows}
	for _, f := range w.Facts {
		facts.Lines = append(facts.Lines, f[0], f[1])
	}
	return append(list, facts)
}

// PartPage is the address of a part's page: the portal's, or the demo tenant's,
// of which server may be nil while it starts.
func (s *Subject) PartPage(p *guide.WalkPart, server *demo.Server) string {
	switch {
	case s.Scenario == nil || p.At == "":
		return p.Link
	case server == nil:
		return ""
	}
	return demoPage(server, p.At)
}

// PartValues are the values of a part to copy. The demo tenant has its own page
// where the product has its sign-in page.
func (s *Subject) PartValues(p *guide.WalkPart) []guide.Value {
	if s.Scenario == nil || p.At != portal.AtAccountPortal {
		return p.Values
	}
	return nil // its address is the part's page
}

// PartState says how a part stands, and since when.
func (d *Desk) PartState(p *guide.WalkPart) string {
	words := p.StateLine()
	if !p.SeenAt.IsZero() {
		words += ", " + Ago(d.Now().Sub(p.SeenAt))
	}
	return words
}

// PartPassages are what there is to do in a part, and why.
func (s *Subject) PartPassages(p *guide.WalkPart) []passage.Passage {
	list := []passage.Passage{{Lines: p.Do, Style: passage.Steps}}
	for _, v := range s.PartValues(p) {
		value := passage.Passage{Title: v.Label, Lines: []string{v.Text}, Style: passage.Value}
		if v.Form {
			value.Title, value.Style = v.Label+", such as", passage.Example
		}
		list = append(list, value)
	}
	list = append(list, passage.Passage{Title: "Why", Lines: []string{p.Why}})
	if p.Either {
		line := guide.AdviceWords(s.Progress().Advice)
		list = append(list, passage.Passage{Title: "Advice followed", Lines: []string{line}})
	}
	if p.Prove != "" && p.State != guide.PartProven && s.Scenario == nil { // the demo tenant confirms it by itself
		list = append(list, passage.Passage{Title: "How to confirm", Lines: []string{p.Prove}})
	}
	if len(p.Wrong) > 0 {
		list = append(list, passage.Passage{Title: "Common mistakes", Lines: p.Wrong, Style: passage.Points})
	}
	return list
}

// Mark marks a part as done by the user, or takes the mark back. What evidence has decided can't be marked: the words
// say why. They also say of the first mark that it is not saved, where that is so.
func (d *Desk) Mark(s *Subject, p *guide.WalkPart) (words string, work []Work) {
	switch {
	case p.Markable():
	case p.State == guide.PartProven:
		return "Confirmed by " + p.By + ": there is nothing to mark.", nil
	case p.State == guide.PartContradicted:
		return "The check by " + p.By + " failed: fix it and test again.", nil
	case p.State == guide.PartSaid:
		return "It is in the connection already: Connection changes it.", nil
	default:
		return p.StateLine() + ". Fix it and test again.", nil
	}
	s.Progress().At = p.ID
	s.Progress().Say(p.ID, p.State == guide.PartOpen, d.Now())
	if d.Store == nil && len(s.Progress().Said) == 1 && p.State == guide.PartOpen {
		return "Marked until you quit: nothing can be saved here.", nil
	}
	return "", d.SaveWay(s)
}

// Advise says whose advice is followed where the product's guide and Microsoft differ.
func (d *Desk) Advise(s *Subject, a guide.Advice) []Work {
	s.Progress().Advice = a
	return d.SaveWay(s)
}

// NextPart is the next part after one that is not done, and after the last one
// the first; nil: nothing is open.
func NextPart(w *guide.Walk, after *guide.WalkPart) *guide.WalkPart {
	var parts []*guide.WalkPart
	at := -1
	for i := range w.Steps {
		for j := range w.Steps[i].Parts {
			p := &w.Steps[i].Parts[j]
			if parts = append(parts, p); after != nil && p.ID == after.ID {
				at = len(parts) - 1
			}
		}
	}
	for i := range parts {
		if p := parts[(at+1+i)%len(parts)]; !p.Optional && !p.Done() {
			return p
		}
	}
	return nil
}

// GuideWriter writes the guide to a file.
func GuideWriter(w *guide.Walk) *Writer {
	return &Writer{
		Title: "Write the guide to a file", Name: "setup-guide.md",
		About:  "Markdown, with the values and the state of each part. It contains no secret.",
		Render: func(string, bool) ([]byte, error) { return []byte(markdown.Walk(w, 0)), nil },
	}
}
