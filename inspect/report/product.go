package report

import (
	"slices"
	"strings"

	"edov/flow/order"
	"edov/inspect/proof"
	"edov/inspect/words"
)

// ProductsTitle is the heading of the products, and WhyUnknown says why nothing is known of some of them.
const (
	ProductsTitle = "How auth products would treat this email"
	WhyUnknown    = "they read Microsoft Graph, or their rule is not published"
)

// Takes says what a product does with the email, in words for its reader, and how that is marked. The verdict
// of a product that takes an email without a proof is a risk, whether this token proves it or not.
func (r *Report) Takes(p proof.ProductVerdict) (words string, mark Mark) {
	risk := p.Stranger == proof.StrangerIn
	if p.Verdict == proof.SeenRejected && p.New != "" {
		p.Verdict, p.New = p.New, ""
		words, _ = r.Takes(p)
		return words + " (" + string(TrustOf(r.Findings).Timely) + ")", MarkWarning
	}
	accepts := "accepts it"
	if r.Email.Address == "" { // it has one from another claim, or from Microsoft Graph
		accepts = "accepts another address"
	}
	switch p.Verdict {
	case proof.SeenVerified:
		switch {
		case !r.provesEmail():
			return accepts + " although nothing proves it (risk)", MarkFail
		case risk:
			return accepts + ", and also without a proof (risk)", MarkFail
		}
		return accepts, MarkPass
	case proof.SeenNotVerified:
		words, mark = accepts+" as unverified", MarkWarning
		if strings.Contains(p.Links, "verifies the email itself") || strings.Contains(p.Links, "asks the user to confirm") {
			words = "asks the user to confirm"
		}
	case proof.SeenNoEmail:
		words, mark = "takes no email from it", MarkWarning
	case proof.SeenRejected:
		words, mark = "refuses", MarkWarning
	default:
		words, mark = "can't tell from the token", MarkUnknown
	}
	if risk {
		return words + " (risk)", MarkFail
	}
	return words, mark
}

// provesEmail holds where the token proves the email, or would at its time.
func (r *Report) provesEmail() bool {
	return r.Email.Verdict == proof.EmailVerified ||
		r.Email.EDOV.Meaning == proof.MeansTrue && TrustOf(r.Findings).Timely != ""
}

// Riskiest are the products of a report, those that let a stranger in first.
func (r *Report) Riskiest() []proof.ProductVerdict {
	rank := func(p proof.ProductVerdict) int {
		_, mark := r.Takes(p)
		return slices.Index([]Mark{MarkFail, MarkPass, MarkWarning, MarkUnknown}, mark)
	}
	list := slices.Clone(r.Products)
	order.Stable(list, func(a, b proof.ProductVerdict) int { return rank(a) - rank(b) })
	return list
}

// namedProducts is how many products are named where there is no room for all: the list begins with the best known.
const namedProducts = 5

// BestKnown are the best known products, the riskiest first.
func (r *Report) BestKnown() []proof.ProductVerdict {
	named := r.Products[:min(namedProducts, len(r.Products))]
	return slices.DeleteFunc(r.Riskiest(), func(p proof.ProductVerdict) bool {
		return !slices.ContainsFunc(named, func(n proof.ProductVerdict) bool { return n.ID == p.ID })
	})
}

// Simulated says what a stranger would reach, and that it was simulated.
func (r *Report) Simulated() string {
	const about = "Simulated, not tested: an administrator of another tenant enters a victim's email address in one of " +
		"their own accounts (nOAuth). By default, Microsoft doesn't send such addresses to multitenant apps " +
		"created after June 2023. "
	n := 0
	for _, p := range r.Products {
		if p.Stranger == proof.StrangerIn {
			n++
		}
	}
	if n == 0 {
		return about + "No product with a known rule would let them in."
	}
	return about + words.Count(n, "product", "products") + " with a known rule would let them into the victim's " +
		"account, where accounts of other tenants may sign in."
}
