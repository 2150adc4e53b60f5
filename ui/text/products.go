package text

import (
	"strings"

	"edov/flow/visible"
	"edov/inspect"
)

// namedProducts is how many products the short line names: the first of the
// list are the best known.
const namedProducts = 5

// SeenWords says a product's verdict in words.
func SeenWords(verdict string) string {
	switch verdict {
	case inspect.SeenVerified:
		return "verified"
	case inspect.SeenNotVerified:
		return "not verified"
	case inspect.SeenNoEmail:
		return "no email"
	case inspect.SeenRejected:
		return "refused"
	}
	return "cannot tell"
}

// products tells how auth products would take the email: the best known in a
// line, or all of them with their rules.
func (w *writer) products(r *inspect.Report) {
	if len(r.Products) == 0 {
		return
	}
	if !w.o.Products && !w.o.Verbose {
		var parts []string
		for _, p := range r.Products[:min(namedProducts, len(r.Products))] {
			mark := ""
			if p.Basis == inspect.Inferred {
				mark = " (inferred)"
			}
			parts = append(parts, visible.Line(p.Name)+" "+SeenWords(p.Verdict)+mark)
		}
		w.lines(labelled("as seen by  ", strings.Join(parts, ", "), w.o.width()))
		return
	}
	w.line("How products would take this email")
	strangers := 0
	for _, p := range r.Products {
		label := "  " + pad(visible.Line(p.Name), 20) + " "
		basis := string(p.Basis)
		if p.Date != "" {
			basis += ", " + p.Date
		}
		w.lines(labelled(label+pad(SeenWords(p.Verdict), 13), visible.Line(p.Reason)+" ("+visible.Line(basis)+")", w.o.width()))
		if p.Change != "" && p.Verdict != inspect.SeenVerified {
			w.lines(labelled(strings.Repeat(" ", 23)+pad("would change", 13), visible.Line(p.Change), w.o.width()))
		}
		if p.Stranger == inspect.StrangerIn {
			strangers++
			w.lines(labelled(strings.Repeat(" ", 23)+pad("stranger", 13), "would get in: "+visible.Line(p.Links), w.o.width()))
		}
	}
	w.line("")
	text := "Simulated, not tried: as if an administrator of another tenant had written a victim's address into an account of theirs (nOAuth). "
	if strangers == 0 {
		text += "None of the products whose rule is known would let them in."
	} else {
		text += plural(strangers, "product") + " of those whose rule is known would let them into the victim's account."
	}
	w.lines(wrap(text, w.o.width()))
	w.line("")
}
