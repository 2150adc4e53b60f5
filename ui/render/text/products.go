package text

import (
	"slices"
	"strings"

	"edov/flow/visible"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// isUnknown reports whether nothing is known of how a product would treat the email.
func isUnknown(p proof.ProductVerdict) bool { return p.Verdict == proof.SeenUnknown }

// products shows how auth products would treat the email: the best known in one
// line, or all of them with their rules.
func (w *writer) products(r *report.Report) {
	if len(r.Products) == 0 {
		return
	}
	known := slices.ContainsFunc(r.Products, func(p proof.ProductVerdict) bool { return !isUnknown(p) })
	switch {
	case !known:
		w.lines(w.o.labelled("products  ", "not checked: the ID token was not fully checked", w.o.width()))
	case w.o.Products, w.o.Verbose:
		w.allProducts(r)
	default:
		best := r.BestKnown()
		timely := string(report.TrustOf(r.Findings).Timely)
		after := "; all this " + timely // said once for all
		if slices.ContainsFunc(best, func(p proof.ProductVerdict) bool { return p.New == "" }) {
			after = ""
		}
		var parts []string
		for _, p := range best {
			takes, _ := r.Takes(p)
			if after != "" {
				takes = strings.TrimSuffix(takes, " ("+timely+")")
			}
			if p.Basis == proof.Inferred {
				takes += " (inferred)"
			}
			parts = append(parts, visible.Line(p.Name)+" "+takes)
		}
		w.lines(w.o.labelled("as seen by  ", strings.Join(parts, ", ")+after, w.o.width()))
	}
}

func (w *writer) allProducts(r *report.Report) {
	w.lines(w.o.wrap(report.ProductsTitle, w.o.width()))
	var unknown []string
	for _, p := range r.Riskiest() {
		if isUnknown(p) && p.Stranger != proof.StrangerIn {
			unknown = append(unknown, visible.Line(p.Name))
			continue
		}
		w.product(r, p)
	}
	if len(unknown) > 0 {
		names := strings.Join(unknown, ", ") + ": " + report.WhyUnknown
		w.lines(w.o.labelled("  "+pad("can't tell from it", 20)+" ", names, w.o.width()))
	}
	w.line("")
	w.lines(w.o.wrap(r.Simulated(), w.o.width()))
	w.line("")
}

// product is one row: the verdict with its reason, what would change it, and what
// an attacker could do.
func (w *writer) product(r *report.Report, p proof.ProductVerdict) {
	basis := string(p.Basis)
	if p.Date != "" {
		basis += ", " + p.Date
	}
	takes, mark := r.Takes(p)
	word, _ := Mark(mark)
	w.lines(w.o.labelled("  "+pad(visible.Line(p.Name), 20)+" "+pad(word, 5), takes, w.o.width()))
	further := func(label, text string) {
		w.lines(w.o.labelled(strings.Repeat(" ", 23)+pad(label, 13), visible.Line(text), w.o.width()))
	}
	further("why", p.Reason+" ("+basis+")")
	if p.Change != "" && p.Verdict != proof.SeenVerified {
		further("would change", p.Change)
	}
	if p.Stranger == proof.StrangerIn {
		condition := ""
		if p.StrangerIf != "" {
			condition = " if " + p.StrangerIf
		}
		further("attacker", "would get in"+condition+": "+p.Links)
	}
}
