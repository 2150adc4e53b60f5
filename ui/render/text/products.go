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

// Takes says what a product does with the email, in words for its reader, and how that is marked. isProven says
// whether the token proves the email; the verdict of a product that takes it without a proof is a risk either way.
func Takes(p proof.ProductVerdict, isProven bool) (words string, mark report.Mark) {
	risk := p.Stranger == proof.StrangerIn
	switch p.Verdict {
	case proof.SeenVerified:
		switch {
		case !isProven:
			return "accepts it although nothing proves it (risk)", report.MarkFail
		case risk:
			return "accepts it, and also without a proof (risk)", report.MarkFail
		}
		return "accepts it", report.MarkPass
	case proof.SeenNotVerified:
		words, mark = "accepts it as unverified", report.MarkWarning
		if strings.Contains(p.Links, "verifies the email itself") || strings.Contains(p.Links, "asks the user to confirm") {
			words = "asks the user to confirm"
		}
	case proof.SeenNoEmail:
		words, mark = "takes no email from it", report.MarkWarning
	case proof.SeenRejected:
		words, mark = "refuses", report.MarkWarning
	default:
		words, mark = "can't tell from the token", report.MarkUnknown
	}
	if risk {
		return words + " (risk)", report.MarkFail
	}
	return words, mark
}

// Riskiest are the products of a report, those that let a stranger in first.
func Riskiest(r *report.Report) []proof.ProductVerdict {
	rank := func(p proof.ProductVerdict) int {
		_, mark := Takes(p, IsProven(r))
		return slices.Index([]report.Mark{report.MarkFail, report.MarkPass, report.MarkWarning, report.MarkUnknown}, mark)
	}
	list := slices.Clone(r.Products)
	slices.SortStableFunc(list, func(a, b proof.ProductVerdict) int { return rank(a) - rank(b) })
	return list
}

// IsProven reports whether the ID token proves the email.
func IsProven(r *report.Report) bool { return r.Email.Verdict == proof.EmailVerified }

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
		for _, p := range namedFirst(r) {
			mark := ""
			if p.Basis == proof.Inferred {
				mark = " (inferred)"
			}
			takes, _ := Takes(p, IsProven(r))
			parts = append(parts, visible.Line(p.Name)+" "+takes+mark)
		}
		w.lines(labelled("as seen by  ", strings.Join(parts, ", "), w.o.width()))
	}
}

// namedFirst are the best known products, the riskiest first.
func namedFirst(r *report.Report) []proof.ProductVerdict {
	named := r.Products[:min(namedProducts, len(r.Products))]
	return slices.DeleteFunc(Riskiest(r), func(p proof.ProductVerdict) bool {
		return !slices.ContainsFunc(named, func(n proof.ProductVerdict) bool { return n.ID == p.ID })
	})
}

func (w *writer) allProducts(r *report.Report) {
	w.line("How auth products would treat this email")
	strangers := 0
	var unknown []string
	for _, p := range Riskiest(r) {
		if isUnknown(p) && p.Stranger != proof.StrangerIn {
			unknown = append(unknown, visible.Line(p.Name))
			continue
		}
		w.product(p, IsProven(r))
		if p.Stranger == proof.StrangerIn {
			strangers++
		}
	}
	if len(unknown) > 0 {
		names := strings.Join(unknown, ", ") + ": they read Microsoft Graph, or their rule is not published"
		w.lines(labelled("  "+pad("can't tell from it", 20)+" ", names, w.o.width()))
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
func (w *writer) product(p proof.ProductVerdict, isProven bool) {
	basis := string(p.Basis)
	if p.Date != "" {
		basis += ", " + p.Date
	}
	takes, mark := Takes(p, isProven)
	word, _ := Mark(mark)
	w.lines(labelled("  "+pad(visible.Line(p.Name), 20)+" "+pad(word, 5), takes, w.o.width()))
	further := func(label, text string) {
		w.lines(labelled(strings.Repeat(" ", 23)+pad(label, 13), visible.Line(text), w.o.width()))
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
