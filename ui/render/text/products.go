package text

import (
	"slices"
	"strings"

	"edov/flow/visible"
	"edov/inspect/proof"
	"edov/inspect/report"
)

// namedProducts is how many products the short line names: the list begins with the
// best known.
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
		return "rejected"
	}
	return "unknown"
}

// isUnknown reports whether nothing is known of how a product would treat the email.
func isUnknown(p proof.ProductVerdict) bool { return p.Verdict == proof.SeenUnknown }

// nOAuth says what the simulation under the products is.
const nOAuth = "Simulated, not tested: an administrator of another tenant enters a victim's email address in one of " +
	"their own accounts (nOAuth). By default, Microsoft doesn't send such addresses to multi-tenant apps " +
	"created since June 2023. "

// products shows how auth products would treat the email: the best known in one
// line, or all of them with their rules.
func (w *writer) products(r *report.Report) {
	if len(r.Products) == 0 {
		return
	}
	known := slices.ContainsFunc(r.Products, func(p proof.ProductVerdict) bool { return !isUnknown(p) })
	switch {
	case !known:
		w.lines(labelled("products  ", "not checked: the ID token was not fully checked", w.o.width()))
	case w.o.Products, w.o.Verbose:
		w.allProducts(r)
	default:
		var parts []string
		for _, p := range r.Products[:min(namedProducts, len(r.Products))] {
			mark := ""
			if p.Basis == proof.Inferred {
				mark = " (inferred)"
			}
			parts = append(parts, visible.Line(p.Name)+" "+SeenWords(p.Verdict)+mark)
		}
		w.lines(labelled("as seen by  ", strings.Join(parts, ", "), w.o.width()))
	}
}

func (w *writer) allProducts(r *report.Report) {
	w.line("How auth products would treat this email")
	strangers := 0
	var unknown []string
	for _, p := range r.Products {
		if isUnknown(p) && p.Stranger != proof.StrangerIn {
			unknown = append(unknown, visible.Line(p.Name))
			continue
		}
		w.product(p)
		if p.Stranger == proof.StrangerIn {
			strangers++
		}
	}
	if len(unknown) > 0 {
		names := strings.Join(unknown, ", ") + ": they read Microsoft Graph, or their rule is not published"
		w.lines(labelled("  "+pad("unknown", 20)+" ", names, w.o.width()))
	}
	w.line("")
	outcome := "No product with a known rule would let them in."
	if strangers > 0 {
		outcome = plural(strangers, "product") + " with a known rule would let them into the victim's account, where " +
			"accounts of other tenants may sign in."
	}
	w.lines(wrap(nOAuth+outcome, w.o.width()))
	w.line("")
}

// product is one row: the verdict with its reason, what would change it, and what
// an attacker could do.
func (w *writer) product(p proof.ProductVerdict) {
	basis := string(p.Basis)
	if p.Date != "" {
		basis += ", " + p.Date
	}
	label := "  " + pad(visible.Line(p.Name), 20) + " " + pad(SeenWords(p.Verdict), 13)
	w.lines(labelled(label, visible.Line(p.Reason+" ("+basis+")"), w.o.width()))
	further := func(label, text string) {
		w.lines(labelled(strings.Repeat(" ", 23)+pad(label, 13), visible.Line(text), w.o.width()))
	}
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
