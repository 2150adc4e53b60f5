package markdown

import (
	"fmt"
	"strings"

	"edov/inspect/proof"
	"edov/inspect/report"
)

// reportProducts shows how auth products would treat the email, the riskiest first, as the text does.
func reportProducts(b *strings.Builder, r *report.Report) {
	if len(r.Products) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", report.ProductsTitle)
	rows := 0
	var unknown []string
	for _, p := range r.Riskiest() {
		if p.Verdict == proof.SeenUnknown && p.Stranger != proof.StrangerIn {
			unknown = append(unknown, Inert(p.Name))
			continue
		}
		if rows++; rows == 1 {
			b.WriteString("| product | with this email | why | would change it |\n|---|---|---|---|\n")
		}
		productRow(b, r, p)
	}
	if rows == 0 {
		b.WriteString("Not checked: the ID token was not fully checked.\n\n")
		return
	}
	if len(unknown) > 0 {
		fmt.Fprintf(b, "\nCan't tell from it: %s: %s.\n", strings.Join(unknown, ", "), report.WhyUnknown)
	}
	fmt.Fprintf(b, "\n%s\n\n", Inert(r.Simulated()))
}

func productRow(b *strings.Builder, r *report.Report, p proof.ProductVerdict) {
	takes, mark := r.Takes(p)
	basis := string(p.Basis)
	if p.Date != "" {
		basis += ", " + p.Date
	}
	why := Inert(p.Reason + " (" + basis + ")")
	if p.Stranger == proof.StrangerIn {
		condition := ""
		if p.StrangerIf != "" {
			condition = " if " + p.StrangerIf
		}
		why += "<br>attacker: " + Inert("would get in"+condition+": "+p.Links)
	}
	change := ""
	if p.Verdict != proof.SeenVerified {
		change = p.Change
	}
	fmt.Fprintf(b, "| %s | %s: %s | %s | %s |\n", Inert(p.Name), mark, Inert(takes), why, Inert(change))
}
