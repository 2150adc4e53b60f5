package cmd

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"edov/inspect/report"
	"edov/ui/store"
)

func (p *Program) showHistoryCommand(name *string) *cobra.Command {
	var o output
	c := &cobra.Command{
		Use: "show N|ID", Short: "Print a saved report; 1 is the newest", Args: exactlyOne("report, by its number or ID"),
		RunE: func(_ *cobra.Command, args []string) error { return p.showHistory(*name, args[0], &o) },
	}
	o.add(c)
	return c
}

func (p *Program) showHistory(name, which string, o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	st, name, err := p.historyOf(name)
	if err != nil {
		return err
	}
	r, err := historicReport(st, name, which)
	if err != nil {
		return err
	}
	p.say("report of %s, %s UTC", name, r.JudgedAt.UTC().Format(time.DateTime))
	return p.report(o, r)
}

// historicReport finds a report by its number, 1 being the newest, or by its ID.
func historicReport(st *store.Store, name, which string) (*report.Report, error) {
	const hint = "edov history list shows the reports"
	id := which
	if n, err := strconv.Atoi(which); err == nil {
		runs, err := st.History(name)
		if err != nil {
			return nil, usageError(err.Error())
		}
		if n < 1 || n > len(runs) {
			return nil, usageError(fmt.Sprintf("there is no report %d; the history has %d", n, len(runs)), hint)
		}
		id = runs[n-1].ID
	}
	r, err := st.Report(name, id)
	if err != nil {
		return nil, usageError(err.Error(), hint)
	}
	return r, nil
}
