package report

import (
	"strings"

	"edov/inspect/proof"
	"edov/inspect/words"
)

// Card is the top of a report: the verdict in words, the cause in a sentence, and what to do next.
type Card struct {
	Mark  Mark
	Title string // the verdict: "Email not verified"
	// Short and Rest are the title in two parts, for where there is little room: the verdict, and what is to be known with
	// it, as a sentence: "The ID token was not fully checked". Rest is empty where the verdict says all.
	Short, Rest string
	Body        string // the sentence of the top cause, or what else the headline says
	Fix         string // the one next action; empty where nothing is wrong
	Cause       *Cause // the top one; nil where nothing is wrong
	// Also is what else must be fixed, which would otherwise be found only after the next sign-in; empty: nothing.
	Also string
}

// Card sums the report up for all faces of edov. The verdict is that of Conclude.
func (r *Report) Card() Card {
	c := r.Conclude(Error)
	card := Card{Mark: c.Mark, Short: Capital(c.said.title), Body: c.said.body}
	joint := ""
	switch c.said.tail {
	case tailProblem:
		joint, card.Rest = ", but ", words.Count(r.Problems(Error), "problem", "problems")
	case tailUnchecked:
		joint, card.Rest = "; ", "not everything was checked"
	case tailTrust:
		joint, card.Rest = "; ", "the ID token was not fully checked"
	case tailWarnings:
		joint, card.Rest = ", with ", words.Count(r.Counts.Warnings, "warning", "warnings")
	}
	card.Title, card.Rest = card.Short+joint+card.Rest, Capital(card.Rest)
	if len(r.Causes) > 0 {
		top := &r.Causes[0]
		card.Cause, card.Body, card.Fix = top, top.Sentence+r.ifGenuine(), top.Fix
		card.Also = r.also()
	}
	if card.Body = Capital(card.Body); card.Body == card.Title {
		card.Body = ""
	}
	if card.Body != "" && !strings.HasSuffix(card.Body, ".") {
		card.Body += "."
	}
	return card
}

// also names the second cause that must be fixed, and counts the others.
func (r *Report) also() string {
	var others []string
	for _, c := range r.Causes[1:] {
		if c.Mark == MarkFail || c.Mark == MarkBroken {
			others = append(others, fitting(r.Find(c.ID).clause()))
		}
	}
	switch len(others) {
	case 0:
		return ""
	case 1:
		return others[0]
	}
	return others[0] + ", and " + words.Count(len(others)-1, "more problem", "more problems")
}

// ifGenuine is what a token that was not fully checked says of the email, as the end of a sentence about that;
// empty where the report says it anyway.
func (r *Report) ifGenuine() string {
	is := r.Email.IfGenuine.Words()
	if _, failed := r.FirstProblem(); failed || is == "" {
		return ""
	}
	if strings.HasSuffix(is, proof.Personal) {
		is += ", and which may lack xms_edov"
	}
	return ". If the token is genuine, " + is
}
