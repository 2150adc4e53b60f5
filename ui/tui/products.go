package tui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// products is the pane of how auth products would take this user's email, with
// the rule of each, and what a stranger with the same address would reach.
type products struct {
	*common
	list   widget.Split
	report *report.Report
}

func newProducts(c *common, r *workspace.Run) *products {
	p := &products{common: c, report: r.Report}
	p.list.Ratio = 50
	p.list.Title = "Products"
	p.list.Detail = p.detail
	p.list.AddHeading("How products see this user")
	for _, v := range r.Report.Riskiest() {
		takes, mark := r.Report.Takes(v)
		symbol, paint := p.sign(mark)
		p.list.Rows = append(p.list.Rows, widget.Row{Mark: paint(symbol), Label: p.text(v.Name), Right: takes, Value: v})
	}
	p.list.Settle()
	return p
}

func (p *products) rows() *widget.Split { return &p.list }

func (p *products) name() string { return "Products" }

func (p *products) keys() []key.Binding { return []key.Binding{widget.As(widget.Keys.Open, "details")} }

func (p *products) update(msg tea.Msg) (nav, tea.Cmd, bool) { return nav{}, nil, p.list.Update(msg) }

func (p *products) view(width, height int) []string { return p.list.View(p.style, width, height) }

func (p *products) detail(r widget.Row, width int) []string {
	v, ok := r.Value.(proof.ProductVerdict)
	if !ok {
		return nil
	}
	takes, _ := p.report.Takes(v)
	lines := widget.Styled(widget.Wrap(p.text(v.Name+": "+takes), width), p.style.Strong.Render)
	lines = append(lines, widget.Wrap(p.text(v.Reason), width)...)
	part := func(label, words string) {
		if words != "" {
			lines = append(append(lines, "", p.style.Accent.Render(label)), widget.Wrap(p.text(words), width)...)
		}
	}
	part("What would change it", v.Change)
	const stranger = "A stranger with this address (simulated)"
	switch v.Stranger {
	case proof.StrangerIn:
		condition := ""
		if v.StrangerIf != "" {
			condition = ", if " + v.StrangerIf
		}
		part(stranger, "could sign in to the owner's account"+condition+": an admin of another tenant can give one of "+
			"their users any email address (nOAuth)")
	case proof.StrangerOut:
		part(stranger, "could not sign in to the owner's account")
	}
	part("Rule", v.Rule)
	part("Accounts with the same email", v.Links)
	known := map[proof.Basis]string{
		proof.FromSource: "read in its source code",
		proof.Documented: "documented, source code not read",
		proof.Inferred:   "inferred: neither the source code nor the documentation says it",
	}[v.Basis]
	if v.Date != "" {
		known += ", " + v.Date
	}
	part("Source", known+". "+v.Source)
	return lines
}

// aboutEmail are the checks whose failure is read as "what will my product do with it?".
var aboutEmail = []string{"email-present", "edov-present", "email-verified"}

// taken names, beside a finding about the email, what the best known products do with it.
func (f *findings) taken(finding *report.Finding, width int) []string {
	if !slices.Contains(aboutEmail, finding.ID) || len(f.told.Products) == 0 {
		return nil
	}
	lines := []string{"", f.style.Accent.Render(widget.Cut(report.ProductsTitle, width))}
	for _, p := range f.told.BestKnown() {
		takes, mark := f.told.Takes(p)
		symbol, paint := f.sign(mark)
		lines = append(lines, widget.Labelled(paint(symbol), f.text(p.Name+": "+takes), 2, width)...)
	}
	return append(lines, f.style.Faint.Render(widget.Cut("The pane Products has their rules and the others", width)))
}
