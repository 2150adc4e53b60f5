package cmd

import (
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"edov/inspect/report/diff"
	"edov/ui/render/text"
)

func (p *Program) diffHistoryCommand(name *string) *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "diff [A [B]]", Short: "Show what changed from one report to another",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 2 {
				return usageError("only two reports can be compared", seeHelp(c))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.diffHistory(*name, args, &o) },
	}
	addListFlags(c, &o)
	return c
}

func (p *Program) diffHistory(name string, args []string, o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	st, name, err := p.historyOf(name)
	if err != nil {
		return err
	}
	from, to := compared(args)
	before, err := historicReport(st, name, from)
	if err != nil {
		return err
	}
	after, err := historicReport(st, name, to)
	if err != nil {
		return err
	}
	d := diff.Between(before, after)
	doc := diffDocument{kindOf("diff"), d}
	return p.show(o, forms{json: doc, text: func(w io.Writer, _ text.Style) error {
		text.Diff(w, before, after, d)
		return nil
	}})
}

// compared are the two reports that the arguments name. One number alone is compared
// with the report before it, one ID alone with the newest report.
func compared(args []string) (from, to string) {
	switch n, err := strconv.Atoi(strings.Join(args, " ")); {
	case len(args) == 0:
		return "2", "1"
	case len(args) == 2:
		return args[0], args[1]
	case err == nil:
		return strconv.Itoa(n + 1), args[0]
	}
	return args[0], "1"
}
