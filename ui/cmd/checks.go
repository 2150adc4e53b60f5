package cmd

import (
	"bytes"

	"github.com/spf13/cobra"

	"edov/flow/jsonout"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/ui/render/text"
)

func (p Program) checksCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "checks", Short: "list what edov looks at", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.checks(&o) },
	}
	o.addForm(c)
	return c
}

// addForm registers the flags of commands that print no report.
func (o *output) addForm(c *cobra.Command) {
	o.failOn = "never"
	f := c.Flags()
	f.StringVar(&o.format, "format", "text", "text, json or markdown")
	f.StringVarP(&o.file, "output", "o", "", "write the result to `FILE`; never overwrites without --force")
	f.BoolVar(&o.force, "force", false, "overwrite existing files")
	f.BoolVar(&o.noColor, "no-color", false, "no colours")
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
	return checkLine{
		ID: c.ID, Title: c.Title, Severity: c.Severity, Step: c.Step, Needs: append([]string{}, c.Needs...),
		Doc: doc.Markdown(), Refs: append([]string{}, doc.Sources...),
	}
}

func (p Program) checks(o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	switch o.format {
	case "json":
		var lines []checkLine
		for _, c := range check.Checks() {
			lines = append(lines, lineOf(c))
		}
		return p.writeJSON(o, lines)
	case "markdown":
		return p.write(o, []byte(check.Markdown()))
	}
	var b bytes.Buffer
	if err := text.Checks(&b, check.Checks(), p.style(p.Stdout, o.noColor)); err != nil {
		return err
	}
	return p.write(o, b.Bytes())
}

func (p Program) writeJSON(o *output, v any) error {
	data, err := jsonout.Indented(v)
	if err != nil {
		return unfinished("the result could not be written as JSON")
	}
	return p.write(o, data)
}
