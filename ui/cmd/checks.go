package cmd

import (
	"io"

	"github.com/spf13/cobra"

	"edov/inspect/check"
	"edov/inspect/report"
	"edov/ui/render/text"
)

func (p *Program) checksCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "checks", Short: "List all checks", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.checks(&o) },
	}
	o.addForm(c, aDocument)
	return c
}

func (p *Program) checks(o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	all := check.Checks()
	lines := make([]checkLine, len(all))
	for i, c := range all {
		lines[i] = lineOf(c)
	}
	return p.show(o, forms{
		json: checksDocument{kindOf("checks"), lines}, markdown: check.Markdown,
		text: func(w io.Writer, s text.Style) error { return text.Checks(w, all, s) },
	})
}

// checkLine is one check as JSON shows it.
type checkLine struct {
	ID       string          `json:"id"`
	Title    string          `json:"title"`
	Severity report.Severity `json:"severity"`
	Step     report.Step     `json:"step"`
	Needs    []string        `json:"needs"`
	Doc      string          `json:"doc"`
	Refs     []string        `json:"refs"`
}

func lineOf(c check.Check) checkLine {
	doc := c.Doc()
	needs, refs := append([]string{}, c.Needs...), append([]string{}, doc.Sources...) // [] rather than null
	return checkLine{c.ID, c.Title, c.Severity, c.Step, needs, doc.Markdown(), refs}
}
