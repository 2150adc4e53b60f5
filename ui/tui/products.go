package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/proof"
	"edov/ui/render/text"
)

// products is the pane of how auth products would take this user's email, with
// the rule of each, and what a stranger with the same address would reach.
type products struct {
	*common
	list split
}

func newProducts(c *common, r *run) *products {
	p := &products{common: c}
	p.list.ratio = 44
	p.list.detail = p.detail
	p.list.rows = append(p.list.rows, row{label: "How products see this user", heading: true})
	for _, v := range r.report.Products {
		p.list.rows = append(p.list.rows, row{mark: p.seenMark(v), label: p.text(v.Name), right: text.SeenWords(v.Verdict), value: v})
	}
	p.list.settle(1)
	return p
}

func (p *products) seenMark(v proof.ProductVerdict) string {
	switch {
	case v.Stranger == proof.StrangerIn:
		return p.style.Bad.Render(p.style.Fail)
	case v.Verdict == proof.SeenVerified:
		return p.style.Good.Render(p.style.Pass)
	case v.Verdict == proof.SeenUnknown:
		return p.style.Faint.Render(p.style.Unknown)
	}
	return p.style.Warn.Render(p.style.Warning)
}

func (p *products) name() string { return "Products" }

func (p *products) keys() []key.Binding { return []key.Binding{as(keys.Open, "details")} }

func (p *products) update(msg tea.Msg) (nav, tea.Cmd, bool) { return nav{}, nil, p.list.update(msg) }

func (p *products) view(width, height int) []string { return p.list.view(p.common, width, height) }

func (p *products) detail(r row, width int) []string {
	v, ok := r.value.(proof.ProductVerdict)
	if !ok {
		return nil
	}
	lines := styled(wrap(p.text(v.Name+": "+text.SeenWords(v.Verdict)), width), p.style.Strong.Render)
	lines = append(lines, wrap(p.text(v.Reason), width)...)
	part := func(label, words string) {
		if words != "" {
			lines = append(append(lines, "", p.style.Accent.Render(label)), wrap(p.text(words), width)...)
		}
	}
	part("Would change it", v.Change)
	switch v.Stranger {
	case proof.StrangerIn:
		part("A stranger with this address (simulated)", "would get into the account of its owner: an administrator of another tenant can write any address into an account of theirs (nOAuth)")
	case proof.StrangerOut:
		part("A stranger with this address (simulated)", "would be kept out of the account of its owner")
	}
	part("Rule", v.Rule)
	part("Accounts of the same email", v.Links)
	known := map[proof.Basis]string{proof.FromSource: "read in its source", proof.Documented: "documented, not read in its source", proof.Inferred: "inferred: neither source nor documentation says it"}[v.Basis]
	if v.Date != "" {
		known += ", " + v.Date
	}
	part("Known from", known+". "+v.Source)
	return lines
}
