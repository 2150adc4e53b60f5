package text

import (
	"slices"
	"strings"

	"edov/flow/visible"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// namedProducts is how many products the short line names: the first of the
// list are the best known.
const namedProducts = 5

// SeenWords says a product's verdict in words.
func SeenWords(verdict string) string {
	switch verdict {
	case proof.SeenVerified:
		return "verified"
	case proof.SeenNotVerified:
		return "not verified"
	case proof.SeenNoEmail:
		return "no email"
	case proof.SeenRejected:
		return "refused"
	}
	return "unknown"
}

// allUnknown reports whether nothing can be said of any product: the token was not checked.
func allUnknown(products []proof.ProductVerdict) bool {
	return !slices.ContainsFunc(products, func(p proof.ProductVerdict) bool { return p.Verdict != proof.SeenUnknown })
}

// products tells how auth products would take the email: the best known in a
// line, or all of them with their rules.
func (w *writer) products(r *report.Report) {
	if len(r.Products) == 0 {
		return
	}
	if allUnknown(r.Products) {
		w.lines(labelled("products  ", "cannot be judged: the ID token was not fully checked", w.o.width()))
		return
	}
	if !w.o.Products && !w.o.Verbose {
		var parts []string
		for _, p := range r.Products[:min(namedProducts, len(r.Products))] {
			mark := ""
			if p.Basis == proof.Inferred {
				mark = " (inferred)"
			}
			parts = append(parts, visible.Line(p.Name)+" "+SeenWords(p.Verdict)+mark)
		}
		w.lines(labelled("as seen by  ", strings.Join(parts, ", "), w.o.width()))
		return
	}
	w.line("How products would take this email")
	strangers := 0
	var untold []string
	for _, p := range r.Products {
		if p.Verdict == proof.SeenUnknown && p.Stranger != proof.StrangerIn {
			untold = append(untold, visible.Line(p.Name))
			continue
		}
		w.product(p)
		if p.Stranger == proof.StrangerIn {
			strangers++
		}
	}
	if len(untold) > 0 {
		w.lines(labelled("  "+pad("unknown", 20)+" ", strings.Join(untold, ", ")+": they read Microsoft Graph, or their rule is not published", w.o.width()))
	}
	w.line("")
	text := "Simulated, not tried: as if an administrator of another tenant had written a victim's address into an account of theirs (nOAuth). Multi-tenant apps made since June 2023 are not sent such addresses by default. "
	if strangers == 0 {
		text += "None of the products whose rule is known would let them in."
	} else {
		text += plural(strangers, "product") + " of those whose rule is known would let them into the victim's account."
	}
	w.lines(wrap(text, w.o.width()))
	w.line("")
}

// product is one row: the verdict with its reason, what would change it, and
// the stranger.
func (w *writer) product(p proof.ProductVerdict) {
	basis := string(p.Basis)
	if p.Date != "" {
		basis += ", " + p.Date
	}
	w.lines(labelled("  "+pad(visible.Line(p.Name), 20)+" "+pad(SeenWords(p.Verdict), 13), visible.Line(p.Reason)+" ("+visible.Line(basis)+")", w.o.width()))
	further := func(label, text string) {
		w.lines(labelled(strings.Repeat(" ", 23)+pad(label, 13), visible.Line(text), w.o.width()))
	}
	if p.Change != "" && p.Verdict != proof.SeenVerified {
		further("would change", p.Change)
	}
	if p.Stranger == proof.StrangerIn {
		further("stranger", "would get in: "+p.Links)
	}
}
